"""Check the other call's copies: codes, numbers that are nobody's, shares that add up, pictures.

`python check_foreign.py GBT4754.tsv` (columns code and name). Prints every fault, and exits with 1 if there
is any.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

from check_examples import MAIL, PHONE

INBOX = Path(__file__).parent.parent / "forms" / "inbox"
ROOM = 2_500_000
NUMBERS = ("phone", "mobile", "legal_mobile", "fax")


def main() -> None:
    """Check all and say what is wrong."""
    rows = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    industries = dict(row.split("\t")[:2] for row in rows)
    faults: list[str] = []
    unique: Counter[str] = Counter()
    for path in sorted(INBOX.rglob("*.truth.json")):
        (record,) = json.loads(path.read_text(encoding="utf-8"))["records"]
        source = path.with_name(path.name.removesuffix(".truth.json"))
        fields = record["fields"]
        pictures = [picture["sha256"] for key in ("photos", "case_photos") for picture in fields.get(key, ())]
        wrong = [*_said(fields, industries), *_shares(fields), *_pictures(source, pictures)]
        if record["district"] not in fields.get("address", record["district"]):
            wrong.append("the address is in another district")
        faults += [f"{source.relative_to(INBOX)}: {fault}" for fault in wrong]
        unique.update(pictures)
        unique.update(fields[key] for key in (*NUMBERS, "name", "email", "credit_code") if fields.get(key))
    faults += [f"{count} times: {said}" for said, count in unique.items() if count > 1]
    size = sum(path.stat().st_size for path in INBOX.parent.rglob("*") if path.is_file())
    faults += [f"{size} bytes are too many"] if size > ROOM else []
    print(f"{size / 1e6:.2f} MB", *faults, sep="\n")
    sys.exit(bool(faults))


def _said(fields: dict[str, Any], industries: dict[str, str]) -> list[str]:
    """Telephone numbers, addresses and codes that aren't what they should be."""
    said = [fields[key] for key in NUMBERS if fields.get(key)]
    wrong = [f"what is {text}?" for text in said if not PHONE.fullmatch(text)]
    if "email" in fields and not MAIL.fullmatch(fields["email"]):
        wrong.append(f"what is {fields['email']}?")
    industry = fields.get("industry")
    if industry and industries.get(industry["code"]) != industry["name"]:
        wrong.append(f"{industry} is no industry")
    return wrong


def _shares(fields: dict[str, Any]) -> list[str]:
    """Figures of a year that can't be true together."""
    wrong = []
    for year in (2022, 2023):
        if "revenue_2022" not in fields:
            break
        share = 100 * fields[f"research_{year}"] / fields[f"revenue_{year}"]
        if abs(share - fields[f"research_share_{year}"]) > 0.06:
            wrong.append(f"research of {year} is {share:.2f} %")
        if fields[f"main_revenue_{year}"] > fields[f"revenue_{year}"]:
            wrong.append(f"more main revenue than revenue in {year}")
    sold = sum(product["sales"] for product in fields.get("products", ()))
    if sold > fields.get("main_revenue_2023", sold):
        wrong.append(f"products sold for {sold}")
    return wrong


def _pictures(source: Path, wanted: list[str]) -> list[str]:
    """Pictures whose bytes a document no longer holds; an old one keeps them within others."""
    if not is_zipfile(source):
        return []
    with ZipFile(source) as package:
        names = [name for name in package.namelist() if "/media/" in name]
        there = {sha256(package.read(name)).hexdigest() for name in names}
    return [f"picture {sha[:8]} is not in the file" for sha in wanted if sha not in there]


if __name__ == "__main__":
    main()
