"""Soạn văn bản: a kind and an id, an earlier document, a letter to answer, or an old Word file → a file to write in."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.desk.result import Result
from congvan.studio import listing, uploads
from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, page
from congvan.studio.uploads import Upload
from congvan.text.dates import day_of

if TYPE_CHECKING:
    from congvan.desk.drafting import Drafted
    from congvan.studio.studio import Studio

FIRST = "cong-van"
FOUND = 10
"""Earlier documents that a search shows."""
NAMES = ("cach", "loai", "ma", "theo", "giong", "so", "co_quan", "ngay", "trich_yeu", "tim")
_FIELDS: Mapping[str, str] = {
    "CV403": "ma", "CV411": "ma", "CV410": "loai", "CV409": "loai", "CV728": "loai", "CV725": "ngay",
}  # fmt: skip
_WAYS: Mapping[str, str] = {"moi": "ma", "tra-loi": "so", "word": "tep"}
"""The ways to begin, each with the field of whatever is no other field's fault."""


async def blank(request: Request, place: Place) -> Response:
    """The page; ``?theo=ID`` goes on from a document, ``?giong=ID`` begins as it; ``?tim=`` looks for one."""
    return await _page(request, place, dict(request.query_params), [], 200)


async def _page(
    request: Request, place: Place, typed: dict[str, str], told: list[dict[str, object]], status: int
) -> Response:
    studio: Studio = request.app.state.studio
    year = place.local(studio.now()).year
    way = typed.get("cach") if typed.get("cach") in _WAYS else "moi"
    bad: dict[str, list[dict[str, object]]] = {}
    for one in told:
        one["target"] = _target(one, str(way), typed)
        bad.setdefault(str(one["target"]), []).append(one)
    hits = await run_in_threadpool(_earlier, place, typed.get("tim", "")) if typed.get("tim") else None
    return page(
        request, "new", status, place=place, kinds=place.facts().kinds, year=year, faults=told, bad=bad, way=way,
        typed={name: typed.get(name, "") for name in NAMES}, first=FIRST, hits=hits,
    )  # fmt: skip


def _target(one: Mapping[str, object], way: str, typed: Mapping[str, str]) -> str:
    """The id of the field that a fault is told at."""
    name = _FIELDS.get(str(one["code"]), _WAYS[way])
    if way == "tra-loi" and one["code"] == "CV721":  # what the letter does not say: the first that is left blank
        name = next((field for field in ("co_quan", "ngay", "trich_yeu") if not typed.get(field)), name)
    return name if way == "moi" or name == "tep" else f"{name}-{way}"


def _earlier(place: Place, words: str) -> list[Any]:
    """Documents that hold the words, the newest first."""
    kinds = {one.slug: one.name for one in place.facts().kinds}
    asked = {"tim": words, "trang_thai": "", "loai": "", "nam": ""}
    return listing.found(place.cards(), asked, kinds, {})[:FOUND]


async def create(request: Request, place: Place) -> Response:
    """The new file, and its editor."""
    form = await request.form()
    typed = {name: str(form.get(name, "")).strip() for name in NAMES}
    file = uploads.chosen(form)
    if file is not None and not typed["cach"]:
        typed["cach"] = "word"
    result, id = await _made(request, place, typed, file)
    if id is None:
        return await _page(request, place, typed, faults(result, language(request)), 422)
    return RedirectResponse(f"/{place.slug}/van-ban/{quote(id)}/sua", 303)


async def _made(
    request: Request, place: Place, typed: dict[str, str], file: Upload | None
) -> tuple[Result[Any], str | None]:
    """What was done, and the id of the new file."""
    person, desk = session_of(request).person, place.desk
    with tempfile.TemporaryDirectory(prefix="congvan-") as folder:
        kept = await _kept(file, Path(folder)) if file is not None else None
        if typed["cach"] == "word":
            taken = kept or Path(folder, "van-ban.docx")
            found = await run_in_threadpool(partial(desk.import_word, taken, typed["ma"], actor=person))
            made = [one.id for each in found.value.files for one in each.circulars] if found.value is not None else []
            return found, made[0] if made else None
        work: partial[Result[Drafted]]
        if typed["cach"] == "tra-loi":
            work = partial(
                desk.reply, kept or typed["so"], typed["ma"], kind=typed["loai"] or FIRST, issuer=typed["co_quan"],
                day=day_of(typed["ngay"]), subject=typed["trich_yeu"], word=kept is None, actor=person,
            )  # fmt: skip
        elif typed["giong"]:
            work = partial(desk.like, typed["giong"], typed["ma"], actor=person)
        elif typed["theo"]:
            work = partial(desk.follow_up, typed["theo"], typed["ma"], actor=person)
        else:
            work = partial(desk.new, typed["loai"] or FIRST, typed["ma"], actor=person)
        done = await run_in_threadpool(work)
        return done, done.value.id if done.value is not None and not done.failed else None


async def _kept(given: Upload, folder: Path) -> Path:
    """An uploaded file under its own name, in a folder that goes away."""
    file = folder / (uploads.short(given.name) or "van-ban.docx")
    await run_in_threadpool(file.write_bytes, await given.read())
    return file
