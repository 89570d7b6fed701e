"""What nobody has answered stays empty, whatever stands around it."""

from __future__ import annotations

from pathlib import Path

import docx

from pipeline import office
from pipeline.forms import load
from pipeline.forms.match import Matcher
from tests.batch.made import TEMPLATES


def test_a_long_answer_that_is_empty_takes_no_words_of_the_row_below(tmp_path: Path) -> None:
    """In a table in which nobody has answered anything no column is known to be empty."""
    document = docx.Document()
    document.add_paragraph("附件1")
    document.add_paragraph("广州市绿色制造优秀案例征集表（企业）")
    for rows in (
        [
            ("企业名称", "甲公司", "企业类别", "绿色工厂"),
            ("行业类别（大类）", "C26", "行业类别（小类）", "C2614"),
            ("联系人", "王一", "联系电话", "13800000000"),
            ("地址", "某路1号", "电子邮箱", "a@example.com"),
            ("案例名称", "节能改造", "企业照片", ""),
        ],
        [("企业简介", ""), ("绿色制造案例内容", ""), ("以上内容真实准确，我单位对其负责。", "")],
    ):
        table = document.add_table(0, len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        document.add_paragraph("")
    path = tmp_path / "a.docx"
    document.save(str(path))
    (record,) = Matcher(load(TEMPLATES)).records(office.open_up(path))
    answers = record.fields()
    assert (answers["name"], answers["contact"]) == ("甲公司", "王一")
    assert (answers["profile"], answers["highlights"]) == ("", "")
    assert any("真实准确" in text for text in record.unmatched)
