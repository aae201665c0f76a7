"""The letter that a document answers, beside it: brought, kept, shown, its signatures verified at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.studio import uploads
from congvan.studio.guard import LARGEST, session_of
from congvan.studio.offices import Place
from congvan.studio.pages import errors, faults, language, page, say, wrong
from congvan.studio.signing import seen
from congvan.studio.verifying import verified, when
from congvan.text.dates import day_of

if TYPE_CHECKING:
    from congvan.desk.letters import Letter


def letters(place: Place, id: str) -> tuple[Letter, ...]:
    """Those that a document answers."""
    return place.desk.letters(id).value or ()


async def keep(request: Request, place: Place) -> Response:
    """POST: the file, with when it came and by when it is to be answered; then what its signatures say."""
    id, lang, form = request.path_params["id"], language(request), await request.form()
    if await run_in_threadpool(place.card, id) is None:
        return page(request, "missing", 404, place=place)
    given, key = uploads.chosen(form), str(form.get("khoa", ""))
    if given is None:
        return page(request, "unfit", 422, place=place, id=id, faults=[wrong(say(lang, "sign.no_file"))])
    data = await given.read(LARGEST + 1)
    if len(data) > LARGEST:
        return page(request, "unfit", 413, place=place, id=id, faults=[wrong(say(lang, "sign.too_large"))])
    days = {name: day_of(str(form.get(field, ""))) for name, field in (("came", "ngay_den"), ("due", "han"))}
    work = partial(place.desk.keep_letter, id, key, data, given.name[:200], **days, actor=session_of(request).person)
    done = await run_in_threadpool(work)
    if done.value is None:
        return page(request, "unfit", 422, place=place, id=id, faults=errors(done, lang) or faults(done, lang))
    return RedirectResponse(f"/{place.slug}/van-ban/{quote(id)}/van-ban-den/{quote(key)}", 303)


async def _one(request: Request, place: Place) -> Letter | None:
    id, key = request.path_params["id"], request.path_params["key"]
    if await run_in_threadpool(place.card, id) is None:
        return None
    found = await run_in_threadpool(letters, place, id)
    return next((one for one in found if one.key == key and one.file is not None), None)


async def show(request: Request, place: Place) -> Response:
    """What is known of it, and what its signatures say."""
    lang, letter = language(request), await _one(request, place)
    if letter is None:
        return page(request, "missing", 404, place=place)
    found = await run_in_threadpool(_judged, place, letter, lang)
    rows = when(place, found.get("signatures", []), lang)
    return page(request, "answered", place=place, id=request.path_params["id"], letter=letter, known=found, rows=rows)


def _judged(place: Place, letter: Letter, lang: str) -> dict[str, Any]:
    """The verdict on its file, asked once for the bytes that lie there."""
    assert letter.file is not None
    name = f"{place.slug} {lang} den {letter.sha256} {letter.file.stat().st_mtime_ns}"
    known = seen.find(name)
    if known is None:
        known = verified(place, letter.file, lang)
        known.pop("pictures", None)
        seen.keep(name, known)
    return known


async def file(request: Request, place: Place) -> Response:
    """The file as it was brought."""
    letter = await _one(request, place)
    if letter is None or letter.file is None:
        return page(request, "missing", 404, place=place)
    data = await run_in_threadpool(letter.file.read_bytes)
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(letter.name or letter.file.name)}"}
    return Response(data, media_type="application/pdf", headers=headers)
