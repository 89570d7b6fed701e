"""Forms: a Word file and a few lines of TOML that read a form, fill it and make its blank."""

from __future__ import annotations

from pathlib import Path

from pipeline.forms.learn import learn
from pipeline.forms.model import Library
from pipeline.problems import TemplateError

__all__ = ["Library", "load"]


def load(templates: Path) -> Library:
    """All forms under ``templates/forms``, by name.

    Raises `TemplateError` where there is none or one can't be learned.
    """
    folder = templates / "forms"
    paths = sorted(path for path in folder.glob("*.docx") if not path.name.startswith(("~$", ".")))
    if not paths:
        raise TemplateError(f"No form in {folder}.", "Point paths.templates at a folder with forms/*.docx.")
    return Library(tuple(learn(path) for path in paths))
