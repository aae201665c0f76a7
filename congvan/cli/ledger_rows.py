"""Rows of the ledger of deliveries → a table, a summary line, JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING

from congvan.cli.report import one_line
from congvan.cli.words import language, say
from congvan.machine.clock import system_clock
from congvan.messages import replies
from congvan.model.delivery import STATES, Delivery
from congvan.text import dates

if TYPE_CHECKING:
    from congvan.desk.send import Foreseen

ORDER = ("delivered", "accepted", "attempting", "planned", "deferred", "held", "refused", "bounced", "unknown",
         "cancelled")  # fmt: skip
assert set(ORDER) == set(STATES)


def replied(text: str) -> str:
    """A reply of the ledger in the language in use."""
    return replies.shown(text, language())


def as_row(row: Delivery) -> dict[str, object]:
    """A row for ``--json``."""
    return {
        "agency": row.agency, "name": row.name, "channel": row.way, "address": row.address, "state": row.state,
        "attempts": row.attempts, "last_reply": replied(row.last_reply), "at": row.at, "next_at": row.next_at,
        "purpose": row.purpose, "message_id": row.message_id, "sha256": row.sha256 or None,
        "failed": list(row.failed),
    }  # fmt: skip


def as_planned(one: Foreseen) -> dict[str, object]:
    """What ``--dry-run`` says of one parcel: its row, or the row that it would get."""
    if one.row is not None:
        held = {"state": "held", "last_reply": replied(one.held)} if one.held and one.row.state == "planned" else {}
        return as_row(one.row) | held
    parcel = one.parcel
    return {
        "agency": parcel.agency, "name": parcel.name, "channel": parcel.way, "address": ", ".join(parcel.addresses),
        "state": "held" if one.held else "planned", "attempts": 0, "last_reply": replied(one.held), "at": None,
        "next_at": None,
        "purpose": "document", "message_id": None, "sha256": None, "failed": [],
    }  # fmt: skip


def counts(states: Iterable[str]) -> dict[str, int]:
    """How many rows in which state, only what there is."""
    found = list(states)
    return {state: found.count(state) for state in ORDER if state in found}


def summary(rows: Iterable[Delivery]) -> str:
    """``18 đã gửi, 1 bị từ chối, 2 không rõ``; notices of a recall are counted apart from the document."""
    found = list(rows)
    parts = []
    for purpose, before in (("document", ""), ("recall", f"{say('notice')}: ")):
        of = counts(r.state for r in found if r.purpose == purpose)
        if of:
            parts.append(before + ", ".join(f"{n} {say('st_' + state)}" for state, n in of.items()))
    return "; ".join(parts) or say("no_rows")


def when(text: str, zone: tzinfo | None) -> str:
    """A moment of the ledger in the agency's zone."""
    return dates.when(text, zone, system_clock())


def table(items: Sequence[dict[str, object]], zone: tzinfo | None = None, *, replies: bool) -> list[str]:
    """Aligned lines under a heading: slug, name, way, address, state, and with ``replies`` more."""
    if not items:
        return []
    lines = [say("table_replies" if replies else "table_plan").split("|")]
    for item in items:
        state = _state(item)
        if item["purpose"] == "recall":
            state = f"{say('notice')}: {state}"
        names = [str(item["agency"]), str(item["name"])]
        cells = [*names, say(f"way_{item['channel']}"), str(item["address"]), state]
        if replies:
            moment = str(item["at"] or "")
            cells += [str(item["attempts"]), when(moment, zone), _words(item, zone)]
        lines.append([one_line(c) for c in cells])
    widths = [min(48, max(len(line[i]) for line in lines)) for i in range(len(lines[0]))]
    return ["  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines]


def _state(item: dict[str, object]) -> str:
    """By post nothing has left yet when everything is printed: the clerk takes it there."""
    printed = item["channel"] == "post" and item["state"] == "accepted"
    return say("st_printed" if printed else f"st_{item['state']}")


def _words(item: dict[str, object], zone: tzinfo | None) -> str:
    later = f" ({say('again_at', when=when(str(item['next_at']), zone))})" if item["next_at"] else ""
    return f"{item['last_reply']}{later}"
