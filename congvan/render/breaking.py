"""Where the lines of the parts around the body break, and how wide a table's columns are: pt in, lines out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from congvan.render.fonts import Ruler
from congvan.render.opened import parted
from congvan.text.breaks import linked
from congvan.text.names import Name, glued

Measure = Callable[[str], float]


_BLANK = "[\\d\u00a0]+"
_WORDS = re.compile(rf"ngày {_BLANK} tháng {_BLANK} năm {_BLANK}|năm \d{{4}}\S*|số [^ ]+|[^ \n]+")
"""What stays on one line: a word, a whole date or the blanks for one, a year with its "năm", a number with its "số"."""


NONE: frozenset[Name] = frozenset()


def _words(text: str, width: float, measure: Measure, names: frozenset[Name]) -> list[str]:
    """The words of ``text``; a name that a line of ``width`` pt holds is one, and so is what no line parts."""
    out: list[str] = []
    for word in linked(glued(_WORDS.findall(text), names)):
        out += [word] if measure(word) <= width else _WORDS.findall(word)
    return out


def greedy(text: str, width: float, measure: Measure, names: frozenset[Name] = NONE) -> list[str]:
    """``text`` in as few lines as fit ``width`` pt; a word wider than that is parted (:func:`opened.parted`)."""
    lines: list[str] = []
    for word in _words(text, width, measure, names):
        if lines and measure(f"{lines[-1]} {word}") <= width:
            lines[-1] = f"{lines[-1]} {word}"
        elif measure(word) <= width:
            lines.append(word)
        else:
            _part(lines, word, width, measure)
    return lines or [""]


def _part(lines: list[str], word: str, width: float, measure: Measure) -> None:
    """Put a word that no line holds onto the last line and as many new ones as it needs."""
    for whole in word.split(" "):  # a date or a number with its "số" parts at its spaces first
        room = width - measure(f"{lines[-1]} ") if lines else width
        joint = " "
        for piece in parted(whole, [measure(char) for char in whole], room, width):
            if lines and measure(f"{lines[-1]}{joint}{piece}") <= width:
                lines[-1] = f"{lines[-1]}{joint}{piece}"
            else:
                lines.append(piece)
            joint = ""


def balanced(text: str, width: float, ruler: Ruler, names: frozenset[Name] = NONE) -> tuple[str, ...]:
    """As few lines as :func:`greedy` needs, as equal in length as words allow (the widest is the least wide)."""
    words = _words(text, width, ruler, names)
    wide = [ruler.units(word) for word in words]
    widest = ruler.points(max(wide, default=0))
    if widest > width:
        lines = greedy(text, width, ruler, names)
        return tuple(lines) if len(lines) > 1 else _one(text)
    space = ruler.units(" ")
    best = _ends(wide, space, width, ruler)
    if len(best) < 2:
        return _one(text)
    # No word is parted in any width from here on: only where lines end has to be found.
    low, high = widest, width
    while high - low > 0.25:
        middle = (low + high) / 2
        ends = _ends(wide, space, middle, ruler)
        if len(ends) <= len(best):
            best, high = ends, middle
        else:
            low = middle
    return tuple(" ".join(words[start:end]) for start, end in pairwise([0, *best]))


def _one(text: str) -> tuple[str]:
    return (" ".join(re.findall(r"[^ \n\t]+", text)),)


def _ends(wide: Sequence[int], space: int, width: float, ruler: Ruler) -> list[int]:
    """After which of some words lines of ``width`` pt end that are as full as can be; no word is wider than a line."""
    ends: list[int] = []
    points, used = ruler.points, -space
    for index, word in enumerate(wide):
        used += space + word
        if index and points(used) > width:
            ends.append(index)
            used = word
    return [*ends, len(wide)]


def numbered(before: str, symbol: str, width: float, measure: Measure) -> str:
    """``symbol``, which stands after ``before`` ("Số: 1234"), broken after its signs where ``width`` pt ask for it."""
    if measure(before + symbol) <= width:
        return symbol
    room = width - measure(before)
    lines = [""]
    for piece in parted(symbol, [measure(char) for char in symbol], room, width):
        if measure(lines[-1] + piece) > (width if len(lines) > 1 else room):
            lines.append("")
        lines[-1] += piece
    return "\n".join(lines)


def dated(text: str, after: str, width: float, ruler: Ruler) -> str:
    """ "Tây Ninh, ngày 05 …" with the day on a line of its own where ``width`` pt don't hold ``text`` and ``after``."""
    place, comma, day = text.rpartition(", ")
    if not comma or ruler(text + after) <= width:
        return text
    return "\n".join([*balanced(f"{place},", width, ruler), day])


def broken(lines: Sequence[str], width: float, ruler: Ruler, names: frozenset[Name] = NONE) -> tuple[str, ...]:
    """Typed line breaks are kept; a typed line that doesn't fit is broken again, balanced."""
    out: list[str] = []
    for line in lines:
        out.extend(balanced(line, width, ruler, names))
    return tuple(out)


def _yielding(least: Sequence[float], width: float) -> list[float]:
    """Columns too wide together: the widest gives way alone where half its word stays, so that one word is cut and not
    two; else the widest give way to one breadth. The others keep their longest word whole.
    """
    got = list(least)
    widest = max(range(len(got)), key=got.__getitem__)
    if (alone := got[widest] - (sum(got) - width)) >= got[widest] / 2:
        got[widest] = alone
        return got
    order = sorted(range(len(got)), key=got.__getitem__)
    left = width
    for place, index in enumerate(order):
        share = left / (len(order) - place)
        got[index] = min(got[index], share)
        left -= got[index]
    return got


def columns(least: Sequence[float], most: Sequence[float], width: float) -> list[float]:
    """Widths of a table's columns that add up to ``width``.

    ``least`` is each column's longest word, ``most`` its longest line. What is left over after every column has
    its least is given out in proportion to what it still lacks, so short columns (numbers) stay on one line.
    """
    if sum(most) <= width:
        spare = width - sum(most)
        return [m + spare * m / sum(most) for m in most]
    if sum(least) >= width:
        return _yielding(least, width)
    got = list(least)
    spare = width - sum(least)
    want = [m - n for m, n in zip(most, least, strict=True)]
    # Columns that lack little are filled first; the rest share by the square root of what they lack.
    for index in sorted(range(len(want)), key=want.__getitem__):
        later = [want[i] for i in range(len(want)) if want[i] >= want[index] and got[i] == least[i]]
        share = spare * (want[index] ** 0.5) / (sum(w**0.5 for w in later) or 1)
        given = min(want[index], share)
        got[index] += given
        spare -= given
    got[max(range(len(want)), key=want.__getitem__)] += max(spare, 0.0)
    return got
