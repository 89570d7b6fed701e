"""Writers html and odt: a file as HTML, or as a flat OpenDocument text; LibreOffice makes of it what is asked."""

from __future__ import annotations

import base64
from xml.sax.saxutils import escape

from tests.exam.model import Block, File, Nested, Para, Pic, Table

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
    }.items()
)


def html(file: File, *, sheet: bool = False) -> str:
    """The file as an HTML page, as an office program saves it; a sheet's cells have lines, no paragraphs."""
    body = []
    for form in file.forms:
        for table in form.tables:
            body += [f"<p>{_html_text(line)}</p>" for line in table.before]
            made = _html_table(table)
            body.append(made.replace("</p><p>", "<br>") if sheet else made)
            body += [_html_block(block) for block in table.after] or ["<p></p>"]
    style = "<style>td{border:1px solid black;vertical-align:middle}</style>"
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title></title>'
        f"{style}</head><body>{''.join(body)}</body></html>"
    )


def _html_table(table: Table) -> str:
    rows = []
    for row in table.rows:
        cells = []
        for cell in row.cells:
            spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
            spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
            inner = "".join(_html_block(block) for block in cell.blocks) or "<p><br></p>"
            cells.append(f"<td{spans}>{inner}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    columns = f'<col width="{100 // table.columns}%">' * table.columns
    return f'<table border="1" width="100%" cellspacing="0">{columns}{"".join(rows)}</table>'


def _html_block(block: Block) -> str:
    if isinstance(block, Para):
        return f"<p>{_html_text(block) or '<br>'}</p>"
    assert isinstance(block, Nested)
    rows = ("".join(f"<td><p>{escape(said)}</p></td>" for said in row) for row in block.rows)
    return f'<table border="1">{"".join(f"<tr>{row}</tr>" for row in rows)}</table><p><br></p>'


def _html_text(block: Para) -> str:
    out = ""
    for run in block.runs:
        said = escape(run.text).replace("\n", "<br>").replace("  ", "&nbsp; ")
        out += f"<b>{said}</b>" if run.look == "bold" else said
    return out


def odt(file: File) -> str:
    """The file as a flat OpenDocument text."""
    body = []
    number = 0
    for at, form in enumerate(file.forms):
        body += ['<text:p text:style-name="Break"/>'] if at else []
        for table in form.tables:
            number += 1
            body += [_odt_para(line) for line in table.before]
            body.append(_odt_table(table, number))
            body += [_odt_block(block) for block in table.after] or ["<text:p/>"]
    styles = (
        '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"'
        ' style:font-weight-asian="bold"/></style:style>'
        '<style:style style:name="Break" style:family="paragraph"><style:paragraph-properties'
        ' fo:break-before="page"/></style:style>'
        '<style:style style:name="C" style:family="table-cell"><style:table-cell-properties'
        ' fo:border="0.5pt solid #000000"/></style:style>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.3"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink" office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{''.join(body)}</office:text></office:body></office:document>"
    )


def _odt_table(table: Table, number: int) -> str:
    covered: set[tuple[int, int]] = set()
    rows = []
    for at, row in enumerate(table.rows):
        cells, column, waiting = [], 0, list(row.cells)
        while column < table.columns:
            if (at, column) in covered:
                cells.append("<table:covered-table-cell/>")
                column += 1
                continue
            if not waiting:
                break
            cell = waiting.pop(0)
            covered |= {
                (at + down, column + across) for down in range(cell.rowspan) for across in range(cell.colspan)
            }
            inner = "".join(_odt_block(block) for block in cell.blocks) or "<text:p/>"
            cells.append(
                f'<table:table-cell table:style-name="C" table:number-columns-spanned="{cell.colspan}"'
                f' table:number-rows-spanned="{cell.rowspan}">{inner}</table:table-cell>'
            )
            column += 1
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    columns = f'<table:table-column table:number-columns-repeated="{table.columns}"/>'
    return f'<table:table table:name="T{number}">{columns}{"".join(rows)}</table:table>'


def _odt_block(block: Block) -> str:
    if isinstance(block, Para):
        return _odt_para(block)
    if isinstance(block, Pic):
        data = base64.b64encode(block.data).decode("ascii")
        return (
            '<text:p><draw:frame text:anchor-type="as-char" svg:width="1cm" svg:height="1cm">'
            f"<draw:image><office:binary-data>{data}</office:binary-data></draw:image></draw:frame></text:p>"
        )
    assert isinstance(block, Nested)
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell table:style-name="C"><text:p>{escape(said)}</text:p></table:table-cell>'
            for said in row
        )
        + "</table:table-row>"
        for row in block.rows
    )
    columns = f'<table:table-column table:number-columns-repeated="{len(block.rows[0])}"/>'
    return f'<table:table table:name="N{id(block)}">{columns}{rows}</table:table><text:p/>'


def _odt_para(line: Para) -> str:
    out = ""
    for run in line.runs:
        said = escape(run.text).replace("  ", ' <text:s text:c="1"/>')
        said = said.replace("\n", "<text:line-break/>").replace("\t", "<text:tab/>")
        if run.look == "link":
            said = f'<text:a xlink:type="simple" xlink:href="mailto:{escape(run.text)}">{said}</text:a>'
        out += f'<text:span text:style-name="B">{said}</text:span>' if run.look == "bold" else said
    return f"<text:p>{out}</text:p>"
