"""``congvan issue``: the next number, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.options import day
from congvan.cli.report import answer, echo
from congvan.cli.words import say
from congvan.text.dates import short_date

if TYPE_CHECKING:
    from congvan.desk.issue import Issued


@click.command("issue", cls=Wording, help=say("issue"), options_metavar="[…]")
@click.argument("id", metavar="ID")
@click.option("--date", "typed_date", metavar="D", help=say("opt.date"))
@click.option("--number", "typed_number", metavar="N", help=say("opt.number"))
@click.option("--same-text", is_flag=True, help=say("opt.same_text"))
@shared
@click.pass_context
def command(
    ctx: click.Context, id: str, typed_date: str | None, typed_number: str | None, same_text: bool, lang: str,
    as_json: bool, debug: bool,
) -> int:  # fmt: skip
    """Take a number for one circular and write it back; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)
    wanted = day(ctx, typed_date, "--date")
    result = found.desk().issue(id, day=wanted, number=typed_number, same_text=same_text)
    return answer(result, found, _document, _told)


def _document(issued: Issued) -> dict[str, object]:
    entry = issued.entry
    return {
        "id": issued.id, "number": entry.number, "symbol": entry.symbol, "code": str(entry.code),
        "date": entry.date.isoformat() if entry.date else None, "year": entry.year, "sequence": entry.sequence,
        "sha256": entry.sha256,
    }  # fmt: skip


def _told(issued: Issued) -> None:
    echo(str(issued.entry.code))
    if issued.entry.date is not None:
        echo(say("issued", id=issued.id, date=short_date(issued.entry.date)), err=True)
