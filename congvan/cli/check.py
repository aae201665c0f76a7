"""``congvan check``: every fault, nothing written."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import answer
from congvan.cli.words import say

if TYPE_CHECKING:
    from congvan.desk.check import CheckedCircular


@click.command("check", cls=Wording, help=say("check"), options_metavar="[…]")
@click.argument("targets", nargs=-1, metavar="[ID|FILE|DIR]…")
@shared
@click.pass_context
def command(ctx: click.Context, targets: tuple[str, ...], lang: str, as_json: bool, debug: bool) -> int:
    """Check what is named, or everything; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)

    def told(done: tuple[CheckedCircular, ...]) -> None:
        if found.debug:
            sys.stderr.writelines(one.trace for one in done)
        if not result.failed:
            click.echo(say("checked", count=len(done)) if done else say("nothing"))

    result = found.desk().check(targets)
    return answer(result, found, lambda done: {"built": []}, told, partly=True, accepted=True)
