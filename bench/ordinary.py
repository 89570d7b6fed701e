"""The script that one writes on an afternoon: python-docx, openpyxl, docxtpl, and a loop for everything.

    python bench/ordinary.py INBOX OUTBOX

Reads the filled-in forms of an inbox (Annex 1 in Word, Annex 3 in Excel), and writes for each
district the list of its cases, for all a list of what is missing, and one casebook with the
photos. It is written as such scripts are, and not worse: no needless pass, no wait, templates
read once a document, pictures of a form taken in one go. It knows these two forms as they are
filled in by `bench.season` and nothing else: no merged or added cells, no second version of a
form, no broken file. On standard output: seconds of each step and the peak of memory, as JSON.
"""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
from docx import Document
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

LABELS = {
    "企业名称（公章）": "name",
    "行业类别（大类）": "division",
    "行业类别（小类）": "industry",
    "企业类别": "category",
    "联系人": "contact",
    "联系电话": "phone",
    "联系方式": "phone",
    "地址": "address",
    "电子邮箱": "email",
    "企业简介": "profile",
    "企业形象照片": "photos",
    "绿色制造案例名称": "title",
    "园区名称（公章）": "name",
    "绿色制造案例内容": "content",
}
COLUMNS = {"项目名称": "title", "项目类别": "category", "项目内容": "content"}
NEEDED = ("name", "contact", "phone", "address", "email", "title", "content")
RESULTS = re.compile(r"2\. ?主要成效\n?(.*?)(?=\n3\.|$)", re.S)


def plain(text: object) -> str:
    return re.sub(r"\s", "", str(text or ""))


def read_word(path: Path) -> dict[str, Any]:
    document = Document(str(path))
    found: dict[str, Any] = {}
    for table in document.tables:
        for row in range(len(table.rows)):
            for column in range(len(table.columns) - 1):
                text = plain(table.cell(row, column).text)
                if text in LABELS and LABELS[text] not in found:
                    found[LABELS[text]] = table.cell(row, column + 1).text.strip()
                elif text in COLUMNS and COLUMNS[text] not in found:
                    found[COLUMNS[text]] = table.cell(row + 1, column).text.strip()
    found["pictures"] = [
        part.blob for part in document.part.related_parts.values() if part.content_type.startswith("image/")
    ]
    return found


def read_excel(path: Path) -> dict[str, Any]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    found: dict[str, Any] = {"pictures": []}
    for row in range(1, sheet.max_row + 1):
        for column in range(1, sheet.max_column + 1):
            text = plain(sheet.cell(row, column).value)
            if text in LABELS and LABELS[text] not in found:
                beside = (sheet.cell(row, other).value for other in range(column + 1, sheet.max_column + 1))
                after = [value for value in beside if value and plain(value) not in LABELS]
                found[LABELS[text]] = str(after[0]) if after else ""
            elif text in COLUMNS and COLUMNS[text] not in found:
                found[COLUMNS[text]] = str(sheet.cell(row + 1, column).value or "")
    return found


def read_all(inbox: Path) -> dict[str, list[dict[str, Any]]]:
    districts: dict[str, list[dict[str, Any]]] = {}
    for folder in sorted(filter(Path.is_dir, inbox.iterdir())):
        for path in sorted(folder.iterdir()):
            found = read_word(path) if path.suffix == ".docx" else read_excel(path)
            problems = [f"{key} is missing" for key in NEEDED if not found.get(key)]
            if path.suffix == ".docx" and len(found["pictures"]) < 3:
                problems.append("fewer than three photos")
            results = RESULTS.search(found.get("content", ""))
            found |= {"file": path.name, "problems": problems}
            found["results"] = results[1].strip() if results else ""
            districts.setdefault(folder.name, []).append(found)
    return districts


def write_lists(districts: dict[str, list[dict[str, Any]]], outbox: Path, template: Path) -> None:
    for district, forms in districts.items():
        passed = [found for found in forms if not found["problems"]]
        document = DocxTemplate(template)
        document.render({"district": district, "cases": passed}, autoescape=True)
        document.save(outbox / f"附件4（{district}）.docx")


def write_problems(districts: dict[str, list[dict[str, Any]]], outbox: Path) -> None:
    with (outbox / "问题清单.csv").open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["district", "file", "name", "problem"])
        for district, forms in districts.items():
            for found in forms:
                for problem in found["problems"]:
                    table.writerow([district, found["file"], found.get("name", ""), problem])


def write_casebook(districts: dict[str, list[dict[str, Any]]], outbox: Path, template: Path) -> None:
    document = DocxTemplate(template)
    cases = [found for forms in districts.values() for found in forms if not found["problems"]]
    for case in cases:
        case["images"] = [
            InlineImage(document, io.BytesIO(picture), width=Mm(70)) for picture in case["pictures"]
        ]
    document.render({"cases": cases}, autoescape=True)
    document.save(outbox / "汇编.docx")


# --- the templates, as one makes them in Word ---------------------------------------------------


def list_template(path: Path) -> None:
    document = Document()
    document.add_heading("优秀案例汇总表（{{ district }}）", 1)
    table = document.add_table(rows=4, cols=4)
    heads = ("企业名称", "类别", "案例名称", "案例成效")
    fields = ("name", "category", "title", "results")
    for column, (head, field) in enumerate(zip(heads, fields, strict=True)):
        table.cell(0, column).text = head
        table.cell(2, column).text = f"{{{{ case.{field} }}}}"
    table.cell(1, 0).text = "{%tr for case in cases %}"
    table.cell(3, 0).text = "{%tr endfor %}"
    document.save(str(path))


def casebook_template(path: Path) -> None:
    document = Document()
    document.add_heading("优秀案例汇编", 0)
    document.add_paragraph("{%p for case in cases %}")
    document.add_heading("{{ case.title }}", 1)
    for line in ("{{ case.name }}", "{{ case.division }} {{ case.industry }}", "{{ case.profile }}",
                 "{{ case.content }}", "{{ case.results }}"):  # fmt: skip
        document.add_paragraph(line)
    document.add_paragraph("{% for image in case.images %}{{ image }}{% endfor %}")
    document.add_paragraph("{%p endfor %}")
    document.save(str(path))


def steps(inbox: Path, outbox: Path, templates: Path) -> Iterator[tuple[str, Callable[[], Any]]]:
    districts: dict[str, list[dict[str, Any]]] = {}
    yield "read", lambda: districts.update(read_all(inbox))
    yield "lists", lambda: write_lists(districts, outbox, templates / "list.docx")
    yield "problems", lambda: write_problems(districts, outbox)
    yield "casebook", lambda: write_casebook(districts, outbox, templates / "casebook.docx")


def main() -> None:
    inbox, outbox = map(Path, sys.argv[1:3])
    outbox.mkdir(parents=True, exist_ok=True)
    taken: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        list_template(Path(folder) / "list.docx")
        casebook_template(Path(folder) / "casebook.docx")
        for name, step in steps(inbox, outbox, Path(folder)):
            start = time.perf_counter()
            step()
            taken[name] = time.perf_counter() - start
    taken["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump(taken, sys.stdout)


if __name__ == "__main__":
    main()
