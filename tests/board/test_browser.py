"""The boards as clerks open them: in a browser, by double-click, without a network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pipeline.batch import story
from pipeline.documents import board
from tests.batch.made import TEMPLATES, TIME, company, form, photo, projects, put, settings
from tests.board.made import MADE, NASTY, content
from tests.conftest import tool

NOW = datetime.fromisoformat(TIME)
# What nothing else in the district has in common with it.
OWN = {
    "photos": [photo(5), photo(6), photo(7)],
    "case_photos": [photo(8)],
    "highlights": "（1）屋顶铺设光伏组件。\n（2）接入储能。\n（3）余电上网。",
    "results": "年发电90万千瓦时，减少二氧化碳排放480吨。",
    "significance": "适用于屋顶面积较大的工业厂房。",
}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    command = tool("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=command)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def outbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a pass made of an inbox with something of everything."""
    folder = tmp_path_factory.mktemp("night")
    put(
        folder / "inbox",
        {
            "黄埔区/甲.docx": form("annex1", company("广州甲公司", "余热回收")),
            "黄埔区/乙.docx": form("annex1", company("广州乙公司", "光伏", **OWN, contact="", email="没有")),
            "黄埔区/坏.docx": b"cut off",
            "海珠区/丙 #1 100%.xlsx": form("annex3", projects("广州丙公司", "中水回用", "沼气利用"), "xlsx"),
            "海珠区/丁.docx": form("annex1", company(NASTY, "注入", contact="")),
            "散.docx": form("annex1", company("广州戊公司", "蓄冷", address="佛山市1号")),
        },
    )
    story.run(settings(folder), NOW)
    return folder / "outbox"


@dataclass
class Opened:
    """A page, with all that it asked for and complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def names(self) -> list[str]:
        """The units that are shown, in their order."""
        return self.page.locator("#cases tbody:visible th b").all_text_contents()


@dataclass
class Desk:
    """Opens boards at a time, and sees to it that they ask for nothing and complain of nothing."""

    browser: Browser
    opened: list[Opened] = field(default_factory=list)

    def open(self, file: Path, at: datetime = NOW, **context: object) -> Opened:
        page = self.browser.new_context(offline=True, **context).new_page()  # type: ignore[arg-type]
        one = Opened(page)
        page.on("request", lambda request: one.asked.append(request.url))
        page.on("console", lambda message: one.said.append(message.text))
        page.on("pageerror", lambda error: one.said.append(str(error)))
        page.on("dialog", lambda dialog: one.said.append(f"dialog {dialog.message}"))
        page.clock.set_fixed_time(at)
        page.goto(file.as_uri())
        self.opened.append(one)
        return one


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Desk]:
    desk = Desk(chromium)
    yield desk
    for one in desk.opened:
        assert one.said == []
        assert [url for url in one.asked if not url.startswith("file://")] == []
        assert len(one.asked) == 1
        one.page.context.close()


def boards(outbox: Path) -> list[Path]:
    return sorted(outbox.glob("*/index.html"))


def test_each_board_opens_without_a_network(outbox: Path, desk: Desk) -> None:
    assert len(boards(outbox)) == 12
    for file in boards(outbox):
        page = desk.open(file).page
        expect(page.locator("h1")).to_have_text(f"{file.parent.name}进度")
        expect(page.locator("#old")).to_be_hidden()


def test_what_people_wrote_is_text(outbox: Path, desk: Desk) -> None:
    for folder in ("市局", "海珠区"):
        one = desk.open(outbox / folder / "index.html")
        assert NASTY in one.names()
        assert one.page.locator("img").count() == 0


def test_filters_narrow_the_list_and_say_so(outbox: Path, desk: Desk) -> None:
    one = desk.open(outbox / "市局" / "index.html")
    page = one.page
    assert len(one.names()) == 7
    page.select_option("#district", "黄埔区")
    assert one.names() == ["广州甲公司", "广州乙公司", "坏.docx"]
    expect(page.locator("#count")).to_have_text("符合 3 项，共 7 项")
    page.select_option("#state", "无法读取")
    assert one.names() == ["坏.docx"]
    page.select_option("#turn", "待市局")
    assert one.names() == []
    expect(page.locator("#none")).to_be_visible()
    page.get_by_role("button", name="清除筛选").click()
    expect(page.locator("#count")).to_have_text("共 7 项")
    page.select_option("#form", "附件3")
    assert one.names() == ["广州丙公司", "广州丙公司"]
    page.get_by_role("button", name="清除筛选").click()
    page.locator("#text").press_sequentially("ＧＵ 广州 沼气")
    assert one.names() == []
    page.locator("#text").fill("广州 沼气")  # all words, wherever they stand
    assert one.names() == ["广州丙公司"]


def test_sorting_goes_up_down_and_back(outbox: Path, desk: Desk) -> None:
    one = desk.open(outbox / "黄埔区" / "index.html")
    before = one.names()
    head = one.page.locator("th.found")
    for order, names in (
        ("ascending", ["广州甲公司", "坏.docx", "广州乙公司"]),
        ("descending", ["广州乙公司", "坏.docx", "广州甲公司"]),
        ("none", before),
    ):
        head.get_by_role("button").click()
        assert head.get_attribute("aria-sort") == order
        assert one.names() == names


def test_findings_unfold_by_keyboard(outbox: Path, desk: Desk) -> None:
    page = desk.open(outbox / "黄埔区" / "index.html").page
    row = page.locator("tbody", has_text="广州乙公司")
    button, more = row.get_by_role("button"), row.locator(".more")
    expect(more).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(more).to_contain_text("“联系人”尚未填写，请补充。")
    page.keyboard.press("Enter")
    expect(more).to_be_hidden()
    page.get_by_role("button", name="展开全部").click()
    expect(more).to_be_visible()


def test_every_link_leads_to_a_file(outbox: Path, desk: Desk) -> None:
    found = set()
    for file in boards(outbox):
        page = desk.open(file).page
        for link in page.locator("a").all():
            href = link.evaluate("link => link.href")
            path = Path(unquote(urlsplit(href).path))
            assert href.startswith("file:///")
            assert path.is_file()
            found.add(path)
    there = {path for path in outbox.rglob("*") if path.is_file() and ".casebook" not in path.parts}
    assert there <= found
    assert outbox.parent / "inbox/海珠区/丙 #1 100%.xlsx" in found


def test_a_link_can_be_followed(outbox: Path, desk: Desk) -> None:
    one = desk.open(outbox / "市局" / "index.html")
    one.page.get_by_role("link", name="海珠区").click()
    expect(one.page.locator("h1")).to_have_text("海珠区进度")
    assert one.asked.pop().endswith("index.html")


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2024-10-02T05:59:00+08:00", None),
        ("2024-10-02T06:00:00+08:00", "已超过 36 小时"),
        ("2024-10-02T17:59:00+08:00", "已超过 47 小时"),
        ("2024-10-02T18:00:00+08:00", "已超过 2 天"),
        ("2026-12-08T09:00:00+08:00", "已超过 798 天"),
    ],
)
def test_old_data_are_said_to_be_old(outbox: Path, desk: Desk, at: str, words: str | None) -> None:
    page = desk.open(outbox / "黄埔区" / "index.html", datetime.fromisoformat(at)).page
    if words is None:
        expect(page.locator("#old")).to_be_hidden()
    else:
        expect(page.locator("#old")).to_contain_text(words)


def test_a_file_of_a_person_in_the_place_of_ours_is_said(tmp_path: Path, desk: Desk) -> None:
    theirs = ("市局/index.html", "海珠区/index.html", "黄埔区/区审核表.xlsx")
    put(tmp_path / "outbox", dict.fromkeys(theirs, b"mine"))
    put(tmp_path / "inbox", {"黄埔区/甲.docx": form("annex1", company("广州甲公司", "余热回收"))})
    story.run(settings(tmp_path), NOW)
    put(
        tmp_path / "outbox" / "白云区",
        {"存档 100%.html": (tmp_path / "outbox/白云区/index.html").read_bytes()},
    )
    said = {
        name: (page.locator(".remarks").all_text_contents(), page.locator("#renamed").is_visible())
        for name in (
            "市局/index（自动生成）.html", "海珠区/index（自动生成）.html", "黄埔区/index.html",
            "天河区/index.html", "白云区/存档 100%.html",
        )
        for page in [desk.open(tmp_path / "outbox" / name).page]
    }  # fmt: skip
    bureau, haizhu, huangpu, tianhe, copied = said.values()
    assert "“海珠区/index.html”已被人放入或改动" in bureau[0][0]
    assert "程序生成的文件是“海珠区/index（自动生成）.html”" in bureau[0][0]
    assert "“黄埔区/区审核表.xlsx”已被人放入或改动" in bureau[0][0]
    assert "程序生成的文件是“区审核表（自动生成）.xlsx”" in huangpu[0][0]
    assert "海珠区" not in huangpu[0][0]
    # What lies over a board itself is said by the name that it then has.
    assert [renamed for _, renamed in said.values()] == [True, True, False, False, True]
    assert "人放入或改动" not in "".join((*haizhu[0], *tianhe[0], *copied[0]))
    assert all((tmp_path / "outbox" / path).read_bytes() == b"mine" for path in theirs)


@pytest.mark.parametrize(
    ("folder", "width", "scheme"),
    [("市局", 1280, "light"), ("市局", 375, "dark"), ("市局", 800, "light"), ("海珠区", 1000, "dark")],
)
def test_nothing_stands_in_the_way_of_anybody(
    outbox: Path, desk: Desk, folder: str, width: int, scheme: str
) -> None:
    one = desk.open(
        outbox / folder / "index.html",
        datetime.fromisoformat("2024-11-01T08:00:00+08:00"),
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True,
    )  # fmt: skip
    one.page.get_by_role("button", name="展开全部").click()
    assert one.page.evaluate("document.documentElement.scrollWidth") == width
    rooms = one.page.locator("#cases tbody th").evaluate_all("cells => cells.map(cell => cell.clientWidth)")
    assert min(rooms) >= 200  # for the names of unit and case
    found = Axe().run(one.page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []


def test_without_script_all_is_shown(outbox: Path, desk: Desk) -> None:
    page = desk.open(outbox / "黄埔区" / "index.html", java_script_enabled=False).page
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("tbody", has_text="广州乙公司").locator(".more")).to_be_visible()


def test_on_paper_there_are_no_controls(outbox: Path, desk: Desk) -> None:
    page = desk.open(outbox / "黄埔区" / "index.html").page
    page.emulate_media(media="print")
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("header nav")).to_be_hidden()
    expect(page.locator("#cases")).to_be_visible()


def test_very_many_are_parted_into_pages(tmp_path: Path, desk: Desk) -> None:
    shown = content(2500)
    for page in (1, 2):
        name = "index.html" if page == 1 else "index-2.html"
        board.write(shown, page, TEMPLATES, MADE, tmp_path / name)
    one = desk.open(tmp_path / "index.html", MADE)
    assert one.page.locator("#cases tbody").count() == board.PAGE
    one.page.locator(".pages a", has_text="第 2 页").click()
    expect(one.page.locator("#cases tbody")).to_have_count(500, timeout=30_000)
    assert one.asked.pop().endswith("index-2.html")


def test_a_thousand_cases_take_less_than_a_megabyte(tmp_path: Path) -> None:
    board.write(content(1000), 1, TEMPLATES, MADE, tmp_path / "index.html")
    assert (tmp_path / "index.html").stat().st_size < 1_000_000


def test_a_folder_copied_elsewhere_still_works(outbox: Path, desk: Desk, tmp_path: Path) -> None:
    shutil.copytree(outbox / "黄埔区", tmp_path / "共享 # 100%" / "黄埔区")
    one = desk.open(tmp_path / "共享 # 100%" / "黄埔区" / "index.html")
    link = one.page.locator("a", has_text="退回修改意见").first
    assert Path(unquote(urlsplit(link.evaluate("link => link.href")).path)).is_file()
