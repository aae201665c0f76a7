"""``congvan studio``: the workspace in a browser, until Ctrl-C."""

from __future__ import annotations

from importlib.util import find_spec

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import DONE, MACHINE, tell
from congvan.cli.words import language, say
from congvan.machine.said import said
from congvan.problems import Diagnostic, MachineFault, Severity

PORT = 8881
NEEDED = ("starlette", "uvicorn", "python_multipart")


@click.command("studio", cls=Wording, help=say("studio"), options_metavar="[…]")
@click.option("--host", metavar="H", default="127.0.0.1", help=say("opt.host"))
@click.option("--port", metavar="P", type=click.IntRange(0, 65535), default=PORT, help=say("opt.port"))
@shared
@click.pass_context
def command(ctx: click.Context, host: str, port: int, lang: str, as_json: bool, debug: bool) -> int:
    """Serve the workspace; the exit code. Errors: CV953 its libraries are not installed, CV954 the port is taken,
    those of issuer.yaml that keep it from being opened.
    """
    del lang
    found = settings(ctx, as_json, debug)
    missing = next((name for name in NEEDED if find_spec(name) is None), None)
    if missing is not None:
        raise MachineFault("CV953", name=missing)
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
        told = Diagnostic("CV954", Severity.ERROR, None, {"address": f"{host}:{port}", "reason": said(error)})
        tell([told], as_json=found.json)
        return MACHINE

    def ready(address: str) -> None:
        click.echo(say("studio.ready", address=address))

    serving.run(desk, line, host, ready, language())
    click.echo(say("studio.ended"))
    return DONE
