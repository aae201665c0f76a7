"""keys: which keys the server may sign with, by ``keys.yaml`` of the workspace."""

from __future__ import annotations

import os

from congvan import read
from congvan.desk.here import Here
from congvan.model.keyring import FILE, Keyring
from congvan.problems import Problems

OTHERS_MAY_WRITE = 0o002


def keys(here: Here, problems: Problems) -> Keyring | None:
    """What is declared; no file: no keys. Errors: CV740 everybody may change the file, and its shapes."""
    path = here.workspace.root / FILE
    if not os.path.lexists(path):
        return Keyring()
    shown = here.workspace.shown(path)
    try:
        loose = path.stat().st_mode & OTHERS_MAY_WRITE
    except OSError:
        loose = 0  # what can't be read is told by who reads it
    if loose:
        problems.error("CV740", None, path=shown)
        return None
    return read.read_keyring(path, shown, problems)
