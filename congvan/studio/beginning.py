"""Bắt đầu: a folder that is nobody's office yet, step by step → its two files, its recipients, its first letter."""

from __future__ import annotations

import os
from functools import partial
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.studio import uploads
from congvan.studio.guard import session_of
from congvan.studio.jobs import Store, forget
from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, page, say, wrong

FACTS = ("name", "parent", "symbol", "place", "signer", "title")
"""What is asked; the rest can be filled in later."""
NEEDED = frozenset(("name", "symbol", "place", "signer", "title"))
OFFICE = ("issuer.yaml", "recipients.yaml")
KIND = Store("nap")
SUFFIXES = (".xlsx", ".csv")


def begun(place: Place) -> bool:
    """Whether the folder has the files of an office, or one of them, which its own page tells of."""
    root = place.desk.here.workspace.root
    return any(os.path.lexists(root / name) for name in OFFICE)


async def start(request: Request, place: Place) -> Response:
    """The step that comes next."""
    return await _shown(request, place, {}, [], 200)


async def _shown(
    request: Request, place: Place, typed: dict[str, str], told: list[dict[str, object]], status: int, **more: object
) -> Response:
    if not await run_in_threadpool(begun, place):
        return page(
            request, "begin", status, place=place, typed={name: typed.get(name, "") for name in FACTS}, names=FACTS,
            needed=NEEDED, faults=told,
        )  # fmt: skip
    letter = next((card.id for card in await run_in_threadpool(place.cards)), "")
    values = {"listed": None, "rows": [], **more}
    count = len((await run_in_threadpool(place.facts)).recipients)
    return page(request, "begun", status, place=place, faults=told, letter=quote(letter), count=count, **values)


async def make(request: Request, place: Place) -> Response:
    """issuer.yaml, recipients.yaml and a first letter, of what was said."""
    lang, form = language(request), await request.form()
    typed = {name: " ".join(str(form.get(name, "")).split())[:200] for name in FACTS}
    lacking = [name for name in FACTS if name in NEEDED and not typed[name]]
    if lacking:
        told = [wrong(say(lang, "begin.lacking", what=say(lang, f"begin.{name}")), field=name) for name in lacking]
        return await _shown(request, place, typed, told, 422)
    if not await run_in_threadpool(begun, place):
        result = await run_in_threadpool(partial(place.desk.init, actor=session_of(request).person, **typed))
        if result.value is None:
            return await _shown(request, place, typed, faults(result, lang), 422)
    return RedirectResponse(f"/{place.slug}/bat-dau", 303)


async def recipients(request: Request, place: Place) -> Response:
    """An office's list into recipients.yaml, every row or none; each faulty row in a table."""
    lang, form = language(request), await request.form()
    given = uploads.chosen(form)
    if given is None or given.suffix not in SUFFIXES:
        return await _shown(request, place, {}, [wrong(say(lang, "begin.no_list"))], 422)
    file = f"danh-sach{given.suffix}"
    folder = await run_in_threadpool(KIND.put, place, file, await given.read())
    try:
        work = partial(
            place.desk.recipients_import, folder / file, actor=session_of(request).person,
            dry_run=form.get("viec") == "xem",
        )  # fmt: skip
        result = await run_in_threadpool(work)
    finally:
        await run_in_threadpool(forget, folder)
    rows = [
        {**one, "file": given.name if str(one["file"] or "").startswith(str(folder)) else one["file"]}
        for one in faults(result, lang)
    ]  # fmt: skip
    return await _shown(
        request, place, {}, [], 200 if result.ok else 422, listed=result.value, rows=rows, failed=not result.ok
    )
