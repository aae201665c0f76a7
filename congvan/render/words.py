"""Runs → words, between which a line may break, and back: what ``opened`` and ``settle`` reckon with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from congvan.model.document import Run

BREAK = "\u200b"
"""Where a line may break without a space; always a run of its own."""
_APART = ("\n", BREAK)


@dataclass(slots=True)
class Word:
    """What never breaks: one or more runs without a break opportunity, and the space before it."""

    runs: list[Run]
    width: float
    space: Run | None = None
    doubt: float = 0.0  # pt that another renderer may need more than ``width``
    breaks: bool = False  # a hard line break


def _upright(run: Run) -> float:
    return 0.0


def words(runs: Iterable[Run], measure: Callable[[Run], float], lean: Callable[[Run], float] = _upright) -> list[Word]:
    """``runs`` as words. ``lean`` is what a stretch of slanted text counts beyond its width, 0 for upright text."""
    found: list[Word] = []
    space: Run | None = None
    open_word = False
    for run in runs:
        if run.text == "\n":
            found.append(Word([run], 0.0, breaks=True))
            space, open_word = None, False
            continue
        if run.text == BREAK:
            space, open_word = run, False
            continue
        for number, part in enumerate([run.text] if run.nowrap else run.text.split(" ")):
            if number:
                space, open_word = run.like(" "), False
            if not part:
                continue
            piece = run.like(part)
            doubt = lean(run) * part.count("-") if run.nowrap else 0.0
            if open_word:
                found[-1].runs.append(piece)
                found[-1].width += measure(piece)
                found[-1].doubt += doubt
            else:
                found.append(Word([piece], measure(piece), space, doubt))
            space, open_word = None, True
    return found


def joined(found: Iterable[Word]) -> tuple[Run, ...]:
    """Words as runs, those of one look in one."""
    out: list[Run] = []
    for word in found:
        for run in ([word.space] if word.space else []) + word.runs:
            last = out[-1] if out else None
            if last is not None and last.looks(run) and run.text not in _APART and last.text not in _APART:
                out[-1] = last.like(last.text + run.text)
            else:
                out.append(run)
    return tuple(out)
