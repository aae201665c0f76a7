"""One carrier and the rows it is to carry: intent, hand-over, result, one after the other until none is due.

Results and the next intents are committed together, for as many rows as go out in a moment (:data:`MOMENT`): one row
with a slow server, up to :data:`MOST` with a fast one. What happens in between stands in the journal.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from congvan.dispatch.journal import Journal
from congvan.messages import replies
from congvan.model.delivery import Carrier, Claim, Delivery, Done, Halt, Outcome, Settings, Turn, stamp, wait_before
from congvan.problems import MachineFault

if TYPE_CHECKING:
    from congvan.register.deliveries import Deliveries

Tell = Callable[[Delivery, Outcome], bool]
"""Told of each hand-over; gives whether the next may be begun."""
STOPPED = replies.kept("reply.stopped")
PASSES = 3
"""So often the list is gone through: a row that another program held for a moment comes up again."""
MOST = 16
LONG = 60.0
"""After so many seconds a batch is not begun any further: a claim must be far younger than its lease."""
MOMENT = 0.5
"""Seconds between two commits, about."""


@dataclass
class Sending:
    """One run of one sender."""

    book: Deliveries
    claim: Claim
    journal: Journal
    settings: Settings
    clock: Callable[[], datetime]
    tell: Tell
    tried: set[int] = field(default_factory=set)
    batch: deque[Delivery] = field(default_factory=deque)  # claimed, not begun
    done: list[Done] = field(default_factory=list)  # ended, not yet in the ledger
    going: bool = True  # nobody has asked to end

    def through(self, carrier: Carrier, due: Callable[[], Iterable[Turn]]) -> None:
        """Everything that is due by this way. Errors: MachineFault; what was done until then is recorded."""
        try:
            for _ in range(PASSES):
                waiting = deque(turn for turn in due() if turn[0] not in self.tried)
                if not waiting or not self.going:
                    return
                self._one_pass(carrier, waiting)
        except Halt as stop:
            raise MachineFault(stop.code, **stop.values) from stop

    def _one_pass(self, carrier: Carrier, waiting: deque[Turn]) -> None:
        size = 1
        try:
            while waiting and self.going:
                carrier.ready()
                start = time.monotonic()
                self._commit(waiting, size)
                count = len(self.batch)
                while self.batch and self.going and time.monotonic() - start < LONG:
                    carrier.ready()
                    self._hand_over(carrier, self.batch[0])
                each = (time.monotonic() - start) / max(count, 1)
                size = max(1, min(MOST, int(MOMENT / max(each, 0.001))))
                if self.batch:  # the server has become slow: others may have these meanwhile
                    waiting.extendleft((row.id, row.attempts - 1) for row in reversed(self.batch))
                    self._release()
            self._commit(deque(), 0)
        finally:
            self._settle()

    def _commit(self, waiting: deque[Turn], size: int) -> None:
        """Results of what ended, intents of the next."""
        done, self.done = self.done, []
        try:
            self.batch = deque(self.book.step(self.claim, done, waiting, size))
        except BaseException:
            self.done = done
            raise
        self.tried |= {row.id for row in self.batch}

    def _settle(self) -> None:
        """After whatever happened: results are recorded, what never began is planned again, the journal goes."""
        if self.done:
            done, self.done = self.done, []
            self.book.step(self.claim, done, deque(), 0)
        self._release()
        self.journal.close()

    def _release(self) -> None:
        """What is claimed and never began is planned again."""
        rest, self.batch = list(self.batch), deque()
        self.book.give_back(self.claim, rest, "")

    def _hand_over(self, carrier: Carrier, row: Delivery) -> None:
        """The first row of the batch. It leaves the batch as soon as something of it may go out."""
        outcome = carrier.refusal(row)
        if outcome is None:
            self.journal.begin(row)
            self.batch.popleft()
            made = self._judged(row, self._carried(carrier, row))
            self.journal.end(row, made.outcome)
        else:
            self.batch.popleft()
            made = self._judged(row, outcome)
        self.done.append(made)
        self.going = self.tell(row, made.outcome) and self.going

    def _carried(self, carrier: Carrier, row: Delivery) -> Outcome:
        try:
            return carrier.carry(row, self.clock())
        except MachineFault:
            self.batch.appendleft(row)  # nothing was handed over
            raise
        except BaseException:
            # Ctrl-C, or a fault of ours: whether something went out, nobody can say now.
            self.done.append(Done(row, Outcome("unknown", STOPPED)))
            raise

    def _judged(self, row: Delivery, outcome: Outcome) -> Done:
        """A deferral gets its next time, or, after the last try, is held with the server's words."""
        if outcome.state != "deferred":
            return Done(row, outcome)
        if row.attempts >= self.settings.retry_times:
            tried = replies.kept("reply.tried", times=row.attempts, reply=replies.read(outcome.reply))
            return Done(row, Outcome("held", tried, outcome.failed))
        wait = wait_before(row.attempts, self.settings.retry_after)
        return Done(row, outcome, stamp(self.clock() + timedelta(seconds=wait)))
