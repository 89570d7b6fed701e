"""Each check: when it fires, and when it leaves people alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import checks
from pipeline.checks.text import characters, words
from pipeline.forms.definition import CheckDefinition
from pipeline.model import Amount, Answer, Code, Finding, Picture

Make = Callable[..., checks.Subject]

PICTURES = tuple(Picture(sha, 1200, 800, "image/png") for sha in ("ab", "cd", "ef", "01", "23"))


def one(subject: checks.Subject) -> Finding:
    (finding,) = checks.check(subject)
    return finding


# --- required, choice-made, rows-at-least ------------------------------------------


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"unit": ""},
        {"unit": "/"},
        {"unit": " 无 "},
        {"unit": "——"},
        {"unit": "n/a"},
    ],
)
def test_required_fires_where_nothing_is_said(make: Make, answers: dict[str, Any]) -> None:
    assert one(make("required", fields=("unit",), **answers)).field == "unit"


@pytest.mark.parametrize(("key", "value"), [("branch", Code()), ("kind", ()), ("shots", ()), ("where", "")])
def test_required_knows_the_emptiness_of_each_type(make: Make, key: str, value: object) -> None:
    assert one(make("required", fields=(key,), **{key: value})).field == key


@pytest.mark.parametrize(
    ("key", "value"),
    [("unit", "无锡公司"), ("branch", Code("C26")), ("branch", Code("", "农业")), ("kind", ("甲",))],
)
def test_required_is_content_with_any_answer(make: Make, key: str, value: object) -> None:
    assert not checks.check(make("required", fields=(key,), **{key: value}))


def test_required_leaves_an_unreadable_number_to_the_other_check(make: Make) -> None:
    subject = make(
        "required", fields=("works.cost",), works=[{"cost": Answer(None, raw="100-200")}, {"cost": 0}]
    )
    assert not checks.check(subject)


def test_a_field_claimed_twice_is_ambiguous_and_not_missing(make: Make) -> None:
    claimed = {"unit": Answer("", raw="甲公司\n乙公司")}
    assert not checks.check(make("required", fields=("unit",), **claimed))
    assert one(make("one-claim", fields=("unit",), **claimed)).value == "甲公司、乙公司"
    assert not checks.check(make("one-claim", fields=("unit",), unit="甲公司"))


def test_choice_made(make: Make) -> None:
    assert one(make("choice-made", fields=("kind",), kind=())).field == "kind"
    assert not checks.check(make("choice-made", fields=("kind",), kind=("绿色工厂/省级",)))


def test_a_form_without_rows_lacks_rows_and_nothing_else(make: Make) -> None:
    both = make("rows-at-least", fields=("works",), limit=1, works=())
    finding = one(both)
    assert (finding.field, finding.row, finding.value) == ("works", None, "0")
    assert not checks.check(make("required", fields=("works.what",), works=()))
    assert not checks.check(make("rows-at-least", fields=("works",), limit=1, works=[{"what": "甲"}]))


# --- max-characters ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "by_words", "by_characters"),
    [
        ("", 0, 0),
        ("绿色制造", 4, 4),
        ("绿色，制造。", 6, 6),
        ("ISO 14001认证", 4, 10),
        ("年节能974.7吨（约）", 8, 12),
        ("甲　乙\n丙\t丁", 4, 4),
        ("𠮷野家", 3, 3),
    ],
)
def test_two_ways_of_counting(text: str, by_words: int, by_characters: int) -> None:
    assert (words(text), characters(text)) == (by_words, by_characters)


@given(st.text())
def test_word_never_counts_more_than_there_are_characters(text: str) -> None:
    assert 0 <= words(text) <= characters(text)


def test_max_characters_fires_only_where_both_ways_are_over(make: Make) -> None:
    def over(text: str) -> bool:
        return bool(checks.check(make("max-characters", fields=("story",), limit=300, story=text)))

    assert not over("")
    assert not over("绿" * 300)
    assert over("绿" * 301)
    assert not over("绿" * 290 + " abcdefghijklmnop")


def test_max_characters_names_both_counts(make: Make) -> None:
    message = "{limit} {words} {characters}"
    subject = make("max-characters", fields=("story",), limit=3, message=message, story="甲乙丙ISO9001")
    assert one(subject).message == "3 4 10"


# --- photos-at-least --------------------------------------------------------------


@pytest.mark.parametrize(
    ("placed", "attached", "fires"), [(0, 0, True), (2, 0, True), (1, 1, True), (3, 0, False), (1, 2, False)]
)
def test_photos_count_with_those_attached(make: Make, placed: int, attached: int, fires: bool) -> None:
    found = checks.check(
        make(
            "photos-at-least",
            fields=("shots",),
            limit=3,
            message="{count}/{limit}",
            pictures=attached,
            shots=PICTURES[:placed],
        )
    )
    assert [finding.message for finding in found] == ([f"{placed + attached}/3"] if fires else [])
    assert [finding.value for finding in found] == ([str(placed + attached)] if fires else [])


def test_a_picture_placed_twice_is_one(make: Make) -> None:
    shots = (PICTURES[0], PICTURES[1], PICTURES[0])
    (found,) = checks.check(
        make("photos-at-least", fields=("shots",), limit=3, message="{count}", shots=shots)
    )
    assert found.message == "2"


# --- photos-printable -------------------------------------------------------------


def test_pictures_that_can_not_be_printed_are_counted_by_kind(make: Make) -> None:
    odd = (
        Picture("a", 0, 0, "image/svg+xml"),
        Picture("b", 30, 20, "image/x-emf"),
        Picture("c", 0, 0, "image/x-emf"),
        Picture("d", 0, 0, "image/jpeg"),
    )
    found = make(
        "photos-printable", fields=("shots",), message="{count} {value}", shots=(*PICTURES[:2], *odd)
    )
    assert one(found).message == "4 EMF、JPEG、SVG"
    assert checks.check(make("photos-printable", fields=("shots",), shots=PICTURES)) == ()


# --- number-readable --------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("cost", Answer(None, raw="100-200"), "100-200"),
        ("saved", Answer(Amount(None, "", "注"), raw="若干"), "若干"),
        ("saved", Amount(500, "kWh"), "500kWh"),
    ],
)
def test_a_figure_that_cannot_be_read(make: Make, column: str, value: object, shown: str) -> None:
    subject = make("number-readable", fields=(f"works.{column}",), works=[{column: 1}, {column: value}])
    finding = one(subject)
    assert (finding.field, finding.row, finding.value) == (f"works[1].{column}", 1, shown)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("cost", 1200),
        ("cost", 0),
        ("cost", None),
        ("saved", Amount(974.7, "tce")),
        ("saved", Amount()),
        ("saved", Amount(None, "", "只有备注")),
        ("other", Amount(3, "桶")),
    ],
)
def test_a_figure_that_is_one_or_is_not_there(make: Make, column: str, value: object) -> None:
    assert not checks.check(make("number-readable", fields=(f"works.{column}",), works=[{column: value}]))


# --- phone, email -----------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        "",
        "/",
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "１３８００１３８０００",
        "+86 13800138000",
        "83123838",
        "020-83123838",
        "（020）83123838",
        "020－83123838",
        "02083123838",
        "020-83123838-8012",
        "83123838转8012",
        "020-83123838 转 8012",
        "400-830-1234",
        "4008301234",
        "0755-82345678",
        "82378360,82111508(82378447)",
        "020-22062008  1356037****",
        "020-80001305、13900001305",
        "张三13800138000/李四13900139000",
        "手机：13800138000",
        "020-83123838\n13800138000",
    ],
)
def test_a_number_that_can_be_dialled(make: Make, call: str) -> None:
    assert not checks.check(make("phone", fields=("call",), call=call))


@pytest.mark.parametrize(
    "call",
    [
        "1380013800",
        "138001380001",
        "12800138000",
        "020-8312383",
        "12345678",
        "1356037****",
        "张三",
        "1234",
        "110",
    ],
)
def test_a_number_that_cannot_be_dialled(make: Make, call: str) -> None:
    assert one(make("phone", fields=("call",), call=call)).value == call


@given(st.text(max_size=60))
def test_any_words_in_place_of_a_number_are_looked_at_without_failing(text: str) -> None:
    from pipeline.checks import contact

    assert isinstance(any(contact._dialable(number) for number in contact._numbers(text)), bool)


@pytest.mark.parametrize(
    "mail",
    [
        "",
        "无",
        "green@example.com",
        "a.b+c@park.example.com.cn",
        "a@example.cn；b@example.cn",
        "a@example.cn b@example.cn",
    ],
)
def test_an_address_that_receives_mail(make: Make, mail: str) -> None:
    assert not checks.check(make("email", fields=("mail",), mail=mail))


@pytest.mark.parametrize(
    "mail",
    [
        "123456789 @qq.com",
        "green",
        "green@qq",
        "green@qq,com",
        "张三@qq.com",
        "@qq.com",
        "a@qq.com、b",
        "a＠qq.com",
    ],
)
def test_an_address_that_does_not(make: Make, mail: str) -> None:
    assert one(make("email", fields=("mail",), mail=mail)).value == mail


# --- industry ---------------------------------------------------------------------

BOTH = ("branch", "line")


def test_industry_exists(make: Make) -> None:
    finding = one(make("industry-exists", fields=BOTH, branch=Code("C26", "甲"), line=Code("C2699", "乙")))
    assert (finding.field, finding.value) == ("line", "C2699")
    assert not checks.check(make("industry-exists", fields=BOTH, branch=Code(), line=Code("", "涂料制造")))


def test_industry_name_names_the_one_expected(make: Make) -> None:
    finding = one(
        make("industry-name", fields=BOTH, message="{value}/{expected}", branch=Code("C34", "专用设备制造业"))
    )
    assert finding.message == "C34 专用设备制造业/通用设备制造业"


@pytest.mark.parametrize(
    "branch",
    [Code("C26", "化学原料和化学品制造业"), Code("C26"), Code("", "涂料"), Code("C99", "涂料"), Code()],
)
def test_industry_name_leaves_slips_halves_and_unknown_codes_alone(make: Make, branch: Code) -> None:
    assert not checks.check(make("industry-name", fields=BOTH, branch=branch))


@pytest.mark.parametrize(
    ("branch", "line", "fires"),
    [
        (Code("C26"), Code("C2641"), False),
        (Code("C27"), Code("C2641"), True),
        (Code("", "医药制造业"), Code("", "涂料制造"), True),
        (Code("", "化学原料和化学制品制造业"), Code("C2641"), False),
        (Code("", "化工"), Code("C2641"), False),
        (Code("C27"), Code("C9999"), False),
        (Code(), Code("C2641"), False),
        (Code("C27"), Code(), False),
    ],
)
def test_industry_class_in_division(make: Make, branch: Code, line: Code, fires: bool) -> None:
    found = checks.check(make("industry-class-in-division", fields=BOTH, branch=branch, line=line))
    assert [finding.field for finding in found] == (["line"] if fires else [])


def test_industry_complete_proposes_codes_of_the_level_asked_for(make: Make) -> None:
    subject = make(
        "industry-complete",
        fields=BOTH,
        message="{value}:{candidates}",
        branch=Code("", "涂料制造"),
        line=Code("", "化妆品"),
    )
    division, smaller = checks.check(subject)
    assert division.message.startswith("涂料制造:C26 化学原料和化学制品制造业；")
    assert smaller.message.startswith("化妆品:C2682 化妆品制造；")


def test_industry_complete_without_anything_near_still_says_so(make: Make) -> None:
    subject = make("industry-complete", fields=("line",), message="{candidates}", line=Code("", "xyz"))
    assert one(subject).message == "—"


@pytest.mark.parametrize("line", [Code("C2641"), Code("C2641", "乱写"), Code("", "涂料制造"), Code()])
def test_industry_complete_is_content_with_a_code_or_its_exact_name(make: Make, line: Code) -> None:
    assert not checks.check(make("industry-complete", fields=("line",), line=line))


# --- district ---------------------------------------------------------------------


def test_district_agrees_names_both(make: Make) -> None:
    message = "{folder} {value} {address_district}"
    subject = make(
        "district-agrees", fields=("where",), message=message, folder="黄埔区", where="广州市天河区五山路"
    )
    assert one(subject).message == "黄埔区 广州市天河区五山路 天河区"


@pytest.mark.parametrize(
    ("folder", "where"),
    [("黄埔区", "广州市萝岗区"), ("黄埔区", "广州市白云路1号"), ("黄埔区", ""), (None, "广州市天河区五山路")],
)
def test_district_agrees_where_nothing_contradicts(make: Make, folder: str | None, where: str) -> None:
    assert not checks.check(make("district-agrees", fields=("where",), folder=folder, where=where))


@pytest.mark.parametrize(
    ("folder", "where", "fires"),
    [(None, "广州市白云路1号", True), (None, "", True), (None, "广州市天河区", False), ("黄埔区", "", False)],
)
def test_district_known(make: Make, folder: str | None, where: str, fires: bool) -> None:
    assert bool(checks.check(make("district-known", fields=("where",), folder=folder, where=where))) == fires


# --- when another field has an answer ---------------------------------------------------


def only(key: str, when: dict[str, Any]) -> CheckDefinition:
    """The check ``required`` on a field, under a condition."""
    return CheckDefinition.model_validate(
        {"check": "required", "code": "code", "fields": [key], "message": "{label}", "when": when}
    )


@pytest.mark.parametrize(
    ("when", "answers", "fires"),
    [
        ({"field": "unit", "is": "甲"}, {"unit": "甲"}, True),
        ({"field": "unit", "is": "甲"}, {"unit": "乙"}, False),
        ({"field": "unit", "is": "甲"}, {}, False),
        ({"field": "unit", "is": ["甲", "乙"]}, {"unit": "乙"}, True),
        ({"field": "unit"}, {"unit": "什么都行"}, True),
        ({"field": "unit"}, {"unit": ""}, False),
        ({"field": "kind", "is": "供应链"}, {"kind": ("供应链/市级",)}, True),
        ({"field": "kind", "is": "供应链/市级"}, {"kind": ("示范企业", "供应链/市级")}, True),
        ({"field": "kind", "is": "供应链"}, {"kind": ("绿色工厂/市级",)}, False),
    ],
)
def test_a_check_is_made_only_where_the_other_field_has_that_answer(
    make: Make, when: dict[str, Any], answers: dict[str, Any], fires: bool
) -> None:
    assert bool(checks.check(make(only("call", when), **answers))) is fires


def test_in_a_list_the_answer_in_the_same_row_counts(make: Make) -> None:
    works = [{"what": "甲", "cost": None}, {"what": "乙", "cost": None}]
    found = checks.check(make(only("works.cost", {"field": "works.what", "is": "乙"}), works=works))
    assert [finding.field for finding in found] == ["works[1].cost"]
