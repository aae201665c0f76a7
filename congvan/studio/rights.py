"""Which act each address is, and whether whoever asks may do it: one table, asked by the router before any handler.

A request that changes something and does not stand here is refused in a studio of offices. In a workspace of one's own
its owner may do all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from congvan.people import steps
from congvan.people.steps import Act
from congvan.studio.guard import SAFE, session_of
from congvan.studio.offices import Place
from congvan.studio.progress import Progress, progress

if TYPE_CHECKING:
    from congvan.people.book import People
    from congvan.people.roles import Holding
    from congvan.studio.application import Studio

ONE, OWN = "/{office}/van-ban/{id:path}", "/{office}/co-quan/{id}"
LOOKS = ("xem", "khac", "nhip", "bieu-mau", "thao-tac", "dan")
"""What an open editor asks by POST: a text that nobody has saved; nothing is written."""

ACTS: dict[tuple[str, str], Act] = {
    ("POST", "/ra"): "own",
    ("POST", "/tai-khoan/mat-khau"): "own",
    ("POST", "/tai-khoan/phien"): "own",
    ("POST", "/{office}/van-ban/moi"): "new",
    ("POST", "/{office}/xet"): "inspect",
    ("PUT", f"{ONE}/nguon"): "edit",
    ("POST", f"{ONE}/cac-ban"): "edit",
    ("POST", f"{ONE}/buoc"): "own",  # the form names the act, and the handler asks for it
    ("PUT", f"{OWN}/nguon"): "settings",
    **{("POST", f"{base}/{name}"): "own" for base in (ONE, OWN) for name in LOOKS},
    ("GET", "/{office}/nguoi"): "people",
    ("POST", "/{office}/nguoi"): "people",
}
"""By method and address as the router has it."""
OF_FILE: dict[str, Act] = {"issuer.yaml": "settings", "recipients.yaml": "recipients"}
STEPS: dict[str, Act] = {"edit": "edit", "follow": "follow"}
"""By the name of a button in :mod:`congvan.studio.steps`: the act that it leads to."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Who asks, with what they hold in the office that is asked for."""

    name: str
    held: tuple[Holding, ...]

    def able(self, act: Act, stand: Progress) -> Holding | None:
        """The role by which the act is theirs, as the document stands."""
        return steps.able(act, self.name, self.held, stand.story, stand.facts, stand.order)


def seat(request: Request, place: Place) -> Seat | None:
    """None in a workspace of one's own."""
    studio: Studio = request.app.state.studio
    who = session_of(request).who
    if studio.people is None or who is None:
        return None
    return Seat(who.name, studio.people.holdings(who, place.slug))


def act_of(request: Request) -> Act | None:
    """The act of a request; "own" for one that only reads; None for one that changes something and is not known."""
    route = getattr(request.scope.get("route"), "path", "")
    act = ACTS.get((request.method, route))
    if act is None and request.method in SAFE:
        return "own"
    if act == "settings":
        return OF_FILE.get(request.path_params.get("id", ""), "settings")
    return act


def allowed(request: Request, place: Place, act: Act) -> bool:
    """Whether who asks may do an act at the document of the address, or in the office where the act has none."""
    studio: Studio = request.app.state.studio
    sits = seat(request, place)
    if studio.people is None or sits is None:
        return studio.people is None
    if not steps.holds(sits.held, act):
        return False
    id = request.path_params.get("id", "")
    if act in ("own", "settings", "recipients", "people", "new", "inspect") or not id:
        return True
    stand = progress(place, studio.people, id)
    return stand is None or sits.able(act, stand) is not None  # None: there is no such document, which the handler says


async def refused(request: Request, place: Place) -> bool:
    """Whether the request is none of whoever asks."""
    act = act_of(request)
    return act is None or not await run_in_threadpool(allowed, request, place, act)


def member(people: People, request: Request, place: Place) -> bool:
    """Whether who asks has any role in the office; to others it is not there."""
    who = session_of(request).who
    return who is not None and bool(people.holdings(who, place.slug))
