"""circulars: what lies in the folder, a line a circular, with what the register and the finished files say of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal

from congvan import pipeline
from congvan.desk.here import Here
from congvan.model.register import Entry
from congvan.problems import Problems
from congvan.text.expressions import BLANK, blanked
from congvan.workspace import Target

if TYPE_CHECKING:
    from congvan.model.source import CircularSource

State = Literal["draft", "unregistered", "unreadable", "numbered", "signed", "sent", "recalled", "void"]
TYPED: tuple[State, ...] = ("draft", "unregistered", "unreadable")
"""What a file itself shows."""
Stamp = tuple[int, int, int]
Day = date
"""A date, under a name that no field has."""


@dataclass(frozen=True, slots=True)
class Card:
    """One circular of the folder. ``kind`` is a slug, ``unit`` the drafting unit by name, ``drafter`` the mark of who
    wrote it; ``state`` is what the register and the files beside it show, never what anybody noted. ``typed`` is how
    its file stood when it was read: a card whose stamp is still the file's is up to date. ``due``: by when it is to go
    out, as typed; ``urgency`` and ``dossier`` (hồ sơ) as their keys say them.
    """

    id: str
    file: str
    kind: str
    subject: str
    unit: str
    drafter: str
    signer: str
    code: str
    date: date | None
    state: State
    modified: datetime
    typed: Stamp
    due: Day | None = None
    urgency: str = ""
    dossier: str = ""

    @property
    def year(self) -> int:
        """The year that it is looked for under."""
        return (self.date or self.modified.date()).year


def circulars(
    here: Here, names: Iterable[str], known: Mapping[str, Card], problems: Problems
) -> tuple[Card, ...] | None:
    """The circulars that ids and folders name, or all, the newest first. ``known``: cards of before, whose files are
    not read again where nobody has written to them. A circular at fault is listed too; ``check`` tells its faults.

    Errors: CV402, CV403 as for ``check``.
    """
    targets = here.workspace.select(names, problems)
    with here.office(Problems()) as office:
        entries = _entries(office, [target.id for target in targets])
        units = {} if office is None else {slug: unit.name for slug, unit in office.issuer.units.items()}
        signers = {} if office is None else {slug: one.name for slug, one in office.issuer.signers.items()}
        read = []
        for target in targets:
            stamp = _stamp(target)
            if stamp is not None:
                card, entry = known.get(target.id), entries.get(target.id)
                same = card is not None and card.typed == stamp and (entry is not None or card.state in TYPED)
                read.append(card if card is not None and same else _read(target, stamp, units, signers))
        spoiled = _spoiled(office, [card for card in read if card.id not in entries])
    found = [_stands(card, entries.get(card.id) or spoiled.get(card.id), here) for card in read]
    return tuple(sorted(found, key=lambda one: (one.modified, one.id), reverse=True))


def _entries(office: pipeline.Office | None, ids: Sequence[str]) -> Mapping[str, Entry]:
    """What the register has, by the id of its circular. Of a book of many years only these lines are read."""
    register = pipeline.open_register(office) if office is not None else None
    found = register.of_circulars(ids) if register is not None else ()
    return {entry.circular: entry for entry in found if entry.circular is not None}


def _spoiled(office: pipeline.Office | None, cards: Sequence[Card]) -> Mapping[str, Entry]:
    """The voided lines of circulars that still bear their number; one whose number was taken out is a draft again."""
    register = pipeline.open_register(office) if office is not None else None
    bear = [card for card in cards if card.state == "unregistered" and card.code and card.date is not None]
    if register is None or not bear:
        return {}
    lines = register.spoiled([(card.year, int(card.code)) for card in bear])
    found = {(entry.circular, entry.year, entry.number): entry for entry in lines}
    numbers = {card.id: (card.id, card.year, int(card.code)) for card in bear}
    return {id: found[number] for id, number in numbers.items() if number in found}


def _stamp(target: Target) -> Stamp | None:
    try:
        state = os.stat(target.path)
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino


def _read(target: Target, stamp: Stamp, units: Mapping[str, str], signers: Mapping[str, str]) -> Card:
    from congvan import read
    from congvan.read.keys import DEFAULT_KIND

    modified = datetime.fromtimestamp(stamp[0] / 1e9, UTC)
    source: CircularSource | None = read.read_circular(
        target.path, target.shown, target.id, Problems(), in_spite=True, partly=True
    )
    if source is None:
        return Card(target.id, target.shown, DEFAULT_KIND, "", "", "", "", "", None, "unreadable", modified, stamp)
    unit, signer = source.unit.value if source.unit else "", source.signer.value
    return Card(
        target.id, target.shown, source.type.value, _subject(source), units.get(unit, unit),
        source.drafter.value if source.drafter else "", signers.get(signer, signer),
        f"{source.number.value:02d}" if source.number else "", source.date.value if source.date else None,
        "unregistered" if source.number else "draft", modified, stamp, source.due.value if source.due else None,
        source.urgency.value if source.urgency else "", source.dossier.value if source.dossier else "",
    )  # fmt: skip


def _subject(source: CircularSource) -> str:
    """As a line of a list has it; the register has what an expression says once the letter has its number."""
    return blanked(" ".join(source.subject.value.split()))


def _stands(card: Card, entry: Entry | None, here: Here) -> Card:
    """The card with what is known now beside its file."""
    if entry is None:
        return card
    code, state, day = str(entry.code), _state(card, entry, here), entry.date or card.date
    known = card.subject and BLANK not in card.subject
    subject = card.subject if known else entry.draft.subject or card.subject
    if state == "void":
        day, subject = card.date, card.subject
    if (card.state, card.code, card.date, card.subject) == (state, code, day, subject):
        return card  # the same for whoever has seen it
    return replace(card, state=state, code=code, date=day, subject=subject)


def _state(card: Card, entry: Entry, here: Here) -> State:
    if entry.state == "void":
        return "void"
    if entry.recalled is not None:
        return "recalled"
    if entry.sent is not None:
        return "sent"
    return "signed" if (here.workspace.output(None) / f"{card.id}.signed.pdf").is_file() else "numbered"
