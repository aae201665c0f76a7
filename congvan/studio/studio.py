"""What all requests of a studio share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.responses import Response

from congvan.machine.clock import Clock
from congvan.studio.by_provider import Flows
from congvan.studio.drawing import Drawer
from congvan.studio.errands import Errands
from congvan.studio.jobs import Jobs
from congvan.studio.members import Members
from congvan.studio.meter import Journal, Meter
from congvan.studio.offices import Offices
from congvan.studio.sessions import LONGEST, Sessions
from congvan.studio.tracking import Seen
from congvan.studio.turns import Turns

if TYPE_CHECKING:
    from congvan.people.book import People
    from congvan.people.oidc import Provider


@dataclass(frozen=True)
class Studio:
    """What all requests share."""

    offices: Offices
    sessions: Sessions | Members
    drawer: Drawer
    clock: Clock
    cookie: str
    jobs: Jobs = field(default_factory=lambda: Jobs(2, "xet"))
    book_jobs: Jobs = field(default_factory=lambda: Jobs(1, "so"))
    """Long work on a book, one at a time: the machine is for those who write."""
    seen: Seen = field(default_factory=Seen)
    errands: Errands = field(default_factory=Errands)
    provider: Provider | None = None  # who says who somebody is, beside passwords
    flows: Flows = field(default_factory=Flows)
    turns: Turns = field(default_factory=Turns)
    meter: Meter = field(default_factory=Meter)
    journal: Journal | None = None
    secure: bool = False
    """Cookies over HTTPS only."""

    @property
    def people(self) -> People | None:
        """Who may sign in to a studio of offices; None in a workspace of one's own, whose owner may do all."""
        return self.sessions.people if isinstance(self.sessions, Members) else None

    def now(self) -> datetime:
        """The moment, with its zone."""
        return self.clock()

    def admit(self, answer: Response, secret: str) -> None:
        """The cookie of a session, for as long as one lasts."""
        lasts = int(LONGEST.total_seconds())
        answer.set_cookie(
            self.cookie, secret, httponly=True, samesite="strict", path="/", max_age=lasts, secure=self.secure
        )
