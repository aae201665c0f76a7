"""Which rows of a run's letter are due, as the ledger has them at any moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from congvan.model.delivery import Delivery, Letter, Turn, Way, stamp, wait_before

if TYPE_CHECKING:
    from congvan.register.deliveries import Deliveries

SLACK = timedelta(minutes=10)
"""So far the clocks of two machines may be apart."""


@dataclass(frozen=True)
class Rows:
    """The rows of one run. ``before``: how often each had been tried when a run began that tries deferred rows at once,
    by id; ``first``: seconds before the first retry; ``share``: (k, n), begun at the k-th of n parts.
    """

    book: Deliveries
    letter: Letter
    wanted: frozenset[tuple[str, Way]]
    before: Mapping[int, int]
    clock: Callable[[], datetime]
    first: float
    share: tuple[int, int] = (0, 1)

    def all(self) -> list[Delivery]:
        """Every row, whatever became of it."""
        found = self.book.rows(self.letter.circular, self.letter.purpose)
        return [r for r in found if (r.agency, r.way) in self.wanted]

    def of(self, way: Way) -> list[Delivery]:
        """Every row of one way."""
        return [r for r in self.all() if r.way == way]

    def due(self, way: Way) -> list[Turn]:
        """Whose turn it is."""
        waiting = (r for r in self.of(way) if r.state == "planned" or (r.state == "deferred" and self._again(r)))
        found = [(r.id, r.attempts) for r in waiting]
        start = len(found) * self.share[0] // self.share[1]
        return found[start:] + found[:start]  # who sends with others takes theirs only when its own are gone

    def _again(self, row: Delivery) -> bool:
        """A retry is due at its time; at once where that is wanted and nobody has tried since; and where its time lies
        further ahead than any wait: a wrong clock set it.
        """
        now = self.clock()
        longest = now + timedelta(seconds=wait_before(row.attempts, self.first)) + SLACK
        at_once = self.before.get(row.id) == row.attempts
        return at_once or not stamp(now) < (row.next_at or "") <= stamp(longest)
