"""queue: deeds put where workers find them, how they stand, what came of them; on PostgreSQL, where the register is."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from congvan import jobs, register
from congvan.desk.here import Here
from congvan.jobs import Asked, Deed, Job, Words
from congvan.problems import Problems

if TYPE_CHECKING:
    from congvan.jobs.store import Queue
    from congvan.model.source import Issuer
    from congvan.register import Location
    from congvan.workspace import Target

_URGENCY = re.compile(rb"^urgency:[ \t]*[\"']?([a-z-]+)", re.MULTILINE)
_PATHS = ("output", "html")
"""What of a request is a path that whoever works must find, too."""


@dataclass(frozen=True, slots=True)
class Put:
    """``number``: of the job; None where there is no queue and the deed is to be done here and now. ``served``: whether
    a worker that lives takes such jobs.
    """

    number: int | None
    served: bool = True


@dataclass(frozen=True, slots=True)
class Queued:
    """The newest jobs of this office; ``zone``: the agency's, by its name."""

    jobs: tuple[Job, ...]
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A job, and what its last run told by language (``vi``, ``en``); ``files``: what it brought back, laid now where
    ``build`` would have written it.
    """

    job: Job
    words: Mapping[str, Words] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    zone: str | None = None


def put(here: Here, deed: Deed, request: Mapping[str, Any], carry: bool, problems: Problems) -> Put | None:
    """A deed into the queue; ``request``: what the desk's method of that name takes, by name, as JSON.

    Errors: CV402, CV403 no such circular; CV798, CV799 no queue yet; CV009, CV868, CV895 what can't be carried. Warning
    CV796: the register is a file, so there is no queue.
    """
    with here.office(problems) as office:
        if office is None:
            return None
        location = _location(here, office.issuer)
        if location.path is not None:
            problems.warning("CV796", None, register=location.shown)
            return Put(None)
        targets = _named(here, deed, request, problems)
        if problems.failed:
            return None
        told, carried = _portable(here, request), None
        if carry:
            told = _written_elsewhere(deed, told)
            carried = _carried(here, told, targets, office.issuer.delivery.outbox, problems)
        if problems.failed:
            return None
        urgent = max((_urgency(t.path) for t in targets), default=0)
        who = office_key(office.issuer)
        asked = Asked(deed, told, _typed(deed, told), here.settings.actor, who, urgent, carried)
    with _queue(location) as queue:
        number = queue.put(asked)
        served = queue.served(deed, who if carried is None else "*")
        if not served:
            problems.warning("CV897", None, number=str(number), deed=deed)
        return Put(number, served)


def prepare(here: Here, problems: Problems) -> bool | None:
    """The queue's tables; False where they were there. Errors: CV867 the register is a file."""
    found = where(here, problems)
    if found is None:
        return None
    with _queue(found[0]) as queue:
        return queue.prepare()


def look(here: Here, most: int, problems: Problems) -> Queued | None:
    """The newest jobs. Warning CV796: the register is a file, so there are none."""
    with _of_office(here, problems) as (office, queue):
        if office is None:
            return None
        found = queue.jobs(office_key(office), most) if queue is not None else []
        return Queued(tuple(found), office.timezone)


def job(here: Here, number: int, problems: Problems) -> Seen | None:
    """One job; what it brought back is laid into ``output/`` once it is over. Errors: CV797."""
    with _of_office(here, problems) as (office, queue):
        if office is None:
            return None
        found = queue.job(office_key(office), number) if queue is not None else None
        if found is None:
            problems.error("CV797", None, number=str(number))
            return None
        files = _taken(here, queue, found[0]) if queue is not None else ()
        return Seen(found[0], found[1], files, office.timezone)


def cancel(here: Here, number: int, problems: Problems) -> Seen | None:
    """A job that is to end: one that waits is never begun, one that runs ends between two letters or recipients.

    Errors: CV797 there is no such job, CV869 it has ended.
    """
    with _of_office(here, problems) as (office, queue):
        if office is None:
            return None
        found = queue.job(office_key(office), number) if queue is not None else None
        if found is None or queue is None:
            problems.error("CV797", None, number=str(number))
            return None
        if not queue.cancel(number):
            problems.error("CV869", None, number=str(number))
            return None
        now = queue.job(office_key(office), number) or found
        return Seen(now[0], now[1], zone=office.timezone)


def where(here: Here, problems: Problems) -> tuple[Location, str] | None:
    """The database of the queue and the key of this workspace's office: of its register, or, where there is no
    workspace ("" is its key), the database that CONGVAN_REGISTER names. Errors: CV867 the register is a file; those of
    issuer.yaml.
    """
    issuer = None
    if not here.settings.register or os.path.lexists(here.workspace.root / "issuer.yaml"):
        with here.office(problems) as office:
            if office is None:
                return None
            issuer = office.issuer
    location = register.locate(here.workspace.root, issuer.register if issuer is not None else None, here.settings)
    if location.path is not None:
        problems.error("CV867", None, register=location.shown)
        return None
    return location, office_key(issuer) if issuer is not None else ""


def office_key(issuer: Issuer) -> str:
    """Whose jobs they are: as the register tells agencies apart, by code, without one by id, else symbol and name."""
    found = register.identity_of(issuer)
    told = found.code or found.id or f"{found.symbol}|{found.name}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@contextmanager
def _queue(location: Location) -> Iterator[Queue]:
    from congvan.jobs.store import Queue

    made = Queue(location)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def _of_office(here: Here, problems: Problems) -> Iterator[tuple[Issuer | None, Queue | None]]:
    """The office and its queue; no office after its faults, no queue where the register is a file."""
    with here.office(problems) as office:
        issuer = office.issuer if office is not None else None
    location = _location(here, issuer) if issuer is not None else None
    if issuer is None or location is None:
        yield None, None
    elif location.path is not None:
        problems.warning("CV796", None, register=location.shown)
        yield issuer, None
    else:
        with _queue(location) as queue:
            yield issuer, queue


def _location(here: Here, issuer: Issuer) -> Location:
    return register.locate(here.workspace.root, issuer.register, here.settings)


def _named(here: Here, deed: Deed, request: Mapping[str, Any], problems: Problems) -> list[Target]:
    """The circulars that a request means."""
    if deed == "inspect":
        return []
    if deed == "send":
        found = here.one(str(request["id"]), problems)
        return [found] if found is not None else []
    return here.workspace.select([str(n) for n in request.get("ids", ())], problems)


def _portable(here: Here, request: Mapping[str, Any]) -> dict[str, Any]:
    """The request with its paths as whoever works in the workspace finds them."""
    told = {name: value for name, value in request.items() if value not in (None, (), [], False, "", 0)}
    for name in _PATHS:
        if name in told:
            told[name] = _from_root(here, str(told[name]))
    if "files" in told:
        told["files"] = [_from_root(here, str(name)) for name in told["files"]]
    return told


def _from_root(here: Here, typed: str) -> str:
    """A path below the workspace from there on; any other in full."""
    base = here.settings.folder or here.workspace.root
    path = Path(os.path.abspath(base / typed))
    with suppress(ValueError):
        return Path(os.path.realpath(path)).relative_to(here.workspace.root).as_posix()
    return path.as_posix()


def _written_elsewhere(deed: Deed, told: Mapping[str, Any]) -> dict[str, Any]:
    """The request for who doesn't see the workspace: what is made comes back from ``output/`` alone."""
    made = {name: value for name, value in told.items() if deed != "build" or name != "output"}
    return made | {"html": f"output/{Path(made['html']).name}"} if "html" in made else made


def _carried(
    here: Here, told: Mapping[str, Any], targets: Sequence[Target], outbox: str | None, problems: Problems
) -> bytes | None:
    """``outbox``: where a gateway takes messages, which is here: one that is written into elsewhere reaches nobody."""
    from congvan.conformance.files import documents
    from congvan.jobs import files

    root = here.workspace.root
    others = documents([str(root / name) for name in told.get("files", ())], [])
    left = [Path(os.path.normpath(root / outbox))] if outbox is not None else []
    return files.of_workspace(root, [t.id for t in targets], others, problems, left)


def _taken(here: Here, queue: Queue, found: Job) -> tuple[Path, ...]:
    """What a job that is over brought back, laid into the workspace; once, for what is made here later is newer."""
    from congvan.jobs import files

    packed = queue.brought(found.number) if found.brings and found.over else None
    if packed is None:
        return ()
    laid = files.lay(packed, here.workspace.root, here.settings.rights(), "output/")
    queue.taken(found.number)
    return laid


def _urgency(path: Path) -> int:
    """How urgent a circular says it is: a glance at its line; what is wrong with it, the deed tells."""
    with suppress(OSError):
        found = _URGENCY.search(path.read_bytes())
        return jobs.URGENT.get(found[1].decode(), 0) if found else 0
    return 0


def _typed(deed: Deed, told: Mapping[str, Any]) -> str:
    """A request as a command line, for people."""
    words = [deed, *([str(told["id"])] if "id" in told else ()), *map(str, told.get("ids", told.get("files", ())))]
    for name, value in told.items():
        if name in ("id", "ids", "files"):
            continue
        option = {"formats": "format", "kind": "type", "seal": "plan"}.get(name, name.replace("_", "-"))
        words.append(f"--{option}")
        if value is not True:
            words.append(",".join(map(str, value)) if isinstance(value, list | tuple) else str(value))
    return " ".join(words)
