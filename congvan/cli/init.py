"""``congvan init [DIR]``: a workspace of one's own; at a terminal it asks for what was not said."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import answer, shown
from congvan.cli.words import say

if TYPE_CHECKING:
    from congvan.desk.init import Initialised

SAID = (
    "name", "parent", "symbol", "place", "code", "address", "phone", "email", "website", "unit", "unit-symbol",
    "signer", "title",
)  # fmt: skip
ASKED = ("parent", "name", "symbol", "place", "unit", "unit-symbol", "title", "signer")
"""What is asked for at a terminal, in the order of the head of a letter; Enter leaves it out."""


def _options(command: Any) -> Any:
    for name in reversed(SAID):
        command = click.option(f"--{name}", metavar="…", help=say(f"init.{name}"))(command)
    return command


@click.command("init", cls=Wording, help=say("init"), options_metavar="[…]")
@click.argument("folder", required=False, metavar="[DIR]", type=click.Path(path_type=Path))
@_options
@shared
@click.pass_context
def command(
    ctx: click.Context, /, folder: Path | None, lang: str, as_json: bool, debug: bool, **given: str | None
) -> int:  # fmt: skip
    """Write what is not there; the exit code. Errors: those of the deed."""
    del lang
    found = settings(ctx, as_json, debug)
    if folder is not None:
        found.workspace = found.workspace / folder
        if found.workspace.exists() and not found.workspace.is_dir():
            why = say("no_folder", value=folder.as_posix())
            raise click.UsageError(say("bad_value", name="DIR", why=why), ctx)
    if not found.json and sys.stdin.isatty() and sys.stdout.isatty():
        _ask(given)
    result = found.desk().init(**{key: value.strip() for key, value in given.items() if value})
    return answer(result, found, _object, _told)


def _ask(given: dict[str, str | None]) -> None:
    """Each thing that was not said is asked for; an empty answer leaves a place to fill in."""
    click.echo(say("init.asking"))
    for option in ASKED:
        key = option.replace("-", "_")
        if given[key] is None:
            given[key] = click.prompt(say(f"init.{option}").rstrip("."), default="", show_default=False)


def _object(made: Initialised) -> dict[str, object]:
    return {
        "folder": shown(made.folder),
        "created": [shown(path) for path in made.created],
        "kept": [shown(path) for path in made.kept],
        "to_fill": made.to_fill,
    }


def _told(made: Initialised) -> None:
    for path in made.created:
        click.echo(say("init.created", path=shown(path)))
    if made.to_fill:
        click.echo(say("init.fill", count=made.to_fill))
    click.echo(say("init.next", folder=made.folder.as_posix()))
