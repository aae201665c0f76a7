"""Sending again what nobody knows the fate of, or what failed: a person has decided it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from congvan import pipeline
from congvan.dispatch import delivery, recalling, renamed
from congvan.dispatch.delivery import Case, SendOrder, Sent, nobody_listens, sweep
from congvan.dispatch.sending import Tell
from congvan.machine.clock import Clock, system_clock
from congvan.messages import replies
from congvan.model.delivery import AGAIN, Delivery, Outcome, Way
from congvan.problems import Problems, term
from congvan.workspace import Target
from congvan.yaml.typed import said_cleanly

if TYPE_CHECKING:
    from congvan.register.deliveries import Deliveries


def resend(
    target: Target, office: pipeline.Office, order: SendOrder, problems: Problems, tell: Tell = nobody_listens,
    clock: Clock = system_clock, note: str = "",
) -> Sent | None:  # fmt: skip
    """Send again to the agencies of ``order.choice.to``: the same row, the same Message-ID.

    A file that went before may go again though it is unsigned. ``note``: why, in the words of who decided it; it stands
    in the ledger. Errors: CV414 a hidden character in it, CV841 nothing to resend there, CV842 it was
    taken over already, CV843 a sender is at it, CV802 sent under another id.
    """
    if not said_cleanly(note, "--note", problems):
        return None
    book = delivery.book_of(office, clock)
    if renamed.check(target, office, book, problems):
        return None
    if book is not None:
        sweep(book, office, target.id)
    chosen = _chosen(book.rows(target.id) if book is not None else [], target, order, problems)
    if problems.failed or book is None:
        return None
    if any(r.purpose == "recall" for r in chosen):
        _again(book, [r for r in chosen if r.purpose == "recall"], note)
        return recalling.recall(target, office, "", problems, tell, clock)
    wish = replace(order.wish, again=frozenset(r.sha256 for r in chosen if r.sha256))
    cases: list[tuple[SendOrder, Case]] = []
    for way, rows in _by_way(chosen).items():
        choice = replace(order.choice, to=tuple(r.agency for r in rows), via=(way,) if way else order.choice.via)
        mine = replace(order, choice=choice, wish=wish, at_once=True)
        case = delivery.prepare(delivery.look(target, office, mine, problems, clock), mine, problems, clock)
        if case is not None:
            cases.append((mine, case))
    if problems.failed:
        return None
    planned = {(p.agency, p.way) for _, case in cases for p in case.plan.parcels}
    _again(book, [r for r in chosen if (r.agency, r.way) in planned], note)
    return _merged([delivery.send(case, mine, problems, tell, clock) for mine, case in cases])


def _by_way(rows: Sequence[Delivery]) -> dict[Way | None, list[Delivery]]:
    """Each row goes its own way again and no other; None: it was held for want of an address, and goes by whatever
    way there is now.
    """
    found: dict[Way | None, list[Delivery]] = {}
    for row in rows:
        found.setdefault(row.way if row.addresses else None, []).append(row)
    return found


def _merged(sent: Sequence[Sent]) -> Sent:
    fault = next((s.fault for s in sent if s.fault is not None), None)
    return Sent(tuple(r for s in sent for r in s.rows), tuple(f for s in sent for f in s.files), fault)


def _chosen(rows: Sequence[Delivery], target: Target, order: SendOrder, problems: Problems) -> list[Delivery]:
    chosen: list[Delivery] = []
    for slug in order.choice.to:
        mine = [r for r in rows if r.agency == slug and (not order.choice.via or r.way in order.choice.via)]
        again = [r for r in mine if r.state in AGAIN]
        if not mine:
            problems.error("CV841", None, slug=slug, id=target.id)
        elif not again:
            code = "CV843" if any(r.state == "attempting" for r in mine) else "CV842"
            problems.error(code, None, slug=slug, state=term(f"parcel.{mine[0].state}"))
        chosen += again
    return chosen


def _again(book: Deliveries, rows: Sequence[Delivery], note: str) -> None:
    why = " ".join(note.split())
    for row in rows:
        before: dict[str, object] = {"state": row.state, "reply": replies.read(row.last_reply)}
        said = replies.kept("reply.again-because", why=why, **before) if why else replies.kept("reply.again", **before)
        book.mark([row], "delivery.resend", Outcome("planned", said), failed="[]")
