"""Text set in the fonts before Unicode (``.VnTime``: TCVN3, ``VNI-Times``: VNI) → Unicode, by the font it is set in,
or, where no font is known, by its words: what is pasted into a form.

Pure: a text in, a text out. The tables stand in :mod:`congvan.text.legacy`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from congvan.text import legacy
from congvan.text.letters import nfc
from congvan.text.syllables import is_syllable

_TCVN3 = re.compile(r"\.vn", re.IGNORECASE)
_VNI = re.compile(r"vni[-_ ]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pasted:
    """A text in Unicode, and the encodings that lines of it were in, each once, in their order."""

    text: str
    encodings: tuple[str, ...] = ()


def encoding_of(font: str) -> str:
    """``TCVN3`` or ``VNI`` for the name of a font that was made for it, ``""`` for any other."""
    name = font.strip()
    if _TCVN3.match(name):
        return "TCVN3"
    return "VNI" if _VNI.match(name) else ""


def raised(font: str) -> bool:
    """Whether a font shows small letters as capitals: ``.VnTimeH``, ``.VnArial NarrowH``."""
    return encoding_of(font) == "TCVN3" and font.strip().endswith("H")


def decoded(text: str, font: str) -> str:
    """A stretch set in ``font``, in Unicode. One that is Unicode already, though its font is an old one (an office that
    converted its files and left the fonts), stays as it is.
    """
    encoding = encoding_of(font)
    if not encoding or text.isascii():
        return text.upper() if encoding and raised(font) else text
    if is_unicode(text, font) or _reads(text, encoding):
        return text
    made = legacy.convert(text, encoding)
    return made.upper() if raised(font) else made


_SIGNS = frozenset("–—‘’“”…•‚„†‡‰‹›€™ŠšŽžŒœƒˆ˜Ÿ")
"""What Windows shows for bytes 80 to 9F: no letter of Unicode text is told by them."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts of one document whose text is in their old encoding; those of a file whose text was converted and
    whose fonts were left are none of them.
    """

    old: frozenset[str]

    def decoded(self, text: str, font: str) -> str:
        """A stretch of the document in Unicode, be it half a word."""
        if font not in self.old:
            return text
        made = legacy.convert(text, encoding_of(font))
        return made.upper() if raised(font) else made


def is_unicode(text: str, font: str) -> bool:
    """Whether a stretch is Unicode whatever its font: it has letters that no old encoding has, and reads so."""
    if not any(ord(char) > 0xFF and char not in _SIGNS for char in text):
        return False
    old = [word for word in text.split() if not any(ord(c) > 0xFF and c not in _SIGNS for c in word)]
    return _balance(" ".join(old), encoding_of(font)) >= 0


def parted(texts: Sequence[str], font: str) -> list[str]:
    """Neighbouring texts of one font, cut so that none ends between a letter of VNI and its mark."""
    made = list(texts)
    if encoding_of(font) == "VNI":
        for n in range(1, len(made)):
            before = next((k for k in range(n - 1, -1, -1) if made[k]), None)
            if before is not None and made[n] and legacy.one_letter(made[before][-1] + made[n][0], "VNI"):
                made[before], made[n] = made[before] + made[n][0], made[n][1:]
    return made


def fonts_of(texts: Iterable[tuple[str, str]]) -> Fonts:
    """The texts of a document, each with its font → what its fonts mean: told by all that is set in one together."""
    said: dict[str, list[str]] = {}
    for text, font in texts:
        if encoding_of(font):
            said.setdefault(font, []).append(text)
    joined = {font: " ".join(found) for font, found in said.items()}
    right = {f for f, text in joined.items() if is_unicode(text, f) or _reads(text, encoding_of(f))}
    return Fonts(frozenset(joined) - right)


def _reads(text: str, encoding: str) -> bool:
    """Whether words of a text read as Vietnamese as they stand, and would not once converted."""
    return _balance(text, encoding) > 0


def _balance(text: str, encoding: str) -> int:
    """How many more words are Vietnamese only as they stand than only once converted."""
    good = bad = 0
    for word in text.split():
        bare = word.strip(".,;:!?()\"'/-")
        if bare.isascii() or any(ord(char) > 0xFF and char not in _SIGNS for char in bare):
            continue
        if is_syllable(nfc(bare)):
            good += not is_syllable(legacy.convert(bare, encoding))
        else:
            bad += is_syllable(legacy.convert(bare, encoding))
    return good - bad


def pasted(text: str) -> Pasted:
    """A text of which no font is known: lines that are in an old encoding are told by their words and converted, the
    others stay as they are.
    """
    lines = text.split("\n")
    found: dict[str, None] = {}
    for number, old in legacy.lines(text):
        lines[number] = old.right
        found[old.encoding] = None
    return Pasted("\n".join(lines), tuple(found))
