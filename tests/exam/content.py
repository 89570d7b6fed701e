"""Plausible contents: made-up companies, codes, texts, pictures. No real firm or person is meant."""

from __future__ import annotations

import hashlib
import struct
import zlib

from tests.exam.hand import Hand
from tests.exam.model import Pic

DISTRICTS = (
    ("荔湾区", "荔湾", "东沙街道翠园路"),
    ("越秀区", "越秀", "矿泉街道沙涌南路"),
    ("海珠区", "海珠", "琶洲街道阅江中路"),
    ("天河区", "天河", "黄埔大道中"),
    ("白云区", "白云", "太和镇谢家庄路"),
    ("黄埔区", "黄埔", "科学大道"),
    ("番禺区", "番禺", "石碁镇市莲路"),
    ("花都区", "花都", "新雅街道迎春路"),
    ("南沙区", "南沙", "黄阁镇市南公路"),
    ("从化区", "从化", "鳌头镇聚宝路"),
    ("增城区", "增城", "新塘镇荔新大道"),
)
FIRST = (
    "穗禾",
    "岭青",
    "粤澄",
    "珩川",
    "汐源",
    "砚泽",
    "蓝圩",
    "棠昇",
    "屹澜",
    "沐辰",
    "翊衡",
    "桢华",
    "澄屿",
    "旌岚",
)
BRANCHES = (
    ("涂料", "C26", "化学原料和化学制品制造业", "C2641", "涂料制造"),
    ("油墨", "C26", "化学原料和化学制品制造业", "C2642", "油墨及类似产品制造"),
    ("食品", "C14", "食品制造业", "C1411", "糕点、面包制造"),
    ("啤酒", "C15", "酒、饮料和精制茶制造业", "C1513", "啤酒制造"),
    ("纺织", "C17", "纺织业", "C1751", "化纤织造加工"),
    ("家居", "C21", "家具制造业", "C2110", "木质家具制造"),
    ("包装", "C22", "造纸和纸制品业", "C2231", "纸和纸板容器制造"),
    ("印务", "C23", "印刷和记录媒介复制业", "C2311", "书、报刊印刷"),
    ("药业", "C27", "医药制造业", "C2710", "化学药品原料药制造"),
    ("塑胶", "C29", "橡胶和塑料制品业", "C2929", "塑料零件及其他塑料制品制造"),
    ("建材", "C30", "非金属矿物制品业", "C3024", "轻质建筑材料制造"),
    ("钢构", "C33", "金属制品业", "C3311", "金属结构制造"),
    ("机械", "C34", "通用设备制造业", "C3484", "机械零部件加工"),
    ("汽配", "C36", "汽车制造业", "C3670", "汽车零部件及配件制造"),
    ("新能源", "C38", "电气机械和器材制造业", "C3841", "锂离子电池制造"),
    ("电子", "C39", "计算机、通信和其他电子设备制造业", "C3982", "电子电路制造"),
    ("仪表", "C40", "仪器仪表制造业", "C4012", "电工仪器仪表制造"),
)
PEOPLE = ("陈思远", "李慕青", "黄家明", "欧阳静", "何珊", "梁颂文", "罗一鸣", "谢晓岚", "邓立言", "周岚")
PROFILE = (
    "公司成立于{year}年，注册资本{n}万元，占地{m}亩，现有员工{k}人。",
    "主要产品为{thing}制品，年产能{n}吨，{year}年产值{d}亿元，产品销往华南、华东等地。",
    "企业已通过质量、环境、职业健康安全和能源管理体系认证，设有能源管理岗位。",
    "近三年累计投入{n}万元用于节能降碳改造，单位产品综合能耗下降{p}%。",
    "先后获评广东省清洁生产企业、广州市绿色工厂，拥有授权专利{k}项。",
    "公司是行业标准《{thing}绿色评价规范》的参与起草单位之一。",
    "厂区屋顶建有{d}MW分布式光伏，年发电约{n}万千瓦时，绿电占比达到{p}%。",
)
PARK_PROFILE = (
    "园区成立于{year}年，规划面积{d}平方公里，定位为{thing}产业集聚区。",
    "园区现有规模以上工业企业{k}家，其中清洁生产企业{m}家，主导产业产值占比{p}%。",
    "园区建成集中供热、污水集中处理和能碳管理平台，实现{k}家重点企业在线监测。",
    "先后获得省级循环化改造示范园区、市级绿色工业园区等称号。",
    "园区屋顶光伏装机{d}MW，年发电{n}万千瓦时。",
)
HIGHLIGHTS = (
    "针对{thing}生产线蒸汽消耗大的问题，新建冷凝水闭式回收系统，回收率由{p}%提高到92%。",
    "将原有定频空压机更换为永磁变频机组，配套集中控制系统，实现按需供气。",
    "建设能源管理中心，接入{k}块智能电表和{m}只流量计，实现班组级用能考核。",
    "采用水性树脂替代溶剂型树脂，从源头削减挥发性有机物产生。",
    "利用厂房屋顶建设{d}MW光伏，自发自用、余电上网。",
    "对{n}立方米/天的生产废水实施膜法深度处理，出水回用于冷却塔补水。",
    "推行绿色采购制度，对{k}家主要供应商开展碳足迹核算并分级管理。",
    "将RTO余热用于烘道预热，天然气单耗下降{p}%。",
    "与上下游企业共建包装物循环共用体系，木托盘改为可循环塑料托盘。",
    "首创“一罐一策”清洗工艺，洗罐水由每批{m}吨减到{k}吨。",
)
RESULTS = (
    "项目实施后年节电{n}万千瓦时，折合{d}吨标准煤。",
    "年减少二氧化碳排放{n}吨，较改造前下降{p}%。",
    "单位产品取水量由{d}立方米降到{k}立方米，优于行业先进值。",
    "年减少危险废物{m}吨，节约处置费用{k}万元。",
    "投资回收期约2.{k}年，年经济效益{n}万元。",
    "产品一次合格率提高到99.{k}%，返工能耗明显下降。",
)
SIGNIFICANCE = (
    "该做法适用于{thing}及类似行业，投资小、见效快，具有较好的推广价值。",
    "适宜在蒸汽用量大、用热稳定的企业推广，需具备场地和水质条件。",
    "可为同类园区开展能碳协同管理提供参考。",
    "推广时应注意设备选型与负荷匹配，建议先行开展能源审计。",
)
PROJECTS = (
    "空压机余热回收",
    "喷漆线水性化改造",
    "中水回用",
    "RTO余热利用",
    "注塑机伺服改造",
    "蒸汽冷凝水回收",
    "车间照明LED改造",
    "废溶剂回收再利用",
    "锅炉低氮改造",
    "电镀逆流漂洗",
    "光伏发电",
    "粉尘收集系统升级",
)
NOTES = (
    "电120万kWh",
    "天然气9.6万立方米",
    "水性漆替代溶剂型漆35吨",
    "挥发性有机物",
    "化学需氧量、氨氮",
    "废包装桶、废边角料",
    "甲苯、二甲苯",
    "按2023年实际产量计算",
    "含税",
    "见附件2测算表",
)


def fill(hand: Hand, text: str, thing: str) -> str:
    """A sentence with its figures."""
    return text.format(
        year=hand.between(1992, 2019),
        n=hand.between(120, 9800),
        m=hand.between(12, 96),
        k=hand.between(3, 88),
        d=f"{hand.between(2, 40)}.{hand.between(1, 9)}",
        p=hand.between(5, 48),
        thing=thing,
    )


def sentences(hand: Hand, pool: tuple[str, ...], thing: str, least: int = 1, most: int = 4) -> list[str]:
    """Some sentences, none twice."""
    return [fill(hand, text, thing) for text in hand.some(pool, least, most)]


def company(hand: Hand, branch: str) -> str:
    return f"广州{hand.pick(FIRST)}{hand.pick(FIRST)}{branch}{hand.pick(('有限公司', '科技有限公司', '股份有限公司'))}"


def park(hand: Hand) -> str:
    return f"广州{hand.pick(FIRST)}{hand.pick(('工业园', '智能制造产业园', '新材料产业园'))}"


def mobile(hand: Hand) -> str:
    return hand.pick(("135", "138", "139", "186", "199")) + f"{hand.between(0, 99999999):08d}"


def landline(hand: Hand) -> str:
    return f"020-{hand.pick('2368')}{hand.between(0, 9999999):07d}"


def email(hand: Hand) -> str:
    name = hand.pick(("greencase", "ehs", "lvse", "office", "jieneng"))
    return f"{name}{hand.between(1, 999)}@example.{hand.pick(('com', 'cn', 'com.cn'))}"


def picture(hand: Hand, how: str = "inline") -> Pic:
    """A small PNG of its own colours; no two alike."""
    width, height = hand.between(24, 60), hand.between(24, 60)
    tint = hand.random.randbytes(6)
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        left = tint[:3] if (y // 8) % 2 else tint[3:]
        rows += left * (width // 2) + tint[2:5] * (width - width // 2)
    data = b"\x89PNG\r\n\x1a\n"
    data += _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    data += _chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + _chunk(b"IEND", b"")
    return Pic(data, hashlib.sha256(data).hexdigest(), width, height, "image/png", how)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
