"""A big Word document, written as it is made: template and values -> zip, one case at a time.

docxtpl prepares the template's tags (its ``{%p %}``, ``{%tr %}``, ``{{r }}``); Jinja's
``generate`` then gives the text piece by piece into the zip's deflated part, and nothing
is parsed again. What docxtpl does after rendering is done here on the way: line breaks
and tabs of texts, control characters, unique ids, headers and footers.
"""

from __future__ import annotations

import posixpath
import re
import shutil
import zipfile
from collections.abc import Collection, Iterator, Mapping
from html import escape
from inspect import isdatadescriptor
from pathlib import Path
from typing import Any, BinaryIO

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2 import TemplateError as JinjaError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from pipeline.office import charts, repeated
from pipeline.office.package import parse
from pipeline.office.stable import plain_entry
from pipeline.office.tidy import tidied
from pipeline.office.variants import Variants, style_ids
from pipeline.office.words import finalize
from pipeline.problems import TemplateError, Unreadable

_DOCUMENT = "word/document.xml"
_STYLES = "word/styles.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_CONTENT_TYPES = "[Content_Types].xml"
_CORE = "docProps/core.xml"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEADER = "application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
# What colleagues remarked in the margin, and who they are.
_REMARKS = re.compile(r"word/(?:_rels/)?(?:comments\w*|people)\.xml(?:\.rels)?")
# Who saved the template last: nobody's business who reads what is made of it.
_LAST_EDITOR = re.compile(rb"<cp:lastModifiedBy\b(?:[^>]*/>|.*?</cp:lastModifiedBy>)", re.DOTALL)
_TAGS = re.compile(rb"\{[{%]")
# What docxtpl puts before and behind a tag for a run.
_NOTHING = re.compile(
    r'<w:r>(?:<w:rPr/>|<w:rPr>(?:(?!</?w:rPr\b).)*</w:rPr>)?<w:t xml:space="preserve"></w:t></w:r>', re.DOTALL
)
_RELATION_ID = re.compile(r'\bId="rId(\d+)"')
_DRAWING_ID = re.compile(rb'<wp:docPr\b[^>]*?\bid="(\d+)"')
_BOOKMARK_ID = re.compile(rb'<w:bookmarkStart\b[^>]*?\bw:id="(\d+)"')

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MEDIA_TYPES = {"image/jpeg": "jpg", "image/png": "png"}
_BUFFER = 1 << 16


class Ids:
    """The ids of one document, each kind counted up from one place."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        relations = _RELATION_ID.findall(parts[_RELATIONS].decode("utf-8"))
        self._relation = max(map(int, relations), default=0)
        self._drawing = _highest(_DRAWING_ID, parts)
        self._bookmark = _highest(_BOOKMARK_ID, parts)

    def relation(self) -> str:
        self._relation += 1
        return f"rId{self._relation}"

    def drawing(self) -> int:
        self._drawing += 1
        return self._drawing

    def bookmark(self) -> int:
        self._bookmark += 1
        return self._bookmark


def _highest(pattern: re.Pattern[bytes], parts: Mapping[str, bytes]) -> int:
    return max((int(found) for data in parts.values() for found in pattern.findall(data)), default=0)


class _Sandbox(SandboxedEnvironment):
    """Jinja's sandbox, quick where a template asks for a field or a property of a value again.

    Whether it may be asked for depends on the value's type alone, and it is no method of
    a text, which the sandbox would have to wrap.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._allowed: set[tuple[type, str]] = set()

    def getattr(self, obj: Any, attribute: str) -> Any:
        asked = (type(obj), attribute)
        if asked in self._allowed:
            return getattr(obj, attribute)
        value = super().getattr(obj, attribute)
        if isdatadescriptor(getattr(type(obj), attribute, None)) and self.is_safe_attribute(
            obj, attribute, value
        ):
            self._allowed.add(asked)
        return value


class Document:
    """A document to be written from a template; pictures are named while it is streamed."""

    def __init__(
        self,
        template: Path,
        names: Collection[str] | None = None,
        variants: Variants | None = None,
    ) -> None:
        """Reads and compiles the template.

        ``names``: the values that it may ask for, None for any; ``variants``: files that take
        the place of a part of it. Raises `TemplateError` where it can't be read, is no Word
        file, has a tag that isn't right or asks for another value.
        """
        self._path = template
        try:
            with zipfile.ZipFile(template) as package:
                self._parts = {entry.filename: package.read(entry) for entry in package.infolist()}
            for name in filter(_REMARKS.fullmatch, list(self._parts)):
                self._leave_out(name)
                del self._parts[name]
            if _CORE in self._parts:
                self._parts[_CORE] = _LAST_EDITOR.sub(b"", self._parts[_CORE])
            self._styles = style_ids(self._parts[_STYLES])
            if variants is not None and variants.files:
                self._parts[_DOCUMENT] = variants.inserted(self._parts[_DOCUMENT], self._styles)
            self.ids = Ids(self._parts)
            self._charts = tuple(charts.marked(self._parts))
        except (OSError, KeyError, ValueError, zipfile.BadZipFile, Unreadable) as error:
            raise TemplateError(f"{template} can't be read as a Word file: {error}.") from None
        self._pictures: dict[str, tuple[str, str, Path]] = {}
        self._headers: dict[str, str] = {}  # the relations of repeated ones, by name
        self._environment = _Sandbox(autoescape=True, undefined=StrictUndefined, finalize=finalize)
        self._templates = self._compiled(names)

    def _compiled(self, names: Collection[str] | None) -> dict[str, Template]:
        """The parts with tags, as Jinja's templates."""
        drawn = {chart.part for chart in self._charts}
        patched = {
            name: self._patched(name)
            for name, data in self._parts.items()
            if name == _DOCUMENT or (name.endswith(".xml") and name not in drawn and _TAGS.search(data))
        }
        over = repeated.loops(patched[_DOCUMENT])
        trees = {name: self._parsed(name, xml) for name, xml in patched.items() if name != _DOCUMENT}
        variables = {
            name: own.pop()
            for name, tree in trees.items()
            if repeated.PART.fullmatch(name)
            and len(own := find_undeclared_variables(tree) & over.keys() - set(names or ())) == 1
        }
        self._repeated = repeated.Repeated(_targets(self._parts[_RELATIONS]), variables, over)
        self._environment.globals.update(self._repeated.functions)
        for part in variables:
            self._leave_out(part)
        trees[_DOCUMENT] = self._parsed(_DOCUMENT, self._repeated.marked(patched[_DOCUMENT]))
        for name, tree in trees.items():
            known = {*(names or ()), *repeated.FUNCTIONS, variables.get(name, "")}
            unknown = [] if names is None else sorted(find_undeclared_variables(tree) - known)
            if unknown:
                raise TemplateError(f"{self._path}, {name}: there is no {', '.join(unknown)}.")
        return {name: self._environment.from_string(tree) for name, tree in trees.items()}

    def _leave_out(self, part: str) -> None:
        """Take a part that is only copied out of what describes the package."""
        types = re.compile(rf'<Override\b[^>]*\bPartName="/{part}"[^>]*/>'.encode())
        relation = re.compile(rf'<Relationship\b[^>]*\bTarget="(?:/word/)?{part[5:]}"[^>]*/>'.encode())
        self._parts[_CONTENT_TYPES] = types.sub(b"", self._parts[_CONTENT_TYPES])
        self._parts[_RELATIONS] = relation.sub(b"", self._parts[_RELATIONS])

    def _patched(self, name: str) -> str:
        """A part with tags in the way of docxtpl, which Jinja understands."""
        from docxtpl import DocxTemplate  # with python-docx, it takes a while to load

        try:
            # Parsed and printed: some writers have quotes in texts, hence in tags, as entities.
            root = parse(self._parts[name])
        except Unreadable as error:
            raise TemplateError(f"{self._path}, {name} is no XML.") from error
        tidied(root)
        if name == _DOCUMENT:
            charts.described(self._parts, root)
        patched: str = DocxTemplate(self._path).patch_xml(etree.tostring(root, encoding="unicode"))
        return _DECLARATION + _NOTHING.sub("", patched)

    def _parsed(self, name: str, xml: str) -> nodes.Template:
        try:
            return self._environment.parse(xml)
        except TemplateSyntaxError as error:
            raise TemplateError(f"{self._path}, {name}: {error.message}.") from error

    def style(self, name: str) -> str:
        """The id of a style of the template by its name; raises `TemplateError` where it has none.

        Ids are Word's own affair: it writes others when the template is saved.
        """
        try:
            return self._styles[name]
        except KeyError:
            raise TemplateError(f"{self._path} has no style {name}.") from None

    def picture(self, name: str, path: Path, media_type: str) -> str:
        """The relationship id of a picture file; ``name`` tells its content, which is stored once."""
        known = self._pictures.get(name)
        if known is None:
            target = f"media/{name}.{_MEDIA_TYPES[media_type]}"
            known = self._pictures[name] = (self.ids.relation(), target, path)
        return known[0]

    def write(self, context: Mapping[str, Any], out: BinaryIO) -> None:
        """The document with these values; equal values give equal bytes.

        Raises `TemplateError` where the template doesn't agree with the values, ``OSError``
        for a picture that can't be read.
        """
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            small = dict(self._small(context))
            package.writestr(_entry(_CONTENT_TYPES), self._content_types())
            for name, data in small.items():
                package.writestr(_entry(name), data)
            with package.open(_entry(_DOCUMENT), "w") as part:
                for piece in self._rendered(_DOCUMENT, context):
                    part.write(piece)
            package.writestr(_entry(_RELATIONS), self._relations())
            for _, target, path in self._pictures.values():
                with (
                    path.open("rb") as source,
                    package.open(plain_entry(f"word/{target}", zipfile.ZIP_STORED), "w") as stored,
                ):
                    shutil.copyfileobj(source, stored, 1 << 20)

    def _small(self, context: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
        """All parts but the document and what describes the package, filled in."""
        drawn: dict[str, bytes] = {}
        known = context.get("charts", {})
        for place in self._charts:
            if place.fault or place.name not in known:
                raise TemplateError(f"{self._path}: the chart {place.name} can't be filled.")
            drawn |= charts.filled(self._parts, place, known[place.name])
        for name, data in self._parts.items():
            if name in (_CONTENT_TYPES, _DOCUMENT, _RELATIONS) or self._repeated.is_of(name):
                continue
            if name in self._templates:
                yield name, b"".join(self._rendered(name, context))
            else:
                yield name, drawn.get(name, data)
        for part, name, relation, values in self._repeated.parts(context, self.ids.relation):
            self._headers[name] = relation
            yield name, b"".join(self._rendered(part, {**context, **values}))
            described = _relations_of(part)
            if described in self._parts:
                yield _relations_of(name), self._parts[described]

    def _rendered(self, name: str, context: Mapping[str, Any]) -> Iterator[bytes]:
        """A part of the template, filled in, in pieces of about 64 KB."""
        held: list[str] = []
        size = 0
        try:
            for piece in self._templates[name].generate(context):
                held.append(piece)
                size += len(piece)
                if size > _BUFFER:
                    yield "".join(held).encode("utf-8")
                    held.clear()
                    size = 0
        except JinjaError as error:
            raise TemplateError(f"{self._path}, {name}: {error}.") from error
        yield "".join(held).encode("utf-8")

    def _content_types(self) -> str:
        """The template's types with those of pictures, whether any is used or not, and of headers."""
        types = self._parts[_CONTENT_TYPES].decode("utf-8")
        added = [
            f'<Default Extension="{extension}" ContentType="{media_type}"/>'
            for media_type, extension in _MEDIA_TYPES.items()
            if f'Extension="{extension}"' not in types
        ]
        added += [
            f'<Override PartName="/{name}" ContentType="{_HEADER.format(kind=_kind(name))}"/>'
            for name in self._headers
        ]
        return _before_end(types, "Types", "".join(added))

    def _relations(self) -> str:
        added = [
            f'<Relationship Id="{relation}" Type="{_KINDS}/image" Target="{escape(target)}"/>'
            for relation, target, _ in self._pictures.values()
        ]
        added += [
            f'<Relationship Id="{relation}" Type="{_KINDS}/{_kind(name)}"'
            f' Target="{name.removeprefix("word/")}"/>'
            for name, relation in self._headers.items()
        ]
        return _before_end(self._parts[_RELATIONS].decode("utf-8"), "Relationships", "".join(added))


def _kind(name: str) -> str:
    """Whether a part is a ``header`` or a ``footer``."""
    found = repeated.PART.match(name.partition("_")[0] + ".xml")
    return found[1] if found else ""


def _targets(relations: bytes) -> dict[str, str]:
    """The parts of the document by their relation."""
    return {
        node.get("Id", ""): posixpath.normpath(posixpath.join("word", node.get("Target", ""))).lstrip("/")
        for node in parse(relations)
    }


def _relations_of(part: str) -> str:
    folder, _, file = part.rpartition("/")
    return f"{folder}/_rels/{file}.rels"


def _entry(name: str) -> zipfile.ZipInfo:
    return plain_entry(name, zipfile.ZIP_DEFLATED)


def _before_end(xml: str, element: str, added: str) -> str:
    return xml.replace(f"</{element}>", f"{added}</{element}>")
