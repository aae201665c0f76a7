"""``congvan answers``: which addressees have answered, which have not."""

from __future__ import annotations

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.options import day
from congvan.cli.report import DONE, INPUT, as_object, echo, print_json, tell
from congvan.cli.send import one
from congvan.cli.words import say
from congvan.model.delivery import Answer
from congvan.problems import Problems
from congvan.text.dates import short_date
from congvan.workspace import Workspace


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
    from congvan import pipeline
    from congvan.dispatch import receipts

    found, problems = settings(ctx, as_json, debug), Problems()
    when = day(ctx, typed_date, "--date")
    if mark is None and (number or typed_date or note):
        raise click.UsageError(say("missing", name="--mark"), ctx)
    workspace = Workspace(found.workspace)
    target = one(workspace, id, problems)
    office = pipeline.open_office(workspace, problems)
    if target is None or office is None or problems.failed:
        tell(problems.sorted(), as_json=found.json)
        return INPUT
    if mark is not None:
        receipts.answer(target, office, Answer(mark.strip(), number.strip(), when, note.strip()), problems)
    names = receipts.addressees(target, office, problems)
    if problems.failed:
        tell(problems.sorted(), as_json=found.json)
        return INPUT
    given = receipts.answers(target, office)
    if found.json:
        _as_json(target.id, names, given, problems)
    else:
        _as_text(names, given)
    return DONE


def _waiting(names: dict[str, str], given: list[Answer]) -> list[str]:
    """Who has not answered, in the order of the letter."""
    have = {a.agency for a in given}
    return [slug for slug in names if slug not in have]


def _as_json(id: str, names: dict[str, str], given: list[Answer], problems: Problems) -> None:
    print_json({
        "ok": True, "id": id,
        "answers": [{"agency": a.agency, "name": names.get(a.agency, a.agency), "number": a.number,
                     "date": a.day.isoformat() if a.day else None, "note": a.note, "at": a.at} for a in given],
        "unanswered": _waiting(names, given), "diagnostics": [as_object(d) for d in problems],
    })  # fmt: skip


def _as_text(names: dict[str, str], given: list[Answer]) -> None:
    for a in given:
        date = short_date(a.day) if a.day else ""
        echo("  ".join(filter(None, (a.agency, names.get(a.agency, ""), a.number, date, a.note))))
    for slug in _waiting(names, given):
        echo(f"{slug}  {names[slug]}  {say('unanswered')}")
    echo(say("answered_sum", done=len(given), of=len(names)))
