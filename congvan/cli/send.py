"""``congvan send``: each agency once, by the way that reaches it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvan.cli import ledger_rows as rows_
from congvan.cli.group import Settings, Wording, settings, shared
from congvan.cli.report import DONE, INPUT, MACHINE, as_object, echo, line, print_json
from congvan.cli.words import say
from congvan.problems import Problems
from congvan.text.zones import zone
from congvan.workspace import Target, Workspace

if TYPE_CHECKING:
    from congvan.dispatch.delivery import Outlook, Sent
    from congvan.dispatch.plan import Planned
    from congvan.model.delivery import Delivery, Outcome, Plan
    from congvan.pipeline import Office

FEW = 5


@click.command("send", cls=Wording, help=say("send"), options_metavar="[…]")
@click.argument("id", metavar="ID")
@click.argument("more", nargs=-1, metavar="[SLUG]…")
@click.option("--to", multiple=True, metavar="SLUG", help=say("opt.to_agency"))
@click.option("--via", metavar="email,edxml,post", help=say("opt.via"))
@click.option("--dry-run", is_flag=True, help=say("opt.dry_run"))
@click.option("--allow-unsigned", is_flag=True, help=say("opt.allow_unsigned"))
@click.option("--partial", is_flag=True, help=say("opt.partial"))
@click.option("--now", is_flag=True, help=say("opt.now"))
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help=say("opt.output"))
@shared
@click.pass_context
def command(
    ctx: click.Context, /, id: str, more: tuple[str, ...], to: tuple[str, ...], via: str | None, dry_run: bool,
    allow_unsigned: bool, partial: bool, now: bool, output: Path | None, lang: str, as_json: bool, debug: bool,
) -> int:  # fmt: skip
    """Send one circular; the exit code."""
    del lang
    if more and not to:
        raise click.UsageError(say("extra", names=" ".join(more)), ctx)
    from congvan import pipeline
    from congvan.dispatch import delivery, outgoing
    from congvan.dispatch.plan import Choice

    found, problems = settings(ctx, as_json, debug), Problems()
    workspace = Workspace(found.workspace)
    slugs = tuple(s for item in (*to, *more) for s in item.split(",") if s)
    choice = Choice(slugs, rows_.ways(via, ctx), partial)
    order = delivery.Order(choice, outgoing.Wish(workspace.output(output), allow_unsigned, write=not dry_run), now)
    target = one(workspace, id, problems)
    office = pipeline.open_office(workspace, problems)
    if target is None or office is None or problems.failed:
        return told(found, target, office, None, None, problems)
    outlook = delivery.look(target, office, order, problems)
    case = delivery.prepare(outlook, order, problems)
    if dry_run and outlook.planned is not None:
        return _shown(found, target, outlook, outlook.planned, problems)
    if case is None:
        plan = outlook.planned.plan if outlook.planned is not None else None
        return told(found, target, office, plan, None, problems)
    with bar(len(case.plan.parcels), not found.json) as tell:
        sent = delivery.send(case, order, problems, tell)
    return told(found, target, office, case.plan, sent, problems)


def one(workspace: Workspace, id: str, problems: Problems) -> Target | None:
    """The one circular that an id names. Errors: CV402."""
    targets = workspace.select([id], problems)
    if len(targets) > 1:
        problems.error("CV402", None, name=id, near="")
    return targets[0] if len(targets) == 1 else None


def told(
    found: Settings, target: Target | None, office: Office | None, plan: Plan | None, sent: Sent | None,
    problems: Problems,
) -> int:  # fmt: skip
    """What a run came to, as text or JSON; the exit code."""
    rows = list(sent.rows) if sent is not None else []
    going = sent is not None and all(r.state in ("accepted", "delivered", "cancelled", "attempting") for r in rows)
    code = MACHINE if sent is not None and sent.fault else INPUT if problems.failed or not going else DONE
    if found.json:
        print_json({
            "ok": code == DONE, "id": target.id if target else None,
            "deliveries": [rows_.as_row(r) for r in rows], "summary": rows_.counts(r.state for r in rows),
            "by_hand": list(plan.by_hand) if plan else [], "files": list(sent.files) if sent else [],
            "diagnostics": [as_object(d) for d in problems.sorted()],
        })  # fmt: skip
        return code
    for diagnostic in problems.sorted():
        echo(line(diagnostic), err=True)
    if sent is None or office is None:
        _by_hand(plan)
        return code
    odd = [rows_.as_row(r) for r in rows if r.state not in ("accepted", "delivered")]
    for text in rows_.table(odd, zone(office.issuer.timezone), replies=True):
        echo(text)
    for path in sent.files:
        echo(path)
    echo(rows_.summary(rows))
    _by_hand(plan)
    if any(r.state == "unknown" for r in rows):
        echo(say("ask_unknown"), err=True)
    return code


def _by_hand(plan: Plan | None) -> None:
    if plan is not None and plan.by_hand:
        echo(say("by_hand", names="; ".join(plan.by_hand)))


def _shown(found: Settings, target: Target, outlook: Outlook, planned: Planned, problems: Problems) -> int:
    """The plan as a table, with all that stands against it; nothing was written, nothing is sent. The exit code."""
    plan, code = planned.plan, INPUT if problems.failed else DONE
    known = {(r.agency, r.way): r for r in outlook.known}
    items = [rows_.as_planned(p, known.get((p.agency, p.way))) for p in plan.parcels]
    for item in items:
        why = planned.held.get((str(item["agency"]), str(item["channel"])))
        if why and item["state"] == "planned":
            item |= {"state": "held", "last_reply": rows_.replied(why)}
    if found.json:
        print_json({
            "ok": code == DONE, "id": target.id, "dry_run": True, "deliveries": items,
            "summary": rows_.counts(str(i["state"]) for i in items), "by_hand": list(plan.by_hand),
            "copies": plan.copies, "diagnostics": [as_object(d) for d in problems.sorted()],
        })  # fmt: skip
        return code
    for diagnostic in problems.sorted():
        echo(line(diagnostic), err=True)
    for text in rows_.table(items, replies=False):
        echo(text)
    if outlook.ready is not None and code == DONE:
        echo(say("would_send", count=sum(i["state"] in ("planned", "deferred") for i in items), of=len(items),
                       files=", ".join(f.name for f in outlook.ready.letter.files)))  # fmt: skip
        echo(say("paper_copies", count=plan.copies))
    _by_hand(plan)
    return code


@contextmanager
def bar(length: int, show: bool) -> Iterator[Callable[[Delivery, Outcome], None]]:
    """A progress bar on a terminal; each hand-over moves it by one."""
    if not show or length < FEW or not sys.stderr.isatty():
        yield lambda row, outcome: None
        return
    with click.progressbar(length=length, label=say("sending"), file=sys.stderr) as made:
        yield lambda row, outcome: made.update(1)
