"""Everything under ``templates/``, looked at before anything is done with it."""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Protocol, cast
from zipfile import BadZipFile

from pipeline import checks, forms
from pipeline.batch.program import program_key
from pipeline.checks import collection
from pipeline.documents import board, casebook, mail, notice, readme, register, report
from pipeline.forms import Library
from pipeline.memo import NAME, Memo, files_key
from pipeline.mistakes import Mistake, mistake
from pipeline.office.tags import Fault
from pipeline.problems import TemplateError, Unreadable

CASEBOOK, NOTICE, README = Path("casebook.docx"), Path("notice.docx"), Path("readme.docx")
REPORT = report.NAME
_KIND = "templates"


def inspect(templates: Path, folder: Path | None = None) -> tuple[Library, tuple[Mistake, ...]]:
    """The forms that can be learned, and all that is wrong with forms, checks and documents.

    ``folder``: where the forms are, if not in the templates' own.

    Raises `TemplateError` where there is no form at all.
    """
    library, found = forms.inspect(templates, folder)
    wrong = [*found, *(each for form in library.forms for each in checks.mistakes(form))]
    wrong += collection.load(templates / collection.NAME)[1]
    for name, document in ((CASEBOOK, casebook), (NOTICE, notice), (README, readme), (REPORT, report)):
        wrong += _document(templates / name, document)
    wrong += _case_pages(templates / CASEBOOK, library)
    for where, load_it in (
        (register.NAME, register.Words.load),
        (str(mail.FOLDER), mail.check),
        (str(board.FOLDER), board.check),
    ):
        try:
            load_it(templates)
        except TemplateError as error:
            wrong.append(mistake("template-unusable", where, detail=error.message))
    return library, tuple(wrong)


class _Document(Protocol):
    """A module of a document that is made from a template."""

    def faults(self, template: Path, /) -> Iterator[Fault]: ...

    def check(self, template: Path, /) -> object: ...


def _document(template: Path, document: _Document) -> list[Mistake]:
    """What is wrong with a document's template: each tag at its place, else what keeps it from use."""
    try:
        known = [
            mistake(fault.code, template.name, fault.place, text=fault.text, name=fault.name)
            for fault in document.faults(template)
        ]
    except FileNotFoundError:
        return [mistake("template-missing", template.name)]
    except BadZipFile as error:
        return [mistake("file-unreadable", template.name, detail=error)]
    except (OSError, KeyError, ValueError, Unreadable):
        known = []  # what that is the check says better
    if known:
        return known
    try:
        document.check(template)
    except TemplateError as error:
        return [mistake("template-unusable", template.name, detail=error.message)]
    return []


def _case_pages(template: Path, library: Library) -> Iterator[Mistake]:
    """What is wrong with the pages that the cases of some forms have of their own."""
    known = {form.id for form in library.forms}
    for form, page in casebook.case_pages(template).items():
        if form not in known:
            yield mistake("page-unused", page.name, text=form)
        try:
            for fault in casebook.page_faults(page, template):
                yield mistake(fault.code, page.name, fault.place, text=fault.text, name=fault.name)
        except (OSError, KeyError, ValueError, BadZipFile, Unreadable) as error:
            yield mistake("file-unreadable", page.name, detail=error)


def load(templates: Path, folder: Path | None = None, state: Path | None = None) -> Library:
    """The forms, where nothing is wrong with anything; raises `TemplateError` with every error, and `Saved`.

    ``state``: where it is remembered (in the memo, if there is one) that nothing is wrong.
    """
    return _sound(templates, folder, state, _files(templates, folder))


def _files(templates: Path, folder: Path | None) -> str:
    """A hash of the files, and of where they are: the forms of a library know where they lie."""
    return " ".join((f"{templates} {folder}", *(files_key(each) for each in (templates, folder) if each)))


class Saved(Exception):
    """Somebody saved a file while all were looked at: what was found is of no use."""


@lru_cache(maxsize=2)
def _sound(templates: Path, folder: Path | None, state: Path | None, files: str) -> Library:
    """As `load`; what was looked at is remembered as what these ``files`` gave. Raises as `load`."""
    # A watcher's passes find the same files again and again; to look at all takes half a second.
    key = f"{program_key()} {files}"
    with contextlib.ExitStack() as stack:
        memo = stack.enter_context(Memo(state)) if state is not None and (state / NAME).exists() else None
        if memo and (data := memo.get(_KIND, key)):
            return cast(Library, pickle.loads(data))
        library, mistakes = inspect(templates, folder)
        if _files(templates, folder) != files:
            raise Saved
        forms.refuse(mistakes)
        if memo:
            memo.put(_KIND, key, pickle.dumps(library))
    return library
