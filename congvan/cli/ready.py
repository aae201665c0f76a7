"""``congvan ready``: circulars → sign-ready PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import answer, echo, shown
from congvan.cli.words import say

if TYPE_CHECKING:
    from congvan.desk.ready import SignReady


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
    found = settings(ctx, as_json, debug)
    result = found.desk().ready(targets, vgca=tool == "vgca", apart=apart, output=output)
    return answer(result, found, _document, _told, partly=True)


def _document(made: tuple[SignReady, ...]) -> dict[str, object]:
    items = [
        {
            "id": one.id,
            "outputs": [shown(p) for p in one.files],
            "fields": {n: {"page": b.page, "rect": [b.x0, b.y0, b.x1, b.y1]} for n, b in one.fields.items()},
        }
        for one in made
    ]
    return {"ready": items}


def _told(made: tuple[SignReady, ...]) -> None:
    for one in made:
        for path in one.files:
            echo(shown(path))
