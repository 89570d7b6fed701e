"""A board's content and the run's clock -> HTML, by ``templates/board``.

One file with all that it needs, so that it works by double-click from any share, offline:
style and script stand in it, and a content policy lets nothing else in. Whatever people
wrote is text: the templates escape all of it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.documents.board import charts, clock
from pipeline.documents.board.content import (
    PAGE,
    Content,
    District,
    Document,
    Link,
    Measure,
    Remark,
    Said,
    Submission,
)
from pipeline.model import STATES
from pipeline.problems import TemplateError

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path("board")
_MAIN, _STYLE, _SCRIPT = "board.html", "style.css", "script.js"


def write(content: Content, page: int, templates: Path, as_of: datetime, path: Path) -> None:
    """Writes a page (1 is the board itself) as of a time; raises `TemplateError` and ``OSError``."""
    with path.open("w", encoding="utf-8", newline="\n", errors="replace") as stream:
        stream.writelines(_stream(content, page, templates, as_of))


def check(templates: Path) -> None:
    """Raises `TemplateError` where a template is missing, or can't show what a board may hold."""
    made = datetime(2024, 9, 1, tzinfo=UTC)
    for content in (_sample(made), replace(_sample(made), district="黄埔区"), _nothing()):
        for _ in _stream(content, 1, templates, made):
            pass


def name(page: int) -> str:
    """What a page's file is called: ``index.html``, ``index-2.html``."""
    return "index.html" if page == 1 else f"index-{page}.html"


def _stream(content: Content, page: int, templates: Path, as_of: datetime) -> Iterator[str]:
    from jinja2 import TemplateError as JinjaError

    folder = templates / FOLDER
    values = _values(content, page, folder, as_of)
    try:
        yield from _environment(folder).get_template(_MAIN).generate(values)
    except JinjaError as error:
        raise TemplateError(f"{folder / _MAIN}: {error}.") from error


@lru_cache(maxsize=2)
def _environment(folder: Path) -> Environment:
    # Twelve boards a pass: compiled once a process, again where a file's time has changed.
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(
        loader=FileSystemLoader(folder, encoding="utf-8-sig"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _values(content: Content, page: int, folder: Path, as_of: datetime) -> dict[str, Any]:
    now = clock.at(content, as_of)
    shown = content.submissions[(page - 1) * PAGE : page * PAGE]
    style, script = _inlined(folder / _STYLE), _inlined(folder / _SCRIPT)
    return {
        "board": content,
        "clock": now,
        "style": style,
        "script": script,
        "policy": _policy(style, script),
        "submissions": shown,
        "first": (page - 1) * PAGE + 1,
        "page": page,
        "own_name": name(page),
        "pages": [(number, name(number)) for number in range(1, content.pages + 1)],
        "districts": list(dict.fromkeys(one.district for one in shown)),
        "forms": sorted({one.form for one in shown if one.form}),
        "states": [state for state in STATES if any(one.state == state for one in shown)],
        "unread": any(not one.state for one in shown),
        "recent": charts.recent(now),
        "curve": charts.curve(now, content),
        "bars_of": charts.below,
        "grouped": charts.grouped,
    }


def _inlined(file: Path) -> Any:
    """A style or a script as it stands in the page; raises `TemplateError`."""
    from markupsafe import Markup

    try:
        text = file.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"{file} can't be read: {error}.") from None
    if "</" in text or "<!--" in text:
        raise TemplateError(f"{file}: “</” and “<!--” would end it early.")
    return Markup(text)


def _policy(style: str, script: str) -> str:
    """Nothing but this style and this script, and no request to anywhere."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"


# --- what templates are tried with ----------------------------------------------------


def _sample(made: datetime) -> Content:
    """A content with one of each thing that a board shows."""
    counts = District("黄埔区", 3, 1, 1, 1, 1, 0, "../黄埔区/index.html")
    said = (Said("error", "applicant", "。", "表1 第1行 第1列"), Said("warning", "district", "。", ""))
    one = Submission(
        "黄埔-234567", "甲", "乙", "黄埔区", "附件1", STATES[0], "district", "2024-09-01 08:00",
        "黄埔区/甲.docx", "../../inbox/甲.docx", "。", (Link("notice", "甲.docx"), Link("copy", "乙.docx")),
        said,
    )  # fmt: skip
    return Content(
        title="甲",
        year=2024,
        owner="乙",
        district="",
        total=counts,
        districts=(counts,),
        submissions=(
            one,
            replace(one, state=STATES[1], turn="applicant", said=(), original=""),
            replace(one, state="", turn="", form="", number="", links=(Link("reason", "丙.txt"),)),
        ),
        documents=(Document("台账.xlsx", "台账.xlsx"),),
        remarks=(Remark("黄埔区", "warning", "。"),),
        beside=(("甲.docx", "甲（自动生成）.docx"),),
        measures=(Measure("年节水量", "m³", 12.5, 1, (("黄埔区", 12.5),), (("甲", 12.5),)),),
        arrived=(made, made),
        submission=made,
        correction=made,
    )


def _nothing() -> Content:
    return replace(
        _sample(datetime(2024, 9, 1, tzinfo=UTC)),
        submissions=(), documents=(), remarks=(), beside=(), measures=(), arrived=(), submission=None,
        correction=None,
    )  # fmt: skip
