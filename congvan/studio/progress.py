"""Where a document stands, and what has been done to it: marks, register, files → values for its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from congvan.model.steps import Steps
from congvan.people import steps
from congvan.people.steps import Facts, Mark, Story
from congvan.studio.offices import Place
from congvan.studio.stopping import Stopped

if TYPE_CHECKING:
    from congvan.desk.circulars import Card
    from congvan.desk.facts import Facts as Office
    from congvan.desk.standing import Standing
    from congvan.people.book import People

SHOWN = 400
"""So many texts that were shown are remembered, for whoever acts on a page that is no longer today's."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A document: its text of today, its marks, its state."""

    id: str
    words: str
    facts: Facts
    order: Steps
    marks: tuple[Mark, ...]
    story: Story

    @property
    def sha256(self) -> str:
        """The hash of the text of today, "" where it has faults."""
        return self.facts.hashes[0] if self.facts.hashes else ""


@dataclass(frozen=True, slots=True)
class From:
    """What a document's progress in a list follows from. Each is the same object for as long as nobody changed it."""

    card: Card
    facts: Office
    read: Standing | None
    marks: tuple[Mark, ...]

    def same(self, other: From) -> bool:
        """Whether the same follows from both."""
        same = self.card is other.card and self.facts is other.facts and self.read is other.read
        return same and self.marks == other.marks


def progress(place: Place, people: People, id: str) -> Progress | None:
    """A document as it stands at this moment, read anew; None where there is none, or its office can't be read.
    Errors: Stopped where the machine kept it from being read: that is no reason to let anybody do anything.
    """
    result = place.desk.standing(id)
    found = result.value
    if found is None:
        if result.machine is not None:
            raise Stopped(result.machine)
        return None
    return _of(found, tuple(people.marks(place.slug, found.id)))


def _of(found: Standing, marks: tuple[Mark, ...]) -> Progress:
    return Progress(found.id, found.words, found, found.steps, marks, steps.story(marks, found, found.steps))


def remember(place: Place, stand: Progress) -> None:
    """A text that is shown with its buttons: it may have changed when one of them is pressed."""
    place.shown.pop(stand.sha256, None)
    place.shown[stand.sha256] = stand.words
    while len(place.shown) > SHOWN:
        place.shown.pop(next(iter(place.shown)), None)


def _by_document(place: Place, every: Sequence[Mark]) -> Mapping[str, tuple[Mark, ...]]:
    """The marks of an office, by document; sorted out once, until there is another one."""
    known = place.marks
    if known is None or known[0] is not every:
        found: dict[str, list[Mark]] = {}
        for mark in every:
            found.setdefault(mark.circular, []).append(mark)
        known = place.marks = every, {id: tuple(those) for id, those in found.items()}
    return known[1]


def standings(place: Place, people: People, cards: Iterable[Card]) -> dict[str, Progress]:
    """Where every document of an office stands. Only those that are on their way are read, and anew only where their
    file, the office's files or the signed file were written since; what follows from the same card and marks is not
    derived again. For a deed each is read anew anyhow.
    """
    marks = _by_document(place, people.marks(place.slug))
    office, facts = place.stamp(), place.facts()  # once: of a thousand cards each would ask the disk
    cards = tuple(cards)
    keys = {
        card.id: (card.typed, card.state, office, place.signed_stamp(card.id)) for card in cards
        if card.state not in ENDED and (card.id in marks or card.state == "signed")
    }  # fmt: skip
    known = _read(place, keys)
    found: dict[str, tuple[From, Progress]] = {}
    for card in cards:
        if card.id in keys and card.id not in known:
            continue
        mine, read = marks.get(card.id, ()), known[card.id][1] if card.id in known else None
        of = From(card, facts, read, mine)
        before = place.progress.get(card.id)
        if before is None or not before[0].same(of):
            before = of, _glance(facts, card, mine) if read is None else _of(read, mine)
        found[card.id] = before
    place.standings, place.progress = known, found  # what is gone is forgotten
    return {id: stand for id, (_, stand) in found.items()}


def _read(place: Place, keys: Mapping[str, object]) -> dict[str, tuple[object, Standing]]:
    """What stands on documents, by id with what that depends on: as it was read, or read anew where ``keys`` are others
    than those of then; all of these with one opening of the office.
    """
    known = {id: kept for id, kept in place.standings.items() if id in keys and kept[0] == keys[id]}
    fresh = [id for id in keys if id not in known]
    read = (place.desk.standings(fresh).value or {}) if fresh else {}
    return known | {id: (keys[id], read[id]) for id in fresh if id in read}


ENDED = frozenset(("sent", "recalled", "void"))
"""What no text changes any more."""


def _glance(known: Office, card: Card, marks: tuple[Mark, ...]) -> Progress:
    """A document that nobody has begun with, or that has gone out: where it stands doesn't depend on its text."""
    unit = next((slug for slug, name in known.units.items() if name == card.unit), card.unit)
    signer = next((slug for slug, name in known.signers.items() if name.startswith(f"{card.signer}, ")), card.signer)
    facts = Facts(
        (), unit, signer, card.state == "numbered" or card.state in ENDED, sent=card.state == "sent",
        recalled=card.state == "recalled", void=card.state == "void", urgent=bool(card.urgency), due=card.due,
    )  # fmt: skip
    order = known.steps.of(urgent=facts.urgent)
    return Progress(card.id, "", facts, order, marks, steps.story(marks, facts, order))
