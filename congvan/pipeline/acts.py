"""What somebody did that no table of the register holds, told in its audit log: a consent, a signature in a file, a
setting. It is told first, and done only where it could be.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from congvan import pipeline


def tell(office: pipeline.Office, act: str, circular: str, before: str, after: str, **said: str) -> str:
    """A row ``act.<act>`` in the chain of the office's register, which is made where there is none: who, in which role
    and session (:class:`congvan.model.actor.Actor` of the settings), what, at which document ("": of the office),
    and the SHA-256 (hex) of text or file ``before`` and ``after``, "" where there is none. The hash of the row.

    Whoever changes a file calls this last, before the change is made; where it raises, nothing is changed.

    Errors: MachineFault the register can't be written (a full disk, a lock, read-only): then the act is not done.
    """
    told = {"before": before, "after": after, **{name: value for name, value in said.items() if value}}
    ledger = pipeline.ledger_of(office)
    return ledger.write(lambda writing: writing.act(act, circular, told), repeatable=False)


def hash_of(file: Path | bytes) -> str:
    """SHA-256 (hex) of a file or its bytes, "" where there is none."""
    try:
        return hashlib.sha256(file if isinstance(file, bytes) else file.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
