"""Soạn văn bản: a kind and an id, or an old Word file → a file to write in."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
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
    """The form; ``?theo=ID`` goes on from a document."""
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
    given = form.get("tep")
    if isinstance(given, UploadFile):
        return await _taken(request, place, given, typed)
    result: Result[Drafted]
    if typed["theo"]:
        result = await run_in_threadpool(place.desk.follow_up, typed["theo"], typed["ma"], actor=person)
    else:
        result = await run_in_threadpool(place.desk.new, typed["loai"] or FIRST, typed["ma"], actor=person)
    if result.value is None:
        return _form(request, place, typed, faults(result, language(request)), 422)
    return RedirectResponse(f"/{place.slug}/van-ban/{quote(result.value.id)}/sua", 303)


async def _taken(request: Request, place: Place, given: UploadFile, typed: dict[str, str]) -> Response:
    """An old Word file taken in, and its editor; its doubts stand there as comments."""
    name, data = Path(given.filename or "van-ban.docx").name, await given.read()
    with tempfile.TemporaryDirectory(prefix="congvan-") as folder:
        file = Path(folder, name)
        await run_in_threadpool(file.write_bytes, data)
        work = partial(place.desk.import_word, file, typed["ma"], actor=session_of(request).person)
        result = await run_in_threadpool(work)
    made = [made.id for one in result.value.files for made in one.circulars] if result.value is not None else []
    if not made:
        return _form(request, place, typed, faults(result, language(request)), 422)
    return RedirectResponse(f"/{place.slug}/van-ban/{quote(made[0])}/sua", 303)
