"""What stands in the cells of an answer, line by line, and back into blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.model import Block, Cell, Grid, Paragraph, Picture


@dataclass(frozen=True, slots=True)
class Line:
    """A line as a person sees it; ``number``: the automatic one before it; ``grid``: its nested table."""

    text: str
    number: str = ""
    grid: Grid | None = None

    @property
    def shown(self) -> str:
        return (self.number + self.text).strip()


@dataclass(slots=True)
class Content:
    """Lines, and pictures with the number of lines before each."""

    lines: list[Line] = field(default_factory=list)
    pictures: list[tuple[int, Picture]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines trimmed, empty ones dropped."""
        return shown_text(self.lines)

    def blocks(self) -> tuple[Block, ...]:
        """The content as paragraphs, nested tables and pictures, in order."""
        found: list[Block] = []
        waiting = list(self.pictures)
        for at, line in enumerate(self.lines):
            while waiting and waiting[0][0] <= at:
                found.append(waiting.pop(0)[1])
            if line.grid is not None:
                if not found or found[-1] is not line.grid:
                    found.append(line.grid)
            elif line.shown:
                found.append(Paragraph(line.text.strip(), line.number))
        return (*found, *(picture for _, picture in waiting))

    def with_lines(self, lines: Sequence[Line]) -> Content:
        """The same pictures with lines that replace these one by one."""
        return Content(list(lines), self.pictures)

    def part(self, start: int, end: int) -> Content:
        """The lines from ``start`` to ``end``, the pictures among them and those right after the last.

        A picture before the line ``start`` belongs to what comes before, but at the very beginning.
        """
        first = start + 1 if start else 0
        pictures = [(at - start, picture) for at, picture in self.pictures if first <= at <= end]
        return Content(self.lines[start:end], pictures)


def shown_text(lines: Iterable[Line]) -> str:
    """Lines as one text: trimmed, empty ones dropped, joined by newline."""
    return "\n".join(filter(None, (line.shown for line in lines)))


def of_cells(cells: Iterable[Cell]) -> Content:
    """The content of cells, one after another."""
    content = Content()
    for cell in cells:
        _add(content, cell.blocks)
    return content


def _add(content: Content, blocks: Iterable[Block]) -> None:
    for block in blocks:
        if isinstance(block, Paragraph):
            first, *more = block.text.split("\n")
            content.lines.append(Line(first, block.number))
            content.lines.extend(Line(text) for text in more)
        elif isinstance(block, Picture):
            content.pictures.append((len(content.lines), block))
        else:
            _add_grid(content, block)


def _add_grid(content: Content, grid: Grid) -> None:
    """A nested table reads as rows by newline, cells by tab, in place."""
    rows: dict[int, list[Content]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(of_cells([cell]))
    for cells in rows.values():
        text = "\t".join(cell.text.replace("\n", " ") for cell in cells)
        content.lines.append(Line(text.strip("\t"), grid=grid))
        content.pictures.extend(
            (len(content.lines), picture) for cell in cells for _, picture in cell.pictures
        )
