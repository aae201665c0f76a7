"""``congvan deliveries``: who has it; what a person, returned mail or the axis says of it; sending again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from congvan.cli import ledger_rows as rows_
from congvan.cli.bar import Bar
from congvan.cli.group import Invocation, Wording, settings, shared
from congvan.cli.options import day, ways
from congvan.cli.report import answer, echo, shown
from congvan.cli.send import told
from congvan.cli.words import say
from congvan.text.zones import zone

if TYPE_CHECKING:
    from congvan.desk.deliveries import DeliveryRows, Learnt, Written
    from congvan.desk.result import Result


@click.command("deliveries", cls=Wording, help=say("deliveries"), options_metavar="[…]")
@click.argument("id", required=False, metavar="[ID]")
@click.option("--mark", "marks", multiple=True, metavar="SLUG=STATE", help=say("opt.mark"))
@click.option("--note", default="", metavar="TEXT", help=say("opt.note"))
@click.option("--resend", multiple=True, metavar="SLUG", help=say("opt.resend"))
@click.option("--via", metavar="email,edxml,post", help=say("opt.via"))
@click.option("--allow-unsigned", is_flag=True, help=say("opt.allow_unsigned"))
@click.option("--history", is_flag=True, help=say("opt.history"))
@click.option("--read-bounces", metavar="DIR|IMAP-URL", help=say("opt.read_bounces"))
@click.option("--read-edxml", type=click.Path(path_type=Path), metavar="DIR", help=say("opt.read_edxml"))
@click.option("--post-book", type=click.Path(path_type=Path), metavar="FILE.pdf", help=say("opt.post_book"))
@click.option("--from", "since", metavar="D", help=say("opt.from"))
@click.option("--to", "until", metavar="D", help=say("opt.to"))
@click.option("--export", type=click.Path(path_type=Path), metavar="FILE.xlsx", help=say("opt.export"))
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help=say("opt.output"))
@shared
@click.pass_context
def command(
    ctx: click.Context, /, id: str | None, marks: tuple[str, ...], resend: tuple[str, ...], via: str | None,
    read_bounces: str | None, read_edxml: Path | None, lang: str, as_json: bool, debug: bool, **more: Any,
) -> int:  # fmt: skip
    """Look into the ledger, or tell it something; the exit code."""
    del lang

    others = (read_bounces, read_edxml, more["post_book"])
    if id is None and not any(others):
        raise click.UsageError(say("missing", name="ID"), ctx)
    if sum(map(bool, (marks, resend, more["export"], *others))) > 1:
        raise click.UsageError(say("one_deed"), ctx)
    found = settings(ctx, as_json, debug)
    desk, chosen = found.desk(), ways(via, ctx)
    if read_bounces:
        return _learnt(found, desk.read_bounces(read_bounces, id=id), "learnt")
    if read_edxml:
        return _learnt(found, desk.read_edxml(read_edxml, id=id), "learnt_files")
    if more["post_book"]:
        span = day(ctx, more["since"], "--from"), day(ctx, more["until"], "--to")
        return _written(found, desk.post_book(more["post_book"], since=span[0], until=span[1], id=id))
    assert id is not None
    if resend:
        names = tuple(s for item in resend for s in item.split(",") if s)
        with Bar("sending", show=not found.json) as bar:
            again = desk.resend(
                id,
                names,
                via=chosen,
                allow_unsigned=more["allow_unsigned"],
                output=more["output"],
                note=more["note"],
                watch=bar,
            )
        return told(again, found)
    if more["export"] is not None and not marks:
        return _written(found, desk.deliveries_export(id, more["export"], via=chosen))
    ledger = desk.mark(id, marks, via=chosen, note=more["note"]) if marks else desk.deliveries(id, via=chosen)

    def text(rows: DeliveryRows) -> None:
        if not ledger.failed:
            _told(rows, history=more["history"])

    return answer(ledger, found, _document, text, partly=True)


def _document(ledger: DeliveryRows) -> dict[str, object]:
    items = [rows_.as_row(r) for r in ledger.rows]
    for item, row in zip(items, ledger.rows, strict=True):
        item["history"] = [
            {"attempt": a.number, "at": a.at, "state": a.state, "reply": rows_.replied(a.reply)}
            for a in ledger.history(row)
        ]
    recalled = ledger.recalled
    return {
        "id": ledger.id, "deliveries": items, "summary": rows_.counts(r.state for r in ledger.rows),
        "recalled": {"reason": recalled.reason, "at": recalled.at} if recalled else None,
    }  # fmt: skip


def _told(ledger: DeliveryRows, *, history: bool) -> None:
    place = zone(ledger.zone)
    head, *lines = rows_.table([rows_.as_row(r) for r in ledger.rows], place, replies=True) or [""]
    if ledger.rows:
        echo(head)
    for text, row in zip(lines, ledger.rows, strict=True):
        echo(text)
        for a in ledger.history(row) if history else ():
            echo(f"    {a.number}. {rows_.when(a.at, place)}  {say('st_' + a.state)}: {rows_.replied(a.reply)}")
    echo(rows_.summary(ledger.rows))


def _written(found: Invocation, result: Result[Written]) -> int:
    return answer(
        result, found, lambda made: {"written": shown(made.path.absolute()), "rows": made.rows},
        lambda made: echo(say("written", path=shown(made.path.absolute()))), quiet=True,
    )  # fmt: skip


def _learnt(found: Invocation, result: Result[Learnt], words: str) -> int:
    """What returned mail or status messages changed."""

    def document(learnt: Learnt) -> dict[str, object]:
        return {
            "read": learnt.read, "changed": _changed(learnt),
            "strange": [{"message": n.key, "source": n.source, "reply": n.reply} for n in learnt.strange],
            "unread": [{"source": item.source, "why": item.why} for item in learnt.unread],
            "unclear": list(dict.fromkeys(learnt.unclear)), "other": learnt.other,
        }  # fmt: skip

    def text(learnt: Learnt) -> None:
        changed = _changed(learnt)
        for item in changed:
            echo(f"{item['id']}  {item['agency']}  {say('way_' + item['channel'])}  {say('st_' + item['state'])}")
        if result.failed:
            return
        echo(say(words, read=learnt.read, changed=len(changed), strange=len(learnt.strange)))
        if learnt.other or learnt.unread or learnt.unclear:
            echo(say(words + "_else", other=learnt.other, unread=len(learnt.unread),
                           unclear=len(set(learnt.unclear))))  # fmt: skip

    return answer(result, found, document, text, partly=True)


def _changed(learnt: Learnt) -> list[dict[str, str]]:
    return [
        {"id": row.circular, "agency": row.agency, "channel": row.way, "was": row.state, "state": state}
        for row, state in learnt.changed
    ]
