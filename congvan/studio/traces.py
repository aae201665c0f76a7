"""Marks into the office's chain: by whom, in which role, in which session, and to which text.

A mark is an act (:meth:`Doer.put`), or it tells of one that leaves its trace in the register, the signed file or the
ledger (:class:`Record`): state follows from the trace then, and the mark says whose it is. It is tried before the act,
and written after it whatever came between; who did what stands in the register by the act itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from congvan.people.steps import OUTSIDE, Act, Mark
from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import language
from congvan.studio.progress import progress
from congvan.studio.recording import actor
from congvan.studio.rights import Seat

if TYPE_CHECKING:
    from congvan.people.book import People
    from congvan.people.roles import Holding
    from congvan.studio.progress import Progress
    from congvan.studio.sessions import Session
    from congvan.studio.studio import Studio


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

    def left(self, place: Place) -> bool:
        """Whether a signature or seal stands in the file: whoever did it may have ended before it could say so."""
        stand = progress(place, self.people, self.mark.circular)
        done = stand is not None and (stand.facts.signed if self.mark.act == "sign" else stand.facts.sealed)
        return done and self.mark.act in ("sign", "seal")


@dataclass(frozen=True, slots=True)
class Doer:
    """Who acts in a studio of offices: in a request, or in work that goes on while a page waits."""

    people: People
    session: Session
    lang: str

    def seat(self, place: Place) -> Seat:
        """What they hold in an office, asked anew: nothing, where they may not sign in any more."""
        name = str(self.session.person)
        person = self.people.person(name)
        able = person is not None and not person.disabled
        return Seat(name, self.people.holdings(person, place.slug) if person is not None and able else ())

    def acting(self, by: Holding) -> Doer:
        """The same in the role by which an act is theirs, for the audit log."""
        return replace(self, session=replace(self.session, person=actor(self.session, str(by))))

    def put(
        self, place: Place, stand: Progress, by: Holding, act: Act, reason: str = "", target: str = "", after: int = 0
    ) -> bool:  # fmt: skip
        """A mark, told in the register first; False where the document has another one since it was looked at, beside
        ``after`` of their own. Errors: MachineFault.
        """
        mark, known = self._mark(stand, by, act, reason, target), len(stand.marks) + after
        return self.people.mark(place.slug, mark, self.session.key, stand.words, known)

    def begun(self, place: Place, stand: Progress, by: Holding, act: Act) -> Record:
        """The mark of an act that leaves a trace, tried before it is done. Errors: those of the database."""
        mark = self._mark(stand, by, act, "", OUTSIDE)
        found = Record(self.people, place.slug, mark, self.session.key, stand.words)
        self.people.try_mark(found.office, found.mark, found.session, found.words)
        return found

    def _mark(self, stand: Progress, by: Holding, act: Act, reason: str, target: str) -> Mark:
        name, called = self.session.person, self.session.called
        return Mark(
            stand.id, name, called, str(by), act, stand.sha256, self.people.now(), reason, target, by.giver
        )  # fmt: skip


def doer_of(request: Request) -> Doer | None:
    """Whoever asks; None in a workspace of one's own."""
    studio: Studio = request.app.state.studio
    return Doer(studio.people, session_of(request), language(request)) if studio.people is not None else None


async def begun(request: Request, place: Place, *acts: Act) -> Record | None:
    """As :func:`made`, of whoever asks at the document of the address."""
    return await run_in_threadpool(made, doer_of(request), place, request.path_params["id"], acts)


def made(doer: Doer | None, place: Place, id: str, acts: tuple[Act, ...]) -> Record | None:
    """The mark of the first of ``acts`` that they may do now, tried before anything is done: an act of which nothing
    could be written is not done. None in a workspace of one's own, where the register alone tells who did what, and
    where none is theirs. Errors: those of the database.
    """
    stand = progress(place, doer.people, id) if doer is not None else None
    if doer is None or stand is None:
        return None
    sits = doer.seat(place)
    by = next(((act, held) for act in acts if (held := sits.able(act, stand)) is not None), None)
    return doer.begun(place, stand, by[1], by[0]) if by is not None else None


async def kept(record: Record | None) -> None:
    """What was begun is done."""
    if record is not None:
        await run_in_threadpool(record.kept)
