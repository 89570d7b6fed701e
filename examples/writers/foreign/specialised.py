"""附件2, 专精特新中小企业申请书: laid out anew for each applicant, and what must be read from it."""

from __future__ import annotations

from typing import Any

from grid import Block, Cell, Page, Table, words

from foreign.cells import choice, figure, fixed, head, hinted, label, short
from foreign.copies import Copy, paragraphs

KINDS = (
    (("国有", ()),),
    (("民营", ("私营独资", "私营合伙", "私营有限责任公司", "私营股份有限公司")),),
    (("外商投资", ()),),
    (("其他", ()),),
)
FIELDS = (
    (("新一代信息技术", ("软件", "集成电路", "新型显示")), ("高端装备", ())),
    (("新材料", ("先进钢铁材料", "先进有色金属材料", "先进石化化工新材料")), ("节能环保", ())),
)
YES_NO = ((("是", ()), ("否", ())),)
YEARS = (2022, 2023)
FIGURES = {
    "revenue": "营业收入（万元）",
    "main_revenue": "其中：主营业务收入（万元）",
    "profit": "净利润（万元）",
    "research": "研发费用（万元）",
    "research_share": "研发费用占比（%）",
}
HINTS = {
    "overview": "（经营管理、市场地位、产品和技术特点等，限1000字，写不下的续下页）",
    "specialisation": "（从事特定细分市场的时间、主导产品的专业化生产和协作配套情况）",
    "strengths": "（研发机构、知识产权、关键技术突破和产学研合作情况）",
}
TEXTS = (
    "name", "registered_on", "address", "postcode", "legal", "legal_mobile", "contact", "mobile", "phone",
    "fax", "email", "specialisation", "strengths",
)  # fmt: skip
NUMBERING = {"一、": ("一、", "二、"), "1.": ("1. ", "2. "), "bare": ("", "")}
Rows = list[tuple[Cell, ...]]


def page(copy: Copy) -> Page:
    """The form as tables of cells."""
    handling = copy.handling
    widths = (0.17, 0.165, 0.16, 0.17, 0.165, 0.17)
    first = [*_head(copy), *_figures(copy), *_people(copy), *_products(copy), _overview(copy, 0)]
    second = [_overview(copy, 1), _strengths(copy), *_declaration(copy)]
    if handling.shape == "one-table":
        tables: tuple[Table, ...] = (Table(widths, (*first, *second)),)
    else:
        tables = (Table(widths, tuple(first)), Table(widths, tuple(second)))
    before = (
        words("附件2"),
        *(words(line) for line in handling.title),
        words("专精特新中小企业申请书", bold=True),
    )
    note = "注：企业类型、所属领域在符合的选项前用“√”替换“□”，有下级选项的选到下级。"
    after = (words(note),) if handling.look % 2 == 0 else ()
    return Page(before, tables, after, sheet=("附件2", "申请书", "Sheet1")[handling.look % 3])


def _head(copy: Copy) -> Rows:
    rows: Rows = [
        (
            label(copy, "name", "企业名称\n（公章）"),
            short(copy, "name", 3),
            label(copy, "registered_on", "注册时间"),
            short(copy, "registered_on"),
        ),
        (
            label(copy, "address", "通讯地址"),
            short(copy, "address", 3),
            label(copy, "postcode", "邮编"),
            short(copy, "postcode"),
        ),
        (
            label(copy, "legal", "法定代表人"),
            short(copy, "legal"),
            label(copy, "legal_mobile", "手机"),
            short(copy, "legal_mobile", 3),
        ),
        (
            label(copy, "contact", "联系人"),
            short(copy, "contact"),
            label(copy, "mobile", "手机"),
            short(copy, "mobile"),
            label(copy, "phone", "电话"),
            short(copy, "phone"),
        ),
    ]
    email = label(copy, "email", "E-mail")
    if "fax" in copy.handling.without:
        rows.append((email, short(copy, "email", 5)))
    else:
        rows.append((label(copy, "fax", "传真"), short(copy, "fax"), email, short(copy, "email", 3)))
    rows.append((label(copy, "kind", "企业类型"), choice(copy, "kind", KINDS, 5)))
    rows.append((label(copy, "field", "主导产品\n所属领域"), choice(copy, "field", FIELDS, 5)))
    return rows


def _figures(copy: Copy) -> Rows:
    years = [copy.handling.year.format(year) for year in YEARS]
    rows: Rows = [(head("指标", 2), *(head(year, 2) for year in years))]
    for key, name in FIGURES.items():
        cells = (figure(copy, f"{key}_{year}", 2) for year in YEARS)
        rows.append((label(copy, key, name, 2), *cells))
    return rows


def _people(copy: Copy) -> Rows:
    return [
        (
            label(copy, "staff", "全职员工数量（人）"),
            figure(copy, "staff"),
            label(copy, "researchers", "其中：研发人员数量（人）"),
            figure(copy, "researchers"),
            label(copy, "patents", "拥有有效发明专利（项）"),
            figure(copy, "patents"),
        ),
        (
            label(copy, "listed", "是否上市"),
            choice(copy, "listed", YES_NO, 2),
            label(copy, "plan", "若否，是否有上市计划"),
            choice(copy, "plan", YES_NO, 2),
        ),
    ]


def _products(copy: Copy) -> Rows:
    rows: Rows = [
        (head("主导产品情况", 6),),
        (head("序号"), head("产品名称", 2), head("2023年销售额（万元）"), head("国内市场占有率（%）", 2)),
    ]
    products = copy.said.get("product", ())
    for at in range(max(len(products), 0 if "spare" in copy.handling.without else 3)):
        given = products[at] if at < len(products) else {}
        typed = given.get("typed", {})
        sales, share = (str(typed.get(key, given.get(key, ""))) for key in ("sales", "share"))
        name = Cell((words(given["name"]),) if given else (), 2)
        rows.append((fixed(str(at + 1)), name, fixed(sales), fixed(share, 2)))
    return rows


def _overview(copy: Copy, at: int) -> tuple[Cell, ...]:
    """The answer that goes on on the next page."""
    blocks = paragraphs(copy.said["overview"][at].strip())
    if at == 0:
        blocks = hinted(blocks, HINTS["overview"], copy.handling)
        return label(copy, "overview", "企业总体情况\n简要介绍"), Cell(blocks, 5, role="long")
    return label(copy, "overview_more", "续："), Cell(blocks, 5, role="long")


def _strengths(copy: Copy) -> tuple[Cell, ...]:
    """One cell with two texts under headings."""
    numbers = NUMBERING.get(copy.handling.headings, ("（一）", "（二）"))
    blocks: tuple[Block, ...] = ()
    for number, (key, heading) in zip(
        numbers, (("specialisation", "专业化程度"), ("strengths", "创新能力")), strict=True
    ):
        said = hinted(paragraphs(copy.text(key)), HINTS[key], copy.handling)
        blocks += (words(f"{number}{heading}", bold=True), *said)
    return label(copy, "both", "专业化和\n创新情况"), Cell(blocks, 5, role="long")


def _declaration(copy: Copy) -> Rows:
    if "declaration" in copy.handling.without:
        return []
    lines = (
        "本企业对所填内容和所附材料的真实性负责。",
        "                    法定代表人（签名）：            （公章）",
        copy.typed.get("declared", "                                        年   月   日"),
    )
    return [(label(copy, "declaration", "真实性声明"), Cell(tuple(words(line) for line in lines), 5))]


def fields(copy: Copy) -> dict[str, Any]:
    """The answers in the shape that a reader must give back."""
    said: dict[str, Any] = {key: copy.text(key) for key in TEXTS}
    said |= {key: copy.choice(key) for key in ("kind", "field", "listed", "plan")}
    for key in FIGURES:
        said |= {f"{key}_{year}": copy.number(f"{key}_{year}") for year in YEARS}
    said |= {key: copy.number(key) for key in ("staff", "researchers", "patents")}
    said["products"] = [
        {"name": product["name"], "sales": product.get("sales"), "share": product.get("share")}
        for product in copy.said.get("product", ())
    ]
    said["overview"] = "\n".join(text.strip() for text in copy.said["overview"] if text.strip())
    return said
