"""``congvan jobs``: what waits, runs and has ended; one job with what came of it; ``jobs cancel N``."""

from __future__ import annotations

import json
import sys
import time
from datetime import tzinfo
from typing import TYPE_CHECKING

import click

from congvan.cli.group import Invocation, Wording, settings, shared
from congvan.cli.report import DONE, INPUT, answer, echo, shown
from congvan.cli.words import language, say
from congvan.machine.clock import system_clock
from congvan.text.dates import when
from congvan.text.zones import zone

if TYPE_CHECKING:
    from datetime import datetime

    from congvan.desk.queue import Queued, Seen
    from congvan.desk.result import Result
    from congvan.jobs import Job

LISTED = 20
LOOK = 0.5
"""Seconds between two looks at a job that is waited for."""


@click.command("jobs", cls=Wording, help=say("jobs"), options_metavar="[…]")
@click.argument("words", nargs=-1, metavar="[N] | cancel N")
@click.option("--wait", is_flag=True, help=say("opt.wait"))
@click.option("--all", "every", is_flag=True, help=say("opt.all_jobs"))
@shared
@click.pass_context
def command(
    ctx: click.Context, words: tuple[str, ...], wait: bool, every: bool, lang: str, as_json: bool, debug: bool
) -> int:
    """List, show, or cancel; the exit code. After ``--wait`` it is the job's own."""
    del lang
    found = settings(ctx, as_json, debug)
    if not words:
        return answer(found.desk().jobs(most=100_000 if every else LISTED), found, _list, _listed)
    cancel = words[0] == "cancel"
    number = _number(ctx, words[1:] if cancel else words)
    if cancel:
        return answer(found.desk().job_cancel(number), found, _document, _cancelled)
    seen = _waited(found, number) if wait else found.desk().job(number)
    ended = answer(seen, found, _document, _shown)
    return ended or (DONE if seen.value is None or not wait else _code(seen.value.job))


def _code(job: Job) -> int:
    """Of its command; of a job that was stopped or cancelled, whose work isn't done, never that of one that is."""
    return job.code or (DONE if job.state == "done" else INPUT)


def _number(ctx: click.Context, words: tuple[str, ...]) -> int:
    if len(words) != 1:
        raise click.UsageError(say("extra", names=" ".join(words[1:])) if words else say("missing", name="N"), ctx)
    if not (words[0].isascii() and words[0].isdigit()) or len(words[0]) > 18:
        raise click.UsageError(say("bad_value", name="N", why=""), ctx)
    return int(words[0])


def _waited(found: Invocation, number: int) -> Result[Seen]:
    """The job when nothing more comes of it."""
    desk = found.desk()
    while True:
        seen = desk.job(number)
        if seen.value is None or seen.value.job.over:
            return seen
        time.sleep(LOOK)


def _when(moment: datetime, at: tzinfo) -> str:
    return when(moment.isoformat(), at, system_clock())


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def as_object(job: Job) -> dict[str, object]:
    """A job for ``--json``."""
    return {
        "number": job.number, "deed": job.deed, "command": job.typed, "person": job.person, "state": job.state,
        "at": _iso(job.at), "begun": _iso(job.begun), "ended": _iso(job.ended), "done": job.done, "of": job.of,
        "name": job.name, "hands": job.hands, "worker": job.worker, "tries": job.tries, "next": _iso(job.next),
        "code": job.code,
    }  # fmt: skip


def _list(done: Queued) -> dict[str, object]:
    return {"jobs": [as_object(job) for job in done.jobs]}


def _document(seen: Seen) -> dict[str, object]:
    said = seen.words.get(language())
    result = json.loads(said.document) if said is not None and said.document else None
    return {"job": as_object(seen.job), "files": [shown(p) for p in seen.files], "result": result}


def _listed(done: Queued) -> None:
    for job in done.jobs:
        echo(_line(job, zone(done.zone)))
    if not done.jobs:
        click.echo(say("jobs.none"))


def _line(job: Job, at: tzinfo) -> str:
    """``12  đang chạy 40/400  send 2024/canh-bao  (lan, 08:05 30/11/2026)``."""
    return f"{job.number:>5}  {_state(job, at)}  {job.typed}  ({job.person}, {_when(job.at, at)})"


def _state(job: Job, at: tzinfo) -> str:
    told = say(f"jobs.{job.state}")
    if job.of and not (job.over and job.done >= job.of):
        told += f" {job.done}/{job.of}"
    if job.hands > 1:
        told += say("jobs.hands", count=job.hands)
    if job.next is not None:
        told += say("jobs.next", when=_when(job.next, at))
    return told


def _shown(seen: Seen) -> None:
    """The job, then what its command would have printed, as far as it has come."""
    at = zone(seen.zone)
    echo(_line(seen.job, at))
    if seen.job.worker:
        echo(say("jobs.worker", name=seen.job.worker))
    said = seen.words.get(language())
    if said is not None:
        sys.stdout.write(said.out)
        sys.stdout.flush()
        sys.stderr.write(said.err)
        sys.stderr.flush()
    for path in seen.files:
        echo(shown(path))


def _cancelled(seen: Seen) -> None:
    echo(_line(seen.job, zone(seen.zone)))
