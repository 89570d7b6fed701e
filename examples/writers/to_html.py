"""The page as HTML, as an old office program saves it; LibreOffice makes a document of it."""

from __future__ import annotations

import base64
from html import escape

from grid import Block, Cell, Page, Para, Picture, Table


def html(page: Page) -> str:
    """The whole page."""
    body = [f'<p align="center"><b>{escape(line.text)}</b></p>' for line in page.before]
    for table in page.tables:
        body += [_table(table), "<p><br></p>"]
    body += [_block(block, 480) for block in page.after]
    head = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title></title>'
    return f"<html><head>{head}</head><body>{''.join(body)}</body></html>"


def _table(table: Table) -> str:
    columns = "".join(f'<col width="{round(share * 100)}%">' for share in table.widths)
    rows = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in table.rows)
    return f'<table border="1" width="100%" cellspacing="0" cellpadding="3">{columns}{rows}</table>'


def _cell(cell: Cell) -> str:
    spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    align = ' align="center"' if cell.role in ("label", "head", "number") else ""
    inner = "".join(_block(block, 300) for block in cell.blocks) or "<p><br></p>"
    return f"<td{spans}{align}>{inner}</td>"


def _block(block: Block, width: int) -> str:
    if isinstance(block, Picture):
        data = base64.b64encode(block.data).decode("ascii")
        tall = round(width * block.height / block.width)
        source = f"data:{block.media_type};base64,{data}"
        return f'<p><img src="{source}" width="{width}" height="{tall}"></p>'
    if not isinstance(block, Para):
        raise TypeError("no tables within tables here")
    said = "".join(
        f"<b>{escape(run.text)}</b>" if run.bold else escape(run.text).replace("  ", "&nbsp; ")
        for run in block.runs
    )
    return f"<p>{said}</p>"
