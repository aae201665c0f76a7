"""``congvan issue``: the next number, once."""

from __future__ import annotations

import re
from datetime import date

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import DONE, INPUT, as_object, echo, line, print_json, tell
from congvan.cli.words import say
from congvan.machine.said import named
from congvan.problems import Problems
from congvan.text.dates import short_date


def day(ctx: click.Context, typed: str | None, option: str) -> date | None:
    """A date as typed: 2026-11-25 or 25/11/2026."""
    if typed is None:
        return None
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", typed.strip())
    local = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", typed.strip())
    try:
        if iso:
            return date(*(int(p) for p in iso.groups()))
        if local:
            return date(*(int(p) for p in reversed(local.groups())))
    except ValueError:
        pass
    raise click.UsageError(say("bad_date", option=option, value=f'"{typed}"'), ctx)


def number(typed: str | None, problems: Problems) -> int | None:
    """A whole number. Errors: CV513 a letter after it, CV519 no number."""
    if typed is None:
        return None
    text = typed.strip()
    if re.fullmatch(r"\d{1,6}[A-Za-zĐđ]+", text):
        problems.error("CV513", None, number=text, cure=named("NEXT_NUMBER"))
    elif not re.fullmatch(r"\d{1,6}", text) or int(text) == 0:
        problems.error("CV519", None, number=text)
    else:
        return int(text)
    return None


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
    from congvan import pipeline
    from congvan.desk import issue
    from congvan.signing import ready

    found = settings(ctx, as_json, debug)
    problems = Problems()
    wanted = day(ctx, typed_date, "--date")
    wish = issue.Wish(wanted, number(typed_number, problems), same_text)
    workspace = found.space()
    targets = workspace.select([id], problems)
    if len(targets) > 1:
        problems.error("CV402", None, name=id, near="")
    office = pipeline.open_office(workspace, problems)
    entry = None
    if not problems.failed and office is not None:
        ready.signed_otherwise(targets[0], office, workspace.output(None), problems)
        entry = issue.issue(targets[0], office, wish, problems)
    if entry is None:
        tell(problems.sorted(), as_json=found.json)
        return INPUT
    if found.json:
        print_json({
            "ok": True, "id": targets[0].id, "number": entry.number, "symbol": entry.symbol, "code": str(entry.code),
            "date": entry.date.isoformat() if entry.date else None, "year": entry.year, "sequence": entry.sequence,
            "sha256": entry.sha256, "diagnostics": [as_object(d) for d in problems.sorted()],
        })  # fmt: skip
        return DONE
    for diagnostic in problems.sorted():
        echo(line(diagnostic), err=True)
    echo(str(entry.code))
    if entry.date is not None:
        echo(say("issued", id=targets[0].id, date=short_date(entry.date)), err=True)
    return DONE
