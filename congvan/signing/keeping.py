"""The signed files of one letter, put in place by one at a time: nobody's signature is lost to another's, and none
comes to lie there that the audit log does not tell of.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from congvan import pipeline
from congvan.machine import atomic, locks
from congvan.machine.said import said
from congvan.model.signing import Holder
from congvan.problems import MachineFault, Problems, Span
from congvan.signing import believed
from congvan.signing.ready import Place

EARLIER = Path(".congvan", "signed")
"""Below the workspace: the signed file that the last one took the place of, a file a letter."""


def stands(place: Place) -> bytes | None:
    """The signed letter where there is one, else the sign-ready one. Errors: OSError."""
    for path in (place.signed(), place.ready()):
        if path.is_file():
            return path.read_bytes()
    return None


@dataclass(frozen=True, slots=True)
class Act:
    """What the audit log is told: ``kind`` as of :data:`congvan.model.register.SIGNING`, the fields that were signed,
    by whom as their certificates say.
    """

    kind: str
    fields: tuple[str, ...]
    holders: tuple[Holder, ...]


def put(
    place: Place, before: bytes, files: Mapping[Path, bytes], act: Act, office: pipeline.Office, shown: str,
    problems: Problems,
) -> bool:  # fmt: skip
    """Write ``files``, the letter's last, if its file is still ``before``, which they were made from. What the log
    tells stands in it before any of them takes its place: a log that can't be written to keeps them away.

    Errors: CV746 somebody else changed it meanwhile, CV643 unreadable, CV636 a stranger signed; those of writing, and
    of the register.
    """
    given = [(path.name, data) for path, data in files.items() if path.parent == place.signed().parent]
    if believed.refused(given, office, Span(shown, 1, 1), place.id, problems):
        return False
    with _alone(place.signed().parent):
        try:
            now = stands(place)
        except OSError as error:
            raise MachineFault("CV643", file=place.signed().name, reason=said(error)) from error
        if now != before:
            problems.error("CV746", Span(shown, 1, 1), id=place.id)
            return False
        atomic.write_all(files, office.settings.rights(), partial(_tell, place, before, files, act, office))
    return True


def _tell(place: Place, before: bytes, files: Mapping[Path, bytes], act: Act, office: pipeline.Office) -> None:
    """The row of the audit log: which file comes in place of which."""
    letter = files[place.signed()]
    note(office, place.id, act, letter, {"before": hashlib.sha256(before).hexdigest()})


def note(office: pipeline.Office, id: str, act: Act, data: bytes, more: Mapping[str, object]) -> None:
    """``data`` is to lie there as the signed file of ``id``. Errors: those of the register."""
    told = {
        "fields": list(act.fields), "sha256": hashlib.sha256(data).hexdigest(), **more,
        "holders": [{"name": one.name, "issuer": one.issuer, "serial": one.serial} for one in act.holders],
    }  # fmt: skip
    pipeline.ledger_of(office).write(lambda tx: tx.note_signed(act.kind, id, told), repeatable=False)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else puts signed files into ``folder`` meanwhile; where folders can't be locked, nobody is held back."""
    handle = None
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if handle is not None:
            locks.lock(handle, atomic.PATIENCE, folder.name)
        yield
    finally:
        if handle is not None:
            os.close(handle)
