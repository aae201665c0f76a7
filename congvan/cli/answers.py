"""``congvan answers``: which addressees have answered, which have not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.options import day
from congvan.cli.report import answer, echo
from congvan.cli.words import say
from congvan.text.dates import short_date

if TYPE_CHECKING:
    from congvan.desk.answers import Answers


@click.command("answers", cls=Wording, help=say("answers"), options_metavar="[…]")
@click.argument("id", metavar="ID")
@click.option("--mark", metavar="SLUG", help=say("opt.answered"))
@click.option("--number", default="", metavar="CODE", help=say("opt.answer_number"))
@click.option("--date", "typed_date", metavar="D", help=say("opt.answer_date"))
@click.option("--note", default="", metavar="TEXT", help=say("opt.note"))
@shared
@click.pass_context
def command(
    ctx: click.Context, id: str, mark: str | None, number: str, typed_date: str | None, note: str,
    lang: str, as_json: bool, debug: bool,
) -> int:  # fmt: skip
    """Note an answer, or list them; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)
    when = day(ctx, typed_date, "--date")
    if mark is None and (number or typed_date or note):
        raise click.UsageError(say("missing", name="--mark"), ctx)
    desk = found.desk()
    result = desk.answers(id) if mark is None else desk.answered(id, mark, number=number, day=when, note=note)
    return answer(result, found, _document, _told, quiet=True)


def _document(done: Answers) -> dict[str, object]:
    return {
        "id": done.id,
        "answers": [{"agency": a.agency, "name": done.names.get(a.agency, a.agency), "number": a.number,
                     "date": a.day.isoformat() if a.day else None, "note": a.note, "at": a.at} for a in done.given],
        "unanswered": list(done.unanswered),
        "replies": [{"key": r.key, "number": r.number, "date": r.date.isoformat() if r.date else None,
                     "issuer": r.issuer, "subject": r.subject} for r in done.replies],
    }  # fmt: skip


def _told(done: Answers) -> None:
    for r in done.replies:
        when = f"{short_date(r.date)}  " if r.date else ""
        echo(f"{say('show.replies')} → {r.number}  {when}{r.issuer or ''}".rstrip())
    for a in done.given:
        date = short_date(a.day) if a.day else ""
        said = (a.agency, done.names.get(a.agency, ""), say("answered_there"), a.number, date, a.note)
        echo("  ".join(filter(None, said)))
    for slug in done.unanswered:
        echo(f"{slug}  {done.names[slug]}  {say('unanswered')}")
    echo(say("answered_sum", done=len(done.given), of=len(done.names)))
