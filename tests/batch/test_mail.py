"""A night whole: run, outputs, and mails by a real server; each district is told its own only."""

from __future__ import annotations

import email
import email.policy
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from docx import Document

from pipeline.post import PASSWORD
from tests.batch.made import TIME, company, form, outputs, put
from tests.cli.test_commands import NOT_LAID_OUT, casebook

SECRET = "not-for-others-7391"
LATER = "2024-10-01T18:00:00+08:00"


@dataclass
class PostOffice:
    """What a server got.

    ``refuse``: recipients that it doesn't take; ``breaks_off``: after so many letters.
    """

    letters: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    port: int = 0
    breaks_off: int = 99

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refuse:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if len(self.letters) >= self.breaks_off:
            server.transport.abort()
            return "421 gone"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append((list(envelope.rcpt_tos), message))
        return "250 OK"

    def login(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == SECRET.encode(), handled=False)

    def texts(self) -> dict[str, str]:
        """Subject and text of the mail to each."""
        return {to[0]: f"{message['Subject']}\n{message.get_content()}" for to, message in self.letters}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def at_work() -> Iterator[PostOffice]:
    """A server that takes mails while this is entered."""
    handler = PostOffice(port=free_port())
    controller = Controller(
        handler, hostname="127.0.0.1", port=handler.port, authenticator=handler.login, auth_require_tls=False
    )
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with at_work() as handler:
        yield handler


def settings(port: int, more: str = "") -> str:
    return f"""workers = 1
{NOT_LAID_OUT}[run]
settle_seconds = 0
broken_seconds = 0
[dates]
submission = 2024-10-05T17:00:00
[mail]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "casebook@example.com"
bureau = ["bureau@example.com"]
{more}
[mail.districts]
"黄埔区" = ["hp@example.com"]
"海珠区" = ["hz@example.com"]
"番禺区" = ["py@example.com"]
"""


@pytest.fixture
def folder(tmp_path: Path, office: PostOffice) -> Path:
    (tmp_path / "config.toml").write_text(settings(office.port), encoding="utf-8")
    put(
        tmp_path / "inbox",
        {
            "黄埔区/甲.docx": form("annex1", company("广州甲公司", "余热")),
            "黄埔区/乙.docx": form("annex1", company("广州乙公司\r\nBcc: x@example.com", "光伏", contact="")),
            "海珠区/丙.docx": form("annex1", company("广州丙公司", "中水")),
            "海珠区/坏.docx": b"cut off",
            "坏.docx": b"cut off too",
        },
    )
    return tmp_path


def report(folder: Path) -> str:
    """The day's report, as text."""
    document = Document(str(folder / "outbox" / "市局" / "收件日报" / "收件日报20240930.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_each_district_is_told_its_own_and_the_bureau_the_totals(folder: Path, office: PostOffice) -> None:
    put(folder / "outbox", {"市局/index.html": b"mine"})
    assert casebook(folder, "run", "--as-of", TIME).returncode == 0
    for said in ("广州甲公司", "广州乙公司", "广州丙公司", "坏.docx"):  # the night's report has all of it
        assert said in report(folder)
    told = office.texts()
    assert set(told) == {"bureau@example.com", "hp@example.com", "hz@example.com"}  # 番禺区 handed in nothing
    assert all(len(to) == 1 for to, _ in office.letters)
    huangpu, haizhu, bureau = (told[f"{name}@example.com"] for name in ("hp", "hz", "bureau"))
    assert huangpu.startswith("【案例征集】黄埔区：通过 1，待修改 1，无法读取 0\n")
    assert "广州乙公司 Bcc: x@example.com《光伏》：1 项必须修改" in huangpu
    assert "距首次提交截止还有 5 天" in huangpu
    assert "坏.docx：文件已损坏" in haizhu
    assert "丙" not in huangpu
    assert "乙" not in haizhu
    assert "收到 5 个，其中通过 2 个，待修改 1 个，无法读取 2 个" in bureau
    assert "黄埔区：收到 2，通过 1，待修改 1，无法读取 0；推荐文件未收到，附件4未收到\n" in bureau
    assert "未分区：收到 1，通过 0，待修改 0，无法读取 1\n" in bureau
    assert "市局/index（自动生成）.html（原为 市局/index.html）" in bureau
    assert "自动生成" not in huangpu + haizhu
    whole = "".join(told.values())
    assert "13800138000" not in whole  # nobody's contacts
    assert "chen@example.com" not in whole
    for _, message in office.letters:
        assert message["From"] == "casebook@example.com"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Bcc"] is None


def test_only_who_has_news_is_told_and_not_at_once_again(folder: Path, office: PostOffice) -> None:
    casebook(folder, "run", "--as-of", TIME)
    office.letters.clear()
    assert casebook(folder, "run", "--as-of", LATER).returncode == 0
    assert office.letters == []  # a day later, nothing new
    put(folder / "inbox", {"黄埔区/丁.docx": form("annex1", company("广州丁公司", "储能"))})
    casebook(folder, "run", "--as-of", LATER)
    assert set(office.texts()) == {"bureau@example.com", "hp@example.com"}
    office.letters.clear()
    put(folder / "inbox", {"黄埔区/戊.docx": form("annex1", company("广州戊公司", "氢能"))})
    casebook(folder, "run", "--as-of", "2024-10-01T18:30:00+08:00")
    assert office.letters == []  # within the hour
    casebook(folder, "run", "--as-of", "2024-10-01T19:00:00+08:00")
    assert "收到 4" in office.texts()["hp@example.com"]  # its turn has come, though nothing was new
    office.letters.clear()
    shutil.rmtree(folder / "inbox" / "海珠区")
    assert casebook(folder, "run", "--as-of", "2024-10-01T20:00:00+08:00").returncode == 1
    (held,) = office.texts().values()  # a district that is held has no news, the bureau has
    assert held.startswith("【案例征集】有 1 项没有完成；收到 7")
    assert "1. 海珠区：全部 2 个文件同时消失，仍按上次收到的计" in held
    assert casebook(folder, "run", "--as-of", "2024-10-01T22:00:00+08:00").returncode == 1
    assert len(office.letters) == 1  # a watcher doesn't say it each hour
    casebook(folder, "run", "--as-of", "2024-10-02T18:00:00+08:00")
    assert len(office.letters) == 2  # each night does
    for time in ("2034-10-03T18:00:00+08:00", "2024-10-03T18:00:00+08:00"):  # a clock went wrong and right
        casebook(folder, "run", "--as-of", time)
    assert len(office.letters) == 4


def test_a_server_that_fails_harms_nothing_and_is_tried_again(folder: Path, office: PostOffice) -> None:
    config = folder / "config.toml"
    config.write_text(settings(1), encoding="utf-8")
    done = casebook(folder, "run", "--as-of", TIME)
    assert done.returncode == 1
    assert "Not sent: mail to hp@example.com: ConnectionRefusedError" in done.stdout
    assert list((folder / "outbox" / "市局" / "汇编").glob("*.docx"))
    assert "广州甲公司" in report(folder)
    before = outputs(folder / "outbox")
    config.write_text(settings(office.port), encoding="utf-8")
    office.breaks_off = 1
    done = casebook(folder, "run", "--as-of", TIME)
    assert done.returncode == 1
    assert "Not sent: mail to bureau@example.com: SMTPServerDisconnected" in done.stdout
    assert set(office.texts()) == {"hz@example.com"}
    office.breaks_off = 99
    assert casebook(folder, "run", "--as-of", TIME).returncode == 0
    assert [to[0].partition("@")[0] for to, _ in office.letters] == ["hz", "hp", "bureau"]  # each once
    assert outputs(folder / "outbox") == before


def test_a_recipient_who_is_refused_costs_the_others_nothing(folder: Path, office: PostOffice) -> None:
    office.refuse.add("hp@example.com")
    done = casebook(folder, "run", "--as-of", TIME)
    assert done.returncode == 1
    assert "Not sent: mail to hp@example.com" in done.stdout
    assert set(office.texts()) == {"bureau@example.com", "hz@example.com"}
    office.refuse.clear()
    office.letters.clear()
    assert casebook(folder, "run", "--as-of", TIME).returncode == 0
    assert set(office.texts()) == {"hp@example.com"}


def test_the_password_is_the_environments_and_shown_nowhere(
    folder: Path, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "config.toml").write_text(settings(office.port, 'user = "casebook"'), encoding="utf-8")
    monkeypatch.setenv(PASSWORD, "wrong-pw-4711")
    done = casebook(folder, "run", "--log-format", "json", "--as-of", TIME)
    assert done.returncode == 1
    assert '"event": "unsent"' in done.stdout
    assert "SMTPAuthenticationError 535" in done.stdout
    assert office.letters == []
    monkeypatch.setenv(PASSWORD, SECRET)
    again = casebook(folder, "run", "--as-of", TIME)
    assert again.returncode == 0
    assert office.logins[-1] == (b"casebook", SECRET.encode())
    assert len(office.letters) == 3
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for word in (SECRET, "wrong-pw-4711"):
        assert word not in done.stdout + done.stderr + again.stdout + again.stderr
        assert word.encode() not in everything


def test_a_password_that_can_not_be_sent_is_said(
    folder: Path, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "config.toml").write_text(settings(office.port, 'user = "casebook"'), encoding="utf-8")
    monkeypatch.setenv(PASSWORD, "口令")
    done = casebook(folder, "run", "--as-of", TIME)
    assert done.returncode == 1
    assert "Not sent: mail to bureau@example.com: the user or the password is not ASCII" in done.stdout
    assert "口令" not in done.stdout + done.stderr


def test_a_pass_that_could_not_be_made_is_told_to_the_bureau(folder: Path, office: PostOffice) -> None:
    (folder / "inbox").rename(folder / "elsewhere")
    done = casebook(folder, "run", "--as-of", TIME)
    assert done.returncode == 2
    told = office.texts()
    assert set(told) == {"bureau@example.com"}
    assert told["bureau@example.com"].startswith("【案例征集】本次运行没有完成\n")
    assert "can't be listed" in told["bureau@example.com"]


def test_an_address_that_is_none_is_said_before_anything_is_done(folder: Path) -> None:
    text = settings(1).replace("hp@example.com", "hp at example")
    (folder / "config.toml").write_text(text, encoding="utf-8")
    done = casebook(folder, "run")
    assert done.returncode == 2
    assert "mail: 'hp at example' is no mail address" in done.stderr
