"""The frame in which a letter is seen: a page of its own that runs no script, filled by the editor around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from congvan.studio.guard import PAPER
from congvan.studio.offices import Place
from congvan.studio.pages import language, page, refused

if TYPE_CHECKING:
    from congvan.studio.studio import Studio


async def frame(request: Request, place: Place) -> Response:
    """An empty sheet; what is shown on it comes with the answers to ``xem``."""
    answer = page(request, "paper", place=place)
    answer.headers["content-security-policy"] = PAPER
    answer.headers["x-frame-options"] = "SAMEORIGIN"
    return answer


async def sheet(request: Request, place: Place) -> Response:
    """A page as it was drawn, by its hash: it never changes, so that the browser keeps it."""
    studio: Studio = request.app.state.studio
    found = studio.drawer.store.page(place.slug, request.path_params["name"])
    if found is None:
        return refused(404, "missing", language(request))
    headers = {"content-encoding": "gzip", "cache-control": "private, max-age=86400, immutable"}
    return Response(found, headers=headers, media_type="image/svg+xml")
