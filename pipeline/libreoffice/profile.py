"""The profile that LibreOffice is started with: its settings, in the form in which it keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

_COMMON = "/org.openoffice.Office.Common"
_FONTS = f"{_COMMON}/Font/Substitution"
_BEGIN = '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'


def _set(path: str, **values: str) -> str:
    return "".join(
        f'<item oor:path="{_COMMON}/{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for name, value in values.items()
    )


# No macro runs and nothing is fetched.
SECURITY = _set("Security/Scripting", DisableMacrosExecution="true", BlockUntrustedRefererLinks="true")

# A PDF with an outline of the headings and a destination for each bookmark, tagged for
# those who have it read to them (PDF/UA, ISO 14289-1). Photos come at their print size.
PDF = _set(
    "Filter/PDF/Export",
    ExportBookmarks="true",
    ExportBookmarksToPDFDestination="true",
    PDFUACompliance="true",
    ReduceImageResolution="false",
    InitialView="1",  # with the outline beside the page
    OpenBookmarkLevels="2",
)


def replaced(fonts: Mapping[str, str]) -> str:
    """Fonts for each of which another is to be taken."""
    if not fonts:
        return ""
    pairs = "".join(
        f'<item oor:path="{_FONTS}/FontPairs"><node oor:name="_{number}" oor:op="replace">'
        f"{_value('Always', 'true')}{_value('OnScreenOnly', 'false')}"
        f"{_value('ReplaceFont', font)}{_value('SubstituteFont', other)}</node></item>"
        for number, (font, other) in enumerate(fonts.items())
    )
    return _set("Font/Substitution", Replacement="true") + pairs


def _value(name: str, value: str) -> str:
    return f'<prop oor:name="{name}"><value>{escape(value)}</value></prop>'


def write(folder: Path, settings: str) -> None:
    """The profile in ``folder / "profile"``."""
    file = folder / "profile" / "user" / "registrymodifications.xcu"
    file.parent.mkdir(parents=True)
    file.write_text(f"{_BEGIN}{settings}</oor:items>", encoding="utf-8")
