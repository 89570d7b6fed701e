"""Names in SpreadsheetML and in what is drawn over its sheets, written as lxml has them."""

from __future__ import annotations

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

BLIP = f"{A}blip"
C_NV_PR = f"{XDR}cNvPr"
TRUE = ("1", "true")
TICKED, UNTICKED = "☑", "□"
