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
PLAN, BOOK, SETTINGS = f"{ONE}/phat-hanh", "/{office}/so", "/{office}/cai-dat"
"""Addresses as the router has them: a document, a file of the office's, and what has several of its own."""
LOOKS = ("xem", "khac", "nhip", "bieu-mau", "thao-tac", "dan", "chua", "goi-y")
"""What an open editor asks by POST: a text that nobody has saved; nothing is written."""

ACTS: dict[tuple[str, str], Act] = {
    ("POST", "/ra"): "own",
    ("POST", "/tai-khoan/mat-khau"): "own",
    ("POST", "/tai-khoan/phien"): "own",
    ("POST", "/{office}/van-ban/moi"): "new",
    ("POST", "/{office}/xet"): "inspect",
    ("POST", "/{office}/kiem-chung"): "inspect",
    ("POST", "/{office}/sao"): "copy",
    ("POST", "/{office}/sao/{job}"): "copy",
    ("PUT", f"{ONE}/nguon"): "edit",
    ("POST", f"{ONE}/cac-ban"): "edit",
    ("POST", f"{ONE}/hinh"): "edit",
    ("POST", f"{ONE}/buoc"): "own",  # the form names the act, and the handler asks for it
    ("POST", f"{ONE}/cap-so"): "number",
    ("POST", f"{ONE}/ky"): "sign",  # or seal, as the form says
    ("POST", f"{ONE}/ky/cho-ky"): "sign",
    ("POST", f"{ONE}/ky/tai-len"): "sign",
    ("POST", f"{ONE}/ky/vgca"): "sign",
    ("POST", f"{ONE}/ky/kiem-chung"): "own",
    ("POST", f"{ONE}/soan-tiep/{{way}}"): "follow",
    ("POST", PLAN): "dispatch",
    **{("POST", f"{PLAN}/{name}"): "dispatch" for name in ("ghi-nhan", "gui-lai", "nhan-ve", "tra-loi")},
    ("POST", f"{PLAN}/thu-hoi"): "recall",
    **{("POST", f"{BOOK}/{name}"): "register" for name in ("giu-so", "huy-so", "nhap", "sao-luu", "viec/{job}/nhap")},
    **{("POST", f"{BOOK}/{name}"): "own" for name in ("xuat", "kiem-tra")},
    **{("POST", f"{SETTINGS}/{name}"): "settings" for name in ("thu", "the-thuc", "anh")},
    ("POST", "/{office}/bat-dau"): "settings",
    ("POST", "/{office}/bat-dau/noi-nhan"): "recipients",
    ("PUT", f"{OWN}/nguon"): "settings",
    **{("POST", f"{base}/{name}"): "own" for base in (ONE, OWN) for name in LOOKS},
    ("GET", "/{office}/nguoi"): "people",
    ("POST", "/{office}/nguoi"): "people",
}
"""By method and address as the router has it."""
OF_FILE: dict[str, Act] = {"issuer.yaml": "settings", "recipients.yaml": "recipients"}
BY_WAY: dict[str, Act] = {"dinh-chinh": "correct", "thay-the": "correct", "thu-hoi": "correct"}
"""What goes on from a document: the rest follows it."""
OTHER: dict[Act, Act] = {"sign": "seal"}
"""An address of two acts: whoever has the other one may ask for it, too, at its own time."""
STEPS: dict[str, Act] = {
    "edit": "edit", "like": "new", "follow": "follow", "reply": "follow", "number": "number", "sign": "sign",
    "seal": "seal", "send": "dispatch", "track": "own", "in_book": "own", "copy": "copy", "correct": "correct",
    "replace": "correct", "recall_letter": "correct",
}  # fmt: skip
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
    act = ACTS.get(("GET" if request.method == "HEAD" else request.method, route))
    if act is None and request.method in SAFE:
        return "own"
    if act == "settings":
        return OF_FILE.get(request.path_params.get("id", ""), "settings")
    return BY_WAY.get(request.path_params.get("way", ""), act)


def allowed(request: Request, place: Place, act: Act, *, alone: bool = False) -> bool:
    """Whether who asks may do an act at the document of the address, or in the office where the act has none.
    ``alone``: this act, and not the other one of its address.
    """
    studio: Studio = request.app.state.studio
    sits = seat(request, place)
    if studio.people is None or sits is None:
        return studio.people is None
    either = (act,) if alone else _either(act)
    if not any(steps.holds(sits.held, one) for one in either):
        return False
    id = request.path_params.get("id", "")
    if act in steps.UNBOUND or not id:
        return True
    stand = progress(place, studio.people, id)  # of which nothing can be told, nothing may be done
    return stand is not None and any(sits.able(one, stand) is not None for one in either)


def _either(act: Act) -> tuple[Act, ...]:
    return (act, OTHER[act]) if act in OTHER else (act,)


async def refused(request: Request, place: Place) -> bool:
    """Whether the request is none of whoever asks."""
    act = act_of(request)
    if act == "sign" and request.scope["route"].path == f"{ONE}/ky":
        act = "seal" if (await request.form()).get("viec") == "dau" else act
        return not await run_in_threadpool(allowed, request, place, act, alone=True)
    return act is None or not await run_in_threadpool(allowed, request, place, act)


def nowhere(request: Request, place: Place) -> bool:
    """Whether a refused request is for a document that is not there."""
    route = getattr(request.scope.get("route"), "path", "")
    return route.startswith(ONE) and place.card(request.path_params["id"]) is None


def member(people: People, request: Request, place: Place) -> bool:
    """Whether who asks has any role in the office; to others it is not there."""
    who = session_of(request).who
    return who is not None and bool(people.holdings(who, place.slug))
