"""The list of an office's documents, and what waits for whoever has signed in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from congvan import messages
from congvan.people import days, steps
from congvan.problems import term
from congvan.studio import many, waiting
from congvan.studio.offices import Place
from congvan.studio.pages import language, moment, page
from congvan.studio.progress import ENDED, Progress, standings
from congvan.studio.rights import allowed, seat
from congvan.text.letters import fold

if TYPE_CHECKING:
    from congvan.desk.circulars import Card
    from congvan.people.book import People, Person
    from congvan.people.roles import Holding
    from congvan.studio.rights import Seat
    from congvan.studio.studio import Studio
    from congvan.studio.waiting import Wait

STATES = ("draft", "unregistered", "numbered", "signed", "sent", "recalled", "void", "unreadable")
WAITING = ("unreadable", "draft", "numbered", "signed", "unregistered")
"""What somebody has to go on with, by what is to be done."""
MOST = 200
"""Rows on one page; who looks for more narrows the list."""
LATE = 14
"""Days after which a document that was numbered and never sent stands in red."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list, as it is shown."""

    card: Card
    kind: str
    when: str
    late: bool
    state: str = ""
    """As it follows from the marks, in a studio of offices."""
    slug: str = ""
    wait: Wait | None = None
    urgency: str = ""
    fell: str = ""
    """Of a draft: after which step it was changed, as a sentence."""


def _now(request: Request, place: Place) -> datetime:
    studio: Studio = request.app.state.studio
    return place.local(studio.now())


def rows(
    place: Place, cards: Iterable[Card], lang: str, now: datetime, known: Mapping[str, Progress] | None = None,
    people: Sequence[Person] = (),
) -> list[Row]:  # fmt: skip
    """Cards as they are shown. Late are, with people and steps, those whose day is past; else those that have a number
    and have not gone out for ``LATE`` days.
    """
    found, facts = [], place.facts()
    held: waiting.Holders = {}
    for card in cards:
        stand = (known or {}).get(card.id)
        wait = waiting.waits(stand, place, people, now, lang, held) if stand is not None else None
        late = wait.found.late if wait is not None else _long_ago(card, now)
        state = stand.story.state if stand is not None else ""
        when = moment(place.local(card.modified), lang, now)
        urgency = messages.worded(term(f"urgency.{card.urgency}"), lang) if card.urgency in URGENT else ""
        fell = waiting.fell(stand, lang) if stand is not None else ""
        found.append(Row(card, facts.kind(card.kind), when, late, state, place.slug, wait, urgency, fell))
    return found


URGENT = ("hoa-toc", "thuong-khan", "khan")


def _long_ago(card: Card, now: datetime) -> bool:
    waits = card.state in ("numbered", "signed") and card.date is not None
    return waits and card.date is not None and (now.date() - card.date).days > LATE


async def home(request: Request, place: Place) -> Response:
    """What is to be done, in groups, late ones first."""
    lang, now = language(request), _now(request, place)
    studio: Studio = request.app.state.studio
    if studio.people is not None:
        return await _mine(request, place)
    cards = await run_in_threadpool(place.cards)
    every = rows(place, cards, lang, now)
    groups = {state: sorted((r for r in every if r.card.state == state), key=lambda r: not r.late) for state in WAITING}
    shown = {state: found[:MOST] for state, found in groups.items() if found}
    return page(request, "home", place=place, groups=shown, none=not every)


MINE = (
    "opinion", "returned", "content", "form", "approval", "signature", "number", "seal", "dispatch", "draft", "fallen",
)  # fmt: skip
"""What may wait for a person, by what is to be done; ``fallen``: what they consented to, and was changed since."""
ON_THE_WAY = frozenset(("returned", "content", "form", "approval", "signature", "number", "seal", "dispatch"))


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for a person in an office, by what is to be done, and what of their unit waits for others."""

    place: Place
    groups: Mapping[str, list[Row]]
    unit: list[Row]
    many: Mapping[str, str]
    """By state: the page on which several are done at once."""
    roles: Sequence[str] = ()
    """Their roles, each of which has a page of the guide."""

    @property
    def rows(self) -> list[Row]:
        """All that waits for them."""
        return [row for found in self.groups.values() for row in found]


async def _mine(request: Request, place: Place) -> Response:
    """What waits for whoever has signed in, in every office in which they have a role."""
    queues = await run_in_threadpool(_queues, request)
    every = [row for queue in queues for row in queue.rows]
    return page(
        request, "mine", place=place, queues=queues, most=MOST, count=len({(r.slug, r.card.id) for r in every}),
        late=len({(r.slug, r.card.id) for r in every if r.late}),
    )  # fmt: skip


def _queues(request: Request) -> list[Queue]:
    studio: Studio = request.app.state.studio
    assert studio.people is not None
    everybody, found = studio.people.everybody(), []
    for place in studio.offices:
        sits = seat(request, place)
        if sits is not None and sits.held:
            now = _now(request, place)
            found.append(queue(place, studio.people, sits, everybody, language(request), now))
    return found


def queue(
    place: Place, people: People, sits: Seat, everybody: Sequence[Person], lang: str, now: datetime
) -> Queue:  # fmt: skip
    """What waits for one person in one office. Errors: Stopped where the machine keeps it from being read."""
    cards = place.cards()
    known = standings(place, people, cards)
    me = steps.called(sits.name)
    due = {id for id, stand in known.items() if waits(sits.name, stand, sits.held)}
    asked = {id for id, stand in known.items() if me in stand.story.asked and stand.story.state in steps.WHEN["opine"]}
    units = {id for id, stand in known.items() if id not in due and _of_unit(stand, sits.held)}
    gave = {id for id, stand in known.items() if any(mark.person == sits.name for mark in stand.story.fell)}
    fallen = gave - due
    there = due | asked | units | fallen
    every = rows(place, [card for card in cards if card.id in there], lang, now, known, everybody)
    every.sort(key=lambda row: row.wait.order if row.wait is not None else (True, True, now.date(), ""))
    groups = {state: [row for row in every if row.card.id in due and row.state == state] for state in MINE}
    groups["opinion"] = [row for row in every if row.card.id in asked]
    groups["fallen"] = [row for row in every if row.card.id in fallen]
    at = {state: many.offered(sits.held, state) for state, shown in groups.items() if len(shown) > 1}
    return Queue(
        place, {state: shown for state, shown in groups.items() if shown}, [r for r in every if r.card.id in units],
        {state: f"/{place.slug}/nhieu/{name}" for state, name in at.items() if name},
        list(dict.fromkeys(one.role for one in sits.held)),
    )  # fmt: skip


def _of_unit(stand: Progress, held: Sequence[Holding]) -> bool:
    """Whether a document on its way is of a unit of theirs."""
    roles = ("soan-thao", "truong-don-vi")
    mine = any(one.role in roles and one.covers(one.role, stand.facts.unit) for one in held)
    return mine and stand.story.state in ON_THE_WAY


def waits(person: str, stand: Progress, held: Sequence[Holding]) -> bool:
    """Whether a document waits for a person: it is the turn of one of their roles, or it came back to who submitted it,
    or it is a draft of one who writes in its unit.
    """
    state = stand.story.state
    if state == "returned":
        submitted = [mark.person for mark in stand.marks if mark.act == "submit"]
        return submitted[-1:] == [person]
    if state == "draft":
        writes = any(one.covers("soan-thao", stand.facts.unit) for one in held)
        return writes and (not stand.marks or any(mark.person == person for mark in stand.marks))
    role = steps.STEP_OF.get(state)
    acts: tuple[steps.Act, ...] = ("content", "form", "approve", "sign", "number", "seal", "dispatch")
    return role is not None and any(
        steps.able(act, person, held, stand.story, stand.facts, stand.order) is not None for act in acts
    )


ASKED = ("tim", "trang_thai", "loai", "nam", "don_vi", "ho_so")
LATE_STATE = "qua-han"
"""As ``trang_thai``: what is late, whatever its state."""


def found(
    cards: Sequence[Card],
    asked: Mapping[str, str],
    kinds: Mapping[str, str],
    states: Mapping[str, str] | None = None,
    late: Collection[str] = (),
) -> list[Card]:
    """The cards that hold every word, with or without its marks, and are of the state, kind, year, unit asked for."""
    words, state = fold(asked["tim"]).split(), asked["trang_thai"]
    return [
        card for card in cards
        if (not state or (card.id in late if state == LATE_STATE else (states or {}).get(card.id, card.state) == state))
        and (not asked["loai"] or card.kind == asked["loai"])
        and (not asked["nam"] or str(card.year) == asked["nam"])
        and (not asked.get("don_vi") or card.unit == asked["don_vi"])
        and (not asked.get("ho_so") or card.dossier == asked["ho_so"])
        and all(word in _text(card, kinds) for word in words)
    ]  # fmt: skip


def _text(card: Card, kinds: Mapping[str, str]) -> str:
    return fold(" ".join((card.id, card.code, card.subject, kinds.get(card.kind, ""), card.unit, card.signer)))


@dataclass(frozen=True, slots=True)
class Listed:
    """An office's documents as they were asked for: ``hits`` of ``cards``, each with where it stands."""

    asked: Mapping[str, str]
    cards: Sequence[Card]
    hits: Sequence[Card]
    known: Mapping[str, Progress]
    states: Mapping[str, str]
    kinds: Mapping[str, str]
    late: Collection[str]
    people: Sequence[Person]


def listed(request: Request, place: Place) -> Listed:
    """What the address asks for."""
    studio: Studio = request.app.state.studio
    cards, facts, now = place.cards(), place.facts(), _now(request, place)
    asked = {name: request.query_params.get(name, "").strip() for name in ASKED}
    kinds = {one.slug: one.name for one in facts.kinds}
    known = _known(request, place, cards)
    states = {card.id: known[card.id].story.state if card.id in known else card.state for card in cards}
    late = {
        card.id for card in cards if card.state not in ENDED
        and (late_of(known[card.id], now) if card.id in known else not known and _long_ago(card, now))
    }  # fmt: skip
    hits = found(cards, asked, kinds, states, late)
    people = studio.people.everybody() if studio.people is not None else ()
    return Listed(asked, cards, hits, known, states, kinds, late, people)


async def documents(request: Request, place: Place) -> Response:
    """The table; what it is narrowed by stands in the address, so that it can be kept and handed on."""
    lang, now = language(request), _now(request, place)
    seen = await run_in_threadpool(listed, request, place)
    derived, used = bool(seen.known), {card.kind for card in seen.cards}
    shown = rows(place, seen.hits[:MOST], lang, now, seen.known, seen.people)
    return page(
        request, "documents", place=place, rows=shown, count=len(seen.hits), most=MOST, total=len(seen.cards),
        asked=seen.asked, states=_states(seen.states.values(), derived=derived), derived=derived,
        writes=await run_in_threadpool(allowed, request, place, "new"), late=len(seen.late), late_state=LATE_STATE,
        kinds={slug: seen.kinds.get(slug, slug) for slug in sorted(used, key=lambda s: seen.kinds.get(s, s))},
        years=sorted({card.year for card in seen.cards}, reverse=True), narrowed=any(seen.asked.values()),
        files=place.facts().files, units=sorted({card.unit for card in seen.cards if card.unit}),
        query=urlencode({name: value for name, value in seen.asked.items() if value}),
    )  # fmt: skip


def late_of(stand: Progress, now: datetime) -> bool:
    """Whether a document's day is past."""
    return days.waiting(stand.story, stand.facts, stand.order, now.date(), now.tzinfo).late


def _known(request: Request, place: Place, cards: Sequence[Card]) -> dict[str, Progress]:
    """Where each stands, in a studio of offices; nothing in a workspace of one's own."""
    studio: Studio = request.app.state.studio
    return {} if studio.people is None else standings(place, studio.people, cards)


def _states(there: Iterable[str], *, derived: bool) -> list[str]:
    """The states that there are, in the order of the way."""
    seen = set(there)
    return [state for state in (steps.STATES if derived else STATES) if state in seen]
