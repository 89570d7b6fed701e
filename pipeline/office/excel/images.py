"""Pictures that stand in cells: WPS's by their id, Excel's as the value of a cell.

Excel's way ([MS-XLSX], rich values): the cell names a metadata record, that a rich value,
whose structure says which of its values counts the picture's relation.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.model import Picture
from pipeline.office.excel.names import BLIP, C_NV_PR, R, S
from pipeline.office.package import Package, Relation
from pipeline.office.parsing import Element, integer
from pipeline.office.pictures import Pictures

_WPS_IMAGE = "{http://www.wps.cn/officeDocument/2017/etCustomData}cellImage"
_RICH = "{http://schemas.microsoft.com/office/spreadsheetml/2017/richdata}"
_RICH_2 = "{http://schemas.microsoft.com/office/spreadsheetml/2022/richvaluerel}"
_LOCAL = "_rvRel:LocalImageIdentifier"
_NAME = "XLRICHVALUE"


def in_wps_cells(package: Package, part: str, pictures: Pictures) -> dict[str, Picture]:
    """WPS's pictures in cells by their id (``xl/cellimages.xml``)."""
    if part not in package:
        return {}
    relations = package.relations(part)
    found = {}
    for node in package.xml(part).iter(_WPS_IMAGE):
        name = next(node.iter(C_NV_PR), None)
        blip = next(node.iter(BLIP), None)
        picture = _of(relations, blip.get(f"{R}embed", "") if blip is not None else "", pictures)
        if name is not None and picture is not None:
            found[name.get("name", "")] = picture
    return found


def in_cells(package: Package, parts: dict[str, str], pictures: Pictures) -> dict[int, Picture]:
    """Excel's pictures in cells by the number that a cell gives as ``vm``."""
    wanted = [
        parts.get(kind, "")
        for kind in ("sheetMetadata", "rdRichValue", "rdRichValueStructure", "richValueRel")
    ]
    if not all(part in package for part in wanted):
        return {}
    metadata, values, structures, links = (package.xml(part) for part in wanted)
    placed = _pictures_of_values(values, structures, links, package.relations(wanted[-1]), pictures)
    kinds = [node.get("name") for node in metadata.iterfind(f"{S}metadataTypes/{S}metadataType")]
    records = [
        integer(next((found.get("i") for found in block.iter(f"{_RICH}rvb")), None), -1)
        for future in metadata.iterfind(f"{S}futureMetadata")
        if future.get("name") == _NAME
        for block in future.iterchildren(f"{S}bk")
    ]
    found = {}
    for number, block in enumerate(metadata.iterfind(f"{S}valueMetadata/{S}bk"), 1):
        for record in block.iterchildren(f"{S}rc"):
            kind, index = integer(record.get("t")) - 1, integer(record.get("v"), -1)
            if 0 <= kind < len(kinds) and kinds[kind] == _NAME and 0 <= index < len(records):
                picture = placed.get(records[index])
                if picture is not None:
                    found[number] = picture
    return found


def _pictures_of_values(
    values: Element,
    structures: Element,
    links: Element,
    relations: Mapping[str, Relation],
    pictures: Pictures,
) -> dict[int, Picture]:
    ids = [node.get(f"{R}id", "") for node in links.iter(f"{_RICH_2}rel")]
    places = [
        next((at for at, key in enumerate(node.iterchildren(f"{_RICH}k")) if key.get("n") == _LOCAL), -1)
        for node in structures.iter(f"{_RICH}s")
    ]
    found = {}
    for number, value in enumerate(values.iter(f"{_RICH}rv")):
        structure = integer(value.get("s"), -1)
        place = places[structure] if 0 <= structure < len(places) else -1
        inner = [node.text for node in value.iterchildren(f"{_RICH}v")]
        link = integer(inner[place], -1) if 0 <= place < len(inner) else -1
        picture = _of(relations, ids[link], pictures) if 0 <= link < len(ids) else None
        if picture is not None:
            found[number] = picture
    return found


def _of(relations: Mapping[str, Relation], name: str, pictures: Pictures) -> Picture | None:
    relation = relations.get(name)
    return pictures.of_part(relation.target) if relation and not relation.external else None
