"""Two texts → what was taken out and put in, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Fate = Literal["same", "removed", "added"]
_WORD = re.compile(r"\w+|\s|[^\w\s]")
MOST = 4_000_000
"""Pairs of words (or lines) that are compared in one place; beyond, all of it is told as removed and added."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stayed, was removed or was added."""

    fate: Fate
    text: str


def redline(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces in order: those that are no additions make up ``old``, those that are not removed ``new``.

    Lines are compared first, then the words of those that differ; a space between two changed words goes with them,
    so that a changed sentence reads as one.
    """
    pieces: list[Piece] = []
    for same, before, after in _runs(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        if same:
            _add(pieces, "same", "".join(before))
        else:
            for alike, gone, come in _bridged(_runs(_words("".join(before)), _words("".join(after)))):
                if alike:
                    _add(pieces, "same", "".join(gone))
                else:
                    _add(pieces, "removed", "".join(gone))
                    _add(pieces, "added", "".join(come))
    return tuple(pieces)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _add(pieces: list[Piece], fate: Fate, text: str) -> None:
    if not text:
        return
    if pieces and pieces[-1].fate == fate:
        pieces[-1] = Piece(fate, pieces[-1].text + text)
    elif fate == "removed" and len(pieces) > 1 and pieces[-1].fate == "added" and pieces[-2].fate == "removed":
        pieces[-2] = Piece("removed", pieces[-2].text + text)
    else:
        pieces.append(Piece(fate, text))


Run = tuple[bool, Sequence[str], Sequence[str]]


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Stretches that are the same in both, and what stands between them in each."""
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    yield True, old[:head], new[:head]
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(a) * len(b) > MOST:
        yield False, a, b
    else:
        for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            yield tag == "equal", a[i:j], b[k:m]
    yield True, old[len(old) - tail :], new[len(new) - tail :]


def _bridged(runs: Iterator[Run]) -> Iterator[Run]:
    """A lone blank that stayed between two changes is part of the change."""
    found = [run for run in runs if run[1] or run[2]]
    for n, (same, old, new) in enumerate(found):
        between = 0 < n < len(found) - 1 and not found[n - 1][0] and not found[n + 1][0]
        yield same and not (between and "".join(old).isspace() and "\n" not in old), old, new
