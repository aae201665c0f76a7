"""Text of the fonts before Unicode (TCVN3 ``C«ng v¨n``, VNI ``Coâng vaên``) that came in as if it were Unicode.

It prints as gibberish, and nobody finds it in the register. A line is such text where words of it are no Vietnamese as
they stand and are Vietnamese once converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from congvan.text.remembered import remembered
from congvan.text.syllables import is_syllable

_TCVN3 = dict(
    zip(
        "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ¡¢§£¤¥¦",
        "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
_VNI_MARKS = (
    ("aeouy", "ùøûõï", {"a": "áàảãạ", "e": "éèẻẽẹ", "o": "óòỏõọ", "u": "úùủũụ", "y": "ýỳỷỹ"}),
    ("aeo", "âáàåãä", {"a": "âấầẩẫậ", "e": "êếềểễệ", "o": "ôốồổỗộ"}),
    ("a", "êéèúüë", {"a": "ăắằẳẵặ"}),
    ("ôö", "ùøûõï", {"ô": "ớờởỡợ", "ö": "ứừửữự"}),
)
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni() -> dict[str, str]:
    made = dict(_VNI_ALONE)
    for letters, marks, results in _VNI_MARKS:
        for letter in letters:
            made |= {letter + mark: result for mark, result in zip(marks, results[letter], strict=False)}
    upper = {old.upper(): new.upper() for old, new in made.items()}
    mixed = {old[0].upper() + old[1:]: new.upper() for old, new in made.items() if len(old) == 2}
    return made | upper | mixed


_ENCODINGS: tuple[tuple[str, Mapping[str, str]], ...] = (("TCVN3", _TCVN3), ("VNI", _vni()))
_TABLES = dict(_ENCODINGS)
_PATTERNS = {
    name: re.compile("|".join(sorted(map(re.escape, table), key=lambda p: -len(p)))) for name, table in _ENCODINGS
}
_WORD = re.compile(r"[^\s.,;:!?()\[\]{}\"'“”‘’/\\|*_#<>=+–—0-9-]+")
_SIGNS = frozenset("¸µ¶·¹¨¾»¼½©®ª«¬×¡¢§£¤¥¦\u00ad")
"""No letters of any language: one word with such a sign behind a letter is enough."""
_SUSPECT = re.compile("[¡-ÿ\u00ad]")
LONGEST = 20_000
"""Characters of a line that are looked at: a line of gibberish shows itself early."""


@dataclass(frozen=True, slots=True)
class Old:
    """A line in an old encoding: its name, the line in Unicode, and where its first such word begins."""

    encoding: str
    right: str
    offset: int


def convert(text: str, encoding: str) -> str:
    """All of ``text`` from ``TCVN3`` or ``VNI`` to Unicode, whatever its words are."""
    table = _TABLES[encoding]
    return _PATTERNS[encoding].sub(lambda match: table[match.group()], text)


def one_letter(two: str, encoding: str) -> bool:
    """Whether two characters are one letter: ``aù`` in VNI."""
    return two in _TABLES[encoding]


def look(line: str) -> Old | None:
    """What a line of text is in, None where it is Unicode as it should be."""
    if not _SUSPECT.search(line):
        return None
    return _looked(line)


@remembered(2048, most=2000)
def _looked(line: str) -> Old | None:
    if not any(map(_odd, _WORD.findall(line[:LONGEST]))):
        return None
    found = [old for name, table in _ENCODINGS if (old := _judged(line, name, table)) is not None]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _odd(word: str) -> bool:
    """Whether a word may be in an old encoding: it has signs, and is none of Vietnamese."""
    return not word.isascii() and not is_syllable(word)


def lines(text: str) -> Iterator[tuple[int, Old]]:
    """Every line (from 0) of ``text`` that is in an old encoding."""
    if _SUSPECT.search(text):
        for number, line in enumerate(text.split("\n")):
            if (old := look(line)) is not None:
                yield number, old


def _judged(line: str, name: str, table: Mapping[str, str]) -> tuple[int, Old] | None:
    """How many words speak for that encoding, and what the line says in it."""
    pattern = _PATTERNS[name]
    told: list[int] = []
    marked = 0
    certain = False
    for word in _WORD.finditer(line[:LONGEST]):
        typed = word.group()
        if typed.isascii():
            continue
        marked += 1
        if is_syllable(typed) or not any("a" <= c <= "z" for c in typed.lower()):
            continue
        if pattern.search(typed) and is_syllable(pattern.sub(lambda m: table[m.group()], typed)):
            told.append(word.start())
            certain |= name == "TCVN3" and _certain(typed)
    if not certain and (len(told) < 2 or len(told) * 2 < marked):
        return None
    return len(told), Old(name, _WORD.sub(lambda m: _converted(m.group(), line, pattern, table), line), told[0])


def _certain(word: str) -> bool:
    """A sign behind a letter: ``C«ng``, ``vµ``, ``b¸o``; no ``µm``, no ``©an``."""
    return any(c in _SIGNS for c in word[1:])


def _converted(word: str, line: str, pattern: re.Pattern[str], table: Mapping[str, str]) -> str:
    """One word in Unicode. A line with Unicode letters beside the old ones keeps the words that are right."""
    if word.isascii():
        return word
    mixed = any(ord(c) > 0xFF for c in line)
    made = pattern.sub(lambda m: table[m.group()], word)
    return made if is_syllable(made) and not (mixed and is_syllable(word)) else word
