"""A worker: takes jobs from the queue, has each done by a process of its own, and says what came of it.

The process that listens, beats and keeps books is one; the deeds are done in children (:func:`workers.alone`), so that
a letter which kills its renderer kills no worker, and nothing of one office stays for the next. A child learns from the
job's row that its end is wanted, and from its parent's absence that its worker was killed: it ends after the piece it
is at, while another worker takes the job up.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Literal, TypeVar

from procrastinate import App, JobContext, PsycopgConnector, exceptions, retry
from procrastinate.job_context import AbortReason
from procrastinate.jobs import Job as Taken

from congvan.jobs import BEAT, FIRST_WAIT, KEPT, SILENT, TRIES, Run, Told, wait
from congvan.jobs.store import CARRY, TASK, Queue, queue_of
from congvan.machine import workers
from congvan.machine.clock import Clock, system_clock
from congvan.problems import Diagnostic, MachineFault, Severity

R = TypeVar("R")
Event = Literal["begun", "ended", "again", "stopped", "lost", "away", "back"]
POLL = 2.0
"""Seconds between two looks for what nobody has told: a job whose time has come."""
PAUSE = 0.5
"""Seconds between two looks whether those who help are done."""
AWAY = 3.0
"""Seconds before a database that went away is asked again."""
GRACE = 0.2
"""Seconds that a job gets to end by itself when its worker is asked to end: a letter to ten thousand is not waited for,
but stopped between two recipients and put back.
"""
MACHINE = 3
logging.getLogger("procrastinate").addHandler(logging.NullHandler())
logging.getLogger("procrastinate").propagate = False  # what is to be said, we say in the clerk's language


class Again(Exception):
    """The job goes back into the queue, for ``at``."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


class Faulty(Exception):
    """The job has ended, with faults that are told."""


class _Decided(retry.BaseRetryStrategy):
    """A job goes back where its run said so, and only there."""

    def get_retry_decision(self, *, exception: BaseException, job: Taken) -> retry.RetryDecision | None:
        """By the exception. A database that was away for longer than patience lasts is no end of a job."""
        if isinstance(exception, MachineFault):
            return retry.RetryDecision(retry_in={"seconds": int(FIRST_WAIT)})
        return retry.RetryDecision(retry_at=exception.at) if isinstance(exception, Again) else None


@dataclass(frozen=True)
class Manner:
    """How jobs are done. ``work`` is called in the child, ``faulted`` here where a child died; ``tell`` is told of each
    event with the job's number; ``workspaces``: where the files of an office lie, by its key; ``carry``: jobs that
    bring their files are taken, too.
    """

    work: Callable[[Run], Told]
    faulted: Callable[[Diagnostic], Told]
    tell: Callable[[Event, int, str], None]
    deeds: Sequence[str]
    workspaces: Mapping[str, str] = field(default_factory=dict)
    carry: bool = False
    jobs: int = 1
    clock: Clock = system_clock

    @property
    def queues(self) -> list[str]:
        """The queues that it listens to."""
        offices = [*self.workspaces, *([CARRY] if self.carry else ())]
        return [queue_of(deed, office) for deed in self.deeds for office in offices]


class Worker:
    """One process that serves some queues until it is asked to end."""

    def __init__(self, queue: Queue, manner: Manner) -> None:
        self.queue, self.manner = queue, manner
        self.name = f"{socket.gethostname()[:100]}:{os.getpid()}"
        self._threads = ThreadPoolExecutor(2 * manner.jobs + 3, "viec")
        self._asked = False
        self._serving: asyncio.Task[None] | None = None

    async def _apart(self, work: Callable[..., R], *args: object) -> R:
        """Something that blocks, in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args))

    async def serve(self, *, once: bool = False) -> None:
        """Take jobs until a signal asks for the end; ``once``: until none is left. A database that goes away is waited
        for. Errors: those of the database at the beginning.
        """
        await self._apart(self.queue.beat, self.name, self.manner.queues)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self.ask)
        beating = asyncio.create_task(self._beat())
        try:
            while not (self._asked or await self._served(once)):
                self.manner.tell("away", 0, "")
                await asyncio.sleep(AWAY)
        finally:
            beating.cancel()
            with suppress(MachineFault):
                await self._apart(self.queue.leave, self.name)
            self._threads.shutdown(wait=False)

    def ask(self) -> None:
        """Ask it to end: jobs end after the piece they are at, and go back into the queue."""
        self._asked = True
        if self._serving is not None:
            self._serving.cancel()

    async def _served(self, once: bool) -> bool:
        """Whether it ended because it was asked to, and not for want of a database: without one procrastinate ends
        as quietly as it does when it is asked to.
        """
        app = self._app()
        try:
            async with app.open_async():
                running = app.run_worker_async(
                    queues=self.manner.queues, name=self.name, concurrency=self.manner.jobs, wait=not once,
                    fetch_job_polling_interval=POLL, abort_job_polling_interval=POLL, shutdown_graceful_timeout=GRACE,
                    update_heartbeat_interval=BEAT, stalled_worker_timeout=60 * SILENT, install_signal_handlers=False,
                )  # fmt: skip
                self._serving = asyncio.create_task(running)
                await self._serving
        except asyncio.CancelledError:
            if not self._asked:
                raise
        except (exceptions.ConnectorException, OSError):
            return self._asked
        return self._asked or once

    def _app(self) -> App:
        more: dict[str, Any] = {"application_name": "congvan worker", "client_encoding": "UTF8"}
        connector = PsycopgConnector(
            conninfo=self.queue.location.url, kwargs={**more, "prepare_threshold": None}, min_size=1, max_size=4,
            timeout=self.queue.location.settings.patience,
        )  # fmt: skip
        app = App(connector=connector)
        app.task(name=TASK, pass_context=True, retry=_Decided())(self._do)
        return app

    async def _beat(self) -> None:
        """Show that it lives, take up what others left, forget what is long over."""
        tidied = datetime.min.replace(tzinfo=UTC)
        while True:
            with suppress(MachineFault):
                for number in await self._apart(self.queue.beat, self.name, self.manner.queues):
                    self.manner.tell("lost", number, "")
                if self.manner.clock() - tidied > timedelta(hours=1):
                    tidied = self.manner.clock()
                    await self._apart(self.queue.tidy, KEPT)
            await asyncio.sleep(BEAT)

    # one job

    async def _do(self, context: JobContext) -> None:
        """Errors: Again, Faulty, JobAborted, which say how it stands from now on."""
        number = context.job.id
        assert number is not None
        run = await self._apart(self.queue.begin, number, self.name, self.manner.workspaces)
        if run is None:
            return
        if await self._apart(self.queue.hopeless, run):
            told = self.manner.faulted(Diagnostic("CV894", Severity.ERROR, None, {"number": str(number)}))
            await self._ended(run, told)
        if run.parent is None:
            self.manner.tell("begun", number, "")
        told = await self._run(run, context)
        await self._judged(run, told, context)

    async def _run(self, run: Run, context: JobContext) -> Told:
        """What the child says; when the job is to end meanwhile, the child is told and waited for."""
        running = asyncio.ensure_future(self._apart(self._alone, run))
        while True:
            try:
                return await asyncio.shield(running)
            except asyncio.CancelledError:
                if context.abort_reason() is not AbortReason.USER_REQUEST:
                    await self._apart(self.queue.halt, run)

    def _alone(self, run: Run) -> Told:
        try:
            return workers.alone(self.manner.work, run)
        except MachineFault as fault:
            return self.manner.faulted(fault.diagnostic)

    async def _judged(self, run: Run, told: Told, context: JobContext) -> None:
        """Keep what was told, and say by an exception how the job stands."""
        if not await self._apart(self.queue.mine, run):
            await self._others(run)
        if told.stopped:
            if context.abort_reason() is AbortReason.USER_REQUEST or context.abort_reason() is None:
                await self._apart(partial(self.queue.told, run, told, over=True, faulty=False))
                self.manner.tell("stopped", run.number, "")
                raise exceptions.JobAborted
            await self._apart(partial(self.queue.told, run, told, over=False, faulty=False))
            raise Again(self.manner.clock())
        if run.parent is not None:
            await self._apart(partial(self.queue.told, run, told, over=True, faulty=False))
            return
        if told.code == MACHINE:
            await self._failed(run, told)
        if told.again is not None:
            await self._apart(partial(self.queue.told, run, told, over=False, faulty=False))
            self.manner.tell("again", run.number, "")
            raise Again(told.again)
        await self._ended(run, told)

    async def _failed(self, run: Run, told: Told) -> None:
        """The machine kept it from its end: later again, as long as there is hope."""
        faults = await self._apart(partial(self.queue.told, run, told, over=False, faulty=True))
        if faults < TRIES:
            self.manner.tell("again", run.number, "")
            raise Again(self.manner.clock() + timedelta(seconds=wait(faults)))

    async def _ended(self, run: Run, told: Told) -> None:
        await self._apart(partial(self.queue.told, run, told, over=True, faulty=False))
        self.manner.tell("ended", run.number, str(told.code))
        if told.code:
            raise Faulty

    async def _others(self, run: Run) -> None:
        """The job was given to another while we were thought dead: whatever we said of it now would be of theirs."""
        self.manner.tell("lost", run.number, "")
        while await self._apart(self.queue.going, run):
            await asyncio.sleep(PAUSE)
        raise Faulty
