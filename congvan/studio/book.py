"""Sổ văn bản đi: the book by pages, one line of it with its chain, numbers set aside and voided, its head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.messages import screens
from congvan.studio import chain
from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, moment, page, say, wrong
from congvan.text.dates import day_of

if TYPE_CHECKING:
    from congvan.desk.register_look import BookPage
    from congvan.desk.result import Result
    from congvan.model.register import Entry, Logged
    from congvan.studio.studio import Studio

SIZE = 50
ASKED = ("tim", "nam", "loai", "don_vi", "nguoi_ky", "trang_thai", "tu", "den", "day")
"""What the book is filtered by, as it stands in an address."""
ALL = "moi-nam"
"""As ``nam``: every year."""
STATES: Mapping[str, Literal["issued", "reserved", "void", "recalled"]] = {
    "da-cap": "issued", "da-giu": "reserved", "da-huy": "void", "da-thu-hoi": "recalled",
}  # fmt: skip
LATEST = 0


def filters(asked: Mapping[str, str]) -> dict[str, Any]:
    """An address → what the desk's deeds of the book take; what is no day, year or state there restricts nothing."""
    year = LATEST if not asked["nam"] else int(asked["nam"]) if _small(asked["nam"]) else None
    return {
        "year": year, "since": day_of(asked["tu"]), "until": day_of(asked["den"]), "kind": asked["loai"] or None,
        "sequence": asked["day"] or None, "unit": asked["don_vi"] or None, "signer": asked["nguoi_ky"] or None,
        "state": STATES.get(asked["trang_thai"]), "words": asked["tim"] or None,
    }  # fmt: skip


def _small(typed: str) -> bool:
    return typed.isdecimal() and len(typed) == 4


def asked_of(given: Mapping[str, Any]) -> dict[str, str]:
    """What an address or a form asks for."""
    asked = {name: str(given.get(name, "")).strip() for name in ASKED}
    for name in ("tu", "den"):  # as a date field shows it
        found = day_of(asked[name])
        asked[name] = found.isoformat() if found is not None else ""
    return asked


async def book(request: Request, place: Place) -> Response:
    """A page of the book; ``?van-ban=ID`` leads to the line of a circular."""
    id = request.query_params.get("van-ban", "")
    if id:
        return await _line_of(request, place, id)
    return await shown(request, place, asked_of(request.query_params), [], 200)


async def shown(
    request: Request, place: Place, asked: dict[str, str], told: list[dict[str, object]], status: int
) -> Response:
    """The book as it is asked for, and what is to be told."""
    typed = request.query_params.get("trang", "1")
    at = max(1, int(typed)) if typed.isdecimal() and len(typed) < 7 else 1
    work = partial(place.desk.register_page, **filters(asked), at=at, size=SIZE, known=place.book)
    result: Result[BookPage] = await run_in_threadpool(work)
    found = result.value
    if found is not None:
        place.book[found.year] = found
        while len(place.book) > 20:
            del place.book[next(iter(place.book))]
        if not asked["nam"] and found.year is not None:
            asked = {**asked, "nam": str(found.year)}
    query = urlencode({name: value for name, value in asked.items() if value})
    return page(
        request, "book", status, place=place, found=found, asked=asked,
        faults=told or faults(result, language(request)),
        states=STATES, all=ALL, query=query, address=partial(_address, f"/{place.slug}"), units=place.facts().units,
        narrowed=any(value for name, value in asked.items() if name != "nam"),
    )  # fmt: skip


def _address(at: str, entry: Entry) -> str:
    return chain.address(at, entry.code, entry.year, entry.sequence)


async def _line_of(request: Request, place: Place, id: str) -> Response:
    found = (await run_in_threadpool(place.desk.register_show, id)).value
    if found is None:
        card = await run_in_threadpool(place.card, id)
        if card is None or card.state != "void":
            return page(request, "missing", 404, place=place)
        return RedirectResponse(f"/{place.slug}/so/{card.year}/{card.code}", 303)
    return RedirectResponse(_address(f"/{place.slug}", found.entry), 303)


async def entry(request: Request, place: Place) -> Response:
    """One line: issued here, imported, set aside, voided; or another agency's letter that was answered."""
    lang, studio = language(request), _studio(request)
    year, code = request.path_params["year"], request.path_params["code"]
    sequence = request.query_params.get("day") or None
    at, desk = f"/{place.slug}", place.desk
    linked = (await run_in_threadpool(partial(desk.register_chain, code, year=year, sequence=sequence))).value
    if linked is None:
        return page(request, "missing", 404, place=place)
    start = linked.points[linked.start]
    log: list[tuple[str, str, str]] = []
    if start.entry is not None:
        show = partial(desk.register_show, str(start.entry.code), year=start.year, sequence=start.entry.sequence)
        found = (await run_in_threadpool(show)).value
        log = logged(found.log, place, lang, place.local(studio.now())) if found is not None else []
    return page(
        request, "entry", place=place, point=start, entry=start.entry, log=log,
        drawn=chain.picture(linked, at) if len(linked.points) > 1 else None, size=(chain.WIDTH, chain.HEIGHT),
        units=place.facts().units,
    )  # fmt: skip


def logged(rows: Sequence[Logged], place: Place, lang: str, now: datetime | None = None) -> list[tuple[str, str, str]]:
    """What the register's log tells: when, who, what; the newest first."""

    def did(row: Logged) -> str:
        named = f"log.{row.kind}" if f"log.{row.kind}" in screens() else "log.other"
        return say(lang, named, kind=row.kind, sha256=row.sha256 or "")

    return [
        (moment(place.local(datetime.fromisoformat(row.at)), lang, now), row.actor or "–", did(row))
        for row in reversed(rows)
    ]


def _studio(request: Request) -> Studio:
    studio: Studio = request.app.state.studio
    return studio


NOTED = ("so", "nam", "loai", "ly_do")


async def reserving(request: Request, place: Place) -> Response:
    """Giữ số."""
    return await _noting(request, place, "reserve", dict(request.query_params), [], 200)


async def voiding(request: Request, place: Place) -> Response:
    """Hủy số; ``?so=…&nam=…`` names it already."""
    return await _noting(request, place, "void", dict(request.query_params), [], 200)


async def _noting(
    request: Request, place: Place, deed: str, typed: Mapping[str, str], told: list[dict[str, object]], status: int
) -> Response:
    year = place.local(_studio(request).now()).year
    values = {name: str(typed.get(name, "")) for name in NOTED}
    work = partial(place.desk.register_page, year=LATEST, size=1, known=place.book)
    found: BookPage | None = (await run_in_threadpool(work)).value
    years = sorted({year, *(found.facets.years if found is not None else ())}, reverse=True)
    return page(
        request, "noting", status, place=place, deed=deed, typed=values, faults=told, years=years,
        year=int(values["nam"]) if _small(values["nam"]) else year, kinds=place.facts().kinds,
    )  # fmt: skip


async def reserve(request: Request, place: Place) -> Response:
    """Numbers set aside; then the book, where they stand."""
    return await _noted(request, place, "reserve")


async def void(request: Request, place: Place) -> Response:
    """A number voided; then its line."""
    return await _noted(request, place, "void")


async def _noted(request: Request, place: Place, deed: str) -> Response:
    form = await request.form()
    typed = {name: str(form.get(name, "")).strip() for name in NOTED}
    if not _small(typed["nam"]):  # the year is always named: a number is one of a year
        told = [wrong(say(language(request), "noting.no_year"))]
        return await _noting(request, place, deed, typed, told, 422)
    done = getattr(place.desk, f"register_{deed}")
    more = {"year": int(typed["nam"]), "kind": typed["loai"] or None, "actor": session_of(request).person}
    result = await run_in_threadpool(partial(done, typed["so"], typed["ly_do"], **more))
    if not result.ok or not result.value:
        return await _noting(request, place, deed, typed, faults(result, language(request)), 422)
    first = result.value[0]
    if len(result.value) > 1:
        state = "da-giu" if deed == "reserve" else "da-huy"
        return RedirectResponse(f"/{place.slug}/so?nam={first.year}&trang_thai={state}", 303)
    return RedirectResponse(_address(f"/{place.slug}", first), 303)


async def head(request: Request, place: Place) -> Response:
    """Mã đầu sổ: to be written down outside of the machine."""
    result = await run_in_threadpool(place.desk.register_head)
    top = result.value
    at = moment(place.local(datetime.fromisoformat(top.standing.head.at)), language(request)) if top else ""
    return page(request, "head", place=place, top=top, at=at, faults=faults(result, language(request)))
