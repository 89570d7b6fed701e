"""The lists of cases (案例汇总表) that districts handed in: what they say, and what of it fits no case.

A list counts where it lies in a folder 审核 of its district. Source: ``docs/interface.md``,
"The inbox", and the notice, 三（一）2（2）.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from pipeline.batch import places
from pipeline.batch.findings import worded
from pipeline.decide.listed import Lists, Version, with_lists
from pipeline.documents.effect import computed
from pipeline.documents.summary import category
from pipeline.forms import Library
from pipeline.forms.model import Form
from pipeline.forms.text import normal
from pipeline.messages import Messages
from pipeline.model import (
    Book,
    Case,
    Entry,
    Finding,
    Listed,
    Past,
    Record,
    Severity,
    Source,
)

MISPLACED, EMPTY, OUTDATED, FOREIGN = "list-misplaced", "list-empty", "list-outdated", "list-foreign"
STRAY, ENDED, TWICE = "list-row-unknown", "list-case-ended", "list-row-twice"
MISSING, NEAR = "list-case-missing", "list-row-near"
DIRECTION, CATEGORY = "list-direction-differs", "list-category-differs"
WORDED, WORDED_BEFORE, EFFECT_BEFORE = "list-wording", "list-wording-older", "list-effect-older"

_Identity = tuple[str | None, str, str, str]


def judged(
    book: Book,
    sheets: Iterable[Entry],
    gone: Iterable[Past],
    scans: Collection[str],
    library: Library,
    messages: Messages,
) -> Book:
    """The book as the districts' lists leave it, with what each should know of its own.

    ``sheets``: what lies where districts decide; ``gone``: the forms that lay in the inbox
    once; ``scans``: the districts whose list is there as a scan.
    """
    rows = [row for entry in sheets if places.is_deciding(entry.source.path) for row in _rows(entry, library)]
    versions = _versions(book, gone, {row.district for row in rows}, library, messages)
    entries = [entry for entry in book.entries if _is_list(entry, library)]
    present = {entry.district for entry in entries if entry.district and _rows(entry, library)}
    book, lists = with_lists(book, rows, versions)
    book = replace(book, lists=frozenset((*present, *scans)))
    more: dict[tuple[str | None, str], list[Finding]] = defaultdict(list)
    for found in lists:
        for source, finding in _findings(book, found, library, messages):
            more[source.folder_district, source.sha].append(finding)
    told: dict[int, Sequence[Finding]] = {}
    for entry in entries:
        if not places.is_deciding(entry.source.path):
            told[id(entry)] = (_told(MISPLACED, "", messages),)
        elif not any(_rows(other, library) for other in entries if other.source == entry.source):
            told[id(entry)] = (_told(EMPTY, "", messages),)
        else:  # a list may be several records, of which the first tells
            told[id(entry)] = more.pop((entry.district, entry.source.sha), ())
    return book.with_findings(told)


def _is_list(entry: Entry, library: Library) -> bool:
    return entry.record is not None and library.form(entry.record.form).definition.purpose == "summary"


def _rows(entry: Entry, library: Library) -> tuple[Listed, ...]:
    """The rows of a list that name anything; none where the entry is no list."""
    record = entry.record
    if record is None or not _is_list(entry, library):
        return ()
    form = library.form(record.form)
    rows = (_row(entry, record, form, row) for row in range(record.rows(form.role("rows") or "")))
    return tuple(row for row in rows if row.unit or row.title)


def _row(entry: Entry, record: Record, form: Form, row: int) -> Listed:
    def said(role: str) -> str:
        return str(record.value(form.role(role), row) or "").strip()

    roles = ("title", "name", "effect", "number")
    answers = (record.answer(form.role(role) or "", row) for role in roles)
    return Listed(
        unit=said("name"),
        title=said("title"),
        direction=said("direction"),
        category=said("category"),
        effect="".join(line.strip() for line in said("effect").splitlines()),
        district=entry.district,
        source=entry.source,
        place=next((answer.place for answer in answers if answer and answer.place), None),
    )


# --- what Casebook itself would say -----------------------------------------------------


def _versions(
    book: Book, gone: Iterable[Past], districts: Collection[str | None], library: Library, messages: Messages
) -> dict[str, list[Version]]:
    """What each case of these districts achieved, by its number: by its newest form, then by earlier ones."""
    before: dict[_Identity, list[Version]] = defaultdict(list)
    for one in gone:
        record = one.entry.record
        if record is not None and one.entry.district in districts:
            for identity, row in _cases(one.entry, record, library):
                text = computed(record, row, library, messages.units)
                before[identity].append(Version(one.entry.source.first_seen, text))
    found: dict[str, list[Version]] = defaultdict(list)
    last: dict[str, list[Version]] = {}
    for case in book.cases:
        record = case.entry.record
        if record is not None and case.district in districts:
            text = computed(record, case.row, library, messages.units)
            version = Version(case.entry.source.first_seen, text)
            position = len(found[case.number]) if case.replaced_by else 0
            found[case.number].insert(position, version)
            last[case.number] = before.get(_identity(case.district, record.form, case.unit, case.title), [])
    return {number: [*versions, *last[number]] for number, versions in found.items()}


def _cases(entry: Entry, record: Record, library: Library) -> Iterator[tuple[_Identity, int | None]]:
    form = library.form(record.form)
    block = form.definition.cases
    rows: list[int | None] = [*range(record.rows(block))] if block else [None]
    for row in rows:
        unit, title = (str(record.value(form.role(role), row) or "") for role in ("name", "title"))
        yield _identity(entry.district, record.form, unit, title), row


def _identity(district: str | None, form: str, unit: str, title: str) -> _Identity:
    return district, form, normal(unit), normal(title)


# --- what a district should know --------------------------------------------------------


def _findings(
    book: Book, lists: Lists, library: Library, messages: Messages
) -> Iterator[tuple[Source, Finding]]:
    """What is said of each list: of it as a whole first, then of its rows, then of what is in none."""
    for source in lists.foreign:
        yield source, _told(FOREIGN, "", messages)
    for source in lists.outdated:
        yield source, _told(OUTDATED, "", messages, severity="info")
    for row, code in (
        *((row, STRAY) for row in lists.strays),
        *((row, TWICE) for row in lists.repeated),
    ):
        yield row.source, _told(code, f"{row.unit} {row.title}".strip(), messages, place=row.place)
    for row, case in lists.ended:
        other = messages.filled("list-replaced-by", number=case.replaced_by) if case.replaced_by else ""
        state = f"{case.state}{other}"
        yield row.source, _told(ENDED, _shown(case), messages, place=row.place, state=state)
    for case in book.cases:
        if case.listed is not None and case.listed.source in lists.standing:
            for finding in _of_row(case, case.listed, case.number in lists.older, library, messages):
                yield case.listed.source, finding
    for source, case in lists.missing:
        yield source, _told(MISSING, _shown(case), messages)


def _of_row(
    case: Case, row: Listed, is_older: bool, library: Library, messages: Messages
) -> Iterator[Finding]:
    """Where the row of a case and what Casebook computed of it differ."""
    if (normal(row.unit), normal(row.title)) != (normal(case.unit), normal(case.title)):
        said = f"{row.unit} {row.title}".strip()
        yield _told(NEAR, said, messages, place=row.place, case=_shown(case))
    if not case.is_recommended:
        return  # what else its row says brings nothing in
    if row.direction and row.direction != case.direction:
        yield _told(
            DIRECTION, row.direction, messages, place=row.place, case=_shown(case), own=case.direction
        )
    record = case.entry.record
    own = category(record, library.form(record.form), case.row) if record else ""
    severity: Severity
    if normal(row.category) != normal(own):
        # A level left out contradicts nothing; another one stands under the district's seal.
        severity = "info" if normal(row.category) in normal(own) else "warning"
        yield _told(
            CATEGORY, row.category, messages, place=row.place, severity=severity, case=_shown(case), own=own
        )
    if case.wording:
        code = WORDED_BEFORE if is_older else WORDED
        severity = "warning" if is_older else "info"
        yield _told(code, row.effect, messages, place=row.place, severity=severity, case=_shown(case))
    elif is_older:
        yield _told(EFFECT_BEFORE, row.effect, messages, place=row.place, case=_shown(case))


def _shown(case: Case) -> str:
    return f"{case.number} {case.unit}《{case.title}》"


_told = partial(worded, audience="district")
