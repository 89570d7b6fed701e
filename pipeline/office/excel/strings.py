"""Strings of a workbook as they are shown."""

from __future__ import annotations

import re

from pipeline.office import symbols
from pipeline.office.characters import clean
from pipeline.office.excel.names import S
from pipeline.office.package import Package
from pipeline.office.parsing import Element

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_T, _RUN = f"{S}t", f"{S}r"
_ABOUT, _FONT = f"{S}rPr", f"{S}rFont"


def shared(package: Package, part: str) -> tuple[str, ...]:
    """The strings that cells name by their numbers."""
    if part not in package:
        return ()
    return tuple(rich(node) for node in package.xml(part).iterchildren(f"{S}si"))


def rich(node: Element) -> str:
    """The text of a rich or plain string, without phonetic guides; runs in a symbol font as symbols."""
    if len(node) == 1 and (only := node[0]).tag == _T:
        return shown(only.text or "")  # as nearly all are
    texts = []
    for child in node:
        if child.tag == _T:
            texts.append(child.text or "")
        elif child.tag == _RUN:
            text, font = _run(child)
            texts.append(symbols.seen(text, font) if symbols.is_symbol_font(font) else text)
    return shown("".join(texts))


def _run(node: Element) -> tuple[str, str]:
    """A run's text and the name of its font."""
    text, font = None, ""
    for child in node:
        tag = child.tag
        if tag == _T and text is None:
            text = child.text or ""
        elif tag == _ABOUT and not font:
            named = next(child.iterchildren(_FONT), None)
            font = named.get("val", "") if named is not None else ""
    return text or "", font


def shown(text: str) -> str:
    """A string as shown: ``_x000D_`` and its like are escaped characters (18.4, ST_Xstring)."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return clean(text)
