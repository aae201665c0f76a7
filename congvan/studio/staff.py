"""Người dùng of an office, for its quản trị: who there is, in which role, and an address for a new password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import page

if TYPE_CHECKING:
    from congvan.people.book import People, Person
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
    return page(request, "staff", place=place, people=found, link=link, whose=whose)


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
