"""The versions of a document: what it said before each save, what changed between any two, and back to one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.studio.editor import edited, id_of
from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, moment, page, say

if TYPE_CHECKING:
    from congvan.desk.versions import Version
    from congvan.studio.studio import Studio


async def versions(request: Request, place: Place) -> Response:
    """The versions, and with ``?tu=N&den=M`` what leads from one to the other, word by word; 0 is the text of now."""
    return await _shown(request, place, [], 200)


async def _shown(request: Request, place: Place, told: list[dict[str, object]], status: int) -> Response:
    studio: Studio = request.app.state.studio
    id, lang = request.path_params["id"], language(request)
    every = (await run_in_threadpool(place.desk.versions, id)).value
    if not every or await run_in_threadpool(place.card, id) is None:
        return page(request, "missing", 404, place=place)
    now = place.local(studio.now())

    def called(one: Version) -> str:
        who = one.actor or say(lang, "outside")
        when = moment(place.local(one.since), lang, now) if one.since is not None else ""
        name = say(lang, "versions.now") if one.number == 0 else say(lang, "versions.number", number=one.number)
        return f"{name}: {who} {when}".rstrip()

    known = {one.number: called(one) for one in every}
    old = _number(request, "tu", next((one.number for one in every if one.number), 0), known)
    new = _number(request, "den", 0, known)
    changes = (await run_in_threadpool(place.desk.changes, id, old, new)).value if len(known) > 1 else None
    return page(
        request, "versions", status, place=place, id=id, known=known, old=old, new=new, changes=changes,
        etag=every[0].etag, faults=told,
    )  # fmt: skip


def _number(request: Request, name: str, usual: int, known: dict[int, str]) -> int:
    given = request.query_params.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 9 and int(given) in known else usual


async def restore(request: Request, place: Place) -> Response:
    """An earlier text put back over the one that was shown; the one of now is kept as a version itself."""
    id, form = id_of(request), await request.form()
    number, expected = str(form.get("ban", "")), str(form.get("etag", ""))
    if not number.isdecimal() or len(number) > 8:
        return page(request, "missing", 404, place=place)
    person = session_of(request).person
    old = (await run_in_threadpool(place.desk.version, id, int(number))).value
    if old is not None:
        await run_in_threadpool(edited, request, place, id, expected, old.data)
    done = await run_in_threadpool(place.desk.restore, id, int(number), expected=expected, actor=person)
    if done.value is None or not done.value.ok:
        return await _shown(request, place, faults(done, language(request)), 409)
    return RedirectResponse(f"/{place.slug}/van-ban/{quote(id)}/cac-ban", 303)
