"""Runs → runs in which no line ends by a hair: where a word fits its line only just, the decision is made here.

Measured: LibreOffice rounds each stretch of text to twips, so of words that fit to within a tenth of a point it
takes some that WeasyPrint doesn't. Such a word is glued to its neighbour; then neither takes it. Of slanted text it
takes less than fits: each stretch of it counts a twelfth of the line's height more, and a no-break hyphen ends one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from congvan.model.document import Run
from congvan.render.opened import BREAK

NEAR = 0.15  # pt


@dataclass(slots=True)
class _Word:
    """What never breaks: one or more runs without a break opportunity, and the space before it."""

    runs: list[Run]
    width: float
    space: Run | None = None
    doubt: float = 0.0  # pt that another renderer may need more than ``width``
    breaks: bool = False  # a hard line break


def settle(
    runs: tuple[Run, ...], start: float, width: float, measure: Callable[[Run], float], lean: Callable[[Run], float]
) -> tuple[Run, ...]:
    """``runs`` set from ``start`` pt in lines of ``width`` pt; the same object where nothing had to be glued.

    ``lean`` is what a stretch of slanted text counts beyond its width, 0 for upright text.
    """
    words = _words(runs, measure, lean)
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
        if -NEAR - end - doubt - word.doubt < over < NEAR and word.space is not None:
            glued = True
            index = _glue(words, index, measure)
            # Glued forward, the pair is looked at again; glued back, the line ends before both.
            if index >= len(words) or words[index] is not word:
                used, doubt = 0.0, 0.0
            continue
        used, doubt = (word.width, word.doubt) if over > 0 else (used + space + word.width, doubt + word.doubt)
        index += 1
    return _joined(words) if glued else runs


def _glue(words: list[_Word], index: int, measure: Callable[[Run], float]) -> int:
    """Join the word with the next one, or, at the end of a line or text, with the one before; where to go on."""
    last = index + 1 >= len(words) or words[index + 1].breaks
    first = index - 1 if last else index
    if first < 0 or words[first].breaks:
        return index + 1
    a, b = words[first], words[first + 1]
    between = [replace(b.space, nowrap=True) if b.space else Run(" ", nowrap=True)]
    if b.space and b.space.text == BREAK:
        between = []
    a.width += sum(measure(space) for space in between) + b.width
    a.doubt += b.doubt
    a.runs = [replace(r, nowrap=True) for r in (*a.runs, *between, *b.runs)]
    del words[first + 1]
    return first + 1 if last else first


def _words(runs: tuple[Run, ...], measure: Callable[[Run], float], lean: Callable[[Run], float]) -> list[_Word]:
    words: list[_Word] = []
    space: Run | None = None
    open_word = False
    for run in runs:
        if run.text == "\n":
            words.append(_Word([run], 0.0, breaks=True))
            space, open_word = None, False
            continue
        if run.text == BREAK:
            space, open_word = run, False
            continue
        for number, part in enumerate([run.text] if run.nowrap else run.text.split(" ")):
            if number:
                space, open_word = replace(run, text=" "), False
            if not part:
                continue
            piece = replace(run, text=part)
            doubt = lean(run) * part.count("-") if run.nowrap else 0.0
            if open_word:
                words[-1].runs.append(piece)
                words[-1].width += measure(piece)
                words[-1].doubt += doubt
            else:
                words.append(_Word([piece], measure(piece), space, doubt))
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
