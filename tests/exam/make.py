"""Draw files from a seed and write them, each with its truth beside it."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from tests.exam import content
from tests.exam.case import case_form
from tests.exam.dress import dress
from tests.exam.hand import Hand
from tests.exam.head import District
from tests.exam.model import File, Form, word_places
from tests.exam.others import agenda, blank_form, foreign
from tests.exam.projects import projects_form
from tests.exam.summary import summary_form
from tests.exam.writers import (
    by_openpyxl,
    by_xlsxwriter,
    markup,
    npm_docx,
    office,
    py_docx,
    raw_word,
    raw_xlsx,
)

WRITERS = {
    "raw-docx": 6,
    "python-docx": 2,
    "npm-docx": 2,
    "html-docx": 1,
    "odt-docx": 2,
    "odt-doc": 1,
    "odt-rtf": 1,
    "html-doc": 1,
    "html-xls": 1,
    "openpyxl": 2,
    "xlsxwriter": 2,
    "raw-xlsx": 3,
    "lo-xls": 1,
}
DIRECT: dict[str, Callable[[File, Path], None]] = {
    "raw-docx": raw_word.write,
    "python-docx": py_docx.write,
    "openpyxl": by_openpyxl.write,
    "xlsxwriter": by_xlsxwriter.write,
    "raw-xlsx": raw_xlsx.write,
    "lo-xls": by_openpyxl.write,
}
SUFFIX = {
    "openpyxl": "xlsx",
    "xlsxwriter": "xlsx",
    "raw-xlsx": "xlsx",
    "lo-xls": "xls",
    "odt-doc": "doc",
    "odt-rtf": "rtf",
    "html-doc": "doc",
    "html-xls": "xls",
}
FILTERS = {"docx": "docx:MS Word 2007 XML", "doc": "doc:MS Word 97", "xls": "xls:MS Excel 97"}
ROUGH = {"html": "html", "odt": "fodt"}
FORMAT = {
    "openpyxl": "xlsx",
    "xlsxwriter": "xlsx",
    "raw-xlsx": "xlsx",
    "lo-xls": "xls",
    "odt-doc": "doc",
    "odt-rtf": "rtf",
    "html-doc": "html",
    "html-xls": "html",
}
SHEETS = ("openpyxl", "xlsxwriter", "raw-xlsx", "lo-xls")
PACKS = ("zip-gbk", "zip-utf8", "zip-nested", "seven-zip")
MEMBER, OUTER = "申报材料/征集表", "打包.zip"


def draw(seed: str, index: int, wanted: frozenset[str] = frozenset(), calm: float = 1.0) -> File:
    """The file number `index` of a seed: its forms filled in, nothing written yet."""
    first = Hand(f"{seed}/{index}", "")
    writer = first.random.choices(tuple(WRITERS), tuple(WRITERS.values()))[0]
    return draw_by(writer, f"{seed}/{index}/{writer}", f"{index:03d}", wanted, calm)


def draw_by(
    writer: str, seed: str, name: str, wanted: frozenset[str] = frozenset(), calm: float = 1.0
) -> File:
    """A file by a given writer."""
    hand = Hand(seed, writer, wanted, calm)
    district = hand.pick(content.DISTRICTS)
    told = None if hand.trait("folder-none", 0.15) else district[0]
    folder = hand.pick((district[0], district[1])) if told else "待分拣"
    if hand.trait("not-a-form", 0.03):
        forms = [foreign(hand)]
    else:
        forms = [_form(hand, district, told)]
        if hand.trait("two-forms", 0.06):
            forms.append(_form(hand, district, told))
            forms[1].sheet = "第二份"
        if hand.trait("other-table", 0.06):
            forms.insert(hand.pick((0, len(forms))), hand.pick((agenda(), foreign(hand))))
    name = next((form.name for form in forms if form.name), "") + name
    suffix = SUFFIX.get(writer, "docx")
    file = File(f"{folder}/{name}.{suffix}", writer, forms, hand.drawn)
    dress(hand, file)
    if "docm" in file.dress:
        file.path = file.path.removesuffix("docx") + "docm"
    elif name := hand.which({"name-of-docx": 0.04, "name-wps": 0.3, "name-et": 0.3}):
        file.path = file.path.removesuffix(suffix) + {"name-of-docx": "doc"}.get(
            name, name.removeprefix("name-")
        )
    pack = hand.which({"zip-gbk": 0.03, "zip-utf8": 0.03, "zip-nested": 0.02, "seven-zip": 0.02})
    file.dress |= {pack} if pack else set()
    if writer not in SHEETS and writer != "html-xls":  # that is sheet or page: its places have two names
        word_places(file)
    return file


def _form(hand: Hand, district: District, told: str | None) -> Form:
    annex = hand.random.choices((1, 2, 3, 4), (5, 3, 6, 1))[0]
    if annex == 4:
        return summary_form(hand, district, told)
    if hand.trait("blank-form", 0.03):
        return blank_form(hand, annex, told)
    return projects_form(hand, district, told) if annex == 3 else case_form(hand, annex, district, told)


def truth(file: File) -> dict[str, Any]:
    """What the file must give: a record for each form, in order; or an error where it holds none."""
    records = [
        {
            "form": form.record.form,
            "district": form.record.district,
            "part": form.record.part,
            "format": FORMAT.get(file.writer, "docx"),
            "fields": form.record.fields,
            "raw": form.record.raw,
            "places": {key: sorted(set(said)) for key, said in form.record.places.items()},
        }
        for form in file.forms
        if form.record is not None
    ]
    said: dict[str, Any] = {"writer": file.writer, "traits": sorted(file.traits), "records": records}
    if pack := _pack(file):
        said["member"] = (
            (f"{OUTER}/" if pack == "zip-nested" else "") + MEMBER + PurePosixPath(file.path).suffix
        )
    return said if records else {**said, "error": "not-a-form"}


def _pack(file: File) -> str:
    """How a file was packed, if it was."""
    return next((name for name in PACKS if name in file.dress), "")


def write(files: Iterable[File], folder: Path, modules: Path) -> list[Path]:
    """Write the files below `folder`; LibreOffice and npm are each called once for all."""
    jobs = [(file, folder / file.path) for file in files]
    rough = folder / ".rough"
    rough.mkdir(parents=True, exist_ok=True)
    converted: dict[tuple[str, str], list[tuple[Path, Path]]] = {}
    for at, (file, path) in enumerate(jobs):
        path.parent.mkdir(parents=True, exist_ok=True)
        if source := _source(file, rough / f"{at:04d}", path):
            kind, _, wanted = file.writer.partition("-")
            converted.setdefault((kind, wanted), []).append((source, path))
    if npm := [job for job in jobs if job[0].writer == "npm-docx"]:
        npm_docx.write_all(npm, modules)
    for (kind, wanted), pairs in converted.items():
        out = rough / f"{kind}-{wanted}"
        office.convert([source for source, _ in pairs], FILTERS.get(wanted, wanted), out, rough / "profile")
        for source, path in pairs:
            shutil.copyfile(out / f"{source.stem}.{wanted}", path)
    made = [_packed(file, path) for file, path in jobs]
    for (file, _), path in zip(jobs, made, strict=True):
        said = json.dumps(truth(file), ensure_ascii=False, indent=1) + "\n"
        path.with_name(path.name + ".truth.json").write_text(said, encoding="utf-8")
    shutil.rmtree(rough)
    return made


def _source(file: File, rough: Path, path: Path) -> Path | None:
    """Write the file at `path`, or what LibreOffice makes it from, which is returned."""
    kind, _, wanted = file.writer.partition("-")
    if file.writer in DIRECT:
        DIRECT[file.writer](file, rough.with_suffix(".xlsx") if kind == "lo" else path)
        return rough.with_suffix(".xlsx") if kind == "lo" else None
    if kind == "npm":
        return None
    source = path if wanted in ("doc", "xls") and kind == "html" else rough.with_suffix(f".{ROUGH[kind]}")
    source.write_text(
        markup.html(file, sheet=wanted == "xls") if kind == "html" else markup.odt(file), encoding="utf-8"
    )
    return None if source == path else source


def _packed(file: File, path: Path) -> Path:
    """The file, or the archive that it was put into."""
    if not (pack := _pack(file)):
        return path
    archive = path.with_name(path.stem + (".7z" if pack == "seven-zip" else ".zip"))
    data, name = path.read_bytes(), f"{MEMBER}{path.suffix}"
    if pack == "seven-zip":
        import py7zr

        with py7zr.SevenZipFile(archive, "w") as seven:
            seven.writestr(data, name)
        path.unlink()
        return archive
    made = zipped(name, data, gbk=pack == "zip-gbk")
    if pack == "zip-nested":
        made = zipped(OUTER, made, gbk=False)
    archive.write_bytes(made)
    path.unlink()
    return archive


def zipped(name: str, data: bytes, *, gbk: bool) -> bytes:
    """A .zip of one member, its name in UTF-8 or, as Windows does, in GBK without saying so."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_Gbk(name) if gbk else zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _Gbk(zipfile.ZipInfo):
    """A member whose name goes into the archive as GBK, without the UTF-8 flag."""

    __slots__ = ()

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's name
        return self.filename.encode("gbk"), self.flag_bits & ~0x800
