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

from procrastinate import App, JobContext, PsycopgConnector, exceptions
from procrastinate.job_context import AbortReason
from procrastinate.jobs import Job as Taken
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from congvan.jobs import BEAT, KEPT, SILENT, TRIES, Run, Told, wait
from congvan.jobs.standing import TASK
from congvan.jobs.store import CARRY, Queue, queue_of
from congvan.machine import atomic, workers
from congvan.machine.clock import Clock, system_clock
from congvan.problems import Diagnostic, MachineFault, Severity

R = TypeVar("R")
Event = Literal["begun", "ended", "again", "stopped", "lost", "away", "back"]
POLL = 2.0
"""Seconds between two looks for what nobody has told: a job whose time has come."""
AWAY = 3.0
"""Seconds before a database that went away is asked again."""
GRACE = 0.2
"""Seconds that a job gets to end by itself when its worker is asked to end: a letter to ten thousand is not waited for,
but stopped between two recipients and put back.
"""
FINAL = ("CV583", "CV585", "CV588", "CV798")
"""Faults of a database that is there: no rights, tables of another version or none."""
MACHINE = 3
logging.getLogger("procrastinate").addHandler(logging.NullHandler())
logging.getLogger("procrastinate").propagate = False  # what is to be said, we say in the clerk's language


class _Booked(JobManager):
    """procrastinate's books without the last line: how a job stands after a run is written with what it came to, in one
    commit (:meth:`Queue.told`), and of a job that another has by now nothing is written at all.
    """

    async def finish_job(self, job: Taken, status: Status, delete_job: bool) -> None:
        """It stands there."""

    async def retry_job(
        self, job: Taken, retry_at: datetime | None = None, priority: int | None = None, queue: str | None = None,
        lock: str | None = None,
    ) -> None:  # fmt: skip
        """It stands there."""


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
        self._fault: MachineFault | None = None  # that ends it
        self._serving: asyncio.Task[None] | None = None

    async def _apart(self, work: Callable[..., R], *args: object) -> R:
        """Something that blocks, in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *args))

    async def serve(self, *, once: bool = False) -> None:
        """Take jobs until a signal asks for the end; ``once``: until none is left. A database that goes away is waited
        for. Errors: those of the database at the beginning, and those that no waiting mends.
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
        if self._fault is not None:
            raise self._fault

    def ask(self) -> None:
        """Ask it to end: jobs end after the piece they are at, and go back into the queue. Asked again, it ends no
        sooner: whoever is impatient would only leave the job for another to find.
        """
        first, self._asked = not self._asked, True
        if first and self._serving is not None:
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
        app.job_manager = _Booked(connector)
        app.task(name=TASK, pass_context=True)(self._do)
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
        """A job from its beginning until it stands in the books, whatever is asked of us meanwhile."""
        number = context.job.id
        assert number is not None
        going = asyncio.Event()  # we are going: the job is to end, for another to go on with it
        doing = asyncio.ensure_future(self._job(number, going))
        while True:
            try:
                return await asyncio.shield(doing)
            except asyncio.CancelledError:
                if doing.cancelled():
                    raise
                if context.abort_reason() is not AbortReason.USER_REQUEST:  # of that the child hears in the job's row
                    going.set()

    async def _job(self, number: int, going: asyncio.Event) -> None:
        run = await self._surely(self.queue.begin, number, self.name, self.manner.workspaces)
        if run is None:
            return
        if await self._surely(self.queue.hopeless, run):
            told = self.manner.faulted(Diagnostic("CV894", Severity.ERROR, None, {"number": str(number)}))
            await self._told(run, told, 0, None)
            return
        if run.parent is None:
            self.manner.tell("begun", number, "")
        await self._judged(run, await self._run(run, going))

    async def _surely(self, work: Callable[..., R], *args: object) -> R:
        """What blocks, tried until the database is there again; by whoever is asked to end, once. Errors: MachineFault;
        then the job is in nobody's hands, and found as that of the dead is. A fault that no waiting mends is the end of
        the worker, not of the job.
        """
        while True:
            try:
                return await self._apart(work, *args)
            except MachineFault as fault:
                if fault.diagnostic.code in FINAL:
                    self._fault = fault
                    asyncio.get_running_loop().call_soon(self.ask)
                if self._asked or self._fault is not None:
                    raise
                await asyncio.sleep(AWAY)

    async def _run(self, run: Run, going: asyncio.Event) -> Told:
        """What the child says; when we are going, it is told by way of the queue, and waited for."""
        running, asked = asyncio.ensure_future(self._apart(self._alone, run)), asyncio.ensure_future(going.wait())
        await asyncio.wait({running, asked}, return_when=asyncio.FIRST_COMPLETED)
        while not running.done():
            with suppress(MachineFault):
                await self._apart(self.queue.halt, run)
            await asyncio.wait({running}, timeout=AWAY)
        asked.cancel()
        return running.result()

    def _alone(self, run: Run) -> Told:
        try:
            return workers.alone(self.manner.work, run)
        except MachineFault as fault:
            return self.manner.faulted(fault.diagnostic)
        except OSError as error:  # a shared folder that isn't there just now
            return self.manner.faulted(atomic.fault(error, str(error.filename or run.workspace)).diagnostic)
        except Exception as error:  # a fault of the program ends a job with a word, and no worker
            return self.manner.faulted(Diagnostic("CV499", Severity.ERROR, None, {"kind": type(error).__name__}))

    async def _judged(self, run: Run, told: Told) -> None:
        """When it is begun anew. What was stopped goes back at once, and ends there if that is what was asked for; the
        machine's faults are waited for, longer each time, as long as there is hope; helpers are asked anew.
        """
        now, faults = self.manner.clock(), run.faults + 1 if told.code == MACHINE else 0
        if told.stopped:
            again: datetime | None = now
        elif run.parent is not None:
            again = None
        elif 0 < faults < TRIES:
            again = now + timedelta(seconds=wait(faults))
        else:
            again = told.again
        await self._told(run, told, faults, again)

    async def _told(self, run: Run, told: Told, faults: int, again: datetime | None) -> None:
        """Into the books, and to whoever looks on."""
        stands = await self._surely(partial(self.queue.told, run, told, faults=faults, again=again))
        if stands is None:  # it was given to another while we were thought dead
            self.manner.tell("lost", run.number, "")
        elif told.stopped:
            if stands != "todo":
                self.manner.tell("stopped", run.number, "")
        elif stands == "todo":
            self.manner.tell("again", run.number, "")
        elif run.parent is None:
            self.manner.tell("ended", run.number, str(told.code))
