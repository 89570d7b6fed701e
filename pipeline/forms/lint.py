"""Do a form's Word file and its TOML agree? Every mistake at once, each at its place.

Source: ``docs/forms.md``, "What a tag means by where it stands". What is said here of a form holds before
anything is read with it: a form with an error is not used at all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from pydantic import ValidationError

from pipeline import office
from pipeline.forms import definition as definitions
from pipeline.forms import printed, settings
from pipeline.forms.definition import ROLES, Definition
from pipeline.forms.learn import form_of
from pipeline.forms.lists import is_attribute
from pipeline.forms.model import AnswerCell, BlockSpec, Form, Matrix, Segment, Slot
from pipeline.forms.segments import tags
from pipeline.forms.text import normal
from pipeline.mistakes import Mistake, mistake, nearest, suggestion
from pipeline.model import Document, Grid, Paragraph
from pipeline.problems import Unreadable

_MARKS = re.compile(r"[{｛]\s*[{｛%#][^{}｛｝]*[}｝]*|[}｝]\s*[}｝]|[%#]\s*[}｝]")
# What only a hint says in an answer cell: a long remark in brackets, or a request.
_HINT = re.compile(r"^\s*[（(][^（）()]{8,}[）)]\s*$|^\s*(?:填写格式|填写说明|请填写|填写)[：:]")
_REQUIRED = {
    "application": ("name", "title"),
    "summary": ("rows", "name", "title"),
    "review": ("rows", "number", "name", "title", "opinion"),
    "selection": ("rows", "number", "name", "title", "opinion", "rank"),
}


def lint(path: Path) -> tuple[Form | None, tuple[Mistake, ...]]:
    """The form of a Word file and the TOML beside it, as far as it can be learned, and its mistakes."""
    toml = path.with_suffix(".toml")
    definition, wrong = _definition(toml, path)
    try:
        blank = office.read(path)
    except (Unreadable, OSError) as error:
        return None, (*wrong, mistake("file-unreadable", path.name, detail=error))
    if definition is None:
        return None, (*wrong, *_malformed(blank, path))
    form = form_of(blank, definition, path)
    return form, (*wrong, *_mistakes(form, toml.name))


def _mistakes(form: Form, toml: str) -> Iterator[Mistake]:
    yield from _malformed(form.blank, form.path)
    yield from _keys(form, toml)
    for number, slots in enumerate(form.slots):
        for slot in slots:
            yield from _cell(form, slot, is_spare=slot.cell.row in _spare(form, number))
        yield from _untagged(form, number)
    for slot in form.texts:
        yield from _cell(form, slot)
    yield from _labels(form)
    for block in form.blocks:
        yield from _block(form, block)
    yield from _roles(form, toml)


# --- the definition ------------------------------------------------------------------


def _definition(toml: Path, path: Path) -> tuple[Definition | None, tuple[Mistake, ...]]:
    try:
        return definitions.load(toml), ()
    except FileNotFoundError:
        return None, (mistake("file-missing", path.name, name=toml.name),)
    except ValidationError as error:
        return None, tuple(settings.mistakes(error, toml.name, Definition))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return None, (mistake("toml-invalid", toml.name, detail=error),)


# --- tags ----------------------------------------------------------------------------


def _malformed(blank: Document, path: Path) -> Iterator[Mistake]:
    """What looks like a tag, or a piece of one, and is none."""
    for block in blank.blocks:
        if isinstance(block, Paragraph):
            yield from _broken(block, path, "")
        elif isinstance(block, Grid):
            for cell in block.cells:
                for inner in cell.blocks:
                    if isinstance(inner, Paragraph):
                        yield from _broken(inner, path, cell.place)


def _broken(paragraph: Paragraph, path: Path, where: object) -> Iterator[Mistake]:
    rest = paragraph.text
    for key in tags(paragraph.text):
        rest = re.sub(rf"\{{\{{\s*{re.escape(key)}\s*\}}\}}", "", rest, count=1)
    for found in _MARKS.finditer(rest):
        yield mistake("tag-malformed", path.name, where, text=found[0].strip())


def _keys(form: Form, toml: str) -> Iterator[Mistake]:
    """Tags that are no field: a list's name, one of the TOML's misspelt; and its fields without a tag."""
    tagged = {key: slot for slot in _slots(form) for key in slot.keys}
    blocks = {key.partition(".")[0]: key for key in tagged if "." in key}
    named = _named(form.definition)
    missing = {key: where for key, where in named.items() if key not in tagged and key not in blocks}
    for key, slot in tagged.items():
        owner = key.rpartition(".")[0]
        if is_attribute(key):
            if owner not in tagged:
                yield mistake("attribute-alone", form.path.name, slot.cell.place, key=key, field=owner)
            continue
        if key in blocks:
            yield mistake("key-of-list", form.path.name, slot.cell.place, key=key, other=blocks[key])
        if key in named:
            continue
        if meant := nearest(key, missing):
            yield mistake("tag-unknown", form.path.name, slot.cell.place, key=key, near=meant)
            del missing[meant]
    for key, where in missing.items():
        yield mistake("tag-missing", toml, where, key=key, name=form.path.name)


def _named(definition: Definition) -> dict[str, str]:
    """Every key that a definition names, with the first place where it does."""
    found: dict[str, str] = {}

    def name(where: str, keys: Iterable[str]) -> None:
        for key in filter(None, keys):
            found.setdefault(key, where)

    sections = {key for key, given in definition.fields.items() if given.type == "section"}
    for key in definition.fields.keys() - sections:
        name(f"[fields.{key}]", [key])
    name("cases", [definition.cases])
    for role, key in definition.roles.items():
        name(f"[roles] {role}", [key])
    for number, check in enumerate(definition.checks, 1):
        name(f"[[checks]] {number}", (*check.fields, *check.texts))
        name(f"[[checks]] {number} when", [check.when.field] if check.when else [])
    name("[summary] category", definition.summary.keys)
    name("[effect]", [definition.effect.sentences, *(part.field for part in definition.effect.parts)])
    printed = definition.casebook
    name(
        "[casebook]", [printed.profile, *printed.facts, *printed.sections, *printed.figures, *printed.photos]
    )
    return {key: where for key, where in found.items() if key not in sections}


# --- cells ---------------------------------------------------------------------------


def _cell(form: Form, slot: Slot, *, is_spare: bool = False) -> Iterator[Mistake]:
    file, where = form.path.name, slot.cell.place
    if slot.boxes and not slot.keys and not is_spare:
        yield mistake("box-without-tag", file, where)
    if slot.boxes and (mixed := _among_boxes(slot, is_cell=slot not in form.texts)):
        yield mistake("choices-together", file, where, key=mixed, other=slot.keys[0])
        return
    if slot.boxes:
        for text in _without_box(slot, slot.keys[0] if slot.keys else ""):
            yield mistake("option-without-box", file, where, text=text)
    for key in slot.keys:
        field = form.field(key)
        names = [option.name for option in field.options] if field is not None else []
        if field is not None and field.kind == "choice" and not (names and all(names)):
            yield mistake("options-missing", file, where, key=key)
    if slot.keys:
        for text in _unstyled(slot):
            yield Mistake("hint-unstyled", file, str(where), (("text", text),), "warning")


def _untagged(form: Form, number: int) -> Iterator[Mistake]:
    """Empty cells beside a label: a tag may have been forgotten. Spare rows are meant to be empty."""
    slots = form.slots[number]
    spare = _spare(form, number)
    ends = {
        (slot.cell.row, slot.cell.column + slot.cell.colspan): slot
        for slot in slots
        if not slot.keys and _words(slot)
    }
    for slot in slots:
        label = ends.get((slot.cell.row, slot.cell.column))
        if label is not None and slot.cell.row not in spare and not slot.keys and not _words(slot):
            values = (("label", _words(label)),)
            yield Mistake("cell-untagged", form.path.name, str(slot.cell.place), values, "warning")


def _spare(form: Form, number: int) -> set[int]:
    """The spare rows of a grid."""
    return {row for block in form.blocks if block.grid == number for row, _ in block.spare}


def _words(slot: Slot) -> str:
    return "".join(piece.text for paragraph in slot.paragraphs for piece in paragraph).strip()


def _among_boxes(slot: Slot, *, is_cell: bool) -> str:
    """The first tag behind a choice's that is neither apart from its boxes nor in a line with a label."""
    if not is_cell:
        return next(iter([key for key in slot.keys if slot.boxes_of(key)][1:]), "")
    labelled = printed.inline_labels(slot)
    apart = {
        piece.key
        for paragraph in slot.paragraphs
        if all(piece.kind != "box" for piece in paragraph)
        for piece in paragraph
        if piece.kind == "tag" and piece.key in labelled
    }
    return next((key for key in slot.keys[1:] if key not in apart or slot.boxes_of(key)), "")


def _without_box(slot: Slot, choice: str) -> Iterator[str]:
    """Words that stand among options, at the beginning of a bracket or of the cell, without a box."""
    before: Segment | None = None
    for segment in (piece for paragraph in slot.paragraphs for piece in paragraph):
        if segment.kind == "text":
            opened = re.search(r"[（(]\s*([^（()）\s]+)\s*$", segment.text)
            leading = "" if before is not None and before.kind == "box" else segment.text.strip()
            if opened:
                yield opened[1]
            elif leading and before is not None and before.kind == "tag" and before.key == choice:
                yield leading
        before = segment


def _unstyled(slot: Slot) -> Iterator[str]:
    for paragraph in slot.paragraphs:
        words = "".join(piece.text for piece in paragraph if piece.kind == "text")
        if len(paragraph) == 1 and _HINT.search(words):
            yield words.strip()


# --- labels --------------------------------------------------------------------------


def _labels(form: Form) -> Iterator[Mistake]:
    """Fields without a label, and fields that have the same one."""
    taken: dict[str, AnswerCell] = {}
    for cell in form.answers:
        where = _place(form, cell.keys[0])
        if cell.outside and not cell.inline:
            yield from _outside(form, cell)
        elif not cell.headed and not _is_labelled(form, cell.keys[0]):
            yield mistake("label-missing", form.path.name, where, key=cell.keys[0])
        for label in cell.labels:
            other = taken.setdefault(label, cell)
            if other is not cell and not (other.context or cell.context):
                names = {"key": cell.keys[0], "other": other.keys[0], "label": label}
                yield mistake("labels-alike", form.path.name, where, **names)
                break
        yield from _headings(form, cell, where)
    for matrix in form.matrices:
        yield from _crossing(form, matrix)


def _outside(form: Form, cell: AnswerCell) -> Iterator[Mistake]:
    """Tags outside of tables, where the paragraph above is the form's title or none."""
    title = normal(form.definition.title)
    for key in cell.keys:
        field, names = form.field(key), cell.headings.get(key, ())
        if field is not None and field.kind != "photos" and (not names or normal(names[0]) in title):
            yield mistake("tag-outside-table", form.path.name, key=key)


def _crossing(form: Form, matrix: Matrix) -> Iterator[Mistake]:
    """Rows or columns of a matrix that have the same label."""
    for axis, names in enumerate((matrix.lines, matrix.heads)):
        first = [
            next(key for place, key in matrix.keys.items() if place[axis] == at) for at in range(len(names))
        ]
        taken: dict[str, int] = {}
        told = matrix.told_by[axis]
        for at, labels in enumerate(names):
            groups = told[at][:1] if at < len(told) else ()
            alike = next(
                (label for label in labels if taken.setdefault("".join((*groups, label)), at) != at), None
            )
            if alike is not None:
                values = {"key": first[at], "other": first[taken["".join((*groups, alike))]], "label": alike}
                yield mistake("labels-alike", form.path.name, _place(form, first[at]), **values)


def _is_labelled(form: Form, key: str) -> bool:
    """Whether the blank itself prints a label: variants alone would name a field that nobody sees."""
    field = form.field(key)
    return field is not None and bool(field.labels[:1] and field.labels[0])


def _headings(form: Form, cell: AnswerCell, where: str) -> Iterator[Mistake]:
    """The texts of one cell are told apart by what stands before each."""
    texts = [key for key in cell.keys if (field := form.field(key)) and field.kind != "photos"]
    if len(texts) < 2 or any(field.boxed for key in texts if (field := form.field(key))):
        return
    taken: dict[str, str] = {}
    for number, key in enumerate(texts):
        headings = cell.headings.get(key, ())
        if not headings and number and not cell.outside and (cell.headings or cell.labels):
            yield mistake("heading-missing", form.path.name, where, key=key, other=texts[number - 1])
        for heading in headings:
            other = taken.setdefault(heading, key)
            if other != key:
                names = {"key": key, "other": other, "label": heading}
                yield mistake("headings-alike", form.path.name, where, **names)


def _block(form: Form, block: BlockSpec) -> Iterator[Mistake]:
    """Columns and indicators of a block, and whether its places can be told apart."""
    file = form.path.name
    if not any(block.columns.values()):
        where = _place(form, next(iter(block.columns), ""))
        yield mistake("block-unlabelled", file, where, block=block.name)
        return
    heads: dict[str, tuple[str, str]] = {}
    labelled = (*block.columns.items(), *((item.key, item.labels) for item in block.indicators))
    for key, labels in labelled:
        where = _place(form, key)
        if not _is_labelled(form, key):
            yield mistake("label-missing", file, where, key=key)
        for label in labels:
            other, at = heads.setdefault(label, (key, where))
            if at != where:  # fields of one cell share its head
                yield mistake("labels-alike", file, where, key=key, other=other, label=label)
                break
    sections = [section for _, _, section in block.groups]
    if len(set(sections)) < len(sections):
        yield mistake("block-ambiguous", file, _place(form, next(iter(block.columns))), block=block.name)


def _slots(form: Form) -> Iterable[Slot]:
    return chain(*form.slots, form.texts)


def _place(form: Form, key: str) -> str:
    """Where a field's tag stands, ``""`` where it has none."""
    found = (slot.cell.place for slot in _slots(form) if key in slot.keys)
    return str(next(found, ""))


def _roles(form: Form, toml: str) -> Iterator[Mistake]:
    definition = form.definition
    for role in definition.roles:
        if role not in ROLES:
            yield mistake("role-unknown", toml, f"[roles] {role}", role=role, **suggestion(role, ROLES))
    misspelt = {suggestion(role, ROLES).get("near") for role in definition.roles if role not in ROLES}
    for role in _REQUIRED[definition.purpose]:
        if role not in definition.roles and role not in misspelt:
            yield mistake("role-missing", toml, "[roles]", role=role)
