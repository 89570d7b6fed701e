"""Make the filled copies of the other call: `python make_foreign.py [--into DIR] [--only PART-OF-PATH]`.

Reads `foreign/content/`, draws the pictures, lets each copy's writer write it and puts the truth beside it.
The truth comes from the content alone: what was put in, in the shape that a reader must give back.
"""

from __future__ import annotations

import argparse
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import to_docx
import to_libreoffice
import to_npm
import to_raw
import to_xlsx
import to_xlsxwriter
from foreign import envoy, specialised, water
from foreign.copies import Copy, copy, described
from grid import Page
from make_examples import put_truth
from truth import photo

INBOX = Path(__file__).parent.parent / "forms" / "inbox"
LAID_OUT = {"water": water.page, "specialised": specialised.page, "envoy": envoy.page}
FINDINGS = {
    "": [],
    "range": ["number-unreadable"],
    "no-phone": ["field-missing"],
    "no-tick": ["choice-missing"],
}


def write(given: Copy, path: Path) -> None:
    """The copy by its own writer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    look, laid_out = given.handling.look, LAID_OUT[given.form](given)
    if given.writer != "raw-xml" and _only_raw(given, laid_out):
        raise ValueError(f"{given.path}: only raw-xml writes that")
    match given.writer:
        case "python-docx":
            to_docx.write(laid_out, path, look=look, split_runs=look % 2 == 1)
        case "openpyxl":
            to_xlsx.write(laid_out, path, look=look, two_cell=look % 2 == 1)
        case "xlsxwriter":
            to_xlsxwriter.write(laid_out, path, look=look)
        case "npm-docx":
            to_npm.write(laid_out, path, look=look)
        case "libreoffice":
            to_libreoffice.write(laid_out, path, look=look)
        case "html":
            to_libreoffice.write(laid_out, path, look=look, html=True)
        case "raw-xml":
            to_raw.write(laid_out, path, look=look)
        case _:
            raise ValueError(f"{given.path}: no writer called {given.writer}")


def _only_raw(given: Copy, laid_out: Page) -> bool:
    """Numbers that the office counts, floating pictures, ticks that are no characters."""
    handling = given.handling
    blocks = [
        *laid_out.after,
        *(block for table in laid_out.tables for row in table.rows for cell in row for block in cell.blocks),
    ]
    numbered = any(getattr(block, "number", "") for block in blocks)
    return numbered or handling.floating or handling.tick in ("symbol", "control")


def truth(given: Copy) -> dict[str, Any]:
    """The record and the findings that the copy must give."""
    match given.form:
        case "water":
            fields = {**water.fields(given), "photos": [photo(picture) for picture in given.pictures]}
        case "specialised":
            fields = specialised.fields(given)
        case _:
            photos = [photo(picture) for picture in envoy.case_photos(given)]
            fields = {**envoy.fields(given), "case_photos": photos}
    record = {
        "form": given.form,
        "district": given.district,
        "fields": fields,
        "raw": given.said.get("raw", {}),
    }
    return {"records": [record], "findings": FINDINGS[given.fault]}


def make(form: dict[str, Any], into: Path) -> str:
    """One copy and its truth; a line that says so."""
    given = copy(form)
    path = into / given.path
    write(given, path)
    put_truth(path, truth(given))
    return f"{path.stat().st_size / 1024:6.0f} KB  {given.writer:12} {given.path}"


def main() -> None:
    """Write all copies, or those whose path contains `--only`."""
    parser = argparse.ArgumentParser(description="Make the filled copies of the other call.")
    parser.add_argument("--into", type=Path, default=INBOX)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    with Pool(2) as pool:
        for line in pool.imap(partial(make, into=asked.into), list(described(asked.only))):
            print(line, flush=True)


if __name__ == "__main__":
    main()
