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
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import quoteattr

from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # ships no types
from jinja2 import StrictUndefined, TemplateError as JinjaError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from pipeline.office.stable import plain_entry
from pipeline.problems import TemplateError

_DOCUMENT = "word/document.xml"
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


def _highest(pattern: re.Pattern[bytes], parts: Mapping[str, bytes]) -> int:
    return max((int(found) for data in parts.values() for found in pattern.findall(data)), default=0)


class Document:
    """A document to be written from a template; pictures are named while it is streamed."""

    def __init__(self, template: Path) -> None:
        """Reads the template; raises `TemplateError` where it can't be read or is no Word file."""
        try:
            with zipfile.ZipFile(template) as package:
                self._parts = {entry.filename: package.read(entry) for entry in package.infolist()}
            self.ids = Ids(self._parts)
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise TemplateError(f"{template} can't be read as a Word file: {error}.") from None
        self._path = template
        self._pictures: dict[str, tuple[str, str, Path]] = {}
        self._environment = SandboxedEnvironment(
            autoescape=True, undefined=StrictUndefined, finalize=finalize
        )
        self._environment.filters["attribute"] = attribute

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
                package.writestr(_entry(name), self._small_part(name, data, context))
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

    def _small_part(self, name: str, data: bytes, context: Mapping[str, Any]) -> bytes:
        """A header, a footer or the properties with values filled in; other parts as they are."""
        if name.endswith(".xml") and _TAGS.search(data):
            return b"".join(self._rendered(name, context))
        return data

    def _rendered(self, name: str, context: Mapping[str, Any]) -> Iterator[bytes]:
        """A part of the template, filled in, in pieces of about 64 KB."""
        try:
            source = DocxTemplate(self._path).patch_xml(self._parts[name].decode("utf-8"))
            template = self._environment.from_string(source)
            held: list[str] = []
            size = 0
            for piece in template.generate(context):
                held.append(piece)
                size += len(piece)
                if size > _BUFFER:
                    yield "".join(held).encode("utf-8")
                    held.clear()
                    size = 0
            yield "".join(held).encode("utf-8")
        except TemplateSyntaxError as error:
            raise TemplateError(f"{self._path.name}, {name}: {error.message}.") from error
        except JinjaError as error:
            raise TemplateError(f"{self._path.name}, {name}: {error}.") from error

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
