"""What a file names outside itself stays outside: no connection, no other file, no waiting."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import threading
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.batch import made
from tests.hostile import corpus, zips
from tests.hostile.corpus import PASSWORD
from tests.office import raw
from tests.office.test_encryption import encrypted

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="pipes and links as on Unix")


def extract(*paths: Path, config: str = "") -> list[dict[str, Any]]:
    """What ``casebook extract`` says of files, a line each."""
    settings = paths[0].parent / "settings.toml"
    settings.write_text(config, encoding="utf-8")
    command = [sys.executable, "-m", "pipeline", "extract", "--config", str(settings), *map(str, paths)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=300,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_nobody_is_called(tmp_path: Path) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        here = f"http://127.0.0.1:{listening.getsockname()[1]}"
        links = "".join(
            f'<Relationship Id="{kind}" Type="{raw.OFFICE}/{kind}" Target="{here}/{kind}" TargetMode="External"/>'
            for kind in ("image", "attachedTemplate", "styles", "numbering", "aFChunk", "oleObject")
        )
        relations = f'<Relationships xmlns="{raw.PACKAGE}/relationships">{links}</Relationships>'
        body = '<w:p><w:r><w:drawing><wp:inline><a:blip r:link="image" r:embed="image"/></wp:inline></w:drawing></w:r></w:p>'
        dtd = f'<!DOCTYPE w [<!ENTITY % a SYSTEM "{here}/dtd"> %a; <!ENTITY b SYSTEM "{here}/b">]>'
        files = {
            "linked.docx": raw.docx(body, {"word/_rels/document.xml.rels": relations}),
            "dtd.docx": zips.written(
                corpus.docx(dtd.encode() + corpus.part("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>"))
            ),
            "schema.docx": zips.written(
                corpus.docx(
                    f'<?xml-stylesheet href="{here}/x"?><w:document {raw.W_NS} xsi:schemaLocation="a {here}/xsd" '
                    f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><w:body/></w:document>'.encode()
                )
            ),
        }
        paths = [tmp_path / name for name in files]
        for path in paths:
            path.write_bytes(files[path.name])
        codes = [line["error"]["code"] for line in extract(*paths)]
        assert codes == ["not-a-form", "corrupt", "not-a-form"]
        ready, _, _ = select.select([listening], [], [], 0)
        assert ready == []


def _write_once(pipe: Path, was_opened: threading.Event) -> None:
    with pipe.open("wb"):
        was_opened.set()


@posix
def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    whole = tmp_path / "附件1.docx"
    whole.write_bytes(made.form("annex1", made.company("某某公司", "某某案例")))
    (tmp_path / "folder.docx").mkdir()
    (tmp_path / "link.docx").symlink_to(whole)
    (tmp_path / "loop.docx").symlink_to("loop.docx")
    os.mkfifo(tmp_path / "pipe.docx")
    odd = [tmp_path / f"{name}.docx" for name in ("folder", "link", "loop", "pipe")]
    was_opened = threading.Event()
    writer = threading.Thread(target=_write_once, args=(odd[-1], was_opened), daemon=True)
    writer.start()
    lines = extract(whole, *odd, Path("/dev/zero"))
    # Whoever writes into a pipe waits for a reader, and must not take this program for one.
    assert not was_opened.is_set()
    odd[-1].read_bytes()
    writer.join()
    assert [line.get("error", {}).get("code") for line in lines] == [None, *["not-a-file"] * 5]
    assert all(line["source"]["sha256"] is None for line in lines[1:])


def test_a_password_of_the_settings_opens_a_form(tmp_path: Path) -> None:
    plain, locked = tmp_path / "plain.docx", tmp_path / "locked.docx"
    plain.write_bytes(made.form("annex1", made.company("某某公司", "某某案例")))
    locked.write_bytes(encrypted(plain.read_bytes(), PASSWORD))
    without = extract(plain, locked)
    assert without[1]["error"]["code"] == "encrypted" and "密码" in without[1]["error"]["message"]
    read, opened = extract(plain, locked, config=f'passwords = ["wrong", "{PASSWORD}"]')
    assert opened["source"]["sha256"] == sha256(locked.read_bytes()).hexdigest()
    assert {**opened, "source": None} == {**read, "source": None}


def test_parts_that_a_zip_itself_encrypts(tmp_path: Path) -> None:
    path = tmp_path / "locked.docx"
    entries = [
        zips.Entry(entry.name, entry.data, flags=1, packed=zips.with_password(entry.data, PASSWORD.encode()))
        for entry in corpus.docx()
    ]
    path.write_bytes(zips.written(entries))
    assert [line["error"]["code"] for line in extract(path)] == ["encrypted"]
    # Opened, it turns out to be no form.
    assert [line["error"]["code"] for line in extract(path, config=f'passwords = ["{PASSWORD}"]')] == [
        "not-a-form"
    ]


def test_a_limit_of_the_settings_reaches_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "附件1.docx"
    path.write_bytes(made.form("annex1", made.company("某某公司", "某某案例")))
    (line,) = extract(path, config="[limits.file]\nrows = 3\n")
    assert line["error"]["code"] == "too-many-rows" and "超过 3 行" in line["error"]["message"]
