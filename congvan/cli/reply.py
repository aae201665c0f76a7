"""``congvan reply``: the answer to another agency's letter, drafted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.options import day
from congvan.cli.report import answer, shown
from congvan.cli.words import say

if TYPE_CHECKING:
    from congvan.desk.drafting import Drafted
    from congvan.desk.result import Result

NOT_KNOWN = "CV721"


@click.command("reply", cls=Wording, help=say("reply"), options_metavar="[…]")
@click.argument("ref", metavar="REF")
@click.argument("id", metavar="ID")
@click.option("--issuer", default="", metavar="NAME", help=say("opt.reply_issuer"))
@click.option("--date", "typed_date", metavar="D", help=say("opt.reply_date"))
@click.option("--subject", default="", metavar="TEXT", help=say("opt.reply_subject"))
@click.option("--type", "kind", default="cong-van", metavar="TYPE", help=say("opt.reply_type"))
@shared
@click.pass_context
def command(
    ctx: click.Context, ref: str, id: str, issuer: str, typed_date: str | None, subject: str, kind: str,
    lang: str, as_json: bool, debug: bool,
) -> int:  # fmt: skip
    """Write ``circulars/<ID>.yaml``, at a terminal after asking for what is not known; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)
    desk = found.desk()
    said = {"--issuer": issuer, "--date": typed_date or "", "--subject": subject}

    def drafted() -> Result[Drafted]:
        when = day(ctx, said["--date"] or None, "--date")
        return desk.reply(ref, id, kind=kind, issuer=said["--issuer"], day=when, subject=said["--subject"])

    result = drafted()
    missing = _missing(result)
    if missing and not found.json and sys.stdin.isatty() and sys.stderr.isatty():
        for name in missing:
            said[name] = click.prompt(say(f"ask_reply.{name.lstrip('-')}"), err=True)
        result = drafted()
    return answer(
        result, found,
        lambda made: {"created": shown(made.path), "replies": made.replies},
        lambda made: click.echo(say("reply_drafted", path=desk.shown(made.path))),
    )  # fmt: skip


def _missing(result: Result[Drafted]) -> list[str]:
    """The options that would say what is not known."""
    told = [d.values["missing"] for d in result.diagnostics if d.code == NOT_KNOWN]
    return [name for names in told if isinstance(names, tuple) for name in names if isinstance(name, str)]
