"""``congvan register …``: the commands of the register, each imported when it is called."""

from __future__ import annotations

import click

from congvan.cli.group import Lazy
from congvan.cli.words import say

PARTS = {
    "list": "congvan.cli.register_look",
    "show": "congvan.cli.register_look",
    "search": "congvan.cli.register_look",
    "import": "congvan.cli.register_files",
    "export": "congvan.cli.register_files",
    "verify": "congvan.cli.register_change",
    "head": "congvan.cli.register_change",
    "reserve": "congvan.cli.register_change",
    "void": "congvan.cli.register_change",
    "backup": "congvan.cli.register_files",
    "restore": "congvan.cli.register_files",
}


class Register(Lazy):
    """A group whose commands live in a few modules, by name."""

    prefix = "register."

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        import importlib

        if cmd_name not in self.lazy:
            return None
        found = importlib.import_module(self.lazy[cmd_name]).COMMANDS[cmd_name]
        assert isinstance(found, click.Command)
        return found


_ONE = f"[{'|'.join(PARTS)}]"


@click.group("register", cls=Register, help=say("register"), options_metavar="[…]", subcommand_metavar=f"{_ONE} …",
             invoke_without_command=True)  # fmt: skip
@click.pass_context
def command(ctx: click.Context) -> None:
    """The group itself does nothing."""
    if ctx.invoked_subcommand is None:
        raise click.UsageError(say("missing", name=_ONE), ctx)


assert isinstance(command, Register)
command.lazy = PARTS
