"""What stands in the cells of an answer, line by line, and back into blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.model import Block, Cell, Grid, Paragraph, Picture, Place


@dataclass(slots=True)  # not frozen: thousands are made, and frozen ones take four times as long
class Line:
    """A line as a person sees it.

    ``number``: the automatic one before it; ``grid``: its nested table; ``place``: that
    of its cell.
    """

    text: str
    number: str = ""
    grid: Grid | None = None
    place: Place | None = None

    def saying(self, text: str) -> Line:
        """The line with other words, without its automatic number."""
        return Line(text, "", self.grid, self.place)

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

    @property
    def joined(self) -> str:
        """The lines' words, one under another, as `cut` counts them."""
        return "\n".join(line.text for line in self.lines)

    def followed_by(self, other: Content) -> Content:
        """This content and another one below it."""
        moved = [(at + len(self.lines), picture) for at, picture in other.pictures]
        return Content([*self.lines, *other.lines], [*self.pictures, *moved])

    def cut(self, start: int, end: int) -> Content:
        """The lines between two places in `joined`, with the pictures below the first of them."""
        lines: list[Line] = []
        first, at = 0, 0
        for number, line in enumerate(self.lines):
            here, at = at, at + len(line.text) + 1
            if here > end or at <= start:
                continue
            if not lines:
                first = number
            text = line.text[max(start - here, 0) : end - here]
            lines.append(line if text == line.text else line.saying(text))
        if not lines:
            first = len(self.lines)
        last = len(self.lines) if end >= len(self.joined) else first + len(lines)
        pictures = [
            (at - first, picture)
            for at, picture in self.pictures
            if first < at <= last or (at == first == 0) or (at == first and not start)
        ]
        return Content(lines, [(max(at, 0), picture) for at, picture in pictures])

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
    return "\n".join([shown for line in lines if (shown := line.shown)])


def of_cells(cells: Iterable[Cell]) -> Content:
    """The content of cells, one after another."""
    content = Content()
    for cell in cells:
        _add(content, cell.blocks, cell.place)
    return content


def _add(content: Content, blocks: Iterable[Block], place: Place) -> None:
    for block in blocks:
        if isinstance(block, Paragraph):
            first, *others = block.text.split("\n")
            content.lines.append(Line(first, block.number, None, place))
            content.lines.extend([Line(text, "", None, place) for text in others])
        elif isinstance(block, Picture):
            content.pictures.append((len(content.lines), block))
        else:
            _add_grid(content, block, place)


def _add_grid(content: Content, grid: Grid, place: Place) -> None:
    """A nested table reads as rows by newline, cells by tab, in place."""
    rows: dict[int, list[Content]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(of_cells([cell]))
    for cells in rows.values():
        text = "\t".join(cell.text.replace("\n", " ") for cell in cells)
        content.lines.append(Line(text.strip("\t"), "", grid, place))
        content.pictures.extend(
            (len(content.lines), picture) for cell in cells for _, picture in cell.pictures
        )
