"""Forms and what comes with them, told apart by name.

Whether a file holds a form only its content can tell; its name says whether it is
worth a look. Source: ``docs/interface.md``, "The inbox".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["form", "attachment"]

_TRAILING = re.compile(r"[\s.\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+$")

FORM: Kind = "form"
ATTACHMENT: Kind = "attachment"

WORD = frozenset([".docx", ".docm", ".dotx", ".dotm", ".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt"])
EXCEL = frozenset([".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt", ".et", ".ett", ".ods"])
PAGES = frozenset([".htm", ".html", ".mht", ".mhtml"])
ARCHIVES = frozenset([".zip", ".7z", ".rar"])
FORMS = WORD | EXCEL | PAGES | ARCHIVES
PICTURES = frozenset([".jpg", ".jpeg", ".jfif", ".png", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".heic"])

_PRINTED = frozenset([".pdf", ".ofd"])
_SHORTCUTS = frozenset([".lnk", ".url"])


def kind(path: str) -> Kind:
    """Whether a file may be a form, by its ending; an attachment otherwise."""
    return FORM if _ending(path) in FORMS else ATTACHMENT


def is_picture(path: str) -> bool:
    """Whether an attachment counts as a picture."""
    return _ending(path) in PICTURES


def is_picture_of_form(path: str) -> bool:
    """Whether a file may be a form that was scanned or printed, which can't be read.

    OFD is what Chinese offices print to (GB/T 33190).
    """
    return is_picture(path) or _ending(path) in _PRINTED


def is_shortcut(path: str) -> bool:
    """Whether a file only says where another one is: Windows makes one of what is dragged wrongly."""
    return _ending(path) in _SHORTCUTS


def _ending(path: str) -> str:
    # A blank, a dot or a character that nobody sees behind it makes no other kind of file.
    name = _TRAILING.sub("", path).rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    return f"{dot}{ending}".lower() if stem else ""


@dataclass(frozen=True, slots=True)
class Attached:
    """The attachments of each form, by its path, and the files that are nobody's; all sorted."""

    by_form: Mapping[str, tuple[str, ...]]
    alone: tuple[str, ...]


def attach(forms: Iterable[str], others: Iterable[str], *, is_shared: Callable[[str], bool]) -> Attached:
    """Give each file that is no form to the forms in the same folder.

    In a folder that ``is_shared`` (the inbox itself, ``""``, and a district's) many
    applicants' forms lie side by side: what lies there is nobody's.
    """
    beside: dict[str, list[str]] = defaultdict(list)
    for path in sorted(others):
        beside[_folder(path)].append(path)
    by_form = {}
    taken = set()
    for form in sorted(forms):
        folder = _folder(form)
        shared = is_shared(folder)
        by_form[form] = () if shared else tuple(beside.get(folder, ()))
        if not shared:
            taken.add(folder)
    alone = [path for folder, paths in beside.items() if folder not in taken for path in paths]
    return Attached(by_form, tuple(sorted(alone)))


def attach_inside(forms: Iterable[str], others: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Give each file of an archive that is no form to the forms nearest to it in the archive.

    Those in its own folder; where there is none, those below it; else the same of the
    folder around it, and so on. All by their paths in the archive.
    """
    found: dict[str, list[str]] = {form: [] for form in forms}
    for other in sorted(others):
        for form in _nearest(other, tuple(found)):
            found[form].append(other)
    return {form: tuple(paths) for form, paths in found.items()}


def _nearest(other: str, forms: tuple[str, ...]) -> tuple[str, ...]:
    folder = other
    while folder:
        folder = _folder(folder)
        beside = tuple(form for form in forms if _folder(form) == folder)
        below = tuple(form for form in forms if not folder or form.startswith(f"{folder}/"))
        if beside or below:
            return beside or below
    return ()


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
