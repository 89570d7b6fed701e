"""The four blanks: water (节水标杆), specialised (专精特新), envoy (科技特派员), and the districts' list.

Their words are ours, their layouts those of many public calls: figures by year, levels of ticks, mobile,
fixed line and fax apart, an answer that goes on on the next page, an essay under headings.
"""

from __future__ import annotations

from collections.abc import Callable

from foreign.sheet import Hint, Row, Sheet, Strong, label, room, row


def water() -> Sheet:
    """附件1: one table with a matrix of figures by year."""
    sheet = Sheet()
    sheet.title("附件1", "节水标杆企业申报表")
    sheet.table(
        "节水标杆企业申报表",
        (2.8, 4.2, 1.6, 2.2, 2.2, 2.2),
        [*_water_head(), *_water_figures(), *_water_texts()],
    )
    sheet.note("注：1．用水指标按自然年度填写，保留两位小数；非常规水包括再生水、雨水、海水等。")
    sheet.note("　　2．没有的项目可以空着，“获得荣誉”一栏没有的可以删去。")
    return sheet


def _water_head() -> list[Row]:
    return [
        row(label("企业名称\n（盖章）"), room(across=5)),
        row(
            label("统一社会\n信用代码"),
            room(across=2),
            label("所属行业\n（大类）"),
            room(Hint("填写格式：C26 化学原料和化学制品制造业"), across=2),
            height=1.2,
        ),
        row(label("详细地址"), room(across=5)),
        row(label("主要产品"), room(across=5)),
        row(label("联系人"), room(across=2), label("联系电话"), room(across=2)),
        row(label("申报类型"), room("□国家级  □省级  □市级", across=5)),
    ]


def _water_figures() -> list[Row]:
    def figures(name: str, unit: str) -> Row:
        years = (room(centred=True), room(centred=True), room(centred=True))
        return row(label(name), room(unit, centred=True), *years)

    return [
        row(
            label("用水指标", down=5),
            label("指标"),
            label("单位"),
            label("2021年"),
            label("2022年"),
            label("2023年"),
            height=0.8,
        ),
        figures("取水量", "万m³"),
        figures("单位产品取水量", "m³/t"),
        figures("水重复利用率", "%"),
        figures("非常规水利用量（万m³）", "—"),
        row(
            label("水计量器具配备率（%）", across=2),
            room(),
            label("年节水量（万m³）"),
            room(across=2),
            height=1.2,
        ),
        row(label("节水改造投资"), room("        万元", across=5)),
    ]


def _water_texts() -> list[Row]:
    return [
        row(
            label("企业简介\n（限500字）"),
            room(Hint("（企业基本情况、主要产品及产能、主要用水工序、节水管理制度等）"), across=5),
            height=4.2,
        ),
        row(
            label("主要节水措施及成效"),
            room(Hint("（近三年实施的节水改造、水循环利用和智慧用水管理措施，改造前后对比）"), across=5),
            height=5.2,
        ),
        row(
            label("现场照片"),
            room(Hint("（节水设施、计量器具、用水车间等照片2至4张）"), across=5),
            height=3.2,
        ),
        row(label("获得荣誉\n（如有）"), room(across=5)),
        row(label("填表日期"), room("    年   月   日", across=5)),
    ]


def specialised() -> Sheet:
    """附件2: two tables; the answer about the enterprise goes on in the second."""
    sheet = Sheet()
    sheet.title("附件2", "专精特新中小企业申请书")
    shares = (2.6, 2.5, 2.4, 2.6, 2.5, 2.6)
    sheet.table(
        "专精特新中小企业申请书",
        shares,
        [*_specialised_head(), *_specialised_figures(), *_specialised_products()],
    )
    sheet.note("注：企业类型、所属领域在符合的选项前用“√”替换“□”，有下级选项的选到下级。")
    sheet.new_page()
    sheet.table("专精特新中小企业申请书（续）", shares, _specialised_texts())
    return sheet


def _specialised_head() -> list[Row]:
    return [
        row(label("企业名称\n（公章）"), room(across=3), label("注册时间"), room()),
        row(label("通讯地址"), room(across=3), label("邮编"), room()),
        row(label("法定代表人"), room(), label("手机"), room(across=3)),
        row(label("联系人"), room(), label("手机"), room(), label("电话"), room()),
        row(label("传真"), room(), label("E-mail"), room(across=3)),
        row(
            label("企业类型"),
            room(
                "□国有",
                "□民营（□私营独资 □私营合伙 □私营有限责任公司 □私营股份有限公司）",
                "□外商投资",
                "□其他：________",
                across=5,
            ),
            height=2.0,
        ),
        row(
            label("主导产品\n所属领域"),
            room(
                "□新一代信息技术（□软件 □集成电路 □新型显示） □高端装备",
                "□新材料（□先进钢铁材料 □先进有色金属材料 □先进石化化工新材料） □节能环保",
                across=5,
            ),
            height=1.1,
        ),
    ]


def _specialised_figures() -> list[Row]:
    def figures(name: str) -> Row:
        return row(
            label(name, across=2), room(across=2, centred=True), room(across=2, centred=True), height=0.7
        )

    choice = "□是   □否"
    return [
        row(label("指标", across=2), label("2022年", across=2), label("2023年", across=2), height=0.7),
        figures("营业收入（万元）"),
        figures("其中：主营业务收入（万元）"),
        figures("净利润（万元）"),
        figures("研发费用（万元）"),
        figures("研发费用占比（%）"),
        row(
            label("全职员工数量（人）"),
            room(),
            label("其中：研发人员数量（人）"),
            room(),
            label("拥有有效发明专利（项）"),
            room(),
            height=1.1,
        ),
        row(label("是否上市"), room(choice, across=2), label("若否，是否有上市计划"), room(choice, across=2)),
    ]


def _specialised_products() -> list[Row]:
    head = row(
        label("序号"),
        label("产品名称", across=2),
        label("2023年销售额（万元）"),
        label("国内市场占有率（%）", across=2),
        height=1.0,
    )
    return [
        row(label("主导产品情况", across=6), height=0.7),
        head,
        *(
            row(room(number, centred=True), room(across=2), room(centred=True), room(across=2, centred=True))
            for number in ("1", "2", "3")
        ),
        row(
            label("企业总体情况简要介绍"),
            room(Hint("（经营管理、市场地位、产品和技术特点等，限1000字，写不下的续下页）"), across=5),
            height=2.2,
        ),
    ]


def _specialised_texts() -> list[Row]:
    return [
        row(label("续："), room(across=5), height=5.5),
        row(
            label("专业化和\n创新情况"),
            room(
                Strong("（一）专业化程度"),
                Hint("（从事特定细分市场的时间、主导产品的专业化生产和协作配套情况）"),
                "",
                Strong("（二）创新能力"),
                Hint("（研发机构、知识产权、关键技术突破和产学研合作情况）"),
                "",
                across=5,
            ),
            height=9.0,
        ),
        row(
            label("真实性声明"),
            room(
                "本企业对所填内容和所附材料的真实性负责。",
                "                    法定代表人（签名）：            （公章）",
                "                                        年   月   日",
                across=5,
            ),
            height=2.6,
        ),
    ]


def envoy() -> Sheet:
    """附件3: a small table, then an essay under four headings."""
    sheet = Sheet()
    sheet.title("附件3", "科技特派员典型案例推荐表")
    sheet.table(
        "科技特派员典型案例推荐表",
        (3.0, 5.1, 3.0, 5.1),
        [
            row(label("案例名称"), room(across=3)),
            row(label("派出单位"), room(), label("特派员姓名"), room()),
            row(label("职务/职称"), room(), label("联系电话"), room()),
            row(label("服务单位\n（对象）"), room(across=3)),
            row(label("获奖情况\n（如有）"), room(across=3)),
            row(room("推荐单位（盖章）：", across=4)),
        ],
    )
    sheet.prose(
        Strong("一、工作背景"),
        Hint("（300字以内，说明服务对象的基本情况、主要困难和技术需求）"),
        "",
        Strong("二、主要做法"),
        Hint("（500字以内，说明开展服务的方式、步骤和关键技术，可插入照片）"),
        "",
        Strong("三、取得成效"),
        Hint("（500字以内，说明经济、社会和生态效益，有数据的写数据）"),
        "",
        Strong("四、经验启示"),
        Hint("（300字以内，说明可以推广的经验）"),
        "",
    )
    return sheet


def listed() -> Sheet:
    """附件4: what a district recommends, in three sections."""
    sheet = Sheet(landscape=True)
    sheet.title("附件4", "广州市产业发展典型案例汇总表")
    heads = row(label("序号"), label("单位名称"), label("类别"), label("名称"), label("主要成效"))

    def section(title: str) -> list[Row]:
        lines = (row(room(number, centred=True), *(room() for _ in range(4))) for number in ("1", "2", "..."))
        return [row(label(title, across=5), height=0.8), *lines]

    rows = [heads, *section("方向一：节水标杆"), *section("方向二：专精特新"), *section("方向三：科技特派员")]
    sheet.table("广州市产业发展典型案例汇总表", (1.4, 5.2, 3.0, 6.0, 9.3), rows)
    sheet.note("注：按推荐的先后排序，主要成效限100字。")
    return sheet


ALL: dict[str, Callable[[], Sheet]] = {
    "water": water,
    "specialised": specialised,
    "envoy": envoy,
    "list": listed,
}
