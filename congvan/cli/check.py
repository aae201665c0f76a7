"""``congvan check``: every fault, nothing written."""

from __future__ import annotations

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import Summary, print_json
from congvan.cli.words import say
from congvan.problems import Problems


@click.command("check", cls=Wording, help=say("check"), options_metavar="[…]")
@click.argument("targets", nargs=-1, metavar="[ID|FILE|DIR]…")
@shared
@click.pass_context
def command(ctx: click.Context, targets: tuple[str, ...], lang: str, as_json: bool, debug: bool) -> int:
    """Check what is named, or everything; the exit code."""
    del lang
    from congvan.desk import build

    found = settings(ctx, as_json, debug)
    workspace = found.space()
    summary = Summary(Problems())
    chosen = workspace.select(targets, summary.problems)
    for outcome in build.check(chosen, workspace, summary.problems):
        summary.add(outcome)
    if found.json:
        print_json(summary.document())
        return summary.code
    summary.to_stderr(debug=found.debug)
    if not summary.problems.failed:
        click.echo(say("checked", count=len(chosen)) if chosen else say("nothing"))
    return summary.code
