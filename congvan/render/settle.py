"""Runs → runs in which no line ends by a hair: where a word fits its line only just, the decision is made here.

Measured: LibreOffice rounds each stretch of text to twips, so of words that fit to within a tenth of a point it
takes some that WeasyPrint doesn't. Such a word is glued to its neighbour; then neither takes it. LibreOffice also sets a
no-break space or hyphen in italics wider than the font says, and WeasyPrint loses its place where a line has room for a word
but not for the space before a glued one: there too the word goes with the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from congvan.model.document import Run

NEAR = 0.15  # pt
ITALIC_DRIFT = 0.1
"""em: how much wider LibreOffice may set a no-break space or hyphen in italics (it measures 0.095)."""


@dataclass(slots=True)
class _Word:
    """What never breaks: one or more runs without a break opportunity, and the space before it."""

    runs: list[Run]
    width: float
    space: Run | None = None
    breaks: bool = False  # a hard line break

    @property
    def glued(self) -> int:
        """How many no-break spaces and hyphens stand in it."""
        return sum(run.text.count(" ") + run.text.count("-") for run in self.runs if run.nowrap)


def settle(
    runs: tuple[Run, ...], start: float, width: float, measure: Callable[[Run], float], drift: float = 0.0
) -> tuple[Run, ...]:
    """``runs`` set from ``start`` pt in lines of ``width`` pt; the same object where nothing had to be glued.

    ``drift``: pt by which a no-break space or hyphen may come out wider in one renderer.
    """
    words = _words(runs, measure)
    glued = False
    used, index, drifted = start, 0, 0.0
    while index < len(words):
        word = words[index]
        if word.breaks:
            used, index, drifted = 0.0, index + 1, 0.0
            continue
        space = measure(word.space) if word.space else 0.0
        over = used + space + word.width - width
        here = drifted + drift * word.glued
        near = -NEAR - here < over < NEAR and word.space is not None
        if near or _lost(words, index, -over, measure):
            glued = True
            index = _glue(words, index, measure)
            # Glued forward, the pair is looked at again; glued back, the line ends before both.
            same = index < len(words) and words[index] is word
            used, drifted = (used, drifted) if same else (0.0, 0.0)
            continue
        fits = over <= 0
        used = used + space + word.width if fits else word.width
        drifted = here if fits else drift * word.glued
        index += 1
    return _joined(words) if glued else runs


def _lost(words: list[_Word], index: int, room: float, measure: Callable[[Run], float]) -> bool:
    """Whether a line ends before a glued word, with ``room`` pt that are not enough for the space between."""
    if room < 0 or index + 1 >= len(words) or words[index].breaks:
        return False
    following = words[index + 1]
    if following.space is None or following.breaks or not following.runs[0].nowrap or words[index].runs[-1].nowrap:
        return False
    return words[index].space is not None and room < measure(following.space) + NEAR


def _glue(words: list[_Word], index: int, measure: Callable[[Run], float]) -> int:
    """Join the word with the next one, or, at the end of a line or text, with the one before; where to go on."""
    last = index + 1 >= len(words) or words[index + 1].breaks
    first = index - 1 if last else index
    if first < 0 or words[first].breaks:
        return index + 1
    a, b = words[first], words[first + 1]
    space = replace(b.space, nowrap=True) if b.space else Run(" ", nowrap=True)
    a.width += measure(space) + b.width
    a.runs = [replace(r, nowrap=True) for r in (*a.runs, space, *b.runs)]
    del words[first + 1]
    return first + 1 if last else first


def _words(runs: tuple[Run, ...], measure: Callable[[Run], float]) -> list[_Word]:
    words: list[_Word] = []
    space: Run | None = None
    open_word = False
    for run in runs:
        if run.text == "\n":
            words.append(_Word([run], 0.0, None, breaks=True))
            space, open_word = None, False
            continue
        for number, part in enumerate([run.text] if run.nowrap else run.text.split(" ")):
            if number:
                space, open_word = replace(run, text=" "), False
            if not part:
                continue
            piece = replace(run, text=part)
            if open_word:
                words[-1].runs.append(piece)
                words[-1].width += measure(piece)
            else:
                words.append(_Word([piece], measure(piece), space))
            space, open_word = None, True
    return words


def _joined(words: list[_Word]) -> tuple[Run, ...]:
    out: list[Run] = []
    for word in words:
        for run in ([word.space] if word.space else []) + word.runs:
            last = out[-1] if out else None
            if last is not None and "\n" not in (run.text, last.text) and replace(last, text=run.text) == run:
                out[-1] = replace(last, text=last.text + run.text)
            else:
                out.append(run)
    return tuple(out)
