"""Marks of secrecy in their real form, and words that are none."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from pipeline.checks.secrecy import mark


@pytest.mark.parametrize(
    "text",
    [
        "秘密★1年", "秘 密 ★ 1 年", "机密★", "绝密★长期", "机密·", "秘密·2年", "★机密", "密级：秘密★10年",
        "本件为国家秘密★1年", "内部资料", "【内部资料】", "（内部资料）", "内部资料，注意保存",
        "内部文件 不得外传",
        "第一行\n  内部资料  \n第三行",
    ],
)  # fmt: skip
def test_a_mark_is_seen(text: str) -> None:
    assert mark(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "商业秘密", "不涉及国家秘密、商业秘密等内容，可向社会公开", "签订保密协议", "机密性强",
        "绝密配方",
        "公司内部资料管理系统上线", "内部资料共享", "商业秘密·客户名单", "五★级绿色工厂", "保密★★★", "秘密",
    ],
)  # fmt: skip
def test_the_bare_words_are_none(text: str) -> None:
    assert mark(text) == ""


def test_no_other_character_stands_for_one_that_every_mark_has() -> None:
    stand_for = {
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if not {"密", "部"}.isdisjoint(unicodedata.normalize("NFKC", char))
    }
    assert stand_for == {"密", "部"}
