"""``congvan follow-up``: the next edition of an issued document, drafted."""

from __future__ import annotations

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import answer, shown
from congvan.cli.words import say


@click.command("follow-up", cls=Wording, help=say("follow-up"), options_metavar="[…]")
@click.argument("ref", metavar="REF")
@click.argument("id", metavar="ID")
@click.option("--only-unanswered", is_flag=True, help=say("opt.only_unanswered"))
@click.option("--corrects", "by", flag_value="corrects", help=say("opt.corrects"))
@click.option("--replaces", "by", flag_value="replaces", help=say("opt.replaces"))
@click.option("--recalls", "by", flag_value="recalls", help=say("opt.recalls"))
@shared
@click.pass_context
def command(
    ctx: click.Context, ref: str, id: str, only_unanswered: bool, by: str | None, lang: str, as_json: bool, debug: bool
) -> int:
    """Write ``circulars/<ID>.yaml``; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)
    if by is not None and only_unanswered:
        raise click.UsageError(say("extra", names=f"--{by}"), ctx)
    desk = found.desk()
    return answer(
        desk.follow_up(ref, id, only_unanswered=only_unanswered, by=by or "follows"), found,
        lambda made: {"created": shown(made.path), "follows": made.follows, "edition": made.edition},
        lambda made: click.echo(say("drafted", path=desk.shown(made.path))),
    )  # fmt: skip
