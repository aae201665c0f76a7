"""``congvan new TYPE ID``: a commented YAML to fill in."""

from __future__ import annotations

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import answer, shown
from congvan.cli.words import say


@click.command("new", cls=Wording, help=say("new"), options_metavar="[…]")
@click.argument("kind", metavar="TYPE")
@click.argument("id", metavar="ID")
@shared
@click.pass_context
def command(ctx: click.Context, kind: str, id: str, lang: str, as_json: bool, debug: bool) -> int:
    """Write ``circulars/<ID>.yaml``; the exit code. Errors: CV403 bad id, CV410 unknown kind, CV411 it exists."""
    del lang
    found = settings(ctx, as_json, debug)
    desk = found.desk()
    return answer(
        desk.new(kind, id), found, lambda made: {"created": shown(made.path)},
        lambda made: click.echo(say("created", path=desk.shown(made.path))),
    )  # fmt: skip
