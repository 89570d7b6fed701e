"""What of a document was read so far, and where that is too much for a form."""

from __future__ import annotations

from pipeline.door import FileLimits
from pipeline.office.parsing import refuse


class Tally:
    """Counts a document's cells, characters and sheets; each method raises `Unreadable` over its limit."""

    def __init__(self, limits: FileLimits) -> None:
        self.limits = limits
        self._cells = 0
        self._characters = 0
        self._made = 0
        self._sheets = 0

    def sheet(self) -> None:
        """One more sheet (``too-many-sheets``)."""
        self._sheets += 1
        if self._sheets > self.limits.sheets:
            raise refuse("too-many-sheets", limit=self.limits.sheets)

    def rows(self, count: int) -> None:
        """The rows of one table so far (``too-many-rows``)."""
        if count > self.limits.rows:
            raise refuse("too-many-rows", limit=self.limits.rows)

    def cells(self, count: int) -> None:
        """More cells, a wide or high one as often as it spans (``too-many-cells``)."""
        self.check_cells(count)
        self._cells += count

    def check_cells(self, count: int) -> None:
        """Whether there may be so many more cells (``too-many-cells``)."""
        if self._cells + count > self.limits.cells:
            raise refuse("too-many-cells", limit=self.limits.cells)

    def text(self, text: str) -> None:
        """More text (``too-long``): a cell's, which a file may name many times."""
        self._characters += len(text)
        if self._characters > self.limits.characters:
            raise refuse("too-long", limit=self.limits.characters)

    def made(self, text: str, stored: str) -> str:
        """More that was made of a text that a file stores (``too-long``): seen or not, it takes room."""
        if text is not stored:
            self._made += len(text)
            if self._made > self.limits.characters:
                raise refuse("too-long", limit=self.limits.characters)
        return text
