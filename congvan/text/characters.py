"""The one table of characters that a reader can't see, or that say something else than they show: what becomes of each.

An official text must read alike on paper, in Word, in mail and in the register, and be found by its words. A character
that prints nothing (or turns the text round, or ends a line that nobody ended) breaks that, so it is refused wherever
text comes in: files, literals of an expression, imports, arguments, ids and file names. The guide shows this table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from congvan.text.letters import nfc

Fate = Literal["refused", "space", "hyphen", "kept"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One class of characters. ``key`` names it in messages (``messages/system/words.yaml``: ``HIDDEN_<KEY>``);
    ``points`` are those that belong to it whatever Unicode says of them, ``categories`` those of Unicode.
    """

    key: str
    fate: Fate
    points: str = ""
    categories: tuple[str, ...] = ()


TABLE = (
    Kind("PLAIN", "kept", "\t\n "),
    Kind("NBSP", "kept", "\u00a0"),
    Kind("LINE", "refused", "\x0b\x0c\r\x85\u2028\u2029"),
    Kind("CONTROL", "refused", categories=("Cc",)),
    Kind("BIDI", "refused", "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"),
    Kind("HYPHEN", "refused", "\u00ad"),
    Kind("JOINER", "refused", "\u034f\u180e\u200b-\u200d\u2060-\u2065\ufeff"),
    Kind("FILLER", "refused", "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U0001d159"),
    Kind("VARIATION", "refused", "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"),
    Kind("TAG", "refused", "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"),
    Kind("OBJECT", "refused", "\ufff9-\uffff"),
    Kind("PRIVATE", "refused", categories=("Co",)),
    Kind("SURROGATE", "refused", categories=("Cs",)),
    Kind("UNASSIGNED", "refused", categories=("Cn",)),
    Kind("FORMAT", "refused", categories=("Cf", "Zl", "Zp")),
    Kind("SPACE", "space", categories=("Zs",)),
    Kind("DASH", "hyphen", "\u2011"),
)
"""The first that fits a character is its kind; whatever fits none is a letter or a sign and is kept."""

_POINTS = tuple((kind, re.compile(f"[{kind.points}]")) for kind in TABLE if kind.points)
_CATEGORIES = {category: kind for kind in TABLE for category in kind.categories}
_UNUSUAL = re.compile(
    "[^\t\n -~\u00a0-\u00ac\u00ae-\u024f\u0300-\u034e\u0391-\u03a1\u03a3-\u03ff\u0400-\u045f\u1ea0-\u1ef9"
    "\u2010\u2012-\u2027\u2030-\u205e\u20ab]"
)
"""A quick look: texts that keep to the usual marks never cost a second one."""
_NO_BREAK = "\u2007\u202f"


@lru_cache(maxsize=4096)
def kind_of(char: str) -> Kind | None:
    """The kind of one character; None for letters and signs."""
    for kind, points in _POINTS:
        if points.match(char):
            return kind
    return _CATEGORIES.get(unicodedata.category(char))


def refused(text: str) -> Iterator[tuple[int, str, Kind]]:
    """Every character of ``text`` that no text may hold, with its offset."""
    for found in _UNUSUAL.finditer(text):
        kind = kind_of(found.group())
        if kind is not None and kind.fate == "refused":
            yield found.start(), found.group(), kind


def first(text: str) -> tuple[str, Kind] | None:
    """The first refused character of ``text`` and its kind, None where all of it may stand."""
    return next(((char, kind) for _, char, kind in refused(text)), None)


def plain(text: str) -> str:
    """``text`` as it is kept: composed (NFC), ``\\r\\n`` as ``\\n``, blanks of other widths as spaces (those that no
    line breaks at as U+00A0), Word's no-break hyphen as the plain one: no line of ours ends at either inside a word.
    """
    if text.isascii():
        return text.replace("\r\n", "\n") if "\r" in text else text
    return _UNUSUAL.sub(_blank, nfc(text.replace("\r\n", "\n")))


def _blank(found: re.Match[str]) -> str:
    kind = kind_of(found.group())
    if kind is not None and kind.fate == "hyphen":
        return "-"
    if kind is None or kind.fate != "space":
        return found.group()
    return "\u00a0" if found.group() in _NO_BREAK else " "


def shown(text: str) -> str:
    """``text`` on one line of a terminal, a page or a log, whoever wrote it: what would end the line, turn it round
    or move a cursor is a visible mark (U+FFFD).
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNUSUAL.sub(_mark, text.replace("\r\n", " ")).replace("\n", " ").replace("\t", " ")


def cleaned(text: str) -> str:
    """Other people's words as they are kept (a server's answer, a reason from the axis): refused characters are
    U+FFFD, lines stay lines.
    """
    return _UNUSUAL.sub(_mark, text.replace("\r\n", "\n"))


def _mark(found: re.Match[str]) -> str:
    kind = kind_of(found.group())
    if kind is None or kind.fate == "kept":
        return found.group()
    return {"space": " ", "hyphen": "-"}.get(kind.fate, "\ufffd")


def code_of(char: str) -> str:
    """``U+202E``."""
    return f"U+{ord(char):04X}"
