"""A page as read -> a Word document with the same words, tables and pictures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping

from markupsafe import Markup, escape

from pipeline.model import Block, Document, Grid, Paragraph, Picture, Place
from pipeline.office import markup, word
from pipeline.office.markup import Size, TableStyles
from pipeline.office.package import Package
from pipeline.office.stable import plain_entry
from pipeline.office.words import finalize

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NAMESPACES = f'{_W} xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_VENDOR = "application/vnd.openxmlformats"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/bmp": "bmp"}
_WIDTH = 170.0  # millimetres, of a page's text
_PIXELS_PER_MM = 96 / 25.4
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" '
    'w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
)
_STYLES = TableStyles("Grid", "Text", "Text")
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_STYLE_SHEET = (
    f'<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" '
    'w:hAnsi="Times New Roman" w:eastAsia="宋体"/><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Text"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/>'
    f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr></w:style></w:styles>"
)


def copy(document: Document, pictures: Mapping[str, bytes]) -> tuple[bytes, dict[Place, Place]]:
    """The copy of a document, and where in it each place is; ``pictures`` by their hash."""
    data = _package(_Page(pictures), document.blocks)
    return data, _places(document, data)


def _places(document: Document, data: bytes) -> dict[Place, Place]:
    """Each place of the document with that of the cell that covers its position in the copy."""
    with Package(data) as package:
        copied = word.read(package, package.xml(package.main))
    places: dict[Place, Place] = {}
    for old, new in zip(_grids(document), _grids(copied), strict=False):
        places.setdefault(Place(old.part), Place(new.part))
        at = {(cell.row, cell.column): cell.place for cell in new.cells}
        for cell in old.cells:
            if (place := at.get((cell.row, cell.column))) is not None:
                places.setdefault(cell.place, place)
    return places


def _grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


class _Page:
    """What is printed of blocks; counts the pictures that are."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        self._pictures = pictures
        self.placed: dict[str, Picture] = {}
        self._drawn = 0

    def body(self, blocks: tuple[Block, ...]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Grid):
                # Two tables without words between would be one.
                yield f"{markup.table(block, _WIDTH, _STYLES, self.picture)}<w:p/>"
            elif isinstance(block, Paragraph):
                words = escape(finalize(block.number + block.text))
                yield f'<w:p><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'
            elif (run := self.picture(block, _WIDTH)) is not None:
                yield f"<w:p>{run}</w:p>"

    def picture(self, found: Picture, width_mm: float) -> Markup | None:
        """The run of a picture, None for one that isn't there or that Word doesn't show."""
        if found.sha not in self._pictures or found.media_type not in _ENDINGS or not found.width:
            return None
        self.placed[found.sha] = found
        self._drawn += 1
        natural = Size(found.width / _PIXELS_PER_MM, found.height / _PIXELS_PER_MM)
        box = Size(min(natural.width, width_mm), min(natural.height, _WIDTH))
        return markup.drawing(f"rId{_number(found, self.placed)}", self._drawn, natural.within(box), "")

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The pictures' names and bytes, in the order in which they were placed first."""
        for sha, found in self.placed.items():
            yield f"{sha}.{_ENDINGS[found.media_type]}", self._pictures[sha]


def _number(found: Picture, placed: Mapping[str, Picture]) -> int:
    return list(placed).index(found.sha) + 2  # the styles come first


def _package(page: _Page, blocks: tuple[Block, ...]) -> bytes:
    body = "".join(page.body(blocks))
    files = dict(page.files())
    defaults = "".join(
        f'<Default Extension="{ending}" ContentType="{kind}"/>'
        for kind, ending in (
            ("application/xml", "xml"),
            (f"{_VENDOR}-package.relationships+xml", "rels"),
            *_ENDINGS.items(),
        )
    )
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" '
        f'ContentType="{_VENDOR}-officedocument.wordprocessingml.{kind}+xml"/>'
        for name, kind in (("document", "document.main"), ("styles", "styles"))
    )
    links = [("styles", "styles.xml"), *(("image", f"media/{name}") for name in files)]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}">{defaults}{overrides}</Types>',
        "_rels/.rels": _related([("officeDocument", "word/document.xml")]),
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}{_PAGE}</w:body></w:document>",
        "word/_rels/document.xml.rels": _related(links),
        "word/styles.xml": _STYLE_SHEET,
        **{f"word/media/{name}": data for name, data in files.items()},
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            whole = f"{_DECLARATION}{content}" if isinstance(content, str) else content
            package.writestr(plain_entry(name, zipfile.ZIP_DEFLATED), whole)
    return target.getvalue()


def _related(links: list[tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{inner}</Relationships>'
