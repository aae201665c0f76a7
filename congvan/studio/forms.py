"""The form beside the text: made of a text that may not be saved yet, changing that text by operations; what is pasted,
cleaned; documents of the register to refer to. Nothing here writes: the editor saves the text that comes back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from congvan.model.form import Form, Option
from congvan.model.register import Entry
from congvan.studio.editor import LONGEST, id_of
from congvan.studio.offices import Place
from congvan.studio.pages import fault, faults, fragment, language, refused

FEW = 12
"""So many choices are a plain list; more are searched."""
FOUND = 20


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
        return {"html": "", "choices": options, "unfit": fault(_spoken(form.unfit), lang)}

    def told(one: Any) -> dict[str, object]:
        return fault(_spoken(one), lang)

    html = fragment(lang, "form.html", form=form, told=told, few=FEW, dumps=_json)
    return {"html": html, "choices": options, "unfit": None}


def _spoken(found: Any) -> Any:
    from congvan.desk.result import Diagnostic

    return Diagnostic.of(found)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _option(one: Option) -> dict[str, Any]:
    return {key: value for key, value in asdict(one).items() if value}


async def operate(request: Request, place: Place) -> Response:
    """``{text, operations}`` → the text after them; 422 where they can't be done, with the reason and its line."""
    lang = language(request)
    body = await request.body()
    if len(body) > 2 * LONGEST:
        return refused(413, "too_long", lang)
    try:
        told = json.loads(body)
        text, operations = str(told["text"]), list(told["operations"])
        if not all(isinstance(one, Mapping) for one in operations):
            raise TypeError
        done = partial(place.desk.edit, id_of(request), operations, source=text.encode("utf-8", "replace"), judge=False)
        found = await run_in_threadpool(done)
    except (ValueError, TypeError, KeyError, UnicodeError):
        return refused(400, "broken", lang)
    if found.value is None:
        return refused(422, "unsaved", lang, faults=faults(found, lang))
    return JSONResponse({"text": found.value.data.decode("utf-8")})


async def mend(request: Request, place: Place) -> Response:
    """``{text, code, line, column}`` → the text with that fault's correction; 422 where it has none by now."""
    lang = language(request)
    body = await request.body()
    if len(body) > 2 * LONGEST:
        return refused(413, "too_long", lang)
    try:
        told = json.loads(body)
        text = str(told["text"]).encode("utf-8", "replace")
        fault = {"code": str(told["code"]), "line": int(told["line"]), "column": int(told["column"])}
    except (ValueError, TypeError, KeyError):
        return refused(400, "broken", lang)
    found = await run_in_threadpool(partial(place.desk.mend, id_of(request), text, **fault))  # type: ignore[arg-type]
    if found.value is None:
        return refused(422, "unsaved", lang, faults=faults(found, lang))
    return JSONResponse({"text": found.value.data.decode("utf-8")})


async def complete(request: Request, place: Place) -> Response:
    """``{text, line, column}`` → the word that is typed there, and what it may become."""
    lang = language(request)
    body = await request.body()
    if len(body) > 2 * LONGEST:
        return refused(413, "too_long", lang)
    try:
        told = json.loads(body)
        text, line, column = str(told["text"]).encode("utf-8", "replace"), int(told["line"]), int(told["column"])
    except (ValueError, TypeError, KeyError):
        return refused(400, "broken", lang)
    work = partial(place.desk.complete, id_of(request), text, line=line, column=column, language=lang)
    found = (await run_in_threadpool(work)).value
    return JSONResponse({"word": found.word, "found": [asdict(one) for one in found.found]} if found else {"found": []})


async def paste(request: Request, place: Place) -> Response:
    """``{html, text}`` of a clipboard → Markdown, and what was done to it."""
    lang = language(request)
    body = await request.body()
    if len(body) > 4 * LONGEST:
        return refused(413, "too_long", lang)
    try:
        told = json.loads(body)
        given = str(told.get("html") or ""), str(told.get("text") or "")
    except (ValueError, AttributeError):
        return refused(400, "broken", lang)
    found = await run_in_threadpool(place.desk.paste, *given)
    if found.value is None:
        return refused(422, "unsaved", lang, faults=faults(found, lang))
    return JSONResponse({"markdown": found.value.markdown, "said": [one.message(lang) for one in found.diagnostics]})


async def known(request: Request, place: Place) -> Response:
    """Documents of the register whose words are asked for, the newest first, each as a reference that can be put in."""
    words = request.query_params.get("tim", "").strip()
    found = await run_in_threadpool(partial(place.desk.register_search, words, limit=FOUND)) if words else None
    entries = found.value.entries if found is not None and found.value is not None else ()
    return JSONResponse({"found": [_reference(one) for one in entries if one.date is not None]})


def _reference(one: Entry) -> dict[str, Any]:
    assert one.date is not None
    return {
        "key": f"cv{one.number}", "label": f"{one.code} ({one.date.day}/{one.date.month}/{one.date.year})",
        "about": one.draft.subject, "value": {"number": str(one.code), "year": str(one.date.year)},
    }  # fmt: skip
