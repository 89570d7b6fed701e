"""Fill -> extract gives the record back, from the same Word file and without knowing the form."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline import forms, office
from pipeline.forms import fill
from pipeline.forms.match import Matcher
from pipeline.forms.model import Form
from tests.forms import strategies

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
FORMS = ("annex1", "annex2", "annex3", "annex4", "review", "selection")
OTHERS = ("envoy", "list", "specialised", "water")  # another call's
KINDS = ("docx", "xlsx")

MATCHER = Matcher(forms.load(TEMPLATES))
MATCHERS = {
    **dict.fromkeys(FORMS, MATCHER),
    **dict.fromkeys(OTHERS, Matcher(forms.load(ROOT / "templates", ROOT / "examples" / "forms" / "forms"))),
}


def read_back(matcher: Matcher, form: Form, kind: str, fields: dict[str, Any]) -> list[dict[str, Any]]:
    data = getattr(fill, kind)(form, fields, strategies.BY_SHA.__getitem__)
    found = matcher.records(office.read_data(data))
    assert [record.form for record in found] == [form.id]
    assert not any(record.raw() or record.unmatched for record in found)
    return [json.loads(json.dumps(record.fields())) for record in found]


def test_no_form_is_left_out() -> None:
    folders = (TEMPLATES / "forms", ROOT / "examples" / "forms" / "forms")
    assert {path.stem for folder in folders for path in folder.glob("*.docx")} == set(MATCHERS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form_id", MATCHERS)
@given(data=st.data())
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_what_is_filled_in_is_read_back(form_id: str, kind: str, data: st.DataObject) -> None:
    form = MATCHERS[form_id].library.form(form_id)
    fields = data.draw(strategies.records(form))
    assert read_back(MATCHERS[form_id], form, kind, fields) == [fields]


@pytest.fixture(scope="module")
def saved_again(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, list[Path]], Path]:
    """Has LibreOffice open files and save them again in the same format; gives back their folder."""
    profile = (tmp_path_factory.mktemp("profile")).as_uri()

    def again(kind: str, files: list[Path]) -> Path:
        out = tmp_path_factory.mktemp("again")
        command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
        subprocess.run(
            [*command, "--outdir", str(out), *map(str, files)], check=True, capture_output=True, timeout=180
        )
        return out

    return again


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
def test_what_is_filled_in_survives_libreoffice(
    kind: str,
    saved_again: Callable[[str, list[Path]], Path],
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
) -> None:
    """Every form at once: it is LibreOffice's start that takes long."""
    folder = tmp_path_factory.mktemp("filled")
    records = {}
    for form_id, matcher in MATCHERS.items():
        form = matcher.library.form(form_id)
        records[form_id] = data.draw(strategies.records(form), label=form_id)
        filled = getattr(fill, kind)(form, records[form_id], strategies.BY_SHA.__getitem__)
        (folder / f"{form_id}.{kind}").write_bytes(filled)
    again = saved_again(kind, sorted(folder.iterdir()))
    for form_id, fields in records.items():
        (found,) = MATCHERS[form_id].records(office.read(again / f"{form_id}.{kind}"))
        assert without_pictures(json.loads(json.dumps(found.fields()))) == without_pictures(fields)


def without_pictures(fields: Any) -> Any:
    """Fields with how many pictures stand where: LibreOffice may pack a picture anew."""
    if isinstance(fields, dict):
        return {key: without_pictures(value) for key, value in fields.items()}
    if isinstance(fields, list):
        if fields and isinstance(fields[0], dict) and "sha256" in fields[0]:
            return len(fields)
        return [without_pictures(item) for item in fields] or 0
    return fields


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form_id", MATCHERS)
def test_a_blank_is_a_record_of_empty_fields(form_id: str, kind: str) -> None:
    form = MATCHERS[form_id].library.form(form_id)
    (record,) = MATCHERS[form_id].records(office.read_data(fill.blank(form, kind)))  # type: ignore[arg-type]
    assert record.form == form_id
    assert all(strategies.is_empty(value) for value in json.loads(json.dumps(record.fields())).values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_that_the_form_lacks_is_refused(kind: str) -> None:
    form = MATCHER.library.form("annex1")
    with pytest.raises(ValueError, match="nickname"):
        getattr(fill, kind)(form, {"nickname": "x"}, strategies.BY_SHA.__getitem__)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": 5},
        {"category": "绿色工厂/省级"},
        {"category": ["绿色厂"]},
        {"industry_division": "C26"},
        {"photos": [{"width": 1}]},
    ],
)
def test_what_does_not_fit_the_form_is_refused_not_dropped(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(fields))):
        fill.docx(MATCHER.library.form("annex1"), fields, strategies.BY_SHA.__getitem__)


@pytest.mark.parametrize("rows", [{"title": "甲"}, [{"titel": "甲"}], [{"investment": float("nan")}]])
def test_rows_that_do_not_fit_are_refused(rows: Any) -> None:
    with pytest.raises(ValueError, match="projects"):
        fill.docx(MATCHER.library.form("annex3"), {"projects": rows}, strategies.BY_SHA.__getitem__)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_answers_make_the_same_bytes(kind: str) -> None:
    form = MATCHER.library.form("annex1")
    fields = {"name": "甲公司", "photos": [strategies.described(strategies.PICTURES[0])]}
    make = getattr(fill, kind)
    assert make(form, fields, strategies.BY_SHA.__getitem__) == make(
        form, fields, strategies.BY_SHA.__getitem__
    )


# --- the same with every key, label and option under another name ------------------------


class Renaming:
    """Every Chinese character of the forms becomes a rare one, every key another word.

    Digits, brackets, boxes and marks stay, since they are the form's structure.
    """

    def __init__(self, texts: list[str]) -> None:
        found = sorted({char for text in texts for char in text if "一" <= char <= "鿿"})
        self._chars = str.maketrans({char: chr(0x3400 + at) for at, char in enumerate(found)})

    def words(self, text: str) -> str:
        return text.translate(self._chars)

    @staticmethod
    def key(key: str) -> str:
        return ".".join(part if part in ("note", "unit") else f"k{part[::-1]}" for part in key.split("."))

    def document(self, data: bytes) -> bytes:
        text = re.sub(
            r"\{\{\s*([\w.]+)\s*\}\}", lambda tag: f"{{{{ {self.key(tag[1])} }}}}", data.decode("utf-8")
        )
        return re.sub(r"(<w:t[^>]*>)([^<]*)", lambda piece: piece[1] + self.words(piece[2]), text).encode(
            "utf-8"
        )

    def toml(self, text: str, keys: set[str]) -> str:
        """The definition with words and keys renamed; names of kinds, checks and roles stay."""

        def quoted(found: re.Match[str]) -> str:
            value = found[1]
            return f'"{self.key(value)}"' if value in keys else f'"{self.words(value)}"'

        text = re.sub(
            r"^\[fields\.(\w+)\]", lambda found: f"[fields.{self.key(found[1])}]", text, flags=re.MULTILINE
        )
        kept = re.compile(r"(?:type|check|code|severity|audience|purpose) = ")
        lines = text.split("\n")
        return "\n".join(line if kept.match(line) else re.sub(r'"([^"]*)"', quoted, line) for line in lines)


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    folder = tmp_path_factory.mktemp("renamed") / "forms"
    folder.mkdir()
    tomls = {path: path.read_text(encoding="utf-8") for path in sorted((TEMPLATES / "forms").glob("*.toml"))}
    documents = [
        zipfile.ZipFile(path).read("word/document.xml") for path in (TEMPLATES / "forms").glob("*.docx")
    ]
    renaming = Renaming([*tomls.values(), *(data.decode("utf-8") for data in documents)])
    keys = {field.key for form in MATCHER.library.forms for field in form.fields}
    keys |= {key for form in MATCHER.library.forms for key in form.keys}
    for path, text in tomls.items():
        other = re.sub(r'^id = "(\w+)"', r'id = "other-\1"', renaming.toml(text, keys), flags=re.MULTILINE)
        (folder / path.name).write_text(other, encoding="utf-8")
        with (
            zipfile.ZipFile(path.with_suffix(".docx")) as source,
            zipfile.ZipFile(folder / f"{path.stem}.docx", "w") as target,
        ):
            for entry in source.infolist():
                data = source.read(entry)
                target.writestr(
                    entry, renaming.document(data) if entry.filename == "word/document.xml" else data
                )
    return Matcher(forms.load(folder.parent))


def test_renamed_forms_share_no_word_with_ours(renamed: Matcher) -> None:
    ours = {
        name for form in MATCHER.library.forms for field in form.fields for name in (field.key, field.label)
    }
    theirs = {
        name for form in renamed.library.forms for field in form.fields for name in (field.key, field.label)
    }
    assert not (ours & theirs) - {""}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form_id", FORMS)
@given(data=st.data())
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_nothing_in_the_code_knew_the_names(
    renamed: Matcher, form_id: str, kind: str, data: st.DataObject
) -> None:
    form = renamed.library.form(f"other-{form_id}")
    fields = data.draw(strategies.records(form))
    assert read_back(renamed, form, kind, fields) == [fields]
