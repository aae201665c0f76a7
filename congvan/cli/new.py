"""``congvan new TYPE ID``: a commented YAML to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from congvan.cli.drafting import place, schema_of, write
from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import answer, shown
from congvan.cli.words import say
from congvan.problems import Problems
from congvan.text.nearest import nearest
from congvan.workspace import Workspace

TEMPLATE = "new.yaml"
DEFAULT_KIND = "cong-van"


@click.command("new", cls=Wording, help=say("new"), options_metavar="[…]")
@click.argument("kind", metavar="TYPE")
@click.argument("id", metavar="ID")
@shared
@click.pass_context
def command(ctx: click.Context, kind: str, id: str, lang: str, as_json: bool, debug: bool) -> int:
    """Write ``circulars/<ID>.yaml``; the exit code. Errors: CV403 bad id, CV410 unknown kind, CV411 it exists."""
    del lang
    found = settings(ctx, as_json, debug)
    workspace = Workspace(found.workspace)
    problems = Problems()
    kinds = workspace.kinds()
    if kind not in kinds:
        problems.error("CV410", None, type=kind, near=nearest(kind, kinds), known=", ".join(sorted(kinds)))
    path = place(workspace, id, problems)
    made: dict[str, object] | None = None
    if path is not None and not problems.failed:
        write(path, _text(workspace, kinds, kind, path), workspace, problems)
        made = {"created": shown(path)}
    text = say("created", path=workspace.shown(path) if path else "")
    return answer(problems, made, text, as_json=found.json)


def _text(workspace: Workspace, kinds: dict[str, Path], kind: str, path: Path) -> str:
    """The kind's ``new.yaml`` (or công văn's) with this agency's first unit, signer and addressee filled in."""
    from congvan import read

    folder = kinds[kind] if (kinds[kind] / TEMPLATE).is_file() else kinds[DEFAULT_KIND]
    text = (folder / TEMPLATE).read_text(encoding="utf-8")
    quiet = Problems()  # a fault of issuer.yaml is told by check; here it only leaves an example to replace
    issuer = recipients = None
    if (workspace.root / "issuer.yaml").is_file():
        issuer = read.read_issuer(workspace.root / "issuer.yaml", "issuer.yaml", quiet)
    if (workspace.root / "recipients.yaml").is_file():
        recipients = read.read_recipients(workspace.root / "recipients.yaml", "recipients.yaml", quiet)
    units = list(issuer.units) if issuer else []
    signers = list(issuer.signers) if issuer else []
    agencies = [*recipients.groups, *recipients.agencies] if recipients else []
    fills = {
        "@kind@": kind, "@schema@": schema_of(workspace, path),
        "@unit@": (units or ["don-vi"])[0], "@units@": ", ".join(units),
        "@signer@": (signers or ["nguoi-ky"])[0], "@signers@": ", ".join(signers),
        "@to@": (agencies or ["noi-nhan"])[0],
    }  # fmt: skip
    for mark, value in fills.items():
        text = text.replace(mark, value)
    return text
