"""Set Casebook beside other readers, trait by trait, on the same tricky files.

    python -m bench.peers [--write docs/reading.md] [--keep FOLDER]

Prints a Markdown table; with ``--write`` it takes the place of the one between the marks
in that file. Readers that aren't installed are left out; all of them are there after

    pip install docx2python mammoth docling "markitdown[docx,xlsx]" pypandoc_binary

✓ all that a person sees and nothing else, ✗ something lost, doubled or added, ! the file
was refused, – a kind of file that the reader does not take.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import tempfile
import warnings
from pathlib import Path

from bench.peers import excel, word
from bench.peers.readers import PICTURE, Reader, installed, shown
from bench.peers.trait import Tricky

TICKS = "☑☒✓✔√■●▣🗹✗"
BEGIN, END = "<!-- peers: made by bench/peers -->", "<!-- /peers -->"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.peers")
    parser.add_argument("--write", type=Path, metavar="FILE")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as name:
        folder = arguments.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        table = compare(folder)
    print(table)
    if arguments.write:
        page = arguments.write.read_text(encoding="utf-8")
        head, rest = page.split(BEGIN)
        tail = rest.split(END)[1]
        arguments.write.write_text(f"{head}{BEGIN}\n{table}\n{END}{tail}", encoding="utf-8")


def compare(folder: Path) -> str:
    """The table, the files being written below ``folder``."""
    readers = installed()
    lines = [
        f"| | {' | '.join(reader.name for reader in readers)} |",
        f"|---|{'---|' * len(readers)}",
        f"| version | {' | '.join(reader.version for reader in readers)} |",
    ]
    right = dict.fromkeys(readers, 0)
    for title, files in (("Word", tuple(word.files())), ("Excel", tuple(excel.files()))):
        lines.append(f"| **{title}** |{' |' * len(readers)}")
        for number, tricky in enumerate(files):
            path = folder / f"{title}-{number:02}.{tricky.suffix}"
            path.write_bytes(tricky.data)
            marks = []
            for reader in readers:
                mark = judge(reader, path, tricky)
                right[reader] += mark == "✓"
                marks.append(mark)
            lines.append(f"| {tricky.trait} | {' | '.join(marks)} |")
    lines.append(f"| **right** | {' | '.join(f'**{right[reader]}**' for reader in readers)} |")
    return "\n".join(lines)


def judge(reader: Reader, path: Path, tricky: Tricky) -> str:
    """What becomes of a file with a reader: ✓, ✗, ! or –."""
    if tricky.suffix not in reader.suffixes:
        return "–"
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            text = shown(reader.text(path))
    except BaseException as error:  # one of them raises what is no Exception
        if isinstance(error, KeyboardInterrupt):
            raise
        return "!"
    return "✓" if is_right(text, tricky) else "✗"


def is_right(text: str, tricky: Tricky) -> bool:
    """Whether a text holds what a person sees, in order, and nothing else that is in the file."""
    at = 0
    for words in tricky.seen:
        at = text.find(words, at)
        if at < 0:
            return False
        at += len(words)
    if any(words in text for words in tricky.unseen):
        return False
    if any(text.count(words) != 1 for words in tricky.once):
        return False
    if tricky.ticked and not (_has_tick(text, tricky.ticked) and not _has_tick(text, tricky.unticked)):
        return False
    return tricky.pictures is None or text.count(PICTURE) == tricky.pictures


def _has_tick(text: str, option: str) -> bool:
    """Whether a tick of any kind stands right before an option."""
    before, found, _ = text.partition(option)
    return bool(found) and (before.endswith(tuple(TICKS)) or before.lower().endswith("[x]"))


if __name__ == "__main__":
    main()
