"""The known word that a clerk most likely meant."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import lru_cache

from congvan.text.letters import fold

MOST = 300
"""Hints in a row: nobody reads more, and a file of a hundred thousand wrong words must not cost a minute."""
_REST = 1.0
"""Seconds without a question after which a new row begins."""


def _distance(a: str, b: str, limit: int) -> int:
    """Edits from ``a`` to ``b``, or ``limit`` where there are as many; two neighbours swapped count as one edit, since
    that is how fingers err.
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        now = [i]
        for j, y in enumerate(b, 1):
            cost = min(row[j] + 1, now[j - 1] + 1, row[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            now.append(cost)
        if min(now) >= limit and min(row) >= limit:
            return limit
        before, row = row, now
    return row[-1]


class _Row:
    """How many hints were asked for without a rest."""

    asked = 0
    last = 0.0


def _tired() -> bool:
    now = time.monotonic()
    _Row.asked = _Row.asked + 1 if now - _Row.last < _REST else 0
    _Row.last = now
    return _Row.asked > MOST


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest of ``known`` to ``word``, marks and capitals aside; ``""`` where none is near enough to be meant."""
    if len(word) > 200 or _tired():
        return ""
    wanted = _plain(word)
    best = ""
    limit = max(1, len(wanted) // 3) + 1
    for candidate in sorted(set(known)):
        plain = _plain(candidate)
        if abs(len(plain) - len(wanted)) >= limit:
            continue
        distance = _distance(wanted, plain, limit)
        if distance < limit:
            best, limit = candidate, distance
    return best


@lru_cache(10_000)
def _plain(word: str) -> str:
    return fold(word.strip()).replace(" ", "-").replace("_", "-")
