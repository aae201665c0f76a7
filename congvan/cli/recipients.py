"""``congvan recipients import``: a list of agencies from Excel into recipients.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvan.cli.group import Wording, parts, settings, shared
from congvan.cli.report import answer, echo, shown
from congvan.cli.words import say

if TYPE_CHECKING:
    from congvan.desk.recipients_import import Listed


@click.command("import", cls=Wording, help=say("recipients.import"), options_metavar="[…]")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--dry-run", is_flag=True, help=say("opt.dry_run_list"))
@shared
@click.pass_context
def import_(ctx: click.Context, file: Path, dry_run: bool, lang: str, as_json: bool, debug: bool) -> int:
    """All rows or none; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)
    return answer(found.desk().recipients_import(file, dry_run=dry_run), found, _object, _told)


def _object(done: Listed) -> dict[str, object]:
    return {
        "file": shown(done.path), "written": done.written, "new": list(done.new), "completed": list(done.completed),
        "unchanged": list(done.unchanged), "groups": {key: list(members) for key, members in done.groups.items()},
    }  # fmt: skip


def _told(done: Listed) -> None:
    for key, members in done.groups.items():
        echo(say("listed.group", group=key, count=len(members)))
    key = (
        "listed" if done.written else "listed.same" if not (done.new or done.completed or done.groups) else "listed.dry"
    )
    echo(say(key, path=shown(done.path), new=len(done.new), completed=len(done.completed), kept=len(done.unchanged)))


COMMANDS = {"import": import_}
command = parts("recipients", dict.fromkeys(COMMANDS, __name__))
