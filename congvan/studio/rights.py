"""Which act each address is, and whether whoever asks may do it: one table, asked by the router before any handler.

A request that changes something and does not stand here is refused in a studio of offices. In a workspace of one's own
its owner may do all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from congvan.people import steps
from congvan.people.steps import Act
from congvan.studio.guard import SAFE, session_of
from congvan.studio.offices import Place
from congvan.studio.progress import Progress, progress
from congvan.studio.recording import actor

if TYPE_CHECKING:
    from congvan.people.book import People
    from congvan.people.roles import Holding
    from congvan.studio.studio import Studio

ONE, OWN = "/{office}/van-ban/{id:path}", "/{office}/co-quan/{id}"
MANY = "/{office}/nhieu/{many}"
PLAN, BOOK, SETTINGS = f"{ONE}/phat-hanh", "/{office}/so", "/{office}/cai-dat"
"""Addresses as the router has them: a document, a file of the office's, and what has several of its own."""
LOOKS = ("xem", "khac", "nhip", "bieu-mau", "thao-tac", "dan", "chua", "goi-y")
"""What an open editor asks by POST: a text that nobody has saved; nothing is written."""

ACTS: dict[tuple[str, str], Act] = {
    ("POST", "/ra"): "own",
    ("POST", "/tai-khoan/mat-khau"): "own",
    ("POST", "/tai-khoan/phien"): "own",
    ("POST", "/tai-khoan/thu-nhac"): "own",
    ("POST", "/{office}/van-ban/moi"): "new",
    ("POST", "/{office}/xet"): "inspect",
    ("POST", "/{office}/kiem-chung"): "inspect",
    ("POST", "/{office}/sao"): "copy",
    ("POST", "/{office}/sao/{job}"): "copy",
    ("PUT", f"{ONE}/nguon"): "edit",
    ("POST", f"{ONE}/cac-ban"): "edit",
    **{("POST", f"{ONE}/{name}"): "edit" for name in ("hinh", "bang")},
    ("POST", f"{ONE}/buoc"): "own",  # the form names the act, and the handler asks for it
    ("POST", f"{ONE}/y-kien"): "own",  # likewise
    ("POST", f"{ONE}/ban-chup"): "scan",
    ("POST", f"{ONE}/van-ban-den"): "edit",
    ("POST", f"{ONE}/mot-luot"): "own",  # three acts, of which the handler asks for each
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
    ("GET", f"{SETTINGS}/anh/{{name}}.png"): "settings",
    ("POST", MANY): "own",  # the address names the act
    ("GET", "/{office}/nguoi"): "people",
    ("POST", "/{office}/nguoi"): "people",
    ("POST", "/{office}/nguoi/phien"): "people",
}
"""By method and address as the router has it."""
OF_FILE: dict[str, Act] = {"issuer.yaml": "settings", "recipients.yaml": "recipients"}
BY_WAY: dict[str, Act] = {"dinh-chinh": "correct", "thay-the": "correct", "thu-hoi": "correct"}
"""What goes on from a document: the rest follows it."""
OF_MANY: dict[str, Act] = {"duyet": "approve", "ky": "sign", "cap-so": "number"}
"""By the word of the address: what is done to many at once."""
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
    return Seat(who.name, _held(studio.people, request, place.slug))


def _held(people: People, request: Request, office: str) -> tuple[Holding, ...]:
    """What who asks holds in an office today, asked once in a request."""
    known: dict[str, tuple[Holding, ...]] = request.scope.setdefault("state", {}).setdefault("held", {})
    if office not in known:
        who = session_of(request).who
        known[office] = people.holdings(who, office) if who is not None else ()
    return known[office]


IN_TURN = frozenset(f"{ONE}/{name}" for name in ("buoc", "y-kien", "mot-luot"))
"""Whose handlers ask for the act themselves."""


def in_turn(request: Request) -> bool:
    """Whether a request changes a document, so that others wait until it is done."""
    route = getattr(request.scope.get("route"), "path", "")
    act = act_of(request)
    return request.method not in SAFE and route.startswith(ONE) and (act != "own" or route in IN_TURN)


def act_of(request: Request) -> Act | None:
    """The act of a request; "own" for one that only reads; None for one that changes something and is not known."""
    route = getattr(request.scope.get("route"), "path", "")
    act = ACTS.get(("GET" if request.method == "HEAD" else request.method, route))
    if act is None and request.method in SAFE:
        return "own"
    if act == "settings":
        return OF_FILE.get(request.path_params.get("id", ""), "settings")
    if route == MANY:
        return OF_MANY.get(request.path_params["many"], act)
    return BY_WAY.get(request.path_params.get("way", ""), act)


@dataclass(frozen=True, slots=True)
class Grant:
    """That an act may be done: by which role, "" where none is needed or it is a workspace of one's own; at a document
    as it stood when that was asked.
    """

    role: str = ""
    stand: Progress | None = None


def allowed(request: Request, place: Place, act: Act, *, alone: bool = False) -> bool:
    """Whether who asks may do an act at the document of the address, or in the office where the act has none.
    ``alone``: this act, and not the other one of its address. How it was granted is kept (``request.state.grant``).
    """
    request.state.grant = granted(request, place, act, alone=alone)
    return request.state.grant is not None


def granted(request: Request, place: Place, act: Act, *, alone: bool = False) -> Grant | None:
    """How it is allowed; None: it isn't."""
    studio: Studio = request.app.state.studio
    sits = seat(request, place)
    if studio.people is None or sits is None:
        return Grant() if studio.people is None else None
    either = (act,) if alone else _either(act)
    held = [one for one in sits.held if any(one.role in steps.ROLES_OF[it] for it in either)]
    if not held:
        return None
    id = request.path_params.get("id", "")
    if act in steps.UNBOUND or not id:
        return Grant("" if act == "own" else str(min(held, key=lambda one: (bool(one.giver), one))))
    stand = progress(place, studio.people, id)  # of which nothing can be told, nothing may be done
    if stand is None:
        return None
    by = next((found for one in either if (found := sits.able(one, stand)) is not None), None)
    return None if by is None else Grant(str(by), stand)


def _either(act: Act) -> tuple[Act, ...]:
    return (act, OTHER[act]) if act in OTHER else (act,)


async def refused(request: Request, place: Place) -> bool:
    """Whether the request is none of whoever asks. From now on they act in the role by which it is allowed, at the
    document as it stood then (``request.state.stand``).
    """
    act = act_of(request)
    if act == "sign" and request.scope["route"].path == f"{ONE}/ky":
        act = "seal" if (await request.form()).get("viec") == "dau" else act
        good = await run_in_threadpool(allowed, request, place, act, alone=True)
    else:
        good = act is not None and await run_in_threadpool(allowed, request, place, act)
    grant: Grant = getattr(request.state, "grant", None) or Grant()
    request.state.stand = grant.stand
    session = session_of(request)
    if good and session.who is not None:
        request.state.session = replace(session, person=actor(session, grant.role))
    return not good


def hopeless(request: Request, place: Place) -> bool:
    """Whether a request is refused whatever it brings: there is no such document, or no role of whoever asks has the
    act. Nobody reads it then.
    """
    act, sits = act_of(request), seat(request, place)
    if act is None or sits is None or not any(steps.holds(sits.held, one) for one in _either(act)):
        return True
    return nowhere(request, place)


def nowhere(request: Request, place: Place) -> bool:
    """Whether a refused request is for a document that is not there."""
    route = getattr(request.scope.get("route"), "path", "")
    return route.startswith(ONE) and not place.there(request.path_params["id"])


def member(people: People, request: Request, place: Place) -> bool:
    """Whether who asks has any role in the office; to others it is not there."""
    return bool(_held(people, request, place.slug))
