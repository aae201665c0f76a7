"""take_signed: what was signed with another tool comes back, in place of the letter's signed file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from congvan.desk.here import Here
from congvan.problems import Problems
from congvan.signing import handed
from congvan.signing.ready import Place


@dataclass(frozen=True, slots=True)
class TakenFile:
    """The letter's signed file as it stands now, and the fields that the new one brought signatures for."""

    id: str
    file: Path
    fields: tuple[str, ...]


def take_signed(
    here: Here, id: str, data: bytes, name: str, trusted: Sequence[Path], problems: Problems, *, no_leader: bool
) -> TakenFile | None:
    """Errors: CV402, those of :func:`congvan.signing.handed.take` and of ``trusted``; nothing is written then."""
    from congvan.pades import trust

    roots = [c for path in trusted for c in trust.load(path, problems)]
    with here.at(id, problems) as (target, office):
        if target is None or office is None or problems.failed:
            return None
        place = Place(here.workspace.output(None), target.id)
        fields = handed.take(target, office, place, data, name, roots, problems, no_leader=no_leader)
        return None if fields is None else TakenFile(target.id, place.signed(), fields)
