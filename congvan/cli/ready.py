"""``congvan ready``: circulars → sign-ready PDF."""

from __future__ import annotations

from pathlib import Path

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import DONE, INPUT, as_object, echo, line, print_json, shown
from congvan.cli.words import say
from congvan.problems import Problems


@click.command("ready", cls=Wording, help=say("ready"), options_metavar="[…]")
@click.argument("targets", nargs=-1, required=True, metavar="ID…")
@click.option("--for", "tool", type=click.Choice(("vgca",)), help=say("opt.for"))
@click.option("--annexes-apart", "apart", is_flag=True, help=say("opt.apart"))
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help=say("opt.output"))
@shared
@click.pass_context
def command(
    ctx: click.Context, targets: tuple[str, ...], tool: str | None, apart: bool, output: Path | None,
    lang: str, as_json: bool, debug: bool,
) -> int:  # fmt: skip
    """Make what is named ready; the exit code."""
    del lang
    from congvan import pipeline
    from congvan.signing import ready

    found = settings(ctx, as_json, debug)
    workspace, problems = found.space(), Problems()
    chosen = workspace.select(targets, problems)
    office = pipeline.open_office(workspace, problems)
    made = []
    for target in chosen if office else ():
        assert office is not None
        done = ready.ready(target, office, workspace.output(output), problems, vgca=tool == "vgca", apart=apart)
        if done is not None:
            made.append((target.id, done))
    if found.json:
        items = [
            {
                "id": id,
                "outputs": [shown(p) for p in done.files],
                "fields": {n: {"page": b.page, "rect": [b.x0, b.y0, b.x1, b.y1]} for n, b in done.fields.items()},
            }
            for id, done in made
        ]
        told = [as_object(d) for d in problems.sorted()]
        print_json({"ok": not problems.failed, "ready": items, "diagnostics": told})
    else:
        for diagnostic in problems.sorted():
            echo(line(diagnostic), err=True)
        for _, done in made:
            for path in done.files:
                echo(shown(path))
    return INPUT if problems.failed else DONE
