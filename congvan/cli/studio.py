"""``congvan studio``: the workspace in a browser, until Ctrl-C."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from congvan.cli.group import Wording, needed, settings, shared
from congvan.cli.report import DONE, MACHINE, tell, warn
from congvan.cli.words import language, say
from congvan.machine.said import said
from congvan.problems import Diagnostic, MachineFault, Problems, Severity

if TYPE_CHECKING:
    from congvan.cli.group import Invocation

PORT = 8881
NEEDED = ("starlette", "uvicorn", "python_multipart")


@click.command("studio", cls=Wording, help=say("studio"), options_metavar="[…]")
@click.option("--host", metavar="H", default="127.0.0.1", help=say("opt.host"))
@click.option("--port", metavar="P", type=click.IntRange(0, 65535), default=PORT, help=say("opt.port"))
@click.option(
    "--offices", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help=say("opt.offices")
)
@click.option("--log", type=click.Path(path_type=Path, dir_okay=False), metavar="F", help=say("opt.log"))
@shared
@click.pass_context
def command(
    ctx: click.Context, host: str, port: int, folder: Path | None, log: Path | None, lang: str, as_json: bool,
    debug: bool,
) -> int:  # fmt: skip
    """Serve the workspace, or a folder of offices; the exit code.

    Errors: CV953 its libraries are not installed, CV954 the port is taken,
    those of issuer.yaml that keep it from being opened.
    """
    del lang
    found = settings(ctx, as_json, debug)
    needed(*NEEDED)
    if folder is not None:
        return _offices(found, folder, host, port, log)
    from congvan.studio import serving

    desk = found.desk()
    facts = desk.facts()
    empty = {d.code for d in facts.diagnostics} == {"CV406"}  # no office yet: its first page makes one
    if facts.value is None or not (facts.value.name or empty):
        tell([d for d in facts.diagnostics if d.severity is Severity.ERROR], as_json=found.json)
        return MACHINE if facts.machine is not None else 1
    try:
        line = serving.listen(host, port)
    except OSError as error:
        return _taken(found, host, port, error)

    def ready(address: str) -> None:
        click.echo(say("studio.ready", address=address))

    serving.run(desk, line, host, ready, language())
    click.echo(say("studio.ended"))
    return DONE


def _taken(found: Invocation, host: str, port: int, error: OSError) -> int:
    told = Diagnostic("CV954", Severity.ERROR, None, {"address": f"{host}:{port}", "reason": said(error)})
    tell([told], as_json=found.json)
    return MACHINE


def _offices(found: Invocation, folder: Path, host: str, port: int, log: Path | None) -> int:
    """Many offices, people who sign in by name. Errors: those of studio.yaml, CV953, CV954."""
    needed("argon2", "authlib")
    from congvan.desk.desk import Desk
    from congvan.machine.clock import system_clock
    from congvan.people import setup
    from congvan.people.book import People
    from congvan.studio import recording, serving

    problems = Problems()
    loaded = setup.load(folder, problems)
    if loaded is None:
        tell(problems.sorted(), as_json=found.json)
        return 1
    warn(problems.sorted())
    desks = {s: Desk.open(root, language=language(), settings=found.told) for s, root in loaded.offices.items()}
    if loaded.oidc is not None and loaded.oidc.secret_env and not found.told.secret(loaded.oidc.secret_env):
        tell([Diagnostic("CV984", Severity.ERROR, None, {"variable": loaded.oidc.secret_env})], as_json=found.json)
        return 1
    people = People(loaded, found.told, system_clock, recording.teller(desks))
    people.everybody()  # what is wrong with the database is told now, and not to whoever signs in first

    def ready(address: str) -> None:
        click.echo(say("studio.ready_offices", address=address))

    with _log(log) as out:
        try:
            line = serving.listen(host, port)
        except OSError as error:
            return _taken(found, host, port, error)
        serving.run_offices(desks, people, system_clock, line, host, ready, out)
    people.close()
    click.echo(say("studio.ended"))
    return DONE


@contextmanager
def _log(file: Path | None) -> Iterator[TextIO | None]:
    """Where requests are written down: a file that grows, ``-`` the errors' way out, None nowhere. Errors: CV974."""
    if file is None or str(file) == "-":
        yield None if file is None else sys.stderr
        return
    try:
        line = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        out = os.fdopen(line, "a", encoding="utf-8")
    except OSError as error:
        raise MachineFault("CV974", file=file.as_posix(), reason=said(error)) from error
    with out:
        yield out
