"""``congvan schema``: JSON Schema on standard output."""

from __future__ import annotations

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import DONE, print_json
from congvan.cli.words import say


@click.command("schema", cls=Wording, help=say("schema"), options_metavar="[…]")
@click.argument(
    "which", type=click.Choice(("circular", "issuer", "recipients")), default="circular",
    metavar="[circular|issuer|recipients]",
)  # fmt: skip
@shared
@click.pass_context
def command(ctx: click.Context, which: str, lang: str, as_json: bool, debug: bool) -> int:
    """The schema of one kind of file."""
    del lang
    settings(ctx, as_json, debug)
    from congvan.read.schema import schema

    print_json(schema(which))
    return DONE
