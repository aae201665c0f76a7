"""The ledger of deliveries: rows entered once, claimed one at a time, and every change told to the audit log.

Intent stands in the database before a byte goes out (``attempting``), the result after. One commit does both: the
result of one row and the intent of the next. Locks are taken in one order: rows, then audit log.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from congvan.model.delivery import (
    DUE,
    HAVE,
    Answer,
    Claim,
    Delivery,
    Done,
    Known,
    Letter,
    Outcome,
    Parcel,
    Purpose,
    Turn,
    stamp,
)
from congvan.register.delivery_look import Looked
from congvan.register.delivery_rows import Told, delivery_of, kept, said_of, said_of_new, tell
from congvan.register.ledger import Ledger, Writing
from congvan.register.rows import canonical
from congvan.register.tables import ANSWERS, DELIVERIES, DELIVERY_ATTEMPTS, RECALLS

d = DELIVERIES.c
NEAR = 500
"""So many rows are looked at together where others send, too."""


class Deliveries(Looked):
    """See the module. ``clock`` gives the moment of every change."""

    def __init__(self, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        super().__init__(ledger)
        self.clock = clock

    def enter(
        self, letter: Letter, parcels: Sequence[Parcel], messages: Mapping[tuple[str, str], str],
        held: Mapping[tuple[str, str], str] | None = None,
    ) -> int:  # fmt: skip
        """Enter the rows that are not there yet, ``held`` ones with their reason; how many those were.

        Of a circular that is recalled nothing is entered any more.
        Addresses and names of rows that are still to be sent follow ``recipients.yaml``.
        """

        # Each of many senders comes by here, and to lock all rows is to wait for whoever is sending one of them.
        if not _behind(self.rows(letter.circular, letter.purpose), parcels):
            return 0

        def work(tx: Writing) -> int:
            tx.append_all([])  # the lock of the audit log: a recall comes wholly before this or wholly after
            if letter.purpose == "document" and self._is_recalled(tx, letter.circular):
                return 0
            at, fresh = stamp(self.clock()), []
            for p, row in _behind(self._locked(tx, letter.circular, letter.purpose), parcels):
                if row is None:
                    fresh.append(self._row(tx, letter, p, at, messages, held or {}))
                else:
                    addresses = canonical(list(p.addresses))
                    self._change(tx, row, "delivery.address", addresses=addresses, name=p.name, failed="[]")
            if fresh:
                tx.connection.execute(sa.insert(DELIVERIES), fresh)
                tx.append_all(("delivery.plan", said_of_new(row), None) for row in fresh)
            return len(fresh)

        return self.ledger.write(work, repeatable=True)

    def _row(
        self, tx: Writing, letter: Letter, p: Parcel, at: str, messages: Mapping[tuple[str, str], str],
        held: Mapping[tuple[str, str], str],
    ) -> dict[str, Any]:  # fmt: skip
        why = held.get((p.agency, p.way))
        return {
            "office": tx.office, "circular": letter.circular, "purpose": letter.purpose, "agency": p.agency,
            "name": p.name, "way": p.way, "addresses": canonical(list(p.addresses)), "main": int(p.main),
            "code": letter.code, "message_id": messages[p.agency, p.way], "attempts": 0, "failed": "[]",
            "state": "planned" if why is None else "held", "last_reply": why or "", "sha256": "", "at": at,
            "next_at": None, "owner": "", "lease": "",
        }  # fmt: skip

    def _locked(self, tx: Writing, circular: str, purpose: Purpose | None, agency: str | None = None) -> list[Delivery]:
        query = sa.select(DELIVERIES).where(d.office == tx.office, d.circular == circular).order_by(d.id)
        if purpose is not None:
            query = query.where(d.purpose == purpose)
        if agency is not None:
            query = query.where(d.agency == agency)
        return [delivery_of(dict(row)) for row in tx.connection.execute(query.with_for_update()).mappings()]

    def step(self, claim: Claim, done: Sequence[Done], waiting: deque[Turn], most: int = 1) -> list[Delivery]:
        """Record ``done`` and claim the first rows of ``waiting`` that are still due, ``most`` of them, in one commit.

        Rows that another sender has or has had are dropped from ``waiting``, and its order changes where they are met;
        nothing comes back where none is left. Running it again after a commit whose answer was lost finds the rows that
        it claimed.
        """
        tries = 0

        def work(tx: Writing) -> tuple[list[Delivery], deque[Turn]]:
            nonlocal tries
            tries += 1
            told: list[Told] = []
            for one in done:
                told += self._result(tx, claim, one)
            claimed = self._mine(tx, claim, done) if tries > 1 else []
            queue = deque(waiting)
            now = self.clock()
            while len(claimed) < most and queue:
                row = self._claim(tx, claim, *queue.popleft(), now)
                if row is not None:
                    claimed.append(row)
                else:
                    self._past(tx, queue)
            told += [("delivery.intent", said_of(row), None) for row in claimed]
            if told:
                tell(tx, told)
            return claimed, queue

        claimed, left = self.ledger.write(work, repeatable=True)
        taken = {row.id for row in claimed}
        waiting.clear()
        waiting.extend(turn for turn in left if turn[0] not in taken)
        return claimed

    def _past(self, tx: Writing, queue: deque[Turn]) -> None:
        """Another sender is at work here: what it has done is passed by many at a time, and what is left of the next
        rows is begun from its middle, where that other comes last.
        """
        due: list[Turn] = []
        while queue and not due:
            near = [queue.popleft() for _ in range(min(NEAR, len(queue)))]
            query = sa.select(d.id, d.attempts).where(d.id.in_([id for id, _ in near]), d.state.in_(DUE))
            still = {(row.id, row.attempts) for row in tx.connection.execute(query)}
            due = [turn for turn in near if turn in still]
        half = len(due) // 2
        queue.extendleft(reversed(due[half:]))
        queue.extend(due[:half])

    def _mine(self, tx: Writing, claim: Claim, done: Sequence[Done]) -> list[Delivery]:
        query = sa.select(DELIVERIES).where(d.office == tx.office, d.owner == claim.owner, d.state == "attempting")
        rows = [delivery_of(dict(r)) for r in tx.connection.execute(query.order_by(d.id)).mappings()]
        ended = {one.delivery.id for one in done}
        return [r for r in rows if r.id not in ended]

    def _claim(self, tx: Writing, claim: Claim, id: int, tries: int, now: datetime) -> Delivery | None:
        due = (d.id == id, d.state.in_(DUE), d.attempts == tries)
        query = sa.select(DELIVERIES).where(*due).with_for_update(skip_locked=True)
        row = tx.connection.execute(query).mappings().first()
        if row is None:
            return None
        values = {
            "state": "attempting", "attempts": row["attempts"] + 1, "sha256": claim.file(row["agency"]),
            "at": stamp(now), "owner": claim.owner, "lease": stamp(now + claim.lease), "next_at": None,
        }  # fmt: skip
        tx.connection.execute(sa.update(DELIVERIES).where(d.id == id).values(**values))
        return delivery_of(dict(row) | values)

    def _result(self, tx: Writing, claim: Claim, done: Done) -> list[Told]:
        """The result of a row, as long as it is ours: somebody may have thought us dead, or marked it by hand."""
        at = stamp(self.clock())
        row, outcome = done.delivery, done.outcome
        failed = tuple(dict.fromkeys((*row.failed, *outcome.failed)))
        values = {
            "state": outcome.state, "last_reply": kept(outcome.reply), "failed": canonical(list(failed)),
            "at": at, "next_at": done.next_at, "lease": "",
        }  # fmt: skip
        ours = (d.id == row.id, d.owner == claim.owner, d.attempts == row.attempts)
        changed = tx.connection.execute(
            sa.update(DELIVERIES).where(*ours, d.state.in_(("attempting", "unknown"))).values(**values)
        ).rowcount
        if not changed and self._has_attempt(tx, row, outcome):
            return []  # the commit before was ours after all
        self._attempt(tx, row, at, outcome.state, outcome.reply)
        told = said_of(row) | {"state": outcome.state, "reply": kept(outcome.reply), "counted": bool(changed)}
        told["tried"] = at
        return [("delivery.result", told, None)]

    def _has_attempt(self, tx: Writing, row: Delivery, outcome: Outcome) -> bool:
        a = DELIVERY_ATTEMPTS.c
        said = (a.state == outcome.state, a.reply == kept(outcome.reply))
        query = sa.select(a.id).where(a.delivery == row.id, a.number == row.attempts, *said)
        return tx.connection.execute(query.limit(1)).first() is not None

    def _attempt(self, tx: Writing, row: Delivery, at: str, state: str, reply: str) -> None:
        values = {"delivery": row.id, "number": row.attempts, "at": at, "state": state, "reply": kept(reply)}
        tx.connection.execute(sa.insert(DELIVERY_ATTEMPTS).values(**values, sha256=row.sha256))

    def give_back(self, claim: Claim, rows: Sequence[Delivery], reply: str) -> None:
        """Undo intents of which nothing came: not a byte of them went out."""

        def work(tx: Writing) -> None:
            for row in rows:
                self._untouched(tx, row, reply)

        if rows:
            self.ledger.write(work, repeatable=True)

    def _untouched(self, tx: Writing, row: Delivery, reply: str) -> None:
        values = {"state": "planned", "attempts": row.attempts - 1, "last_reply": kept(reply), "lease": ""}
        ours = (d.id == row.id, d.owner == row.owner, d.state == "attempting", d.attempts == row.attempts)
        if tx.connection.execute(sa.update(DELIVERIES).where(*ours).values(**values)).rowcount:
            told = said_of(row) | {"state": "planned", "reply": kept(reply)}
            tell(tx, [("delivery.nothing-sent", told, None)])

    def sweep(
        self, circular: str, lives: Callable[[str, str, datetime], bool], journal: Callable[[str], Known | None],
        reply: str,
    ) -> list[Delivery]:  # fmt: skip
        """Rows whose sender died at them; those of a living one are left alone.

        What its ``journal`` (by owner) says of a row's end is its result; what never began is planned again; anything
        else is ``unknown``.
        """
        waiting = sa.select(DELIVERIES).where(d.circular == circular, d.state == "attempting")
        now = self.clock()

        def dead(connection: sa.Connection, office: int, *, lock: bool = False) -> list[Delivery]:
            query = waiting.where(d.office == office).order_by(d.id)
            rows = connection.execute(query.with_for_update(skip_locked=True) if lock else query).mappings()
            return [delivery_of(dict(r)) for r in rows if not lives(r["owner"], r["lease"], now)]

        nobody: list[Delivery] = []
        if not self.ledger.ask(lambda connection, office: dead(connection, office), nobody):
            return []

        def work(tx: Writing) -> list[Delivery]:
            found = dead(tx.connection, tx.office, lock=True)
            for row in found:
                known, key = journal(row.owner), (row.id, row.attempts)
                if known is not None and key not in known:
                    self._untouched(tx, row, "")
                else:
                    self._orphan(tx, row, known.get(key) if known is not None else None, reply, now)
            return found

        return self.ledger.write(work, repeatable=True)

    def _orphan(self, tx: Writing, row: Delivery, ended: Outcome | None, reply: str, now: datetime) -> None:
        """A row that a dead sender had begun: as it ``ended``, or nobody knows how."""
        outcome = ended or Outcome("unknown", reply)
        values: dict[str, Any] = {
            "state": outcome.state, "last_reply": kept(outcome.reply), "lease": "",
            "failed": canonical(list(dict.fromkeys((*row.failed, *outcome.failed)))),
        }  # fmt: skip
        if outcome.state == "deferred":
            values["next_at"] = stamp(now)
        self._change(tx, row, "delivery.recovered" if ended else "delivery.unknown", outcome, **values)

    def mark(self, rows: Iterable[Delivery], kind: str, outcome: Outcome, **more: Any) -> None:
        """Write down the same of these rows: see :meth:`mark_each`."""
        self.mark_each({row.id: outcome for row in rows}, kind, **more)

    def mark_each(self, learnt: Mapping[int, Outcome], kind: str, **more: Any) -> None:
        """What was learnt of each row, by its id, one attempt's worth of words each: of all of them or of none."""

        def work(tx: Writing) -> None:
            mine = (d.office == tx.office, d.id.in_(list(learnt)))
            query = sa.select(DELIVERIES).where(*mine).order_by(d.id).with_for_update()
            for row in [delivery_of(dict(r)) for r in tx.connection.execute(query).mappings()]:
                outcome = learnt[row.id]
                failed = canonical(list(dict.fromkeys((*row.failed, *outcome.failed))))
                values = {"state": outcome.state, "last_reply": kept(outcome.reply), "next_at": None, "failed": failed}
                self._change(tx, row, kind, outcome, **{**values, **more})

        if learnt:
            self.ledger.write(work, repeatable=True)

    def recall(self, circular: str, code: str, reason: str, reply: str) -> int:
        """Note that a circular is recalled; what was not sent yet never will be. How many rows that stopped."""

        def work(tx: Writing) -> int:
            tx.append_all([])
            if not self._is_recalled(tx, circular):
                at = stamp(self.clock())
                values = {"office": tx.office, "circular": circular, "reason": reason, "at": at}
                tx.connection.execute(sa.insert(RECALLS).values(values))
                tx.append("recall", {"circular": circular, "code": code, "reason": reason, "at": at})
            return self._cancel(tx, circular, reply)

        return self.ledger.write(work, repeatable=True)

    def _is_recalled(self, tx: Writing, circular: str) -> bool:
        r = RECALLS.c
        query = sa.select(r.circular).where(r.office == tx.office, r.circular == circular)
        return tx.connection.execute(query).first() is not None

    def cancel(self, circular: str, reply: str) -> int:
        """What was not sent yet never will be; how many rows that stopped."""
        return self.ledger.write(lambda tx: self._cancel(tx, circular, reply), repeatable=True)

    def _cancel(self, tx: Writing, circular: str, reply: str) -> int:
        stopped = [r for r in self._locked(tx, circular, "document") if r.state not in (*HAVE, "cancelled")]
        for row in stopped:
            self._change(tx, row, "delivery.cancel", state="cancelled", last_reply=reply, next_at=None)
        return len(stopped)

    def answer(self, circular: str, answer: Answer) -> None:
        """Enter or replace the answer of one agency."""
        a = ANSWERS.c
        values = {"number": answer.number, "date": answer.day, "note": answer.note, "at": stamp(self.clock())}

        def work(tx: Writing) -> None:
            key = (a.office == tx.office, a.circular == circular, a.agency == answer.agency)
            if not tx.connection.execute(sa.update(ANSWERS).where(*key).values(**values)).rowcount:
                full = {"office": tx.office, "circular": circular, "agency": answer.agency, **values}
                tx.connection.execute(sa.insert(ANSWERS).values(full))
            day = answer.day.isoformat() if isinstance(answer.day, date) else None
            payload = {"circular": circular, "agency": answer.agency, "number": answer.number, "date": day}
            tx.append("answer", payload | {"note": answer.note, "at": values["at"]})

        self.ledger.write(work, repeatable=True)

    def _change(self, tx: Writing, row: Delivery, kind: str, tried: Outcome | None = None, **values: Any) -> None:
        """Change a row, note what was learnt as an attempt, and tell the audit log."""
        values = {"at": stamp(self.clock()), **values}
        tx.connection.execute(sa.update(DELIVERIES).where(d.id == row.id).values(**values))
        told = {k: v for k, v in values.items() if k in ("state", "addresses")} | {
            "reply": values.get("last_reply", "")
        }
        if tried is not None:
            self._attempt(tx, row, values["at"], tried.state, tried.reply)
            told["tried"] = values["at"]
        tell(tx, [(kind, said_of(row) | {"was": row.state} | told, None)])


def _behind(rows: Iterable[Delivery], parcels: Iterable[Parcel]) -> list[tuple[Parcel, Delivery | None]]:
    """The parcels that have no row yet, or one that is still to be sent, to other addresses."""
    known = {(r.agency, r.way): r for r in rows}
    both = ((p, known.get((p.agency, p.way))) for p in parcels)
    return [(p, r) for p, r in both if r is None or (r.state in DUE and r.addresses != p.addresses)]
