"""send: an issued circular to each agency once, by the way that reaches it; or only what that would be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from congvan.desk.dispatched import Dispatched, telling
from congvan.desk.here import Here
from congvan.desk.result import NOBODY, Watch
from congvan.dispatch import delivery
from congvan.pipeline import Office
from congvan.problems import Problems
from congvan.workspace import Target

if TYPE_CHECKING:
    from congvan.dispatch.plan import Planned
    from congvan.model.delivery import Delivery, Parcel, Plan

OPEN = ("planned", "attempting", "deferred")
"""States of a row that is still to go out."""
Looked = tuple[Target | None, Office | None, delivery.Outlook | None]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One parcel of a plan: its row where there is one, and why it would be held."""

    parcel: Parcel
    row: Delivery | None
    held: str = ""


@dataclass(frozen=True, slots=True)
class Outlined:
    """What would be sent: nothing was written, nothing is sent. ``plan``: None where not even that can be said;
    ``files``: the names of what would go, None where it may not; ``seal``: the name of exactly this plan, by which
    :func:`send` goes on only as long as it is still so.
    """

    id: str | None
    plan: Plan | None = None
    parcels: tuple[Foreseen, ...] = ()
    files: tuple[str, ...] | None = None
    seal: str = ""


def send(
    here: Here, id: str, order: delivery.SendOrder, problems: Problems, watch: Watch = NOBODY, seal: str = ""
) -> Dispatched:
    """Errors: all that stands against it, from the text to the addresses; CV750 not the plan that ``seal`` names."""
    with _looked(here, id, order, problems) as (target, office, outlook):
        if target is None or office is None or outlook is None:
            return Dispatched(target.id if target is not None else None)
        case = delivery.prepare(outlook, order, problems, here.clock)
        if case is not None and seal and seal != sealed(outlook):
            problems.error("CV750", None, id=target.id)
            case = None
        plan, zone = outlook.planned.plan if outlook.planned is not None else None, office.issuer.timezone
        if case is None or watch.stopped:
            return Dispatched(target.id, None, plan, zone)
        tell = telling(watch, len(case.plan.parcels), _ended(case))
        sent = delivery.send(case, order, problems, tell, here.clock)
        return Dispatched(target.id, sent, case.plan, zone)


def _ended(case: delivery.Case) -> int:
    """How many parcels of a plan nothing is to be done for any more, whatever became of them."""
    open_ = {(r.agency, r.way) for r in case.known if r.state in OPEN}
    ended = {(r.agency, r.way) for r in case.known} - open_
    return sum((p.agency, p.way) in ended for p in case.plan.parcels)


def outline(here: Here, id: str, order: delivery.SendOrder, problems: Problems) -> Outlined:
    """Who would get it and how. Errors: as :func:`send`."""
    with _looked(here, id, order, problems) as (target, _, outlook):
        if target is None or outlook is None or outlook.planned is None:
            return Outlined(target.id if target is not None else None)
        delivery.prepare(outlook, order, problems, here.clock)
        return _outlined(target, outlook, outlook.planned)


@contextmanager
def _looked(here: Here, id: str, order: delivery.SendOrder, problems: Problems) -> Iterator[Looked]:
    """How things stand before anything is sent; no outlook after a fault that leaves none."""
    with here.at(id, problems) as (target, office):
        if target is None or office is None:
            yield target, office, None
        else:
            yield target, office, delivery.look(target, office, order, problems, here.clock)


def _outlined(target: Target, outlook: delivery.Outlook, planned: Planned) -> Outlined:
    known, held = {(r.agency, r.way): r for r in outlook.known}, planned.held
    parcels = (Foreseen(p, known.get((p.agency, p.way)), held.get((p.agency, p.way), "")) for p in planned.plan.parcels)
    files = tuple(f.name for f in outlook.ready.letter.files) if outlook.ready is not None else None
    return Outlined(target.id, planned.plan, tuple(parcels), files, sealed(outlook))


def sealed(outlook: delivery.Outlook) -> str:
    """A plan → its name: who by which way at which address, what stands of each in the ledger, what is held and why,
    what nobody but a person can bring, and the bytes that would go. "" where there is no plan.
    """
    planned, ready = outlook.planned, outlook.ready
    if planned is None:
        return ""
    known = {(r.agency, r.way): [r.id, r.state, r.attempts] for r in outlook.known}
    parcels = [
        [
            p.agency,
            p.name,
            p.way,
            p.addresses,
            p.main,
            known.get((p.agency, p.way)),
            planned.held.get((p.agency, p.way)),
        ]
        for p in planned.plan.parcels
    ]
    files = [[f.name, f.sha256] for f in ready.letter.files] if ready is not None else None
    whole = [parcels, planned.plan.by_hand, planned.plan.copies, files]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()[:32]
