"""Words -> values, sentence by sentence of ``docs/reading.md``, "What counts as the answer"."""

# ruff: noqa: E501  (what people write stays on one line)
from __future__ import annotations

import pytest

from pipeline.forms import choices, values
from pipeline.forms.model import Option
from pipeline.model import Amount, Code

# --- numbers, in a field of 万元: what is written, its value, whether the words stay as raw

NUMBERS = (
    ("1,200", 1200, False),
    ("１２００", 1200, False),
    ("约1200万元", 1200, False),
    ("1.2千万元", 1200, False),
    ("约1200", 1200, False),
    ("1200余", 1200, False),
    ("1200左右", 1200, False),
    ("≥1200", 1200, False),
    ("1200以上", 1200, False),
    ("人民币1200万元", 1200, False),
    ("1200余万元", 1200, False),
    ("1200万元人民币", 1200, False),
    ("12000000元", 1200, False),
    ("0.12亿元", 1200, False),
    ("0.12亿", 1200, False),
    ("1200万", 1200, False),
    ("1200.00", 1200, False),
    ("1 200", 1200, False),
    ("1200万元/年", 1200, False),
    ("￥1200万元", 1200, False),
    ("1200（万元）", 1200, False),
    ("1200万元（含税）", 1200, False),
    ("1200万元。", 1200, False),
    ("大约 1,200.5 万元", 1200.5, False),
    ("1200 万", 1200, False),
    ("1200＋", 1200, False),
    ("1200多万元", 1200, False),
    ("近1200万元", 1200, False),
    ("年均1200万元", 1200, False),
    ("每年约1200万元", 1200, False),
    ("1200(万元)左右", 1200, False),
    ("0", 0, False),
    ("-35.2", -35.2, False),
    ("1200万人民币", 1200, False),
    ("RMB 1200万", 1200, False),
    ("投资1200万元", 1200, False),
    ("1，200", 1200, False),
    ("约 1200 万元左右", 1200, False),
    ("预计1200万元", 1200, False),
    ("累计投入1200万元", 1200, False),
    ("人民币1200万元整", 1200, False),
    ("1200万元（其中设备900万元）", None, True),
    ("100-200", None, True),
    ("100～200万元", None, True),
    ("100至200", None, True),
    ("500kWh", None, True),
    ("一期100，二期200", None, True),
    ("待定", None, True),
    ("/", None, False),
    ("无", None, False),
    ("-", None, False),
    ("—", None, False),
    ("——", None, False),
    ("N/A", None, False),
    ("n/a", None, False),
    ("无。", None, False),
    ("暂无", None, False),
    ("（无）", None, False),
    ("", None, False),
    ("不涉及", None, True),
    ("12%", None, True),
    ("1200万美元", None, True),
)


@pytest.mark.parametrize(("text", "value", "raw"), NUMBERS)
def test_a_number_as_people_write_it(text: str, value: float | None, raw: bool) -> None:
    assert values.number(text, "万元") == (value, text if raw else "")


# --- amounts: what is written, the field's unit, amount, unit, whether the words stay as raw

AMOUNTS = (
    ("1.2万吨", "t", 12000, "t", False),
    ("310吨标准煤", "tce", 310, "tce", False),
    ("310吨标煤", "tce", 310, "tce", False),
    ("310", "tce", 310, "tce", False),
    ("500kWh", "tce", 500, "kWh", False),
    ("500 万kWh", "tce", 500, "万kWh", False),
    ("1200m3", "m³", 1200, "m³", False),
    ("1200立方米", "m³", 1200, "m³", False),
    ("1200方", "m³", 1200, "m³", False),
    ("1.2万方", "m³", 12000, "m³", False),
    ("1.2万m³", "m³", 12000, "m³", False),
    ("1200吨", "m³", 1200, "吨", False),
    ("5.3吨CO₂", "tCO₂e", 5.3, "tCO₂e", False),
    ("5.3tCO2e", "tCO₂e", 5.3, "tCO₂e", False),
    ("5.3吨二氧化碳当量", "tCO₂e", 5.3, "tCO₂e", False),
    ("5.3t", "tCO₂e", 5.3, "t", False),
    ("500kg", "t", 0.5, "t", False),
    ("500公斤", "t", 0.5, "t", False),
    ("310tce/年", "tce", 310, "tce", False),
    ("310吨标准煤/年", "tce", 310, "tce", False),
    ("310 tce/a", "tce", 310, "tce", False),
    ("约310吨标准煤", "tce", 310, "tce", False),
    ("0.5万tce", "tce", 5000, "tce", False),
    ("3", "吨", 3, "吨", False),
    ("1.2万", "吨", 12000, "吨", False),
    ("1.2万吨", "", 1.2, "万吨", False),
    ("3万套", "", 3, "万套", False),
    ("12", "", 12, "", False),
    ("≥310", "tce", 310, "tce", False),
    ("500Nm³", "tce", 500, "Nm³", False),
    ("25万千瓦时", "tce", 25, "万千瓦时", False),
    ("100-200", "tce", None, "", True),
    ("/", "tce", None, "", False),
    ("3.2 t/a", "t", 3.2, "t", False),
    ("3.2吨/年", "t", 3.2, "t", False),
    ("1,234.5 t", "t", 1234.5, "t", False),
    ("310余吨标准煤", "tce", 310, "tce", False),
    ("310吨标准煤左右", "tce", 310, "tce", False),
    ("310吨标准煤以上", "tce", 310, "tce", False),
    ("节约310吨标准煤", "tce", 310, "tce", False),
    ("年节约310吨标准煤", "tce", 310, "tce", False),
    ("850kgce", "tce", 0.85, "tce", False),
    ("1200m^3", "m³", 1200, "m³", False),
    ("1200 M3", "m³", 1200, "m³", False),
    ("1200㎥", "m³", 1200, "m³", False),
    ("1200 T", "t", 1200, "t", False),
    ("90%", "t", 90, "%", False),
)


@pytest.mark.parametrize(("text", "unit", "amount", "written", "raw"), AMOUNTS)
def test_an_amount_as_people_write_it(
    text: str, unit: str, amount: float | None, written: str, raw: bool
) -> None:
    assert values.amount(text, unit, "附注") == (Amount(amount, written, "附注"), text if raw else "")


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [("3", 3, "吨"), ("3kg", 3, "kg"), ("1.2万吨", 1.2, "万吨"), ("1.2万", 12000, "吨")],
)
def test_a_unit_beside_the_figure_beats_the_one_filled_into_the_label(
    text: str, amount: float, unit: str
) -> None:
    assert values.amount(text, "吨", "", free=True) == (Amount(amount, unit, ""), "")


# --- codes: what is written, code, name

CODES = (
    ("C26 化学原料和化学制品制造业", "C26", "化学原料和化学制品制造业"),
    ("2641", "C2641", ""),
    ("Ｃ2641", "C2641", ""),
    ("C2641涂料制造", "C2641", "涂料制造"),
    ("涂料制造", "", "涂料制造"),
    ("涂料制造 C2641", "C2641", "涂料制造"),
    ("涂料制造（C2641）", "C2641", "涂料制造"),
    ("C2641（涂料制造）", "C2641", "涂料制造"),
    ("c2641-涂料制造", "C2641", "涂料制造"),
    ("C2641\n涂料制造", "C2641", "涂料制造"),
    ("26化学原料和化学制品制造业", "C26", "化学原料和化学制品制造业"),
    ("/", "", ""),
    ("无", "", ""),
    ("C 26", "C26", ""),
    ("C26：化学原料", "C26", "化学原料"),
    ("C26、化学原料", "C26", "化学原料"),
    ("代码：C2641 名称：涂料制造", "C2641", "涂料制造"),
    ("行业代码C2641，涂料制造", "C2641", "涂料制造"),
    ("行业小类代码：2641；行业小类名称：涂料制造", "C2641", "涂料制造"),
    ("I6513 应用软件开发（源代码）", "I6513", "应用软件开发（源代码）"),
    ("涂料制造-2641", "C2641", "涂料制造"),
    ("【C2641】涂料制造", "C2641", "涂料制造"),
    ("C2641/涂料制造", "C2641", "涂料制造"),
    ("C.2641 涂料制造", "C2641", "涂料制造"),
    ("C制造业 26", "C26", "C制造业"),
    ("C-2641 涂料制造", "C2641", "涂料制造"),
    ("涂料制造，C2641", "C2641", "涂料制造"),
    ("(C2641) 涂料制造", "C2641", "涂料制造"),
    ("C2641\u3000涂料制造（水性）", "C2641", "涂料制造（水性）"),
    ("C2641 涂料制造。", "C2641", "涂料制造。"),
)


@pytest.mark.parametrize(("text", "code", "name"), CODES)
def test_an_industry_as_people_write_it(text: str, code: str, name: str) -> None:
    assert values.code(text) == Code(code, name)


# --- choices -----------------------------------------------------------------------------

_LEVELS = ("国家级", "省级", "市级")
COMPANY = (
    Option("绿色工厂", _LEVELS), Option("绿色供应链管理企业", _LEVELS), Option("工业产品绿色设计示范企业"),
)  # fmt: skip
PARK = (Option("绿色工业园区", _LEVELS),)
KINDS = tuple(
    Option(name)
    for name in (
        "原辅料替代", "资源能源节约", "工艺技术改进", "过程控制优化",
        "产品绿色升级", "污染物高效治理", "资源综合利用", "运行管理升级",
    )
)  # fmt: skip

TICKS = (
    (
        COMPANY,
        "☑绿色工厂（□国家级 ☑省级 □市级）\n□绿色供应链管理企业（□国家级 □省级 □市级） □工业产品绿色设计示范企业",
        ("绿色工厂/省级",),
    ),
    (
        COMPANY,
        "□绿色工厂（□国家级 ☑省级 □市级）□绿色供应链管理企业（□国家级 □省级 □市级）□工业产品绿色设计示范企业",
        ("绿色工厂/省级",),
    ),
    (
        COMPANY,
        "□绿色工厂（□国家级 □省级√ □市级）□绿色供应链管理企业（□国家级 □省级 □市级）□工业产品绿色设计示范企业",
        ("绿色工厂/省级",),
    ),
    (
        COMPANY,
        "□绿色工厂（□国家级□√省级□市级）□绿色供应链管理企业（□国家级□省级□市级）□工业产品绿色设计示范企业",
        ("绿色工厂/省级",),
    ),
    (
        COMPANY,
        "√□绿色工厂（□国家级 √□省级 □市级）\n□绿色供应链管理企业（□国家级 □省级 □市级） □工业产品绿色设计示范企业",
        ("绿色工厂/省级",),
    ),
    (
        COMPANY,
        "□绿色工厂（□国家级 □省级 □市级）\n□绿色供应链管理企业（□国家级 □省级 □市级） □工业产品绿色设计示范企业 √",
        ("工业产品绿色设计示范企业",),
    ),
    (
        COMPANY,
        "绿色工厂□（国家级□ 省级☑ 市级□）\n绿色供应链管理企业□（国家级□ 省级□ 市级□） 工业产品绿色设计示范企业□",
        ("绿色工厂/省级",),
    ),
    (
        COMPANY,
        "（√）绿色工厂（（ ）国家级（√）省级（ ）市级）（ ）绿色供应链管理企业（（ ）国家级（ ）省级（ ）市级）（ ）工业产品绿色设计示范企业",
        ("绿色工厂/省级",),
    ),
    (COMPANY, "绿色工厂（√）", ("绿色工厂",)),
    (COMPANY, "国家级绿色工厂", ("绿色工厂/国家级",)),
    (COMPANY, "国家级绿色工厂、省级绿色供应链管理企业", ("绿色工厂/国家级", "绿色供应链管理企业/省级")),
    (COMPANY, "绿色工厂（国家级）", ("绿色工厂/国家级",)),
    (COMPANY, "绿色工厂-省级；工业产品绿色设计示范企业", ("绿色工厂/省级", "工业产品绿色设计示范企业")),
    (COMPANY, "国家级、省级绿色工厂", ("绿色工厂/国家级", "绿色工厂/省级")),
    (
        COMPANY,
        "绿色工厂（□国家级 ☑省级 □市级） 绿色供应链管理企业（□国家级 □省级 □市级） 工业产品绿色设计示范企业",
        ("绿色工厂/省级",),
    ),
    (
        COMPANY,
        "口绿色工厂（口国家级 口省级 口市级）\n口绿色供应链管理企业（口国家级 口省级 口市级） ■工业产品绿色设计示范企业",
        ("工业产品绿色设计示范企业",),
    ),
    (
        COMPANY,
        "○绿色工厂（○国家级 ●省级 ○市级）○绿色供应链管理企业（○国家级 ○省级 ○市级）○工业产品绿色设计示范企业",
        ("绿色工厂/省级",),
    ),
    (
        COMPANY,
        "⚪绿色工厂（⚪国家级 ⚫省级 ⚪市级）⚪绿色供应链管理企业（⚪国家级 ⚪省级 ⚪市级）⚪工业产品绿色设计示范企业",
        ("绿色工厂/省级",),
    ),
    (COMPANY, "☑绿色工厂（省级）\n□绿色供应链管理企业\n□工业产品绿色设计示范企业", ("绿色工厂/省级",)),
    (COMPANY, "☑绿色工厂（国家级 省级 市级） □绿色供应链管理企业", ("绿色工厂",)),
    (COMPANY, "☑绿色工厂（□省级） □绿色供应链管理企业", ("绿色工厂",)),
    (COMPANY, "√绿色工厂", ("绿色工厂",)),
    (COMPANY, "绿色工厂√", ("绿色工厂",)),
    (
        COMPANY,
        "□绿色工厂（□国家级 □省级 □市级）\n□绿色供应链管理企业（□国家级 □省级 □市级） □工业产品绿色设计示范企业",
        (),
    ),
    (COMPANY, "□ 绿色工厂（ □ 国家级  ☑ 省级  □ 市级 ）", ("绿色工厂/省级",)),
    (COMPANY, "出口型国家级绿色工厂", ("绿色工厂/国家级",)),
    (COMPANY, "√国家级 绿色工厂", ("绿色工厂/国家级",)),
    (COMPANY, "绿色工厂 绿色供应链管理企业 工业产品绿色设计示范企业", ()),
    (PARK, "□绿色工业园区（□国家级 □省级 ☑市级）", ("绿色工业园区/市级",)),
    (PARK, "省级绿色工业园区", ("绿色工业园区/省级",)),
    (PARK, "绿色工业园区", ("绿色工业园区",)),
    (PARK, "绿色工业园区（国家级 省级 市级）", ()),
    (PARK, "省级", ("绿色工业园区/省级",)),
    (KINDS, "②", ("资源能源节约",)),
    (KINDS, "②资源能源节约", ("资源能源节约",)),
    (KINDS, "资源能源节约、工艺技术改进", ("资源能源节约", "工艺技术改进")),
    (KINDS, "②、⑦", ("资源能源节约", "资源综合利用")),
    (
        KINDS,
        "①原辅料替代；②资源能源节约；③工艺技术改进；④过程控制优化；⑤产品绿色升级；⑥污染物高效治理；⑦资源综合利用；⑧运行管理升级。",
        (),
    ),
    (
        KINDS,
        "①原辅料替代；☑②资源能源节约；③工艺技术改进；④过程控制优化；⑤产品绿色升级；⑥污染物高效治理；⑦资源综合利用；⑧运行管理升级。",
        ("资源能源节约",),
    ),
    (
        KINDS,
        "①原辅料替代；②资源能源节约√；③工艺技术改进；④过程控制优化；⑤产品绿色升级；⑥污染物高效治理；⑦资源综合利用；⑧运行管理升级。",
        ("资源能源节约",),
    ),
    (KINDS, "□①原辅料替代 ☑②资源能源节约 □③工艺技术改进", ("资源能源节约",)),
    (KINDS, "①□原辅料替代 ②☑资源能源节约 ③□工艺技术改进", ("资源能源节约",)),
    (
        KINDS,
        "①原辅料替代；②资源能源节约；③工艺技术改进；④过程控制优化；⑤产品绿色升级；⑥污染物高效治理；⑦资源综合利用；⑧运行管理升级。\n③",
        ("工艺技术改进",),
    ),
    (KINDS, "资源能源 节约", ("资源能源节约",)),
    (KINDS, "2", ("资源能源节约",)),
    (KINDS, "2.资源能源节约", ("资源能源节约",)),
    (KINDS, "（2）资源能源节约", ("资源能源节约",)),
    (KINDS, "能源资源节约", ("资源能源节约",)),
    (KINDS, "/", ()),
)


@pytest.mark.parametrize(("options", "text", "ticked"), TICKS)
def test_ticks_as_people_make_them(options: tuple[Option, ...], text: str, ticked: tuple[str, ...]) -> None:
    assert choices.ticked(text, options) == ticked
