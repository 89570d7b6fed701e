"""The truth beside an example: what was put in, in the shape that a reader of the form must give back.

It is made from the content alone; no written file is opened for it.
"""

from __future__ import annotations

from typing import Any

from content import Amount, Filled, Project, pictures, plain
from grid import Picture
from notice import PROJECT_OPTIONS

FINDINGS = {
    "contact-blank": ["field-missing"],
    "hint-only": ["field-missing"],
    "two-photos": ["photos-too-few"],
    "name-of-another-code": ["industry-name-mismatch"],
    "no-tick": ["choice-missing"],
    "range": ["number-unreadable"],
    "long-profile": ["text-too-long"],
    "no-significance": ["field-missing"],
    "": [],
}
NOT_A_FORM: dict[str, Any] = {"error": "not-a-form", "records": []}


def truth(form: Filled) -> dict[str, Any]:
    """The records and findings that the file of `form` must give."""
    record: dict[str, Any] = {"form": f"annex{form.annex}", "district": form.district}
    record["fields"] = _projects_fields(form) if form.annex == 3 else _case_fields(form)
    record["raw"] = {
        f"projects[{at}].investment": project.investment_typed
        for at, project in enumerate(form.projects)
        if project.investment is None and project.investment_typed
    }
    return {"records": [record], "findings": FINDINGS[form.fault]}


def _case_fields(form: Filled) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": form.texts["name"], "category": list(form.category)}
    if form.annex == 1:
        fields |= _codes(form)
    fields |= {key: form.texts[key] for key in ("contact", "phone", "address", "email", "profile")}
    fields["photos"] = [photo(picture) for picture in form.photos]
    fields["case_title"] = form.texts["title"]
    fields |= {key: plain(blocks) for key, blocks in form.parts.items()}
    fields["case_photos"] = [photo(p) for blocks in form.parts.values() for p in pictures(blocks)]
    return fields


def _projects_fields(form: Filled) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": form.texts["name"], **_codes(form)}
    fields |= {key: form.texts[key] for key in ("contact", "phone", "address", "email", "profile")}
    fields["projects"] = [_project(project) for project in form.projects]
    return fields


def _codes(form: Filled) -> dict[str, Any]:
    return {
        f"industry_{key}": dict(zip(("code", "name"), form.codes[key], strict=True))
        for key in ("division", "class")
    }


def _project(project: Project) -> dict[str, Any]:
    return {
        "title": project.title,
        "category": sorted(project.category, key=PROJECT_OPTIONS.index),
        "content": plain(project.content),
        "photos": [photo(picture) for picture in pictures(project.content)],
        "investment": project.investment,
        "benefit": project.benefit,
        **{key: _amount(amount) for key, amount in project.amounts.items()},
        "other_benefits": project.other_benefits,
    }


def _amount(amount: Amount) -> dict[str, Any]:
    return {"amount": amount.amount, "unit": amount.unit, "note": amount.note}


def photo(picture: Picture) -> dict[str, Any]:
    return {
        "sha256": picture.sha256,
        "width": picture.width,
        "height": picture.height,
        "media_type": picture.media_type,
    }
