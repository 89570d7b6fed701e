"""The hunt: mutate, judge, keep what is wrong, make it smaller; and once in a while print what was read.

All is drawn from the seed: the same seed gives the same inputs, in the same order.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from pipeline import work
from tests.fuzz import harmless, judge, press, raw, seeds, trees, zipped
from tests.fuzz.judge import Judge, Task, Verdict
from tests.fuzz.raw import Change
from tests.fuzz.seeds import Seed

_BYTES: tuple[Change, ...] = (raw.anywhere, raw.anywhere, raw.spliced)
_ZIP: tuple[Change, ...] = (
    zipped.dropped, zipped.doubled, zipped.swapped, zipped.renamed, zipped.misdescribed, zipped.damaged, zipped.reencoded,
    zipped.crossed, zipped.nested, zipped.ended,
)  # fmt: skip
_TREE: tuple[Change, ...] = (
    trees.deleted, trees.unwrapped, trees.multiplied, trees.moved, trees.exchanged, trees.wrapped, trees.retagged,
    trees.attribute, trees.attribute, trees.worded, trees.spanned, trees.referred,
)  # fmt: skip
_HARMLESS: tuple[Change, ...] = (harmless.beside_the_answers, harmless.packed_otherwise)
_OLE: tuple[Change, ...] = (raw.sectors, raw.streams, raw.streams, raw.streams)
_CHANGES: dict[str, tuple[tuple[Change, ...], ...]] = {
    **dict.fromkeys(("docx", "xlsx"), (_BYTES, _ZIP, _ZIP, _TREE, _TREE, _TREE, _TREE)),
    **dict.fromkeys(("doc", "xls", "locked"), (_BYTES, _OLE, _OLE)),
    **dict.fromkeys(("html", "mhtml", "package", "Workbook"), (_BYTES, (raw.markup,), (raw.markup,))),
    "rtf": (_BYTES, (raw.controls,)),
    "zip": (_BYTES, _ZIP, _ZIP),
    "7z": (_BYTES, (raw.header,), (raw.header,)),
}
_LEVELS = {
    **dict.fromkeys((*_BYTES, *_OLE, raw.header, raw.markup, raw.controls), "bytes"),
    **dict.fromkeys(_ZIP, "zip"), **dict.fromkeys(_TREE, "tree"),
    **dict.fromkeys((*_HARMLESS, harmless.typed_in_pieces), "harmless"),
}  # fmt: skip

ROUND = 64
_LARGEST = 4_000_000


@dataclass(frozen=True, slots=True)
class Input:
    """A seed and what is done to it, one after the other: each a change and its own seed."""

    seed: Seed
    steps: tuple[tuple[Change, int], ...]

    def data(self) -> bytes:
        """The mutated file's bytes."""
        data = self.seed.data
        for change, number in self.steps:
            changed = change(Random(number), data)
            data = changed if len(changed) <= _LARGEST else data
        return data

    @property
    def is_harmless(self) -> bool:
        return bool(self.steps) and all(_LEVELS[change] == "harmless" for change, _ in self.steps)

    @property
    def levels(self) -> frozenset[str]:
        return frozenset(_LEVELS[change] for change, _ in self.steps)

    def __str__(self) -> str:
        done = ", ".join(f"{change.__name__}({number})" for change, number in self.steps)
        return f"{self.seed.name}: {done}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was wrong, of which input, and where it is kept."""

    said: str
    file: Path
    how: str


@dataclass(slots=True)
class Tally:
    """What a hunt did."""

    inputs: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    copies: int = 0
    printed: int = 0
    documents: int = 0
    slowest: tuple[float, str] = (0.0, "")
    findings: list[Finding] = field(default_factory=list)


def draw(random: Random) -> Input:
    """An input: mostly one change, sometimes many on top of each other."""
    kind = random.choices(list(seeds.WEIGHTS), list(seeds.WEIGHTS.values()))[0]
    seed = random.choice(seeds.all_of(kind))
    if kind in ("docx", "xlsx") and random.random() < 0.08:
        changes = [*_HARMLESS, *([harmless.typed_in_pieces] if kind == "docx" else [])]
        return Input(
            seed,
            tuple((random.choice(changes), random.getrandbits(32)) for _ in range(random.choice((1, 2, 3)))),
        )
    count = random.choice((1, 1, 1, 2, 3, 8))
    drawn = (random.choice(random.choice(_CHANGES[kind])) for _ in range(count))
    return Input(seed, tuple((change, random.getrandbits(32)) for change in drawn))


@dataclass(slots=True)
class Hunt:
    """One hunt. ``kept``: the folder for what is found; ``together``: how many files are printed at once."""

    random: Random
    kept: Path
    together: int = 24
    tell: Callable[[str], None] = lambda line: None
    tally: Tally = field(default_factory=Tally)
    _answers: dict[str, str] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def run(self, *, seconds: float = 0, inputs: int = 0, pressed: int = 30) -> Tally:
        """Until so many seconds are over or so many inputs were judged.

        ``pressed``: after how many rounds what was read is printed, 0: never.
        """
        asked = Judge(judge.tools())
        until = time.monotonic() + seconds
        with tempfile.TemporaryDirectory(prefix="fuzz-") as name, work.Pool() as pool:
            doing = _Round(self, Path(name), asked, pool)
            rounds, readable = 0, []
            while (inputs and self.tally.inputs < inputs) or (seconds and time.monotonic() < until):
                count = min(ROUND, inputs - self.tally.inputs) if inputs else ROUND
                readable += doing.judged([draw(self.random) for _ in range(count)])
                rounds += 1
                if pressed and rounds % pressed == 0:
                    self._print(readable)
                    readable = []
        return self.tally

    def _print(self, readable: Sequence[Input]) -> None:
        """Documents of some of the files that were read: all of them open."""
        some = self.random.sample(readable, min(self.together, len(readable)))
        with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
            folder = Path(name)
            said, documents = press.run(folder, [(one.seed.ending, one.data()) for one in some])
            self.tally.printed += len(some)
            self.tally.documents += documents
            for line in said:
                self.found(line, "\n".join(map(str, some)), folder / "inbox")

    def found(self, said: str, how: str, what: bytes | Path, ending: str = "") -> None:
        """Keep what is wrong, once for each thing that can be said."""
        if said in self._seen:
            return
        self._seen.add(said)
        self.kept.mkdir(parents=True, exist_ok=True)
        file = self.kept / f"{len(list(self.kept.iterdir())):03d}{ending}"
        if isinstance(what, bytes):
            file.write_bytes(what)
        else:
            shutil.copytree(what, file)
        self.kept.joinpath(f"{file.name}.txt").write_text(f"{said}\n{how}\n", encoding="utf-8")
        self.tally.findings.append(Finding(said, file, how))
        self.tell(f"{file}: {said}")


@dataclass(frozen=True, slots=True)
class _Round:
    """Judges inputs, some at a time: in one worker, which is replaced where it ends."""

    hunt: Hunt
    folder: Path
    asked: Judge
    pool: work.Pool

    def judged(self, inputs: Sequence[Input]) -> list[Input]:
        """Count what becomes of these; those that can be read."""
        tasks = [self._task(number, one) for number, one in enumerate(inputs)]
        readable = []
        for (task, verdict), one in zip(self.pool.map(self.asked, tasks, judge.LIMITS), inputs, strict=True):
            self._count(one, task, verdict)
            for said in self._wrong(one, task, verdict):
                self._keep(said, one, task)
            if isinstance(verdict, Verdict) and verdict.code == "read":
                readable.append(one)
            task.path.unlink()
        left = sorted(path.name for path in self.folder.iterdir())
        if left:
            self.hunt.found(f"left over: {left}", "", self.folder)
        return readable

    def _task(self, number: int, one: Input) -> Task:
        path = self.folder / f"{number:02d}{one.seed.ending}"
        path.write_bytes(one.data())
        random = self.hunt.random
        with_office = one.seed.kind == "rtf" or (one.seed.kind == "doc" and random.random() < 0.03)
        return Task(path, copied=random.random() < 0.25, with_office=with_office)

    def _count(self, one: Input, task: Task, verdict: Verdict | object) -> None:
        tally = self.hunt.tally
        tally.inputs += 1
        tally.kinds[one.seed.kind] += 1
        tally.levels.update(one.levels)
        tally.codes[verdict.code if isinstance(verdict, Verdict) else "broken"] += 1
        tally.copies += task.copied and isinstance(verdict, Verdict) and verdict.code == "read"
        if isinstance(verdict, Verdict):
            tally.slowest = max(tally.slowest, (verdict.seconds, str(one)))

    def _wrong(self, one: Input, task: Task, verdict: object) -> Iterator[str]:
        assert not isinstance(verdict, Exception)
        yield from judge.wrong(verdict)  # type: ignore[arg-type]  # a verdict or a problem
        if (
            one.is_harmless
            and isinstance(verdict, Verdict)
            and verdict.answers != self._expected(one.seed, task)
        ):
            yield f"a harmless change changed what is read: {', '.join(sorted({c.__name__ for c, _ in one.steps}))}"

    def _expected(self, seed: Seed, task: Task) -> str:
        """What the seed itself reads as."""
        known = self.hunt._answers
        if seed.name not in known:
            known[seed.name] = self._verdict(Input(seed, ()), task).answers
        return known[seed.name]

    def _verdict(self, one: Input, task: Task) -> Verdict:
        path = task.path.with_name(f"again{one.seed.ending}")
        path.write_bytes(one.data())
        again = Task(path, task.copied, task.with_office)
        ((_, found),) = self.pool.map(self.asked, [again], judge.LIMITS)
        path.unlink()
        return found if isinstance(found, Verdict) else Verdict("broken", wrong=judge.wrong(found))

    def _keep(self, said: str, one: Input, task: Task) -> None:
        """Without the changes that it does not take."""
        if said in self.hunt._seen:
            return
        steps = one.steps
        for step in one.steps:
            fewer = Input(one.seed, tuple(other for other in steps if other is not step))
            if said in self._again(fewer, task):
                steps = fewer.steps
        smallest = Input(one.seed, steps)
        self.hunt.found(
            said,
            f"{smallest}\ncopied {task.copied}, LibreOffice {task.with_office}",
            smallest.data(),
            one.seed.ending,
        )

    def _again(self, one: Input, task: Task) -> list[str]:
        verdict = self._verdict(one, task)
        return list(self._wrong(one, task, verdict)) if verdict.code != "broken" else list(verdict.wrong)
