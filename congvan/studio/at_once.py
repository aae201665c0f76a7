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

from congvan.model.keyring import Keyring
from congvan.model.signing import SEAL
from congvan.people.roles import Holding
from congvan.people.steps import Act
from congvan.problems import MachineFault
from congvan.studio import background, recording, signed_here
from congvan.studio.acting import copies_of, pages_of, stale
from congvan.studio.issuing import options_of, outlined, wish_of
from congvan.studio.number import foreseen, number_of
from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, page, say, why
from congvan.studio.progress import Progress, progress, remember
from congvan.studio.rights import seat
from congvan.studio.stopping import Stopped, words
from congvan.studio.traces import Doer, doer_of
from congvan.studio.tracking import key

if TYPE_CHECKING:
    from congvan.desk.circulars import Card
    from congvan.studio.studio import Studio

ACTS: tuple[Act, ...] = ("number", "seal", "dispatch")
STATES = frozenset(ACTS)


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
    form, id, doer = await request.form(), request.path_params["id"], doer_of(request)
    if doer is None or await run_in_threadpool(place.card, id) is None:
        return page(request, "missing", 404, place=place)
    if not any(one.role == "van-thu" for one in (await run_in_threadpool(doer.seat, place)).held):
        return page(request, "forbidden", 403, place=place)
    stand = await run_in_threadpool(progress, place, doer.people, id)
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
    deeds: dict[Act, Callable[[Place, Doer, Progress, Holding, FormData], Done]] = {
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
        try:
            told, wrong = deeds[act](place, doer, stand, by, form)
        except (MachineFault, Stopped) as stopped:
            told, wrong = "", words(stopped, doer.lang)
        if wrong:
            return _ended(course, act, wrong)
        course.done.append(told)
    return course


def _ended(course: Course, act: Act, why: str) -> Course:
    course.at, course.why = act, why
    return course


Done = tuple[str, str]
"""What was done, in words; why it was not."""


def _number(place: Place, doer: Doer, stand: Progress, by: Holding, form: FormData) -> Done:
    number, day, text = (str(form.get(name, "")) for name in ("so_du_kien", "ngay_du_kien", "van_ban"))
    code, wrong = foreseen(place, doer, stand, by, number_of(number), day, text)
    return say(doer.lang, "at_once.numbered", code=code) if code else "", wrong


def _seal(place: Place, doer: Doer, stand: Progress, by: Holding, form: FormData) -> Done:
    """By hand: the number of copies; else with a key of the server."""
    if stand.order.paper:
        count = copies_of(form)
        if form.get("so_ban") and not count:
            return "", say(doer.lang, "seal.copies_wrong")
        good = doer.put(place, stand, by, "seal", target=count)
        return (say(doer.lang, "at_once.sealed"), "") if good else ("", say(doer.lang, "many.changed"))
    ring = place.desk.keys().value
    with_key = ring.find(str(form.get("khoa", "")), SEAL) if ring is not None else None
    if ring is None or with_key is None:
        return "", say(doer.lang, "at_once.no_key")
    record, person = doer.begun(place, stand, by, "seal"), doer.acting(by).session.person
    try:
        done, doubts = signed_here.apart(place, person, stand.id, with_key, ring, str(form.get("mat-khau", "")))
    except MachineFault:
        if not record.left(place):
            raise
        record.kept()  # it ended after the seal was in its place
        return say(doer.lang, "at_once.sealed"), ""
    if done.ok and done.value and all(one.done for one in done.value):
        record.kept()
        return say(doer.lang, "at_once.sealed"), ""
    doubted = [one.message(doer.lang) for one in doubts]
    return "", say(doer.lang, "at_once.doubts", why=doubted[0]) if doubted else why(done, doer.lang)


def _dispatch(studio: Studio, place: Place, doer: Doer, stand: Progress, by: Holding, form: FormData) -> Done:
    """By the plan that was shown, and to nobody else."""
    card, wish, session = place.card(stand.id), wish_of(dict(form), []), doer.acting(by).session
    if card is None:
        return "", say(doer.lang, "many.gone")
    out, rows = outlined(place, card, wish, doer.lang)
    wrong = [one for one in out["faults"] if one["severity"] == "error"]
    if wrong:
        return "", str(wrong[0]["message"])
    if json.dumps(rows, ensure_ascii=False) != str(form.get("da-xem", "")):
        return "", say(doer.lang, "sending.stale")
    if out["held"] or not out["ready"]:
        return "", say(doer.lang, "sending.held_first")
    arguments = ["send", stand.id, f"--plan={out['seal']}", *options_of(wish, held=False)]
    if background.running(place, key(stand.id)):
        return "", say(doer.lang, "sending.busy")
    record = doer.begun(place, stand, by, "dispatch")
    recording.record(session, place, "dispatch", stand.id, stand.sha256, stand.sha256)
    if not background.begin(place, key(stand.id), "send", arguments, session.person, doer.lang, studio.now()):
        return "", say(doer.lang, "sending.busy")
    record.kept()
    return say(doer.lang, "at_once.sent"), ""
