"""``congvan new TYPE ID``: a commented YAML to fill in."""

from __future__ import annotations

import os
from pathlib import Path

import click

from congvan.atomic import fault
from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import DONE, INPUT, print_json, shown, tell
from congvan.cli.words import say
from congvan.problems import Problems
from congvan.text.nearest import nearest
from congvan.workspace import Workspace, clean_id


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
    clean = clean_id(id)
    if kind not in kinds:
        problems.error("CV410", None, type=kind, near=nearest(kind, kinds), known=", ".join(sorted(kinds)))
    if clean is None or not (workspace.circulars / f"{clean}.yaml").resolve().is_relative_to(workspace.circulars):
        problems.error("CV403", None, name=id)
    if problems.failed or clean is None:
        tell(problems, as_json=found.json)
        return INPUT
    path = workspace.circulars / f"{clean}.yaml"
    text = _text(workspace, kinds[kind], path, problems)
    if text is None:
        tell(problems, as_json=found.json)
        return INPUT
    if not _write(path, text):
        problems.error("CV411", None, path=workspace.shown(path))
        tell(problems, as_json=found.json)
        return INPUT
    if found.json:
        print_json({"ok": True, "created": shown(path), "diagnostics": []})
    else:
        click.echo(say("created", path=workspace.shown(path)))
    return DONE


def _text(workspace: Workspace, folder: Path, path: Path, problems: Problems) -> str | None:
    """What the kind declares, or its own new.yaml, with this agency's first unit, signer and addressee filled in."""
    from congvan import read
    from congvan.read import blank

    kind = read.read_kind(folder, workspace.shown(folder), problems, workspace.templates())
    if kind is None:
        return None
    quiet = Problems()  # a fault of issuer.yaml is told by check; here it only leaves an example to replace
    issuer = recipients = None
    if (workspace.root / "issuer.yaml").is_file():
        issuer = read.read_issuer(workspace.root / "issuer.yaml", "issuer.yaml", quiet)
    if (workspace.root / "recipients.yaml").is_file():
        recipients = read.read_recipients(workspace.root / "recipients.yaml", "recipients.yaml", quiet)
    known = blank.Known(
        schema=os.path.relpath(workspace.root / "schemas" / "circular.json", path.parent),
        units=list(issuer.units) if issuer else [],
        signers=list(issuer.signers) if issuer else [],
        recipients=[*recipients.groups, *recipients.agencies] if recipients else [],
    )
    if kind.new_file is not None:
        return blank.filled(Path(kind.new_file).read_text(encoding="utf-8"), kind, known)
    return blank.text(kind, known)


def _write(path: Path, text: str) -> bool:
    """Write a file that is not there yet; False if it is, whoever made it meanwhile."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        raise fault(error, path.name) from error
    return True
