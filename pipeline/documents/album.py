"""Photos by the thousand, kept small: each form has several, and a book of them goes to who prints it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.documents.photos import Photo


class Album(Mapping[str, Photo]):
    """Photos by the hash of their originals; as a line of text each takes a third of the memory."""

    __slots__ = ("_folders", "_lines")

    def __init__(self) -> None:
        self._folders: list[str] = []
        self._lines: dict[str, bytes] = {}

    def add(self, photo: Photo) -> None:
        """A photo, under its hash."""
        folder = str(photo.path.parent)
        if folder not in self._folders:
            self._folders.append(folder)
        told = (
            self._folders.index(folder),
            photo.path.name.removeprefix(photo.sha),
            photo.width,
            photo.height,
            photo.media_type,
            photo.content,
            photo.bytes,
        )
        self._lines[photo.sha] = "\t".join(map(str, told)).encode()

    def __getitem__(self, sha: str) -> Photo:
        folder, name, width, height, media_type, content, size = self._lines[sha].decode().split("\t")
        path = Path(self._folders[int(folder)], f"{sha}{name}")
        return Photo(sha, path, int(width), int(height), media_type, content, int(size))

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)
