"""init: an empty folder → a workspace: who issues, who receives, the schemas beside them, a first letter."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from congvan.desk.drafting import schema_of, write_schemas
from congvan.desk.here import Here
from congvan.machine import atomic
from congvan.machine.clock import today
from congvan.problems import Problems, Severity
from congvan.read import first
from congvan.workspace import OFFICE, Workspace

KIND = "cong-van"
FIRST = "van-ban-dau-tien"


@dataclass(frozen=True, slots=True)
class Initialised:
    """The folder, the files that were written, and those that were there already."""

    folder: Path
    created: tuple[Path, ...]
    kept: tuple[Path, ...]
    to_fill: int
    """How many places in the files of the office are left to fill in."""


def init(here: Here, facts: first.Facts, problems: Problems) -> Initialised | None:
    """Errors: CV412 all of it is there, CV413 the folder lies among another workspace's circulars, those of what was
    said; warning CV408 for each file that is kept.
    """
    workspace = here.workspace
    above = next((p for p in (workspace.root, *workspace.root.parents) if p.name == "circulars"), None)
    if above is not None and (above.parent / OFFICE[0]).is_file():
        problems.error("CV413", None, folder=str(workspace.root), above=str(above.parent))
        return None
    texts = {workspace.root / OFFICE[0]: first.issuer(facts), workspace.root / OFFICE[1]: first.recipients(facts)}
    left = sum(_faults(path, text, problems) for path, text in texts.items())
    if problems.failed:
        return None
    if not any(workspace.files()):
        path = workspace.circulars / str(today(None, here.clock).year) / f"{FIRST}.yaml"
        texts[path] = _letter(workspace, path, facts, problems)
    created, kept = _write(workspace, texts)
    created += write_schemas(workspace)
    if not created:
        problems.error("CV412", None, folder=workspace.typed.as_posix())
        return None
    for path in kept:
        problems.warning("CV408", None, path=workspace.shown(path))
    return Initialised(workspace.root, created, kept, left)


def _faults(path: Path, text: str, problems: Problems) -> int:
    """How many places of a file that is to be written have to be filled in; what was said wrongly is told without a
    place, for there is no file yet. Errors: those of the file.
    """
    from congvan import read

    found = Problems()
    reader = read.read_issuer if path.name == OFFICE[0] else read.read_recipients
    reader(path, path.name, found, text.encode(errors="surrogatepass"))  # half a pair is told by the reader
    wrong = [d for d in found if d.severity is Severity.ERROR and d.code != "CV420"]
    problems.extend(replace(d, span=None) for d in wrong)
    return len(found) - len(wrong)


def _letter(workspace: Workspace, path: Path, facts: first.Facts, problems: Problems) -> str:
    """The first letter: what ``new cong-van`` would write there, from an office that is there already or from ours."""
    from congvan import read
    from congvan.read import blank

    folder = workspace.kind(KIND)
    assert folder is not None
    kind = read.read_kind(folder, workspace.shown(folder), problems, workspace.templates())
    assert kind is not None
    office, others = (workspace.root / name for name in OFFICE)
    issuer = read.read_issuer(office, OFFICE[0], Problems()) if office.exists() else None
    recipients = read.read_recipients(others, OFFICE[1], Problems()) if others.exists() else None
    known = blank.Known(
        schema=schema_of(workspace, path),
        units=list(issuer.units) if issuer else [facts.unit_slug],
        signers=list(issuer.signers) if issuer else [facts.signer_slug],
        recipients=list(recipients.agencies) if recipients else [s for s in (first.slug(facts.parent),) if s],
    )
    return blank.text(kind, known)


def _write(workspace: Workspace, texts: dict[Path, str]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Each file that is not there yet, whole or not at all. Errors: MachineFault."""
    created, kept = list[Path](), list[Path]()
    for path, text in texts.items():
        try:
            if os.path.lexists(path):
                raise FileExistsError
            atomic.create(path, text.encode(), workspace.settings.rights())
            created.append(path)
        except FileExistsError:
            kept.append(path)
        except OSError as error:
            raise atomic.fault(error, path.as_posix()) from error
    return tuple(created), tuple(kept)
