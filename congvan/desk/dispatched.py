"""What a run of sending came to, whichever deed began it: send, recall, or sending again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from congvan.desk.result import Watch
from congvan.messages import replies
from congvan.problems import Diagnostic

if TYPE_CHECKING:
    from congvan.dispatch.delivery import Sent
    from congvan.dispatch.sending import Tell
    from congvan.model.delivery import Delivery, Outcome, Plan

_WELL = ("accepted", "delivered", "cancelled", "attempting")


@dataclass(frozen=True, slots=True)
class Dispatched:
    """``sent``: None where nothing could go; ``plan``: to whom and how, None where no plan was made. ``zone`` is that
    of the agency, by its name.
    """

    id: str | None
    sent: Sent | None = None
    plan: Plan | None = None
    zone: str | None = None

    @property
    def ok(self) -> bool:
        """Whether it went out to all, or goes."""
        return self.sent is not None and all(row.state in _WELL for row in self.sent.rows)

    @property
    def rows(self) -> tuple[Delivery, ...]:
        """The rows of the ledger concerned, as they are now."""
        return self.sent.rows if self.sent is not None else ()

    def reply(self, row: Delivery, language: str = "vi") -> str:
        """What the other side said last, as people read it."""
        return replies.shown(row.last_reply, language)

    @property
    def fault(self) -> Diagnostic | None:
        """What of the machine stopped it."""
        return self.sent.fault if self.sent is not None else None


def telling(watch: Watch, of: int, before: int = 0) -> Tell:
    """Each hand-over as a step of ``of``, after the ``before`` of earlier runs; nothing further is begun when whoever
    looks on asks to end.
    """
    count = iter(range(before + 1, 1 << 30))
    watch.begin(of, before)

    def tell(row: Delivery, outcome: Outcome) -> bool:
        del outcome
        watch.step(next(count), of, row.agency)
        return not watch.stopped

    return tell
