"""Comments in a Word document (ECMA-376 Part 1, 17.13.4)."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from pipeline.office.comment.anchors import Anchors
from pipeline.office.comment.note import By, Note
from pipeline.office.comment.parts import Parts, rooted
from pipeline.office.parsing import Element, integer
from pipeline.office.word.names import P_PR, R_, P, T, W

_COMMENTS, _COMMENT = f"{W}comments", f"{W}comment"
_START, _END, _REFERENCE = f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference"
_ID = f"{W}id"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def add(parts: Parts, notes: Sequence[Note], by: By) -> None:
    """Adds a comment for each note; those in the document are kept, and not made twice.

    Raises `Unreadable`.
    """
    main = parts.package.main
    body = parts.root(main).find(f"{W}body")
    if body is None or not notes:
        return
    anchors = Anchors(parts.package, body)
    comments = _comments(parts, main)
    marks = (node for root in (comments, body) for node in root.iter(_COMMENT, _START, _REFERENCE))
    number = max((integer(node.get(_ID)) for node in marks), default=-1)
    said = {node.get(_ID): _said(node) for node in comments.iter(_COMMENT)}
    for note in notes:
        paragraph = anchors.paragraph(note.place)
        comment = _comment(note.text, str(number + 1), by)
        # A form that was corrected in the copy that went back has the comments of that round.
        if _said(comment) not in (said.get(node.get(_ID)) for node in paragraph.iter(_REFERENCE)):
            number += 1
            _tie(paragraph, str(number))
            comments.append(comment)


def _said(comment: Element) -> tuple[str | None, str]:
    """Who says what in a comment."""
    paragraphs = ("".join(map(str, line.itertext(T))) for line in comment.iter(P))
    return comment.get(f"{W}author"), "\n".join(paragraphs)


def _comments(parts: Parts, main: str) -> Element:
    """The root of the part of comments; a new one where the document has none."""
    for relation in parts.package.relations(main).values():
        if relation.kind == "comments" and not relation.external and relation.target in parts:
            return parts.root(relation.target)
    root = rooted(_COMMENTS, "w")
    folder, slash, _ = main.rpartition("/")
    parts.relate(main, "comments", parts.add(f"{folder}{slash}comments", ".xml", root, _TYPE))
    return root


def _tie(paragraph: Element, number: str) -> None:
    """A paragraph is what a comment is about; an empty one is its place."""
    first = 1 if len(paragraph) and paragraph[0].tag == P_PR else 0
    paragraph.insert(first, _marker(_START, number))
    paragraph.append(_marker(_END, number))
    run = etree.SubElement(paragraph, R_)
    run.append(_marker(_REFERENCE, number))


def _marker(tag: str, number: str) -> Element:
    return etree.Element(tag, {_ID: number})


def _comment(text: str, number: str, by: By) -> Element:
    comment = etree.Element(
        _COMMENT,
        {
            _ID: number,
            f"{W}author": by.author,
            f"{W}date": by.at.strftime("%Y-%m-%dT%H:%M:%SZ"),  # local time, as Word has it
            f"{W}initials": by.initials,
        },
    )
    for at, line in enumerate(text.split("\n")):
        paragraph = etree.SubElement(comment, P)
        if not at:
            etree.SubElement(etree.SubElement(paragraph, R_), f"{W}annotationRef")
        words = etree.SubElement(etree.SubElement(paragraph, R_), T)
        words.text = line
        words.set(_SPACE, "preserve")
    return comment
