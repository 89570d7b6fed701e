"""How things look on a terminal, in a pipe and in a log: progress, tables, the summary."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from pipeline.names import printable, shown

if TYPE_CHECKING:
    from pipeline.batch.findings import Told
    from pipeline.batch.progress import Progress
    from pipeline.batch.status import Status
    from pipeline.batch.summary import Summary
    from pipeline.inbox import Missing
    from pipeline.problems import CasebookError


class Log(Protocol):
    """Says what a pass does."""

    def progress(self) -> Any:
        """A context manager that gives the `Progress` of one pass."""

    def summary(self, summary: Summary, seconds: float) -> None:
        """How the pass ended."""

    def event(self, name: str, message: str, **values: object) -> None:
        """Anything else worth a line."""

    def ended(self, error: CasebookError) -> None:
        """The pass ended early; the command line says so on its way out."""


class TextLog:
    """Lines for people; on a terminal a progress bar besides."""

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        if sys.stderr.isatty():
            with _bar() as bar:
                yield bar
        else:
            yield _Lines()

    def summary(self, summary: Summary, seconds: float) -> None:
        for line in summary_lines(summary, seconds):
            print(printable(line), flush=True)

    def event(self, name: str, message: str, **values: object) -> None:
        print(printable(message), file=sys.stderr, flush=True)

    def ended(self, error: CasebookError) -> None:
        pass


class JsonLog:
    """A JSON object a line, each with its time and event."""

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        yield _Stages(self)

    def summary(self, summary: Summary, seconds: float) -> None:
        for event, values in (*_of_outputs(summary), *_of_inbox(summary)):
            self._print(event, values)
        self._print("done", {**counts(summary), "seconds": round(seconds, 3)})

    def event(self, name: str, message: str, **values: object) -> None:
        self._print(name, {"message": message, **values})

    def ended(self, error: CasebookError) -> None:
        self._print("ended", {"message": str(error), "exit_code": error.exit_code})

    def _print(self, event: str, values: Mapping[str, object]) -> None:
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._write(json.dumps({"time": time, "event": event, **values}, ensure_ascii=False))

    def _write(self, line: str) -> None:
        print(line, flush=True)


class FileLog(JsonLog):
    """The same lines in a file, UTF-8 whatever the console; full ones are kept beside it, numbered."""

    def __init__(self, file: Path, megabytes: float, keep: int) -> None:
        """``keep``: so many full ones. Raises ``OSError`` where the folder can't be made."""
        from logging.handlers import RotatingFileHandler

        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = RotatingFileHandler(
            file, maxBytes=int(megabytes * (1 << 20)), backupCount=keep, encoding="utf-8", delay=True
        )

    def _write(self, line: str) -> None:
        # A name on disk that is no text is no reason to lose the line.
        text = line.encode("utf-8", "backslashreplace").decode("utf-8")
        self._file.emit(logging.makeLogRecord({"msg": text}))


class BothLogs:
    """Says everything to two logs."""

    def __init__(self, first: Log, second: Log) -> None:
        self._logs = (first, second)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        # A bar is for who watches; a stage in the file adds nothing to the summary.
        with self._logs[0].progress() as progress:
            yield progress

    def summary(self, summary: Summary, seconds: float) -> None:
        for log in self._logs:
            log.summary(summary, seconds)

    def event(self, name: str, message: str, **values: object) -> None:
        for log in self._logs:
            log.event(name, message, **values)

    def ended(self, error: CasebookError) -> None:
        for log in self._logs:
            log.ended(error)


def _of_outputs(summary: Summary) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The events of a pass's outputs."""
    outcome = summary.outcome
    for told in summary.told:
        yield "finding", told.json()
    for name, paths in (
        ("written", outcome.written), ("removed", outcome.removed), ("postponed", outcome.postponed),
    ):  # fmt: skip
        for path in paths:
            yield name, {"path": path}
    for theirs, ours in outcome.beside:
        yield "beside", {"path": theirs, "ours": ours}
    for name, failures in (("failed", outcome.failed), ("unsent", summary.unsent)):
        for failure in failures:
            yield name, {"path": failure.path, "reason": failure.reason}
    if summary.lacking:
        yield "layout-missing", {"what": summary.lacking.what, "reason": summary.lacking.why}


def _of_inbox(summary: Summary) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The events of what lies in the inbox and the archive."""
    for name, pairs in (("waiting", summary.waiting), ("closed", summary.closed)):
        for path, reason in pairs:
            yield name, {"path": shown(path), "reason": reason}
    for item in summary.missing:
        yield item.reason, {"folder": shown(item.folder), "files": item.files}
    for path, problem in summary.left_out:
        yield "photo-left-out", {"path": path, "reason": problem.code}
    for sha in summary.damaged:
        yield "damaged", {"sha256": sha}


class _Lines:
    """Progress in a pipe: a line for each stage that has something to do."""

    def stage(self, name: str, total: int) -> None:
        if total:
            print(f"{name} {total} files", file=sys.stderr, flush=True)

    def advance(self) -> None:
        pass


class _Stages:
    """Progress in a log: an event for each stage."""

    def __init__(self, log: JsonLog) -> None:
        self._log = log

    def stage(self, name: str, total: int) -> None:
        if total:
            self._log.event("stage", name, total=total)

    def advance(self) -> None:
        pass


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("looking", total=None)

        class Bar:
            def stage(self, name: str, total: int) -> None:
                bars.reset(task, description=name, total=total)

            def advance(self) -> None:
                bars.advance(task)

        yield Bar()


# --- the summary of a pass --------------------------------------------------------------


def counts(summary: Summary) -> dict[str, int]:
    """The numbers of a pass."""
    outcome = summary.outcome
    unreadable = {told.entry.source for told in summary.told if told.entry and told.entry.record is None}
    return {
        "read": summary.read,
        "unchanged": summary.unchanged,
        "unreadable": len(unreadable),
        "to_correct": len(_by_form(told for told in summary.told if _is_fault(told))),
        "written": len(outcome.written),
        "outputs_unchanged": len(outcome.unchanged),
        "removed": len(outcome.removed),
        "failed": len(outcome.failed),
    }


def summary_lines(summary: Summary, seconds: float) -> Iterator[str]:
    """What a pass did, for people: every faulty file with what it lacks, then the outputs."""
    numbers = counts(summary)
    yield f"Read {numbers['read']} files, {numbers['unchanged']} unchanged."
    yield from _told_lines(
        f"Unreadable: {numbers['unreadable']}",
        (told for told in summary.told if told.entry and told.entry.record is None),
    )
    yield from _told_lines(
        f"Forms to correct: {numbers['to_correct']}", (told for told in summary.told if _is_fault(told))
    )
    others = [told for told in summary.told if told.entry and told.finding.severity == "warning"]
    yield from _told_lines(f"Forms to look at: {len(_by_form(others))}", others)
    for told in summary.told:
        if told.entry is None and told.finding.severity == "warning":
            yield f"{told.district or 'All districts'}: {told.finding.message}"
    for path, reason in summary.waiting:
        yield f"Not read yet ({reason}): {shown(path)}"
    for path, reason in summary.closed:
        yield f"Folder that can't be listed: {shown(path)}: {reason}"
    yield from map(_missing_line, summary.missing)
    for path, problem in summary.left_out:
        yield f"Photo left out ({problem.code}): {path}"
    if summary.lacking:
        what = " and ".join(summary.lacking.what)
        yield f"Casebook without {what}: LibreOffice {_LACKING[summary.lacking.why]}."
    outcome = summary.outcome
    for theirs, ours in outcome.beside:
        yield f"Someone else's file stays: {theirs}; ours is {ours}"
    for failure in outcome.failed:
        yield f"Not written: {failure.path}: {failure.reason}"
    for sha in summary.damaged:
        yield f"Original damaged or gone: {sha}: take it from the backup, or have the file handed in again."
    for failure in summary.unsent:
        yield f"Not sent: {failure.path}: {failure.reason}"
    postponed = f", {len(outcome.postponed)} put off" if outcome.postponed else ""
    yield (
        f"Outputs: {numbers['written']} written, {numbers['outputs_unchanged']} unchanged, "
        f"{numbers['removed']} removed{postponed}. {seconds:.1f} s."
    )


_LACKING = {
    "missing": "is not installed, or not where tools.soffice says",
    "failed": "could not lay it out",
    "too-slow": "took longer than it may (limits.seconds_per_layout)",
}


def _missing_line(missing: Missing) -> str:
    files = f"all its {missing.files} files are gone at once"
    accept = "if people took them away, run once with --accept-gone"
    if missing.folder:
        return f"Held: {shown(missing.folder)}: {files}; they still count. Put them back, or {accept}."
    return (
        f"Held: the inbox has neither its marker nor its files ({missing.files}); they still count. "
        f"Mount the share; {accept}."
    )


def _is_fault(told: Told) -> bool:
    return bool(told.entry and told.entry.record) and told.finding.severity == "error"


def _by_form(told: Any) -> list[list[Told]]:
    """Findings grouped by the form that they are of."""
    return [list(group) for _, group in groupby(told, key=lambda item: id(item.entry))]


def _told_lines(title: str, told: Any) -> Iterator[str]:
    """A title, then each form with its findings; nothing where there are none."""
    groups = _by_form(told)
    if not groups:
        return
    yield title
    for group in groups:
        name = f" ({group[0].name})" if group[0].name else ""
        entry = group[0].entry
        yield f"  {entry.source.shown if entry else ''}{name}"
        for item in group:
            yield f"    {item.finding.message}"


# --- tables -----------------------------------------------------------------------------


def findings(found: Sequence[Mapping[str, Any]], stream: TextIO) -> None:
    """Findings as a table; in a pipe a line each, columns parted by tabs."""
    columns = ("file", "place", "severity", "message")
    _table(columns, [[str(item[name] or "") for name in columns] for item in found], stream)


def status(counted: Status, stream: TextIO) -> None:
    """Districts and their numbers as a table, the total last; in a pipe parted by tabs."""
    columns = ("name", "received", "passed", "to_correct", "unreadable", "letter", "annex4")
    rows = [[_shown(getattr(district, name)) for name in columns] for district in counted.districts]
    rows.append(["total", *(str(getattr(counted.total, name)) for name in columns[1:])])
    _table(columns, rows, stream, header=True)


def _shown(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _table(
    columns: Sequence[str], cells: Sequence[Sequence[str]], stream: TextIO, *, header: bool = False
) -> None:
    rows = [[printable(cell) for cell in row] for row in cells]
    if not stream.isatty():
        for row in (columns, *rows) if header else rows:
            print("\t".join(row), file=stream)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console(file=stream).print(table)
