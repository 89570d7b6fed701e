"""Check the examples: codes, lengths, addresses, figures that fit, pictures that are what the truth says.

`python check_examples.py GBT4754.tsv` (columns code and name). Opens the written files only to compare the
hashes of their pictures with the truth; prints every fault and exits with 1 if there is any.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

INBOX = Path(__file__).parent.parent / "inbox"
ROOM = 12_000_000
PHONE = re.compile(r"(1[3-9]\d{9}|020-[2-9]\d{7})(、(1[3-9]\d{9}|020-[2-9]\d{7}))*")
MAIL = re.compile(r"[\w.-]+@[\w.-]*example\.(com|cn|com\.cn)")


def main() -> None:
    """Check all and say what is wrong."""
    rows = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    industries = dict(row.split("\t")[:2] for row in rows)
    faults: list[str] = []
    pictures: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    texts: Counter[str] = Counter()
    for path in sorted(INBOX.rglob("*.truth.json")):
        said = json.loads(path.read_text(encoding="utf-8"))
        source = path.with_name(path.name.removesuffix(".truth.json"))
        wrong: list[str] = []
        for record in said["records"]:
            kinds[f"{record['form']} {source.suffix}"] += 1
            findings.update(said["findings"])
            wrong += _record(record, industries, bool(said["findings"]))
            photos = _photos(record["fields"])
            pictures.update(photo["sha256"] for photo in photos)
            wrong += _media(source, photos)
            texts.update(_sentences(record["fields"]))
        faults += [f"{source.relative_to(INBOX)}: {fault}" for fault in wrong]
    faults += [f"picture {sha} stands {count} times" for sha, count in pictures.items() if count > 1]
    faults += [f"{count} times: {text}" for text, count in texts.items() if count > 1]
    size = sum(
        path.stat().st_size
        for path in INBOX.parent.rglob("*")
        if path.is_file() and not {"node_modules", "forms"} & set(path.parts)
    )
    faults += [f"{size} bytes are too many"] if size > ROOM else []
    print(dict(kinds), dict(findings), f"{len(pictures)} pictures, {size / 1e6:.2f} MB", sep="\n")
    print(*faults, sep="\n")
    sys.exit(bool(faults))


def _record(record: dict[str, Any], industries: dict[str, str], faulty: bool) -> list[str]:
    fields = record["fields"]
    wrong = []
    if record["district"] not in fields["address"]:
        wrong.append("the address is in another district")
    for part in fields["phone"], fields["email"]:
        if not (PHONE.fullmatch(part) or MAIL.fullmatch(part)):
            wrong.append(f"what is {part}?")
    for key in ("industry_division", "industry_class"):
        given = fields.get(key)
        if given and industries.get(given["code"]) != given["name"] and not faulty:
            wrong.append(f"{given} is no industry")
    if "industry_class" in fields and not fields["industry_class"]["code"].startswith(
        fields["industry_division"]["code"]
    ):
        wrong.append("class outside its division")
    if not 150 <= len(fields["profile"]) <= 290 and not faulty:
        wrong.append(f"profile of {len(fields['profile'])} characters")
    if not faulty:
        wrong += [
            f"{key} is empty" for key, value in fields.items() if value in ("", []) and key != "case_photos"
        ]
        wrong += (
            ["too few photos"] if len(fields.get("photos", ())) < 3 and record["form"] != "annex3" else []
        )
        wrong += _figures(fields.get("projects", ()))
    if not 3 <= len(_photos(fields)) <= 6:
        wrong.append(f"{len(_photos(fields))} pictures")
    return wrong


def _figures(projects: list[dict[str, Any]]) -> list[str]:
    wrong = []
    for project in projects:
        payback = project["investment"] / project["benefit"]
        if not 0.5 <= payback <= 10:
            wrong.append(f"{project['title']}: paid back in {payback:.1f} years")
        energy, carbon = project["energy_saved"]["amount"], project["carbon_cut"]["amount"]
        if energy and carbon and not 1.5 <= carbon / energy <= 4.4:
            wrong.append(f"{project['title']}: {carbon / energy:.2f} t of carbon a tonne of coal")
    return wrong


def _photos(fields: dict[str, Any]) -> list[dict[str, Any]]:
    photos = [*fields.get("photos", ()), *fields.get("case_photos", ())]
    return photos + [photo for project in fields.get("projects", ()) for photo in project["photos"]]


def _media(source: Path, photos: list[dict[str, Any]]) -> list[str]:
    with zipfile.ZipFile(source) as package:
        names = [name for name in package.namelist() if "/media/" in name]
        there = {sha256(package.read(name)).hexdigest() for name in names}
    wrong = [
        f"picture {photo['sha256'][:8]} is not in the file"
        for photo in photos
        if photo["sha256"] not in there
    ]
    wrong += ["a picture is narrow" for photo in photos if photo["width"] < 1200]
    return wrong + (["pictures nobody knows of"] if len(there) != len(photos) else [])


def _sentences(fields: dict[str, Any]) -> list[str]:
    texts = [fields.get(key, "") for key in ("profile", "highlights", "results", "significance")]
    for project in fields.get("projects", ()):
        texts += [project["content"], project["other_benefits"]]
    sentences = [sentence for text in texts for sentence in re.split("[。；\n]", text) if len(sentence) > 14]
    return [
        *sentences,
        fields["name"],
        fields["email"],
        fields["phone"],
        fields["contact"] or fields["name"] + "?",
    ]


if __name__ == "__main__":
    main()
