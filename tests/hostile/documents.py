"""Word files whose XML, tables and texts are more than a reader bargains for."""

from __future__ import annotations

from tests.hostile import zips
from tests.hostile.corpus import ANY, CELL, CORRUPT, NOT_A_FORM, PARAGRAPH, UNSUPPORTED, Shelf, docx, part
from tests.office import raw

SHELF = Shelf()


_LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


def _with_dtd(dtd: str, text: str, encoding: str = "utf-8") -> bytes:
    body = part(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>").decode()
    declaration = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [{dtd}]>'
    return zips.written(docx((declaration + body).encode(encoding)))


def _xml(data: bytes) -> bytes:
    return zips.written(docx(data))


_MARKUP: dict[str, tuple[str, bytes | str]] = {
    "laughs.docx": (CORRUPT, _with_dtd(f'<!ENTITY a0 "ha">{_LAUGHS}', "&a11;")),
    "quadratic.docx": (CORRUPT, _with_dtd(f'<!ENTITY a "{"x" * 100_000}">', "&a;" * 10_000)),
    "passwd.docx": (CORRUPT, _with_dtd('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;")),
    "network.docx": (CORRUPT, _with_dtd('<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;', "")),
    "passwd-utf16.docx": (CORRUPT, _with_dtd('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;", "utf-16")),
    "ebcdic.docx": (CORRUPT, _xml('<?xml version="1.0" encoding="cp037"?><a/>'.encode("cp037"))),
    "utf7.docx": (CORRUPT, _xml(b'<?xml version="1.0" encoding="utf-7"?>+ADw-a/+AD4-')),
    "utf16.docx": (NOT_A_FORM, _xml(part(PARAGRAPH).decode().encode("utf-16"))),
    "no-encoding.docx": (CORRUPT, _xml(b'<?xml version="1.0" encoding="none-such"?><a/>')),
    "not-utf8.docx": (CORRUPT, _xml(part("|").replace(b"|", "甲".encode("gbk")))),
    "control.docx": (CORRUPT, _xml(part("<w:p>\x01</w:p>"))),
    "entity.docx": (CORRUPT, _xml(part("<w:p>&nbsp;</w:p>"))),
    "not-closed.docx": (CORRUPT, _xml(part("<w:p><w:r>"))),
    "no-namespace.docx": (UNSUPPORTED, _xml(b"<html><body>x</body></html>")),
    "instructions.docx": (NOT_A_FORM, _xml(b'<?xml-stylesheet href="http://127.0.0.1:9/"?>' + part(PARAGRAPH))),
    "include.docx": (NOT_A_FORM, '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'),
    "deep-way.docx": ("too-deep", "<w:ins>" * 90_000 + "</w:ins>" * 90_000),
    "attributes.docx": ("too-many-elements", "<w:p " + " ".join(f'a{n}="1"' for n in range(1_000_001)) + "/>"),
    "one-text.docx": ("too-large too-long", f"<w:p><w:r><w:t>{'x' * 11_000_000}</w:t></w:r></w:p>"),
    "runs.docx": ("too-many-elements", f"<w:p>{'<w:r><w:t>甲</w:t></w:r>' * 1_000_000}</w:p>"),
    "main-missing.docx": (
        ANY, raw.package({"_rels/.rels": raw.relations(("rId1", "officeDocument", "word/none.xml"))})
    ),
    "main-outside.docx": (
        ANY,
        raw.package({"_rels/.rels": raw.relations(("rId1", "officeDocument", "../../../../../../etc/passwd"))}),
    ),
    "relations-broken.docx": (CORRUPT, raw.package({"_rels/.rels": "<Relationships", "word/document.xml": "<a/>"})),
    "relations-loop.docx": (
        UNSUPPORTED, raw.package({"_rels/.rels": raw.relations(("rId1", "officeDocument", "_rels/.rels"))})
    ),
}  # fmt: skip


@SHELF.put("deep.docx", "too-deep", "depth")
def deep() -> bytes:
    return raw.docx("<w:ins>" * 150 + PARAGRAPH + "</w:ins>" * 150)


@SHELF.put("elements.docx", "too-many-elements", "elements")
def many_elements() -> bytes:
    return raw.docx("<w:b/>" * 1_000_000)


@SHELF.put("linked.docx", NOT_A_FORM)
def linked() -> bytes:
    """Pictures, a template and a document that lie elsewhere."""
    outside = "".join(
        f'<Relationship Id="r{number}" Type="{raw.OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
        for number, (kind, target) in enumerate(
            [
                ("image", "http://127.0.0.1:9/a.png"),
                ("attachedTemplate", "http://127.0.0.1:9/a.dotm"),
                ("styles", "file:///etc/passwd"),
                ("numbering", "//127.0.0.1/share/numbering.xml"),
                ("subDocument", "/etc/passwd"),
            ]
        )
    )
    body = '<w:p><w:r><w:drawing><wp:inline><a:blip r:link="r0" r:embed="r0"/></wp:inline></w:drawing></w:r></w:p>'
    return raw.docx(
        f'{body}<w:altChunk r:id="r4"/><w:subDoc r:id="r4"/>',
        {
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{raw.PACKAGE}/relationships">{outside}</Relationships>'
        },
    )


# --- tables and texts -------------------------------------------------------------------

_HUGE = '<w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
_MARKUP |= {
    "span.docx": (
        NOT_A_FORM,
        f'<w:tbl><w:tr><w:trPr><w:gridBefore w:val="999999999"/></w:trPr><w:tc>{_HUGE}{PARAGRAPH}</w:tc></w:tr></w:tbl>',
    ),
    "across.docx": (
        NOT_A_FORM,
        f'<w:tbl><w:tr>{CELL}{"<w:tc><w:tcPr><w:hMerge/></w:tcPr></w:tc>" * 40_000}</w:tr></w:tbl>',
    ),
    "down.docx": (NOT_A_FORM, f"<w:tbl>{'<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc></w:tr>' * 19_000}</w:tbl>"),
    "wide.docx": (NOT_A_FORM, f"<w:tbl>{f'<w:tr>{CELL * 60_000}</w:tr>'}{f'<w:tr>{CELL}</w:tr>' * 10_000}</w:tbl>"),
    "tables.docx": (NOT_A_FORM, f"<w:tbl><w:tr>{CELL}</w:tr></w:tbl>" * 20_000),
    "nested.docx": (NOT_A_FORM, "<w:tbl><w:tr><w:tc>" * 30 + PARAGRAPH + "</w:tc></w:tr></w:tbl>" * 30),
    "nested-far.docx": ("too-deep", "<w:tbl><w:tr><w:tc>" * 2_000 + "</w:tc></w:tr></w:tbl>" * 2_000),
    "boxes.docx": (
        "too-deep",
        "<w:p><w:r><w:pict><v:shape><w:txbxContent>" * 60 + "</w:txbxContent></v:shape></w:pict></w:r></w:p>" * 60,
    ),
    "paragraphs.docx": (NOT_A_FORM, f"<w:tbl><w:tr><w:tc>{'<w:p><w:r><w:t>甲</w:t></w:r></w:p>' * 100_000}</w:tc></w:tr></w:tbl>"),
    "fields.docx": (NOT_A_FORM, f"<w:p>{'<w:r><w:fldChar w:fldCharType=`begin`/><w:t>甲</w:t></w:r>' * 100_000}</w:p>".replace("`", '"')),
    "nonsense.docx": (
        NOT_A_FORM,
        '<w:tbl><w:tr><w:trPr><w:gridBefore w:val="x"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="²"/></w:tcPr>'
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="one"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:sym w:char="zz"/>'
        '<w:sym w:char="D800"/><w:sym w:char="FFFFFFFFFF"/></w:r></w:p></w:tc></w:tr></w:tbl>',
    ),
}  # fmt: skip


@SHELF.put("rows.docx", "too-many-rows", "rows")
def many_rows() -> bytes:
    return raw.docx(f"<w:tbl>{f'<w:tr>{CELL}</w:tr>' * 30_000}</w:tbl>")


@SHELF.put("cells.docx", "too-many-cells", "cells")
def many_cells() -> bytes:
    row = f"<w:tr>{f'<w:tc>{_HUGE}</w:tc>' * 20}</w:tr>"
    return raw.docx(f"<w:tbl>{row * 200}</w:tbl>")


@SHELF.put("characters.docx", "too-long", "characters")
def long_text() -> bytes:
    return raw.docx(f"<w:p><w:r><w:t>{'绿色制造' * 20_000}</w:t></w:r></w:p>" * 40)


@SHELF.put("numbers.docx", NOT_A_FORM)
def numbers() -> bytes:
    """Roman numbers of a thousand million, a thousand times in each of a thousand paragraphs."""
    level = f'<w:lvl w:ilvl="0"><w:start w:val="999999999"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="{"%1" * 1_000}"/></w:lvl>'
    levels = "".join(f'<w:lvl w:ilvl="{number}"/>' for number in range(50_000))
    numbering = (
        f'<w:numbering {raw.W_NS}><w:abstractNum w:abstractNumId="1">{level}{levels}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    item = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>'
    return raw.docx(item * 1_000, {"word/numbering.xml": numbering}, ("rId1", "numbering", "numbering.xml"))


@SHELF.put("styles.docx", NOT_A_FORM)
def styles() -> bytes:
    style = '<w:style w:styleId="{}" w:type="character"><w:name w:val="甲"/></w:style>'
    all_styles = f"<w:styles {raw.W_NS}>{''.join(map(style.format, range(150_000)))}</w:styles>"
    return raw.docx(PARAGRAPH, {"word/styles.xml": all_styles}, ("rId1", "styles", "styles.xml"))


SHELF.put_all(_MARKUP, raw.docx)
