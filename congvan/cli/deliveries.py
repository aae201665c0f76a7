"""``congvan deliveries``: who has it; what a person, returned mail or the axis says of it; sending again."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from congvan.cli import ledger_rows as rows_
from congvan.cli.group import Settings, Wording, settings, shared
from congvan.cli.issue import day
from congvan.cli.report import DONE, INPUT, as_object, echo, line, print_json, shown, tell
from congvan.cli.send import bar, one, told
from congvan.cli.words import say
from congvan.problems import Problems
from congvan.text.zones import zone
from congvan.workspace import Target, Workspace
from congvan.yaml.typed import said_cleanly

if TYPE_CHECKING:
    from congvan.dispatch.receipts import Learnt
    from congvan.model.delivery import Delivery, Way
    from congvan.pipeline import Office


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
    from congvan import pipeline

    others = (read_bounces, read_edxml, more["post_book"])
    if id is None and not any(others):
        raise click.UsageError(say("missing", name="ID"), ctx)
    if sum(map(bool, (marks, resend, more["export"], *others))) > 1:
        raise click.UsageError(say("one_deed"), ctx)
    found, problems = settings(ctx, as_json, debug), Problems()
    workspace = Workspace(found.workspace)
    target = one(workspace, id, problems) if id is not None else None
    office = pipeline.open_office(workspace, problems)
    if office is None or problems.failed:
        tell(problems.sorted(), as_json=found.json)
        return INPUT
    chosen = rows_.ways(via, ctx)
    if read_bounces:
        from congvan.dispatch import receipts

        return _learnt(found, receipts.read_bounces(read_bounces, office, problems), problems)
    if read_edxml:
        from congvan.dispatch import statuses

        return _learnt(found, statuses.read_edxml(read_edxml, office, problems), problems, "learnt_files")
    if more["post_book"]:
        span = day(ctx, more["since"], "--from"), day(ctx, more["until"], "--to")
        return _post_book(found, office, more["post_book"], span, problems)
    assert target is not None
    if resend:
        return _resend(found, target, office, resend, chosen, more, problems)
    return _looked(found, target, office, marks, chosen, more, problems)


def _looked(
    found: Settings, target: Target, office: Office, marks: tuple[str, ...], chosen: tuple[Way, ...],
    more: dict[str, Any], problems: Problems,
) -> int:  # fmt: skip
    from congvan.dispatch import delivery, receipts

    if marks:
        parsed = [m for m in (receipts.parse_mark(text, problems) for text in marks) if m is not None]
        if not problems.failed:
            receipts.mark(target, office, parsed, chosen, more["note"], problems)
    rows = [r for r in delivery.rows_of(target, office, problems) if not chosen or r.way in chosen]
    if more["export"] is not None and not problems.failed:
        return _exported(found, target, office, rows, more["export"], problems)
    return _rows(found, target, office, rows, more["history"], problems)


def _rows(
    found: Settings, target: Target, office: Office, rows: list[Delivery], history: bool, problems: Problems
) -> int:
    from congvan.dispatch import delivery

    place = zone(office.issuer.timezone)
    items = [rows_.as_row(r) for r in rows]
    book = delivery.book_of(office) if history or found.json else None
    said = book.attempts(target.id) if book is not None else []
    if found.json:
        for item, row in zip(items, rows, strict=True):
            item["history"] = [
                {"attempt": a.number, "at": a.at, "state": a.state, "reply": rows_.replied(a.reply)}
                for a in said if a.delivery == row.id
            ]  # fmt: skip
        recalled = book.recalled(target.id) if book is not None else None
        print_json({
            "ok": not problems.failed, "id": target.id, "deliveries": items,
            "summary": rows_.counts(r.state for r in rows),
            "recalled": {"reason": recalled.reason, "at": recalled.at} if recalled else None,
            "diagnostics": [as_object(d) for d in problems.sorted()],
        })  # fmt: skip
        return INPUT if problems.failed else DONE
    for diagnostic in problems.sorted():
        echo(line(diagnostic), err=True)
    if problems.failed:
        return INPUT
    head, *lines = rows_.table(items, place, replies=True) or [""]
    if rows:
        echo(head)
    for text, row in zip(lines, rows, strict=True):
        echo(text)
        for a in said if history else ():
            if a.delivery == row.id:
                echo(f"    {a.number}. {rows_.when(a.at, place)}  {say('st_' + a.state)}: {rows_.replied(a.reply)}")
    echo(rows_.summary(rows))
    return DONE


def _exported(
    found: Settings, target: Target, office: Office, rows: list[Delivery], path: Path, problems: Problems
) -> int:
    from congvan.dispatch import receipts
    from congvan.machine import atomic

    place = zone(office.issuer.timezone)
    if path.suffix.lower() != ".xlsx":
        problems.error("CV564", None, file=path.name, known=".xlsx")
        tell(problems.sorted(), as_json=found.json)
        return INPUT
    table = [
        [r.agency, r.name, say(f"way_{r.way}"), r.address, say(f"st_{r.state}"), str(r.attempts),
         rows_.replied(r.last_reply), rows_.when(r.at, place), r.sha256]
        for r in rows
    ]  # fmt: skip
    headings = say("headings").split("|")
    atomic.write_all({path.absolute(): receipts.sheet(target, office, headings, table)})
    if found.json:
        print_json({"ok": True, "written": shown(path.absolute()), "rows": len(rows), "diagnostics": []})
    else:
        echo(say("written", path=shown(path.absolute())))
    return DONE


def _post_book(
    found: Settings, office: Office, path: Path, span: tuple[date | None, date | None], problems: Problems
) -> int:
    """Sổ gửi văn bản đi bưu điện of this year, or of the days asked for."""
    from congvan.dispatch import statuses
    from congvan.machine import atomic
    from congvan.machine.clock import system_clock, today

    until = span[1] or today(office.issuer.timezone, system_clock)
    lines = statuses.post_lines(office, span[0] or date(until.year, 1, 1), until)
    if path.suffix.lower() != ".pdf":
        problems.error("CV564", None, file=path.name, known=".pdf")
    said_cleanly(path.name, "--post-book", problems)
    made = statuses.post_book(office, lines, problems) if not problems.failed else None
    if made is None:
        tell(problems.sorted(), as_json=found.json)
        return INPUT
    atomic.write_all({path.absolute(): made})
    if found.json:
        print_json({"ok": True, "written": shown(path.absolute()), "rows": len(lines), "diagnostics": []})
    else:
        echo(say("written", path=shown(path.absolute())))
    return DONE


def _resend(
    found: Settings, target: Target, office: Office, slugs: tuple[str, ...], chosen: tuple[Way, ...],
    more: dict[str, Any], problems: Problems,
) -> int:  # fmt: skip
    from congvan.dispatch import delivery, outgoing, resending
    from congvan.dispatch.plan import Choice

    wish = outgoing.Wish(office.workspace.output(more["output"]), more["allow_unsigned"])
    names = tuple(s for item in slugs for s in item.split(",") if s)
    order = delivery.Order(Choice(names, chosen), wish)
    with bar(len(names), not found.json) as progress:
        sent = resending.resend(target, office, order, problems, progress)
    return told(found, target, office, None, sent, problems)


def _learnt(found: Settings, learnt: Learnt, problems: Problems, words: str = "learnt") -> int:
    """What returned mail or status messages changed."""
    changed = [
        {"id": row.circular, "agency": row.agency, "channel": row.way, "was": row.state, "state": state}
        for row, state in learnt.changed
    ]
    strange = [{"message": n.key, "source": n.source, "reply": n.reply} for n in learnt.strange]
    if found.json:
        unread = [{"source": item.source, "why": item.why} for item in learnt.unread]
        print_json({"ok": not problems.failed, "read": learnt.read, "changed": changed, "strange": strange,
                    "unread": unread, "unclear": list(dict.fromkeys(learnt.unclear)), "other": learnt.other,
                    "diagnostics": [as_object(d) for d in problems.sorted()]})  # fmt: skip
        return INPUT if problems.failed else DONE
    for diagnostic in problems.sorted():
        echo(line(diagnostic), err=True)
    for item in changed:
        echo(f"{item['id']}  {item['agency']}  {say('way_' + item['channel'])}  {say('st_' + item['state'])}")
    if not problems.failed:
        echo(say(words, read=learnt.read, changed=len(changed), strange=len(strange)))
        if learnt.other or learnt.unread or learnt.unclear:
            echo(say(words + "_else", other=learnt.other, unread=len(learnt.unread),
                           unclear=len(set(learnt.unclear))))  # fmt: skip
    return INPUT if problems.failed else DONE
