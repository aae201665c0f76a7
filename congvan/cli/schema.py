"""``congvan schema``: JSON Schema on standard output."""

from __future__ import annotations

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import DONE, INPUT, answer, print_json, warn
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
    found = settings(ctx, as_json, debug)
    result = found.desk().schema(which)
    if result.value is None:
        return answer(result, found, lambda value: {}, lambda value: None)
    print_json(result.value)
    warn(result.diagnostics if result.failed else ())
    return INPUT if result.failed else DONE
