"""Files that ask for a password: opened with those that the settings name.

Encrypted OOXML and the older formats alike (MS-OFFCRYPTO), by msoffcrypto-tool. Which
files want one at all is told without trying any.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import IO, Any

from pipeline.office.parsing import refuse

# Excel's own password for books that are to be opened for reading: it never asks for it.
_EXCELS_OWN = "VelvetSweatshop"
# The stream that an encrypted OOXML file is in, as an OLE directory writes its name.
_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def unlocked(stream: IO[bytes], passwords: Sequence[str]) -> IO[bytes]:
    """The content of an OLE file: decrypted, or the stream itself where it is not encrypted.

    Raises `Unreadable` (``encrypted``) where no password opens it, or it is protected
    otherwise than by a password.
    """
    locked = _locked(stream)
    if locked is None:
        stream.seek(0)
        return stream
    for password in (_EXCELS_OWN, *passwords):
        content = _opened(locked, password)
        if content is not None:
            return content
    raise refuse("encrypted")


def _locked(stream: IO[bytes]) -> Any:
    """The encrypted file as the library sees it; None where it is not encrypted."""
    import msoffcrypto

    try:
        found = msoffcrypto.OfficeFile(stream)
        return found if found.is_encrypted() else None
    except MemoryError:
        raise
    except Exception:  # olefile and struct raise what they like
        # Rights management, and what is damaged, the library does not know.
        stream.seek(0)
        if _PACKAGE in stream.read():
            raise refuse("encrypted") from None
        return None


def _opened(locked: Any, password: str) -> IO[bytes] | None:
    content = io.BytesIO()
    try:
        if locked.format == "ooxml":
            locked.load_key(password=password, verify_password=True)
        else:
            locked.load_key(password=password)
        locked.decrypt(content)
    except MemoryError:
        raise
    except Exception:  # a wrong password, or any error of a damaged file
        return None
    content.seek(0)
    return content
