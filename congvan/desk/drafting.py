"""Where a new circular is put, and how: ``new``, ``follow-up`` and ``reply`` never overwrite a file."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from congvan.machine.atomic import create, fault, write_all
from congvan.model.register import Code
from congvan.problems import Problems
from congvan.workspace import Workspace, clean_id


@dataclass(frozen=True, slots=True)
class Drafted:
    """A new file under ``circulars/``: its path, and what it follows, as which edition, or what it replies to."""

    id: str
    path: Path
    follows: str | None = None
    edition: int | None = None
    replies: str | None = None


def place(workspace: Workspace, id: str, problems: Problems) -> Path | None:
    """``circulars/<ID>.yaml``. Errors: CV403 bad id, CV411 it exists."""
    clean = clean_id(id)
    path = workspace.circulars / f"{clean}.yaml"
    if clean is None or not Path(os.path.realpath(path)).is_relative_to(workspace.circulars):
        problems.error("CV403", None, name=id)
        return None
    if path.exists():
        problems.error("CV411", None, path=workspace.shown(path))
    return path


def schema_of(workspace: Workspace, path: Path) -> str:
    """The JSON Schema as the circular at ``path`` names it."""
    return os.path.relpath(workspace.root / "schemas" / "circular.json", path.parent)


_PLAIN = re.compile(r"[^\W\d_][\w ./()%,–-]*\Z")


def quoted(value: str) -> str:
    """A YAML scalar that reads back as this text."""
    plain = _PLAIN.match(value) and not value.endswith(" ")
    return value if plain else in_quotes(value)


def in_quotes(value: str) -> str:
    """The same, between quotation marks: also within braces."""
    return json.dumps(value, ensure_ascii=False)


def write_schemas(workspace: Workspace, kind: str = "") -> tuple[Path, ...]:
    """The JSON Schemas that the files of the workspace name, where they are not there; that of circulars also where it
    knows nothing of ``kind``, an office's own. What was written. Errors: MachineFault.
    """
    from congvan.read import schema

    made: dict[Path, bytes] = {}
    for which in schema.SHAPES:
        path = workspace.root / "schemas" / f"{which}.json"
        if not path.exists() or (which == "circular" and kind and f'"{kind}"'.encode() not in path.read_bytes()):
            kinds = (
                schema.read_kinds(workspace.kinds(), workspace.templates(), Problems()) if which == "circular" else []
            )
            made[path] = (json.dumps(schema.schema(which, kinds), indent=2, ensure_ascii=False) + "\n").encode()
    write_all(made, workspace.settings.rights())
    return tuple(made)


def facts(kind: str, code: Code, day: date, issuer: str, subject: Iterable[str]) -> dict[str, str]:
    """What a reference to a document says: ``subject`` in its lines."""
    return {
        "type": kind, "number": str(code), "date": day.isoformat(), "issuer": issuer, "subject": " ".join(subject),
    }  # fmt: skip


def write(path: Path, text: str, workspace: Workspace, problems: Problems) -> None:
    """Write a file that is not there yet, whoever may have made it meanwhile, whole or not at all. Errors: CV411."""
    try:
        create(path, text.encode(), workspace.settings.rights())
    except FileExistsError:
        problems.error("CV411", None, path=workspace.shown(path))
    except OSError as error:
        raise fault(error, path.name) from error
