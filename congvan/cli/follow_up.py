"""``congvan follow-up``: the next edition of an issued document, drafted."""

from __future__ import annotations

import os

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.new import _write
from congvan.cli.report import DONE, INPUT, print_json, shown, tell
from congvan.cli.words import say
from congvan.problems import Problems
from congvan.workspace import Workspace, clean_id


@click.command("follow-up", cls=Wording, help=say("follow-up"), options_metavar="[…]")
@click.argument("ref", metavar="REF")
@click.argument("id", metavar="ID")
@click.option("--only-unanswered", is_flag=True, help=say("opt.only_unanswered"))
@shared
@click.pass_context
def command(ctx: click.Context, ref: str, id: str, only_unanswered: bool, lang: str, as_json: bool, debug: bool) -> int:
    """Write ``circulars/<ID>.yaml``; the exit code."""
    del lang
    from congvan import follow_up, pipeline

    found, problems = settings(ctx, as_json, debug), Problems()
    workspace = Workspace(found.workspace)
    clean = clean_id(id)
    path = workspace.circulars / f"{clean}.yaml"
    if clean is None or not path.resolve().is_relative_to(workspace.circulars):
        problems.error("CV403", None, name=id)
    elif path.exists():
        problems.error("CV411", None, path=workspace.shown(path))
    office = pipeline.open_office(workspace, problems)
    earlier = follow_up.find(ref, office, problems) if office is not None and not problems.failed else None
    if earlier is not None and office is not None:
        schema = os.path.relpath(workspace.root / "schemas" / "circular.json", path.parent)
        answered = frozenset[str]()
        if only_unanswered:
            from congvan import receipts

            answered = receipts.answered(earlier.code, earlier.date.year, office)
        if not _write(path, follow_up.text(earlier, office, schema, answered)):
            problems.error("CV411", None, path=workspace.shown(path))
    if problems.failed or earlier is None:
        tell(problems.sorted(), as_json=found.json)
        return INPUT
    if found.json:
        print_json({"ok": True, "created": shown(path), "follows": str(earlier.code), "edition": earlier.edition + 1,
                    "diagnostics": []})  # fmt: skip
    else:
        click.echo(say("drafted", path=workspace.shown(path)))
    return DONE
