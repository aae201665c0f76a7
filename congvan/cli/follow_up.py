"""``congvan follow-up``: the next edition of an issued document, drafted."""

from __future__ import annotations

import click

from congvan.cli.drafting import place, schema_of, write
from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import answer, shown
from congvan.cli.words import say
from congvan.problems import Problems


@click.command("follow-up", cls=Wording, help=say("follow-up"), options_metavar="[…]")
@click.argument("ref", metavar="REF")
@click.argument("id", metavar="ID")
@click.option("--only-unanswered", is_flag=True, help=say("opt.only_unanswered"))
@shared
@click.pass_context
def command(ctx: click.Context, ref: str, id: str, only_unanswered: bool, lang: str, as_json: bool, debug: bool) -> int:
    """Write ``circulars/<ID>.yaml``; the exit code."""
    del lang
    from congvan import pipeline
    from congvan.desk import follow_up

    found, problems = settings(ctx, as_json, debug), Problems()
    workspace = found.space()
    path = place(workspace, id, problems)
    office = pipeline.open_office(workspace, problems)
    earlier = follow_up.find(ref, office, problems) if office is not None and not problems.failed else None
    made: dict[str, object] | None = None
    if earlier is not None and office is not None and path is not None:
        answered = frozenset[str]()
        if only_unanswered:
            from congvan.dispatch import receipts

            answered = receipts.answered(earlier.code, earlier.date.year, office)
            if follow_up.all_answered(earlier, answered, office):
                problems.error("CV559", None, code=str(earlier.code))
                return answer(problems, None, "", as_json=found.json)
        draft = follow_up.text(earlier, office, schema_of(workspace, path), answered)
        write(path, draft, workspace, problems)
        made = {"created": shown(path), "follows": str(earlier.code), "edition": earlier.edition + 1}
    text = say("drafted", path=workspace.shown(path) if path else "")
    return answer(problems, made, text, as_json=found.json)
