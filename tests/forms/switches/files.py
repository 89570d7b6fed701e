"""Switches of what a file is, where it lies, and which district it belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline import office
from pipeline.batch import places
from pipeline.office import archive, names, parsing, zipped
from pipeline.office.archive import Archive, Inside
from pipeline.office.parsing import refuse
from pipeline.reference import districts
from tests.forms.switches.swap import Swap, around, never, switch

_KINDS = {".docx": "ooxml", ".docm": "ooxml", ".xlsx": "ooxml", ".doc": "doc", ".xls": "xls", ".rtf": "rtf"}
_ARCHIVES = (".zip", ".7z")


def _by_name(inner: Any, where: Path | Inside, door: Any) -> Any:
    named = Path(where.members[-1] if isinstance(where, Inside) else where).suffix
    if named not in _ARCHIVES:
        with archive.opened(where, door) as stream:
            kind = office.unlocked(stream, door).kind
        if kind != _KINDS.get(named):
            raise refuse("unsupported-format", format=kind)
    return inner(where, door)


BY_NAME = switch("a file is what its name says", around(office, "open_up", _by_name))


def _without_macros(inner: Any, package: Any) -> Any:
    if b"macroEnabled" in package.read("[Content_Types].xml"):
        raise refuse("unsupported-format", format="docm")
    return inner(package)


NO_MACROS = switch(
    "a document that may hold macros is refused", around(office, "in_package", _without_macros)
)
NOT_STRICT = switch("strict names are strange ones", Swap(parsing, "_TRANSITIONAL", ()))

# -- archives -----------------------------------------------------------------------------


def _without(kind: str) -> Swap:
    def opened(inner: Any, found: str, *given: Any) -> Any:
        if found == kind:
            raise refuse("unsupported-format", format=kind)
        return inner(found, *given)

    return around(archive, "_open", opened)


def _first_only(inner: Any, where: Path | Inside, door: Any) -> Any:
    found = inner(where, door)
    if isinstance(where, Inside) and isinstance(found, Archive):
        raise refuse("unsupported-format", format="zip")
    return found


NO_SEVEN_ZIP = switch("7z is not opened", _without("7z"))
NOT_NESTED = switch("an archive in an archive is not opened", around(office, "open_up", _first_only))
NAMES_IN_CP437 = switch(
    "names in a zip that no flag says to be UTF-8 are in code page 437",
    Swap(names, "_guessed", lambda raw: raw.decode("cp437")),
)
FLAG_IGNORED = switch(
    "names in a zip are in GBK, whatever a flag says",
    Swap(
        zipped, "member_name",
        lambda entry: names.plain(entry.orig_filename.encode("utf-8").decode("gbk", "replace")),
    ),
)  # fmt: skip

# -- districts ----------------------------------------------------------------------------

FOLDER_ALONE = switch(
    "only the folder tells the district",
    Swap(places, "district_of", lambda folder, *_: folder),
)
NO_TOWNS = switch("streets and towns name no district", never(districts, "_TOWN"))
NO_NAMES = switch(
    "a file's name tells no district",
    around(
        places, "district_of",
        lambda inner, folder, record, form, name, headings: inner(folder, record, form, "", headings),
    ),
)  # fmt: skip
