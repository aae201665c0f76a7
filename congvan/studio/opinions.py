"""Xin ý kiến: what others are asked about a text and say of it. It blocks nobody, and is bound to the text as all marks
are; a scan of what was signed by hand is kept beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.people import steps
from congvan.people.steps import Act
from congvan.studio.acting import LONGEST, stale
from congvan.studio.offices import Place
from congvan.studio.pages import language, page, say, wrong
from congvan.studio.progress import Progress, progress
from congvan.studio.rights import Seat, seat
from congvan.studio.traces import doer_of

if TYPE_CHECKING:
    from congvan.people.book import People, Person

ACTS: dict[str, Act] = {"xin": "ask", "cho": "opine"}
"""By the word of a form."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What stands on a document's page: whom one may ask, by name, and what one is asked oneself, with who asks."""

    whom: Mapping[str, str]
    questions: Sequence[tuple[str, str]]
    waits: Sequence[str]
    """The full names of those who have not answered."""


def members(people: People, place: Place) -> list[Person]:
    """Who has a role in the office today."""
    today = people.today()
    return [
        one for one in people.everybody()
        if not one.disabled and any(m.office == place.slug and m.on(today) for m in one.memberships)
    ]  # fmt: skip


def names(there: Sequence[Person]) -> dict[str, str]:
    """Full names by what stands for a person in a mark."""
    return {steps.called(one.name): one.full_name for one in there}


def asking(stand: Progress, sits: Seat, there: Sequence[Person]) -> Asking:
    """What may be asked and said, as the document stands."""
    asks = bool(stand.sha256) and sits.able("ask", stand) is not None
    open_ = {one.name: one.full_name for one in there if steps.called(one.name) not in stand.story.asked}
    mine = bool(stand.sha256) and sits.able("opine", stand) is not None
    me, known = steps.called(sits.name), names(there)
    questions = [(mark.name, mark.reason) for mark in stand.marks if mark.act == "ask" and mark.target == me]
    return Asking(
        {name: full for name, full in open_.items() if name != sits.name} if asks else {},
        questions[-1:] if mine else (), sorted(known.get(one, one) for one in stand.story.asked),
    )  # fmt: skip


async def opinion(request: Request, place: Place) -> Response:
    """POST: a question to one or more of the office, or one's answer. 403 not theirs, 409 another text than was shown,
    422 nothing said or nobody asked.
    """
    doer = doer_of(request)
    form, id, lang = await request.form(), request.path_params["id"], language(request)
    wanted = ACTS.get(str(form.get("viec", "")))
    if doer is None or wanted is None:
        return page(request, "missing", 404, place=place)
    stand = await run_in_threadpool(progress, place, doer.people, id)
    sits = await run_in_threadpool(seat, request, place)
    if stand is None or sits is None:
        return page(request, "missing", 404, place=place)
    if str(form.get("hash", "")) != stand.sha256 or not stand.sha256:
        return await stale(request, place, stand, str(form.get("hash", "")))
    by = sits.able(wanted, stand)
    if by is None:
        return page(request, "forbidden", 403, place=place)
    said = str(form.get("loi", "")).strip()[:LONGEST]
    there = {one.name for one in await run_in_threadpool(members, doer.people, place)} - {sits.name}
    whom = [one for one in dict.fromkeys(map(str, form.getlist("hoi"))) if one in there]
    if not said or (wanted == "ask" and not whom):
        told = [wrong(say(lang, f"opinion.{wanted}_needed"))]
        return page(request, "unfit", 422, place=place, id=id, faults=told)
    for count, target in enumerate([steps.called(one) for one in whom] if wanted == "ask" else [""]):
        work = partial(doer.put, place, stand, by, wanted, reason=said, target=target, after=count)
        if not await run_in_threadpool(work):
            return await stale(request, place, stand, "")
    return RedirectResponse(f"/{place.slug}/van-ban/{quote(id)}#y-kien", 303)
