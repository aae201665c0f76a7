"""The ledger of deliveries against the audit log: rows, attempts, recalls and answers as its rows tell them.

Every change of these tables has its row in the log. ``row`` there is the digest of the whole line as it stood after the
change; logs of before that was kept say enough of it to compare state, addresses, attempts and words.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from congvan.problems import Problems
from congvan.register import schema
from congvan.register.delivery_rows import mark
from congvan.register.tables import ANSWERS, DELIVERIES, DELIVERY_ATTEMPTS, OFFICES, RECALLS, columns

Key = tuple[str, str, str, str]
"""Circular, purpose, agency, way: what a row of ``deliveries`` is known by."""
Payload = Mapping[str, Any]

_NO_ATTEMPT = ("delivery.plan", "delivery.address", "delivery.intent", "delivery.nothing-sent", "delivery.cancel")
"""Changes that are no result of anything sent or learnt."""


@dataclass
class _Expected:
    """What the log says of one delivery."""

    said: dict[str, object] = field(default_factory=dict)
    mark: str | None = None


@dataclass
class Replay:
    """Fed with the audit log from its first row on; then :meth:`check` compares."""

    rows: dict[Key, _Expected] = field(default_factory=dict)
    attempts: dict[int, list[tuple[object, ...]]] = field(default_factory=dict)
    recalls: dict[str, Payload] = field(default_factory=dict)
    answers: dict[tuple[str, str], Payload] = field(default_factory=dict)
    office: Payload | None = None

    def see(self, kind: str, payload: str) -> None:
        """One row of the log; what somebody spoiled there breaks its chain, which is told elsewhere."""
        if not kind.startswith("delivery.") and kind not in ("recall", "answer", "office"):
            return
        try:
            told = json.loads(payload)
            if kind == "recall":
                self.recalls.setdefault(told["circular"], told)
            elif kind == "answer":
                self.answers[told["circular"], told["agency"]] = told
            elif kind == "office":
                self.office = told
            else:
                self._delivery(kind, told)
        except (ValueError, KeyError, TypeError):
            return

    def _delivery(self, kind: str, told: Payload) -> None:
        expected = self.rows.setdefault((told["circular"], told["purpose"], told["agency"], told["way"]), _Expected())
        expected.said |= _after(kind, told)
        expected.mark = told.get("row")
        if kind not in _NO_ATTEMPT:
            tried = (told["attempt"], told["state"], told["reply"], told["sha256"], told.get("tried"))
            self.attempts.setdefault(told["delivery"], []).append(tried)

    def check(self, connection: sa.Connection, office: int, problems: Problems) -> None:
        """Errors: CV570 the agency's own row, CV571 a delivery or its attempts, CV572 a recall or an answer."""
        self._office(connection, office, problems)
        self._deliveries(connection, office, problems)
        recalled = _rows(connection, sa.select(RECALLS).where(RECALLS.c.office == office))
        there: dict[tuple[str, str], Payload] = {(r["circular"], ""): r for r in recalled}
        told: dict[tuple[str, str], Payload] = {(c, ""): t for c, t in self.recalls.items()}
        _compare(there, told, ("reason", "at"), problems)
        answered = _rows(connection, sa.select(ANSWERS).where(ANSWERS.c.office == office))
        _compare({(r["circular"], r["agency"]): r for r in answered}, self.answers,
                 ("number", "date", "note", "at"), problems)  # fmt: skip

    def _office(self, connection: sa.Connection, office: int, problems: Problems) -> None:
        there = columns(OFFICES, schema.version(connection) or schema.VERSIONS[-1])
        row = _rows(connection, sa.select(*there).where(OFFICES.c.id == office))[0]
        told = self.office or row
        for name in ("key", "code", "name", "slug", "symbol"):
            now, known = _of_office(row, name), _of_office(told, name)
            if now != known:
                problems.error("CV570", None, column=name, now=now, known=known)

    def _deliveries(self, connection: sa.Connection, office: int, problems: Problems) -> None:
        expected = dict(self.rows)
        tried: dict[int, list[tuple[object, ...]]] = {}
        a = DELIVERY_ATTEMPTS.c
        mine = sa.select(DELIVERY_ATTEMPTS).join(DELIVERIES, DELIVERIES.c.id == a.delivery)
        for row in _rows(connection, mine.where(DELIVERIES.c.office == office).order_by(a.id)):
            said = (row["number"], row["state"], row["reply"], row["sha256"], row["at"])
            tried.setdefault(row["delivery"], []).append(said)
        for row in _rows(connection, sa.select(DELIVERIES).where(DELIVERIES.c.office == office)):
            key = (row["circular"], row["purpose"], row["agency"], row["way"])
            known = expected.pop(key, None)
            same = known is not None and (
                known.mark == mark(row) if known.mark else all(_said(row, n) == v for n, v in known.said.items())
            )
            if not same or not _alike(tried.get(row["id"], []), self.attempts.get(row["id"], [])):
                _unlike(key, problems)
        for key in expected:
            _unlike(key, problems)


def _of_office(told: Payload, name: str) -> str:
    """What a row, or the log, says of an agency; its symbol is its key as long as nothing else was told."""
    return str(told.get(name) or (told.get("key") if name == "symbol" else "") or "")


def _after(kind: str, told: Payload) -> dict[str, object]:
    """Columns of a delivery after a change, as far as the log's older rows tell them."""
    if kind == "delivery.plan":
        said = {n: told[n] for n in ("state", "code", "message_id")}
        return said | {"addresses": told["addresses"], "last_reply": told["reply"], "attempts": 0, "sha256": ""}
    if kind == "delivery.address":
        new = told["addresses"]
        return {"addresses": json.loads(new) if isinstance(new, str) else new}
    if kind == "delivery.intent":
        return {"state": told["state"], "attempts": told["attempt"], "sha256": told["sha256"]}
    if kind == "delivery.nothing-sent":
        return {"state": told["state"], "attempts": told["attempt"] - 1, "last_reply": told["reply"]}
    if kind == "delivery.result" and not told["counted"]:
        return {}
    return {"state": told["state"], "last_reply": told["reply"]}


def _said(row: Payload, name: str) -> object:
    value = row[name]
    if name != "addresses":
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _alike(there: Iterable[tuple[object, ...]], told: Iterable[tuple[object, ...]]) -> bool:
    """The same attempts; of older ones the log does not tell the moment."""
    rows, known = list(there), list(told)
    timed = Counter(t for t in known if t[-1] is not None)
    untimed = Counter(t[:-1] for t in known if t[-1] is None)
    for row in rows:
        if timed[row] > 0:
            timed[row] -= 1
        elif untimed[row[:-1]] > 0:
            untimed[row[:-1]] -= 1
        else:
            return False
    return len(rows) == len(known)


def _compare(
    there: Mapping[tuple[str, str], Payload], told: Mapping[tuple[str, str], Payload], names: tuple[str, ...],
    problems: Problems,
) -> None:  # fmt: skip
    for circular, agency in sorted({*there, *told}):
        row, known = there.get((circular, agency)), told.get((circular, agency))
        same = row is not None and known is not None
        if row is not None and known is not None:
            same = all(_iso(row[n]) == known[n] for n in names if n in known)
        if not same:
            problems.error("CV572", None, id=circular, agency=agency or "-")


def _iso(value: Any) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _unlike(key: Key, problems: Problems) -> None:
    circular, purpose, agency, way = key
    problems.error("CV571", None, id=circular, agency=agency, way=way, purpose=purpose)


def _rows(connection: sa.Connection, query: sa.Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query).mappings()]
