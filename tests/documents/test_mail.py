"""What a mail says where there is more than it can list."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.documents import mail
from pipeline.documents.mail import Edition
from pipeline.messages import Messages
from pipeline.model import TO_CORRECT, Book, Counts
from pipeline.problems import TemplateError
from tests.batch.made import TEMPLATES
from tests.documents.sample import AS_OF, cases, factory

EDITION = Edition("优秀案例", 2024, "黄埔区工业和信息化局", "2024年9月30日18:00", 3)


def test_a_district_is_told_how_many_are_open_however_many_are_listed() -> None:
    (case,) = cases(factory())
    open_ = tuple(
        replace(case, number=f"黄埔-{each}", unit=f"单位{each}", state=TO_CORRECT) for each in range(130)
    )
    assert case.district is not None
    counts = Counts(case.district, received=131, to_correct=130, unreadable=1)
    book = Book(open_, tuple(one.entry for one in open_), AS_OF)
    told = mail.of_district(book, counts, EDITION, Messages.load(TEMPLATES), TEMPLATES)
    assert "待修改 130，无法读取 1" in told.subject
    assert "待修改 130 个，无法读取 1 个。" in told.text
    assert "单位99" in told.text and "单位100" not in told.text
    assert "其余 30 个见发件夹中的区审核表。" in told.text


def test_a_template_that_asks_for_what_no_mail_has_is_found_before_a_pass(tmp_path: Path) -> None:
    shutil.copytree(TEMPLATES / "mail", tmp_path / "mail")
    mail.check(tmp_path)
    file = tmp_path / "mail" / "district.txt"
    file.write_text(file.read_text(encoding="utf-8") + "{{ recieved }}", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"district\.txt.*recieved"):
        mail.check(tmp_path)
