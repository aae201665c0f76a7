"""A step of a document taken: the button, bound to the text and the pages that were shown → a mark."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.people import steps
from congvan.people.steps import Act, Mark
from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import errors, faults, language, moment, page, say, wrong
from congvan.studio.progress import ENDED, Progress, progress, remember
from congvan.studio.rights import Seat, seat
from congvan.studio.traces import Doer, doer_of
from congvan.text.redline import Piece, redline

if TYPE_CHECKING:
    from congvan.people.roles import Holding
    from congvan.studio.drawing import Drawer, Sheets
    from congvan.studio.studio import Studio

MARKS: tuple[Act, ...] = (
    "submit", "withdraw", "content", "form", "approve", "approve-sign", "amend", "sign", "seal", "return",
)  # fmt: skip
"""Acts that leave a mark, in the order of their buttons. ``sign`` and ``seal`` do so on paper; electronically they
are in the file itself."""
ON_PAPER: frozenset[Act] = frozenset(("sign", "seal"))
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Button:
    """An act that this person may take now: ``initials`` is what the office calls it beside its name (ký nháy)."""

    act: Act
    main: bool
    initials: bool = False


def buttons(sits: Seat, stand: Progress) -> list[Button]:
    """The acts of ``MARKS`` that are theirs, as the document stands."""
    if not stand.sha256:
        return []
    paper = stand.order.paper
    found = [act for act in MARKS if (paper or act not in ON_PAPER) and sits.able(act, stand) is not None]
    if paper and "approve-sign" in found:
        found.remove("approve-sign")  # signed by hand, it is told once it is
    first = next((act for act in found if act not in ("withdraw", "return")), None)
    return [Button(act, act == first, act in ("content", "form")) for act in found]


def pages_of(sheets: Sheets | None) -> str:
    """A word for the pages that are shown, all together."""
    return hashlib.sha256(" ".join(sheets.pages).encode()).hexdigest() if sheets is not None else ""


@dataclass(frozen=True, slots=True)
class Told:
    """A mark as the story tells it; ``holds``: whether it still counts for the text of today."""

    when: str
    name: str
    role: str
    act: str
    reason: str
    target: str
    behalf: str
    holds: bool
    sha256: str
    kind: str = ""
    """The act as the program calls it."""


def told(stand: Progress, place: Place, lang: str, names: Mapping[str, str]) -> list[Told]:
    """The whole story, the newest first; ``names``: the full name of whoever a mark is addressed to."""
    out = []
    for mark in reversed(stand.marks):
        at = place.local(datetime.fromisoformat(mark.at))
        fresh = mark.sha256 in stand.facts.hashes
        role = say(lang, f"role.{mark.role.partition(':')[0]}") if mark.role else ""
        act, target = say(lang, f"act.{mark.act}"), _target(mark, lang, names)
        out.append(Told(
            moment(at, lang), mark.name, role, act, mark.reason, target, mark.behalf, fresh, mark.sha256, mark.act
        ))  # fmt: skip
    return out


def _target(mark: Mark, lang: str, names: Mapping[str, str]) -> str:
    """What a mark is aimed at, in words."""
    if mark.act == "return":
        return say(lang, f"target.{mark.target or 'drafter'}")
    if mark.act == "seal" and mark.target:
        return say(lang, "story.copies", count=mark.target)
    return names.get(mark.target, mark.target) if mark.act == "ask" else ""


async def act(request: Request, place: Place) -> Response:
    """POST of a button. 403 not theirs or not now, 409 the text is no longer the one that was shown, 422 not fit."""
    studio: Studio = request.app.state.studio
    if studio.people is None:
        return page(request, "missing", 404, place=place)
    form, id = await request.form(), request.path_params["id"]
    wanted = next((one for one in MARKS if one == form.get("viec")), None)
    stand: Progress | None = await run_in_threadpool(progress, place, studio.people, id)
    if stand is None:
        return page(request, "missing", 404, place=place)
    sits = await run_in_threadpool(seat, request, place)
    assert sits is not None
    shown = str(form.get("hash", ""))
    ended = stand.story.state in ENDED  # whatever its text, and whatever page is still open
    if wanted is None or not steps.holds(sits.held, wanted) or (ended and sits.able(wanted, stand) is None):
        return page(request, "forbidden", 403, place=place)
    if not shown or shown != stand.sha256:
        return await stale(request, place, stand, shown)
    by = sits.able(wanted, stand) if stand.order.paper or wanted not in ON_PAPER else None
    if by is None:
        return page(request, "forbidden", 403, place=place)
    unfit = await _unfit(request, place, stand, wanted, form)
    if unfit is not None:
        return unfit
    return await _marked(request, place, stand, wanted, by, form)


async def _unfit(request: Request, place: Place, stand: Progress, wanted: Act, form: FormData) -> Response | None:
    """What keeps a step from being taken though it is theirs."""
    studio: Studio = request.app.state.studio
    lang = language(request)
    _, sheets = await run_in_threadpool(studio.drawer.sheets, place, stand.id, None)
    if sheets is None or str(form.get("trang", "")) != pages_of(sheets):
        return await stale(request, place, stand, "")
    if wanted == "form":
        found = await run_in_threadpool(_judged, place, stand.id, session_of(request).person, lang)
        if found:
            return page(request, "unfit", 422, place=place, id=stand.id, faults=found)
    if wanted == "amend" and not await run_in_threadpool(_own, place, stand, session_of(request).person):
        said = [wrong(say(lang, "amend.not_yours"))]
        return page(request, "unfit", 422, place=place, id=stand.id, faults=said)
    if wanted == "seal" and form.get("so_ban") and not copies_of(form):
        said = [wrong(say(lang, "seal.copies_wrong"))]
        return page(request, "unfit", 422, place=place, id=stand.id, faults=said)
    if wanted == "return":
        reason = str(form.get("ly_do", "")).strip()
        target = str(form.get("den", ""))
        if not reason or target not in steps.targets(stand.story, stand.order):
            said = [wrong(say(lang, "return.reason_needed"))]
            return page(request, "unfit", 422, place=place, id=stand.id, faults=said)
    return None


def _own(place: Place, stand: Progress, person: str) -> bool:
    """Whether every change from the text that stood for approval to the text of today was saved by one person."""
    for one in place.desk.versions(stand.id).value or ():
        if one.number:
            known = place.desk.version(stand.id, one.number).value
            text = place.desk.standing(stand.id, known.data).value if known is not None else None
            if text is not None and stand.story.base in text.hashes:
                return True
        if one.actor != person:
            return False
    return False


def copies_of(form: FormData) -> str:
    """How many copies were sealed, as a form says; "" where it says no number."""
    typed = str(form.get("so_ban", "")).strip()
    return str(int(typed)) if typed.isdecimal() and 0 < len(typed) < 6 and int(typed) else ""


def _judged(place: Place, id: str, person: str, lang: str) -> list[dict[str, object]]:
    """The errors of ``check``, else those of ``inspect`` in the printed file (Điều 12.2)."""
    unchecked = errors(place.desk.check([id]), lang)
    if unchecked:
        return unchecked
    built = place.desk.build([id], formats=("pdf",), actor=person)
    made = [path for one in built.value or () for path in one.outputs if path.suffix == ".pdf"]
    if not built.ok or not made:
        return faults(built, lang)
    card = place.card(id)
    return errors(place.desk.inspect(made[0], kind=card.kind if card is not None else None), lang)


def why_not(
    place: Place, doer: Doer, drawer: Drawer, id: str, wanted: Act, shown: str, pages: str
) -> tuple[Progress, Holding] | str:
    """One document of several, as :func:`act` asks of one: where it stands and by which role it is theirs; else, in
    words, why it can't be done.
    """
    stand = progress(place, doer.people, id)
    if stand is None:
        return say(doer.lang, "many.gone")
    by = doer.seat(place).able(wanted, stand)
    if by is None:
        return say(doer.lang, "many.not_now", state=say(doer.lang, f"standing.{stand.story.state}"))
    if not shown or shown != stand.sha256:
        return say(doer.lang, "many.changed")
    if pages and pages_of(drawer.sheets(place, id, None)[1]) != pages:
        return say(doer.lang, "many.changed")
    return stand, by


async def _marked(
    request: Request, place: Place, stand: Progress, wanted: Act, by: Holding, form: FormData
) -> Response:
    doer = doer_of(request)
    assert doer is not None
    targets = {"return": str(form.get("den", "")), "amend": steps.short(stand.story.base), "seal": copies_of(form)}
    done: Act = "approve" if wanted == "approve-sign" else wanted
    reason = str(form.get("ly_do", "")).strip()[:LONGEST] if wanted == "return" else ""
    work = partial(doer.put, place, stand, by, done, reason=reason, target=targets.get(wanted, ""))
    if not await run_in_threadpool(work):
        return await stale(request, place, stand, "")
    one = f"/{place.slug}/van-ban/{quote(stand.id)}"
    return RedirectResponse(f"{one}/ky" if wanted == "approve-sign" else one, 303)


async def stale(request: Request, place: Place, stand: Progress, shown: str) -> Response:
    """Nothing was done: text, pages or story changed since they were shown; with what changed in the text."""
    before = place.shown.get(shown)
    pieces: tuple[Piece, ...] = ()
    if before is not None and before != stand.words:
        pieces = await run_in_threadpool(redline, before, stand.words)
    remember(place, stand)
    return page(request, "stale", 409, place=place, id=stand.id, changes=pieces)


async def since(request: Request, place: Place) -> Response:
    """What changed in the printed text since a mark was given to it."""
    studio: Studio = request.app.state.studio
    id, sha256 = request.path_params["id"], request.path_params["sha256"]
    if studio.people is None:
        return page(request, "missing", 404, place=place)
    stand = await run_in_threadpool(progress, place, studio.people, id)
    if stand is None or all(mark.sha256 != sha256 for mark in stand.marks):
        return page(request, "missing", 404, place=place)
    before = await run_in_threadpool(studio.people.words, place.slug, sha256)
    changes = await run_in_threadpool(redline, before, stand.words)
    return page(request, "since", place=place, id=id, changes=changes)
