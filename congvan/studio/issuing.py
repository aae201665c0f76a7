"""Phát hành, theo dõi: the plan as it would be carried out, a person's word for exactly that plan, then the ledger.

Whoever presses "Phát hành" has seen a plan, and the form names it: when the list, an address, the file or the ledger
has changed since, the plan is shown anew with what is different, and nothing is sent. The sending itself is a process
of its own (:mod:`congvan.studio.background`) that is told the plan's name, too, and refuses any other.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.messages import replies
from congvan.model.delivery import WAYS
from congvan.problems import MachineFault
from congvan.studio import background, recording, traces, tracking
from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, page, say
from congvan.studio.stopping import words
from congvan.studio.tracking import PILLS, address, key, lines, way, word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from congvan.desk.circulars import Card
    from congvan.desk.result import Result
    from congvan.desk.send import Foreseen, Outlined
    from congvan.studio.studio import Studio

Wish = dict[str, Any]
"""How a person wants it sent: ``allow_unsigned``, ``now``, ``via``."""


async def sending(request: Request, place: Place) -> Response:
    """The plan where nothing was sent yet or where it is asked for, else the ledger."""
    return await _page(request, place, 200)


async def _page(
    request: Request, place: Place, status: int, why: str = "", seen: list[list[str]] | None = None,
    wish: Wish | None = None,
) -> Response:  # fmt: skip
    """``why``: what kept the last wish from being met; ``seen``: the plan of which its form told."""
    id, lang = request.path_params["id"], language(request)
    studio: Studio = request.app.state.studio
    card = await run_in_threadpool(place.titled, id)
    if card is None:
        return page(request, "missing", 404, place=place)
    job = await run_in_threadpool(background.look, place, key(id))
    book = await run_in_threadpool(place.desk.deliveries, id)  # what a dead sender left is found before a plan is made
    every = await run_in_threadpool(lines, book.value, place, lang, studio.now()) if book.value is not None else []
    running = job is not None and job.state == "running"
    chosen = request.query_params.get("tinh-trang", "")
    values: dict[str, Any] = {
        "place": place, "card": card, "base": address(place, id), "why": why, "running": running, "chosen": chosen,
        "book_faults": faults(book, lang), "job_at": tracking.job_times(job, place, lang, studio.now()),
        **tracking.standing(every, job, lang, book.value),
    }  # fmt: skip
    if not running and (not every or wish is not None or "ke-hoach" in request.query_params):
        wish = wish if wish is not None else wish_of(dict(request.query_params), request.query_params.getlist("cach"))
        result = await run_in_threadpool(_planned, place, id, wish)
        values["go_on"] = False
        plan = await run_in_threadpool(_plan, place, card, result, wish, seen, lang)
        return await run_in_threadpool(page, request, "sending-plan", status, **values, **plan)
    return await run_in_threadpool(_ledger, request, place, id, status, every, values)


def _ledger(
    request: Request, place: Place, id: str, status: int, every: list[tracking.Line], values: dict[str, Any]
) -> Response:
    """A ledger of a thousand rows is not made in the loop."""
    studio: Studio = request.app.state.studio
    lines = [line for line in every if values["chosen"] in ("", line.state)]
    return page(
        request, "sending", status, **values, lines=lines, version=studio.seen.keep(every),
        marks=tracking.marks(language(request)), papers=papers(place, id), unsigned=tracking.unsigned(place, id),
    )  # fmt: skip


def wish_of(given: Mapping[str, object], ways: list[Any]) -> Wish:
    """A form's or an address's options."""
    return {
        "allow_unsigned": "chua-ky" in given, "now": "ngay" in given, "via": tuple(w for w in WAYS if w in ways),
    }  # fmt: skip


def _planned(place: Place, id: str, wish: Wish) -> Result[Outlined]:
    """With who can't be reached in it, each with what is missing."""
    return place.desk.send_plan(id, partial=True, **wish)


def _plan(
    place: Place, card: Card, result: Result[Outlined], wish: Wish, seen: list[list[str]] | None, lang: str
) -> dict[str, Any]:
    """The plan as its page shows it."""
    outlined = result.value
    parcels = [_parcel(one, lang) for one in outlined.parcels] if outlined is not None else []
    rows = [[p["agency"], p["name"], p["way"], p["address"], p["word"]] for p in parcels]
    ready = outlined is not None and not result.failed and outlined.files is not None
    return {
        "parcels": parcels, "plan": outlined.plan if outlined is not None else None, "wish": wish, "ready": ready,
        "files": outlined.files or () if outlined is not None else (),
        "seal": outlined.seal if outlined is not None else "", "held": sum(p["held"] for p in parcels),
        "to_send": sum(p["due"] for p in parcels), "rows": json.dumps(rows, ensure_ascii=False),
        "faults": faults(result, lang), "unsigned": tracking.unsigned(place, card.id),
        "ways": [(name, way(name, lang), name in wish["via"]) for name in WAYS],
        "changed": _differences(seen, rows) if seen is not None else [],
    }  # fmt: skip


def outlined(place: Place, card: Card, wish: Wish, lang: str) -> tuple[dict[str, Any], list[list[str]]]:
    """The plan as a page shows it, and its rows: agency, name, way, address, whether it is an addressee."""
    plan = _plan(place, card, _planned(place, card.id, wish), wish, None, lang)
    rows = [[str(p[name]) for name in ("agency", "name", "way", "address", "main")] for p in plan["parcels"]]
    return plan, rows


def _parcel(one: Foreseen, lang: str) -> dict[str, Any]:
    """One line of the plan: who, how, where, what is missing, what of it a person must do."""
    row, parcel = one.row, one.parcel
    held = bool(one.held) and (row is None or row.state == "planned")
    state = "held" if held else row.state if row is not None else "planned"
    told = word(row, lang) if row is not None and not held else say(lang, f"sending.will.{state}")
    todo = ""
    if state in ("refused", "bounced", "held", "unknown", "cancelled") and row is not None:
        todo = say(lang, f"sending.todo.{state}")
    elif parcel.way == "post" and state in ("planned", "accepted"):
        todo = say(lang, "sending.todo.post")
    missing = replies.shown(one.held, lang) if held else ""
    return {
        "agency": parcel.agency, "name": parcel.name, "way": way(parcel.way, lang),
        "address": ", ".join(parcel.addresses),
        "state": state, "word": told, "pill": PILLS[state], "missing": missing, "todo": todo, "held": held,
        "due": not held and state in ("planned", "deferred"), "main": parcel.main,
    }  # fmt: skip


def _differences(seen: list[list[str]], now: list[list[str]]) -> list[tuple[str, str, str, str]]:
    """What is not as it was shown: how (``added``, ``gone``, ``other``), the agency, before, now."""

    def by(rows: list[list[str]]) -> dict[tuple[str, str], list[str]]:
        return {(row[0], row[2]): row for row in rows}

    before, after = by(seen), by(now)
    found = [("added", row[1], "", _said(row)) for key, row in after.items() if key not in before]
    found += [("gone", row[1], _said(row), "") for key, row in before.items() if key not in after]
    both = ((before[key], row) for key, row in after.items() if key in before)
    found += [("other", now[1], _said(was), _said(now)) for was, now in both if was != now]
    return found


def _said(row: list[str]) -> str:
    return " · ".join(part for part in row[1:] if part)


async def confirm(request: Request, place: Place) -> Response:
    """Phát hành: the plan that was shown, and no other. Whether this person may is asked here."""
    id, lang = request.path_params["id"], language(request)
    studio: Studio = request.app.state.studio
    form = await request.form()
    back = RedirectResponse(address(place, id), 303)
    if await run_in_threadpool(place.card, id) is None:
        return page(request, "missing", 404, place=place)
    if await run_in_threadpool(background.running, place, key(id)):
        return back  # somebody else was faster: the page shows how far it is
    wish = wish_of(dict(form), form.getlist("cach"))
    result = await run_in_threadpool(_planned, place, id, wish)
    seal = result.value.seal if result.value is not None else ""
    if not seal or seal != form.get("ke-hoach"):
        return await _page(request, place, 409, say(lang, "sending.stale"), _seen(form), wish)
    held = any(one.held for one in result.value.parcels) if result.value is not None else False
    if result.failed or (held and "giu-lai" not in form):
        return await _page(request, place, 422, "" if result.failed else say(lang, "sending.held_first"), None, wish)
    arguments = ["send", id, f"--plan={seal}", *options_of(wish, held=held)]
    record = await traces.begun(request, place, "dispatch")
    try:
        await run_in_threadpool(recording.stated, request, place, "dispatch", id)
        begun = await run_in_threadpool(
            background.begin, place, key(id), "send", arguments, session_of(request).person, lang, studio.now()
        )
    except MachineFault as stopped:
        return await _page(request, place, 500, words(stopped, lang), None, wish)
    if begun:
        await traces.kept(record)
    return back


def options_of(wish: Wish, *, held: bool) -> list[str]:
    """A wish as the command line has it."""
    via = [f"--via={','.join(wish['via'])}"] if wish["via"] else []
    flags = {"--allow-unsigned": wish["allow_unsigned"], "--now": wish["now"], "--partial": held}
    return [*via, *(name for name, on in flags.items() if on)]


def _seen(form: FormData) -> list[list[str]]:
    """The plan as the form says that it was shown; only ever shown again."""
    try:
        found = json.loads(str(form.get("da-xem", "[]")))
        return [[str(part) for part in row] for row in found if isinstance(row, list) and len(row) == 5]
    except (ValueError, TypeError):
        return []


PAPERS = ("bi", "nhan", "phieu-gui", "so-buu-dien")
"""What is printed for the post, by the ending of its file."""


def papers(place: Place, id: str) -> list[str]:
    """Which of them lie there."""
    folder = place.desk.here.workspace.output(None)
    return [name for name in PAPERS if (folder / f"{id}.{name}.pdf").is_file()]
