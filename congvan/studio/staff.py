"""Người dùng of an office, for its quản trị: who there is, in which role, and an address for a new password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.studio.browsers import browser
from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import language, moment, page

if TYPE_CHECKING:
    from congvan.people.book import Kept, People, Person
    from congvan.studio.studio import Studio


def _people(people: People, office: str) -> list[Person]:
    return [one for one in people.everybody() if any(m.office == office for m in one.memberships)]


async def staff(request: Request, place: Place) -> Response:
    """The table."""
    return await _shown(request, place, "", "")


async def _shown(request: Request, place: Place, link: str, whose: str) -> Response:
    studio: Studio = request.app.state.studio
    if studio.people is None:
        return page(request, "missing", 404, place=place)
    found = await run_in_threadpool(_people, studio.people, place.slug)
    sessions: dict[str, list[tuple[Kept, str, str]]] = {one.name: [] for one in found}
    lang, now = language(request), place.local(studio.now())
    for one in await run_in_threadpool(studio.people.sessions, *found):
        sessions[one.person.name].append((one, moment(place.local(one.since), lang, now), browser(one.agent)))
    return page(
        request, "staff", place=place, people=found, link=link, whose=whose, sessions=sessions,
        mine=session_of(request).key,
    )  # fmt: skip


async def sign_out(request: Request, place: Place) -> Response:
    """POST: a session of somebody who has a role here ends, or all of theirs: a machine that was lost, a browser that
    was left open. It takes nothing from them but to sign in again.
    """
    studio: Studio = request.app.state.studio
    form, people = await request.form(), studio.people
    if people is None:
        return page(request, "missing", 404, place=place)
    found = await run_in_threadpool(_people, people, place.slug)
    person = next((one for one in found if one.name == str(form.get("ten", ""))), None)
    if person is None:
        return page(request, "missing", 404, place=place)
    await run_in_threadpool(people.sign_out, person, session_of(request).person, str(form.get("phien", "")))
    return RedirectResponse(f"/{place.slug}/nguoi", 303)


async def reset(request: Request, place: Place) -> Response:
    """An address that works once, for a person whose every office is the quản trị's own: shown once."""
    studio: Studio = request.app.state.studio
    form = await request.form()
    people = studio.people
    if people is None:
        return page(request, "missing", 404, place=place)
    found = await run_in_threadpool(_people, people, place.slug)
    person = next((one for one in found if one.name == str(form.get("ten", ""))), None)
    if person is None:
        return page(request, "missing", 404, place=place)
    if await run_in_threadpool(people.elsewhere, person, place.slug):  # whose password opens another office, too
        return page(request, "forbidden", 403, place=place)
    word = await run_in_threadpool(people.reset, person, session_of(request).person)
    return await _shown(
        request, place, f"{request.url.scheme}://{request.url.netloc}/dat-mat-khau?ma={word}", person.full_name
    )
