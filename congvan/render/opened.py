"""A word that no line can hold, or no cell of a table → pieces at which all renderers break alike.

Left to themselves renderers break such a word at signs of their own choice, or print it over what stands beside it.
Here it is parted after the signs of an address, and anywhere where a part is still too long; a zero-width space stands
between the pieces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from congvan.model.document import Run
from congvan.render.words import BREAK, Word, joined, words
from congvan.text.breaks import closes

__all__ = ["BREAK", "PARTS", "at_line_ends", "at_signs", "opened", "parted"]

# The hyphen is among them: inside a piece that does not fit, LibreOffice breaks anywhere beside a no-break one.
PARTS = re.compile(r"[^/?&=_.@-]*[/?&=_.@-]+|[^/?&=_.@-]+")
LEAST = 0.25  # share of a line that must be left for a word without signs to begin on it


_SIGNS = re.compile(r"(?<=[–—?!…\\])(?=[\w(\[{“‘«/&=#@$+-])|(?<=\+)(?=\+)|(?<=[:;,.])(?=\\)")
"""After these some engines end a line inside a word and others don't, and no character forbids it to all of them
(decision 0031): so all are allowed to."""


_HYPHENS = re.compile(r"(?<=-)(?=\w)")
_AFTER = frozenset("–—?!…\\+")


def at_signs(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """``runs`` with a break allowed inside a word after a dash without spaces (``2020–2025``), ``?``, ``!``, ``…``."""
    if not any(run.nowrap and not _AFTER.isdisjoint(run.text) for run in runs):
        return runs
    out: list[Run] = []
    signed = False
    for run in runs:
        if not run.nowrap:
            out.append(run)
            signed = False
            continue
        last = out[-1] if out else None
        if last is not None and last.nowrap and _SIGNS.search(last.text[-1:] + run.text[:1]):
            out.append(Run(BREAK))
            signed = True
        for number, text in enumerate(_SIGNS.split(run.text)):
            signed = signed or bool(number)
            out += [Run(BREAK)] * bool(number)
            out += _at_hyphens(run.like(text)) if signed else [run.like(text)]
    return tuple(out)


def _at_hyphens(run: Run) -> list[Run]:
    """What follows such a sign, with a break after each hyphen: LibreOffice ends a line anywhere beside a no-break
    hyphen of a piece that doesn't begin at a space.
    """
    out: list[Run] = []
    for number, text in enumerate(_HYPHENS.split(run.text)):
        out += [*[Run(BREAK)] * bool(number), *_ended([run.like(text)])]
    return out


def at_line_ends(runs: tuple[Run, ...], start: float, width: float, measure: Callable[[Run], float]) -> tuple[Run, ...]:
    """``runs`` without the breaks inside a word that no line of ``width`` pt ends at: there the text stays plain."""
    if not any(run.text == BREAK for run in runs):
        return runs
    out: list[Word] = []
    used = start
    for word in words(runs, measure):
        inside = word.space is not None and word.space.text == BREAK
        space = 0.0 if inside or word.space is None else measure(word.space)
        begins = word.breaks or used + space + word.width > width
        if inside and not begins and out and not out[-1].breaks:
            out[-1].runs += word.runs
        else:
            out.append(word)
        used = 0.0 if word.breaks else word.width if begins else used + space + word.width
    return joined(out)


def opened(
    runs: tuple[Run, ...],
    width: float,
    measure: Callable[[Run], float],
    start: float = 0.0,
    spare: float = 0.0,
) -> tuple[Run, ...]:
    """``runs`` with every word parted that is more than ``spare`` pt wider than ``width`` pt; the same object where
    there is none. The first line begins at ``start`` pt; in running text nothing is to ``spare``.
    """
    found = words(runs, measure)
    most = width + spare
    if not any(word.width > most - (0.0 if index else start) for index, word in enumerate(found)):
        return runs
    out: list[Word] = []
    used = start
    for index, word in enumerate(found):
        if word.breaks:
            out.append(word)
            used = 0.0
            continue
        space = measure(word.space) if word.space and word.space.text != BREAK else 0.0
        if used + space + word.width <= (width if used > start else most):
            used += space + word.width
            out.append(word)
        elif word.width <= most and index:
            used = word.width
            out.append(word)
        else:
            pieces = _opened(word, width - used - space, width, measure, cell=spare > 0)
            out += pieces
            used = pieces[-1].width
    return joined(out)


def _opened(word: Word, room: float, width: float, measure: Callable[[Run], float], *, cell: bool) -> list[Word]:
    """One word in pieces, the first for a line with ``room`` pt left; glued words part at their space first."""
    out: list[Word] = []
    space = word.space
    for number, glued in enumerate(_at_spaces(word.runs)):
        if number:
            space = replace(glued[0], text=" ", nowrap=False)
            room -= measure(space)
        letters = [(char, run) for run in glued for char in run.text]
        widths = [measure(run.like(char)) for char, run in letters]
        begin, text, long = 0, "".join(char for char, _ in letters), sum(widths)
        whole = long <= room or (long <= width and space is not None)
        for piece in [text] if whole else parted(text, widths, room, width):
            end = begin + len(piece)
            long = sum(widths[begin:end])
            room = (room if long <= room else width) - long
            if cell and " " in piece and space is not None and space.text == BREAK:
                # LibreOffice ends a line at a no-break space of a piece that doesn't begin at a space.
                out.append(Word([Run("\n")], 0.0, breaks=True))
                space = None
            out.append(Word(_ended(_runs(letters[begin:end])), long, space))
            space, begin = Run(BREAK), end
    return out


def _at_spaces(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs of a word, parted at the spaces that are glued inside but for those that a sign follows which begins no
    line: before ``;`` Unicode's rules end none, whatever stands between, and LibreOffice does.
    """
    out: list[list[Run]] = [[]]
    spaces: list[Run] = []
    for run in runs:
        for number, text in enumerate(run.text.split(" ")):
            if number:
                spaces = [run.like(" ")]
            if text and spaces:
                if closes(text):
                    out[-1] += spaces
                else:
                    out.append([])
                spaces = []
            if text:
                out[-1].append(run.like(text))
    return [part for part in out if part]


def _runs(letters: Sequence[tuple[str, Run]]) -> list[Run]:
    out: list[tuple[Run, str]] = []
    for char, run in letters:
        if out and out[-1][0] is run:
            out[-1] = (run, out[-1][1] + char)
        else:
            out.append((run, char))
    return [replace(run, text=text, nowrap=True) for run, text in out]


def _ended(runs: list[Run]) -> list[Run]:
    """A piece whose hyphens at its end are plain ones: LibreOffice lets a no-break one stand over the edge."""
    last = runs[-1]
    bare = last.text.rstrip("-")
    if bare == last.text:
        return runs
    kept = [last.like(bare)] if bare else []
    return [*runs[:-1], *kept, replace(last, text=last.text[len(bare) :], nowrap=False)]


def parted(text: str, widths: Sequence[float], room: float, width: float) -> list[str]:
    """A text without spaces in pieces, none wider than ``width`` pt; ``widths`` are those of its characters.

    Lines are as full as the signs of an address allow; what has no signs fills the ``room`` that is left where that
    is more than a little. A mark stays with its letter, a closing sign with what it closes.
    """
    out: list[str] = []
    begin = 0
    for part in _parts(text):
        end = begin + len(part)
        long = sum(widths[begin:end])
        if long <= width:
            out.append(part)
            room = (room if long <= room else width) - long
            begin = end
            continue
        room = width if room < width * LEAST else room
        held, used = "", 0.0
        for place, char in enumerate(part, begin):
            if held and used + widths[place] > room and not unicodedata.combining(char):
                kept = _cut(held, char)
                out.append(held[:kept])
                held = held[kept:]
                used, room = sum(widths[place - len(held) : place]), width
            held, used = held + char, used + widths[place]
        out.append(held)
        room -= used
        begin = end
    return out


def _parts(text: str) -> list[str]:
    """``text`` after each sign of an address; what begins with a closing sign, or a space before one, stays with it."""
    out: list[str] = []
    for part in PARTS.findall(text):
        if out and (part[0] == " " or closes(part)):
            out[-1] += part
        else:
            out.append(part)
    return out


def _cut(held: str, char: str) -> int:
    """How much of ``held`` may end a line before ``char``: what follows begins with a letter or a digit."""
    following = held + char
    for kept in range(len(held), 0, -1):
        if following[kept].isalnum() and following[kept - 1] != " ":
            return kept
    return len(held)
