"""Letters of other scripts that look like Latin ones inside a Vietnamese word: they print alike and are never found."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТУХЁЇаеѕіјорсухёїһԁԛԝ", "ABESIJKMHOPCTYXËÏaesijopcyxëïhdqw", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανικ", "ABEZHIKMNOPTYXoavik", strict=True))
_OTHER = {"Ð": "Đ", "ǎ": "ă", "Ǎ": "Ă", "Ɖ": "Đ"}
_LIKE = _CYRILLIC | _GREEK | _OTHER
_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052fÐǎǍƉ]")


def find(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Each word that holds such a letter: the letter's offset, the letter, the word, the word in Latin letters.

    A word of another script stays as it is (``Москва``, ``α-amylase``); so does a Greek letter by itself.
    """
    if not _FOREIGN.search(text):
        return
    cyrillic = any("\u0400" <= c <= "\u052f" and c not in _CYRILLIC for c in text)
    for word in _WORD.finditer(text):
        typed = word.group()
        strange = [n for n, c in enumerate(typed) if c in _LIKE]
        if not strange or any(_script(c) and c not in _LIKE for c in typed):
            continue
        latin = any(not _script(c) for c in typed)
        alone = all(c in _CYRILLIC for c in typed) and not cyrillic
        if latin or alone or typed in _OTHER:
            right = "".join(_LIKE.get(c, c) for c in typed)
            yield word.start() + strange[0], typed[strange[0]], typed, right


def _script(char: str) -> bool:
    """Whether a letter is Greek or Cyrillic; U+00D0 and its like are Latin ones of other languages."""
    return "\u0370" <= char <= "\u052f"
