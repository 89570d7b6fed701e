"""Who is told by mail what a pass came to: only of what is new to them, or failed.

What each was told last is kept in the memo; without it all are told once more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline import post
from pipeline.batch.status import Status
from pipeline.config import Config
from pipeline.documents import mail
from pipeline.documents.dates import local, minute
from pipeline.documents.mail import Edition, Mail
from pipeline.memo import Memo
from pipeline.messages import Messages
from pipeline.model import NOWHERE, Book, Counts, Failure

_KIND = "mail"
# What still fails is told again each night, and by a watcher no more often.
_REMINDER = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Sent:
    """``failed``: whom a mail could not be sent to, and why; ``pending``: whether one waits for its turn."""

    failed: tuple[Failure, ...] = ()
    pending: bool = False


@dataclass(frozen=True, slots=True)
class _Due:
    """A mail to somebody (a district, or ``""``: the bureau).

    ``said``: what it says, but for the clock; ``nags``: it tells of what has to be done something about.
    """

    whom: str
    recipients: tuple[str, ...]
    said: str
    mail: Mail
    nags: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """What only the bureau is told: what could not be done; whose files have the names of ours, and
    where ours went."""

    failures: tuple[Failure, ...]
    beside: tuple[tuple[str, str], ...]


def tell(
    config: Config, book: Book, status: Status, trouble: Trouble, messages: Messages, memo: Memo
) -> Sent:
    """Sends each its mail where there is news, at most one in ``mail.pause_minutes``."""
    if not config.mail.host:
        return Sent()
    due = []
    pending = False
    for one in _mails(config, book, status, trouble, messages):
        said, at = _last(memo, one.whom)
        if one.said == said and not (one.nags and not _is_within(_REMINDER, at, book.as_of)):
            continue
        if _is_within(timedelta(minutes=config.mail.pause_minutes), at, book.as_of):
            pending = True
            continue
        due.append(one)
    letters = [post.Letter(one.recipients, one.mail.subject, one.mail.text) for one in due]
    answers = post.send(config.mail.server, letters) if letters else ()
    failed = []
    for one, reason in zip(due, answers, strict=True):
        if reason:
            failed.append(Failure(f"mail to {', '.join(one.recipients)}", reason))
        else:
            memo.put(_KIND, one.whom, json.dumps([one.said, book.as_of.isoformat()]).encode())
    return Sent(tuple(failed), pending)


def tell_of_failure(config: Config, as_of: datetime, reason: str) -> Sent:
    """Tells the bureau that a pass ended early. Raises `TemplateError`."""
    if not (config.mail.host and config.mail.bureau):
        return Sent()
    said = mail.of_failure(reason, config.bureau, minute(as_of), config.paths.templates)
    letter = post.Letter(config.mail.bureau, said.subject, said.text)
    (why,) = post.send(config.mail.server, [letter])
    return Sent((Failure(f"mail to {', '.join(config.mail.bureau)}", why),) if why else ())


def _mails(
    config: Config, book: Book, status: Status, trouble: Trouble, messages: Messages
) -> Iterator[_Due]:
    for district in status.districts:
        recipients = config.mail.districts.get(district.name, ())
        if recipients and district.name != NOWHERE and (district.received or district.letter):
            yield _due(district.name, recipients, _district(config, book, district, messages))
    if config.mail.bureau:
        bureau = _bureau(config, book, status, trouble)
        yield _due("", config.mail.bureau, bureau, nags=bool(trouble.failures))


def _due(whom: str, recipients: tuple[str, ...], made: Callable[[bool], Mail], *, nags: bool = False) -> _Due:
    """``made`` gives the mail with the clock and without."""
    bare = made(False)
    said = hashlib.sha256(repr((recipients, bare)).encode("utf-8", "surrogatepass")).hexdigest()
    return _Due(whom, recipients, said, made(True), nags)


def _district(config: Config, book: Book, district: Counts, messages: Messages) -> Callable[[bool], Mail]:
    bureau = config.districts.bureaus.get(district.name, district.name)

    def made(timed: bool) -> Mail:
        edition = _edition(config, book.as_of, bureau, timed=timed)
        return mail.of_district(book, district, edition, messages, config.paths.templates)

    return made


def _bureau(config: Config, book: Book, status: Status, trouble: Trouble) -> Callable[[bool], Mail]:
    def made(timed: bool) -> Mail:
        edition = _edition(config, book.as_of, config.bureau, timed=timed)
        return mail.of_bureau(
            status.districts, status.total, trouble.failures, trouble.beside, edition, config.paths.templates
        )

    return made


def _edition(config: Config, as_of: datetime, bureau: str, *, timed: bool) -> Edition:
    deadline = config.dates.submission
    left = (local(deadline).date() - local(as_of).date()).days if deadline else None
    days = left if left is not None and left >= 0 else None
    edition = Edition(config.title, config.year, bureau, minute(as_of), days)
    return edition if timed else edition.without_clock()


def _is_within(time: timedelta, since: datetime | None, now: datetime) -> bool:
    """Whether so much has not passed yet; of what a clock that went wrong has noted it has."""
    return since is not None and since <= now < since + time


def _last(memo: Memo, whom: str) -> tuple[str, datetime | None]:
    """What somebody was told last, and when."""
    data = memo.get(_KIND, whom)
    if data is None:
        return "", None
    said, at = json.loads(data)
    return said, datetime.fromisoformat(at)
