"""new: a kind of document → a commented YAML to fill in."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from congvan.desk.drafting import Drafted, place, schema_of, write, write_schemas
from congvan.desk.here import Here
from congvan.problems import MachineFault, Problems
from congvan.text.nearest import nearest
from congvan.workspace import Workspace, clean_id


def new(here: Here, kind: str, id: str, problems: Problems) -> Drafted | None:
    """``circulars/<ID>.yaml``. Errors: CV403 bad id, CV410 unknown kind, CV411 it exists; those of the kind
    and of a folder that is no workspace.
    """
    workspace = here.workspace
    if not workspace.furnished(problems):
        return None
    kinds = workspace.kinds()
    if kind not in kinds:
        problems.error("CV410", None, type=kind, near=nearest(kind, kinds), known=", ".join(sorted(kinds)))
    path = place(workspace, id, problems)
    text = None
    if path is not None and not problems.failed:
        text = _text(workspace, kinds[kind], path, problems)
    if path is None or text is None:
        return None
    write(path, text, workspace, problems)
    with suppress(MachineFault, OSError):  # editors then complete nothing, and the letter is there all the same
        write_schemas(workspace, kind)
    return Drafted(clean_id(id) or id, path)


def _text(workspace: Workspace, folder: Path, path: Path, problems: Problems) -> str | None:
    """What the kind declares, or its own new.yaml, with this agency's first unit, signer and addressee filled in."""
    from congvan import read
    from congvan.read import blank

    kind = read.read_kind(folder, workspace.shown(folder), problems, workspace.templates())
    if kind is None:
        return None
    quiet = Problems()  # a fault of issuer.yaml is told by check; here it only leaves an example to replace
    issuer = read.read_issuer(workspace.root / "issuer.yaml", "issuer.yaml", quiet)
    recipients = read.read_recipients(workspace.root / "recipients.yaml", "recipients.yaml", quiet)
    known = blank.Known(
        schema=schema_of(workspace, path),
        units=list(issuer.units) if issuer else [],
        signers=list(issuer.signers) if issuer else [],
        recipients=[*recipients.groups, *recipients.agencies] if recipients else [],
    )
    if kind.new_file is not None:
        file = Path(kind.new_file)
        typed = read.template(file, workspace.shown(file), workspace.templates(), problems)
        return None if typed is None else blank.filled(typed, kind, known)
    return blank.text(kind, known)
