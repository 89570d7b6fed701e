"""Writer 3: hands the page to `npm/make_form.cjs`, which writes it with the npm package docx.

Needs Node and, once, `npm install` in `npm/` (or NODE_PATH pointing at a folder that has the package).
"""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

from grid import Block, Nested, Page, Para, Picture

SCRIPT = Path(__file__).parent / "npm" / "make_form.cjs"


def write(page: Page, path: Path, *, look: int) -> None:
    """The page as a Word document at `path`."""
    said = json.dumps(_page(page) | {"look": look}, ensure_ascii=False)
    subprocess.run(["node", str(SCRIPT), str(path)], input=said.encode("utf-8"), check=True)


def _page(page: Page) -> dict[str, Any]:
    tables = [
        {
            "widths": table.widths,
            "rows": [
                [
                    {
                        "blocks": [_block(block) for block in cell.blocks],
                        "colspan": cell.colspan,
                        "rowspan": cell.rowspan,
                        "role": cell.role,
                        "pictures_across": cell.pictures_across,
                    }
                    for cell in row
                ]
                for row in table.rows
            ],
        }
        for table in page.tables
    ]
    return {
        "before": [_block(line) for line in page.before],
        "tables": tables,
        "after": [_block(block) for block in page.after],
        "prose": page.prose,
        "landscape": page.landscape,
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Para):
        return {"runs": [{"text": run.text, "kind": run.kind, "bold": run.bold} for run in block.runs]}
    if isinstance(block, Nested):
        return {"nested": block.rows}
    return {"picture": _picture(block)}


def _picture(picture: Picture) -> dict[str, Any]:
    return {
        "data": base64.b64encode(picture.data).decode("ascii"),
        "width": picture.width,
        "height": picture.height,
        "media_type": picture.media_type,
    }
