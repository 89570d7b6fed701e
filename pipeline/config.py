"""The settings: ``config.toml`` as frozen values, every path absolute.

Source: ``config.toml``, which has them all with their defaults. A misspelt key, a value of
the wrong kind or a folder that can't be what it is said to be is a `ConfigError` that names
file and key, all of them at once. Pydantic takes a while to import: the command line imports this module
only when a command needs its settings.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from pipeline.door import Door, FileLimits
from pipeline.model.clock import ZONE
from pipeline.post import Server
from pipeline.problems import ConfigError

NAME = "config.toml"
_INSTALLED = Path(__file__).resolve().parent / "shipped"
SHIPPED = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).resolve().parents[1]
"""The folder of the settings and templates that come with the program."""

DISTRICTS = (
    "越秀区",
    "海珠区",
    "荔湾区",
    "天河区",
    "白云区",
    "黄埔区",
    "花都区",
    "番禺区",
    "南沙区",
    "从化区",
    "增城区",
)

IGNORED = ("作废", "旧版", "备份", "#recycle", "@eaDir", "$RECYCLE.BIN", "~snapshot")


# What a setting should have been, where pydantic's own words say little to who writes the file.
_WANTED = {
    "string_type": 'this takes words, in double quotes: "…"',
    "tuple_type": "this takes several values, in square brackets",
}


T = TypeVar("T")
D = TypeVar("D", bound=Iterable[str])


def _known(districts: D) -> D:
    """The same; raises ``ValueError`` for a name that no district has: it would hold for nobody."""
    for name in districts:
        if name not in DISTRICTS:
            near = difflib.get_close_matches(name, DISTRICTS, n=1) or DISTRICTS
            raise ValueError(f"{name} is no district (known are: {'、'.join(near)})")
    return districts


ByDistrict = Annotated[dict[str, T], AfterValidator(_known)]
"""What is set for some districts, by their names."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Paths(_Table):
    """``[paths]``: where things are; absolute once loaded."""

    inbox: Path = Path("inbox")
    outbox: Path = Path("outbox")
    state: Path = Path("state")
    templates: Path = Path("templates")
    forms: Path = Path("templates/forms")
    review: Path = Path("inbox/评审")
    lists: Path = Path("lists")


class Districts(_Table):
    """``[districts]``: their order in every document, and what their bureaus are called.

    ``bureaus`` has a name for each district of ``order``: the one set, or the notice's
    own wording.
    """

    order: tuple[str, ...] = DISTRICTS
    bureaus: ByDistrict[str] = Field(default_factory=dict, validate_default=True)

    @field_validator("order")
    @classmethod
    def _each_once(cls, order: tuple[str, ...]) -> tuple[str, ...]:
        twice = sorted({name for name in order if order.count(name) > 1})
        if twice:
            raise ValueError(f"named more than once: {'、'.join(twice)}")
        return _known(order)

    @model_validator(mode="after")
    def _name_every_bureau(self) -> Districts:
        for district in self.order:
            self.bureaus.setdefault(district, f"{district}工业和信息化主管部门")
        return self


class Returns(_Table):
    """``[returns]``: what notices to applicants say besides what was found.

    ``until``: the day before which to hand in anew, as it is to be printed; ``contact``:
    whom to ask, ``contacts`` that of a district. Each may be left out.
    """

    until: str = ""
    contact: str = ""
    contacts: ByDistrict[str] = {}


class Photos(_Table):
    """``[photos]``: how many pixels to the inch of paper the casebook's photos have at most."""

    dpi: int = Field(default=220, ge=150, le=600)


class Dates(_Table):
    """``[dates]``: until when forms are taken, and those that were given back; none by default.

    A time without a zone is Guangzhou's.
    """

    submission: datetime | None = None
    correction: datetime | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _with_its_time(cls, moment: object) -> object:
        # A day alone would be its first minute, and all that comes on that day late.
        if isinstance(moment, str) or (isinstance(moment, date) and not isinstance(moment, datetime)):
            raise ValueError("this takes a day with its time, without quotes, such as 2024-09-27T17:00:00")
        return moment

    @field_validator("*")
    @classmethod
    def _in_guangzhou(cls, moment: datetime | None) -> datetime | None:
        return moment.replace(tzinfo=ZONE) if moment and moment.tzinfo is None else moment

    @model_validator(mode="after")
    def _in_order(self) -> Dates:
        if self.submission and self.correction and self.correction < self.submission:
            raise ValueError("correction lies before submission")
        return self


class Mail(_Table):
    """``[mail]``: who is told by mail what a pass came to; nobody without a ``host``.

    ``districts``: the addresses of each district. Nobody gets two mails within
    ``pause_minutes``. The password is the environment's (`post.PASSWORD`).
    """

    host: str = ""
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["tls", "starttls", "none"] = "starttls"
    user: str = ""
    sender: str = ""
    bureau: tuple[str, ...] = ()
    districts: ByDistrict[tuple[str, ...]] = {}
    pause_minutes: float = Field(default=60, ge=0)

    @model_validator(mode="after")
    def _addresses(self) -> Mail:
        if self.host and not self.sender:
            raise ValueError("sender is missing, whom mails are from")
        if self.host:
            for address in (
                self.sender,
                *self.bureau,
                *(one for some in self.districts.values() for one in some),
            ):
                _check_address(address)
        return self

    @property
    def server(self) -> Server:
        """How the server is spoken to."""
        return Server(self.host, self.port, self.security, self.user, self.sender)


def _check_address(address: str) -> None:
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise ValueError(f"{address!r} is no mail address") from None


class Run(_Table):
    """``[run]``: how a pass waits.

    A file is read once it has not changed for ``settle_seconds``; a pass waits for
    files that still change, at most ``settle_limit_seconds``, then leaves them to the
    next. One whose end is missing waits for ``broken_seconds`` before it counts as
    damaged. ``wait_seconds``: how long a pass waits for another one to end.
    """

    settle_seconds: float = Field(default=2, ge=0)
    broken_seconds: float = Field(default=10, ge=0)
    settle_limit_seconds: float = Field(default=60, ge=0)
    wait_seconds: float = Field(default=300, ge=0)


class Watch(_Table):
    """``[watch]``: when a watcher looks, and what it puts off.

    It looks when the system says that something changed (``events``; by ``polling``
    every ``polling_seconds`` where a network share tells nothing) and in any case every
    ``rescan_seconds``. The casebook is written at most every ``casebook_seconds``. After
    ``health_seconds`` without a completed look a watcher is not well.
    """

    events: Literal["native", "polling", "none"] = "native"
    polling_seconds: float = Field(default=10, gt=0)
    rescan_seconds: float = Field(default=60, gt=0)
    casebook_seconds: float = Field(default=600, ge=0)
    health_seconds: float = Field(default=300, gt=0)


class Casebook(_Table):
    """``[casebook]``: what LibreOffice adds to the casebook where it is installed."""

    page_numbers: bool = True
    pdf: bool = True


class Limits(_Table):
    """``[limits]``: what one file may cost before it is given up, and what it may hold.

    ``seconds_per_layout``: what LibreOffice may take for each hundred cases of the casebook,
    once to count the pages, once to print the PDF. ``megabytes_per_worker``: what a process
    that reads files, or writes outputs, may have for its data.
    """

    seconds_per_form: float = Field(default=60, gt=0)
    seconds_per_output: float = Field(default=600, gt=0)
    seconds_per_layout: float = Field(default=120, gt=0)
    megabytes_per_worker: int = Field(default=800, ge=256)
    file: FileLimits = FileLimits()

    @field_validator("file")
    @classmethod
    def _at_least_one(cls, file: FileLimits) -> FileLimits:
        low = [item.name for item in fields(file) if getattr(file, item.name) < 1]
        if low:
            raise ValueError(f"{', '.join(low)} must be at least 1")
        return file


class LogFile(_Table):
    """``[log]``: a file of JSON Lines for what each pass did; none by default.

    Full after ``megabytes``; ``keep`` full ones are kept beside it.
    """

    file: str = ""
    megabytes: float = Field(default=10, gt=0)
    keep: int = Field(default=10, ge=0)


class Tools(_Table):
    """``[tools]``: other programs that may be used, none of them needed.

    ``soffice``: LibreOffice's command, where it is not to be looked for.
    """

    soffice: str = ""


class Config(_Table):
    """All settings. ``title`` is the collection's, as printed on every document."""

    title: str = Field(default="广州市绿色制造与清洁生产优秀案例", min_length=1)
    year: int = Field(default=2024, ge=2000, le=2999)
    bureau: str = Field(default="广州市工业和信息化局", min_length=1)
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=0)
    ignore_folders: tuple[str, ...] = IGNORED
    passwords: tuple[str, ...] = ()
    paths: Paths = Paths()
    districts: Districts = Field(default_factory=Districts)
    returns: Returns = Returns()
    dates: Dates = Dates()
    photos: Photos = Photos()
    mail: Mail = Mail()
    run: Run = Run()
    watch: Watch = Watch()
    casebook: Casebook = Casebook()
    limits: Limits = Limits()
    log: LogFile = LogFile()
    tools: Tools = Tools()

    @property
    def door(self) -> Door:
        """On what terms files are opened."""
        return Door(self.limits.file, self.passwords, self.tools.soffice)


def now() -> datetime:
    """The present, in Guangzhou's time, to the second."""
    return datetime.now(ZONE).replace(microsecond=0)


def load(
    path: Path | None = None,
    *,
    inbox: Path | None = None,
    outbox: Path | None = None,
    state: Path | None = None,
) -> Config:
    """The settings of a file; without one, those of ``config.toml`` here or the defaults.

    ``inbox``, ``outbox`` and ``state`` stand in for the file's own and are taken from
    the working directory; relative paths in the file from the file's folder. A missing
    file is an error unless it has the default name.

    Raises `ConfigError`.
    """
    file = (path or Path(NAME)).absolute()
    settings = _read(file, optional=path is None or path == Path(NAME))
    try:
        config = Config.model_validate(settings)
    except ValidationError as error:
        lines = [_explain(details) for details in error.errors()]
        raise ConfigError(f"{file}: {'; '.join(lines)}.", "Correct the file and run again.") from None
    paths = _absolute(config.paths, file, inbox=inbox, outbox=outbox, state=state)
    _check(paths, file)
    if config.paths.lists != Paths().lists and not paths.lists.is_dir():
        # Who has none keeps the default; a misspelt folder would leave unchecked who may apply.
        raise ConfigError(f"{file}: paths.lists: there is no folder {paths.lists}.")
    log = config.log
    if log.file:
        log = log.model_copy(update={"file": str(_normal(file.parent / log.file))})
    return config.model_copy(update={"paths": paths, "log": log})


def _read(file: Path, *, optional: bool) -> dict[str, Any]:
    try:
        # Windows' editor marks UTF-8 with three bytes that TOML does not know.
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        if optional:
            return {}
        raise ConfigError(f"{file} does not exist.", "Name another file with --config.") from None
    except OSError as error:
        raise ConfigError(f"{file} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file} is not UTF-8 text.", "Save it with the encoding UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} is not valid TOML: {error}.", "Correct that line and run again.") from None


def _explain(details: ErrorDetails) -> str:
    """One of pydantic's errors in a person's words: the key, then what is wrong."""
    location = [str(part) for part in details["loc"]]
    key = ".".join(location)
    if details["type"] not in ("extra_forbidden", "unexpected_keyword_argument"):
        return f"{key}: {_WANTED.get(details['type']) or details['msg'].removeprefix('Value error, ')}"
    known = _keys(location[:-1])
    near = difflib.get_close_matches(location[-1], known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known)}"
    return f"{key}: there is no such setting ({hint})"


def _keys(table: Sequence[str]) -> list[str]:
    model: type[BaseModel] = Config
    for name in table:
        inner = model.model_fields[name].annotation
        if is_dataclass(inner):
            return [item.name for item in fields(inner)]
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        model = inner
    return list(model.model_fields)


def _absolute(paths: Paths, file: Path, **given: Path | None) -> Paths:
    """Every path absolute: those given from the working directory, the others from the file."""
    values: Mapping[str, Path] = {name: path.absolute() for name, path in given.items() if path}
    found = {name: _normal(file.parent / getattr(paths, name)) for name in Paths.model_fields}
    found |= {name: _normal(path) for name, path in values.items()}
    if "review" not in paths.model_fields_set:
        found["review"] = found["inbox"] / "评审"
    if "templates" not in paths.model_fields_set and not found["templates"].is_dir():
        found["templates"] = SHIPPED / "templates"
    if "forms" not in paths.model_fields_set:
        found["forms"] = found["templates"] / "forms"
    return Paths(**found)


def _normal(path: Path) -> Path:
    # Not resolve(): a share's name must stay the one that the bureau knows.
    return Path(os.path.normpath(path))


def _check(paths: Paths, file: Path) -> None:
    """Refuse folders that would have Casebook read what it writes."""
    apart = (
        ("outbox", "inbox"), ("inbox", "outbox"), ("state", "inbox"), ("state", "outbox"),
        ("review", "outbox"), ("review", "state"),
        ("inbox", "review"), ("outbox", "review"), ("state", "review"),
    )  # fmt: skip
    for inner, outer in apart:
        if getattr(paths, inner).is_relative_to(getattr(paths, outer)):
            raise ConfigError(
                f"{file}: paths.{inner} ({getattr(paths, inner)}) lies in paths.{outer}.",
                "Set a folder of its own for each.",
            )
    if not paths.templates.is_dir():
        raise ConfigError(f"{file}: paths.templates: there is no folder {paths.templates}.")
