"""The deeds of the queue, as methods of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from congvan.desk.door import Deeds
from congvan.desk.result import Result

if TYPE_CHECKING:
    from congvan.desk.queue import Put, Queued, Seen
    from congvan.jobs import Deed


class QueueDesk(Deeds):
    """What is done by workers, on this machine or another, while nobody waits."""

    def put(self, deed: Deed, *, carry: bool = False, actor: str | None = None, **request: Any) -> Result[Put]:
        """``build``, ``send`` or ``inspect`` into the queue; ``request``: what that method takes, as JSON. ``carry``:
        the files go with it, for workers that don't see the workspace.
        """
        from congvan.desk import queue
        from congvan.jobs import DEEDS

        if deed not in DEEDS:
            raise ValueError(f"deed: {', '.join(DEEDS)}")
        return self._done(lambda here, problems: queue.put(here, deed, request, carry, problems), actor=actor)

    def queue_prepare(self) -> Result[bool]:
        """The queue's tables in the register's PostgreSQL; False where they are there already."""
        from congvan.desk import queue

        return self._done(queue.prepare)

    def jobs(self, *, most: int = 20) -> Result[Queued]:
        """The newest jobs of this office, and how they stand."""
        from congvan.desk import queue

        return self._done(lambda here, problems: queue.look(here, most, problems))

    def job(self, number: int) -> Result[Seen]:
        """One job, what it came to in words, and the files that it brought, laid into ``output/``."""
        from congvan.desk import queue

        return self._done(lambda here, problems: queue.job(here, number, problems))

    def job_cancel(self, number: int) -> Result[Seen]:
        """A job that is never begun, or ends between two letters or recipients."""
        from congvan.desk import queue

        return self._done(lambda here, problems: queue.cancel(here, number, problems))
