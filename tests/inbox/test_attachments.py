"""Forms and what lies beside them."""

from __future__ import annotations

import pytest

from pipeline.inbox import ATTACHMENT, FORM, attach, is_picture, is_picture_of_form, kind


@pytest.mark.parametrize(
    "name",
    [
        "附件1.docx",
        "附件1.DOCX",
        "a/附件1.docm",
        "x.dotx",
        "x.doc",
        "x.wps",
        "x.xlsx",
        "x.xlsm",
        "x.xls",
        "x.et",
    ],
)
def test_what_may_be_a_form(name: str) -> None:
    assert kind(name) == FORM


@pytest.mark.parametrize(
    "name", ["附件1.pdf", "照片.jpg", "汇报.pptx", "视频.mp4", "附件1.truth.json", "docx", "a.docx/b"]
)
def test_what_can_only_be_an_attachment(name: str) -> None:
    assert kind(name) == ATTACHMENT


def test_pictures_and_what_may_be_a_scanned_form() -> None:
    assert is_picture("厂区.JPG") and is_picture_of_form("厂区.JPG")
    assert not is_picture("附件1.pdf") and is_picture_of_form("附件1.pdf")
    assert not is_picture("附件1.ofd") and is_picture_of_form("附件1.ofd")
    assert not is_picture_of_form("汇报.pptx")


def shared(folder: str) -> bool:
    return folder in ("", "黄埔区")


def test_attachments_belong_to_the_forms_in_their_folder() -> None:
    forms = ["黄埔区/甲/附件1.docx", "黄埔区/甲/附件3.xlsx", "黄埔区/乙/附件1.docx"]
    others = ["黄埔区/甲/照片2.jpg", "黄埔区/甲/照片1.jpg", "黄埔区/丙/照片.jpg", "黄埔区/甲/图/照片3.jpg"]
    attached = attach(forms, others, is_shared=shared)
    both = ("黄埔区/甲/照片1.jpg", "黄埔区/甲/照片2.jpg")
    assert attached.by_form == {
        "黄埔区/乙/附件1.docx": (),
        "黄埔区/甲/附件1.docx": both,
        "黄埔区/甲/附件3.xlsx": both,
    }
    assert attached.alone == ("黄埔区/丙/照片.jpg", "黄埔区/甲/图/照片3.jpg")


def test_where_everybodys_forms_lie_side_by_side_nothing_is_attached() -> None:
    attached = attach(
        ["黄埔区/甲附件1.docx", "附件2.docx"], ["黄埔区/照片.jpg", "照片.jpg"], is_shared=shared
    )
    assert attached.by_form == {"黄埔区/甲附件1.docx": (), "附件2.docx": ()}
    assert attached.alone == ("照片.jpg", "黄埔区/照片.jpg")
