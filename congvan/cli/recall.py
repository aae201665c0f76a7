"""``congvan recall``: take a circular back; whoever has it is told."""

from __future__ import annotations

import click

from congvan.cli.bar import Bar
from congvan.cli.group import Wording, settings, shared
from congvan.cli.send import told
from congvan.cli.words import say


@click.command("recall", cls=Wording, help=say("recall"), options_metavar="[…]")
@click.argument("id", metavar="ID")
@click.option("--reason", default="", metavar="TEXT", help=say("opt.reason"))
@shared
@click.pass_context
def command(ctx: click.Context, id: str, reason: str, lang: str, as_json: bool, debug: bool) -> int:
    """Recall one circular; the exit code. Run again, it notifies those who were not reached."""
    del lang
    found = settings(ctx, as_json, debug)
    with Bar("sending", show=not found.json) as bar:
        return told(found.desk().recall(id, reason, watch=bar), found)
