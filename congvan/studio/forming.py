"""The form of a file: made by the desk, shown by the templates beside it, changed by operations on its fields."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from congvan.desk.result import Result
from congvan.studio.editor import conflict, expected, id_of, quoted, saved, unsaved
from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import fault, fragment, language, refused

if TYPE_CHECKING:
    from congvan.desk.texts import Saved
    from congvan.model.form import Form

MOST = 200
"""Operations at once."""


async def form(request: Request, place: Place) -> Response:
    """The form as HTML, with the ETag of the text that it is made of."""
    id, lang = id_of(request), language(request)
    found = await run_in_threadpool(partial(place.desk.form, id, language=lang))
    if found.value is None:
        return refused(404, "missing", lang)
    html = await run_in_threadpool(shown, found.value, lang)
    return HTMLResponse(html, headers={"etag": quoted(found.value.etag)})


def shown(made: Form, lang: str) -> str:
    """A form as the browser shows it."""
    return fragment(lang, "form.html", form=made, faulted=lambda one: fault(one, lang))


async def operate(request: Request, place: Place) -> Response:
    """Operations on fields, over the text that whoever sends them has seen: 428 without its ETag, 412 where it is
    another by now. With ``form`` in the body the answer brings the form anew.
    """
    id, lang, etag = id_of(request), language(request), expected(request)
    if etag is None:
        return refused(428, "no_etag", lang)
    told = _told(await request.body())
    if told is None:
        return refused(400, "strange", lang)
    person = session_of(request).person
    work = partial(place.desk.edit, id, told["operations"], expected=etag, actor=person)
    try:
        found: Result[Saved] = await run_in_threadpool(work)
    except ValueError:
        return refused(400, "strange", lang)
    if found.value is not None and found.value.conflict is not None:
        if not await run_in_threadpool(_done_before, place, id, told["operations"], etag, found.value.data):
            return conflict(request, place, found.value.conflict, None)
    elif found.value is None:
        return unsaved(found, lang)
    more: dict[str, Any] = {}
    if told.get("form"):
        made = await run_in_threadpool(partial(place.desk.form, id, language=lang))
        if made.value is not None:
            more["form"] = await run_in_threadpool(shown, made.value, lang)
            return saved(request, place, made.value.etag, **more)
    return saved(request, place, found.value.etag, **more)


def _told(body: bytes) -> dict[str, Any] | None:
    """What a script sends: ``{"operations": [{"path": …, "set": …}], "form": true}``; None where it is none."""
    try:
        told = json.loads(body)
    except ValueError:
        return None
    if not isinstance(told, dict) or not isinstance(told.get("operations"), list):
        return None
    operations = told["operations"]
    return told if len(operations) <= MOST and all(isinstance(one, dict) for one in operations) else None


def _done_before(place: Place, id: str, operations: list[dict[str, Any]], etag: str, now: bytes) -> bool:
    """Whether these very operations made the text that is there: then their answer was lost on its way."""
    every = place.desk.versions(id).value or ()
    base = next((one for one in every if one.etag == etag), None)
    text = place.desk.version(id, base.number).value if base is not None else None
    if text is None:
        return False
    made = place.desk.edit(id, operations, source=text.data).value
    return made is not None and made.data == now
