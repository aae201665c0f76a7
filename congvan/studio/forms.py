"""The form beside the text: made of a text that may not be saved yet, changing that text by operations; what is pasted,
cleaned; documents of the register to refer to. Nothing here writes: the editor saves the text that comes back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from congvan.desk.result import Result
from congvan.model.form import Field, Form, Option
from congvan.model.register import Code
from congvan.problems import Severity
from congvan.studio.editor import LONGEST, id_of, sent
from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import faults, fragment, language, refused, spoken
from congvan.text.dates import short_date
from congvan.text.letters import fold

if TYPE_CHECKING:
    from congvan.desk.circulars import Card

FEW = 12
"""So many choices are a plain list; more are searched."""
FOUND = 20
_WORD = re.compile(r"\w+")
BESIDE = 40_000_000
"""Bytes that are taken in at all; how large a picture or table may be is the desk's to say."""


async def form(request: Request, place: Place) -> Response:
    """The text in the body as a form: HTML, and what may be chosen by the names that fields have for it."""
    text, lang = await request.body(), language(request)
    if len(text) > LONGEST:
        return refused(413, "too_long", lang)
    found = await run_in_threadpool(partial(place.desk.form, id_of(request), text, language=lang))
    if found.value is None:
        return refused(422, "unsaved", lang, faults=faults(found, lang))
    return JSONResponse(await run_in_threadpool(_shown, found.value, lang))


def _shown(form: Form, lang: str) -> dict[str, Any]:
    options = {name: [_option(one) for one in found] for name, found in form.choices.items()}
    if form.unfit is not None:
        return {"html": "", "choices": options, "unfit": spoken(form.unfit, lang)}

    html = fragment(lang, "form.html", form=form, told=partial(spoken, lang=lang), few=FEW, dumps=_json, wrong=_wrong)
    return {"html": html, "choices": options, "unfit": None}


def _wrong(field: Field) -> bool:
    """Whether what stands in a field is an error: a warning, accepted or not, leaves it as valid as it is."""
    return any(one.severity is Severity.ERROR for one in field.faults)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _option(one: Option) -> dict[str, Any]:
    return {key: value for key, value in asdict(one).items() if value}


async def operate(request: Request, place: Place) -> Response:
    """``{text, operations}`` → the text after them; 422 where they can't be done, with the reason and its line."""
    lang = language(request)
    told = await sent(request, lambda body: (_text(body), list(body["operations"])))
    if isinstance(told, Response):
        return told
    text, operations = told
    if not all(isinstance(one, Mapping) for one in operations):
        return refused(400, "broken", lang)
    try:
        found = await run_in_threadpool(partial(place.desk.edit, id_of(request), operations, source=text, judge=False))
    except (ValueError, TypeError, KeyError):  # a mapping that is no operation
        return refused(400, "broken", lang)
    return _changed(found, lang)


def _text(body: Any) -> bytes:
    return str(body["text"]).encode("utf-8", "replace")


def _changed(found: Result[Any], lang: str) -> Response:
    """The text that came of a change, or why there is none."""
    if found.value is None:
        return refused(422, "unsaved", lang, faults=faults(found, lang))
    return JSONResponse({"text": found.value.data.decode("utf-8")})


async def mend(request: Request, place: Place) -> Response:
    """``{text, code, line, column}`` → the text with that fault's correction; 422 where it has none by now."""
    told = await sent(request, lambda body: (_text(body), str(body["code"]), int(body["line"]), int(body["column"])))
    if isinstance(told, Response):
        return told
    text, code, line, column = told
    work = partial(place.desk.mend, id_of(request), text, code=code, line=line, column=column)
    return _changed(await run_in_threadpool(work), language(request))


async def complete(request: Request, place: Place) -> Response:
    """``{text, line, column}`` → the word that is typed there, and what it may become."""
    told = await sent(request, lambda body: (_text(body), int(body["line"]), int(body["column"])))
    if isinstance(told, Response):
        return told
    text, line, column = told
    work = partial(place.desk.complete, id_of(request), text, line=line, column=column, language=language(request))
    found = (await run_in_threadpool(work)).value
    return JSONResponse({"word": found.word, "found": [asdict(one) for one in found.found]} if found else {"found": []})


async def picture(request: Request, place: Place) -> Response:
    """The bytes of a picture, ``?ten=`` its name → its path as the text names it, beside the circular."""
    return await _beside(request, place.desk.picture)


async def enclosure(request: Request, place: Place) -> Response:
    """The bytes of a table, ``?ten=`` its file's name → its path as the text names it, beside the circular."""
    return await _beside(request, place.desk.enclosure)


async def _beside(request: Request, deed: Callable[..., Result[Any]]) -> Response:
    lang, name = language(request), request.query_params.get("ten", "")[:200]
    size = request.headers.get("content-length", "")
    if not size.isdecimal() or int(size) > BESIDE:
        return refused(413, "too_long", lang)
    work = partial(deed, id_of(request), name, await request.body(), actor=session_of(request).person)
    found = await run_in_threadpool(work)
    if found.value is None:
        return refused(422, "unsaved", lang, faults=faults(found, lang))
    return JSONResponse({"path": found.value.path})


async def paste(request: Request, place: Place) -> Response:
    """``{html, text}`` of a clipboard → Markdown, and what was done to it."""
    lang = language(request)
    told = await sent(request, lambda body: (str(body.get("html") or ""), str(body.get("text") or "")), 4 * LONGEST)
    if isinstance(told, Response):
        return told
    found = await run_in_threadpool(place.desk.paste, *told)
    if found.value is None:
        return refused(422, "unsaved", lang, faults=faults(found, lang))
    return JSONResponse({"markdown": found.value.markdown, "said": [one.message(lang) for one in found.diagnostics]})


async def known(request: Request, place: Place) -> Response:
    """Documents of ours whose words are asked for (none: the newest), each as a reference that can be put in: those of
    the register, and those whose files bear a number that no register gave.
    """
    words = request.query_params.get("tim", "").strip()
    return JSONResponse({"found": await run_in_threadpool(_known, place, words)})


def _known(place: Place, words: str) -> list[dict[str, Any]]:
    found = place.desk.register_search(words, limit=FOUND).value if words else place.desk.register_page().value
    entries = [one for one in found.entries if one.date is not None and one.state == "issued"] if found else []
    cards = [card for card in place.cards() if card.state == "unregistered" and card.date and _fits(card, words)]
    beside = place.desk.cite([card.id for card in cards[:FOUND]]).value if cards else ()
    return [
        *(_reference(one.code, one.date, one.draft.subject) for one in entries[:FOUND] if one.date),
        *(_reference(one.code, one.date, one.facts["subject"], one.facts) for one in beside or ()),
    ][:FOUND]


def _fits(card: Card, words: str) -> bool:
    """Whether number or subject of a document have every word of these, with or without marks."""
    return all(word in fold(f"{card.code} {card.subject} {card.id}") for word in _WORD.findall(fold(words)))


def _reference(code: Code, day: date, subject: str, facts: Mapping[str, str] | None = None) -> dict[str, Any]:
    """``facts``: what a reference has to say of a document that the register can't complete."""
    return {
        "key": f"cv{code.number}", "label": f"{code} ({short_date(day)})", "about": subject,
        "value": dict(facts or {"number": str(code), "year": str(day.year)}),
    }  # fmt: skip
