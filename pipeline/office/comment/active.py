"""What in a file acts rather than says something: found by its relations, and taken out of a copy.

Macros and what calls them, ActiveX controls, embedded objects, a template that is fetched
from elsewhere; and a signature, which no changed copy can keep. What a person sees of a
control or an object is a picture, and stays. Sources: [MS-OFFMACRO2], [MS-OE376],
ECMA-376 Part 1, 11 to 13 and 17.3.3.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pipeline.office.alternate import MC
from pipeline.office.comment.parts import Parts
from pipeline.office.excel.names import TRUE, S
from pipeline.office.package import Package, Relation
from pipeline.office.parsing import Element, integer
from pipeline.office.word.names import R, W
from pipeline.problems import Unreadable

_KINDS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "vbaProject",
            "wordVbaData",
            "xlMacrosheet",
            "xlIntlMacrosheet",
            "keyMapCustomizations",
            "attachedToolbars",
            "extensibility",
            "userCustomization",
        ),
        "macros",
    ),
    "control": "controls",
    "oleObject": "objects",
    "package": "objects",
    "attachedTemplate": "template",
    "origin": "signature",
}
CODES = tuple(dict.fromkeys(_KINDS.values()))

_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_VML = "{urn:schemas-microsoft-com:vml}"
_OLE, _WAS_OLE = f"{_OFFICE}OLEObject", f"{_OFFICE}ole"
_OBJECT = f"{W}object"
# What holds others only, and goes with the last of them.
_HOLDERS = frozenset(
    (f"{S}oleObjects", f"{S}controls", f"{MC}AlternateContent", f"{MC}Choice", f"{MC}Fallback")
)
_ACTIVE_TYPES = (
    "application/vnd.ms-office.vbaProject",
    "application/vnd.ms-office.activeX",
    "application/vnd.openxmlformats-officedocument.oleObject",
)
_MAIN_TYPES = {
    f"application/vnd.{kind}.main+xml": f"application/vnd.openxmlformats-officedocument.{plain}.main+xml"
    for plain, kinds in (
        (
            "wordprocessingml.document",
            (
                "ms-word.document.macroEnabled",
                "ms-word.template.macroEnabledTemplate",
                "openxmlformats-officedocument.wordprocessingml.template",
            ),
        ),
        (
            "spreadsheetml.sheet",
            (
                "ms-excel.sheet.macroEnabled",
                "ms-excel.template.macroEnabled",
                "openxmlformats-officedocument.spreadsheetml.template",
            ),
        ),
    )
    for kind in kinds
}


Acting = tuple[tuple[str, str, Relation], ...]
"""The relations to what acts: the part that has one (``""``: the package), its id, it."""


def codes(active: Acting) -> tuple[str, ...]:
    """The codes of what acts, in the order of `CODES`."""
    found = {_KINDS[relation.kind] for _, _, relation in active}
    return tuple(code for code in CODES if code in found)


def owners(package: Package, active: Acting) -> tuple[str, ...]:
    """The parts that name what acts and stay when that is taken out."""
    if not active:
        return ()
    targets = [relation.target for _, _, relation in active if not relation.external]
    gone = _orphans(package, targets, {(owner, key) for owner, key, _ in active})
    named = dict.fromkeys(package.spelt(owner) for owner, _, _ in active)
    return tuple(owner for owner in named if owner in package and owner not in gone)


def acting(package: Package) -> Acting:
    """The relations of a package to what acts."""
    return tuple(
        (owner, key, relation)
        for owner, key, relation in _all(package)
        # A chart's figures are a workbook inside it.
        if relation.kind in _KINDS and not (relation.kind == "package" and "/charts/" in f"/{owner}")
    )


def _all(package: Package) -> Iterator[tuple[str, str, Relation]]:
    """All relations of a package: the part that has one (``""``: the package), its id, it."""
    for name in package.names:
        owner = _owner(name)
        if owner is None:
            continue
        try:
            relations = package.relations(owner)
        except Unreadable:
            continue  # of a part that nobody reads
        for key, relation in relations.items():
            yield owner, key, relation


@lru_cache(512)
def _owner(name: str) -> str | None:
    """The part whose relations a part of this name tells; all files have nearly the same parts."""
    folder, _, file = name.rpartition("/")
    above, _, last = folder.rpartition("/")
    if last != "_rels" or not file.endswith(".rels"):
        return None
    return posixpath.join(above, file.removesuffix(".rels"))


def drop(parts: Parts) -> None:
    """Take out of a package what acts, and make it a plain document or workbook."""
    active = acting(parts.package)
    targets = [relation.target for _, _, relation in active if not relation.external]
    for name in _orphans(parts.package, targets, {(owner, key) for owner, key, _ in active}):
        parts.drop(name)
    for owner, key, _ in active:
        if owner in parts:
            _forget(parts, owner, key)
        if owner in parts or not owner:
            parts.unrelate(owner, key)
    _describe(parts)


def _orphans(package: Package, wanted: list[str], cut: set[tuple[str, str]]) -> list[str]:
    """These parts, and those that they alone relate to, once the relations ``cut`` are gone."""
    owners: dict[str, set[str]] = {}
    targets: dict[str, list[str]] = {}
    for owner, key, relation in _all(package):
        if (owner, key) not in cut and not relation.external:
            target = package.spelt(relation.target)
            owners.setdefault(target, set()).add(owner)
            targets.setdefault(owner, []).append(target)
    dropped: dict[str, None] = {}
    pending = [package.spelt(name) for name in wanted]
    while pending:
        name = pending.pop()
        if name in package and name not in dropped and owners.get(name, set()) <= dropped.keys():
            dropped[name] = None
            pending += targets.get(name, ())
    return list(dropped)


def _describe(parts: Parts) -> None:
    """The types of what is gone go as well; the main part is no template, and none with macros."""
    package = parts.package
    endings = {name.rpartition(".")[2].casefold() for name in parts.names}
    for node in package.types():
        name, ending = node.get("PartName", "").lstrip("/"), node.get("Extension", "").casefold()
        kind = node.get("ContentType", "")
        if name in package and name not in parts:
            parts.undescribe("PartName", f"/{name}")
        elif ending and ending not in endings and kind.startswith(_ACTIVE_TYPES):
            parts.undescribe("Extension", ending)
        elif kind in _MAIN_TYPES and package.spelt(name) == package.spelt(package.main):
            parts.describe(package.main, _MAIN_TYPES[kind])


# -- what in a part speaks of it -------------------------------------------------------


def _forget(parts: Parts, owner: str, relation_id: str) -> None:
    """Takes out of a part what names a relation, and leaves what is seen of it."""
    root = parts.root(owner)
    # An element names the relation to what it is as ``r:id``, one to its picture otherwise.
    for node in [node for node in root.iter() if node.get(f"{R}id") == relation_id]:
        if node.tag == f"{S}sheet":
            _forget_sheet(root, node)
        elif node.tag in (_OLE, f"{W}control", f"{W}objectEmbed", f"{W}objectLink"):
            _still(node)
        else:
            _remove(node)


def _still(node: Element) -> None:
    """Leaves of an object or a control its picture: one that is read as a picture, or as none, stays so."""
    holder = node.getparent()
    if holder is None:
        return
    is_icon = node.get("DrawAspect") == "Icon"
    is_read = node.tag == _OLE and not is_icon and not (node.get("ProgID") or "").startswith("Equation")
    holder.remove(node)
    if holder.tag != _OBJECT:
        return
    for shape in holder.iter(f"{_VML}shape"):
        if not is_read:
            shape.set(_WAS_OLE, "")
        elif _WAS_OLE in shape.attrib:
            del shape.attrib[_WAS_OLE]
    if is_read:
        holder.tag = f"{W}pict"
        for name in list(holder.attrib):
            del holder.attrib[name]


def _remove(node: Element) -> None:
    parent = node.getparent()
    while parent is not None:
        parent.remove(node)
        if parent.tag not in _HOLDERS or len(parent):
            return
        node, parent = parent, parent.getparent()


def _forget_sheet(workbook: Element, sheet: Element) -> None:
    """Takes a sheet out of a workbook; names that belong to later ones count one less."""
    sheets = sheet.getparent()
    if sheets is None:
        return
    number = list(sheets).index(sheet)
    sheets.remove(sheet)
    for name in list(workbook.iterfind(f"{S}definedNames/{S}definedName")):
        local = integer(name.get("localSheetId"), -1)
        if local == number or name.get("xlm") in TRUE:
            _remove(name)
        elif local > number:
            name.set("localSheetId", str(local - 1))
    names = workbook.find(f"{S}definedNames")
    if names is not None and not len(names):
        workbook.remove(names)
    for view in workbook.iterfind(f"{S}bookViews/{S}workbookView"):
        for key in ("activeTab", "firstSheet"):
            if (at := integer(view.get(key), -1)) >= number > 0 or at >= len(sheets):
                view.set(key, str(max(at - 1, 0)))
