"""What all sheets of a workbook share."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.office.excel import images, strings, styles
from pipeline.office.package import Package, Relation
from pipeline.office.parsing import Element
from pipeline.office.pictures import Pictures
from pipeline.office.tally import Tally


class Workbook:
    """A workbook's strings, styles and pictures in cells."""

    def __init__(self, package: Package, root: Element, relations: Mapping[str, Relation]) -> None:
        """``root`` and ``relations``: of the main part. Raises `Unreadable`."""
        parts = {relation.kind: relation.target for relation in relations.values() if not relation.external}
        self.package = package
        self.tally = Tally(package.limits)
        self.pictures = Pictures(package)
        self.strings = strings.shared(package, parts.get("sharedStrings", ""))
        self.styles = styles.read(package, root, parts)
        self.by_name = images.in_wps_cells(
            package, parts.get("cellImage", "xl/cellimages.xml"), self.pictures
        )
        self.by_value = images.in_cells(package, parts, self.pictures)
