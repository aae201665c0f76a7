"""Many documents at once: approved, signed, numbered, each shown and each by its own; what was not done is told with
its reason, and only what was done is counted as done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.machine import workers
from congvan.model.keyring import DeclaredKey, Keyring
from congvan.model.signing import LEADER
from congvan.people import steps
from congvan.people.steps import OUTSIDE, Act, State
from congvan.problems import MachineFault
from congvan.studio import signed_here
from congvan.studio.acting import Doer, pages_of, why_not
from congvan.studio.guard import session_of
from congvan.studio.jobs import Store, Told
from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, page, say, spoken
from congvan.studio.progress import Progress, remember, standings
from congvan.studio.rights import seat
from congvan.studio.waiting import Wait, waits

if TYPE_CHECKING:
    from congvan.desk.circulars import Card
    from congvan.desk.result import Result
    from congvan.studio.application import Studio
    from congvan.studio.drawing import Sheets

WORKS: Mapping[str, tuple[Act, State]] = {
    "duyet": ("approve", "approval"), "ky": ("sign", "signature"), "cap-so": ("number", "number"),
}  # fmt: skip
"""By the word of the address: the act, and the state in which a document waits for it."""
MOST = 40
"""Documents on one page."""
JOBS = Store("nhieu", kept=timedelta(days=1), letters=32)
_LONGEST = 256


@dataclass(frozen=True, slots=True)
class One:
    """A document as it stands on the page; ``planned``: sequence, number, day and text, for a number."""

    card: Card
    kind: str
    stand: Progress
    sheets: Sheets | None
    pages: str
    wait: Wait
    planned: str = ""
    why: str = ""
    """What keeps it from being chosen."""


async def shown(request: Request, place: Place) -> Response:
    """The documents that wait for whoever asks, each with its pages; ``?chon=tat-ca``: all of them chosen."""
    work = WORKS.get(request.path_params["many"])
    studio: Studio = request.app.state.studio
    if work is None or studio.people is None:
        return page(request, "missing", 404, place=place)
    every, more = await run_in_threadpool(_waiting, request, place, *work)
    ring = await run_in_threadpool(place.desk.keys) if work[0] == "sign" else None
    paper = any(one.stand.order.paper for one in every)
    return page(
        request, "many", place=place, many=request.path_params["many"], every=every, more=more, paper=paper,
        all=request.query_params.get("chon") == "tat-ca", ring=(ring.value if ring is not None else None) or Keyring(),
        first=next((one.planned for one in every if one.planned), ""),
    )  # fmt: skip


def _waiting(request: Request, place: Place, act: Act, state: State) -> tuple[list[One], int]:
    """As many as a page has, and how many more wait."""
    studio: Studio = request.app.state.studio
    sits, lang, people = seat(request, place), language(request), studio.people
    assert people is not None
    if sits is None:
        return [], 0
    cards, now, everybody = place.cards(), place.local(studio.now()), people.everybody()
    known = standings(place, people, cards)
    mine = [
        (card, known[card.id]) for card in cards
        if card.id in known and known[card.id].story.state == state and sits.able(act, known[card.id]) is not None
    ]  # fmt: skip
    found = [(card, stand, waits(stand, place, everybody, now, lang)) for card, stand in mine]
    found.sort(key=lambda one: (one[2].order, one[0].id))
    plans = _plans(place, [card for card, _, _ in found[:MOST]], lang) if act == "number" else {}
    made = []
    for card, stand, wait in found[:MOST]:
        remember(place, stand)
        sheets = studio.drawer.sheets(place, card.id, None)[1]
        planned, why = plans.get(card.id, ("", ""))
        bad = why or ("" if sheets is not None and stand.sha256 else say(lang, "document.no_page"))
        made.append(One(
            card, place.facts().kind(card.kind), stand, sheets, pages_of(sheets), wait, planned, bad
        ))  # fmt: skip
    return made, max(0, len(found) - MOST)


def _plans(place: Place, cards: Iterable[Card], lang: str) -> dict[str, tuple[str, str]]:
    """By id: the sequence and number that would come next there, day and text; or why none would."""
    found: dict[str, tuple[str, str]] = {}
    for card in cards:
        result = place.desk.issue_plan(card.id)
        plan = result.value
        wrong = [one for one in faults(result, lang) if one["severity"] == "error"]
        if plan is None or wrong:
            found[card.id] = "", str(wrong[0]["message"]) if wrong else say(lang, "many.gone")
        else:
            found[card.id] = f"{plan.sequence}|{plan.number}|{plan.day.isoformat()}|{plan.text}", ""
    return found


async def begin(request: Request, place: Place) -> Response:
    """POST: those that were chosen, one after the other, while a page waits."""
    studio: Studio = request.app.state.studio
    many, form = request.path_params["many"], await request.form()
    if many not in WORKS or studio.people is None:
        return page(request, "missing", 404, place=place)
    chosen = list(dict.fromkeys(str(id) for id in form.getlist("chon")))[:MOST]
    doer = Doer(studio.people, session_of(request), language(request))
    work = partial(_done, studio, place, doer, many, chosen, form)
    folder = await run_in_threadpool(_folder, place, studio)
    told = {"many": many, "person": doer.session.person, "at": studio.now().isoformat(), "of": len(chosen)}
    studio.jobs.begin(folder, told, work)
    return RedirectResponse(f"/{place.slug}/nhieu/{many}/{folder.name}", 303)


def _folder(place: Place, studio: Studio) -> Path:
    JOBS.swept(place, studio.now())
    return JOBS.made(place)


def _done(
    studio: Studio, place: Place, doer: Doer, many: str, chosen: Sequence[str], form: FormData, _folder: Path
) -> Told:
    """Each of them → what was done, and what was not and why."""
    act, _ = WORKS[many]
    done: list[tuple[str, str]] = []
    failed: list[tuple[str, str]] = []
    fit: list[tuple[Progress, Any]] = []
    for id in chosen:
        hash, pages = (str(form.get(f"{name}:{id}", "")) for name in ("hash", "trang"))
        found = why_not(place, doer, studio.drawer, id, act, hash, pages or "-")
        if isinstance(found, str):
            failed.append((id, found))
        else:
            fit.append(found)
    acts: dict[Act, Callable[..., Iterable[tuple[str, str, str]]]] = {
        "approve": _approved, "sign": _signed, "number": _numbered,
    }  # fmt: skip
    for id, code, why in acts[act](place, doer, fit, form) if fit else ():
        (failed if why else done).append((id, why or code))
    return {"state": "done", "done": done, "failed": failed, "of": len(chosen)}


Fit = Sequence[tuple[Progress, Any]]


def _put(place: Place, doer: Doer, stand: Progress, by: Any, act: Act, target: str = "") -> str:
    """A mark; why it was refused, else ""."""
    mark = doer.mark(stand, by, act, target)
    good = doer.people.mark(place.slug, mark, doer.session.key, stand.words, len(stand.marks))
    return "" if good else say(doer.lang, "many.changed")


def _approved(place: Place, doer: Doer, fit: Fit, form: FormData) -> Iterable[tuple[str, str, str]]:
    del form
    for stand, by in fit:
        yield stand.id, "", _put(place, doer, stand, by, "approve")


def _signed(place: Place, doer: Doer, fit: Fit, form: FormData) -> Iterable[tuple[str, str, str]]:
    """By hand: that it was done; else with one opening of a key of the server."""
    paper = [(stand, by) for stand, by in fit if stand.order.paper]
    for stand, by in paper:
        yield stand.id, "", _put(place, doer, stand, by, "sign")
    rest = [(stand, by) for stand, by in fit if not stand.order.paper]
    ring = place.desk.keys().value if rest else None
    key = ring.find(str(form.get("khoa", "")), LEADER) if ring is not None else None
    if rest and (ring is None or key is None):
        for stand, _ in rest:
            yield stand.id, "", say(doer.lang, "many.no_key")
    elif rest and ring is not None and key is not None:
        yield from _by_key(place, doer, rest, key, ring, str(form.get("mat-khau", ""))[:_LONGEST])


def _by_key(
    place: Place, doer: Doer, fit: Fit, key: DeclaredKey, ring: Keyring, secret: str
) -> Iterable[tuple[str, str, str]]:
    """With one opening of the key; letters of which there is no file to be signed get it first."""
    ready: dict[str, tuple[Progress, Any]] = {}
    for stand, by in fit:
        state = place.desk.signing(stand.id).value
        made = None if state is not None and state.file is not None and state.fresh else place.desk.ready(
            [stand.id], actor=doer.session.person
        )  # fmt: skip
        if made is not None and not made.ok:
            yield stand.id, "", _why(made, doer.lang)
        else:
            ready[stand.id] = stand, by
    if not ready:
        return
    workspace = place.desk.here.workspace
    asked = (doer.session.person, tuple(ready), key, ring, secret, "", False)
    try:
        result, _ = workers.alone(signed_here.signed, workspace.typed, workspace.settings, *asked)
    except MachineFault as broken:
        for id in ready:
            yield id, "", str(spoken(broken.diagnostic, doer.lang)["message"])
        return
    signed = {one.id: one for one in result.value or ()}
    for id, (stand, by) in ready.items():
        one = signed.get(id)
        if one is not None and one.done:
            yield id, "", _put(place, doer, stand, by, "sign", OUTSIDE)
        else:
            told = [spoken(d, doer.lang) for d in one.diagnostics] if one is not None else []
            worst = [str(t["message"]) for t in told if t["severity"] == "error"]
            yield id, "", (worst[-1] if worst else _why(result, doer.lang))


def _numbered(place: Place, doer: Doer, fit: Fit, form: FormData) -> Iterable[tuple[str, str, str]]:
    """In the order in which they were shown: of each sequence the number that was foreseen, then those after it."""
    coming: dict[str, int] = {}
    for stand, by in fit:
        sequence, number, day, text = [*str(form.get(f"so:{stand.id}", "")).split("|"), "", "", "", ""][:4]
        if not number.isdecimal() or len(number) > 6 or text != stand.facts.etag:
            yield stand.id, "", say(doer.lang, "many.changed")
            continue
        expected = coming.get(sequence, int(number))
        result = place.desk.issue(
            stand.id, expected=expected, expected_day=_day(day), text=text, actor=doer.acting(by).session.person
        )
        if result.value is None:
            yield stand.id, "", _why(result, doer.lang)
            continue
        coming[sequence] = expected + 1
        _put(place, doer, stand, by, "number", OUTSIDE)
        yield stand.id, str(result.value.code), ""


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _why(result: Result[Any], lang: str) -> str:
    """The first of what stands against it."""
    told = faults(result, lang)
    return str(told[0]["message"]) if told else say(lang, "many.gone")


async def result(request: Request, place: Place) -> Response:
    """What came of it, for whoever began it."""
    studio: Studio = request.app.state.studio
    found = await studio.jobs.asked(JOBS, request, place)
    mine = found is not None and found[1].get("person") == session_of(request).person
    if found is None or not mine or found[1].get("many") != request.path_params["many"]:
        return page(request, "missing", 404, place=place)
    titles = {card.id: card.subject for card in await run_in_threadpool(place.cards)}
    return page(
        request, "many-done", place=place, job=found[0].name, known=found[1], many=request.path_params["many"],
        titles=titles,
    )  # fmt: skip


async def standing(request: Request, place: Place) -> Response:
    """Whether it is done, for the page that waits."""
    studio: Studio = request.app.state.studio
    return await studio.jobs.standing(JOBS, request, place)


def offered(held: Sequence[Any], state: str) -> str:
    """The word of the address where several of a state are done at once by one of these roles, "" where none is."""
    for many, (act, waited) in WORKS.items():
        if waited == state and steps.holds(held, act):
            return many
    return ""
