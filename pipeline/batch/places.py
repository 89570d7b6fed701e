"""Which district something belongs to: by its folder, else its address, else (for lists) its name.

Source: ``docs/interface.md``, "The inbox"; ``docs/reading.md``, "A record" (``district``).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline import names
from pipeline.forms.text import normal
from pipeline.inbox import MARKER
from pipeline.inbox.attachments import ARCHIVES
from pipeline.model import Record
from pipeline.reference import districts

if TYPE_CHECKING:
    from pipeline.forms.model import Form

_LETTER, _REVIEW, _FINAL, _LIST = "推荐", "审核", "定稿", "汇总表"
_AROUND = " 　-_—－–·.（）()"  # between the words of a file's name


def district_folder(path: str) -> tuple[str | None, str]:
    """The district that the first folder of a path below the inbox names, and that folder.

    ``(None, "")`` where none does.
    """
    return _district_above(path.rpartition("/")[0])


@lru_cache(maxsize=16_384)
def _district_above(folders: str) -> tuple[str | None, str]:
    """As `district_folder`, by the folders alone: thousands of files lie in one."""
    folder = ""
    for name in PurePosixPath(folders).parts:
        folder = f"{folder}/{name}" if folder else name
        if found := districts.by_folder(name):
            return found, folder
    return None, ""


def unpacked(path: str) -> str:
    """The path of a member had its archive been unpacked where it lies: archives are folders."""
    *folders, name = path.split("/")
    return "/".join([*(_without_ending(folder) for folder in folders), name])


def _without_ending(folder: str) -> str:
    stem, dot, ending = folder.rpartition(".")
    return stem if stem and f"{dot}{ending}".lower() in ARCHIVES else folder


def is_deciding(path: str) -> bool:
    """Whether a file lies where a district puts its decisions: in 审核, directly below its folder."""
    return _REVIEW in path and _is_decided_in(path.rpartition("/")[0])


@lru_cache(maxsize=1024)
def _is_decided_in(folders: str) -> bool:
    names = PurePosixPath(folders).parts
    return any(name == _REVIEW and districts.by_folder(above) for above, name in pairwise(names))


def review_sheet(file: str, number: str) -> tuple[str, bool]:
    """Whose review sheet a file is by its name ("": the bureau's own), and whether it is marked as final.

    ``number``: what the form is called. ``评审表-张三.xlsx`` is 张三's.
    """
    stem = PurePosixPath(file).stem
    if _FINAL in stem:
        return "", True
    return names.shown(stem.replace(number, "").strip(_AROUND)), False


def is_shared(folder: str) -> bool:
    """Whether many applicants' files lie side by side here: the inbox itself, a district's folder."""
    return not folder or district_folder(f"{folder}/file")[1] == folder


def is_letter(path: str) -> bool:
    """Whether a file that holds no form is, by place and name, a district's letter of recommendation."""
    below = PurePosixPath(path)
    district, folder = district_folder(path)
    return district is not None and str(below.parent) == folder and _LETTER in below.name


def is_list(path: str, numbers: Iterable[str]) -> bool:
    """Whether a file that can't be read is, by place and name, a scan of a district's list of cases.

    ``numbers``: what such lists are called besides, which tells where a district decides.
    """
    name = normal(PurePosixPath(path).name)
    if is_deciding(path):
        return _LIST in name or any(normal(number) in name for number in numbers)
    district, folder = district_folder(path)
    return district is not None and str(PurePosixPath(path).parent) == folder and _LIST in name


def district_around(file: Path, inbox: Path, member: str = "") -> str | None:
    """The district by the folders around a file that was named on the command line.

    In an inbox (this one, or one that carries the marker) the first folder below it that
    names one; elsewhere the nearest. Where these tell none, the first within the archive
    that a ``member`` is in does, beginning with the archive's own name.
    """
    return _around(file, inbox) or (district_folder(unpacked(f"{file.name}/{member}"))[0] if member else None)


def _around(file: Path, inbox: Path) -> str | None:
    path = file.absolute()
    for folder in path.parents:
        if folder == inbox or (folder / MARKER).exists():
            return district_folder(path.relative_to(folder).as_posix())[0]
    return next(filter(None, (districts.by_folder(folder.name) for folder in path.parents)), None)


def district_of(
    folder_district: str | None, record: Record, form: Form, file_name: str, headings: Iterable[str]
) -> str | None:
    """The district of one form: its folder's, else its address's; a list's also by name or title."""
    if folder_district:
        return folder_district
    address = record.value(form.role("address"))
    if isinstance(address, str) and (found := districts.by_address(address)):
        return found
    if form.definition.purpose != "summary":
        return None
    return next(filter(None, (districts.in_text(text) for text in (file_name, *headings))), None)
