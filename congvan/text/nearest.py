"""The known word that a clerk most likely meant."""

from __future__ import annotations

from collections.abc import Iterable

from congvan.text.letters import fold


def _distance(a: str, b: str) -> int:
    """Edits from ``a`` to ``b``; two neighbours swapped count as one edit, since that is how fingers err."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        now = [i]
        for j, y in enumerate(b, 1):
            cost = min(row[j] + 1, now[j - 1] + 1, row[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            now.append(cost)
        before, row = row, now
    return row[-1]


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest of ``known`` to ``word``, marks and capitals aside; ``""`` where none is near enough to be meant."""
    wanted = _plain(word)
    best = ""
    limit = max(1, len(wanted) // 3) + 1
    for candidate in sorted(set(known)):
        plain = _plain(candidate)
        if abs(len(plain) - len(wanted)) >= limit or len(wanted) > 200:
            continue
        distance = _distance(wanted, plain)
        if distance < limit:
            best, limit = candidate, distance
    return best


def _plain(word: str) -> str:
    return fold(word.strip()).replace(" ", "-").replace("_", "-")
