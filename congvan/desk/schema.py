"""schema: the JSON Schema of one of the three files, with the kinds of the workspace."""

from __future__ import annotations

from typing import Any

from congvan.desk.here import Here
from congvan.problems import Problems
from congvan.read import schema as made


def schema(here: Here, which: str, problems: Problems) -> dict[str, Any]:
    """``circular``, ``issuer`` or ``recipients``. Errors: the faults of kinds, which are left out."""
    workspace = here.workspace
    kinds = made.read_kinds(workspace.kinds(), workspace.templates(), problems) if which == "circular" else []
    return made.schema(which, kinds)
