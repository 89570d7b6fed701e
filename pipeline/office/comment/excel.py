"""Notes in a workbook, each at the very cell that it is about (ECMA-376 Part 1, 18.7).

A cell has one note: what is there already is kept, and ours is put below it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from lxml import etree

from pipeline.model import Grid, Place
from pipeline.office import excel
from pipeline.office.comment import vml
from pipeline.office.comment.note import By, Note
from pipeline.office.comment.parts import Parts, rooted
from pipeline.office.excel.layout import Layout, row_heights
from pipeline.office.excel.names import R, S
from pipeline.office.excel.worksheet import position
from pipeline.office.package import Relation
from pipeline.office.parsing import Element
from pipeline.office.sheet import Position, part_name, reference

_COMMENT, _TEXT, _RUN, _T = f"{S}comment", f"{S}text", f"{S}r", f"{S}t"
_AUTHOR, _LINK = f"{S}author", f"{S}legacyDrawing"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What stands behind the link to the notes' boxes in a sheet (18.3.1.99).
_BEHIND = (
    *(f"{S}{name}" for name in ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls")),
    *(f"{S}{name}" for name in ("webPublishItems", "tableParts", "extLst")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent",
)
# The author of a note that stands for a thread of comments, which Excel shows in its place.
_THREAD = "tc="


def add(parts: Parts, notes: Sequence[Note], by: By) -> None:
    """Adds notes to a workbook's package. Raises `Unreadable`."""
    package = parts.package
    workbook = package.xml(package.main)
    sheets = {part_name(name): part for name, part in reversed(list(excel.sheets(package, workbook)))}
    grids = {grid.part: grid for grid in excel.read(package, workbook).blocks if isinstance(grid, Grid)}
    wanted: dict[str, dict[Position, list[str]]] = {}
    for note in notes:
        if (found := _position(note.place, grids)) is not None:
            part, at = found
            wanted.setdefault(part, {}).setdefault(at, []).append(note.text)
    for number, (name, part) in enumerate(reversed(sheets.items()), 1):
        if name in wanted:
            _annotate(parts, part, number, {at: "\n".join(said) for at, said in wanted[name].items()}, by)


def _position(place: Place, grids: Mapping[str, Grid]) -> tuple[str, Position] | None:
    """The sheet and the position of a place: of a part as a whole its first cell that says something."""
    grid = grids.get(place.part) or next(iter(grids.values()), None)
    if grid is None:
        return None
    at = position(place.cell) if isinstance(place.cell, str) and grid.part == place.part else None
    if at is None:
        first = next((cell for cell in grid.cells if cell.blocks), grid.cells[0])
        at = position(str(first.place.cell))
    return (grid.part, at) if at is not None else None


def _annotate(parts: Parts, sheet: str, number: int, wanted: Mapping[Position, str], by: By) -> None:
    """Adds a sheet's notes; ``number`` tells the sheet from others."""
    relations = parts.package.relations(sheet)
    comments = _comments(parts, sheet, relations)
    entries = comments.find(f"{S}commentList")
    if entries is None:
        entries = etree.SubElement(comments, f"{S}commentList")
    author = _author(comments, by.author)
    known = {node.get("ref", ""): node for node in entries.iter(_COMMENT)}
    threads = _threads(comments, known)
    boxes: list[tuple[Position, str]] = []
    layout = _layout(parts.root(sheet))
    for spot in sorted(wanted):
        at, text = _off_threads(spot, threads), wanted[spot]
        note = known.get(reference(*at))
        if note is not None and text in "".join(map(str, note.itertext(_T))):
            continue  # said in the copy that went back, in which the form was corrected
        if note is None:
            note = etree.SubElement(entries, _COMMENT, ref=reference(*at), authorId=str(author))
            known[reference(*at)] = note
            boxes.append((at, vml.anchor(layout, at, f"\n{text}")))
        _say(note, text, by)
    _draw(parts, sheet, relations, number, boxes)


# -- what is said ----------------------------------------------------------------------


def _comments(parts: Parts, sheet: str, relations: Mapping[str, Relation]) -> Element:
    """The root of a sheet's part of notes; a new one where it has none."""
    for relation in relations.values():
        if relation.kind == "comments" and not relation.external and relation.target in parts:
            return parts.root(relation.target)
    root = rooted(f"{S}comments")
    etree.SubElement(root, f"{S}authors")
    parts.relate(sheet, "comments", parts.add(f"{_folder(parts)}comments", ".xml", root, _TYPE))
    return root


def _folder(parts: Parts) -> str:
    folder, slash, _ = parts.package.main.rpartition("/")
    return folder + slash


def _author(comments: Element, name: str) -> int:
    """The number of an author in a part of notes."""
    authors = comments.find(f"{S}authors")
    if authors is None:
        authors = comments.makeelement(f"{S}authors")
        comments.insert(0, authors)
    names = [node.text for node in authors.iterchildren(_AUTHOR)]
    if name in names:
        return names.index(name)
    etree.SubElement(authors, _AUTHOR).text = name
    return len(names)


def _threads(comments: Element, known: Mapping[str, Element]) -> set[Position]:
    """Where a thread of comments stands."""
    authors = [node.text or "" for node in comments.iter(_AUTHOR)]
    threads = {str(number) for number, name in enumerate(authors) if name.startswith(_THREAD)}
    placed = (position(ref) for ref, node in known.items() if node.get("authorId") in threads)
    return {at for at in placed if at is not None}


def _off_threads(at: Position, threads: Collection[Position]) -> Position:
    """The position, or the next in its row where there is no thread: Excel would show that alone."""
    row, column = at
    while (row, column) in threads:
        column += 1
    return row, column


def _say(note: Element, text: str, by: By) -> None:
    """Adds runs to a note, in a paragraph of their own."""
    body = note.find(_TEXT)
    if body is None:
        body = etree.SubElement(note, _TEXT)
    first = body.find(_T)
    if first is not None:  # a text without looks, which can't be gone on with
        body.replace(first, _run(first.text or ""))
    runs = body.findall(_RUN)
    day = f"{by.at.year}年{by.at.month}月{by.at.day}日"
    head = f"{by.author}（{day}）：\n"
    at = body.index(runs[-1]) + 1 if runs else 0
    body.insert(at, _run(f"\n{head}" if runs else head, is_bold=True))
    body.insert(at + 1, _run(text))


def _run(text: str, *, is_bold: bool = False) -> Element:
    run = etree.Element(_RUN)
    looks = etree.SubElement(run, f"{S}rPr")
    if is_bold:
        etree.SubElement(looks, f"{S}b")
    etree.SubElement(looks, f"{S}sz", val="9")
    etree.SubElement(looks, f"{S}rFont", val="宋体")
    etree.SubElement(looks, f"{S}charset", val="134")
    words = etree.SubElement(run, _T)
    words.text = text
    words.set(_SPACE, "preserve")
    return run


# -- where it is shown -----------------------------------------------------------------


def _layout(root: Element) -> Layout:
    return Layout(root, row_heights(root))


def _draw(
    parts: Parts,
    sheet: str,
    relations: Mapping[str, Relation],
    number: int,
    boxes: Sequence[tuple[Position, str]],
) -> None:
    """Draws the boxes of new notes, in the part that the sheet's are in."""
    if not boxes:
        return
    link = parts.root(sheet).find(_LINK)
    relation = relations.get(link.get(f"{R}id", "")) if link is not None else None
    if relation is not None and not relation.external and relation.target in parts:
        part = relation.target
    else:
        part = parts.add(f"{_folder(parts)}drawings/vmlDrawing", ".vml", vml.empty(number), _VML_TYPE)
        _link(parts.root(sheet), parts.relate(sheet, "vmlDrawing", part))
    parts.write(part, vml.with_boxes(parts.read(part), number, boxes))


def _link(root: Element, relation_id: str) -> None:
    """Links a sheet to its part of boxes, at the place where a sheet may say so."""
    link = root.find(_LINK)
    if link is None:
        link = root.makeelement(_LINK)
        cells = root.find(f"{S}sheetData")
        following = cells.itersiblings(*_BEHIND) if cells is not None else iter(())
        behind = next(following, None)
        if behind is not None:
            behind.addprevious(link)
        else:
            root.append(link)
    link.set(f"{R}id", relation_id)
