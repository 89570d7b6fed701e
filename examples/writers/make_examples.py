"""Make the example inbox: `python make_examples.py [--into DIR] [--only PART-OF-PATH]`.

Reads `content/`, draws the pictures, lets each form's writer write it and puts the truth beside it.
An example's truth comes from its content alone, so the two can't drift into agreeing with a reader.
"""

from __future__ import annotations

import argparse
import json
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import not_forms
import to_docx
import to_libreoffice
import to_npm
import to_raw
import to_xlsx
from content import Filled, described, filled
from pages import page
from truth import NOT_A_FORM, truth

INBOX = Path(__file__).parent.parent / "inbox"


def write(form: Filled, path: Path) -> None:
    """The form by its own writer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    look, laid_out = form.traits.look, page(form)
    match form.writer:
        case "python-docx":
            to_docx.write(laid_out, path, look=look, split_runs=form.traits.split_runs)
        case "openpyxl":
            to_xlsx.write(laid_out, path, look=look, two_cell=look % 2 == 1)
        case "npm-docx":
            to_npm.write(laid_out, path, look=look)
        case "libreoffice":
            to_libreoffice.write(laid_out, path, look=look)
        case "raw-xml":
            to_raw.write(laid_out, path, look=look)
        case _:
            raise ValueError(f"{form.path}: no writer called {form.writer}")


def put_truth(path: Path, said: dict[str, Any]) -> None:
    """`<file name>.truth.json` beside the file."""
    text = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
    path.with_name(f"{path.name}.truth.json").write_text(text, encoding="utf-8")


def make(form: dict[str, Any], into: Path) -> str:
    """One example and its truth; a line that says so."""
    content = filled(form)
    path = into / content.path
    write(content, path)
    put_truth(path, truth(content))
    return f"{path.stat().st_size / 1024:6.0f} KB  {content.writer:12} {content.path}"


def main() -> None:
    """Write all examples, or those whose path contains `--only`."""
    parser = argparse.ArgumentParser(description="Make the example inbox.")
    parser.add_argument("--into", type=Path, default=INBOX)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    with Pool() as pool:
        for line in pool.imap(partial(make, into=asked.into), list(described(asked.only))):
            print(line, flush=True)
    for relative, write_it in not_forms.ALL.items():
        if asked.only in relative:
            path = asked.into / relative
            path.parent.mkdir(parents=True, exist_ok=True)
            write_it(path)
            put_truth(path, NOT_A_FORM)


if __name__ == "__main__":
    main()
