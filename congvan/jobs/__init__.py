"""The queue: deeds that wait in the register's PostgreSQL until a worker on any machine does them.

procrastinate keeps the queue itself (who may take what, in which order, who is silent); beside its row each job has
one of ours with what was asked, how far it is and what came of it, in the words of the command line. This module
imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

Deed = Literal["build", "send", "inspect"]
DEEDS: tuple[Deed, ...] = ("build", "send", "inspect")
"""What may be put into the queue, each in a queue of its own."""
PRIORITY: Mapping[str, int] = {"send": 20, "build": 10, "inspect": 0}
"""What a worker of several queues takes first."""
HELP = -1
"""Who helps with a letter does it after everything else that waits: it is for those who would be idle."""
URGENT: Mapping[str, int] = {"hoa-toc": 9, "thuong-khan": 6, "khan": 3}
"""And within a queue, by the mark of urgency (Điều 8.2)."""
State = Literal["waiting", "again", "running", "stopping", "left", "done", "faulty", "stopped", "cancelled"]
"""``again``: waits for its next try; ``left``: its worker has fallen silent, and another will take it up; ``faulty``:
ended, with faults; ``stopped``: asked to end while it ran; ``cancelled``: before it was begun.
"""
ENDED: tuple[State, ...] = ("done", "faulty", "stopped", "cancelled")

BEAT = 5.0
"""Seconds between two signs of life of a worker."""
SILENT = 20.0
"""After so many seconds without one, its jobs are for others."""
KEPT = timedelta(days=30)
"""So long an ended job is kept."""
TRIES = 10
"""So often a job is begun that the machine kept from its end."""
LOST = 20
"""So often a job is taken up again whose worker fell silent in the middle of it: it may be what kills them."""
FIRST_WAIT, LONGEST_WAIT = 15.0, 3600.0
"""Seconds before the first new try after a fault of the machine; each further wait is twice as long, up to the last."""
CARRIED = 25_000_000
"""Bytes that a job may carry with it, packed; and as many back."""


def wait(tries: int) -> float:
    """Seconds from try ``tries`` (from 1) to the next."""
    return float(min(FIRST_WAIT * 2 ** min(tries - 1, 40), LONGEST_WAIT))


@dataclass(frozen=True, slots=True)
class Asked:
    """A deed as it was asked for: ``request`` is what the desk's method of that name takes, as JSON; ``typed`` as a
    command line. ``carried``: the files that it needs, packed; None: whoever does it sees the workspace.
    """

    deed: Deed
    request: Mapping[str, Any]
    typed: str
    person: str
    office: str
    priority: int = 0
    carried: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Words:
    """What a command would have printed, and its one JSON document."""

    out: str = ""
    err: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a run of a job came to. ``code``: the command's exit code; ``words`` by language; ``stopped``: it was asked
    to end, and something is left; ``again``: when what was deferred is due; ``made``: the files that it wrote, packed.
    """

    code: int
    words: Mapping[str, Words]
    stopped: bool = False
    again: datetime | None = None
    made: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. ``done`` of ``of`` pieces, the last of them ``name``; ``hands``: so many workers are at it;
    ``tries``: so often it was begun; ``next``: when it is tried again; ``code``: of the last run that came to an end.
    """

    number: int
    deed: Deed
    typed: str
    person: str
    state: State
    at: datetime
    begun: datetime | None = None
    ended: datetime | None = None
    done: int = 0
    of: int = 0
    name: str = ""
    hands: int = 0
    worker: str = ""
    tries: int = 0
    next: datetime | None = None
    code: int | None = None
    carries: bool = False
    brings: bool = False
    """Files that it wrote elsewhere lie in the database."""

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.state in ENDED


@dataclass(frozen=True, slots=True)
class Run:
    """A job in the hands of a worker: ``token`` is the name of this run of it, as long as nobody else has it.
    ``register``: where the queue is; ``share``: (k, n), the k-th of n who send one letter.
    """

    number: int
    token: str
    deed: Deed
    request: Mapping[str, Any]
    person: str
    register: str
    workspace: str
    parent: int | None = None
    share: tuple[int, int] = (0, 1)
    carried: bytes | None = field(default=None, repr=False)
    under_way: bool = False
    """An earlier run of it has begun with its pieces."""
    faults: int = 0
    """Of the machine, in the runs before, one after the other."""
