"""The files that go back to applicants: notices, copies with comments, reasons why a file was not read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from pipeline import names
from pipeline.documents import notice
from pipeline.documents.dates import minute
from pipeline.documents.notice import Notice
from pipeline.documents.returns import Return, by, notes
from pipeline.documents.returns import returns as returned
from pipeline.door import Door
from pipeline.messages import Messages
from pipeline.model import Book, Entry, Problem
from pipeline.office import Inside
from pipeline.office.comment import By, Note, annotate
from pipeline.plan.target import BUREAU, Means, Target, fingerprint


def returns(book: Book, means: Means) -> Iterator[Target]:
    """For each form that goes back its notice, for each file of such forms its copy with comments."""
    back, messages = means.back, means.back.messages
    copies: dict[str, list[Return]] = {}
    for found in returned(book, means.library, messages.word("no-district")):
        desk = back.desks.get(found.district) or back.desks[None]
        said = notice.notice(found, means.library, desk, messages)
        yield Target(
            found.notice,
            fingerprint("notice", said, means.code, back.notice_key),
            partial(_write_notice, said, back.notice),
            kind="notice",
            about=(found.entry,),
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
            kind="copy",
            about=tuple(form.entry for form in forms),
        )


def unreadable(book: Book, means: Means) -> Iterator[Target]:
    """Why a file could not be read and what to do, beside the returns of its district."""
    messages = means.back.messages
    groups: dict[str, list[tuple[Entry, Problem]]] = {}
    sheets = frozenset(map(id, book.sheets))
    for entry in (*book.entries, *book.sheets):
        if isinstance(entry.content, Problem):
            desk = BUREAU if id(entry) in sheets else entry.district or messages.word("no-district")
            folder = names.safe(desk)
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
                kind="reason",
                about=(entry,),
            )


def _reason(entry: Entry, problem: Problem, messages: Messages) -> str:
    why, stop, what = messages.problem(problem).partition("。")
    words = {
        "file": entry.source.shown,
        "time": minute(entry.source.first_seen),
        "why": why + stop,
        "what": what,
    }
    return messages.filled("unreadable-text", **words)


def _write_notice(said: Notice, template: Path, path: Path) -> None:
    with path.open("wb") as out:
        notice.render(said, template, out)


def _write_copy(original: Path | Inside, made: tuple[Note, ...], who: By, door: Door, path: Path) -> None:
    path.write_bytes(annotate(original, made, who, door).data)


def _write_text(text: str, path: Path) -> None:
    """As Windows' editor has it: marked as UTF-8, with its ends of lines."""
    path.write_text(text, encoding="utf-8-sig", newline="\r\n")
