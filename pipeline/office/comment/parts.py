"""A package being changed: what is touched is written anew, every other part byte by byte as it was.

Source: ECMA-376 Part 2 (parts, relations, content types). A part of strict OOXML is read
as its transitional twin, as everywhere, and written back as strict.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from pipeline.office.package import Package
from pipeline.office.parsing import Element, is_strict, strict
from pipeline.office.stable import plain_entry
from pipeline.problems import Unreadable

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES, _TYPES_NS = "[Content_Types].xml", f"{_PACKAGE}/content-types"
_RELATIONS_NS = f"{_PACKAGE}/relationships"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_NUMBERED = re.compile(r"rId(\d+)")


class Parts:
    """The parts of a package with what was changed, added and dropped so far."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.is_strict = is_strict(package.read(package.main))
        self._roots: dict[str, Element] = {}
        self._written: dict[str, bytes] = {}
        self._dropped: set[str] = set()

    def __contains__(self, name: str) -> bool:
        known = self.package.spelt(name)
        is_new = known in self._roots or known in self._written
        return known not in self._dropped and (is_new or known in self.package)

    @property
    def names(self) -> Iterator[str]:
        """The names of the file's own parts that are still there."""
        return (name for name in self.package.names if name not in self._dropped)

    def root(self, name: str) -> Element:
        """The root of an XML part, to be changed. Raises `Unreadable`."""
        name = self.package.spelt(name)
        if name not in self._roots:
            self._roots[name] = self.package.xml(name)
        return self._roots[name]

    def read(self, name: str) -> bytes:
        """The bytes of a part that is no XML, as written last. Raises `Unreadable`."""
        name = self.package.spelt(name)
        return self._written[name] if name in self._written else self.package.read(name)

    def write(self, name: str, data: bytes) -> None:
        """Other bytes for a part."""
        self._written[self.package.spelt(name)] = data

    def drop(self, name: str) -> None:
        """Leave a part out, its relations too."""
        for gone in (name, _relations_of(name)):
            self._dropped.add(self.package.spelt(gone))

    def add(self, stem: str, ending: str, content: Element | bytes, media_type: str) -> str:
        """A new part under a free name such as ``word/comments.xml``; gives the name."""
        named = (f"{stem}{number}{ending}" for number in ("", *range(2, 1 << 16)))
        name = next(free for free in named if free not in self.package and free not in self)
        if isinstance(content, bytes):
            self._written[name] = content
        else:
            self._roots[name] = content
        self.describe(name, media_type)
        return name

    # -- content types ------------------------------------------------------------------

    def describe(self, name: str, media_type: str) -> None:
        """Says what a part is. VML, which has no type but by its ending, gets that one."""
        types = self._types()
        if name.endswith(".vml"):
            if self._described("Extension", "vml") is None:
                default = etree.Element(f"{{{_TYPES_NS}}}Default", Extension="vml", ContentType=media_type)
                types.insert(0, default)
            return
        node = self._described("PartName", f"/{name}")
        if node is None:
            node = etree.SubElement(types, f"{{{_TYPES_NS}}}Override", PartName=f"/{name}")
        node.set("ContentType", media_type)

    def undescribe(self, attribute: str, name: str) -> None:
        """Says no more what a part is (``PartName``), or parts of an ending are (``Extension``)."""
        node = self._described(attribute, name)
        if node is not None:
            self._types().remove(node)

    def _described(self, attribute: str, name: str) -> Element | None:
        wanted = name.casefold()
        return next((node for node in self._types() if node.get(attribute, "").casefold() == wanted), None)

    def _types(self) -> Element:
        if _TYPES not in self:
            self._roots[_TYPES] = rooted(f"{{{_TYPES_NS}}}Types")
        return self.root(_TYPES)

    # -- relations ----------------------------------------------------------------------

    def relate(self, part: str, kind: str, target: str) -> str:
        """A new relation of a part to another; gives its id."""
        name = self.package.spelt(_relations_of(part))
        if name not in self:
            self._roots[name] = rooted(f"{{{_RELATIONS_NS}}}Relationships")
            if self._described("Extension", "rels") is None:
                self.describe(name, _RELATIONS_TYPE)
        root = self.root(name)
        taken = (int(found[1]) for node in root if (found := _NUMBERED.fullmatch(node.get("Id", ""))))
        new = f"rId{max(taken, default=0) + 1}"
        to = posixpath.relpath(target, posixpath.dirname(part) or ".")
        etree.SubElement(
            root, f"{{{_RELATIONS_NS}}}Relationship", Id=new, Type=f"{RELATIONS}/{kind}", Target=to
        )
        return new

    def unrelate(self, part: str, relation_id: str) -> None:
        """Take a relation of a part away."""
        for node in list(self.root(_relations_of(part))):
            if node.get("Id") == relation_id:
                node.getparent().remove(node)  # type: ignore[union-attr]  # it has one

    # -- the file -----------------------------------------------------------------------

    def data(self) -> bytes:
        """The package as it is now: the same parts in the same order, then the new ones."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as written:
            for name in (*self.names, *self._new()):
                is_packed = name not in self.package or self.package.is_packed(name)
                packing = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
                with written.open(plain_entry(name, packing), "w") as part:
                    for chunk in self._content(name):
                        part.write(chunk)
        return target.getvalue()

    def _new(self) -> Iterator[str]:
        known = (*self._roots, *self._written)
        return (name for name in known if name not in self.package and name not in self._dropped)

    def _content(self, name: str) -> Iterator[bytes]:
        if name in self._roots:
            yield self._serialised(name)
        elif name in self._written:
            yield self._written[name]
        else:
            yield from self._as_it_was(name)

    def _as_it_was(self, name: str) -> Iterator[bytes]:
        """The bytes of an untouched part; one damaged or locked as far as it goes, as reading has it."""
        try:
            yield from self.package.chunks(name)
        except Unreadable as error:
            if error.problem.code not in ("corrupt", "encrypted"):
                raise

    def _serialised(self, name: str) -> bytes:
        data = etree.tostring(self._roots[name], xml_declaration=True, encoding="UTF-8", standalone=True)
        was_strict = is_strict(self.package.read(name)) if name in self.package else self.is_strict
        return strict(data) if was_strict else data


def rooted(tag: str, prefix: str | None = None) -> Element:
    """The root of a new part, which declares its namespace, the default one without a prefix."""
    namespaces = {prefix: tag[1:].partition("}")[0]}
    return etree.Element(tag, nsmap=namespaces)  # type: ignore[arg-type]  # the stubs know no default


def _relations_of(part: str) -> str:
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{file}.rels")
