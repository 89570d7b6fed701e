"""Districts: told by folders, addresses and titles, and never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reference import districts

PLACED = [
    ("广州市黄埔区科学大道182号", "黄埔区"),
    ("广州市天河区黄埔大道西100号", "天河区"),
    ("广州市天河区中山大道西89号", "天河区"),
    ("广州市天河区上海路1号", "天河区"),
    ("广州 市 黄 埔 区 开源大道", "黄埔区"),
    ("地址：广州市南沙区黄阁镇", "南沙区"),
    ("中国广东省广州市花都区", "花都区"),
    ("510530广州市黄埔区云埔街道", "黄埔区"),
    ("广州市黄埔区（原萝岗区）开创大道", "黄埔区"),
    # former names
    ("广东省广州市萝岗区开创大道", "黄埔区"),
    ("广州市芳村区花地大道", "荔湾区"),
    ("广州市东山区农林下路", "越秀区"),
    ("广东省从化市街口镇", "从化区"),
    ("增城市荔城镇", "增城区"),
    ("广州市花都市新华镇", "花都区"),
    ("番禺市桥东路", "番禺区"),
    ("花县新华镇", "花都区"),
    # what 番禺 gave to 南沙
    ("广州市番禺区大岗镇", "南沙区"),
    ("番禺区榄核镇", "南沙区"),
    ("番禺东涌镇", "南沙区"),
    ("番禺区大岗", "南沙区"),
    ("广州市东莞庄路110号五山街道", "天河区"),
    # streets and towns
    ("广州市白云街道东湖路", "越秀区"),
    ("广州市新塘街道沐陂", "天河区"),
    ("广东广州新塘镇", "增城区"),
    ("广州市中新镇", "增城区"),
    ("广州市太平镇", "从化区"),
    ("广州市太和镇", "白云区"),
    ("广州市永和街道", "黄埔区"),
    ("广州市官洲街道", "海珠区"),
    ("白云新市街道", "白云区"),
    ("北京街道", "越秀区"),
    ("广州市石碁镇市莲路", "番禺区"),
    ("广州市增城区中新镇知识城大道", "增城区"),
    # zones
    ("广州中新知识城", "黄埔区"),
    ("广州科学城科学大道", "黄埔区"),
    ("广州开发区永和经济区", "黄埔区"),
    ("广州大学城外环西路", "番禺区"),
    ("增城经济技术开发区", "增城区"),
    ("从化经济开发区", "从化区"),
    ("广州市珠江新城华夏路", "天河区"),
    ("广州市永和镇", "增城区"),
]

UNPLACED = [
    "",
    "广州市",
    # roads prove nothing
    "广州市黄埔大道西100号",
    "广州市黄埔东路2号",
    "广州市白云路5号",
    "广州市白云大道北",
    "广州市天河路208号",
    "广州市海珠中路",
    "广州市芳村大道西",
    "广州市琶洲大道",
    "广州市员村二横路",
    "广州市花都大道",
    "广州市北京路",
    # zones of two districts
    "广州空港经济区",
    "广州国际生物岛",
    "广州高新技术产业开发区",
    # two districts
    "广州市黄埔区、天河区",
    "广州市新塘街道和新塘镇",
    # other cities
    "贵州省贵阳市白云区",
    "贵阳白云区",
    "深圳市南山区",
    "佛山南海狮山",
    "中山市火炬区",
    "上海市黄浦区",
    "长沙大学城",
    "四会市大沙镇",
    "广州市天河区、佛山市南海区",
    # words that only begin like a district
    "广州市黄埔区块链产业园",
]


@pytest.mark.parametrize(("address", "district"), PLACED)
def test_an_address_that_proves_its_district(address: str, district: str) -> None:
    assert districts.by_address(address) == district


@pytest.mark.parametrize("address", UNPLACED)
def test_an_address_that_proves_none(address: str) -> None:
    assert districts.by_address(address) is None


@given(st.sampled_from(districts.DISTRICTS), st.sampled_from(districts.DISTRICTS))
def test_the_road_never_outweighs_the_district(district: str, other: str) -> None:
    road = f"{other.removesuffix('区')}大道12号"
    assert districts.by_address(f"广州市{district}{road}") == district
    assert districts.by_address(f"广州市{road}") is None


@given(st.text())
def test_any_text_has_a_known_district_or_none(text: str) -> None:
    for tell in (districts.by_address, districts.by_folder, districts.in_text):
        assert tell(text) in (*districts.DISTRICTS, None)


@pytest.mark.parametrize(
    "folder",
    [
        "黄埔区",
        "黄埔",
        "440112",
        "01黄埔区",
        "01 黄埔区",
        "1.黄埔",
        "０１　黄 埔 区",
        "黄埔区（已交）",
        "黄埔-2024",
        "黄埔已收",
        "黄埔区工信局",
        "广州市黄埔区",
        "广州市黄埔",
        "440112黄埔区",
        "萝岗区",
        "440116",
    ],
)
def test_a_folder_named_after_a_district(folder: str) -> None:
    assert districts.by_folder(folder) == "黄埔区"


def test_every_district_by_name_short_name_and_code() -> None:
    assert len(districts.DISTRICTS) == 11
    assert districts.by_folder("440115") == "南沙区"
    for name in districts.DISTRICTS:
        assert districts.by_folder(name) == districts.by_folder(name.removesuffix("区")) == name


@pytest.mark.parametrize(
    "folder", ["", "审核", "评审", "白云电器", "白云山制药", "20440112", "440112天河区", "第二批"]
)
def test_a_folder_that_names_no_district(folder: str) -> None:
    assert districts.by_folder(folder) is None


@pytest.mark.parametrize(
    ("title", "district"),
    [
        ("附件4.汇总表（黄埔区）", "黄埔区"),
        ("附件4-番禺.xlsx", "番禺区"),
        ("附件4番禺.xlsx", "番禺区"),
        ("黄埔汇总表", "黄埔区"),
        ("广州市增城市推荐函", "增城区"),
        ("白云电器-附件1.docx", None),
        ("天河区、白云区汇总表", None),
        ("附件4.广州市绿色制造与清洁生产优秀案例汇总表", None),
    ],
)
def test_the_district_that_a_title_speaks_of(title: str, district: str | None) -> None:
    assert districts.in_text(title) == district
