"""Changes after which a file says the same: what isn't an answer, and how a zip or a text is put together."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from lxml import etree

from tests.fuzz import raw, trees, zipped
from tests.fuzz.trees import W
from tests.hostile import zips
from tests.hostile.zips import Entry

_NO_ANSWERS = (
    "docProps/", "word/theme/", "xl/theme/", "word/webSettings.xml", "word/fontTable.xml", "xl/printerSettings/", "xl/calcChain.xml",
    "customXml/",
)  # fmt: skip
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def beside_the_answers(random: Random, data: bytes) -> bytes:
    """A part that holds no answer is garbage, or gone."""
    members = zipped.entries(data)
    places = [at for at, one in enumerate(members or ()) if one.name.startswith(_NO_ANSWERS)]
    if not members or not places:
        return data
    at = random.choice(places)
    if random.random() < 0.3:
        del members[at]
    else:
        members[at] = replace(members[at], data=raw.anywhere(random, members[at].data))
    return zipped.packed(members)


def packed_otherwise(random: Random, data: bytes) -> bytes:
    """The same members in another order, packed otherwise, with a member that nobody knows."""
    members = zipped.entries(data)
    if not members:
        return data
    first, *rest = members
    random.shuffle(rest)
    members = [replace(one, method=random.choice((zips.STORED, zips.DEFLATED))) for one in (first, *rest)]
    if random.random() < 0.5:
        members.insert(
            random.randrange(1, len(members) + 1),
            Entry(f"unknown/{random.getrandbits(64):x}.bin", random.randbytes(50)),
        )
    return zipped.packed(members)


@trees.in_tree
def _runs(random: Random, root: trees.Element) -> None:
    texts = [
        node
        for node in root.iter(f"{{{W}}}t")
        if node.text and len(node.text) > 1 and trees.parent_of(node).tag == f"{{{W}}}r"
    ]
    for node in random.sample(texts, min(len(texts), random.choice((1, 5, 50)))):
        run = trees.parent_of(node)
        if run.getparent() is None or len(run.findall(f"{{{W}}}t")) != 1 or run[-1] is not node:
            continue
        text, cut = node.text or "", random.randrange(1, len(node.text or ""))
        second = etree.Element(f"{{{W}}}r")
        properties = run.find(f"{{{W}}}rPr")
        if properties is not None:
            second.append(etree.fromstring(etree.tostring(properties)))
            second[0].tail = None
        other = etree.SubElement(second, f"{{{W}}}t")
        node.text, other.text = text[:cut], text[cut:]
        node.set(_SPACE, "preserve")
        other.set(_SPACE, "preserve")
        run.addnext(second)
        mark = etree.Element(f"{{{W}}}{random.choice(('proofErr', 'bookmarkEnd', 'lastRenderedPageBreak'))}")
        if not mark.tag.endswith("Break"):
            run.addnext(mark)


def typed_in_pieces(random: Random, data: bytes) -> bytes:
    """Runs of a Word text are cut in two, with a spelling mark or the end of a bookmark between."""
    return _runs(random, data) if zipped.entries(data) else data
