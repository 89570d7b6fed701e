"""OLE compound files (MS-CFB): what is in one, told by its streams."""

from __future__ import annotations

from typing import IO, Any

from pipeline.office.parsing import refuse

_WORD = "WordDocument"
_EXCEL = ("Workbook", "Book")
_SLIDES = "PowerPoint Document"


def kind(stream: IO[bytes]) -> str:
    """``doc``, ``xls``, ``ppt``, or ``""`` for any other; raises `Unreadable` (``corrupt``)."""
    with opened(stream) as container:
        if container.exists(_WORD):
            return "doc"
        if any(container.exists(name) for name in _EXCEL):
            return "xls"
        return "ppt" if container.exists(_SLIDES) else ""


def workbook(stream: IO[bytes]) -> bytes:
    """The stream of an Excel workbook; raises `Unreadable`."""
    with opened(stream) as container:
        for name in _EXCEL:
            if container.exists(name):
                try:
                    return bytes(container.openstream(name).read())
                except MemoryError:
                    raise
                except Exception as error:  # olefile raises what struct and its own checks do
                    raise refuse("corrupt") from error
    raise refuse("corrupt")


def opened(stream: IO[bytes]) -> Any:
    """The container, to be closed by ``with``; raises `Unreadable` (``corrupt``)."""
    import olefile

    stream.seek(0)
    try:
        return olefile.OleFileIO(stream)
    except MemoryError:
        raise
    except Exception as error:
        raise refuse("corrupt") from error
