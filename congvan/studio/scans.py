"""Bản chụp: a scan of what was signed by hand and sealed, taken, kept and shown."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.desk.keep_scan import ENDING
from congvan.studio import uploads
from congvan.studio.acting import LONGEST, stale
from congvan.studio.guard import LARGEST
from congvan.studio.offices import Place
from congvan.studio.pages import errors, faults, language, page, say, wrong
from congvan.studio.progress import progress
from congvan.studio.rights import seat
from congvan.studio.traces import doer_of


def file(place: Place, id: str) -> Path | None:
    """The scan of a document, None where there is none."""
    found = place.desk.here.workspace.output(None) / f"{id}.{ENDING}"
    return found if found.is_file() else None


async def show(request: Request, place: Place) -> Response:
    """The scan as it was brought."""
    id = request.path_params["id"]
    found = await run_in_threadpool(file, place, id)
    if found is None or await run_in_threadpool(place.card, id) is None:
        return page(request, "missing", 404, place=place)
    data = await run_in_threadpool(found.read_bytes)
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(found.name)}"}
    return Response(data, media_type="application/pdf", headers=headers)


async def keep(request: Request, place: Place) -> Response:
    """A scan, and the mark that tells who brought which file; the router has asked whether it is theirs."""
    doer = doer_of(request)
    form, id, lang = await request.form(), request.path_params["id"], language(request)
    if doer is None:
        return page(request, "missing", 404, place=place)
    stand = await run_in_threadpool(progress, place, doer.people, id)
    sits = await run_in_threadpool(seat, request, place)
    by = sits.able("scan", stand) if sits is not None and stand is not None else None
    if stand is None or sits is None or by is None:
        return page(request, "forbidden", 403, place=place)
    given = uploads.chosen(form)
    if given is None:
        return page(request, "unfit", 422, place=place, id=id, faults=[wrong(say(lang, "scan.no_file"))])
    data = await given.read(LARGEST + 1)
    if len(data) > LARGEST:
        return page(request, "unfit", 413, place=place, id=id, faults=[wrong(say(lang, "sign.too_large"))])
    work = partial(place.desk.keep_scan, id, data, given.name, actor=sits.name)
    done = await run_in_threadpool(work)
    if done.value is None:
        return page(request, "unfit", 422, place=place, id=id, faults=errors(done, lang) or faults(done, lang))
    reason = f"{given.name[:200]} (SHA-256 {done.value.sha256})"[:LONGEST]
    if not await run_in_threadpool(partial(doer.put, place, stand, by, "scan", reason=reason)):
        return await stale(request, place, stand, "")
    return RedirectResponse(f"/{place.slug}/van-ban/{quote(id)}", 303)
