"""The two files of the inbox that hold no form: a meeting agenda and a purchase list."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from openpyxl import Workbook

AGENDA = (
    ("时间", "议题", "汇报人"),
    ("9:00-9:15", "签到，领取会议材料", "会务组"),
    ("9:15-9:40", "通报上半年重点用能单位节能目标完成情况", "节能科"),
    ("9:40-10:20", "企业能碳管理平台建设经验交流", "参会企业"),
    ("10:20-10:50", "解读绿色制造梯度培育政策", "节能科"),
    ("10:50-11:30", "座谈讨论", "全体"),
)
PURCHASES = (
    ("序号", "物品", "规格", "数量", "单价（元）", "用途"),
    (1, "防水工具箱", "400×250 mm", 6, 85, "现场核查"),
    (2, "便携式红外测温仪", "-20~550℃", 2, 320, "现场核查"),
    (3, "档案盒", "A4，55 mm", 40, 8.5, "材料归档"),
    (4, "彩色打印纸", "A4，80 g", 20, 26, "资料印制"),
    (5, "反光背心", "均码", 10, 18, "现场核查"),
)


def agenda(path: Path) -> None:
    """A Word document with a table that is no form."""
    document = Document()
    document.add_heading("工业节能工作座谈会议程", 0)
    document.add_paragraph("地点：区政务中心3号楼210会议室。请参会人员提前十分钟到场。")
    table = document.add_table(len(AGENDA), 3, style="Table Grid")
    for row, texts in zip(table.rows, AGENDA, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(str(path))


def purchases(path: Path) -> None:
    """A workbook that is no form."""
    book = Workbook()
    sheet = book.active
    sheet.title = "采购清单"
    for row in PURCHASES:
        sheet.append(row)
    sheet.append(("合计", None, None, None, 2100, None))
    sheet.column_dimensions["B"].width = 20
    book.save(path)


ALL = {"天河区/会议议程.docx": agenda, "01越秀区/办公用品采购清单.xlsx": purchases}
