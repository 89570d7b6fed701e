"""Documents of mutated forms: a pass over them as over any, and everything that it writes opens."""

from __future__ import annotations

import io
import traceback
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from docx import Document
from lxml import etree, html
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # ships no types

from pipeline import office
from pipeline.batch import story
from pipeline.config import DISTRICTS
from tests.batch.made import outputs, put, settings
from tests.fuzz.judge import NOW, WITHOUT_OFFICE


def run(folder: Path, files: Sequence[tuple[str, bytes]]) -> tuple[list[str], int]:
    """What is wrong with a pass over these (ending and bytes), and how many documents it wrote."""
    put(
        folder / "inbox",
        {f"{DISTRICTS[at % 11]}/{at}/附件{ending}": data for at, (ending, data) in enumerate(files)},
    )
    config = settings(folder)
    tools = config.tools.model_copy(update={"soffice": WITHOUT_OFFICE.soffice})
    try:
        summary = story.run(config.model_copy(update={"workers": 1, "tools": tools}), NOW)
    except Exception:  # a pass ends for no file
        return [traceback.format_exc()], 0
    said = [f"not written: {_plain(failed.path)}: {failed.reason}" for failed in summary.outcome.failed]
    said += [
        f"told as {told.finding.code}"
        for told in summary.told
        if told.finding.code in ("reader-crashed", "too-slow")
    ]
    made = outputs(folder / "outbox")
    for path, data in made.items():
        said += [f"{_plain(path)}: {line}" for line in _unsound(folder / "outbox" / path, data)]
    return said, len(made)


def _plain(path: str) -> str:
    """A document's kind, whosever it is."""
    name = path.rpartition("/")[2]
    return next(
        (
            kind
            for kind in ("退回修改意见", "批注", "附件4", "汇编", "台账", "评审表", "区审核表")
            if kind in name
        ),
        name,
    )


def _unsound(path: Path, data: bytes) -> Iterator[str]:
    try:
        if "批注" in path.name:
            # A copy is as odd as the file that it is made of; whoever read that reads the copy.
            office.read(path, WITHOUT_OFFICE)
            return
        if path.suffix == ".docx":
            Document(io.BytesIO(data))
        elif path.suffix == ".xlsx":
            load_workbook(io.BytesIO(data))
        elif path.suffix == ".html":
            html.fromstring(data)
        if path.suffix in (".docx", ".xlsx"):
            _parse_all(data)
    except Exception as error:  # whatever it is, the document does not open
        yield f"does not open: {type(error).__name__}: {error}"
        return
    if path.suffix == ".docx":
        yield from {error.description for error in OpenXmlValidator().validate(path).errors}


def _parse_all(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))
