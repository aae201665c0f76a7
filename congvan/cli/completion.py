"""``congvan completion``: the few lines that teach a shell our commands."""

from __future__ import annotations

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import DONE, print_json
from congvan.cli.words import say


@click.command("completion", cls=Wording, help=say("completion"), options_metavar="[…]")
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")), metavar="bash|zsh|fish")
@shared
@click.pass_context
def command(ctx: click.Context, shell: str, lang: str, as_json: bool, debug: bool) -> int:
    """The script for ``shell``; put it where the shell reads it at its start."""
    del lang
    from click.shell_completion import get_completion_class

    found = settings(ctx, as_json, debug)
    kind = get_completion_class(shell)
    assert kind is not None
    root = ctx.find_root().command
    script = _source(kind, root)
    if found.json:
        print_json({"ok": True, "script": script, "diagnostics": []})
    else:
        click.echo(script)
    return DONE


def _source(kind: type, root: click.Command) -> str:
    made = kind(root, {}, "congvan", "_CONGVAN_COMPLETE")
    # click asks bash for its version by running it; the script is the same for every bash since 4.4.
    return str(made.source_template % made.source_vars())
