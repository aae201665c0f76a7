"""Dùng VGCA: the program of Ban Cơ yếu on a clerk's PC, which a page of ours speaks to and which speaks to us.

The page asks for two addresses that work once (:mod:`congvan.studio.errands`), and hands them to the program over
``wss://127.0.0.1:8987``; the program fetches the file, signs it with the token in the PC, brings it back, and answers
the page. What comes back is taken as an upload is: the file that was handed out and signatures on it.
"""

from __future__ import annotations

from datetime import datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from congvan.studio import traces
from congvan.studio.errands import LASTS, Errand, Way
from congvan.studio.guard import LARGEST, ONCE, session_of
from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, page, refused, say
from congvan.studio.rights import allowed
from congvan.text.zones import zone

if TYPE_CHECKING:
    from congvan.desk.circulars import Card
    from congvan.people.steps import Act
    from congvan.studio.studio import Studio

ADDRESS = ONCE.rstrip("/")
AGENT = "wss://127.0.0.1:8987"
CALLS: dict[Act, str] = {"sign": "SignApproved", "seal": "SignIssued"}
"""What the program is asked to do: the signature of whoever approves, the seal of whoever issues."""


async def ask(request: Request, place: Place) -> Response:
    """POST by the script of the page → where the program listens, and what it is told."""
    studio: Studio = request.app.state.studio
    id, lang, form = request.path_params["id"], language(request), await request.form()
    act: Act = "seal" if form.get("viec") == "dau" else "sign"
    card = await run_in_threadpool(place.card, id)
    if card is None:
        return page(request, "missing", 404, place=place)
    if "x-csrf-token" not in request.headers:  # the form was sent without our script, which alone can speak to it
        return page(request, "agent", 422, place=place, card=card)
    if not await run_in_threadpool(partial(allowed, request, place, act, alone=True)):
        return refused(403, "forbidden", lang)
    state = (await run_in_threadpool(place.desk.signing, id)).value
    if state is None or state.file is None:
        return JSONResponse({"error": "not_ready", "message": say(lang, "agent.not_ready")}, 409)
    base, until = f"{request.url.scheme}://{request.url.netloc}{ADDRESS}", studio.now() + LASTS

    def word(way: Way) -> str:
        assert state is not None
        assert state.file is not None
        return studio.errands.give(Errand(way, place.slug, id, act, state.file, session_of(request), until))

    told = {
        "FileName": f"{base}/{word('down')}/{quote(id.rpartition('/')[2])}.pdf",
        "FileUploadHandler": f"{base}/{word('up')}",
        "SessionId": "", "JWTToken": "", "MetaData": [], **(_issued(card) if act == "seal" else {}),
    }  # fmt: skip
    return JSONResponse({"agent": f"{AGENT}/{CALLS[act]}", "told": told})


def _issued(card: Card) -> dict[str, str]:
    """Number and day, which the program writes where the page has gaps for them."""
    if card.date is None:
        return {"DocNumber": "", "IssuedDate": ""}
    noon = datetime.combine(card.date, time(12), zone(None))
    return {"DocNumber": card.code.partition("/")[0], "IssuedDate": noon.isoformat()}


def _used_up(request: Request) -> Response:
    return _said(410, False, say(language(request), "agent.used_up"))


def _said(status: int, good: bool, message: str, name: str = "", where: str = "") -> Response:
    """What the program reads, and hands on to the page."""
    return JSONResponse({"Status": good, "Message": message, "FileName": name, "FileServer": where}, status)


async def hand(request: Request) -> Response:
    """The file down, once."""
    studio: Studio = request.app.state.studio
    if request.method == "HEAD":  # who only asks whether it is there uses nothing up, and is told nothing
        return Response(status_code=200, media_type="application/pdf")
    errand = studio.errands.take(request.path_params["word"], "down", studio.now())
    if errand is None or not await run_in_threadpool(studio.sessions.stands, errand.session):
        return _used_up(request)
    data = await run_in_threadpool(errand.file.read_bytes)
    name = quote(errand.file.name)
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(data, media_type="application/pdf", headers=headers)


async def take(request: Request) -> Response:
    """The signed file up, once, whatever comes of it: taken if whoever asked for the address may still do it."""
    studio: Studio = request.app.state.studio
    lang, word = language(request), request.path_params["word"]
    errand = studio.errands.take(word, "up", studio.now())
    if errand is None or not await run_in_threadpool(studio.sessions.stands, errand.session):
        return _used_up(request)
    place = studio.offices.find(errand.office)
    data, name = await _brought(request)
    if place is None or data is None:
        return _said(422, False, say(lang, "sign.no_file"))
    if len(data) > LARGEST:
        return _said(413, False, say(lang, "sign.too_large"))
    async with studio.turns.at(place.slug, errand.id):
        return await _taken(studio, errand, place, data, name, lang)


async def _taken(studio: Studio, errand: Errand, place: Place, data: bytes, name: str, lang: str) -> Response:
    doer = traces.Doer(studio.people, errand.session, lang) if studio.people is not None else None
    record = await run_in_threadpool(traces.made, doer, place, errand.id, (errand.act,))
    if doer is not None and record is None:
        return _said(403, False, say(lang, "error.forbidden"))
    ring = (await run_in_threadpool(place.desk.keys)).value
    trust = ring.trust if ring is not None else ()
    work = partial(place.desk.take_signed, errand.id, data, name, trust=trust, actor=errand.session.person)
    done: Any = await run_in_threadpool(work)
    if done.value is None:
        return _said(422, False, "; ".join(str(one["message"]) for one in faults(done, lang)))
    await traces.kept(record)
    return _said(200, True, "", name, f"/{place.slug}/van-ban/{quote(errand.id)}/ky")


async def _brought(request: Request) -> tuple[bytes | None, str]:
    """The file of a form, under whatever name its field has, or the body itself."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        form = await request.form(max_files=4, max_fields=40)
        found = next((value for _, value in form.multi_items() if isinstance(value, UploadFile)), None)
        return (await found.read(LARGEST + 1), found.filename or "signed.pdf") if found is not None else (None, "")
    data = await request.body()
    return (data, "signed.pdf") if data.startswith(b"%PDF") else (None, "")
