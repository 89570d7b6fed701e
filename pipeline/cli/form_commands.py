"""``forms``: the forms known, their blanks, a form filled from a record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pipeline.cli import options
from pipeline.problems import CasebookError

if TYPE_CHECKING:
    from pipeline.forms import Library
    from pipeline.forms.model import Form

app = typer.Typer(help="The forms: list, blanks, filled from records.", no_args_is_help=True)


@app.command("list")
def list_forms(config: options.ConfigFile = None) -> None:
    """The forms known, a line each: id, number, title, file."""
    for form in _library(config).forms:
        definition = form.definition
        print(f"{form.id}\t{definition.number}\t{definition.title}\t{form.path}")


@app.command()
def lint(
    language: Annotated[
        Literal["zh", "en"], typer.Option("--lang", help="The language of what is said.")
    ] = "zh",
    config: options.ConfigFile = None,
) -> None:
    """Do templates and definitions agree? Every mistake at its place; exit 1 where one is an error."""
    from pipeline.batch import templates
    from pipeline.messages import Messages
    from pipeline.mistakes import ENGLISH

    paths = options.settings(config).paths
    folder = paths.templates
    words = Messages.load(folder).lint if language == "zh" else ENGLISH
    _, mistakes = templates.inspect(folder, paths.forms)
    for found in mistakes:
        print(found.say(words))
    if any(found.severity == "error" for found in mistakes):
        raise typer.Exit(1)


@app.command()
def learn(
    form_id: Annotated[str, typer.Argument(metavar="FORM", help="The form's id, as in forms list.")],
    config: options.ConfigFile = None,
) -> None:
    """Print what was learned of a form: fields, labels, hints, options, blocks, roles, checks."""
    from pipeline.forms.describe import describe

    print(describe(_form(_library(config), form_id)), end="")


@app.command()
def blank(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to; made if it isn't there.")],
    config: options.ConfigFile = None,
) -> None:
    """Write the blank of every form that is handed in, as Word and as Excel."""
    from pipeline import names
    from pipeline.forms import fill

    # Review sheets come filled from the outbox.
    known = [form for form in _library(config).forms if form.definition.purpose in ("application", "summary")]
    kept = []
    wanted = [(f"{form.definition.number}.{form.definition.title}", form.id) for form in known]
    word, excel = (names.apart(wanted, ending) for ending in (".docx", ".xlsx"))
    for form, docx, xlsx in zip(known, word, excel, strict=True):
        for path, content in (
            (folder / docx, fill.blank(form, "docx")),
            (folder / xlsx, fill.blank(form, "xlsx")),
        ):
            if path.exists() and path.read_bytes() != content:
                kept.append(path)  # it may have been filled in
                continue
            _write(path, content)
            print(path)
    if kept:
        left = ", ".join(path.name for path in kept)
        raise CasebookError(
            f"Left as they are, since they differ from the blanks: {left}.", "Move them away first."
        )


@app.command()
def fill(
    form_id: Annotated[str, typer.Argument(metavar="FORM", help="The form's id, as in forms list.")],
    record: Annotated[Path, typer.Argument(metavar="RECORD.json", help="A record, or its fields alone.")],
    photos: Annotated[
        Path | None, typer.Option("--photos", metavar="DIR", help="Where the record's pictures are.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Word or Excel, by its ending (default: beside the record).",
        ),
    ] = None,
    config: options.ConfigFile = None,
) -> None:
    """Write a form filled from a record."""
    from pipeline.forms import fill as filling

    form = _form(_library(config), form_id)
    path = output or record.with_suffix(".docx")
    writers = {".docx": filling.docx, ".xlsx": filling.xlsx}
    if path.suffix.lower() not in writers:
        raise typer.BadParameter("the file must end in .docx or .xlsx", param_hint="-o")
    if output is None and path.exists():
        raise typer.BadParameter(f"{path} exists; name the file to write with -o", param_hint="-o")
    fields = _fields(record)
    try:
        content = writers[path.suffix.lower()](form, fields, _pictures(photos))
    except (ValueError, TypeError) as error:
        raise CasebookError(f"{record} does not fit the form {form_id}: {error}") from None
    _write(path, content)
    print(path)


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise CasebookError(f"{path} can't be written: {error.strerror}.", "Name another place.") from None


def _library(config: Path | None) -> Library:
    from pipeline import forms

    paths = options.settings(config).paths
    return forms.load(paths.templates, paths.forms)


def _form(library: Library, form_id: str) -> Form:
    try:
        return library.form(form_id)
    except KeyError:
        known = ", ".join(form.id for form in library.forms)
        raise typer.BadParameter(f"there is no form {form_id}; known: {known}", param_hint="FORM") from None


def _fields(path: Path) -> dict[str, Any]:
    """The fields in a JSON file: of a record, or the file's object itself."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CasebookError(f"{path} can't be read: {error.strerror}.") from None
    except ValueError as error:
        raise CasebookError(f"{path} is not JSON in UTF-8: {error}.") from None
    fields = data.get("fields", data) if isinstance(data, dict) else None
    if not isinstance(fields, dict):
        raise CasebookError(f"{path} holds no record.", "It must be one JSON object.")
    return fields


def _pictures(folder: Path | None) -> Callable[[str], bytes]:
    """Pictures of a folder by their SHA-256; the files are hashed when the first is asked for."""
    found: dict[str, Path] = {}

    def picture(sha: str) -> bytes:
        if folder is not None and not found:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                found.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path)
        if sha not in found:
            raise CasebookError(
                f"The record's picture {sha} is not in {folder or 'any folder'}.",
                "Name its folder with --photos.",
            )
        return found[sha].read_bytes()

    return picture
