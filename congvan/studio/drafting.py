"""Soạn văn bản: a kind and an id → a file to write in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, page

if TYPE_CHECKING:
    from congvan.desk.drafting import Drafted
    from congvan.desk.result import Result
    from congvan.studio.application import Studio

FIRST = "cong-van"


async def blank(request: Request, place: Place) -> Response:
    """The form; ``?theo=ID`` goes on from a document, ``?nhu=ID`` begins as one of before."""
    return _form(request, place, dict(request.query_params), [], 200)


def _form(
    request: Request, place: Place, typed: dict[str, str], told: list[dict[str, object]], status: int
) -> Response:
    studio: Studio = request.app.state.studio
    year = place.local(studio.now()).year
    return page(
        request, "new", status, place=place, kinds=place.facts().kinds, year=year, faults=told,
        typed={name: typed.get(name, "") for name in ("loai", "ma", "theo")}, first=FIRST,
    )  # fmt: skip


async def create(request: Request, place: Place) -> Response:
    """The new file, and its editor."""
    form = await request.form()
    typed = {name: str(form.get(name, "")).strip() for name in ("loai", "ma", "theo")}
    person = session_of(request).person
    result: Result[Drafted]
    if typed["theo"]:
        result = await run_in_threadpool(place.desk.follow_up, typed["theo"], typed["ma"], actor=person)
    else:
        result = await run_in_threadpool(place.desk.new, typed["loai"] or FIRST, typed["ma"], actor=person)
    if result.value is None:
        return _form(request, place, typed, faults(result, language(request)), 422)
    return RedirectResponse(f"/{place.slug}/van-ban/{quote(result.value.id)}/sua", 303)
