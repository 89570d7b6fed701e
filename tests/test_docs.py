"""What the pages say of commands, checks, roles and settings is so."""

from __future__ import annotations

import ast
import importlib.util
import re
import tomllib
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from typer.main import get_command

from pipeline import checks
from pipeline.cli import app
from pipeline.config import Config
from pipeline.forms.definition import ROLES, Definition
from pipeline.model import STATES

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


# --- pages of the project as a whole ---------------------------------------------------

ROOT = DOCS.parent
CODE = ("pipeline", "tests", "bench", "scripts", "examples")
PAGES = sorted((*ROOT.glob("*.md"), *DOCS.glob("*.md"), *ROOT.glob("examples/**/*.md")))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def table(text: str, head: str) -> list[list[str]]:
    """The cells of the rows of the table whose head begins with these words."""
    rows = text[text.index(f"| {head} |") :].split("\n\n", maxsplit=1)[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_what_a_page_links_to_is_there(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)", path.read_text(encoding="utf-8"))
    for link, anchor in links:
        if "://" not in link:
            target = path.parent / link if link else path
            assert target.exists(), link
            found = headings(target.resolve().relative_to(ROOT).as_posix()) if anchor else ()
            assert not anchor or anchor in {slug(heading) for heading in found}, f"{link}#{anchor}"


def slug(heading: str) -> str:
    """What a link to a heading says of it."""
    return re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-"))


def test_what_a_docstring_cites_can_be_opened() -> None:
    cited = [one for folder in CODE for file in sorted((ROOT / folder).rglob("*.py")) for one in cites(file)]
    assert len({page_ for _, page_, _ in cited}) > 5
    for where, page_, heading in cited:
        assert (ROOT / page_).is_file(), f"{where} cites {page_}"
        assert not heading or heading in headings(page_), f'{where} cites "{heading}" of {page_}'


def cites(file: Path) -> Iterator[tuple[str, str, str]]:
    """The pages that a module's docstrings name, with each heading in quotes behind it or ``""``."""
    text = file.read_text(encoding="utf-8")
    if ".md" not in text:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            told = " ".join((ast.get_docstring(node) or "").split())
            for found in re.finditer(r'([\w./-]+\.md)\b(?:``)?((?:(?:,| and| \(|, and)? ?"[^"]+")*)', told):
                where = f"{file.relative_to(ROOT).as_posix()}:{getattr(node, 'lineno', 1)}"
                yield where, found[1], ""
                yield from ((where, found[1], heading) for heading in re.findall(r'"([^"]+)"', found[2]))


@cache
def headings(page_: str) -> frozenset[str]:
    found = re.findall(r"^#+ (.+)$", (ROOT / page_).read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset(heading.replace("`", "") for heading in found)


def test_the_layers_told_are_those_that_are_checked() -> None:
    told = [re.findall(r"`(\w+)`", cells[0]) for cells in table(page("architecture.md"), "layer")]
    (contract,) = PROJECT["tool"]["importlinter"]["contracts"]
    assert told == [re.findall(r"\w+", layer) for layer in contract["layers"]]


def test_each_library_has_its_reason_and_its_licence() -> None:
    rows = table(page("architecture.md"), "library")
    told = {name.lower() for cells in rows for name in cells[0].split(", ")}
    assert told == {re.split(r"[<>=]", one)[0].lower() for one in PROJECT["project"]["dependencies"]}
    assert all(len(cells) == 4 and cells[3] for cells in rows)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_commands_told_are_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", text)) <= targets
    for code in re.findall(r"`([^`]+)`", re.sub(r"^ *```.*?```", "", text, flags=re.MULTILINE | re.DOTALL)):
        words = code.replace(",", " ").split()
        if len(words) < 2 or words[0].rpartition("/")[2] != "casebook" or words[1].startswith("-"):
            continue
        known = commands().get(words[1])
        assert known is not None, code
        assert {word.partition("=")[0] for word in words if word.startswith("--")} <= known, code


def test_the_interface_tells_every_command_and_every_state_of_a_case() -> None:
    text = page("interface.md")
    told = {word for cells in table(text, "command") for word in re.findall(r"[a-z]+", cells[0])}
    assert set(commands()) <= told
    assert {state for cells in table(text, "state") for state in cells[0].split(", ")} == set(STATES)


@cache
def commands() -> dict[str, set[str]]:
    """The options of each command, those of the commands below it included."""
    return {name: set(options(command)) for name, command in below(get_command(app)).items()}


def options(command: Any) -> Iterator[str]:
    yield "--help"
    for option in command.params:
        yield from option.opts
    for inner in below(command).values():
        yield from options(inner)


def below(command: Any) -> dict[str, Any]:
    return getattr(command, "commands", {})


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_settings_told_are_there(path: Path) -> None:
    tables = "|".join(name for name, one in Config.model_fields.items() if fields(one.annotation))
    told = re.findall(rf"`((?:{tables})\.(?!docx|toml|xlsx)[a-z_]+)`", path.read_text(encoding="utf-8"))
    for table_, name in (setting.split(".") for setting in told):
        assert name in fields(Config.model_fields[table_].annotation), f"{table_}.{name}"


def fields(annotation: object) -> Collection[str]:
    """The settings of a table of `config.toml`; none of anything else."""
    is_table = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return annotation.model_fields if is_table else ()
