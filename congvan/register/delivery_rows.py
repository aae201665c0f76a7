"""Delivery ↔ row of the table, and what the audit log says of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from congvan.model.delivery import Delivery
from congvan.text.characters import cleaned

LONGEST_REPLY = 2000
"""A server's words are kept up to here."""


def delivery_of(row: Mapping[str, Any]) -> Delivery:
    """A row of the table → Delivery."""
    return Delivery(
        id=row["id"], circular=row["circular"], purpose=row["purpose"], agency=row["agency"], name=row["name"],
        way=row["way"], addresses=tuple(json.loads(row["addresses"])), state=row["state"], attempts=row["attempts"],
        last_reply=row["last_reply"], at=row["at"], next_at=row["next_at"], main=bool(row["main"]),
        message_id=row["message_id"], sha256=row["sha256"], failed=tuple(json.loads(row["failed"])),
        owner=row["owner"],
    )  # fmt: skip


def said_of(row: Delivery) -> dict[str, object]:
    """What the audit log says of a row."""
    return {
        "delivery": row.id, "circular": row.circular, "purpose": row.purpose, "agency": row.agency, "way": row.way,
        "addresses": list(row.addresses), "state": row.state, "attempt": row.attempts, "sha256": row.sha256,
    }  # fmt: skip


def said_of_new(row: Mapping[str, Any]) -> dict[str, object]:
    """The same of a row before it has its id."""
    keys = ("circular", "purpose", "agency", "way", "state", "code", "message_id")
    return {k: row[k] for k in keys} | {"addresses": json.loads(row["addresses"]), "reply": row["last_reply"]}


def kept(reply: str) -> str:
    """A server's words as they are kept: so many, and none that a page or a terminal could not show."""
    return cleaned(reply[:LONGEST_REPLY])
