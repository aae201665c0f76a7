"""Cấp số, đóng dấu, phát hành on one page: the three deeds in their order, each by its own right, bound to what was
shown; the first that is refused ends it, and the page says which were done.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.machine import workers
from congvan.model.keyring import Keyring
from congvan.model.signing import SEAL
from congvan.people.steps import OUTSIDE, Act
from congvan.problems import MachineFault
from congvan.studio import background, signed_here
from congvan.studio.acting import Doer, copies_of, pages_of, stale
from congvan.studio.guard import session_of
from congvan.studio.issuing import options_of, outlined, wish_of
from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, page, say, spoken
from congvan.studio.progress import Progress, progress, remember
from congvan.studio.rights import seat
from congvan.studio.tracking import key
from congvan.text.dates import day_of

if TYPE_CHECKING:
    from congvan.desk.circulars import Card
    from congvan.desk.result import Result
    from congvan.studio.application import Studio

ACTS: tuple[Act, ...] = ("number", "seal", "dispatch")
STATES = frozenset(ACTS)
_LONGEST = 256


@dataclass
class Course:
    """How far it came: what was done, in words, and why it ended; ``why`` "" where it went to its end."""

    done: list[str] = field(default_factory=list)
    why: str = ""
    at: str = ""
    """The act at which it ended."""


async def shown(request: Request, place: Place) -> Response:
    """The page; 403 where no such act is theirs as the document stands."""
    return await _page(request, place, Course(), 200)


async def _page(request: Request, place: Place, course: Course, status: int) -> Response:
    studio: Studio = request.app.state.studio
    id, lang = request.path_params["id"], language(request)
    card = await run_in_threadpool(place.card, id)
    if card is None or studio.people is None:
        return page(request, "missing", 404, place=place)
    stand = await run_in_threadpool(progress, place, studio.people, id)
    sits = await run_in_threadpool(seat, request, place)
    mine = stand is not None and sits is not None and any(sits.able(act, stand) is not None for act in ACTS)
    if stand is None or not (mine or course.done):
        return page(request, "forbidden", 403, place=place)
    values = await run_in_threadpool(_values, studio, place, card, stand, lang)
    return page(request, "at-once", status, place=place, card=card, stand=stand, course=course, **values)


def _values(studio: Studio, place: Place, card: Card, stand: Progress, lang: str) -> dict[str, Any]:
    """What is shown: number and page as they would be, the keys of the seal, the plan of sending."""
    plan = place.desk.issue_plan(card.id)
    source = plan.value.source if plan.value is not None and stand.story.state == "number" else None
    sheets = studio.drawer.sheets(place, card.id, source)[1]
    remember(place, stand)
    bound = studio.drawer.sheets(place, card.id, None)[1] if source is not None else sheets
    wish = wish_of({"chua-ky": "1"} if stand.order.paper else {}, [])
    out, rows = outlined(place, card, wish, lang)
    ring = place.desk.keys()
    wrong = [one for one in faults(plan, lang) if one["severity"] == "error"] if stand.story.state == "number" else []
    return {
        "plan": plan.value, "sheets": sheets, "shown": pages_of(bound), "faults": wrong, "out": out,
        "rows": json.dumps(rows, ensure_ascii=False), "ring": ring.value or Keyring(),
    }  # fmt: skip


async def go(request: Request, place: Place) -> Response:
    """POST: as far as it goes, then the ledger; 409 with what was done and why it ended."""
    studio: Studio = request.app.state.studio
    form, id = await request.form(), request.path_params["id"]
    if studio.people is None or await run_in_threadpool(place.card, id) is None:
        return page(request, "missing", 404, place=place)
    doer = Doer(studio.people, session_of(request), language(request))
    if not any(one.role == "van-thu" for one in (await run_in_threadpool(doer.seat, place)).held):
        return page(request, "forbidden", 403, place=place)
    stand = await run_in_threadpool(progress, place, studio.people, id)
    hash = str(form.get("hash", ""))
    if stand is not None and hash not in stand.facts.hashes:
        return await stale(request, place, stand, hash)
    course = await run_in_threadpool(_gone, studio, place, doer, id, form)
    if course.why:
        return await _page(request, place, course, 409)
    return RedirectResponse(f"/{place.slug}/van-ban/{quote(id)}/phat-hanh", 303)


def _gone(studio: Studio, place: Place, doer: Doer, id: str, form: FormData) -> Course:
    course, hash = Course(), str(form.get("hash", ""))
    pages = str(form.get("trang", ""))
    deeds: dict[Act, Callable[[Place, Doer, Progress, FormData], Done]] = {
        "number": _number, "seal": _seal, "dispatch": partial(_dispatch, studio),
    }  # fmt: skip
    for act in ACTS:
        stand = progress(place, doer.people, id)
        if stand is None or hash not in stand.facts.hashes:
            return _ended(course, act, say(doer.lang, "many.changed"))
        if not course.done and pages_of(studio.drawer.sheets(place, id, None)[1]) != pages:
            return _ended(course, act, say(doer.lang, "many.changed"))
        if ACTS.index(act) < (ACTS.index(stand.story.state) if stand.story.state in STATES else 0):
            continue  # it was done before
        by = doer.seat(place).able(act, stand) if stand.story.state == act else None
        if by is None:
            state = say(doer.lang, f"standing.{stand.story.state}")
            return _ended(course, act, say(doer.lang, "many.not_now", state=state))
        told, why, target = deeds[act](place, doer.acting(by), stand, form)
        if why:
            return _ended(course, act, why)
        course.done.append(told)
        mark = doer.mark(stand, by, act, target)
        if not doer.people.mark(place.slug, mark, doer.session.key, stand.words, len(stand.marks)):
            return _ended(course, act, say(doer.lang, "many.changed"))
    return course


def _ended(course: Course, act: Act, why: str) -> Course:
    course.at, course.why = act, why
    return course


Done = tuple[str, str, str]
"""What was done, in words; why it was not, ""; the target of its mark."""


def _number(place: Place, doer: Doer, stand: Progress, form: FormData) -> Done:
    number, day = str(form.get("so_du_kien", "")), day_of(str(form.get("ngay_du_kien", "")))
    if not number.isdecimal() or len(number) > 6 or day is None:
        return "", say(doer.lang, "many.changed"), ""
    text, person = str(form.get("van_ban", "")), doer.session.person
    if text != stand.facts.etag:  # not the bytes for which rights were asked
        return "", say(doer.lang, "many.changed"), ""
    result = place.desk.issue(stand.id, expected=int(number), expected_day=day, text=text, actor=person)
    if result.value is None:
        return "", _why(result, doer.lang), ""
    return say(doer.lang, "at_once.numbered", code=result.value.code), "", OUTSIDE


def _seal(place: Place, doer: Doer, stand: Progress, form: FormData) -> Done:
    """By hand: the number of copies; else with a key of the server."""
    if stand.order.paper:
        count = copies_of(form)
        if form.get("so_ban") and not count:
            return "", say(doer.lang, "seal.copies_wrong"), ""
        return say(doer.lang, "at_once.sealed"), "", count
    ring = place.desk.keys().value
    with_key = ring.find(str(form.get("khoa", "")), SEAL) if ring is not None else None
    if ring is None or with_key is None:
        return "", say(doer.lang, "at_once.no_key"), ""
    workspace, secret = place.desk.here.workspace, str(form.get("mat-khau", ""))[:_LONGEST]
    asked = (doer.session.person, stand.id, with_key, ring, secret, "", False)
    try:
        done, doubts = workers.alone(signed_here.signed, workspace.typed, workspace.settings, *asked)
    except MachineFault as broken:
        return "", str(spoken(broken.diagnostic, doer.lang)["message"]), ""
    if done.ok and done.value and all(one.done for one in done.value):
        return say(doer.lang, "at_once.sealed"), "", OUTSIDE
    doubted = [one.message(doer.lang) for one in doubts]
    return "", say(doer.lang, "at_once.doubts", why=doubted[0]) if doubted else _why(done, doer.lang), ""


def _dispatch(studio: Studio, place: Place, doer: Doer, stand: Progress, form: FormData) -> Done:
    """By the plan that was shown, and to nobody else."""
    card, wish = place.card(stand.id), wish_of(dict(form), [])
    if card is None:
        return "", say(doer.lang, "many.gone"), ""
    out, rows = outlined(place, card, wish, doer.lang)
    wrong = [one for one in out["faults"] if one["severity"] == "error"]
    if wrong:
        return "", str(wrong[0]["message"]), ""
    if json.dumps(rows, ensure_ascii=False) != str(form.get("da-xem", "")):
        return "", say(doer.lang, "sending.stale"), ""
    if out["held"] or not out["ready"]:
        return "", say(doer.lang, "sending.held_first"), ""
    arguments = ["send", stand.id, f"--plan={out['seal']}", *options_of(wish, held=False)]
    try:
        begun = background.begin(place, key(stand.id), "send", arguments, doer.session.person, doer.lang, studio.now())
    except MachineFault as stopped:
        return "", str(spoken(stopped.diagnostic, doer.lang)["message"]), ""
    return (say(doer.lang, "at_once.sent"), "", OUTSIDE) if begun else ("", say(doer.lang, "many.changed"), "")


def _why(result: Result[Any], lang: str) -> str:
    told = faults(result, lang)
    return str(told[0]["message"]) if told else say(lang, "many.gone")
