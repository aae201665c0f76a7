"""The door: streams and names in UTF-8, the commands, and what is left of any exception: a sentence and a code."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from congvan.cli import locale, streams, words
from congvan.cli.group import Invocation, Lazy, explain, settings, shared
from congvan.cli.report import DONE, MACHINE, USAGE, tell
from congvan.cli.stopped import INTERRUPTED, stopped
from congvan.machine import children
from congvan.machine import settings as machine
from congvan.machine.said import most_files, said, starved
from congvan.problems import Diagnostic, MachineFault, Severity

COMMANDS = {
    "init": "congvan.cli.init",
    "build": "congvan.cli.build",
    "check": "congvan.cli.check",
    "new": "congvan.cli.new",
    "import": "congvan.cli.import_word",
    "recipients": "congvan.cli.recipients",
    "inspect": "congvan.cli.inspect",
    "issue": "congvan.cli.issue",
    "register": "congvan.cli.register",
    "follow-up": "congvan.cli.follow_up",
    "reply": "congvan.cli.reply",
    "copy": "congvan.cli.copy",
    "ready": "congvan.cli.ready",
    "sign": "congvan.cli.sign",
    "verify": "congvan.cli.verify",
    "send": "congvan.cli.send",
    "deliveries": "congvan.cli.deliveries",
    "recall": "congvan.cli.recall",
    "answers": "congvan.cli.answers",
    "worker": "congvan.cli.worker",
    "jobs": "congvan.cli.jobs",
    "studio": "congvan.cli.studio",
    "people": "congvan.cli.people",
    "schema": "congvan.cli.schema",
    "completion": "congvan.cli.completion",
}


def application() -> Lazy:
    """The group, made after the language is known."""

    @click.group(
        "congvan",
        cls=Lazy,
        invoke_without_command=True,
        help=words.say("app"),
        options_metavar="[…]",
        subcommand_metavar=f"[{words.say('usage.command')}] …",
    )
    @click.option("--workspace", type=click.Path(path_type=Path), metavar="DIR", help=words.say("opt.workspace"))
    @click.option("--version", is_flag=True, help=words.say("opt.version"))
    @shared
    @click.pass_context
    def group(
        ctx: click.Context, workspace: Path | None, version: bool, lang: str, as_json: bool, debug: bool
    ) -> object:
        del lang  # taken in before anything was said
        ctx.obj = Invocation(told=_told())
        found = settings(ctx, as_json, debug)
        if version:
            from congvan import __version__

            click.echo(f"congvan {__version__}")
            ctx.exit()
        if workspace is not None:
            if not workspace.is_dir():
                raise click.UsageError(words.say("no_workspace", name=f'"{workspace}"'), ctx)
            found.workspace = workspace
        if ctx.invoked_subcommand is None:
            from congvan.cli import build

            return ctx.invoke(build.command)
        return None

    assert isinstance(group, Lazy)
    group.lazy = COMMANDS
    return group


def _told() -> machine.Settings:
    """What this process was told. Paths that are typed begin in its folder, too, where it still has one."""
    folder: Path | None = None
    with suppress(OSError):
        folder = Path(os.getcwd())
    return machine.Settings.read(os.environ, folder)


def run(argv: Sequence[str]) -> int:
    """Run one command line; the exit code. No exception leaves here.

    Output that nobody took does not undo what was done: a reader that has gone changes nothing, a full disk is told
    beside the code of the work (CV494).
    """
    words.choose(argv)
    as_json = "--json" in argv
    code = _worked(argv, as_json, "--debug" in argv)
    fault = streams.unprinted()
    if fault is None:
        return code
    values = {"reason": said(fault), "code": str(code)}
    tell([Diagnostic("CV494" if code == DONE else "CV495", Severity.ERROR, None, values)], as_json=False)
    return code or MACHINE


def _worked(argv: Sequence[str], as_json: bool, debug: bool) -> int:
    try:
        code = application().main(list(argv), "congvan", standalone_mode=False)
        return code if isinstance(code, int) else DONE
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "congvan"
        values = {"what": explain(error), "command": path}
        tell([Diagnostic("CV400", Severity.ERROR, None, values)], as_json=as_json)
        return USAGE
    except (KeyboardInterrupt, click.Abort):
        stopped(as_json=as_json)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone (``| head``) where no door of ours stands: what is left goes nowhere, quietly.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except MachineFault as fault:
        tell([fault.diagnostic], as_json=as_json)
    except MemoryError:
        tell([Diagnostic("CV497", Severity.ERROR, None)], as_json=as_json)
    except Exception as error:
        if starved(error):
            tell([Diagnostic("CV939", Severity.ERROR, None, {"limit": str(most_files())})], as_json=as_json)
            return MACHINE
        tell([Diagnostic("CV499", Severity.ERROR, None, {"kind": type(error).__name__})], as_json=as_json)
        if debug:
            import traceback

            traceback.print_exc()
    return MACHINE


def main(argv: Sequence[str] | None = None) -> None:
    """``congvan …``; without arguments, those of the process."""
    streams.install()
    if argv is None:
        locale.must_be_utf8()
        if threading.active_count() == 1:
            children.allow()
    # A short process makes little garbage and many modules: collecting at every 700 objects costs a tenth of a letter.
    gc.set_threshold(50_000, 20, 50)
    if "_CONGVAN_COMPLETE" in os.environ:
        from click.shell_completion import shell_complete

        words.choose(())
        sys.exit(shell_complete(application(), {}, "congvan", "_CONGVAN_COMPLETE", os.environ["_CONGVAN_COMPLETE"]))
    sys.exit(run(sys.argv[1:] if argv is None else argv))
