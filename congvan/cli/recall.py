"""``congvan recall``: take a circular back; whoever has it is told."""

from __future__ import annotations

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.send import bar, one, told
from congvan.cli.words import say
from congvan.problems import Problems


@click.command("recall", cls=Wording, help=say("recall"), options_metavar="[…]")
@click.argument("id", metavar="ID")
@click.option("--reason", default="", metavar="TEXT", help=say("opt.reason"))
@shared
@click.pass_context
def command(ctx: click.Context, id: str, reason: str, lang: str, as_json: bool, debug: bool) -> int:
    """Recall one circular; the exit code. Run again, it notifies those who were not reached."""
    del lang
    from congvan import pipeline
    from congvan.dispatch import recalling

    found, problems = settings(ctx, as_json, debug), Problems()
    workspace = found.space()
    target = one(workspace, id, problems)
    office = pipeline.open_office(workspace, problems)
    sent = None
    if target is not None and office is not None and not problems.failed:
        with bar(100, not found.json) as tell:
            sent = recalling.recall(target, office, reason, problems, tell)
    return told(found, target, office, None, sent, problems)
