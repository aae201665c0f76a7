"""The list of an office's documents, and what waits for whoever has signed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from congvan.people import steps
from congvan.studio.offices import Place
from congvan.studio.pages import language, moment, page
from congvan.studio.progress import Progress, standings
from congvan.studio.rights import allowed, seat
from congvan.text.letters import fold

if TYPE_CHECKING:
    from congvan.desk.circulars import Card
    from congvan.people.roles import Holding
    from congvan.studio.application import Studio

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


def _now(request: Request, place: Place) -> datetime:
    studio: Studio = request.app.state.studio
    return place.local(studio.now())


def rows(
    place: Place, cards: Iterable[Card], lang: str, now: datetime, known: Mapping[str, Progress] | None = None
) -> list[Row]:
    """Cards as they are shown; late are those that have a number and have not gone out for ``LATE`` days."""
    found, facts = [], place.facts()
    for card in cards:
        waits = card.state in ("numbered", "signed") and card.date is not None
        late = waits and card.date is not None and (now.date() - card.date).days > LATE
        stand = (known or {}).get(card.id)
        state = stand.story.state if stand is not None else ""
        when = moment(place.local(card.modified), lang, now)
        found.append(Row(card, facts.kind(card.kind), when, late, state, place.slug))
    return found


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


MINE = ("returned", "content", "form", "approval", "signature", "number", "seal", "dispatch", "draft")
"""What may wait for a person, by what is to be done."""


async def _mine(request: Request, place: Place) -> Response:
    """What waits for whoever has signed in, in every office in which they have a role."""
    queues = await run_in_threadpool(_queues, request)
    return page(request, "mine", place=place, queues=queues, count=sum(len(q) for _, g in queues for q in g.values()))


def _queues(request: Request) -> list[tuple[Place, dict[str, list[Row]]]]:
    studio: Studio = request.app.state.studio
    lang, found = language(request), []
    assert studio.people is not None
    for place in studio.offices:
        sits = seat(request, place)
        if sits is None or not sits.held:
            continue
        cards = place.cards()
        known = standings(place, studio.people, cards)
        waiting = [card for card in cards if card.id in known and waits(sits.name, known[card.id], sits.held)]
        shown = rows(place, waiting, lang, _now(request, place), known)
        groups = {state: [row for row in shown if row.state == state][:MOST] for state in MINE}
        found.append((place, {state: every for state, every in groups.items() if every}))
    return found


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


def found(
    cards: Sequence[Card], asked: Mapping[str, str], kinds: Mapping[str, str], states: Mapping[str, str]
) -> list[Card]:
    """The cards that hold every word, with or without its marks, and are of the state, kind, year asked for."""
    words = fold(asked["tim"]).split()
    return [
        card for card in cards
        if (not asked["trang_thai"] or states[card.id] == asked["trang_thai"])
        and (not asked["loai"] or card.kind == asked["loai"])
        and (not asked["nam"] or str(card.year) == asked["nam"])
        and all(word in _text(card, kinds) for word in words)
    ]  # fmt: skip


def _text(card: Card, kinds: Mapping[str, str]) -> str:
    return fold(" ".join((card.id, card.code, card.subject, kinds.get(card.kind, ""), card.unit, card.signer)))


async def documents(request: Request, place: Place) -> Response:
    """The table; what it is narrowed by stands in the address, so that it can be kept and handed on."""
    lang, now = language(request), _now(request, place)
    cards, facts = await run_in_threadpool(place.cards), await run_in_threadpool(place.facts)
    names = ("tim", "trang_thai", "loai", "nam")
    asked = {name: request.query_params.get(name, "").strip() for name in names}
    kinds = {one.slug: one.name for one in facts.kinds}
    known = await run_in_threadpool(_known, request, place, cards)
    standing = {card.id: known[card.id].story.state if card.id in known else card.state for card in cards}
    hits = await run_in_threadpool(found, cards, asked, kinds, standing)
    used = {card.kind for card in cards}
    return page(
        request, "documents", place=place, rows=rows(place, hits[:MOST], lang, now, known), count=len(hits), most=MOST,
        total=len(cards), asked=asked, states=_states(standing.values(), derived=bool(known)), derived=bool(known),
        writes=await run_in_threadpool(allowed, request, place, "new"),
        kinds={slug: kinds.get(slug, slug) for slug in sorted(used, key=lambda s: kinds.get(s, s))},
        years=sorted({card.year for card in cards}, reverse=True), narrowed=any(asked.values()),
    )  # fmt: skip


def _known(request: Request, place: Place, cards: Sequence[Card]) -> dict[str, Progress]:
    """Where each stands, in a studio of offices; nothing in a workspace of one's own."""
    studio: Studio = request.app.state.studio
    return {} if studio.people is None else standings(place, studio.people, cards)


def _states(there: Iterable[str], *, derived: bool) -> list[str]:
    """The states that there are, in the order of the way."""
    seen = set(there)
    return [state for state in (steps.STATES if derived else STATES) if state in seen]
