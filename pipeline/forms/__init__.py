"""Forms: a Word file and a few lines of TOML that read a form, fill it and make its blank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.forms.lint import lint
from pipeline.forms.model import Form, Library
from pipeline.mistakes import Mistake, mistake, suggestion
from pipeline.problems import TemplateError

__all__ = ["Library", "inspect", "load", "refuse"]


def load(templates: Path, folder: Path | None = None) -> Library:
    """All forms under ``templates/forms``, or in a folder of their own, by name.

    Raises `TemplateError` where there is none or one has a mistake, with all of them.
    """
    library, mistakes = inspect(templates, folder)
    refuse(mistakes)
    return library


def refuse(mistakes: Iterable[Mistake]) -> None:
    """Raises `TemplateError` with every mistake that is an error."""
    if errors := [found.say().rstrip(".") for found in mistakes if found.severity == "error"]:
        raise TemplateError("; ".join(errors) + ".", "casebook forms lint says the same in Chinese.")


def inspect(templates: Path, folder: Path | None = None) -> tuple[Library, tuple[Mistake, ...]]:
    """The forms under ``templates/forms`` (or in ``folder``) that can be learned, and what is wrong with any.

    Raises `TemplateError` where there is none.
    """
    folder = folder or templates / "forms"
    paths = sorted(path for path in folder.glob("*.docx") if not path.name.startswith(("~$", ".")))
    if not paths:
        raise TemplateError(f"No form in {folder}.", "Point paths.templates at a folder with forms/*.docx.")
    linted = [lint(path) for path in paths]
    forms = tuple(form for form, _ in linted if form is not None)
    mistakes = [found for _, each in linted for found in each]
    return Library(forms), (*mistakes, *_without_form(folder, paths), *_alike(forms), *_in_no_section(forms))


def _without_form(folder: Path, paths: Sequence[Path]) -> Iterator[Mistake]:
    known = {path.with_suffix(".toml") for path in paths}
    for toml in sorted(folder.glob("*.toml")):
        if toml not in known:
            yield mistake("file-missing", toml.name, name=toml.with_suffix(".docx").name)


def _alike(forms: Sequence[Form]) -> Iterator[Mistake]:
    first: dict[str, Form] = {}
    for form in forms:
        other = first.setdefault(form.id, form)
        if other is not form:
            toml, others = form.path.with_suffix(".toml").name, other.path.with_suffix(".toml").name
            yield mistake("id-twice", toml, "id", id=form.id, other=others)


def _in_no_section(forms: Sequence[Form]) -> Iterator[Mistake]:
    """Forms whose cases no section of the summary is for: no district's list would have them."""
    summaries = (form for form in forms if form.definition.purpose == "summary")
    fields = (form.definition.fields.get(form.role("direction") or "") for form in summaries)
    sections = sorted({name for field in fields if field for name in field.values.values()})
    for form in forms:
        direction, toml = form.definition.direction, form.path.with_suffix(".toml").name
        if form.definition.purpose != "application" or not sections or direction in sections:
            continue
        if direction:
            advice = suggestion(direction, sections)
            yield mistake("direction-unknown", toml, "direction", direction=direction, **advice)
        else:
            yield mistake("setting-missing", toml, "direction")
