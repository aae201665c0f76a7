"""Cơ quan: who issues, who signs, who receives."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, page


async def office(request: Request, place: Place) -> Response:
    """The office as its two files say, what is wrong with them, and the way to change them."""
    found = await run_in_threadpool(place.desk.facts)
    return page(request, "office", place=place, facts=found.value, faults=faults(found, language(request)))
