"""What the pages say of commands, checks, roles and settings is so."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

from pipeline import checks
from pipeline.forms.definition import ROLES, Definition

DOCS = Path(__file__).parents[1] / "docs"
FORMS_PAGES = ("forms.md", "forms.zh-CN.md")


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMS_PAGES)
def test_each_check_is_told_with_its_placeholders(name: str) -> None:
    rows = dict(re.findall(r"^\| (`[a-z`, -]+`) \|.*?\|(.*)\|$", page(name), re.MULTILINE))
    told = {
        check: set(re.findall(r"`{(\w+)}`", placeholders))
        for checks_, placeholders in rows.items()
        for check in re.findall(r"`([a-z-]+)`", checks_)
        if check in checks.known()
    }
    assert told == {check: set(checks.placeholders(check)) for check in checks.known()}


@pytest.mark.parametrize("name", FORMS_PAGES)
def test_each_role_and_setting_of_a_definition_is_told(name: str) -> None:
    told = set(re.findall(r"`\[?\[?(\w+)", page(name)))
    assert set(ROLES) <= told
    assert set(Definition.model_fields) <= told


@pytest.mark.parametrize("name", FORMS_PAGES)
def test_the_definitions_shown_are_right(name: str) -> None:
    shown = re.findall(r"```toml\n(.*?)```", page(name), re.DOTALL)
    whole, check = (tomllib.loads(re.sub(r"^ {3}", "", text, flags=re.MULTILINE)) for text in shown)
    assert Definition.model_validate(whole).roles["title"] == "case_title"
    assert Definition.model_validate({**whole, **check}).checks[0].limit == 300


def test_the_page_of_rules_is_what_the_definitions_say() -> None:
    path = DOCS.parent / "scripts" / "rules.py"
    spec = importlib.util.spec_from_file_location("rules", path)
    assert spec is not None
    assert spec.loader is not None
    rules = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rules)
    assert page("rules.md") == rules.page(), "run python scripts/rules.py"
