"""What stands in the inbox -> entries: each file's forms or its problem, attachments beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TypeVar

from pipeline.batch import places
from pipeline.batch.checker import Checker, Given
from pipeline.batch.contents import Held, Item, unpacked
from pipeline.batch.reading import Reading
from pipeline.checks.eligible import Lists
from pipeline.forms import Library
from pipeline.forms.text import normal
from pipeline.inbox import ATTACHMENT, BARRED, FORM, Folders, attach, attach_inside, is_picture, kind
from pipeline.inbox.attachments import is_picture_of_form, is_shortcut
from pipeline.journal import Left, Seen
from pipeline.model import Entry, Past, Problem, Source
from pipeline.office import Archive

# Why a file is held back that people must do something about.
_TOLD = frozenset(("no-permission", "not-a-file", "too-large", *BARRED))
_NO_FORM = Problem("not-a-form")
_NO_LISTS: Lists = MappingProxyType({})

_Lying = TypeVar("_Lying", Seen, Left)


@dataclass(frozen=True, slots=True)
class Files:
    """The inbox by what its files are: ``forms`` may hold one, ``others`` can't.

    ``deciding``: what districts put where their decisions are, ``scans``: the pictures and PDFs
    of that; ``waiting``: files of which no
    content is known yet, and why; ``reviewing``: what the bureau put where its review is,
    ``withheld``: what of that is not read; ``past``: what lay there and may have held a form.
    """

    forms: tuple[Seen, ...]
    others: tuple[Seen, ...]
    waiting: tuple[Seen, ...]
    deciding: tuple[Seen, ...] = ()
    reviewing: tuple[Seen, ...] = ()
    withheld: tuple[Seen, ...] = ()
    scans: tuple[Seen, ...] = ()
    past: tuple[Left, ...] = ()

    @classmethod
    def of(
        cls, current: Mapping[str, Seen], past: Iterable[Left] = (), folders: Folders | None = None
    ) -> Files:
        """``folders``: where the bureau's review is, None where it does not matter."""

        reviews = f"{folders.reviews}/" if folders is not None else None

        def is_review(path: str) -> bool:
            return reviews is not None and path.startswith(reviews)

        def is_decision(path: str) -> bool:
            return is_review(path) or places.is_deciding(path)

        seen = tuple(current.values())
        known = tuple(item for item in seen if item.sha is not None)
        decisions = tuple(item for item in known if is_decision(item.path))
        reviewed = tuple(item for item in decisions if is_review(item.path))
        handed_in = tuple((kind(item.path), item) for item in known if not is_decision(item.path))
        return cls(
            forms=tuple(item for what, item in handed_in if what == FORM),
            others=tuple(item for what, item in handed_in if what == ATTACHMENT),
            waiting=tuple(item for item in seen if item.held),
            deciding=tuple(
                item for item in decisions if not is_review(item.path) and kind(item.path) == FORM
            ),
            reviewing=tuple(item for item in reviewed if kind(item.path) == FORM),
            scans=tuple(
                item for item in decisions if places.is_deciding(item.path) and is_picture_of_form(item.path)
            ),
            withheld=tuple(item for item in seen if item.held in _TOLD and is_review(item.path)),
            past=tuple(item for item in past if kind(item.path) == FORM and not is_decision(item.path)),
        )

    def around(self, districts: Collection[str]) -> Files:
        """The files that what these districts' files come to depends on.

        Those in their folders, in no district's, which may belong to one by its address, and
        those of the bureau's review.
        """

        def near(items: Iterable[_Lying]) -> tuple[_Lying, ...]:
            return tuple(item for item in items if (places.district_folder(item.path)[0] or "") in wanted)

        wanted = frozenset(("", *districts))
        return replace(
            self,
            forms=near(self.forms),
            others=near(self.others),
            waiting=near(self.waiting),
            deciding=near(self.deciding),
            scans=near(self.scans),
            past=near(self.past),
        )

    @property
    def contents(self) -> tuple[str, ...]:
        """The hashes of the contents that may hold forms, or did, each once, in the order of the paths."""
        standing = (item.sha for item in (*self.forms, *self.deciding, *self.reviewing) if item.sha)
        return tuple(dict.fromkeys((*standing, *(item.sha for item in self.past))))


@dataclass(frozen=True, slots=True)
class Opened:
    """The inbox with what its files hold, and what the archives in it do (by the archive's path)."""

    files: tuple[Item, ...]
    inside: Mapping[str, tuple[Item, ...]]

    @classmethod
    def of(cls, files: Files, outcomes: Mapping[str, Held], ignored: Callable[[str], bool]) -> Opened:
        found: list[Item] = []
        inside: dict[str, tuple[Item, ...]] = {}
        for seen in files.forms:
            outcome = outcomes[seen.sha or ""]
            item = Item(seen.path, "", seen.sha or "", seen.since, None)
            if isinstance(outcome, Archive):
                known = unpacked(item, outcome, lambda member: outcomes.get(member.sha), ignored)
                inside[seen.path] = tuple(known)
                # An archive without a form is like a file without one.
                found.append(item if _holds(inside[seen.path]) else replace(item, outcome=_NO_FORM))
            else:
                found.append(replace(item, outcome=outcome))
        return cls(tuple(found), inside)

    def holds_form(self, item: Item) -> bool:
        """Whether there is a form in a file, or in the archive that it is."""
        return isinstance(item.outcome, Reading) or _holds(self.inside.get(item.path, ()))

    def spread(self, paths: Iterable[str]) -> tuple[str, ...]:
        """These attachments, archives among them by what is in them."""
        found: list[str] = []
        for path in paths:
            known = self.inside.get(path)
            found += [inner.shown for inner in known] if known else [path]
        return tuple(found)


def _holds(items: Iterable[Item]) -> bool:
    return any(isinstance(item.outcome, Reading) for item in items)


def entries(files: Files, opened: Opened, library: Library) -> tuple[Entry, ...]:
    """An entry for each form and for each file that should be one.

    A Word or Excel file, or an archive, without a form is an attachment beside a form, else
    a problem; a letter of recommendation is neither.
    """
    holding = [item.path for item in opened.files if opened.holds_form(item)]
    without = [item.path for item in opened.files if item.outcome == _NO_FORM]
    attached = attach(holding, (*without, *(item.path for item in files.others)), is_shared=places.is_shared)
    alone = frozenset(attached.alone)
    numbers = _list_numbers(library)

    def is_known(path: str) -> bool:
        return places.is_letter(path) or places.is_list(path, numbers)

    found: list[Entry] = []
    for item in opened.files:
        beside = opened.spread(attached.by_form.get(item.path, ()))
        inside = opened.inside.get(item.path, ())
        told = tuple(of_archive(inside, beside, library))
        found += told
        if isinstance(item.outcome, Reading):
            found += of_reading(source_of(item), item.outcome, beside, library)
        elif isinstance(item.outcome, Problem) and not told:
            is_told = item.outcome != _NO_FORM or (item.path in alone and not places.is_letter(item.path))
            found += [_unreadable(item, item.outcome)] if is_told else []
    for seen in files.others:
        if seen.path in alone and is_picture_of_form(seen.path) and not is_known(seen.path):
            found.append(_problem(seen, "picture-alone"))
        elif seen.path in alone and is_shortcut(seen.path):
            found.append(_problem(seen, "not-a-file"))
    found += [
        _problem(seen, seen.held)
        for seen in files.waiting
        if seen.held in _TOLD and seen not in files.withheld
    ]
    return tuple(found)


def withheld(files: Files) -> tuple[Entry, ...]:
    """Why files of the bureau's review are not read, an entry each."""
    return tuple(_problem(seen, seen.held) for seen in files.withheld)


def deciding(
    decisions: tuple[Seen, ...],
    outcomes: Mapping[str, Held],
    library: Library,
    ignored: Callable[[str], bool],
    odd: Problem,
) -> tuple[Entry, ...]:
    """An entry for each sheet and list, and for what can't be read, where districts or the bureau decide.

    ``odd``: what is wrong with a file that holds no form at all.
    """
    found: list[Entry] = []
    for item in Opened.of(Files(decisions, (), ()), outcomes, ignored).files:
        if isinstance(item.outcome, Reading):
            found += of_reading(source_of(item), item.outcome, (), library)
        else:  # nothing is attached here: what is no sheet, an archive too, is in its place by mistake
            found.append(_unreadable(item, odd if item.outcome in (None, _NO_FORM) else item.outcome))
    return tuple(found)


def past(
    files: Files, outcomes: Mapping[str, Held], library: Library, ignored: Callable[[str], bool]
) -> Iterator[Past]:
    """The forms that lay in the inbox once; what has no form is not remembered."""
    for item in files.past:
        alone = Files((Seen(item.path, item.sha, item.since),), (), ())
        for entry in entries(alone, Opened.of(alone, outcomes, ignored), library):
            if entry.record is not None:
                yield Past(entry, item.until, item.by is not None)


def gone_before(gone: Iterable[Past], standing: Iterable[Entry], library: Library) -> Iterator[Past]:
    """Those of the forms that have gone which a form with errors may have taken the place of, checked."""
    faulty = {
        (entry.record.form, normal(entry.unit))
        for entry in standing
        if entry.record and any(finding.severity == "error" for finding in entry.findings)
    }
    for one in gone:
        if one.entry.record and (one.entry.record.form, normal(one.entry.unit)) in faulty:
            yield replace(one, entry=checked_entry(one.entry, library))


def of_archive(inside: Sequence[Item], beside: Sequence[str], library: Library) -> Iterator[Entry]:
    """An entry for each form in an archive, and for each member that can't be read.

    What else is in it is attached to the forms nearest to it, what lies beside it to all.
    """
    forms = [item for item in inside if isinstance(item.outcome, Reading)]
    others = [item.member for item in inside if item.outcome in (None, _NO_FORM)]
    attached = attach_inside([item.member for item in forms], others)
    for item in inside:
        if isinstance(item.outcome, Reading):
            mine = (*beside, *(f"{item.path}/{member}" for member in attached[item.member]))
            yield from of_reading(source_of(item), item.outcome, mine, library)
        elif item.outcome not in (None, _NO_FORM):
            yield _unreadable(item, item.outcome)


def letters(files: Files, opened: Opened) -> frozenset[str]:
    """The districts whose letter of recommendation is there."""
    without_form = [item.path for item in opened.files if not opened.holds_form(item)]
    paths = (*without_form, *(seen.path for seen in files.others))
    return frozenset(
        district for path in paths if places.is_letter(path) and (district := places.district_folder(path)[0])
    )


def scanned_lists(files: Files, library: Library) -> frozenset[str]:
    """The districts whose own list of cases is there as a scan."""
    numbers = _list_numbers(library)
    paths = [seen.path for seen in (*files.scans, *files.others) if is_picture_of_form(seen.path)]
    return frozenset(
        district
        for path in paths
        if places.is_list(path, numbers) and (district := places.district_folder(path)[0])
    )


def _list_numbers(library: Library) -> tuple[str, ...]:
    return tuple(form.definition.number for form in library.forms if form.definition.purpose == "summary")


def of_reading(
    source: Source, reading: Reading, attachments: Sequence[str], library: Library
) -> Iterator[Entry]:
    """An entry for each form of a file, with its district, not checked yet."""
    for record in reading.records:
        form = library.form(record.form)
        district = places.district_of(
            source.folder_district, record, form, PurePosixPath(source.shown).name, reading.headings
        )
        yield Entry(
            source,
            record,
            district,
            attachments=tuple(attachments),
            format=reading.format,
            changes=reading.changes,
            unit=str(record.value(form.role("name")) or "").strip(),
        )


def checked_entry(entry: Entry, library: Library, lists: Lists = _NO_LISTS) -> Entry:
    """The entry with what its form's checks find; pictures attached count for those of photos.

    ``lists``: who may apply.
    """
    given = given_of(entry)
    return replace(entry, findings=Checker(library, lists)(given)) if given else entry


def given_of(entry: Entry) -> Given | None:
    """What the checks of an entry's form are given; None where it has none."""
    if entry.record is None:
        return None
    return Given(entry.record, entry.source.folder_district, sum(map(is_picture, entry.attachments)))


def source_of(item: Item) -> Source:
    """Where an item is, with the district of the folders around it."""
    district = places.district_folder(places.unpacked(item.shown))[0]
    return Source(item.path, item.member, item.sha, item.since, district)


def _unreadable(item: Item, problem: Problem) -> Entry:
    source = source_of(item)
    return Entry(source, problem, source.folder_district)


def _problem(seen: Seen, code: str) -> Entry:
    return _unreadable(Item(seen.path, "", seen.sha or "", seen.since, None), Problem(code))
