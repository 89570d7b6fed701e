"""Office files written as raw XML, as WPS and phone apps do: no library's habits in them."""

from __future__ import annotations

import io
import zipfile

W_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
S_NS = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def relations(*items: tuple[str, str, str]) -> str:
    """A relations part of (id, last word of the type, target)."""
    inner = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in items
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def package(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as written:
        written.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>')
        for name, content in parts.items():
            written.writestr(name, content)
    return target.getvalue()


def docx(body: str, more: dict[str, str | bytes] | None = None, *links: tuple[str, str, str]) -> bytes:
    """A Word file with this body; ``links``: relations of its main part."""
    return package(
        {
            "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
            "word/document.xml": f"<w:document {W_NS}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(*links),
            **(more or {}),
        }
    )


def xlsx(
    sheets: dict[str, str], more: dict[str, str | bytes] | None = None, hidden: tuple[str, ...] = ()
) -> bytes:
    """A workbook: sheet names with the inside of their ``worksheet`` element."""
    links, entries, parts = [], "", {}
    for number, (name, inner) in enumerate(sheets.items(), 1):
        links.append((f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        state = ' state="hidden"' if name in hidden else ""
        entries += f'<sheet name="{name}" sheetId="{number}"{state} r:id="rId{number}"/>'
        parts[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {S_NS}>{inner}</worksheet>"
    if more and "xl/styles.xml" in more:
        links.append(("rId90", "styles", "styles.xml"))
    return package(
        {
            "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f"<workbook {S_NS}><sheets>{entries}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(*links),
            **parts,
            **(more or {}),
        }
    )
