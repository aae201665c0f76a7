"""Sending again what nobody knows the fate of, or what failed: a person has decided it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from congvan import pipeline
from congvan.dispatch import delivery, recalling
from congvan.dispatch.delivery import Clock, Order, Sent, nobody_listens, sweep, system_clock
from congvan.dispatch.sending import Tell
from congvan.model.delivery import Delivery, Outcome, State
from congvan.problems import Problems
from congvan.workspace import Target

if TYPE_CHECKING:
    from congvan.register.deliveries import Deliveries

AGAIN: tuple[State, ...] = ("unknown", "refused", "bounced", "held", "deferred", "cancelled", "planned")
"""What may be sent again; whoever took it must be marked ``bounced`` first."""


def resend(
    target: Target, office: pipeline.Office, order: Order, problems: Problems, tell: Tell = nobody_listens,
    clock: Clock = system_clock,
) -> Sent | None:  # fmt: skip
    """Send again to the agencies of ``order.choice.to``: the same row, the same Message-ID.

    A file that went before may go again though it is unsigned. Errors: CV841 nothing to resend there, CV842 it was
    taken over already, CV843 a sender is at it.
    """
    book = delivery.book_of(office, clock)
    if book is not None:
        sweep(book, office, target.id)
    chosen = _chosen(book.rows(target.id) if book is not None else [], target, order, problems)
    if problems.failed or book is None:
        return None
    if any(r.purpose == "recall" for r in chosen):
        _again(book, [r for r in chosen if r.purpose == "recall"])
        return recalling.recall(target, office, "", problems, tell, clock)
    ways = tuple(dict.fromkeys(r.way for r in chosen))
    wish = replace(order.wish, again=frozenset(r.sha256 for r in chosen if r.sha256))
    order = replace(order, choice=replace(order.choice, via=ways), wish=wish, at_once=True)
    case = delivery.prepare(delivery.look(target, office, order, problems, clock), order, problems, clock)
    if case is None:
        return None
    _again(book, chosen)
    return delivery.send(case, order, problems, tell, clock)


def _chosen(rows: Sequence[Delivery], target: Target, order: Order, problems: Problems) -> list[Delivery]:
    chosen: list[Delivery] = []
    for slug in order.choice.to:
        mine = [r for r in rows if r.agency == slug and (not order.choice.via or r.way in order.choice.via)]
        again = [r for r in mine if r.state in AGAIN]
        if not mine:
            problems.error("CV841", None, slug=slug, id=target.id)
        elif not again:
            code = "CV843" if any(r.state == "attempting" for r in mine) else "CV842"
            problems.error(code, None, slug=slug, state=mine[0].state)
        chosen += again
    return chosen


def _again(book: Deliveries, rows: Sequence[Delivery]) -> None:
    for row in rows:
        said = f"gửi lại theo quyết định của người dùng; trước đó {row.state}: {row.last_reply}"
        book.mark([row], "delivery.resend", Outcome("planned", said), failed="[]")
