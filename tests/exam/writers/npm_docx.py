"""Writer npm-docx: all its files by one run of the npm package docx (see `npm_docx.cjs`)."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.exam.model import Block, File, Nested, Para, Pic

SCRIPT = Path(__file__).with_name("npm_docx.cjs")


def write_all(files: list[tuple[File, Path]], modules: Path) -> None:
    """Each file at its path; `modules` is the folder that holds the package."""
    jobs = [{"path": str(path), "forms": [_form(form.tables) for form in file.forms]} for file, path in files]
    said = json.dumps(jobs, ensure_ascii=False).encode("utf-8")
    env = {**os.environ, "NODE_PATH": str(modules)}
    subprocess.run(["node", str(SCRIPT)], input=said, check=True, env=env)


def _form(tables: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "before": [_block(line) for line in table.before],
            "after": [_block(block) for block in table.after],
            "columns": table.columns,
            "rows": [
                [
                    {
                        "blocks": [_block(block) for block in cell.blocks],
                        "colspan": cell.colspan,
                        "rowspan": cell.rowspan,
                    }
                    for cell in row.cells
                ]
                for row in table.rows
            ],
        }
        for table in tables
    ]


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Para):
        return {"runs": [{"text": run.text, "bold": run.look == "bold"} for run in block.runs]}
    if isinstance(block, Nested):
        return {"nested": block.rows}
    assert isinstance(block, Pic)
    data = base64.b64encode(block.data).decode("ascii")
    return {"picture": {"data": data, "width": block.width, "height": block.height}}
