"""``congvan schema``: JSON Schema on standard output."""

from __future__ import annotations

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import DONE, INPUT, print_json, tell
from congvan.cli.words import say
from congvan.problems import Problems


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
    from congvan.read.schema import read_kinds, schema

    problems = Problems()
    workspace = found.space()
    kinds = read_kinds(workspace.kinds(), workspace.templates(), problems) if which == "circular" else []
    print_json(schema(which, kinds))
    if problems.failed:
        tell(problems, as_json=False)
    return INPUT if problems.failed else DONE
