"""Writes ``docs/rules.md``: every finding, from the forms' own definitions and the messages.

Run it after a change to ``templates``; a test compares the page with what it prints.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipeline import forms, messages
from pipeline.checks import collection
from pipeline.forms.definition import CheckDefinition
from pipeline.forms.model import Form

PAGE = ROOT / "docs" / "rules.md"

# The codes among the words of ``templates/messages.toml``; "list-replaced-by" is part of another's words.
_OF_SHEETS = re.compile(r"(?:review|selection|list)-(?!replaced-by).+")

HEAD = """\
# The rules

Every finding that Casebook makes, by its code. This page is printed from `templates/` by
`python scripts/rules.py`; change the rules there (docs/forms.md says how), not here.

An `error` keeps a case out of summary and casebook until it is corrected, or confirmed by the district; a
`warning` is something that a person should look at; an `info` is for the record. The applicant sees what is
for the applicant and nothing else, the district what is for its applicants and itself, the bureau all.

## What is checked in a form
"""


TOGETHER = """\
## What is checked of all forms together

What concerns applicants of one district is for that district, what concerns those of several for the bureau
alone. These rules stand in `templates/checks.toml`.
"""

SHEETS = """\
## What is said of lists and sheets that come back

`returned-by-district` is an error for the applicant, in the words that the district gave as its reason. The
others are warnings, or an `info` where nothing is to be done: those of 区审核表 and Annex 4 for the district,
those of 评审表 for the bureau.

| code | message |
|---|---|"""

PROGRAM = """
## When a check itself fails

### `check-failed`

warning, for the bureau: a check broke down on this form; the message names it and the error. The others went
on.
"""

FILES = """\
## Why a file could not be read

An error for the applicant each; the words stand in `templates/messages.toml`.

| code | message |
|---|---|"""


def page() -> str:
    """The page's text."""
    templates = ROOT / "templates"
    library = forms.load(templates)
    rules, _ = collection.load(templates / collection.NAME)
    said = messages.Messages.load(templates)
    sheets = {code: words for code, words in said.words.items() if _OF_SHEETS.fullmatch(code)}
    parts = (
        HEAD, *_forms(library.forms), TOGETHER, *map(_rule, rules), SHEETS, *_rows(sheets), PROGRAM, FILES,
        *_rows(said.problems),
    )  # fmt: skip
    return "\n".join(parts) + "\n"


def _rows(said: Mapping[str, str]) -> Iterator[str]:
    return (f"| `{code}` | {words} |" for code, words in said.items())


def _rule(rule: CheckDefinition) -> str:
    limit = f" ({rule.limit})" if rule.limit else ""
    return f"### `{rule.code}`\n\n{_how(rule)}{limit}.\n\n> {rule.message}  \n> 依据：{rule.basis}\n"


def _how(rule: CheckDefinition) -> str:
    return f"{rule.severity}, for the {rule.audience}, by the check `{rule.check}`"


def _forms(known: tuple[Form, ...]) -> Iterator[str]:
    by_code: dict[str, list[tuple[Form, CheckDefinition]]] = defaultdict(list)
    for form in known:
        for check in form.definition.checks:
            by_code[check.code].append((form, check))
    for code, checks in by_code.items():
        yield f"### `{code}`\n"
        for (severity, audience, name, message, basis), where in _alike(checks).items():
            yield f"{severity}, for the {audience}, by the check `{name}`: {'; '.join(where)}.\n"
            yield f"> {message}  \n> 依据：{basis}\n"


def _alike(checks: list[tuple[Form, CheckDefinition]]) -> dict[tuple[str, ...], list[str]]:
    """The definitions that say the same, and where each is made."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for form, check in checks:
        basis = check.basis.replace(form.definition.number, "附件{n}")
        key = (check.severity, check.audience, check.check, check.message, basis)
        found[key].append(f"{form.definition.number} {_settings(form, check)}")
    return found


def _settings(form: Form, check: CheckDefinition) -> str:
    """The labels of a check's fields, and what it is set to."""
    labels = "、".join(_label(form, key) for key in check.fields)
    bounds = [f"{low:g}–{high:g}" for low, high in filter(None, (check.within, check.outer))]
    settings = [*([str(check.limit)] if check.limit else []), *bounds]
    return f"{labels}（{'，'.join(settings)}）" if settings else labels


def _label(form: Form, key: str) -> str:
    field = form.field(key)
    if field is not None and field.label:
        return field.label
    return field.heading if field is not None and field.heading else key


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
