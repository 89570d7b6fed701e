"""The tags of a document's template, one after another: what is wrong with each, and where it stands.

Jinja tells the first mistake, in a text that nobody has seen. A person who edits the Word
file wants all of them, each at its place.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from pipeline.office import charts, variants
from pipeline.office.package import parse
from pipeline.office.parsing import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TEXT, _TABLE, _ROW, _CELL = (f"{_W}{name}" for name in ("p", "t", "tbl", "tr", "tc"))
_BODY = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_INSIDE = r"(?:(?!\{[{%]).)*?"  # no further tag begins within one
_TAG = re.compile(rf"\{{\{{{_INSIDE}\}}\}}|\{{%{_INSIDE}%\}}|\{{[{{%]|[}}%]\}}")
_OF_PARAGRAPH = re.compile(rf"\{{[{{%]p\s{_INSIDE}[%}}]\}}")
# docxtpl's own letters: the tag stands for its paragraph, row, cell or run.
_SCOPE = re.compile(r"^(\{[{%])(?:p|tr|tc|r)(?=\s)")
# Word makes these of the quotes that are typed in a tag; docxtpl makes them quotes again.
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_STATEMENT = re.compile(r"\{%-?\s*(\w+)")
_OPENS = {"for": "endfor", "if": "endif"}
_GOES_ON = {"else", "elif"}
_LOOP = frozenset(
    ("index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem", "depth")
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a tag: ``code`` as in the mistakes of forms; ``text``: the tag, ``name``: the
    value that there is not."""

    code: str
    place: str
    text: str
    name: str = ""


def attributes(*classes: type) -> frozenset[str]:
    """What values of these classes have for a template to ask for."""
    return frozenset(name for found in classes for name in dir(found) if not name.startswith("_"))


def faults(template: Path, names: Collection[str], inner: Collection[str]) -> Iterator[Fault]:
    """Everything that is wrong with a template's tags, in order.

    ``names``: the values that it may ask for; ``inner``: what these, and what is in them, have
    (`attributes`). Raises ``OSError``, ``KeyError``, ``ValueError``, `Unreadable` and
    ``zipfile.BadZipFile`` where it is no Word file.
    """
    with zipfile.ZipFile(template) as package:
        # The text first: what its loops go through may stand in the headers of their sections.
        parts = sorted(filter(_BODY.fullmatch, package.namelist()))
        known = set(names)
        for part in parts:
            kind = part.removeprefix("word/").removesuffix(".xml")
            reading = _Reading(known, inner)
            root = parse(package.read(part))
            yield from reading.read(list(_tags(root, kind)))
            yield from _crowded(root, kind)
            if kind == "document":
                known = reading.known


def chart_faults(template: Path, names: Collection[str]) -> Iterator[Fault]:
    """The charts that are marked to be filled and can't be; ``names``: those that there are.

    Raises as `faults`.
    """
    with zipfile.ZipFile(template) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for number, chart in enumerate(charts.marked(parts), 1):
        text, place = f"{{{{ charts.{chart.name} }}}}", f"图表{number}"
        if chart.name not in names:
            yield Fault("value-unknown", place, text, chart.name)
        elif chart.fault:
            yield Fault(chart.fault, place, text)


def misfits(page: Path, template: Path) -> Iterator[Fault]:
    """What stands in a page that is to go into a template and can't; raises as `faults`."""
    with zipfile.ZipFile(template) as package:
        styles = variants.style_ids(package.read("word/styles.xml"))
    for found in variants.misfits(page, styles):
        yield Fault(f"page-{found.kind}", "正文", found.name, template.name)


def _tags(root: Element, part: str) -> Iterator[tuple[str, str]]:
    """The tags of a part with their places."""
    for text, place in _paragraphs(root, part):
        for tag in _TAG.finditer(text):
            yield tag[0], place


def _crowded(root: Element, part: str) -> Iterator[Fault]:
    """Tags that stand for their whole paragraph, and words in it that go with them."""
    for text, place in _paragraphs(root, part):
        tag = _OF_PARAGRAPH.search(text)
        if tag is not None and text.replace(tag[0], "", 1).strip():
            yield Fault("tag-crowded", place, tag[0])


def _paragraphs(root: Element, part: str) -> Iterator[tuple[str, str]]:
    """Paragraphs with their places: ``正文 第3段``, ``表1 第2行 第1列``, ``页眉``, ``页脚``."""
    tables = [table for table in root.iter(_TABLE) if next(table.iterancestors(_TABLE), None) is None]
    numbers = {table: number for number, table in enumerate(tables, 1)}
    before = 0
    for paragraph in root.iter(_PARAGRAPH):
        table = next((found for found in paragraph.iterancestors(_TABLE) if found in numbers), None)
        if table is None:
            before += 1
        text = "".join(node.text or "" for node in paragraph.iter(_TEXT))
        yield text, _place(paragraph, table, numbers, before) if part == "document" else _PARTS[part[:6]]


_PARTS = {"header": "页眉", "footer": "页脚"}


def _place(paragraph: Element, table: Element | None, numbers: dict[Element, int], before: int) -> str:
    if table is None:
        return f"正文 第{before}段"
    row = next(found for found in paragraph.iterancestors(_ROW) if found.getparent() is table)
    cell = next(found for found in paragraph.iterancestors(_CELL) if found.getparent() is row)
    rows, cells = table.findall(_ROW), row.findall(_CELL)
    return f"表{numbers[table]} 第{rows.index(row) + 1}行 第{cells.index(cell) + 1}列"


class _Reading:
    def __init__(self, names: Collection[str], attributes: Collection[str]) -> None:
        self.known = {*names, "loop"}
        self._attributes = {*attributes, *_LOOP}
        self._open: list[tuple[str, str, str]] = []  # what ends it, the tag, its place
        self._jinja = SandboxedEnvironment()

    def read(self, tags: list[tuple[str, str]]) -> Iterator[Fault]:
        for tag, place in tags:
            plain = _SCOPE.sub(r"\1", tag).translate(_QUOTES)
            if plain in ("{{", "{%", "}}", "%}"):
                yield Fault("tag-broken", place, tag)
            elif plain.startswith("{{"):
                yield from self._expression(plain, tag, place)
            else:
                yield from self._statement(plain, tag, place)
        for _, tag, place in self._open:
            yield Fault("tag-unclosed", place, tag)

    def _statement(self, plain: str, tag: str, place: str) -> Iterator[Fault]:
        found = _STATEMENT.match(plain)
        word = found[1] if found else ""
        if word in _OPENS.values():
            if self._open and self._open[-1][0] == word:
                self._open.pop()
            else:
                yield Fault("tag-unopened", place, tag)
            return
        if word in _GOES_ON and not self._open:
            yield Fault("tag-unopened", place, tag)
            return
        whole = {"for": f"{plain}{{% endfor %}}", "if": f"{plain}{{% endif %}}"}.get(word, "")
        if word == "elif":
            whole = f"{{% if 1 %}}{plain}{{% endif %}}"
        if word in _OPENS:
            self._open.append((_OPENS[word], tag, place))
        if word != "else":
            yield from self._expression(whole or plain, tag, place)

    def _expression(self, plain: str, tag: str, place: str) -> Iterator[Fault]:
        try:
            tree = self._jinja.parse(plain)
        except TemplateSyntaxError:
            yield Fault("tag-wrong", place, tag)
            return
        self.known |= {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}
        for node in tree.find_all((nodes.Name, nodes.Getattr)):
            if isinstance(node, nodes.Name) and node.name not in self.known:
                yield Fault("value-unknown", place, tag, node.name)
            elif isinstance(node, nodes.Getattr) and node.attr not in self._attributes:
                yield Fault("value-unknown", place, tag, node.attr)
