"""Whether two names that differ only in their marks are one name typed twice, or two."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from congvan.text.letters import fold

_TONES = frozenset(map(chr, (0x300, 0x301, 0x303, 0x309, 0x323)))
SHORT = {
    "uy ban nhan dan": "ubnd",
    "hoi dong nhan dan": "hdnd",
    "thanh pho": "tp",
    "mat tran to quoc viet nam": "mttq",
}
"""What offices write out or shorten as they please, without marks."""
_SHORT = {tuple(full.split()): short for full, short in SHORT.items()}


def apart(one: str, other: str) -> bool:
    """Two names of the same letters whose marks tell them apart: xã Tân Thành, xã Tân Thạnh. A word without any mark
    beside one that has some was typed without them (``TAN THÀNH``), and hoà is hòa: those are one name.
    """
    mine, its = _words(one), _words(other)
    return len(mine) == len(its) and any(
        x != y and not x.isascii() and not y.isascii() for x, y in zip(mine, its, strict=True)
    )


@lru_cache(10_000)
def _words(name: str) -> tuple[str, ...]:
    """Each word with its tone behind it, so that it doesn't matter on which vowel it was put."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name.casefold()))
    plain = [fold(word) for word in words]
    told: list[str] = []
    while plain:
        size, short = next(((len(full), s) for full, s in _SHORT.items() if tuple(plain[: len(full)]) == full), (1, ""))
        told.append(short or _toneless(words[0]))
        del plain[:size], words[:size]
    return tuple(told)


def _toneless(word: str) -> str:
    parts = unicodedata.normalize("NFD", word)
    kept = "".join(c for c in parts if c not in _TONES)
    return unicodedata.normalize("NFC", kept) + "".join(sorted(c for c in parts if c in _TONES))
