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


@click.group("register", cls=Register, help=say("register"), options_metavar="[…]",
             subcommand_metavar="[list|show|search|import|export|verify|reserve|void|backup|restore] …")  # fmt: skip
def command() -> None:
    """The group itself does nothing."""


assert isinstance(command, Register)
command.lazy = PARTS
