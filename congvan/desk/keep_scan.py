"""keep_scan: the scan of what was signed by hand and sealed with the stamp, beside the circular's other files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from congvan.desk.here import Here
from congvan.machine import atomic
from congvan.machine.versions import hash_of
from congvan.pdf import is_pdf
from congvan.problems import Problems

ENDING = "ban-ky.pdf"


@dataclass(frozen=True, slots=True)
class KeptScan:
    """Where it lies, and the SHA-256 (hex) of its bytes."""

    id: str
    file: Path
    sha256: str


def keep_scan(here: Here, id: str, data: bytes, name: str, problems: Problems) -> KeptScan | None:
    """One before it is replaced. Errors: CV402, CV403; CV785 ``data`` is no PDF; MachineFault where it can't be
    written.
    """
    target = here.one(id, problems)
    if target is None:
        return None
    if not is_pdf(data):
        problems.error("CV785", None, name=name)
        return None
    file = here.workspace.output(None) / f"{target.id}.{ENDING}"
    atomic.write_all({file: data}, here.settings.rights())
    return KeptScan(target.id, file, hash_of(data))
