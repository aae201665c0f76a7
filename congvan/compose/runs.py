"""Runs: where a line may break is decided here, by the rules of :mod:`congvan.text.breaks`, for both outputs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from congvan.model.document import Run
from congvan.text.breaks import holds, plain
from congvan.text.remembered import remembered

Piece = tuple[int, str]
"""The number of a run in its paragraph, and text of it."""


def merge(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Neighbours of one look become one run; a hard break (``"\\n"``) stays alone."""
    out: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        last = out[-1] if out else None
        if last and run.text != "\n" and last.text != "\n" and _look(last) == _look(run):
            out[-1] = last.like(last.text + run.text)
        else:
            out.append(run)
    return tuple(out)


def _look(run: Run) -> tuple[bool, bool, bool]:
    return run.bold, run.italic, run.nowrap


def glue(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Split runs so that no token with a sign in it (``720/STTTT-TTr``, ``(lần``) can break, nor a word of two looks;
    the text is unchanged.
    """
    return _held(merge(runs))


@remembered(2048, most=5000, size=lambda runs: sum(len(run.text) for run in runs))
def _held(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    out: list[Run] = []
    line: list[Run] = []
    for run in (*runs, None):
        if run is not None and run.text != "\n":
            line.append(run)
            continue
        out.extend(_glued(line))
        line = []
        if run is not None:
            out.append(run)
    return merge(out)


def _glued(runs: Sequence[Run]) -> list[Run]:
    """One typed line; neighbours of one look are one run here, so a word of two runs has two looks."""
    if len(runs) == 1 and "  " not in runs[0].text:
        return _of_one(runs[0])
    # Odd places are spaces, even places words; the first and the last word may be empty.
    parts: list[list[Piece]] = [[]]
    for number, run in enumerate(runs):
        for text in re.findall(r" +|[^ ]+", run.text):
            if (text[0] == " ") == (len(parts) % 2 == 1):
                parts.append([])
            parts[-1].append((number, text))
    said = ["".join(text for _, text in part) for part in parts]
    held = [False] * len(parts)
    for place in range(0, len(parts), 2):
        if len(parts[place]) > 1 or not plain(said[place]):
            held[place] = True
        if place + 2 < len(parts) and said[place] and said[place + 2] and holds(said[place], said[place + 2]):
            held[place] = held[place + 1] = held[place + 2] = True
    # A run for every word, only to be merged again, cost most of composing.
    pieces = [(number, text, hold) for part, hold in zip(parts, held, strict=True) for number, text in part]
    return [
        replace(runs[number], text="".join(text for _, text, _ in same), nowrap=hold)
        for (number, hold), same in groupby(pieces, key=lambda piece: (piece[0], piece[2]))
    ]


def _of_one(run: Run) -> list[Run]:
    """A typed line of one look, with single spaces."""
    words = run.text.split(" ")
    held = [not plain(word) for word in words]
    joined = [bool(a and b) and holds(a, b) for a, b in pairwise(words)]
    if not any(held) and not any(joined):
        return [replace(run, nowrap=False)]
    pieces: list[tuple[str, bool]] = []
    for place, word in enumerate(words):
        if place:
            pieces.append((" ", joined[place - 1]))
        if word:
            near = (place and joined[place - 1]) or (place < len(joined) and joined[place])
            pieces.append((word, bool(held[place] or near)))
    return [
        replace(run, text="".join(text for text, _ in same), nowrap=hold)
        for hold, same in groupby(pieces, key=lambda piece: piece[1])
    ]
