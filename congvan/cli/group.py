"""click in the clerk's language, with commands that are imported only when they are called."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from congvan.cli.words import LANGS, language, say
from congvan.machine import settings as machine
from congvan.problems import MachineFault
from congvan.text.nearest import nearest

if TYPE_CHECKING:
    from congvan.desk.desk import Desk

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Invocation:
    """What stands before the command or after it."""

    workspace: Path = Path(".")
    json: bool = False
    debug: bool = False
    told: machine.Settings = machine.NOTHING
    """What the environment says."""

    def desk(self) -> Desk:
        """The desk at which the command is done."""
        from congvan.desk.desk import Desk

        return Desk.open(self.workspace, language=language(), settings=self.told)


class Wording(click.Command):
    """A command whose help is in the clerk's language."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """``Cách dùng: congvan …``."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), f"{say('usage')}: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options under a translated title."""
        found = [r for p in self.get_params(ctx) if (r := p.get_help_record(ctx)) is not None]
        records = [(names, told.replace("[required]", say("needed"))) for names, told in found]
        if records:
            with formatter.section(say("options")):
                formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help`` with translated words."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("opt.help")
        return option


class Lazy(Wording, click.Group):
    """A group that knows its commands by name and imports one when it is called."""

    lazy: dict[str, str]
    prefix: str = ""  # of the keys of its commands' help

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the guide."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in self.lazy:
            return None
        command = importlib.import_module(self.lazy[cmd_name]).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does; a misspelt command is told with the one that was meant."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            near = nearest(name, self.lazy)
            more = say("mean", near=near) if near else ""
            raise click.UsageError(say("no_command", name=f'"{name}"') + more, ctx)
        return name, command, args[1:]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options, then commands, each with its line; nothing is imported for that."""
        Wording.format_options(self, ctx, formatter)
        with formatter.section(say("commands")):
            formatter.write_dl([(name, say(self.prefix + name)) for name in self.lazy])


class Parts(Lazy):
    """A command whose own commands live in one module or in a few, each of which has its in ``COMMANDS``."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in self.lazy:
            return None
        found = importlib.import_module(self.lazy[cmd_name]).COMMANDS[cmd_name]
        assert isinstance(found, click.Command)
        return found


def parts(name: str, modules: dict[str, str]) -> Parts:
    """The command ``name`` with its own commands, each by its module."""
    one = f"[{'|'.join(modules)}]"

    @click.group(name, cls=Parts, help=say(name), options_metavar="[…]", subcommand_metavar=f"{one} …",
                 invoke_without_command=True)  # fmt: skip
    @click.pass_context
    def command(ctx: click.Context) -> None:
        """The group itself does nothing."""
        if ctx.invoked_subcommand is None:
            raise click.UsageError(say("missing", name=one), ctx)

    assert isinstance(command, Parts)
    command.lazy, command.prefix = modules, f"{name}."
    return command


def shared(command: F) -> F:
    """The options that every command takes, before it or after it."""
    for decorator in (
        click.option("--debug", is_flag=True, help=say("opt.debug")),
        click.option("--json", "as_json", is_flag=True, help=say("opt.json")),
        click.option("--lang", type=click.Choice(LANGS), help=say("opt.lang")),
    ):
        command = decorator(command)
    return command


def settings(ctx: click.Context, as_json: bool, debug: bool) -> Invocation:
    """The settings from before and after the command together."""
    found = ctx.find_object(Invocation) or Invocation()
    found.json = found.json or as_json
    found.debug = found.debug or debug
    return found


def explain(error: click.UsageError) -> str:
    """click's usage error as a sentence in the clerk's language."""
    name = ""
    if isinstance(error, click.BadParameter) and error.param is not None:
        parameter = error.param
        named = parameter.opts[0] if isinstance(parameter, click.Option) else parameter.make_metavar(error.ctx)  # type: ignore[arg-type]
        name = named.removesuffix("…").strip("[]")
        if isinstance(error, click.MissingParameter):
            return say("missing", name=name)
        choices = parameter.type.choices if isinstance(parameter.type, click.Choice) else ()
        return say("bad_value", name=name, why=say("one_of", choices=", ".join(choices)) if choices else "")
    if isinstance(error, click.NoSuchOption):
        near = (error.possibilities or [""])[0]
        return say("no_option", option=error.option_name) + (say("mean", near=near) if near else "")
    if isinstance(error, click.BadOptionUsage):
        takes_none = "not take" in error.message
        return say("takes_none" if takes_none else "needs_value", option=error.option_name)
    if error.message.startswith("Got unexpected extra"):
        return say("extra", names=error.message.partition("(")[2].rstrip(")"))
    own = all(ord(c) < 128 for c in error.message) and error.message[:1].isupper()
    return say("wrong") if own else error.message


def needed(*names: str) -> None:
    """Errors: CV953 a library of an extra is not installed."""
    from importlib.util import find_spec

    missing = next((name for name in names if find_spec(name) is None), None)
    if missing is not None:
        raise MachineFault("CV953", name=missing)
