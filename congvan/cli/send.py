"""``congvan send``: each agency once, by the way that reaches it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from congvan.cli import background
from congvan.cli import ledger_rows as rows_
from congvan.cli.bar import Bar
from congvan.cli.group import Invocation, Wording, settings, shared
from congvan.cli.options import ways
from congvan.cli.report import answer, echo
from congvan.cli.words import say
from congvan.desk.dispatched import Dispatched
from congvan.desk.result import Result
from congvan.text.zones import zone

if TYPE_CHECKING:
    from congvan.desk.send import Outlined
    from congvan.model.delivery import Plan


@click.command("send", cls=Wording, help=say("send"), options_metavar="[…]")
@click.argument("id", metavar="ID")
@click.argument("more", nargs=-1, metavar="[SLUG]…")
@click.option("--to", multiple=True, metavar="SLUG", help=say("opt.to_agency"))
@click.option("--via", metavar="email,edxml,post", help=say("opt.via"))
@click.option("--dry-run", is_flag=True, help=say("opt.dry_run"))
@click.option("--allow-unsigned", is_flag=True, help=say("opt.allow_unsigned"))
@click.option("--partial", is_flag=True, help=say("opt.partial"))
@click.option("--now", is_flag=True, help=say("opt.now"))
@click.option("--plan", "seal", default="", metavar="PLAN", help=say("opt.plan"))
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help=say("opt.output"))
@background.options
@shared
@click.pass_context
def command(
    ctx: click.Context, /, id: str, more: tuple[str, ...], to: tuple[str, ...], via: str | None, dry_run: bool,
    allow_unsigned: bool, partial: bool, now: bool, seal: str, output: Path | None, in_background: bool,
    carry: bool, lang: str, as_json: bool, debug: bool,
) -> int:  # fmt: skip
    """Send one circular; the exit code."""
    del lang
    if more and not to:
        raise click.UsageError(say("extra", names=" ".join(more)), ctx)
    found = settings(ctx, as_json, debug)
    slugs = tuple(s for item in (*to, *more) for s in item.split(",") if s)
    how: dict[str, Any] = {
        "to": slugs, "via": ways(via, ctx), "allow_unsigned": allow_unsigned, "partial": partial, "now": now,
        "output": output,
    }  # fmt: skip
    desk = found.desk()
    if not dry_run:
        note = None
        if in_background or carry:
            away = {**how, "output": output.as_posix() if output is not None else None}
            queued = background.put(found, "send", carry=carry, id=id, **away, seal=seal)
            if isinstance(queued, int):
                return queued
            background.warned(note := queued, found)
        with Bar("sending", show=not found.json) as bar:
            result = desk.send(id, **how, seal=seal, watch=bar)
        return told(background.noted(result, note if found.json else None), found)
    outlook = desk.send_plan(id, **how)
    if outlook.value is not None and outlook.value.plan is None:
        return told(Result(Dispatched(outlook.value.id), outlook.diagnostics), found)
    return answer(outlook, found, _foreseen, lambda outlined: _shown(outlined, failed=outlook.failed), partly=True)


def told(result: Result[Dispatched], found: Invocation) -> int:
    """What a run came to, as text or JSON; the exit code."""
    return answer(result, found, _document, _text, partly=True)


def _document(done: Dispatched) -> dict[str, object]:
    return {
        "id": done.id, "deliveries": [rows_.as_row(r) for r in done.rows],
        "summary": rows_.counts(r.state for r in done.rows), "by_hand": list(done.plan.by_hand) if done.plan else [],
        "files": list(done.sent.files) if done.sent else [],
    }  # fmt: skip


def _text(done: Dispatched) -> None:
    if done.sent is None:
        _by_hand(done.plan)
        return
    odd = [rows_.as_row(r) for r in done.rows if r.state not in ("accepted", "delivered")]
    for text in rows_.table(odd, zone(done.zone), replies=True):
        echo(text)
    for path in done.sent.files:
        echo(path)
    echo(rows_.summary(done.rows))
    _by_hand(done.plan)
    if any(r.state == "unknown" for r in done.rows):
        echo(say("ask_unknown"), err=True)


def _by_hand(plan: Plan | None) -> None:
    if plan is not None and plan.by_hand:
        echo(say("by_hand", names="; ".join(plan.by_hand)))


def _foreseen(outlined: Outlined) -> dict[str, object]:
    plan, items = outlined.plan, [rows_.as_planned(one) for one in outlined.parcels]
    assert plan is not None
    return {
        "id": outlined.id, "dry_run": True, "deliveries": items,
        "summary": rows_.counts(str(i["state"]) for i in items), "by_hand": list(plan.by_hand), "copies": plan.copies,
        "plan": outlined.seal,
    }  # fmt: skip


def _shown(outlined: Outlined, *, failed: bool) -> None:
    """The plan as a table, with all that stands against it; nothing was written, nothing is sent."""
    plan, items = outlined.plan, [rows_.as_planned(one) for one in outlined.parcels]
    assert plan is not None
    for text in rows_.table(items, replies=False):
        echo(text)
    if outlined.files is not None and not failed:
        due = sum(i["state"] in ("planned", "deferred") for i in items)
        echo(say("would_send", count=due, of=len(items), files=", ".join(outlined.files)))
        echo(say("paper_copies", count=plan.copies))
    _by_hand(plan)
