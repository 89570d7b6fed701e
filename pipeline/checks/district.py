"""Checks of the district: district-agrees, district-known."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.subject import Spot, Subject, filled, finding, spots
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Finding
from pipeline.reference import districts


def district_agrees(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where an address lies in another district than its folder's.

    Placeholders ``{folder}``, ``{address_district}``.
    """
    folder = subject.folder_district
    for spot in filled(subject, definition):
        found = _told(spot)
        if folder and found and found != folder:
            yield finding(definition, spot, folder=folder, address_district=found)


def district_known(subject: Subject, definition: CheckDefinition) -> Iterator[Finding]:
    """Fires where neither the folder nor the address tells the district, an empty one included."""
    for spot in spots(subject, definition):
        if subject.folder_district is None and _told(spot) is None:
            yield finding(definition, spot)


def _told(spot: Spot) -> str | None:
    return districts.by_address(spot.shown)
