"""Delivery ↔ row of the table, and what the audit log says of it: with every change the digest of the whole row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from congvan.model.delivery import Delivery
from congvan.register.ledger import Writing
from congvan.register.rows import canonical, digest
from congvan.register.tables import DELIVERIES
from congvan.text.characters import cleaned

LONGEST_REPLY = 2000
"""A server's words are kept up to here."""

Told = tuple[str, Mapping[str, object], int | None]


def delivery_of(row: Mapping[str, Any]) -> Delivery:
    """A row of the table → Delivery."""
    return Delivery(
        id=row["id"], circular=row["circular"], purpose=row["purpose"], agency=row["agency"], name=row["name"],
        way=row["way"], addresses=_list(row["addresses"]), state=row["state"], attempts=row["attempts"],
        last_reply=row["last_reply"], at=row["at"], next_at=row["next_at"], main=bool(row["main"]),
        message_id=row["message_id"], sha256=row["sha256"], failed=_list(row["failed"]),
        owner=row["owner"],
    )  # fmt: skip


def _list(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text != "[]" else ()


def said_of(row: Delivery) -> dict[str, object]:
    """What the audit log says of a row."""
    return {
        "delivery": row.id, "circular": row.circular, "purpose": row.purpose, "agency": row.agency, "way": row.way,
        "addresses": list(row.addresses), "state": row.state, "attempt": row.attempts, "sha256": row.sha256,
    }  # fmt: skip


def said_of_new(row: Mapping[str, Any]) -> dict[str, object]:
    """The same of a row before it has its id."""
    keys = ("circular", "purpose", "agency", "way", "state", "code", "message_id")
    return {k: row[k] for k in keys} | {"addresses": json.loads(row["addresses"]), "reply": row["last_reply"],
                                     "row": mark(row)}  # fmt: skip


def kept(reply: str) -> str:
    """A server's words as they are kept: so many, and none that a page or a terminal could not show."""
    return cleaned(reply[:LONGEST_REPLY])


def mark(row: Mapping[str, Any]) -> str:
    """The digest of all that a row says: the audit log keeps it, so that a row changed by hand is seen."""
    return digest(canonical({k: v for k, v in row.items() if k not in ("id", "office")}))


def tell(tx: Writing, told: Iterable[Told]) -> None:
    """Add rows to the audit log, each with the mark of its delivery as it stands in this transaction."""
    rows = list(told)
    ids = sorted({id for _, said, _ in rows if isinstance(id := said.get("delivery"), int)})
    found = tx.connection.execute(sa.select(DELIVERIES).where(DELIVERIES.c.id.in_(ids))).mappings() if ids else ()
    marks = {row["id"]: mark(dict(row)) for row in found}
    tx.append_all((kind, {**said, "row": _marked(said, marks)}, entry) for kind, said, entry in rows)


def _marked(said: Mapping[str, object], marks: Mapping[int, str]) -> str | None:
    id = said.get("delivery")
    return marks.get(id) if isinstance(id, int) else None
