"""Cấp số: the number that would come, its neighbours in the book, the head as it will be printed; then the number."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.studio import traces
from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import errors, faults, language, moment, page, say, why
from congvan.text.dates import day_of

if TYPE_CHECKING:
    from congvan.desk.issue_plan import IssuePlan
    from congvan.desk.result import Result
    from congvan.people.roles import Holding
    from congvan.studio.progress import Progress
    from congvan.studio.studio import Studio
    from congvan.studio.traces import Doer

COPY = "CV941"
"""It may be a copy of an issued document; only a person knows that it is another one."""


CHANGED = "-"
"""As a text's hash: no text has it."""


async def plan(request: Request, place: Place) -> Response:
    """The page; ``?ngay=`` another day, ``?so=`` a number that is set aside, ``?giong=1`` a document of its own though
    it says what another says.
    """
    return await _shown(request, place, dict(request.query_params), [], 200)


async def _shown(
    request: Request, place: Place, asked: dict[str, str], told: list[dict[str, object]], status: int
) -> Response:
    studio: Studio = request.app.state.studio
    id, lang = request.path_params["id"], language(request)
    card = await run_in_threadpool(place.card, id)
    if card is None:
        return page(request, "missing", 404, place=place)
    chosen = _chosen(asked)
    result: Result[IssuePlan] = await run_in_threadpool(partial(place.desk.issue_plan, id, **chosen))
    found, drawn = result.value, None
    if found is not None and found.source is not None:
        drawn = (await run_in_threadpool(studio.drawer.sheets, place, id, found.source))[1]
    every = faults(result, lang)
    forbidden = [one for one in every if one["severity"] == "error"]
    now = place.local(studio.now())
    return page(
        request, "number", status, place=place, card=card, plan=found, sheets=drawn, told=told,
        faults=forbidden, warnings=[one for one in every if one["severity"] != "error"],
        copy=any(one["code"] == COPY for one in every), chosen=chosen, faster=await run_in_threadpool(
            _who, place, told, found, asked, lang, now),
    )  # fmt: skip


def _chosen(asked: dict[str, str]) -> dict[str, Any]:
    """What a person chose of day, number and text, as the deed takes it."""
    day = day_of(asked.get("ngay", ""))
    number = asked.get("so", "").strip()
    return {
        **({"day": day} if day is not None else {}), **({"number": number} if number else {}),
        **({"same_text": True} if asked.get("giong") else {}),
    }  # fmt: skip


def _who(
    place: Place,
    told: list[dict[str, object]],
    found: IssuePlan | None,
    asked: dict[str, str],
    lang: str,
    now: datetime,
) -> tuple[str, str] | None:
    """Who took the number that was shown, and when, as the log has it."""
    if found is None or not any(one["code"] == "CV730" for one in told):
        return None
    number = asked.get("so_du_kien", "")
    shown = place.desk.register_show(number, year=found.year, sequence=found.sequence).value
    if shown is None or not shown.log:
        return None
    last = shown.log[0]
    return last.actor or "–", moment(datetime.fromisoformat(last.at), lang, now)


def number_of(typed: str) -> int | None:
    """A number as a form brings it."""
    return int(typed) if typed.isdecimal() and len(typed) < 7 else None


def foreseen(
    place: Place, doer: Doer, stand: Progress, by: Holding, number: int | None, day: str, text: str
) -> tuple[str, str]:
    """The number and day that were shown, for the text of which rights were asked, and its mark: its code; "" and why
    it was not given. Errors: MachineFault.
    """
    expected_day = day_of(day)
    if number is None or expected_day is None or text != stand.facts.etag:
        return "", say(doer.lang, "many.changed")
    record, person = doer.begun(place, stand, by, "number"), doer.acting(by).session.person
    result = place.desk.issue(stand.id, expected=number, expected_day=expected_day, text=text, actor=person)
    if result.value is None:
        return "", why(result, doer.lang)
    record.kept()
    return result.value.code, ""


async def give(request: Request, place: Place) -> Response:
    """The number that was shown, or none: then the page says why and asks again."""
    id, form = request.path_params["id"], await request.form()
    asked = {name: str(form.get(name, "")).strip() for name in ("ngay", "so", "giong", "so_du_kien", "ngay_du_kien")}
    chosen = _chosen(asked)
    expected = number_of(asked["so_du_kien"])
    if "number" not in chosen and expected is not None:
        chosen["expected"] = expected
    chosen["text"] = str(form.get("van_ban", ""))
    stand: Progress | None = request.state.stand
    if stand is not None and stand.facts.etag != chosen["text"]:  # not the text that was asked about: A, B, A again
        chosen["text"] = CHANGED
    if "day" not in chosen:
        chosen["expected_day"] = day_of(asked["ngay_du_kien"])
    record = await traces.begun(request, place, "number")
    done = await run_in_threadpool(partial(place.desk.issue, id, actor=session_of(request).person, **chosen))
    if done.value is None:
        return await _shown(request, place, asked, errors(done, language(request)), 409)
    await traces.kept(record)
    return RedirectResponse(f"/{place.slug}/van-ban/{quote(id)}", 303)
