"""The signed files of one letter, put in place by one at a time: nobody's signature is lost to another's."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from congvan.machine import atomic, locks
from congvan.machine.said import said
from congvan.problems import MachineFault, Problems, Span
from congvan.signing.ready import Place

EARLIER = Path(".congvan", "signed")
"""Below the workspace: the signed file that the last one took the place of, a file a letter."""


def stands(place: Place) -> bytes | None:
    """The signed letter where there is one, else the sign-ready one. Errors: OSError."""
    for path in (place.signed(), place.ready()):
        if path.is_file():
            return path.read_bytes()
    return None


def put(place: Place, before: bytes, files: Mapping[Path, bytes], rights: int, shown: str, problems: Problems) -> bool:
    """Write ``files`` if the letter's file is still ``before``, which they were made from.

    Errors: CV746 somebody else changed it meanwhile, CV643 unreadable; those of writing.
    """
    with _alone(place.signed().parent):
        try:
            now = stands(place)
        except OSError as error:
            raise MachineFault("CV643", file=place.signed().name, reason=said(error)) from error
        if now != before:
            problems.error("CV746", Span(shown, 1, 1), id=place.id)
            return False
        atomic.write_all(files, rights)
    return True


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
