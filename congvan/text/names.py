"""Names of people and places in a text as it is typed: what a line should not be broken inside of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from congvan.text.remembered import remembered

Name = tuple[str, ...]
"""The words of a name, casefolded: so it is found in capitals too."""

_WORD = re.compile(r"[^\W\d_][^\W\d_]*\Z")
_OPEN, _CLOSE = "(\"'“‘[", ".,;:!?)\"'”’]/"


def bare(word: str) -> str:
    """A word without the signs around it."""
    return word.lstrip(_OPEN).rstrip(_CLOSE)


def names_in(texts: Iterable[str]) -> frozenset[Name]:
    """Every stretch of two or more words that begin with a capital: ``Hồng Lam``, ``Nguyễn Văn A``, ``Phan Rang -
    Tháp Chàm``. What else is so written, such as the ``Sở Nội`` of an agency, does no harm.
    """
    found: set[Name] = set()
    for text in texts:
        for line in text.splitlines():
            found |= _names(line)
    return frozenset(found)


@remembered(2048, most=5000)
def _names(line: str) -> frozenset[Name]:
    found: set[Name] = set()
    held: list[str] = []

    def end() -> None:
        while held and not _capital(held[-1]):
            held.pop()
        if sum(map(_capital, held)) > 1:
            found.add(tuple(word.casefold() for word in held))
        held.clear()

    for word in line.split():
        plain = bare(word)
        if not (_capital(plain) or (held and word in ("-", "–"))) or word[0] in _OPEN:
            end()
        if _capital(plain) or (held and word in ("-", "–")):
            held.append(plain or word)
        if word[-1] in _CLOSE:
            end()
    end()
    return frozenset(found)


@remembered(4096, most=40)
def _capital(word: str) -> bool:
    """``Nguyễn``, ``A``; not ``UBND``, ``II``, ``và``."""
    return bool(_WORD.match(word)) and word[0].isupper() and (len(word) == 1 or word[1:].islower())


def glued(words: list[str], names: frozenset[Name]) -> list[str]:
    """``words`` with those of a name in one, the longest name first; a piece is joined by spaces."""
    sizes = _sizes(names)
    if not sizes:
        return words
    plain = [(bare(word) or word).casefold() for word in words]
    out: list[str] = []
    index = 0
    while index < len(words):
        size = 1
        for many in sizes.get(plain[index], ()):
            if tuple(plain[index : index + many]) in names and not _closed(words[index : index + many - 1]):
                size = many
                break
        out.append(" ".join(words[index : index + size]))
        index += size
    return out


@lru_cache(maxsize=64)
def _sizes(names: frozenset[Name]) -> dict[str, list[int]]:
    """How many words the names have that begin with a word, the most first."""
    found: dict[str, set[int]] = {}
    for name in names:
        if len(name) > 1:
            found.setdefault(name[0], set()).add(len(name))
    return {first: sorted(sizes, reverse=True) for first, sizes in found.items()}


def _closed(words: list[str]) -> bool:
    """Whether one of ``words`` ends with a sign, so that no name goes on after it."""
    return any(word[-1] in _CLOSE for word in words)
