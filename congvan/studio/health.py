"""/khoe: whether the studio can work, for whoever watches it; without signing in and without anything secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from congvan.studio.studio import Studio


async def health(request: Request) -> Response:
    """Version, register and fonts; 200 as long as there is somebody to answer."""
    studio: Studio = request.app.state.studio
    found = (await run_in_threadpool(studio.offices.first().desk.health)).value
    if found is None:
        return JSONResponse({"ok": False})
    body = {"ok": found.ok, "version": found.version, "register": found.register, "fonts": found.fonts}
    return JSONResponse(body)
