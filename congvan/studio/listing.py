"""The list of an office's documents, and what waits for whoever has signed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from congvan.studio.offices import Place
from congvan.studio.pages import language, moment, page
from congvan.text.letters import fold

if TYPE_CHECKING:
    from congvan.desk.circulars import Card
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


def _now(request: Request, place: Place) -> datetime:
    studio: Studio = request.app.state.studio
    return place.local(studio.now())


def rows(place: Place, cards: Iterable[Card], lang: str, now: datetime) -> list[Row]:
    """Cards as they are shown; late are those that have a number and have not gone out for ``LATE`` days."""
    found, facts = [], place.facts()
    for card in cards:
        waits = card.state in ("numbered", "signed") and card.date is not None
        late = waits and card.date is not None and (now.date() - card.date).days > LATE
        found.append(Row(card, facts.kind(card.kind), moment(place.local(card.modified), lang, now), late))
    return found


async def home(request: Request, place: Place) -> Response:
    """What is to be done, in groups, late ones first."""
    lang, now = language(request), _now(request, place)
    cards = await run_in_threadpool(place.cards)
    every = rows(place, cards, lang, now)
    groups = {state: sorted((r for r in every if r.card.state == state), key=lambda r: not r.late) for state in WAITING}
    shown = {state: found[:MOST] for state, found in groups.items() if found}
    return page(request, "home", place=place, groups=shown, none=not every)


def found(cards: Sequence[Card], asked: Mapping[str, str], kinds: Mapping[str, str]) -> list[Card]:
    """The cards that hold every word, with or without its marks, and are of the state, kind, year asked for."""
    words = fold(asked["tim"]).split()
    return [
        card for card in cards
        if (not asked["trang_thai"] or card.state == asked["trang_thai"])
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
    hits = await run_in_threadpool(found, cards, asked, kinds)
    used = {card.kind for card in cards}
    return page(
        request, "documents", place=place, rows=rows(place, hits[:MOST], lang, now), count=len(hits), most=MOST,
        total=len(cards), asked=asked, states=[s for s in STATES if any(c.state == s for c in cards)],
        kinds={slug: kinds.get(slug, slug) for slug in sorted(used, key=lambda s: kinds.get(s, s))},
        years=sorted({card.year for card in cards}, reverse=True), narrowed=any(asked.values()),
    )  # fmt: skip
