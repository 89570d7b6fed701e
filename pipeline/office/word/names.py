"""Names in WordprocessingML and in what is drawn in it, written as lxml has them."""

from __future__ import annotations

from pipeline.office.alternate import MC

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

VAL = f"{W}val"
P, R_, T, TBL, TR, TC = (f"{W}{name}" for name in ("p", "r", "t", "tbl", "tr", "tc"))
P_PR, R_PR, TR_PR, TC_PR, SDT_PR = (f"{W}{name}Pr" for name in ("p", "r", "tr", "tc", "sdt"))
SDT, SDT_CONTENT = f"{W}sdt", f"{W}sdtContent"
ALTERNATE = f"{MC}AlternateContent"

# What stands in these is seen as if the wrapper were not there.
TRANSPARENT = frozenset(
    f"{W}{name}"
    for name in (
        "ins",
        "moveTo",
        "smartTag",
        "customXml",
        "hyperlink",
        "fldSimple",
        "dir",
        "bdo",
        "sdtContent",
    )
)

OFF = frozenset(("0", "false", "off"))


def on(value: str | None) -> bool:
    """A switch's value (17.17.4): on where nothing is said."""
    return value is None or value not in OFF
