"""Whether notes can be put into a package as it is: reading passes over parts that editing needs.

Word and Excel would not open most of what is unsound here, or only after a repair.
"""

from __future__ import annotations

from pipeline.office.comment import active, vml
from pipeline.office.package import TYPES, Package
from pipeline.problems import Unreadable


def changes(package: Package) -> tuple[str, ...]:
    """How a copy of a package differs, of `CHANGES`: one that is unsound is written anew."""
    acting = active.acting(package)
    return active.codes(acting) if is_sound(package, acting) else ("copied",)


def is_sound(package: Package, acting: active.Acting) -> bool:
    """Whether the parts that notes go into, and those that name what acts, are what they should be."""
    try:
        package.check(TYPES)
        for owner in active.owners(package, acting):
            package.xml(owner)
        named = dict.fromkeys(
            (relation.kind, relation.target)
            for part in dict.fromkeys((package.main, *_sheets(package)))
            for relation in package.relations(part).values()
            if not relation.external and relation.target in package
        )
        for kind, target in named:  # each part once, however often it is named
            if kind == "comments":
                package.xml(target)
            elif kind == "vmlDrawing" and not vml.is_vml(package.read(target)):
                return False
    except Unreadable:
        return False
    return True


def _sheets(package: Package) -> list[str]:
    relations = package.relations(package.main).values()
    return [
        relation.target for relation in relations if relation.kind == "worksheet" and not relation.external
    ]
