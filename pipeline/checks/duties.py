"""Checks of what else is to be there, and when: arrived-by, letter-there, list-there, scan-beside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime

from pipeline.checks.together import Said, Standing, Together, finding_at, finding_of, first_of_each
from pipeline.forms.definition import CheckDefinition
from pipeline.model.clock import ZONE

_SCAN = re.compile(
    r"\.(?:pdf|ofd)$|(?:盖章|签章|公章|扫描|签字).*\.(?:jpe?g|jfif|png|bmp|tiff?|webp|heic)$", re.IGNORECASE
)
_MOMENT = re.compile(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?(?:[T\s]*(\d{1,2})[:时点](\d{1,2})?)?")


def arrived_by(together: Together, definition: CheckDefinition) -> Iterator[Said]:
    """Fires at a form that came to the inbox after its deadline, where nothing better is known.

    ``{time}``, ``{deadline}``. The submission system's time, once the district wrote it down,
    is what counts: ``submitted-by`` looks at that. A form of which an earlier version came in
    time is one that was corrected.
    """
    for case in first_of_each(together.standing):
        deadline = _deadline(together, case)
        arrived = case.entry.source.first_seen
        if deadline and arrived > deadline and _moment(case.submitted) is None:
            time, until = _shown(arrived), _shown(deadline)
            yield case.entry, finding_at(definition, case, whole=True, time=time, deadline=until)


def submitted_by(together: Together, definition: CheckDefinition) -> Iterator[Said]:
    """Fires at a case that was submitted after the deadline, by the submission system's time."""
    deadline = together.deadlines.submission
    for case in together.standing:
        submitted = _moment(case.submitted)
        if deadline and submitted and submitted > deadline:
            time, until = _shown(submitted), _shown(deadline)
            yield case.entry, finding_at(definition, case, time=time, deadline=until)


def _deadline(together: Together, case: Standing) -> datetime | None:
    """The deadline of a form: that for corrections where it first came in time."""
    submission, correction = together.deadlines.submission, together.deadlines.correction
    if submission and case.since > submission:
        return submission
    return correction


def _shown(moment: datetime) -> str:
    local = moment.astimezone(ZONE)
    return f"{local.month}月{local.day}日{local:%H:%M}"


def _moment(words: str) -> datetime | None:
    """The time that a person wrote down, in Guangzhou's; a day alone is its beginning."""
    found = _MOMENT.search(unicodedata.normalize("NFKC", words))
    if found is None:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=ZONE)
    except ValueError:
        return None


def letter_there(together: Together, definition: CheckDefinition) -> Iterator[Said]:
    """Fires for a district that handed in forms, and no letter of recommendation; ``{district}``."""
    for district in together.districts:
        if district not in together.letters:
            yield district, finding_of(definition, district)


def list_there(together: Together, definition: CheckDefinition) -> Iterator[Said]:
    """Fires for a district that handed in forms, and not its own list of cases; ``{district}``."""
    for district in together.districts:
        if district not in together.lists:
            yield district, finding_of(definition, district)


def scan_beside(together: Together, definition: CheckDefinition) -> Iterator[Said]:
    """Fires at a form without a scan beside it: a PDF, an OFD, or a picture whose name speaks of a seal."""
    for case in first_of_each(together.standing):
        if not any(_SCAN.search(path) for path in case.entry.attachments):
            yield case.entry, finding_at(definition, case, whole=True)
