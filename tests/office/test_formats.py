"""Cells show their numbers, dates and texts as a Chinese Excel does."""

from __future__ import annotations

import pytest

from pipeline.office.formats import Formats

LEDGER = '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ '
# fmt: off
SHOWN = [
    ("1200", "General", "1200"),
    ("0.30000000000000004", "General", "0.3"),
    ("1234567.5", "#,##0.00", "1,234,567.50"),
    ("1.005", "0.00", "1.01"),
    ("5", "000", "005"),
    ("5.5", "#.##", "5.5"),
    ("0", "#", ""),
    ("-0.4", "0", "0"),
    # people's own: phone numbers, units
    ("81234567", '"020-"00000000', "020-81234567"),
    ("2081234567", r"000\-00000000", "020-81234567"),
    ("13800001111", "000-0000-0000", "138-0000-1111"),
    ("1200", '0.00"万元"', "1200.00万元"),
    ("1200", '"约"G/通用格式"吨"', "约1200吨"),
    ("20", '0.00 "m³"', "20.00 m³"),
    ("86", "+0", "+86"),
    ("5", '"甲;乙"0', "甲;乙5"),
    # scaled
    ("12345", "0.0,", "12.3"),
    ("12345", r'0\.0,"万"', "1.2万"),
    ("12345", '0!.0,"万"', "1.2万"),
    ("12345678", "0.00,,", "12.35"),
    ("0.125", "0.0%", "12.5%"),
    # money
    ("1200", "[$¥-804]#,##0", "¥1,200"),
    ("1200", LEDGER, "¥1,200.00"),
    # sections and conditions
    ("-5", "0;(0)", "(5)"),
    ("-1234.5", "#,##0.00_);[Red](#,##0.00)", "(1,234.50)"),
    ("-1234.5", "#,##0.0", "-1,234.5"),
    ("0", '0;-0;"零"', "零"),
    ("7", ";;;", ""),
    ("5", '[>=100]"大"0;[<10]"小"0;0', "小5"),
    ("150", '[>=100]"大"0;[<10]"小"0;0', "大150"),
    ("50", '[>=100]"大"0;[<10]"小"0;0', "50"),
    # fractions and powers
    ("1.5", "# ?/?", "1 1/2"),
    ("0.25", "# ?/?", "1/4"),
    ("2.5", "# ?/8", "2 4/8"),
    ("12345", "0.00E+00", "1.23E+04"),
    ("0.00012", "0.0E+0", "1.2E-4"),
    ("12345", "##0.0E+0", "12.3E+3"),
    # dates
    ("45565", "yyyy-mm-dd", "2024-09-30"),
    ("45565", 'yyyy"年"m"月"d"日"', "2024年9月30日"),
    ("45565", '[$-804]yyyy"年"m"月"', "2024年9月"),
    ("45565", "aaaa", "星期一"),
    ("45565.75", "yyyy/m/d h:mm", "2024/9/30 18:00"),
    ("45565.75", '上午/下午h"时"mm"分"', "下午6时00分"),
    ("45565.75", "h:mm AM/PM", "6:00 PM"),
    ("1.5", "[h]:mm", "36:00"),
    ("-4", "yyyy-mm-dd", "-4"),
    # in Chinese figures
    ("45565", '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二四年九月三十日"),
    ("1203", "[DBNum2][$-804]General", "壹仟贰佰零叁"),
    ("12", "[DBNum1]General", "一十二"),
    ("2024", "[DBNum1]0", "二〇二四"),
    # no format
    ("1e21", "General", "1000000000000000000000"),
    # one that would go on and on
    ("1e308", f"[DBNum1]{'General' * 15}", f"1{'0' * 308}"),
]
# fmt: on


@pytest.mark.parametrize(("stored", "code", "seen"), SHOWN)
def test_a_number_as_it_is_shown(stored: str, code: str, seen: str) -> None:
    text, number = Formats((("200", code),), since_1904=False).shown(stored, 0)
    assert (text, number) == (seen, float(stored))


@pytest.mark.parametrize(
    ("number_id", "seen"),
    [("14", "2024/9/30"), ("31", "2024年9月30日"), ("57", "2024年9月"), ("2", "45565.00"), ("999", "45565")],
)
def test_built_in_formats_are_those_of_a_chinese_excel(number_id: str, seen: str) -> None:
    assert Formats(((number_id, ""),), since_1904=False).shown("45565", 0)[0] == seen


def test_dates_since_1904_and_dates_in_words() -> None:
    since_1904 = Formats((("14", ""),), since_1904=True)
    assert since_1904.shown("44103", 0)[0] == "2024/9/30"
    assert since_1904.moment("2024-09-30T00:00:00", 0) == ("2024/9/30", 44103.0)


@pytest.mark.parametrize(
    ("code", "seen"),
    [("@", "甲"), ('@"公司"', "甲公司"), (";;;", ""), ("0;-0;0;(@)", "(甲)"), ("0.00", "甲"), ("yyyy", "甲")],
)
def test_a_text_as_it_is_shown(code: str, seen: str) -> None:
    assert Formats((("200", code),), since_1904=False).worded("甲", 0) == seen
