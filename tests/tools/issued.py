"""Registers as they were on 2026-11-29 (version 0003), with letters of every kind: frozen here, never made anew.

``tests/contract/issued`` has the workspace, ``so.db.gz`` (SQLite), ``so.sql.gz`` (pg_dump) and ``so.bak`` (``register
backup``) of one register: 46 letters, a copy, a delivery, an answer, a recall, numbers set aside and spoiled.
"""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

from shop import Shop

ISSUED = Path(__file__).parents[1] / "contract" / "issued"
HEAD = (58, "2cf532dd831cb135cc9ae187407693a1129dd22fcd66de25e4316dc09301c7e8")


def workspace(folder: Path) -> Shop:
    """The workspace without its register."""
    for name in ("issuer.yaml", "recipients.yaml"):
        shutil.copy(ISSUED / name, folder / name)
    shutil.copytree(ISSUED / "circulars", folder / "circulars")
    return Shop(folder)


def put(folder: Path, url: str) -> None:
    """The register of that day: beside issuer.yaml, or into an empty database."""
    if not url:
        (folder / "register.db").write_bytes(gzip.decompress((ISSUED / "so.db.gz").read_bytes()))
        return
    import subprocess

    import postgres

    text = gzip.decompress((ISSUED / "so.sql.gz").read_bytes())
    psql = [str(postgres._binaries() / "psql"), "-q", "-v", "ON_ERROR_STOP=1", url]
    subprocess.run(psql, input=text, check=True, stdout=subprocess.DEVNULL)
