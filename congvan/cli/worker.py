"""``congvan worker``: does jobs of the queue, on any machine that sees the workspace, until it is asked to end."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from functools import partial

import click

from congvan.cli.group import Invocation, Wording, settings, shared
from congvan.cli.report import DONE, INPUT, answer, echo, tell
from congvan.cli.words import say
from congvan.jobs import DEEDS
from congvan.problems import Problems


@click.command("worker", cls=Wording, help=say("worker"), options_metavar="[…]")
@click.option("--queues", default=",".join(DEEDS), metavar=",".join(DEEDS), help=say("opt.queues"))
@click.option("--jobs", "at_once", type=click.IntRange(1, 64), default=1, metavar="N", help=say("opt.worker_jobs"))
@click.option("--carry", is_flag=True, help=say("opt.worker_carry"))
@click.option("--once", is_flag=True, help=say("opt.once"))
@click.option("--init", "prepare", is_flag=True, help=say("opt.worker_init"))
@shared
@click.pass_context
def command(
    ctx: click.Context, queues: str, at_once: int, carry: bool, once: bool, prepare: bool, lang: str, as_json: bool,
    debug: bool,
) -> int:  # fmt: skip
    """Work, or make the queue's tables; the exit code."""
    del lang
    names = tuple(dict.fromkeys(part.strip() for part in queues.split(",") if part.strip()))
    if not names or not set(names) <= set(DEEDS):
        why = say("one_of", choices=", ".join(DEEDS))
        raise click.UsageError(say("bad_value", name="--queues", why=why), ctx)
    found = settings(ctx, as_json, debug)
    if prepare:
        return answer(found.desk().queue_prepare(), found, lambda new: {"made": new}, _prepared)
    return _serve(found, names, at_once, carry, once)


def _prepared(new: bool) -> None:
    click.echo(say("worker.made" if new else "worker.there"))


def _serve(found: Invocation, names: tuple[str, ...], at_once: int, carry: bool, once: bool) -> int:
    """Errors: CV867 the register is a file, CV798 the queue has no tables, CV799 procrastinate is not installed,
    CV895 neither a workspace nor ``--carry``; those of issuer.yaml.
    """
    from congvan.cli import at_work
    from congvan.desk import queue as deed
    from congvan.jobs.store import Queue

    here, problems = found.desk().here, Problems()
    place = deed.where(here, problems)
    if place is not None and not place[1] and not carry:
        here.workspace.furnished(problems)
    if place is None or problems.failed:
        tell(problems.sorted(), as_json=found.json)
        return INPUT
    location, office = place
    queue = Queue(location)  # with its library; where that is missing, it says so
    from congvan.jobs.worker import Manner, Worker

    workspaces = {office: str(here.workspace.root)} if office else {}
    manner = Manner(at_work.work, at_work.faulted, partial(_say, found), names, workspaces, carry, at_once)
    worker = Worker(queue, manner)
    _say(found, "ready", 0, ",".join(names))
    try:
        asyncio.run(worker.serve(once=once))
    finally:
        queue.close()
    _say(found, "ended_in_order", 0, "")
    return DONE


def _say(found: Invocation, event: str, number: int, more: str) -> None:
    """One line of what a worker does; as JSON, one object a line."""
    if found.json:
        sys.stdout.write(json.dumps({"event": event, "job": number or None, "more": more, "pid": os.getpid()}) + "\n")
        sys.stdout.flush()
        return
    echo(say(f"worker.{event}", number=number, more=more))
