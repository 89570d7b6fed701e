"""Alternate content: of its branches the one that Word and Excel take (ECMA-376 Part 3, 7)."""

from __future__ import annotations

from pipeline.office.parsing import Element

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHOICE, _FALLBACK = f"{MC}Choice", f"{MC}Fallback"

_MICROSOFT = "http://schemas.microsoft.com/office/"
_UNDERSTOOD = frozenset(
    [
        *(
            f"{_MICROSOFT}word/{name}"
            for name in (
                "2010/wordprocessingShape",
                "2010/wordprocessingGroup",
                "2010/wordprocessingCanvas",
                "2010/wordprocessingInk",
                "2010/wordprocessingDrawing",
                "2010/wordml",
                "2012/wordml",
                "2015/wordml/symex",
                "2016/wordml/cid",
                "2018/wordml",
                "2018/wordml/cex",
                "2020/wordml/sdtdatahash",
                "2023/wordml/word16du",
                "2006/wordml",
            )
        ),
        *(
            f"{_MICROSOFT}drawing/{name}"
            for name in (
                "2010/main",
                "2010/diagram",
                "2010/slicer",
                "2012/chart",
                "2012/timeslicer",
                "2013/main/command",
                "2014/chartex",
                "2015/9/8/chartex",
                "2015/10/21/chartex",
                "2016/SVG/main",
                "2016/ink",
                "2007/8/2/chart",
                "2010/chart",
            )
        ),
        *(
            f"{_MICROSOFT}spreadsheetml/{name}"
            for name in ("2009/9/main", "2009/9/ac", "2010/11/main", "2014/revision", "2015/02/main")
        ),
        f"{_MICROSOFT}excel/2006/main",
        "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "urn:schemas-microsoft-com:vml",
        "urn:schemas-microsoft-com:office:office",
    ]
)


def branch(alternate: Element) -> Element:
    """The first choice whose needs Word understands, else the fallback, else nothing."""
    for child in alternate:
        if child.tag == _CHOICE and _is_understood(child):
            return child
    fallback = alternate.find(_FALLBACK)
    return fallback if fallback is not None else alternate.makeelement(_FALLBACK)


def _is_understood(choice: Element) -> bool:
    needs = (choice.get("Requires") or "").split()
    if not needs:
        return True
    known = choice.nsmap
    return all(known.get(prefix) in _UNDERSTOOD for prefix in needs)
