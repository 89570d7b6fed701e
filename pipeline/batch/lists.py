"""Lists of who may apply, as the bureau keeps them: ``lists/*.xlsx``, read as any file is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline import office
from pipeline.checks.eligible import Lists, listed
from pipeline.door import Door
from pipeline.inbox.attachments import EXCEL
from pipeline.model import Document, Grid, Paragraph
from pipeline.problems import ConfigError, Unreadable


def load(folder: Path, door: Door, is_other: Callable[[Path], bool]) -> Lists:
    """The lists in a folder, none where it isn't there; ``is_other`` tells files that are no lists.

    Raises `ConfigError` for one that can't be read.
    """
    return dict(_lists(folder, door, is_other)) if folder.is_dir() else {}


def _lists(
    folder: Path, door: Door, is_other: Callable[[Path], bool]
) -> Iterator[tuple[str, frozenset[str]]]:
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in EXCEL or path.name.startswith(("~$", ".")) or is_other(path):
            continue
        try:
            document = office.open_up(path, door)
        except (Unreadable, OSError) as error:
            raise ConfigError(f"{path} can't be read: {error}.", "Save it anew, or take it away.") from None
        if isinstance(document, Document):
            yield path.stem, listed(_texts(document))


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        for cell in block.cells if isinstance(block, Grid) else ():
            yield "".join(inner.text for inner in cell.blocks if isinstance(inner, Paragraph))
