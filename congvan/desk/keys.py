"""keys: which keys the server may sign with, by ``keys.yaml`` of the workspace."""

from __future__ import annotations

from congvan.desk.here import Here
from congvan.model.keyring import Keyring
from congvan.problems import Problems
from congvan.signing import believed


def keys(here: Here, problems: Problems) -> Keyring | None:
    """What is declared; no file: no keys. Errors: CV740 everybody may change the file, and its shapes."""
    return believed.declared(here.workspace, problems)
