"""Many documents at once: approved, signed, numbered, each shown and each by its own; what was not done is told with
its reason, and only what was done is counted as done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as awaited
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.model.keyring import DeclaredKey, Keyring
from congvan.model.signing import LEADER
from congvan.people import steps
from congvan.people.roles import Holding
from congvan.people.steps import Act, State
from congvan.problems import MachineFault
from congvan.studio import signed_here
from congvan.studio.acting import pages_of, why_not
from congvan.studio.jobs import Store, Told
from congvan.studio.number import foreseen, number_of
from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, page, say, spoken, why
from congvan.studio.progress import Progress, remember, standings
from congvan.studio.rights import seat
from congvan.studio.stopping import Stopped, words
from congvan.studio.traces import Doer, Record, doer_of
from congvan.studio.waiting import Wait, waits

if TYPE_CHECKING:
    from congvan.desk.circulars import Card
    from congvan.studio.drawing import Sheets
    from congvan.studio.studio import Studio

WORKS: Mapping[str, tuple[Act, State]] = {
    "duyet": ("approve", "approval"), "ky": ("sign", "signature"), "cap-so": ("number", "number"),
}  # fmt: skip
"""By the word of the address: the act, and the state in which a document waits for it."""
MOST = 40
"""Documents on one page."""
LOOK = 0.5
"""Seconds between two looks at what has been signed."""
DOUBTED = "CV633"
"""Not signed, for what was doubted of it; nobody was asked."""
JOBS = Store("nhieu", kept=timedelta(days=1), letters=32)


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
    many, form, doer = request.path_params["many"], await request.form(), doer_of(request)
    if many not in WORKS or doer is None:
        return page(request, "missing", 404, place=place)
    chosen = list(dict.fromkeys(str(id) for id in form.getlist("chon")))[:MOST]
    folder = await run_in_threadpool(JOBS.made, place)
    told = {"many": many, "person": doer.session.person, "at": studio.now().isoformat(), "of": len(chosen)}
    told["chosen"] = chosen
    studio.jobs.begin(folder, told, partial(_done, Run(studio, place, doer, WORKS[many][0], form), chosen))
    return RedirectResponse(f"/{place.slug}/nhieu/{many}/{folder.name}", 303)


Fit = tuple[Progress, Holding]
"""A document of which an act is theirs now, and the role by which it is."""
Outcome = tuple[str, str, str]
"""A document, the code of its number, why it was not done; the latter two may be ""."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was asked for: by whom, which act, and what their page had shown them."""

    studio: Studio
    place: Place
    doer: Doer
    act: Act
    form: FormData

    def given(self, name: str) -> str:
        """What the form says."""
        return str(self.form.get(name, ""))

    def fit(self, id: str) -> Fit | str:
        """Whether a document is as it was shown, and theirs; else why not."""
        shown, pages = self.given(f"hash:{id}"), self.given(f"trang:{id}")
        return why_not(self.place, self.doer, self.studio.drawer, id, self.act, shown, pages or "-")

    def each(self, chosen: Iterable[str], deed: Callable[[Fit], tuple[str, str]]) -> Iterator[Outcome]:
        """Documents one by one, each in its turn; ``deed``: code and why not."""
        for id in chosen:
            try:
                with self.studio.turns.held(self.place.slug, [id]):
                    found = self.fit(id)
                    yield (id, "", found) if isinstance(found, str) else (id, *deed(found))
            except (MachineFault, Stopped) as stopped:
                yield id, "", words(stopped, self.doer.lang)

    def put(self, fit: Fit) -> tuple[str, str]:
        """The act is a mark."""
        stand, by = fit
        good = self.doer.put(self.place, stand, by, self.act)
        return "", "" if good else say(self.doer.lang, "many.changed")


def _done(run: Run, chosen: Sequence[str], _folder: Path) -> Told:
    """Each of them → what was done, and what was not and why."""
    acts: dict[Act, Callable[[Run, Sequence[str]], Iterable[Outcome]]] = {
        "approve": lambda run, chosen: run.each(chosen, run.put), "sign": _signed, "number": _numbered,
    }  # fmt: skip
    done: list[tuple[str, str]] = []
    failed: list[tuple[str, str]] = []
    for id, code, told in acts[run.act](run, chosen):
        (failed if told else done).append((id, told or code))
    return {"state": "done", "done": done, "failed": failed, "of": len(chosen)}


def _signed(run: Run, chosen: Sequence[str]) -> Iterable[Outcome]:
    """By hand: that it was done; the others with one opening of a key of the server, while all have their turn."""
    found = run.place.desk.keys().value
    key = found.find(run.given("khoa"), LEADER) if found is not None else None
    ready: dict[str, Record] = {}
    with run.studio.turns.held(run.place.slug, chosen):
        for id in chosen:
            try:
                made = _begun(run, id, key)
            except (MachineFault, Stopped) as stopped:
                made = words(stopped, run.doer.lang)
            if isinstance(made, str):
                yield id, "", made
            else:
                ready[id] = made
        if ready and found is not None and key is not None:
            yield from _by_key(run, ready, key, found)


def _begun(run: Run, id: str, key: DeclaredKey | None) -> Record | str:
    """The mark of a letter that has its file to be signed; "" where it was signed by hand, else why it can't be."""
    found, place = run.fit(id), run.place
    if isinstance(found, str):
        return found
    if found[0].order.paper:
        return run.put(found)[1]
    if key is None:
        return say(run.doer.lang, "many.no_key")
    state = place.desk.signing(id).value
    if state is None or state.file is None or not state.fresh:
        made = place.desk.ready([id], actor=run.doer.session.person)
        if not made.ok:
            return why(made, run.doer.lang)
    return run.doer.begun(place, *found, run.act)


def _by_key(run: Run, ready: Mapping[str, Record], key: DeclaredKey, ring: Keyring) -> Iterable[Outcome]:
    """With one opening of the key. A letter's mark is written as soon as its signed file is there, not when all are: of
    a server that is ended in the middle nobody needs to guess who signed the first twenty.
    """
    place, left = run.place, dict(ready)
    before = {id: place.signed_stamp(id) for id in ready}
    with ThreadPoolExecutor(1, "ky") as apart:
        asked = place, run.doer.session.person, tuple(ready), key, ring, run.given("mat-khau")
        signing = apart.submit(signed_here.apart, *asked)
        over = False
        while left and not over:
            over = bool(awaited([signing], LOOK).done)  # asked before the files: what was written until then is seen
            there = [id for id in left if place.signed_stamp(id) != before[id]]
            for id in [id for id in there if left[id].left(place)]:
                left.pop(id).kept()
                yield id, "", ""
    yield from ((id, "", _unsigned(run, id, signing)) for id in left)


def _unsigned(run: Run, id: str, signing: Future[Any]) -> str:
    """Why a letter was not signed: its worst fault, what was doubted of it, or what ended it all."""
    try:
        result, _ = signing.result()
    except MachineFault as broken:
        return words(broken, run.doer.lang)
    one = next((one for one in result.value or () if one.id == id), None)
    told = one.diagnostics if one is not None else ()
    said = [spoken(d, run.doer.lang) for d in told]
    doubted = [str(t["message"]) for t in said if t["severity"] == "warning"]
    worst = [str(t["message"]) for t in said if t["severity"] == "error"]
    if doubted and any(d.code == DOUBTED for d in told):
        return say(run.doer.lang, "at_once.doubts", why=doubted[-1])
    return worst[-1] if worst else why(result, run.doer.lang)


def _numbered(run: Run, chosen: Sequence[str]) -> Iterable[Outcome]:
    """In the order in which they were shown: of each sequence the number that was foreseen, then those after it."""
    coming: dict[str, int] = {}

    def number(fit: Fit) -> tuple[str, str]:
        stand, by = fit
        sequence, first, day, text = [*run.given(f"so:{stand.id}").split("|"), "", "", "", ""][:4]
        expected = coming.get(sequence, number_of(first))
        code, told = foreseen(run.place, run.doer, stand, by, expected, day, text)
        if code and expected is not None:
            coming[sequence] = expected + 1
        return code, told

    return run.each(chosen, number)


async def result(request: Request, place: Place) -> Response:
    """What came of it, for whoever began it."""
    studio: Studio = request.app.state.studio
    found = await studio.jobs.asked(JOBS, request, place)
    if found is None or found[1].get("many") != request.path_params["many"]:
        return page(request, "missing", 404, place=place)
    cards = await run_in_threadpool(place.cards)
    stands: dict[str, Progress] = {}
    if found[1]["state"] == "broken" and studio.people is not None:
        stands = await run_in_threadpool(standings, place, studio.people, cards)
    return page(
        request, "many-done", place=place, job=found[0].name, known=found[1], many=request.path_params["many"],
        titles={card.id: card.subject for card in cards},
        stands={id: stands[id].story.state for id in found[1].get("chosen", ()) if id in stands},
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
