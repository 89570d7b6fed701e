"""Book -> targets: which files the outbox has, and what each of them depends on; pure.

A target's key is a hash of all its inputs, so that equal keys mean equal bytes: the
records in it, the templates, the parts of the settings that it shows, the rendering
code. The run's clock is among them only where the file shows the time. Source: spec
``interface.md``, "The outbox".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from pipeline import names
from pipeline.documents import casebook, notice, register, review, summary
from pipeline.documents.casebook import Settings
from pipeline.documents.notice import Desk, Notice
from pipeline.documents.photos import Photo
from pipeline.documents.returns import Return, by, local, notes, returns
from pipeline.door import Door
from pipeline.forms import Library, fill
from pipeline.forms.model import Form
from pipeline.messages import Messages
from pipeline.model import REPLACED, WITHDRAWN, Book, Entry, Problem
from pipeline.office import Inside
from pipeline.office.comment import By, Note, annotate

BUREAU = "市局"

_Kind = Literal["docx", "xlsx"]
_KINDS: tuple[_Kind, ...] = ("docx", "xlsx")


@dataclass(frozen=True, slots=True)
class Target:
    """A file that the outbox should have: posix path below it, hash of its inputs, how to write it.

    ``render`` writes the file to the path that it is given; it pickles. ``dear``: takes
    long, and may be put off. ``timed``: shows the run's clock, which is then in its key.
    """

    path: str
    key: str
    render: Callable[[Path], None]
    dear: bool = False
    timed: bool = False


@dataclass(frozen=True, slots=True)
class ReturnMeans:
    """What files that go back are made of.

    ``messages``: words besides the notice's own; ``desks``: who sends a district's notices;
    ``notice_key``: a hash of the ``notice`` template; ``originals``: where each content is,
    by its hash; ``reading``: a hash of all that reading depends on, ``door``: the terms of it.
    """

    messages: Messages
    desks: Mapping[str | None, Desk]
    notice: Path
    notice_key: str
    originals: Mapping[str, Path | Inside]
    door: Door
    reading: str


@dataclass(frozen=True, slots=True)
class Means:
    """What documents are made of besides the book.

    ``photos``: ready for print, by the hash of their originals; ``units`` and
    ``severities``: units, and how grave a finding is, in words; ``register``: the words of
    the register. ``code``, ``forms_key``, ``template_key``: hashes of the code that
    renders, of ``templates/forms`` and of the casebook's template.
    """

    library: Library
    edition: Settings
    units: Mapping[str, str]
    severities: Mapping[str, str]
    register: register.Words
    photos: Mapping[str, Photo]
    template: Path
    code: str
    forms_key: str
    template_key: str
    back: ReturnMeans


def plan(book: Book, means: Means) -> tuple[Target, ...]:
    """The files that the outbox should have: each district's, then the casebook.

    A district has a summary, and the bureau a casebook, where a case passed; a review
    sheet, where it has a case to decide of. A form with findings for its applicant goes
    back, and a file that can't be read has its reason. The bureau has a register of all.
    """
    return (
        *_summaries(book, means),
        *_reviews(book, means),
        *_returns(book, means),
        *_unreadable(book, means),
        *_register(book, means),
        *_casebook(book, means),
    )


def _summaries(book: Book, means: Means) -> Iterator[Target]:
    districts = dict.fromkeys(case.district for case in book.passed() if case.district)
    forms = [form for form in means.library.forms if form.definition.purpose == "summary"]
    wanted = [(f"{form.definition.number}.{means.edition.title}", form.id) for form in forms]
    for district in districts:
        folder = names.safe(district)
        named = {kind: names.apart(wanted, f"汇总表（{folder}）.{kind}") for kind in _KINDS}
        for number, form in enumerate(forms):
            fields = summary.fields(book.passed(district), form, means.library, means.units)
            for kind in _KINDS:
                yield Target(
                    f"{folder}/{named[kind][number]}",
                    fingerprint("summary", kind, form.id, fields, means.code, means.forms_key),
                    partial(_write_form, form, fields, kind),
                )


def _reviews(book: Book, means: Means) -> Iterator[Target]:
    open_to_it = [case for case in book.cases if case.district and case.state not in (REPLACED, WITHDRAWN)]
    for form in means.library.forms:
        if form.definition.purpose != "review":
            continue
        for district in dict.fromkeys(case.district for case in open_to_it if case.district):
            mine = [case for case in open_to_it if case.district == district]
            fields = review.fields(mine, form, means.library, means.severities)
            yield Target(
                f"{names.safe(district)}/{names.fit(names.safe(form.definition.number), '.xlsx')}",
                fingerprint("review", form.id, fields, means.code, means.forms_key),
                partial(_write_form, form, fields, "xlsx"),
            )


def _returns(book: Book, means: Means) -> Iterator[Target]:
    """For each form that goes back its notice, for each file of such forms its copy with comments."""
    back, messages = means.back, means.back.messages
    copies: dict[str, list[Return]] = {}
    for found in returns(book, means.library, messages.word("no-district")):
        desk = back.desks.get(found.district) or back.desks[None]
        said = notice.notice(found, means.library, desk, messages)
        yield Target(
            found.notice,
            fingerprint("notice", said, means.code, back.notice_key),
            partial(_write_notice, said, back.notice),
        )
        if found.copy:
            copies.setdefault(found.copy, []).append(found)
    for path, forms in copies.items():
        entry = forms[0].entry
        made, who = notes(forms, messages), by(entry, messages)
        places = [note.place.nth for note in made]
        original = back.originals[entry.source.sha]
        yield Target(
            path,
            fingerprint("copy", entry.source.sha, made, places, who, means.code, back.reading),
            partial(_write_copy, original, made, who, back.door),
        )


def _unreadable(book: Book, means: Means) -> Iterator[Target]:
    """Why a file could not be read and what to do, beside the returns of its district."""
    messages = means.back.messages
    groups: dict[str, list[tuple[Entry, Problem]]] = {}
    for entry in book.entries:
        if isinstance(entry.content, Problem):
            folder = names.safe(entry.district or messages.word("no-district"))
            groups.setdefault(folder, []).append((entry, entry.content))
    for folder, entries in groups.items():
        paths = [PurePosixPath(entry.source.shown) for entry, _ in entries]
        files = names.apart([(path.name, path.parent.name) for path in paths], ".txt")
        for file, (entry, problem) in zip(files, entries, strict=True):
            text = _reason(entry, problem, messages)
            yield Target(
                f"{folder}/{names.safe(messages.word('unreadable'))}/{file}",
                fingerprint("unreadable", text, means.code),
                partial(_write_text, text),
            )


def _reason(entry: Entry, problem: Problem, messages: Messages) -> str:
    why, stop, what = messages.problem(problem).partition("。")
    at = local(entry.source.first_seen)
    words = {
        "file": entry.source.shown,
        "time": f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}",
        "why": why + stop,
        "what": what,
    }
    return messages.filled("unreadable-text", **words)


def _register(book: Book, means: Means) -> Iterator[Target]:
    if not book.entries and not book.cases:
        return
    rows = (
        register.submissions(book, means.library, means.register, means.back.messages),
        register.cases(book, means.library, means.register),
    )
    yield Target(
        f"{BUREAU}/{means.register.file}",
        fingerprint("register", rows, means.register, means.code, means.forms_key),
        partial(_write_register, book, means),
        dear=True,
    )


def _write_register(book: Book, means: Means, path: Path) -> None:
    path.write_bytes(register.render(book, means.library, means.register, means.back.messages))


def _casebook(book: Book, means: Means) -> Iterator[Target]:
    passed = book.passed()
    if not passed:
        return
    edition = means.edition
    stage = "（送审稿）" if edition.draft else ""
    shown = [
        (case.number, case.district, case.direction, case.unit, case.title, case.row, case.entry.record)
        for case in passed
    ]
    # A photo that could not be made ready in this pass may be in the next.
    photos = sorted((photo.sha, photo.width, photo.height) for photo in means.photos.values())
    yield Target(
        f"{BUREAU}/汇编/{names.fit(names.safe(edition.title), f'（{edition.year}年）{stage}.docx')}",
        fingerprint("casebook", edition, shown, photos, means.code, means.forms_key, means.template_key),
        partial(_write_casebook, book, means),
        dear=True,
    )


def _write_form(form: Form, fields: Mapping[str, Any], kind: _Kind, path: Path) -> None:
    filled = {"docx": fill.docx, "xlsx": fill.xlsx}[kind](form, fields, _no_picture)
    path.write_bytes(filled)


def _write_notice(said: Notice, template: Path, path: Path) -> None:
    with path.open("wb") as out:
        notice.render(said, template, out)


def _write_copy(original: Path | Inside, made: tuple[Note, ...], who: By, door: Door, path: Path) -> None:
    path.write_bytes(annotate(original, made, who, door).data)


def _write_text(text: str, path: Path) -> None:
    """As Windows' editor has it: marked as UTF-8, with its ends of lines."""
    path.write_text(text, encoding="utf-8-sig", newline="\r\n")


def _no_picture(sha: str) -> bytes:
    raise KeyError(sha)


def _write_casebook(book: Book, means: Means, path: Path) -> None:
    with path.open("wb") as out:
        casebook.render(book, means.library, means.edition, means.photos, means.template, out)


# --- keys -----------------------------------------------------------------


def fingerprint(*inputs: object) -> str:
    """A hash of values that travel (frozen dataclasses, tuples, mappings, text, numbers)."""
    return hashlib.sha256("\x1f".join(map(repr, inputs)).encode("utf-8", "surrogatepass")).hexdigest()
