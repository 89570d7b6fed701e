"""Every mistake in a form or its definition is named at its place, and nothing else is."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.table import _Cell
from typer.testing import CliRunner

from pipeline.batch import templates
from pipeline.cli import app
from pipeline.messages import Messages
from pipeline.mistakes import ENGLISH
from pipeline.problems import TemplateError

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "templates"

Change = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The templates that come with the program, to be spoilt."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "templates"))


@pytest.fixture
def other_call(tmp_path: Path) -> Path:
    """Templates with the forms of another call, to be spoilt."""
    shutil.copytree(SHIPPED, tmp_path / "templates", ignore=shutil.ignore_patterns("forms"))
    shutil.copytree(ROOT / "examples" / "forms" / "forms", tmp_path / "templates" / "forms")
    return tmp_path / "templates"


def word(old: str, new: str, form: str = "annex1") -> Change:
    """Words of a form's Word file replaced, the first time that they stand in one run."""

    def change(folder: Path) -> None:
        path = folder / "forms" / f"{form}.docx"
        document = docx.Document(str(path))
        cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
        texts = [text for holder in (document, *cells) for text in holder.paragraphs]
        run = next(run for paragraph in texts for run in paragraph.runs if old in run.text)
        run.text = run.text.replace(old, new, 1)
        document.save(str(path))

    return change


def cell(row: int, column: int, act: Callable[[_Cell], None], form: str = "annex1") -> Change:
    """Something done to a cell (zero-based) of a form's first table."""

    def change(folder: Path) -> None:
        path = folder / "forms" / f"{form}.docx"
        document = docx.Document(str(path))
        act(document.tables[0].cell(row, column))
        document.save(str(path))

    return change


def saying(words: str) -> Callable[[_Cell], None]:
    def change(found: _Cell) -> None:
        found.text = words

    return change


def styleless(found: _Cell) -> None:
    for paragraph in found.paragraphs:
        for run in paragraph.runs:
            run.style = None


def toml(old: str, new: str, form: str = "annex1") -> Change:
    """Words of a form's definition replaced, the first time that they stand there."""

    def change(folder: Path) -> None:
        path = folder / "forms" / f"{form}.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def gone(name: str) -> Change:
    return lambda folder: (folder / "forms" / name).unlink()


def added_row(folder: Path) -> None:
    """A row with a label and an empty cell below the first form's table."""
    path = folder / "forms" / "annex1.docx"
    document = docx.Document(str(path))
    table = document.tables[0]
    row = copy.deepcopy(table.rows[7]._tr)
    table._tbl.append(row)
    label, answer = table.rows[-1].cells[0], table.rows[-1].cells[-1]
    label.text, answer.text = "备注", ""
    document.save(str(path))


def answer_of_list(folder: Path) -> None:
    """A row with an answer that has the list's own name, above the list."""
    path = folder / "forms" / "annex3.docx"
    document = docx.Document(str(path))
    above = document.tables[0].rows[4]
    above._tr.addnext(copy.deepcopy(above._tr))
    label, answer = document.tables[0].rows[5].cells[0], document.tables[0].rows[5].cells[-1]
    label.text, answer.text = "项目情况", "{{ projects }}"
    document.save(str(path))


MISTAKES: dict[str, tuple[Change, str]] = {
    "a tag misspelt": (
        word("{{ email }}", "{{ emial }}"),
        "annex1.docx 表1 第5行 第4列：未知字段 {{ emial }}，是否为 email？",
    ),
    "a column's tag misspelt": (
        word("{{ projects.benefit }}", "{{ projects.benfit }}", "annex3"),
        "annex3.docx 表1 第7行 第5列：未知字段 {{ projects.benfit }}，是否为 projects.benefit？",
    ),
    "a tag named like a list": (
        answer_of_list,
        "annex3.docx 表1 第6行 第2列：{{ projects }} 与列表 {{ projects.",
    ),
    "a tag forgotten": (
        word("{{ case_title }}", "某案例"),
        "annex1.toml [fields.case_title]：字段 case_title 在 annex1.docx 中没有标签",
    ),
    "a tag without its second brace": (
        word("{{ contact }}", "{{ contact }}{{ other }"),
        "annex1.docx 表1 第4行 第2列：“{{ other }”不是完整的标签",
    ),
    "a tag in full-width braces": (
        word("{{ contact }}", "{{ contact }}｛｛ other ｝｝"),
        "annex1.docx 表1 第4行 第2列：“｛｛ other ｝｝”不是完整的标签",
    ),
    "a tag with a space in its key": (
        word("{{ contact }}", "{{ contact }}{{ the other }}"),
        "annex1.docx 表1 第4行 第2列：“{{ the other }}”不是完整的标签",
    ),
    "a statement of the template language": (
        word("{{ contact }}", "{{ contact }}{% if x %}"),
        "annex1.docx 表1 第4行 第2列：“{% if x %}”不是完整的标签",
    ),
    "a tag outside the table": (
        word("附件1", "附件1 {{ note }}"),
        "annex1.docx：标签 {{ note }} 不在表格内",
    ),
    "a label taken out": (
        word("联系人", ""),
        "annex1.docx 表1 第4行 第2列：{{ contact }} 的左边、上边和前面都没有栏目名称",
    ),
    "two labels alike": (
        word("电子邮箱", "地址"),
        "annex1.docx 表1 第5行 第4列：email 与 address 的栏目名称“地址”相同",
    ),
    "a variant that is another field's label": (
        toml('labels = ["邮箱", ', 'labels = ["联系人", '),
        "annex1.docx 表1 第5行 第4列：email 与 contact 的栏目名称“联系人”相同",
    ),
    "two columns with one head": (
        cell(5, 4, saying("项目投资（万元）"), "annex3"),
        "annex3.docx 表1 第7行 第5列：projects.benefit 与 projects.investment 的栏目名称“项目投资(万元)”相同",
    ),
    "two indicators with one label": (
        cell(7, 5, saying("年节能量（tce）"), "annex3"),
        "annex3.docx 表1 第8行 第7列：projects.water_saved 与 projects.energy_saved 的栏目名称",
    ),
    "two headings alike": (
        toml('"取得的主要成效", ', '"借鉴意义", "取得的主要成效", '),
        "annex1.docx 表1 第9行 第2列：significance 与 results 的小标题“借鉴意义”相同",
    ),
    "a heading taken out": (
        word("2. 主要成效", ""),
        "annex1.docx 表1 第9行 第2列：{{ results }} 前面没有小标题，与 {{ highlights }} 无法分开",
    ),
    "a level without a box": (
        word("□国家级", "国家级"),
        "annex1.docx 表1 第2行 第2列：“国家级”前面没有方框",
    ),
    "boxes without a tag": (
        cell(3, 0, saying("联系人 □甲 □乙")),
        "annex1.docx 表1 第4行 第1列：这一格有方框而没有标签",
    ),
    "a choice without options": (
        toml("[fields.contact]", '[fields.contact]\ntype = "choice"'),
        "annex1.docx 表1 第4行 第2列：选择项 contact 没有带方框的选项",
    ),
    "a hint without the style": (
        cell(5, 1, styleless),
        "annex1.docx 表1 第6行 第2列：“（包括企业基本信息",
    ),
    "an answer cell without a tag": (
        added_row,
        "annex1.docx 表1 第10行 第2列：“备注”旁的空格没有标签",
    ),
    "a role misspelt": (
        toml('title = "case_title"', 'titel = "case_title"'),
        "annex1.toml [roles] titel：没有“titel”这个作用，是否为 title？",
    ),
    "a role that is missing": (
        toml('name = "name"\n', ""),
        "annex1.toml [roles]：没有指定哪个字段的作用是 name。",
    ),
    "a role of a field that isn't there": (
        toml('title = "case_title"', 'title = "case_title"\ninvestment = "yearly"'),
        "annex1.toml [roles] investment：字段 yearly 在 annex1.docx 中没有标签",
    ),
    "a check misspelt": (
        toml('check = "max-characters"', 'check = "max-charcters"'),
        "annex1.toml [[checks]] 8：没有名为 max-charcters 的校验，是否为 max-characters？",
    ),
    "a check of a field that isn't there": (
        toml('fields = ["profile"]', 'fields = ["sketch_of_it"]'),
        "annex1.toml [[checks]] 8：字段 sketch_of_it 在 annex1.docx 中没有标签",
    ),
    "a check without a field": (
        toml('fields = ["profile"]', "fields = []"),
        "annex1.toml [[checks]] 8：校验 max-characters 没有写明字段。",
    ),
    "a check without its limit": (
        toml("limit = 300\n", ""),
        "annex1.toml [[checks]] 8：校验 max-characters 没有写明 limit。",
    ),
    "a section that the summary doesn't have": (
        toml('direction = "绿色制造"', 'direction = "绿色制照"'),
        "annex1.toml direction：汇总表中没有“绿色制照”这一部分，这份表的案例列不进汇总表，是否为 绿色制造？",
    ),
    "a form of no section": (
        toml('direction = "绿色制造"', ""),
        "annex1.toml direction：缺少这个设置，请补上。",
    ),
    "a check without a message": (
        toml(
            "“{label}”按 Word 或 WPS 的字数统计为 {words} 字（逐个字符计算为 {characters} 字），"
            "超过 {limit} 字，请精简到 {limit} 字以内。",
            "",
        ),
        "annex1.toml [[checks]] 8：校验 max-characters 没有写明提示语。",
    ),
    "a placeholder that nothing fills": (
        toml("为 {words} 字", "为 {word} 字"),
        "annex1.toml [[checks]] 8：校验 max-characters 中的 {word} 没有可以替换的内容。",
    ),
    "braces that don't match": (
        toml("为 {words} 字", "为 {words 字"),
        "annex1.toml [[checks]] 8：校验 max-characters 的文字中花括号不成对",
    ),
    "a setting misspelt": (
        toml('labels = ["邮箱"', 'lables = ["邮箱"'),
        "annex1.toml [fields.email] lables：没有这个设置，是否为 labels？",
    ),
    "a check's setting misspelt": (
        toml("limit = 300", "limits = 300"),
        "annex1.toml [[checks]] 8 limits：没有这个设置，是否为 limit？",
    ),
    "a setting of the wrong kind": (
        toml("limit = 300", 'limit = "three"'),
        "annex1.toml [[checks]] 8 limit：这里要写数字，不要加引号",
    ),
    "a quotation mark forgotten": (
        toml('id = "annex1"', 'id = "annex1'),
        "annex1.toml：文件不符合 TOML 格式",
    ),
    "the definition missing": (gone("annex1.toml"), "annex1.docx：缺少同名的 annex1.toml"),
    "the Word file missing": (gone("annex1.docx"), "annex1.toml：缺少同名的 annex1.docx"),
    "the Word file broken": (
        lambda folder: (folder / "forms" / "annex1.docx").write_bytes(b"PK\x03\x04 broken"),
        "annex1.docx：文件无法读取",
    ),
    "an id given twice": (
        toml('id = "annex2"', 'id = "annex1"', "annex2"),
        "annex2.toml id：id “annex1”与 annex1.toml 重复",
    ),
}


def without_label(found: _Cell) -> None:
    found.text = ""


OTHER_MISTAKES: dict[str, tuple[Change, str]] = {
    "two rows of figures with one label": (
        cell(8, 1, saying("取水量"), "water"),
        "water.docx 表1 第9行 第4列：unit_intake_2021 与 intake_2021 的栏目名称“取水量”相同",
    ),
    "two columns of figures for one year": (
        cell(6, 4, saying("2021年度"), "water"),
        "water.docx 表1 第8行 第5列：intake_2022 与 intake_2021 的栏目名称“2021年",
    ),
    "a row of figures without a label": (
        cell(9, 1, without_label, "water"),
        "water.docx 表1 第10行 第4列：{{ reuse_2021 }} 的左边、上边和前面都没有栏目名称",
    ),
    "a heading outside the tables taken out": (
        word("二、主要做法", "", "envoy"),
        "envoy.docx：标签 {{ practice }} 不在表格内，上方没有单独一段的小标题",
    ),
    "two headings outside the tables alike": (
        word("三、取得成效", "三、主要做法", "envoy"),
        "envoy.docx 正文：outcome 与 practice 的小标题“主要做法”相同",
    ),
    "the colon before a tag forgotten": (
        word("推荐单位（盖章）：", "推荐单位（盖章）", "envoy"),
        "envoy.docx 表1 第6行 第1列：sponsor 与 awards 的栏目名称“获奖情况(如有)”相同",
    ),
    "one label twice with nothing to tell which": (
        word("传真", "电话", "specialised"),
        "specialised.docx 表1 第5行 第2列：fax 与 phone 的栏目名称“电话”相同",
    ),
    "a box with no option behind it": (
        word("{{ listed }}□是", "{{ listed }}□", "specialised"),
        "specialised.docx 表1 第15行 第2列：选择项 listed 没有带方框的选项",
    ),
    "two choices in one cell": (
        word("{{ listed }}", "{{ listed }}{{ extra }}", "specialised"),
        "specialised.docx 表1 第15行 第2列：extra 与 listed 在同一格内，其中有方框，无法分开",
    ),
    "a text in the line of the boxes": (
        cell(14, 1, saying("{{ listed }}□是 □否 上市时间：{{ since }}年"), "specialised"),
        "specialised.docx 表1 第15行 第2列：since 与 listed 在同一格内，其中有方框，无法分开",
    ),
    "one thing where several are meant": (
        toml('facts = ["envoy", "served"]', 'facts = "envoy"', "envoy"),
        "envoy.toml [casebook] facts：这里要写几项，请放在方括号中",
    ),
    "a condition on a field that isn't there": (
        toml('when = { field = "listed"', 'when = { field = "on_the_exchange"', "specialised"),
        "specialised.toml [[checks]] 3 when：字段 on_the_exchange 在 specialised.docx 中没有标签",
    ),
    "a condition on an option that isn't there": (
        toml('field = "listed", is = "否"', 'field = "listed", is = "没有"', "specialised"),
        "specialised.toml [[checks]] 3：校验 choice-made：选择项 listed 没有“没有”这个选项",
    ),
    "a category of a field that isn't there": (
        toml('category = "{level}节水标杆企业"', 'category = "{grade_of_it}节水标杆企业"', "water"),
        "water.toml [summary] category：字段 grade_of_it 在 water.docx 中没有标签",
    ),
    "braces of a category that don't match": (
        toml('category = "{level}节水标杆企业"', 'category = "{level节水标杆企业"', "water"),
        "water.toml [summary] category：设置的内容不对",
    ),
    "a short fact of a field that isn't there": (
        toml('facts = ["envoy", "served"]', 'facts = ["envoy", "place_of_service"]', "envoy"),
        "envoy.toml [casebook]：字段 place_of_service 在 envoy.docx 中没有标签",
    ),
}


@pytest.mark.parametrize("name", OTHER_MISTAKES)
def test_a_mistake_in_another_call_is_named_at_its_place_and_nothing_else_is(
    other_call: Path, name: str
) -> None:
    change, said = OTHER_MISTAKES[name]
    change(other_call)
    _, mistakes = templates.inspect(other_call)
    words = Messages.load(other_call).lint
    lines = [mistake.say(words) for mistake in mistakes]
    assert len(lines) == 1, lines
    assert lines[0].startswith(said) and not lines[0].endswith(("。。", "？。")), lines


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_at_its_place_and_nothing_else_is(folder: Path, name: str) -> None:
    change, said = MISTAKES[name]
    change(folder)
    _, mistakes = templates.inspect(folder)
    words = Messages.load(folder).lint
    lines = [mistake.say(words) for mistake in mistakes]
    assert len(lines) == 1, lines
    assert lines[0].startswith(said) and not lines[0].endswith(("。。", "？。")), lines


def test_the_templates_that_come_with_the_program_have_none() -> None:
    assert templates.inspect(SHIPPED)[1] == ()
    assert templates.inspect(SHIPPED, ROOT / "examples" / "forms" / "forms")[1] == ()


def test_every_mistake_is_said_in_both_languages(folder: Path) -> None:
    assert set(Messages.load(folder).lint) == set(ENGLISH)


def test_all_mistakes_at_once(folder: Path) -> None:
    names = (
        "a tag misspelt",
        "a role misspelt",
        "a check misspelt",
        "an id given twice",
        "a level without a box",
    )
    for name in names:
        MISTAKES[name][0](folder)
    _, mistakes = templates.inspect(folder)
    said = "\n".join(mistake.say(Messages.load(folder).lint) for mistake in mistakes)
    assert len(mistakes) == len(names)
    assert all(MISTAKES[name][1] in said for name in names)


def test_a_form_with_a_mistake_is_not_used(folder: Path) -> None:
    MISTAKES["a tag misspelt"][0](folder)
    with pytest.raises(
        TemplateError, match=r"annex1.docx 表1 第5行 第4列: unknown field \{\{ emial \}\}; is email meant"
    ):
        templates.load(folder)


def test_the_command_says_it_in_chinese_or_english(folder: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[paths]\ntemplates = "templates"\n', encoding="utf-8")
    lint = ["forms", "lint", "--config", str(config)]
    assert CliRunner().invoke(app, lint).exit_code == 0
    MISTAKES["a hint without the style"][0](folder)
    warned = CliRunner().invoke(app, lint)
    assert "没有使用“提示”样式" in warned.stdout
    assert warned.exit_code == 0  # something to look at
    MISTAKES["a tag misspelt"][0](folder)
    failed = CliRunner().invoke(app, [*lint, "--lang", "en"])
    assert "annex1.docx 表1 第5行 第4列: unknown field {{ emial }}; is email meant?" in failed.stdout
    assert failed.exit_code == 1
