"""What leaves its trace in the register, the signed file or the ledger, told in the office's chain too: by whom, in
which role, in which session, and to which text. State follows from the trace; the mark says whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from congvan.people.steps import OUTSIDE, Act, Mark
from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.progress import progress
from congvan.studio.rights import seat

if TYPE_CHECKING:
    from congvan.people.book import People
    from congvan.studio.application import Studio
    from congvan.studio.rights import Seat
    from congvan.studio.sessions import Session


@dataclass(frozen=True, slots=True)
class Record:
    """A mark that is ready to be written, once what it tells of is done."""

    people: People
    office: str
    mark: Mark
    session: str
    words: str

    def kept(self) -> None:
        """It is done. Errors: those of the database."""
        self.people.tell(self.office, self.mark, self.session, self.words)


async def begun(request: Request, place: Place, *acts: Act) -> Record | None:
    """The mark of the first of ``acts`` that whoever asks may do now, tried before anything is done: an act of which
    nothing could be written is not done. None in a workspace of one's own, where the register alone tells who did what.
    Errors: those of the database.
    """
    studio: Studio = request.app.state.studio
    if studio.people is None:
        return None
    id = request.path_params["id"]
    sits = await run_in_threadpool(seat, request, place)
    return await run_in_threadpool(made, studio.people, sits, place, id, acts, session_of(request))


def made(
    people: People | None, sits: Seat | None, place: Place, id: str, acts: tuple[Act, ...], session: Session
) -> Record | None:
    """As :func:`begun`, for whoever sits there. Errors: those of the database."""
    stand = progress(place, people, id) if people is not None and sits is not None else None
    if people is None or sits is None or stand is None:
        return None
    by = next(((act, held) for act in acts if (held := sits.able(act, stand)) is not None), None)
    if by is None:
        return None
    act, held = by
    mark = Mark(
        stand.id, session.person, session.called, str(held), act, stand.sha256, people.now(), target=OUTSIDE,
        behalf=held.giver,
    )  # fmt: skip
    found = Record(people, place.slug, mark, session.key, stand.words)
    people.try_mark(found.office, found.mark, found.session, found.words)
    return found


async def kept(record: Record | None) -> None:
    """What was begun is done."""
    if record is not None:
        await run_in_threadpool(record.kept)
