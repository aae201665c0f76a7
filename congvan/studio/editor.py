"""The editor: its shell, the text in and out, what it looks like, who else is at it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from congvan.desk.result import Result
from congvan.machine.versions import hash_of
from congvan.studio import differing, recording
from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, moment, page, refused, say

if TYPE_CHECKING:
    from congvan.desk.texts import Conflict, Saved
    from congvan.desk.versions import Version
    from congvan.studio.progress import Progress
    from congvan.studio.studio import Studio

T = TypeVar("T")
LONGEST = 2_000_000
"""Bytes of a text."""
OFFICE = ("issuer.yaml", "recipients.yaml")
"""The office's own files, written as circulars are, without a page beside them."""


def id_of(request: Request) -> str:
    """The file of an address: a circular's id below ``van-ban``, a file of the office's below ``co-quan``."""
    id: str = request.path_params["id"]
    office = request.url.path.startswith(f"/{request.path_params['office']}/co-quan/")
    return id if (id in OFFICE) == office else "?"  # which is no id


async def editor(request: Request, place: Place) -> Response:
    """The shell: the text as it stands is in the page, so that the first view needs no second request."""
    id, lang = id_of(request), language(request)
    found = await run_in_threadpool(place.desk.source, id)
    if found.value is None:
        return page(request, "missing", 404, place=place)
    return page(
        request, "editor", place=place, id=id, etag=found.value.etag, own=id in OFFICE, issued=found.value.issued,
        text=json.dumps(found.value.data.decode("utf-8", "replace"), ensure_ascii=False), words=_words(lang),
    )  # fmt: skip


def _words(lang: str) -> str:
    """What the scripts of the editor say, as JSON."""
    from congvan.messages import screens

    found = {name.removeprefix("js."): entry[lang] for name, entry in screens().items() if name.startswith("js.")}
    return json.dumps(found, ensure_ascii=False)


async def read(request: Request, place: Place) -> Response:
    """The text, with the ETag that a write has to name."""
    found = (await run_in_threadpool(place.desk.version, id_of(request), 0)).value
    if found is None:
        return refused(404, "missing", language(request))
    headers = {"etag": quoted(found.version.etag)}
    return Response(found.data, headers=headers, media_type="text/yaml; charset=utf-8")


def quoted(etag: str) -> str:
    """An ETag as a header has it."""
    return f'"{etag}"'


def expected(request: Request) -> str | None:
    """The ETag that whoever writes has seen; None where none is named."""
    given = request.headers.get("if-match", "").strip().removeprefix("W/").strip('"')
    return given or None


async def write(request: Request, place: Place) -> Response:
    """The whole text, over the one that the writer has seen, and over no other: 428 without an ETag, 412 where
    somebody else was faster.
    """
    id, lang, etag = id_of(request), language(request), expected(request)
    if etag is None:
        return refused(428, "no_etag", lang)
    text = await request.body()
    if len(text) > LONGEST:
        return refused(413, "too_long", lang)
    person = session_of(request).person
    await run_in_threadpool(edited, request, place, id, etag, text)
    found: Result[Saved] = await run_in_threadpool(place.desk.write, id, text, expected=etag, actor=person)
    if found.value is not None and found.value.conflict is not None and found.value.data != text:
        return await run_in_threadpool(conflict, request, place, found.value.conflict, text)
    if found.value is None:
        return unsaved(found, lang)
    # Where what lies there is what was sent, somebody's save has lost its answer on the way, and that was it.
    return saved(request, place, found.value.etag)


def edited(request: Request, place: Place, id: str, etag: str, text: bytes) -> None:
    """Whoever changes what others have consented to is named in the register before it is changed; a draft of which
    nobody has said anything yet has its versions. Errors: as of :func:`recording.record`.
    """
    stand: Progress | None = request.state.stand
    if stand is not None and stand.story.counted and stand.facts.etag == etag != hash_of(text):
        recording.record(session_of(request), place, "edit", id, etag, hash_of(text))


def unsaved(found: Result[Any], lang: str) -> Response:
    """Why nothing could be written: 404 where there is no such file any more."""
    status = 404 if any(one.code == "CV402" for one in found.diagnostics) else 422
    error = {404: "missing", 422: "unsaved"}[status]
    return refused(status, error, lang, faults=faults(found, lang))


def _now(request: Request) -> datetime:
    studio: Studio = request.app.state.studio
    return studio.now()


def saved(request: Request, place: Place, etag: str, **more: object) -> Response:
    """200, with what names the text from now on and when it was saved."""
    at = place.local(_now(request))
    return JSONResponse({"etag": etag, "at": f"{at:%H:%M:%S}", **more}, headers={"etag": quoted(etag)})


def conflict(request: Request, place: Place, found: Conflict, mine: bytes) -> Response:
    """412: who has changed it, when, what differs, and the text as it is, so that a person can choose. ``mine``: what
    would have been saved.
    """
    lang = language(request)
    theirs = found.data.decode("utf-8", "replace")
    who, when = _who(found, place, lang, _now(request))
    return refused(
        412, "changed", lang, etag=found.etag, text=theirs, who=who, when=when,
        difference=differing.words(theirs, mine.decode("utf-8", "replace")), todo=say(lang, "error.changed.todo"),
    )  # fmt: skip


def _who(found: Conflict | Version, place: Place, lang: str, now: datetime) -> tuple[str, str]:
    """Who wrote what stands there, and when: one of us, or somebody outside the browser."""
    at = getattr(found, "at", None) or getattr(found, "since", None)
    return found.actor or say(lang, "outside"), moment(place.local(at), lang, place.local(now)) if at else ""


async def look(request: Request, place: Place) -> Response:
    """What the text in the body looks like, or (``?dia``) what stands on the disk: HTML at once, or with ``?trang``
    the true pages; and every fault.
    """
    id, lang = id_of(request), language(request)
    studio: Studio = request.app.state.studio
    text = None if "dia" in request.query_params else await request.body()
    if id in OFFICE:  # no operation on a text that nobody has saved: its faults, and nothing is written
        judged = await run_in_threadpool(partial(place.desk.edit, id, (), source=text or b""))
        return JSONResponse({"faults": faults(judged, lang, text), "html": None})
    if "trang" in request.query_params:
        result, sheets = await run_in_threadpool(studio.drawer.sheets, place, id, text)
        told = {"pages": sheets.pages, "sizes": sheets.sizes, "places": sheets.places} if sheets is not None else {}
        return JSONResponse({"faults": faults(result, lang), **told})
    result = await run_in_threadpool(studio.drawer.html, place, id, text)
    html = result.value.html if result.value is not None else None
    return JSONResponse({"faults": faults(result, lang, text), "html": html})


async def difference(request: Request, place: Place) -> Response:
    """What differs between the text on the disk and the one in the body, word by word."""
    found = (await run_in_threadpool(place.desk.version, id_of(request), 0)).value
    if found is None:
        return refused(404, "missing", language(request))
    mine = (await request.body()).decode("utf-8", "replace")
    theirs = found.data.decode("utf-8", "replace")
    return JSONResponse({"difference": await run_in_threadpool(differing.words, theirs, mine)})


async def sent(request: Request, read: Callable[[Any], T], longest: int = 2 * LONGEST) -> T | Response:
    """What ``read`` finds in a body of JSON; the answer where it is too long, or isn't what a page of ours sends."""
    body = await request.body()
    if len(body) > longest:
        return refused(413, "too_long", language(request))
    try:
        return read(json.loads(body))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return refused(400, "broken", language(request))


async def beat(request: Request, place: Place) -> Response:
    """An open editor says that it is there, and learns who else is, and whether the text was changed under it."""
    id, lang, now = id_of(request), language(request), _now(request)
    told = await sent(request, lambda body: {name: body.get(name) for name in ("tab", "left", "typing", "etag")})
    if isinstance(told, Response):
        return told
    tab, person = str(told["tab"] or "")[:64], session_of(request).person
    if told["left"]:
        place.presence.left(id, tab)
        return Response(status_code=204)
    others = place.presence.here(id, tab, person, now, typing=bool(told["typing"]))
    every = (await run_in_threadpool(place.desk.versions, id)).value
    body: dict[str, Any] = {
        "others": [{"who": o.person, "since": moment(place.local(o.since), lang, place.local(now))} for o in others]
    }
    if not every:
        return JSONResponse({**body, "gone": True})
    body["etag"] = every[0].etag
    if every[0].etag != told["etag"]:
        body["who"], body["when"] = await run_in_threadpool(_last, place, id, every[0], lang, now)
    return JSONResponse(body)


def _last(place: Place, id: str, found: Version, lang: str, now: datetime) -> tuple[str, str]:
    """Who saved last, and when, where that is known: else when the file was written."""
    if found.since is not None:
        return _who(found, place, lang, now)
    card = place.card(id)
    return say(lang, "outside"), moment(place.local(card.modified), lang, place.local(now)) if card else ""
