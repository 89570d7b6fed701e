"""Everything under ``templates/``, looked at before anything is done with it."""

from __future__ import annotations

from pathlib import Path

from pipeline import checks, forms
from pipeline.checks import collection
from pipeline.documents import casebook, notice, register
from pipeline.forms import Library
from pipeline.mistakes import Mistake, mistake
from pipeline.problems import TemplateError

CASEBOOK, NOTICE = Path("casebook.docx"), Path("notice.docx")


def inspect(templates: Path, folder: Path | None = None) -> tuple[Library, tuple[Mistake, ...]]:
    """The forms that can be learned, and all that is wrong with forms, checks and documents.

    ``folder``: where the forms are, if not in the templates' own.

    Raises `TemplateError` where there is no form at all.
    """
    library, found = forms.inspect(templates, folder)
    wrong = [*found, *(each for form in library.forms for each in checks.mistakes(form))]
    wrong += collection.load(templates / collection.NAME)[1]
    for name, check in ((CASEBOOK, casebook.check), (NOTICE, notice.check)):
        try:
            check(templates / name)
        except TemplateError as error:
            wrong.append(mistake("template-unusable", name.name, detail=error.message))
    try:
        register.Words.load(templates)
    except TemplateError as error:
        wrong.append(mistake("template-unusable", register.NAME, detail=error.message))
    return library, tuple(wrong)


def load(templates: Path, folder: Path | None = None) -> Library:
    """The forms, where nothing is wrong with anything; raises `TemplateError` with every error."""
    library, mistakes = inspect(templates, folder)
    forms.refuse(mistakes)
    return library
