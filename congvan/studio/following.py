"""What starts from an issued document: it is read-only itself, so each of these is a draft of its own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, page
from congvan.text.dates import day_of

if TYPE_CHECKING:
    from congvan.desk.drafting import Drafted
    from congvan.desk.result import Result
    from congvan.studio.studio import Studio

WAYS = {"dinh-chinh": "corrects", "thay-the": "replaces", "thu-hoi": "recalls", "lan-tiep": "follows", "tra-loi": ""}
"""The last word of an address → how the draft is joined to the document; a reply is to another agency's letter."""


async def blank(request: Request, place: Place) -> Response:
    """The form: an id, and for a reply the letter that came."""
    return await _form(request, place, {}, [], 200)


async def _form(
    request: Request, place: Place, typed: dict[str, str], told: list[dict[str, object]], status: int
) -> Response:
    studio: Studio = request.app.state.studio
    id, way = request.path_params["id"], request.path_params["way"]
    card = await run_in_threadpool(place.card, id)
    if card is None or way not in WAYS or not card.code:
        return page(request, "missing", 404, place=place)
    proposed = f"{place.local(studio.now()).year}/{way}-{card.id.rpartition('/')[2]}"
    return page(
        request, "following", status, place=place, card=card, way=way, faults=told, proposed=proposed,
        typed={name: typed.get(name, "") for name in ("ma", "thu", "co_quan", "ngay", "trich_yeu")},
    )  # fmt: skip


async def create(request: Request, place: Place) -> Response:
    """The draft, and its editor."""
    id, way, form = request.path_params["id"], request.path_params["way"], await request.form()
    if way not in WAYS:
        return page(request, "missing", 404, place=place)
    typed = {name: str(form.get(name, "")).strip() for name in ("ma", "thu", "co_quan", "ngay", "trich_yeu")}
    person = session_of(request).person
    if way == "tra-loi":
        work = partial(
            place.desk.reply, typed["thu"], typed["ma"], issuer=typed["co_quan"], day=day_of(typed["ngay"]),
            subject=typed["trich_yeu"], word=True, actor=person,
        )  # fmt: skip
    else:
        work = partial(place.desk.follow_up, id, typed["ma"], by=WAYS[way], actor=person)
    result: Result[Drafted] = await run_in_threadpool(work)
    if result.value is None:
        return await _form(request, place, typed, faults(result, language(request)), 422)
    return RedirectResponse(f"/{place.slug}/van-ban/{quote(result.value.id)}/sua", 303)
