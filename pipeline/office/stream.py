"""A big Word document, written as it is made: template and values -> zip, one case at a time.

docxtpl prepares the template's tags (its ``{%p %}``, ``{%tr %}``, ``{{r }}``); Jinja's
``generate`` then gives the text piece by piece into the zip's deflated part, and nothing
is parsed again. What docxtpl does after rendering is done here on the way: line breaks
and tabs of texts, control characters, unique ids, headers and footers.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import quoteattr

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateSyntaxError
from jinja2 import TemplateError as JinjaError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from pipeline.office.package import parse
from pipeline.office.stable import plain_entry
from pipeline.problems import TemplateError, Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = "word/document.xml"
_STYLES = "word/styles.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_CONTENT_TYPES = "[Content_Types].xml"
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_TAGS = re.compile(rb"\{[{%]")
_RELATION_ID = re.compile(r'\bId="rId(\d+)"')
_DRAWING_ID = re.compile(rb'<wp:docPr\b[^>]*?\bid="(\d+)"')
_BOOKMARK_ID = re.compile(rb'<w:bookmarkStart\b[^>]*?\bw:id="(\d+)"')

# What XML 1.0 can't hold, and the C1 controls that Word refuses besides.
_ILLEGAL = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
_SPECIAL = re.compile(f"[{_ILLEGAL}\t\n]")
_FORBIDDEN = re.compile(f"[{_ILLEGAL}]")
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'

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


def _style_ids(styles: bytes) -> dict[str, str]:
    """The id of each style by its name."""
    return {
        name.get(f"{W}val", ""): style.get(f"{W}styleId", "")
        for style in parse(styles).iterfind(f"{W}style")
        if (name := style.find(f"{W}name")) is not None
    }


def _highest(pattern: re.Pattern[bytes], parts: Mapping[str, bytes]) -> int:
    return max((int(found) for data in parts.values() for found in pattern.findall(data)), default=0)


class Document:
    """A document to be written from a template; pictures are named while it is streamed."""

    def __init__(self, template: Path, names: Collection[str] | None = None) -> None:
        """Reads and compiles the template.

        ``names``: the values that it may ask for, None for any. Raises `TemplateError` where
        it can't be read, is no Word file, has a tag that isn't right or asks for another value.
        """
        try:
            with zipfile.ZipFile(template) as package:
                self._parts = {entry.filename: package.read(entry) for entry in package.infolist()}
            self.ids = Ids(self._parts)
            self._styles = _style_ids(self._parts[_STYLES])
        except (OSError, KeyError, ValueError, zipfile.BadZipFile, Unreadable) as error:
            raise TemplateError(f"{template} can't be read as a Word file: {error}.") from None
        self._path = template
        self._pictures: dict[str, tuple[str, str, Path]] = {}
        environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=finalize)
        self._templates = {
            name: self._compiled(environment, name, names)
            for name, data in self._parts.items()
            if name == _DOCUMENT or (name.endswith(".xml") and _TAGS.search(data))
        }

    def _compiled(
        self, environment: SandboxedEnvironment, name: str, names: Collection[str] | None
    ) -> Template:
        """A part with tags, as Jinja's template."""
        try:
            # Parsed and printed: some writers have quotes in texts, hence in tags, as entities.
            xml = etree.tostring(parse(self._parts[name]), encoding="unicode")
            tree = environment.parse(_DECLARATION + DocxTemplate(self._path).patch_xml(xml))
            unknown = [] if names is None else sorted(find_undeclared_variables(tree) - set(names))
            if unknown:
                raise TemplateError(f"{self._path}, {name}: there is no {', '.join(unknown)}.")
            return environment.from_string(tree)
        except TemplateSyntaxError as error:
            raise TemplateError(f"{self._path}, {name}: {error.message}.") from error
        except Unreadable as error:
            raise TemplateError(f"{self._path}, {name} is no XML.") from error

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
            package.writestr(_entry(_CONTENT_TYPES), self._content_types())
            for name, data in self._parts.items():
                if name in (_CONTENT_TYPES, _DOCUMENT, _RELATIONS):
                    continue
                # Headers, footers and properties have values too, but are small.
                filled = b"".join(self._rendered(name, context)) if name in self._templates else data
                package.writestr(_entry(name), filled)
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
        """The template's types with those of pictures, whether any is used or not."""
        types = self._parts[_CONTENT_TYPES].decode("utf-8")
        missing = "".join(
            f'<Default Extension="{extension}" ContentType="{media_type}"/>'
            for media_type, extension in _MEDIA_TYPES.items()
            if f'Extension="{extension}"' not in types
        )
        return _before_end(types, "Types", missing)

    def _relations(self) -> str:
        relations = "".join(
            f'<Relationship Id="{relation}" Type="{_IMAGE}" Target={quoteattr(target)}/>'
            for relation, target, _ in self._pictures.values()
        )
        return _before_end(self._parts[_RELATIONS].decode("utf-8"), "Relationships", relations)


def finalize(value: object) -> object:
    """A text as the inside of a ``w:t``: breaks and tabs are elements, control characters dropped."""
    if type(value) is not str or _SPECIAL.search(value) is None:
        return value
    words = str(escape(_FORBIDDEN.sub("", value)))
    return Markup(words.replace("\n", _BREAK).replace("\t", _TAB))


def attribute(value: str) -> Markup:
    """A text as the inside of an attribute's quotes: one line, without control characters."""
    return escape(" ".join(_FORBIDDEN.sub("", value).split()))


def _entry(name: str) -> zipfile.ZipInfo:
    return plain_entry(name, zipfile.ZIP_DEFLATED)


def _before_end(xml: str, element: str, added: str) -> str:
    return xml.replace(f"</{element}>", f"{added}</{element}>")
