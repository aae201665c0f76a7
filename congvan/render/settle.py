"""Runs → runs in which no line ends by a hair: where a word fits its line only just, the decision is made here.

Measured: LibreOffice rounds each stretch of text to twips, so of words that fit to within a tenth of a point it
takes some that WeasyPrint doesn't. Such a word is glued to its neighbour; then neither takes it. Of slanted text it
takes less than fits: each stretch of it counts a twelfth of the line's height more, and a no-break hyphen ends one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from congvan.model.document import Run
from congvan.model.layout import TextStyle
from congvan.render.words import BREAK, Word, joined
from congvan.render.words import words as words_of

NEAR = 0.15  # pt


def leaning(style: TextStyle) -> Callable[[Run], float]:
    """What a stretch of text in ``style`` counts beyond its width, in pt: a slanted one a twelfth of its line."""
    return lambda run: style.line / 12 if style.italic or run.italic else 0.0


def settle(
    runs: tuple[Run, ...],
    start: float,
    width: float,
    measure: Callable[[Run], float],
    lean: Callable[[Run], float],
    cell: float = 0.0,
) -> tuple[Run, ...]:
    """``runs`` set from ``start`` pt in lines of ``width`` pt; the same object where nothing had to be glued.

    ``lean`` is what a stretch of slanted text counts beyond its width, 0 for upright text. ``cell``: the runs are those
    of a cell, of whose width renderers differ by so many pt; there a line is ended where nothing can be glued.
    """
    hair = cell or NEAR
    words = words_of(runs, measure, lean)
    end = max((lean(run) for run in runs), default=0.0)
    glued = False
    used, doubt, index = start, 0.0, 0
    while index < len(words):
        word = words[index]
        if word.breaks:
            used, doubt, index = 0.0, 0.0, index + 1
            continue
        space = measure(word.space) if word.space and word.space.text != BREAK else 0.0
        over = used + space + word.width - width
        near = -hair - end - doubt - word.doubt < over < hair and word.space is not None
        if near and (after := _glue(words, index, width, measure, cell)) is not None:
            glued, index = True, after
            # Glued forward, the pair is looked at again; glued back, the line ends before both.
            if index >= len(words) or words[index] is not word:
                used, doubt = 0.0, 0.0
            continue
        if near and cell:
            words.insert(index, Word([Run("\n")], 0.0, breaks=True))
            glued, word.space = True, None
            continue
        used, doubt = (word.width, word.doubt) if over > 0 else (used + space + word.width, doubt + word.doubt)
        index += 1
    return joined(words) if glued else runs


def steady(
    runs: tuple[Run, ...],
    start: float,
    width: float,
    widths: Callable[[Run], Mapping[str, float]],
    lean: Callable[[Run], float],
) -> bool:
    """Whether :func:`settle` surely leaves ``runs`` as they are, and each word fits a line: most paragraphs do, and to
    know it takes a third of the time. ``widths`` gives those of texts of a run's look.
    """
    end = max((lean(run) for run in runs), default=0.0)
    used, doubts, index = start, 0.0, 0
    for long, doubt, space in _wide(runs, widths, lean):
        over = used + (space or 0.0) + long - width
        if long > width - NEAR - end - (0.0 if index else start):
            return False
        if space is not None and -NEAR - end - doubts - doubt < over < NEAR:
            return False
        used, doubts = (long, doubt) if over > 0 else (used + (space or 0.0) + long, doubts + doubt)
        index = 1
    return True


def _wide(
    runs: tuple[Run, ...], widths: Callable[[Run], Mapping[str, float]], lean: Callable[[Run], float]
) -> Iterator[tuple[float, float, float | None]]:
    """Each word's width, its doubt and the width of the space before it, as :func:`words.words` adds them up."""
    long, doubt, space, after = -1.0, 0.0, None, None  # of the word that is not at its end yet, none at first
    for run in runs:
        known = widths(run)
        more = lean(run) * run.text.count("-") if run.nowrap else 0.0
        for number, part in enumerate([run.text] if run.nowrap else run.text.split(" ")):
            if number:
                if long >= 0.0:
                    yield long, doubt, space
                    long = -1.0
                after = known[" "]
            if not part:
                continue
            if long >= 0.0:
                long += known[part]
                doubt += more
            else:
                long, doubt, space, after = known[part], more, after, None
    if long >= 0.0:
        yield long, doubt, space


def _glue(words: list[Word], index: int, width: float, measure: Callable[[Run], float], cell: float) -> int | None:
    """Join the word with the next one, or, at the end of a line or text, with the one before; where to go on.

    None where no line would surely hold the two together, and in a ``cell`` where there is no next one: joined with the
    one before it ends where it did.
    """
    last = index + 1 >= len(words) or words[index + 1].breaks
    candidates = [*([] if last else [index]), *([] if cell else [index - 1])]
    hair = cell or NEAR
    for first in candidates:
        if first < 0 or words[first].breaks or words[first + 1].space is None:
            continue
        a, b = words[first], words[first + 1]
        between = [] if b.space is None or b.space.text == BREAK else [replace(b.space, nowrap=True)]
        if a.space is not None and a.space.text == BREAK and (between or _hyphened(a, b)):
            continue
        together = a.width + sum(measure(space) for space in between) + b.width
        if together > width - hair:
            continue
        a.width = together
        a.doubt += b.doubt
        a.runs = [replace(r, nowrap=True) for r in (*a.runs, *between, *b.runs)]
        del words[first + 1]
        return first if first == index else first + 1
    return None


def _hyphened(*words: Word) -> bool:
    """Whether the words have a hyphen: in a piece that doesn't begin at a space LibreOffice ends a line beside a
    no-break one, as it does at a no-break space.
    """
    return any("-" in run.text for word in words for run in word.runs)
