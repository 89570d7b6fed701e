"""The cells of a blank, piece by piece: tags, boxes, hints and words.

Reading and filling both see a blank through these pieces. Source: ``docs/forms.md``,
"What a tag means by where it stands".
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.forms.model import BOXES, Segment, Slot
from pipeline.model import Block, Cell, Grid, Paragraph

# What the blank leaves to be written over behind a tag: a date without figures, a line.
_WRITTEN_OVER = re.compile(r"[\s_＿﹍]*(?:年[\s_＿]*月(?:[\s_＿]*日)?[\s_＿]*|[_＿﹍]{2,}\s*)")
# Where an option's name ends: not at a space between Latin letters or figures (ISO 9001).
_NAME_ENDS = re.compile(r"[（()）：:_＿]|\s{2,}|\s(?![A-Za-z0-9])|(?<![A-Za-z0-9])\s")
_ASKED = re.compile(r"([^，,；;：:_＿\s]+)[，,；;][^，,；;：:_＿\s]+[：:]?\s*[_＿]{2,}")  # 否，理由：____
_PIECES = re.compile(rf"\{{\{{\s*(?P<tag>[\w.]+)\s*\}}\}}|(?P<box>[{BOXES}])")


def tags(words: str) -> list[str]:
    """The keys tagged in a text, in order."""
    return [found["tag"] for found in _PIECES.finditer(words) if found["tag"]]


def runs(blocks: Iterable[Block]) -> Iterator[Grid | tuple[Block, ...]]:
    """The tables of a blank, and what stands outside of them between each two."""
    run: list[Block] = []
    for block in blocks:
        if not isinstance(block, Grid):
            run.append(block)
            continue
        if run:
            yield tuple(run)
        run = []
        yield block
    if run:
        yield tuple(run)


def is_tagged(run: Iterable[Block]) -> bool:
    """Whether answers are asked for in what stands outside of the tables."""
    return any(isinstance(block, Paragraph) and tags(block.text) for block in run)


def segments(paragraph: Paragraph) -> tuple[Segment, ...]:
    """A paragraph of a blank as tags, boxes, hints and words, in order; nothing is lost."""
    found: list[Segment] = []
    edges = sorted({0, len(paragraph.text), *(edge for span in paragraph.hints for edge in span)})
    tags = list(_PIECES.finditer(paragraph.text))
    inside = [(piece.start(), piece.end()) for piece in tags]
    edges = [edge for edge in edges if not any(start < edge < end for start, end in inside)]
    for start, end in itertools.pairwise(edges):
        hint = any(first <= start and end <= last for first, last in paragraph.hints)
        at = start
        for piece in tags:
            if piece.start() < start or piece.end() > end:
                continue
            if hint and piece["box"]:
                continue  # a box within a hint is part of the hint
            if piece.start() > at:
                found.append(Segment("hint" if hint else "text", paragraph.text[at : piece.start()]))
            found.append(Segment("tag", piece[0], piece["tag"]) if piece["tag"] else Segment("box", piece[0]))
            at = piece.end()
        if at < end:
            found.append(Segment("hint" if hint else "text", paragraph.text[at:end]))
    return tuple(found)


def is_written_over(piece: Segment) -> bool:
    """Whether a piece of a blank is written over by the answer before it: ``年 月 日``, a line."""
    return piece.kind == "hint" and bool(_WRITTEN_OVER.fullmatch(piece.text))


def slot(cell: Cell) -> Slot:
    """A cell of a blank by its segments; each hint knows the tag that it is for."""
    return Slot(cell, annotated([block for block in cell.blocks if isinstance(block, Paragraph)]))


def annotated(paragraphs: Iterable[Paragraph]) -> tuple[tuple[Segment, ...], ...]:
    """The segments of a cell's paragraphs; each hint and box knows the field that it is for."""
    return _boxed(_owned([_written_over(segments(paragraph)) for paragraph in paragraphs]))


def _written_over(pieces: Sequence[Segment]) -> tuple[Segment, ...]:
    """``年 月 日`` and a line behind a tag are printed only while it is empty: they are hints."""
    return tuple(
        replace(piece, kind="hint")
        if piece.kind == "text" and before.kind == "tag" and _WRITTEN_OVER.fullmatch(piece.text)
        else piece
        for before, piece in zip((Segment("text", ""), *pieces), pieces, strict=False)
    )


def _owned(paragraphs: Sequence[tuple[Segment, ...]]) -> list[tuple[Segment, ...]]:
    """Gives hints the key of the tag after them, or of the cell's last; boxes that of the tag before."""
    keys = [segment.key for paragraph in paragraphs for segment in paragraph if segment.kind == "tag"]
    position = 0

    def owned(segment: Segment) -> Segment:
        nonlocal position
        if segment.kind == "tag":
            position += 1
        elif segment.kind == "hint" and keys:
            at = position - 1 if _WRITTEN_OVER.fullmatch(segment.text) and position else position
            return replace(segment, key=keys[min(at, len(keys) - 1)])
        elif segment.kind == "box" and keys:
            return replace(segment, key=keys[max(position - 1, 0)])
        return segment

    return [tuple(owned(segment) for segment in paragraph) for paragraph in paragraphs]


def _boxed(paragraphs: list[tuple[Segment, ...]]) -> tuple[tuple[Segment, ...], ...]:
    """Gives each box the option that it ticks: ``绿色工厂`` or, in its bracket, ``绿色工厂/国家级``."""
    option, depth = "", 0

    def boxed(segment: Segment, following: str) -> Segment:
        nonlocal option, depth
        if segment.kind == "text":
            depth += len(re.findall("[（(]", segment.text)) - len(re.findall("[）)]", segment.text))
        if segment.kind != "box":
            return segment
        told = following.strip()
        asked = _ASKED.match(told)
        name = (asked[1] if asked else _NAME_ENDS.split(told, maxsplit=1)[0]).strip("，,；;、。")
        if depth > 0 and option:
            return replace(segment, option=f"{option}/{name}")
        option = name
        return replace(segment, option=name)

    return tuple(
        tuple(
            boxed(segment, paragraph[at + 1].text if at + 1 < len(paragraph) else "")
            for at, segment in enumerate(paragraph)
        )
        for paragraph in paragraphs
    )
