"""One carrier and the rows it is to carry: intent, hand-over, result, one after the other until none is due."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from congvan.model.delivery import Carrier, Delivery, Halt, Outcome, Settings, wait_before
from congvan.problems import MachineFault

if TYPE_CHECKING:
    from congvan.register.deliveries import Claim, Deliveries, Done

Tell = Callable[[Delivery, Outcome], None]
STOPPED = "người dùng dừng chương trình giữa chừng; không rõ nơi nhận đã có văn bản chưa"
PASSES = 3
"""So often the list is gone through: a row that another program held for a moment comes up again."""


@dataclass
class Sending:
    """One run of one sender."""

    book: Deliveries
    claim: Claim
    settings: Settings
    clock: Callable[[], datetime]
    tell: Tell
    tried: set[int] = field(default_factory=set)

    def through(self, carrier: Carrier, due: Callable[[], Iterable[int]]) -> None:
        """Everything that is due by this way. Errors: MachineFault; what was done until then is recorded."""
        for _ in range(PASSES):
            waiting = deque(id for id in due() if id not in self.tried)
            if not waiting:
                return
            self._one_pass(carrier, waiting)

    def _one_pass(self, carrier: Carrier, waiting: deque[int]) -> None:
        done: Done | None = None
        while waiting:
            try:
                carrier.ready()
            except (MachineFault, Halt) as stop:
                self._record(done)
                if isinstance(stop, Halt):
                    raise MachineFault(stop.code, **stop.values) from stop
                raise
            row = self.book.step(self.claim, done, waiting)
            done = None
            if row is None:
                return
            self.tried.add(row.id)
            done = self._hand_over(carrier, row)
        self._record(done)

    def _record(self, done: Done | None) -> None:
        if done is not None:
            self.book.step(self.claim, done, deque())

    def _hand_over(self, carrier: Carrier, row: Delivery) -> Done:
        from congvan.register.deliveries import Done

        try:
            outcome = carrier.refusal(row) or carrier.carry(row, self.clock())
        except MachineFault as fault:
            self.book.give_back(self.claim, row, "planned", fault.diagnostic.code)
            raise
        except BaseException:
            # Ctrl-C, or a fault of ours: whether something went out, nobody can say now.
            self._record(Done(row, Outcome("unknown", STOPPED)))
            raise
        made = self._judged(row, outcome)
        self.tell(row, made.outcome)
        return made

    def _judged(self, row: Delivery, outcome: Outcome) -> Done:
        """A deferral gets its next time, or, after the last try, is held with the server's words."""
        from congvan.register.deliveries import Done, stamp

        if outcome.state != "deferred":
            return Done(row, outcome)
        if row.attempts >= self.settings.retry_times:
            return Done(row, Outcome("held", f"đã thử {row.attempts} lần: {outcome.reply}", outcome.failed))
        wait = wait_before(row.attempts, self.settings.retry_after)
        return Done(row, outcome, stamp(self.clock() + timedelta(seconds=wait)))
