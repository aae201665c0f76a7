"""recall (thu hồi): nothing more of a circular goes out, and whoever has it is told."""

from __future__ import annotations

from congvan.desk.dispatched import Dispatched, telling
from congvan.desk.here import Here
from congvan.desk.result import NOBODY, Watch
from congvan.dispatch import recalling
from congvan.problems import Problems

MANY = 100
"""As many notices are foreseen: who has the document is known only when it is recalled."""


def recall(here: Here, id: str, reason: str, problems: Problems, watch: Watch = NOBODY) -> Dispatched:
    """Run again, it notifies those who were not reached. Errors: CV402, those of ``recalling.recall``."""
    with here.at(id, problems) as (target, office):
        if target is None or office is None:
            return Dispatched(target.id if target is not None else None)
        sent = recalling.recall(target, office, reason, problems, telling(watch, MANY), here.clock)
        return Dispatched(target.id, sent, None, office.issuer.timezone)
