"""Archives as people make them, whoever wrote the names and whatever is wrong with them."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from pathlib import Path

import py7zr
import pytest

from pipeline import office
from pipeline.door import Door, FileLimits
from pipeline.inbox import attach_inside, is_ignored
from pipeline.office import Archive, Inside
from pipeline.office.archive import opened
from pipeline.problems import Unreadable

NAME = "黄埔区/附件1（广州某某有限公司）.txt"
WORDS = "内容".encode()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def look(file: Path, **limits: int) -> Archive:
    found = office.open_up(file, Door(FileLimits(**limits)))
    assert isinstance(found, Archive)
    return found


def refused(file: Path, door: Door | None = None) -> str:
    with pytest.raises(Unreadable) as error:
        office.open_up(file, door or Door())
    return error.value.problem.code


def packed(file: Path, *members: tuple[bytes, bytes], flags: int = 0, extra: bytes = b"") -> Path:
    """A zip written byte by byte, with names as other programs leave them."""
    body, directory = b"", b""
    for name, data in members:
        crc = zlib.crc32(data)
        sizes = struct.pack("<LLLHH", crc, len(data), len(data), len(name), len(extra))
        local = b"PK\3\4" + struct.pack("<HHHHH", 20, flags, 0, 0, 0x5921) + sizes + name + extra
        directory += (
            b"PK\1\2" + struct.pack("<HHHHHH", 20, 20, flags, 0, 0, 0x5921) + sizes
            + struct.pack("<HHHLL", 0, 0, 0, 0, len(body)) + name + extra
        )  # fmt: skip
        body += local + data
    end = b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    file.write_bytes(body + directory + end)
    return file


def unicode_path(raw: bytes, name: str) -> bytes:
    field = b"\1" + struct.pack("<L", zlib.crc32(raw)) + name.encode()
    return struct.pack("<HH", 0x7075, len(field)) + field


@pytest.mark.parametrize(
    ("raw", "flags", "extra", "name"),
    [
        (NAME.encode("gbk"), 0, b"", NAME),
        (NAME.encode(), 0x800, b"", NAME),
        (NAME.encode(), 0, b"", NAME),  # macOS sets no flag
        (b"HUANGP~1.TXT", 0, unicode_path(b"HUANGP~1.TXT", NAME), NAME),
        (NAME.encode("gbk"), 0, unicode_path(b"another", "别的.txt"), NAME),
        ("廱工厂\\表.txt".encode("gbk"), 0, b"", "廱工厂/表.txt"),
        (
            "乗車/誠昞.txt".encode("gbk"),
            0,
            b"",
            "乗車/誠昞.txt",
        ),  # letters with a backslash as their second byte
        ("café.txt".encode("cp437"), 0, b"", "café.txt"),
    ],
    ids=["GBK", "UTF-8", "macOS", "Info-ZIP", "stale field", "backslash", "0x5C", "437"],
)
def test_a_name_is_read_as_its_writer_saw_it(
    tmp_path: Path, raw: bytes, flags: int, extra: bytes, name: str
) -> None:
    file = packed(tmp_path / "a.zip", (raw, WORDS), flags=flags, extra=extra)
    assert [(member.path, member.sha) for member in look(file).members] == [(name, sha(WORDS))]
    with opened(Inside(file, (name,)), Door()) as stream:
        assert stream.read() == WORDS


def seven(file: Path, members: dict[str, bytes], password: str | None = None, names: bool = False) -> Path:
    with py7zr.SevenZipFile(file, "w", password=password, header_encryption=names) as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return file


def test_7z(tmp_path: Path) -> None:
    members = {"甲/附件1.docx": b"one", "甲/照片.jpg": b"two" * 1000, "乙.docx": b"three"}
    file = seven(tmp_path / "套件.docx", members)
    assert {member.path: member.sha for member in look(file).members} == {
        name: sha(data) for name, data in members.items()
    }
    for name, data in members.items():
        with opened(Inside(file, (name,)), Door()) as stream:
            assert stream.read() == data


@pytest.mark.parametrize("names", [False, True], ids=["contents", "names too"])
def test_a_7z_with_a_password(tmp_path: Path, names: bool) -> None:
    file = seven(tmp_path / "a.7z", {"附件1.docx": WORDS, "b": b"2" * 5000}, "广州2024", names)
    assert refused(file) == "encrypted"
    assert refused(file, Door(passwords=("wrong",))) == "encrypted"
    door = Door(passwords=("wrong", "广州2024"))
    found = office.open_up(file, door)
    assert isinstance(found, Archive)
    assert [member.sha for member in found.members] == [sha(b"2" * 5000), sha(WORDS)]
    with opened(Inside(file, ("附件1.docx",)), door) as stream:
        assert stream.read() == WORDS


def test_an_archive_in_an_archive(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("附件1.docx", WORDS)
    file = seven(tmp_path / "outer.7z", {"甲/inner.zip": inner.getvalue()})
    found = office.open_up(Inside(file, ("甲/inner.zip",)))
    assert isinstance(found, Archive)
    assert [member.path for member in found.members] == ["附件1.docx"]
    with opened(Inside(file, ("甲/inner.zip", "附件1.docx")), Door()) as stream:
        assert stream.read() == WORDS


def test_a_damaged_member_is_no_reason_to_lose_the_others(tmp_path: Path) -> None:
    file = packed(tmp_path / "a.zip", (b"1.docx", b"first"), (b"2.docx", b"second"))
    file.write_bytes(file.read_bytes().replace(b"first", b"fir5t", 1))
    one, two = look(file).members
    assert one.problem is not None
    assert (one.path, one.problem.code, one.sha) == ("1.docx", "corrupt", "")
    assert (two.path, two.problem, two.sha) == ("2.docx", None, sha(b"second"))


def test_what_is_no_sound_archive_is_refused(tmp_path: Path) -> None:
    whole = seven(tmp_path / "a.7z", {"a.docx": bytes(range(256)) * 40}).read_bytes()
    (tmp_path / "cut.7z").write_bytes(whole[: len(whole) // 2])
    assert refused(tmp_path / "cut.7z") == "corrupt"
    packed(tmp_path / "a.zip", (b"a.docx", b"a" * 1000))
    (tmp_path / "cut.zip").write_bytes((tmp_path / "a.zip").read_bytes()[:500])
    assert refused(tmp_path / "cut.zip") == "corrupt"
    (tmp_path / "a.rar").write_bytes(b"Rar!\x1a\x07\x01\0" + b"\0" * 100)
    assert refused(tmp_path / "a.rar") == "unsupported-format"
    assert refused(packed(tmp_path / "up.zip", (b"../../a.docx", b"a"))) == "unsafe-package"


@pytest.mark.parametrize("kind", ["zip", "7z"])
def test_an_archive_may_hold_only_so_much(tmp_path: Path, kind: str) -> None:
    members = {f"{number}.docx": b"\0" * 700_000 for number in range(4)}
    file = tmp_path / f"a.{kind}"
    if kind == "7z":
        seven(file, members)
    else:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
    assert file.stat().st_size < 20_000
    assert len(look(file, unpacked_megabytes=3).members) == 4
    assert refused(file, Door(FileLimits(unpacked_megabytes=2))) == "too-large"
    assert refused(file, Door(FileLimits(parts=3))) == "too-many-parts"
    with pytest.raises(Unreadable) as error, opened(Inside(file, ("0.docx",)), Door(FileLimits(megabytes=0))):
        pass
    assert error.value.problem.code == "too-large"


def test_what_is_no_form_belongs_to_the_nearest_ones() -> None:
    forms = ("附件1.docx", "甲/表/附件1.docx", "乙/附件3.docx", "乙/附件3（二）.docx")
    others = ("封面.pdf", "甲/照片/1.jpg", "乙/2.jpg", "乙/现场/3.jpg", "丙/4.jpg")
    assert attach_inside(forms, others) == {
        "附件1.docx": ("丙/4.jpg", "封面.pdf"),
        "甲/表/附件1.docx": ("甲/照片/1.jpg",),
        "乙/附件3.docx": ("乙/2.jpg", "乙/现场/3.jpg"),
        "乙/附件3（二）.docx": ("乙/2.jpg", "乙/现场/3.jpg"),
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("甲/附件1.docx", False),
        ("甲/~$附件1.docx", True),
        ("__MACOSX/甲/._附件1.docx", True),
        ("甲/.DS_Store", True),
        ("甲/旧版/附件1.docx", True),
        ("旧版.docx", False),
    ],
)
def test_what_the_inbox_passes_over_archives_do_too(path: str, expected: bool) -> None:
    assert is_ignored(path, ("旧版",)) is expected
