"""Who does what → the audit log of the office's register, first: what can't be told there is not done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from congvan.model.actor import SESSION_MOST, Actor
from congvan.problems import MachineFault
from congvan.studio.guard import session_of
from congvan.studio.stopping import Stopped

if TYPE_CHECKING:
    from starlette.requests import Request

    from congvan.desk.desk import Desk
    from congvan.desk.result import Result
    from congvan.people.book import Tell
    from congvan.people.steps import Mark
    from congvan.studio.offices import Place
    from congvan.studio.progress import Progress
    from congvan.studio.sessions import Session


def actor(session: Session, role: str) -> Actor:
    """Whoever has signed in, in the role in which they act; of the session only a piece of its hash."""
    return Actor(session.person, role, session.key[:SESSION_MOST])


def teller(desks: Mapping[str, Desk]) -> Tell:
    """What writes the marks of people, and what is done with people, into the register of their office."""

    def tell(office: str, mark: Mark, session: str) -> None:
        desk = desks.get(office)
        if desk is None:  # an office that was taken out of studio.yaml: it has its register elsewhere
            return
        who = Actor(mark.person, mark.role, session[:SESSION_MOST])
        said = {"name": mark.name, "behalf": mark.behalf, "target": mark.target, "reason": mark.reason}
        needed(
            desk.record(mark.act, mark.circular, before=mark.sha256, after=mark.sha256, actor=who, **said), office
        )  # fmt: skip

    return tell


def needed(told: Result[str], office: str) -> None:
    """Errors: Stopped the machine kept it from being told, CV973 faults of the office's own files did."""
    if told.value is not None:
        return
    if told.machine is not None:
        raise Stopped(told.machine)
    first = next((one for one in told.diagnostics if one.severity == "error"), None)
    raise MachineFault("CV973", office=office, fault=first.code if first is not None else "?")


def stated(request: Request, place: Place, act: str, id: str) -> None:
    """An act that another process does, told here with role and session: it leaves the text as it stands now. Errors:
    as :func:`needed`.
    """
    stand: Progress | None = request.state.stand
    if stand is not None:
        record(session_of(request), place, act, id, stand.sha256, stand.sha256)


def record(session: Session, place: Place, act: str, id: str, before: str, after: str) -> None:
    """An act of whoever asks, in a studio of offices; in a workspace of one's own nobody asks for it. To be called in a
    thread, before the act. Errors: as :func:`needed`.
    """
    if session.who is not None:
        needed(place.desk.record(act, id, before=before, after=after, actor=session.person), place.slug)
