"""What goes back to applicants in the outbox: notices, files with comments, reasons."""

from __future__ import annotations

import io
import subprocess
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # ships no types

from pipeline import office
from pipeline.batch import story
from pipeline.config import Config
from pipeline.config import Returns as ReturnSettings
from tests.batch.made import TIME, company, form, outputs, projects, put, settings
from tests.conftest import zipped
from tests.returns import files

NOW = datetime.fromisoformat(TIME)
NAME, PHONE = "广州甲涂料有限公司", "13800138000"


def run(folder: Path, after: int = 0, **returns: object) -> story.Summary:
    config: Config = settings(folder).model_copy(update={"returns": ReturnSettings.model_validate(returns)})
    return story.run(config, NOW + timedelta(hours=after))


def annex1(name: str = NAME, title: str = "余热回收利用", **changes: object) -> bytes:
    return form("annex1", company(name, title, **changes))


def words(data: bytes) -> str:
    """All words of a Word document, paragraph by paragraph, cell by cell."""
    document = Document(io.BytesIO(data))
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join(part.text for part in (*document.paragraphs, *cells))


def back(folder: Path) -> dict[str, bytes]:
    """What lies in folders of returns and reasons, without those folders' names."""
    return {
        path.replace("/退回修改/", "/"): data
        for path, data in outputs(folder / "outbox").items()
        if "退回修改" in path or "无法读取" in path
    }


def with_macros(data: bytes) -> bytes:
    """The same form as a .docm."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"openxmlformats-officedocument.wordprocessingml.document.main",
                    b"ms-word.document.macroEnabled.main",
                )
            if name == "word/_rels/document.xml.rels":
                kind = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
                link = b'<Relationship Id="rId99" Type="%s" Target="vbaProject.bin"/>' % kind
                content = content.replace(b"</Relationships>", link + b"</Relationships>")
            new.writestr(name, content)
        new.writestr("word/vbaProject.bin", b"macros")
    return target.getvalue()


# --- a form with faults -------------------------------------------------------------


def test_a_form_with_faults_goes_back_until_they_are_mended(tmp_path: Path) -> None:
    put(tmp_path / "inbox", {"黄埔区/甲/附件1.docx": annex1(contact="", phone="123", profile="介" * 301)})
    run(tmp_path, until="2024年10月15日", contact="市局", contacts={"黄埔区": "020-12345678"})
    made = back(tmp_path)
    notice, copy = f"黄埔区/{NAME}-附件1-退回修改意见.docx", f"黄埔区/{NAME}-附件1-批注.docx"
    assert list(made) == sorted([notice, copy])
    said = words(made[notice])
    for expected in (
        "退回修改意见", "预审意见，以区主管部门审核为准", "必须修改3项，建议核对0项", NAME,
        "附件1 广州市绿色制造优秀案例征集表（企业）", "附件1.docx", "2024年9月30日", "“联系人”尚未填写",
        "表1 第4行 第2列", "限300字以内", "请于2024年10月15日前修改",
        "黄埔区工业和信息化主管部门，020-12345678", f"{NAME}-附件1-批注.docx",
    ):  # fmt: skip
        assert expected in said
    found = Document(io.BytesIO(made[copy])).comments
    assert {comment.author for comment in found} == {"预审意见"}
    first = next(iter(found)).text.split("\n")
    assert first[0] == "【必须修改】“联系人”尚未填写，请补充。" and first[1].startswith("依据：通知三（一）")
    assert {str(comment.timestamp)[:16] for comment in found} == {"2024-09-30 18:00"}
    again = run(tmp_path, 1, until="2024年10月15日", contact="市局", contacts={"黄埔区": "020-12345678"})
    assert all(path.endswith("index.html") for path in again.outcome.written)  # they show the time
    put(tmp_path / "inbox", {"黄埔区/甲/附件1.docx": annex1()})
    run(tmp_path, 2)
    assert back(tmp_path) == {}


def test_the_notice_is_a_sound_file_of_one_page(tmp_path: Path, soffice: str) -> None:
    faults = {"contact": "", "email": "x", "photos": [], "case_title": "", "results": ""}
    put(tmp_path / "inbox", {"黄埔区/附件1.docx": annex1(**faults)})
    run(tmp_path)
    file = tmp_path / f"outbox/黄埔区/退回修改/{NAME}-附件1-退回修改意见.docx"
    assert not OpenXmlValidator().validate(str(file)).errors
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, file]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with pypdfium2.PdfDocument(tmp_path / f"{file.stem}.pdf") as pages:
        assert len(pages) == 1
        said = pages[0].get_textpage().get_text_bounded()
    assert "必须修改5项，建议核对0项" in "".join(said.split())


def test_warnings_alone_are_told_and_keep_nothing_out(tmp_path: Path) -> None:
    put(tmp_path / "inbox", {"黄埔区/附件1.docx": annex1(industry_class={"code": "", "name": "涂料与油墨"})})
    run(tmp_path)
    said = words(back(tmp_path)[f"黄埔区/{NAME}-附件1-退回修改意见.docx"])
    assert "必须修改0项，建议核对1项" in said
    assert "改正以前" not in said
    assert any("汇总表" in path for path in outputs(tmp_path / "outbox"))


def test_a_row_of_the_form_is_named(tmp_path: Path) -> None:
    fields = projects("广州乙电子有限公司", "中水回用", "空压机改造")
    fields["projects"][1]["category"] = []
    put(tmp_path / "inbox", {"黄埔区/乙.xlsx": form("annex3", fields, "xlsx")})
    run(tmp_path)
    made = back(tmp_path)
    assert "第2项“空压机改造” 项目类别" in words(made["黄埔区/广州乙电子有限公司-附件3-退回修改意见.docx"])
    copy = load_workbook(io.BytesIO(made["黄埔区/广州乙电子有限公司-附件3-批注.xlsx"]))
    (note,) = [cell.comment.text for row in copy.worksheets[0] for cell in row if cell.comment]
    assert note.startswith("预审意见（2024年9月30日）：\n【必须修改】“项目类别”尚未填写")


# --- files of other kinds -----------------------------------------------------------


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Returns of files of many kinds, made in one pass."""
    folder = tmp_path_factory.mktemp("many")
    twin = annex1("广州丁公司", "光伏", phone="1"), annex1("广州丁公司", "储能", phone="1")
    two = (files.CORPUS / "从化/039.docx").read_bytes()  # two applicants' forms
    put(
        folder / "inbox",
        {
            "黄埔区/宏.docm": with_macros(annex1("广州宏公司", phone="1")),
            "黄埔区/旧.wps": (files.CORPUS / "南沙/033.wps").read_bytes(),
            "黄埔区/表.xls": (files.CORPUS / "荔湾/072.xls").read_bytes(),
            "黄埔区/丁/光伏.docx": twin[0],
            "黄埔区/丁/储能.docx": twin[1],
            "黄埔区/丁/再次.docx": annex1("广州丁公司", "氢能", phone="1"),
            "黄埔区/两家.docx": two,
            "黄埔区/包.zip": zipped({"戊/附件1.docx": annex1("广州戊公司", phone="1")}),
            "黄埔区/无名.docx": annex1("", phone="1"),
            "黄埔区/甲/坏.docx": b"PK\x03\x04",
            "黄埔区/乙/坏.docx": b"PK\x03\x04x",
            "待定/己.docx": annex1("广州己公司", address="某地1号", phone="1"),
        },
    )
    run(folder)
    return back(folder)


def test_what_was_changed_in_a_copy_is_said(many: dict[str, bytes]) -> None:
    assert "已去除宏" in words(many["黄埔区/广州宏公司-附件1-退回修改意见.docx"])
    with zipfile.ZipFile(io.BytesIO(many["黄埔区/广州宏公司-附件1-批注.docx"])) as package:
        assert "word/vbaProject.bin" not in package.namelist()
    said = [words(data) for path, data in many.items() if path.endswith("意见.docx")]
    assert any("旧.wps" in each and "已转换为新版格式" in each for each in said)
    assert any("表.xls" in each and "重新生成" in each for each in said)


def test_a_file_of_several_applicants_has_notices_alone(many: dict[str, bytes]) -> None:
    said = {path: words(data) for path, data in many.items() if path.endswith("意见.docx")}
    notices = {path for path, text in said.items() if "两家.docx" in text}
    assert len(notices) == 2
    for path in notices:
        assert "多家单位" in said[path]
        assert path.replace("退回修改意见", "批注") not in many


def test_names_are_told_apart_and_go_together(many: dict[str, bytes]) -> None:
    mine = sorted(path for path in many if "广州丁公司" in path)
    assert mine == sorted(
        f"黄埔区/广州丁公司-{file}-附件1-{what}.docx"
        for file in ("光伏", "储能", "再次")
        for what in ("批注", "退回修改意见")
    )
    assert "黄埔区/无名-附件1-批注.docx" in many
    assert "未分区/广州己公司-附件1-批注.docx" in many
    assert "黄埔区/广州戊公司-附件1-批注.docx" in many


def test_every_copy_reads_as_the_file_did(many: dict[str, bytes]) -> None:
    copies = {path: data for path, data in many.items() if "批注" in path}
    assert len(copies) == 9
    for data in copies.values():
        assert files.matcher().records(office.read_data(data))


def test_why_a_file_could_not_be_read(many: dict[str, bytes]) -> None:
    reasons = {path: data for path, data in many.items() if path.endswith(".txt")}
    assert sorted(reasons) == ["黄埔区/无法读取/坏.docx-乙.txt", "黄埔区/无法读取/坏.docx-甲.txt"]
    data = reasons["黄埔区/无法读取/坏.docx-甲.txt"]
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in data.replace(b"\r\n", b"")
    text = data.decode("utf-8-sig")
    assert "文件：黄埔区/甲/坏.docx" in text
    assert "原因：文件已损坏或没有传完整，无法打开。\r\n" in text
    assert "处理办法：请用 Word" in text


# --- two forms of one applicant, and one after another -------------------------------


def test_two_forms_in_a_file_share_its_copy(tmp_path: Path) -> None:
    put(tmp_path / "inbox", {"黄埔区/附件.docx": (files.CORPUS / "花都区/031.doc").read_bytes()})
    run(tmp_path)
    made = back(tmp_path)
    copies = [name for name in made if "批注" in name]
    notices = [words(data) for name, data in made.items() if name.endswith("意见.docx")]
    assert len(copies) == 1 and len(notices) == 2
    assert all(copies[0].partition("/")[2] in said for said in notices)


@pytest.mark.parametrize("path", ["黄埔区/新/附件1.docx", "黄埔区/附件1.docx"])
def test_a_form_worse_than_the_one_it_replaced_says_so(tmp_path: Path, path: str) -> None:
    put(tmp_path / "inbox", {"黄埔区/附件1.docx": annex1()})
    run(tmp_path)
    put(tmp_path / "inbox", {path: annex1(phone="1")})
    run(tmp_path, 48)
    said = words(back(tmp_path)[f"黄埔区/{NAME}-附件1-退回修改意见.docx"])
    assert "已替代2024年9月30日收到的征集表" in said
    assert "2024年10月2日" in said


def test_a_form_better_than_the_one_it_replaced_says_nothing_of_it(tmp_path: Path) -> None:
    put(tmp_path / "inbox", {"黄埔区/附件1.docx": annex1(phone="1", email="x")})
    run(tmp_path)
    put(tmp_path / "inbox", {"黄埔区/附件1.docx": annex1(phone="1")})
    run(tmp_path, 48)
    assert "已替代" not in words(back(tmp_path)[f"黄埔区/{NAME}-附件1-退回修改意见.docx"])


def test_a_districts_returns_hold_nothing_of_another(tmp_path: Path) -> None:
    put(
        tmp_path / "inbox",
        {
            "黄埔区/附件1.docx": annex1(title="光储一体化", email="x", phone="13811112222"),
            "海珠区/附件1.docx": annex1("广州丙啤酒有限公司", "沼气发电", email="y", phone="13833334444"),
        },
    )
    run(tmp_path)
    secrets = {
        "黄埔区": (NAME, "13811112222", "光储一体化"),
        "海珠区": ("广州丙啤酒", "13833334444", "沼气发电"),
    }
    for path, data in back(tmp_path).items():
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            text = "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
        for district, theirs in secrets.items():
            assert path.startswith(district) or not [word for word in theirs if word in text]


def test_the_same_bytes_whatever_happened_in_between(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    faulty = {"黄埔区/甲.docx": annex1(phone="1"), "黄埔区/乙.docx": annex1("广州乙公司", "光伏", contact="")}
    put(one / "inbox", faulty)
    run(one)
    for path in sorted(faulty):
        put(other / "inbox", {path: faulty[path]})
        run(other)
    (other / "state/memo.sqlite").unlink()
    run(other)
    assert back(other) == back(one) != {}
