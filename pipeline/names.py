"""Names of files: those that are written made safe and apart, those that were found shown.

People and their programs call files anything, and on Linux a name is any bytes. None of it
may lead out of a folder, fail on another system, hide or take the place of something else,
or upset a terminal, a document or a log. Sources: ``docs/interface.md`` ("The outbox");
learn.microsoft.com, "Naming Files, Paths, and Namespaces".
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count

# Bytes of a name in UTF-8: what every system takes, and what people can still read.
LONGEST = 255
CHARACTERS = 60

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(
    r"(con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?= *(\.|$))", re.I
)
# A leading dash is an option to many programs, a tilde marks Word's and WPS's lock files.
_LEADING = re.compile(r"^[-~]")
# Control, format (right to left, zero width), half a character, private, none.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_ESCAPED = frozenset(("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"))


# --- written --------------------------------------------------------------------------


def safe(text: str) -> str:
    """What people wrote as a name, or as its first part: at most `CHARACTERS`, never empty.

    What some system does not allow becomes ``_``, what nobody sees is dropped. The same for
    what it gives.
    """
    seen = "".join(char for char in " ".join(text.split()) if unicodedata.category(char) not in _UNSEEN)
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", " ".join(seen.split())))
    name = _LEADING.sub("_", name.strip(" .")[:CHARACTERS].strip(" ."))
    if _RESERVED.match(name):
        name = f"_{name}"[:CHARACTERS].rstrip(" .")
    return name or "_"


def fit(stem: str, ending: str = "") -> str:
    """A name of at most `LONGEST` bytes: the stem, cut where it must be, and the ending whole."""
    room = LONGEST - len(ending.encode("utf-8"))
    return stem.encode("utf-8")[:room].decode("utf-8", "ignore").rstrip(" .") + ending


def apart(wanted: Sequence[tuple[str, str]], ending: str = "") -> tuple[str, ...]:
    """File names for pairs of a name and what else tells it from others of that name.

    A name that is wanted once is given as it is (made `safe`); several of the same get what
    else there is behind them, then a number. The same is what any system takes for the
    same: whatever the case of its letters, however its accents are made.
    """
    plain = [fit(safe(name), ending) for name, _ in wanted]
    once = _once(plain)
    taken = {key(name) for name, alone in zip(plain, once, strict=True) if alone}
    return tuple(
        name if alone else _free(f"{safe(start)}-{safe(other)}", ending, taken)
        for name, alone, (start, other) in zip(plain, once, wanted, strict=True)
    )


def key(name: str) -> str:
    """Equal for names that some system takes for the same."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


def _once(names: Iterable[str]) -> list[bool]:
    """Of each name, whether it is there but once."""
    keys = [key(name) for name in names]
    times = Counter(keys)
    return [times[each] == 1 for each in keys]


def _free(stem: str, ending: str, taken: set[str]) -> str:
    """The name, or the first with a number, that is not taken; it is now."""
    for number in count(1):
        name = fit(stem, ending if number == 1 else f"-{number}{ending}")
        if key(name) not in taken:
            taken.add(key(name))
            return name
    raise AssertionError("numbers do not end")


# --- shown ----------------------------------------------------------------------------


def shown(path: str) -> str:
    """A name or path as people see it, nothing in it hidden; different ones stay different."""
    # No name holds a backslash on Windows: there it parts folders.
    return printable(path if os.name == "nt" else path.replace("\\", "\\\\"))


def printable(text: str) -> str:
    """Text in one line that does nothing to a terminal, a log or a document.

    Line breaks, control and invisible characters become escapes, and so do the bytes of a
    name that is no text (``\\xb8``).
    """
    return text if text.isprintable() else "".join(map(_printed, text))


def _printed(char: str) -> str:
    if unicodedata.category(char) not in _ESCAPED:
        return char
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte, as `os.fsdecode` has it
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char, f"\\x{code:02x}")
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
