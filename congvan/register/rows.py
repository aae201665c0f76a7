"""Entry ↔ row of the table, and the seal: a digest of all that a row says, kept in the audit log."""

from __future__ import annotations

import hashlib
import json
import json.encoder
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date
from functools import lru_cache
from typing import Any

from congvan.machine.clock import Clock, system_clock
from congvan.model.register import Code, Draft, Entry, Frozen, Relation, symbol_key
from congvan.text.words import search_words

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _made_once() -> Callable[[object, int], Iterable[str]] | None:
    """What ``JSONEncoder.encode`` makes for each value again, where this Python has it: an import asks for three
    spellings a row. What is spelt holds nothing that holds itself.
    """
    make, letters = getattr(json.encoder, "c_make_encoder", None), getattr(json.encoder, "encode_basestring", None)
    if make is None or letters is None:
        return None
    try:
        made: Callable[[object, int], Iterable[str]] = make(
            None, _ENCODER.default, letters, None, ":", ",", _ENCODER.sort_keys, _ENCODER.skipkeys, _ENCODER.allow_nan
        )
    except TypeError:  # another Python has it otherwise
        return None
    return made


_SPELT = _made_once()


def canonical(value: object) -> str:
    """One spelling of a JSON value: keys in order, no spaces, letters as they are."""
    return _ENCODER.encode(value) if _SPELT is None else "".join(_SPELT(value, 0))


def digest(text: str) -> str:
    """SHA-256, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


ACT = "act."
"""So begins the kind of a row that tells what somebody did, and changes no line of the register."""
START = digest("congvan")
"""What the first row of an audit log holds as the hash before it."""


def values_of(draft: Draft) -> dict[str, Any]:
    """The columns that a draft fills."""
    names = (_words(draft.type_name), _words(draft.symbol), " ".join(search_words(draft.subject)), _words(draft.signer))
    parts = (*names, *map(_words, draft.to), *map(_words, draft.copies), " ".join(search_words(draft.note)))
    return {
        "type": draft.type,
        "type_name": draft.type_name,
        "symbol": draft.symbol,
        "symbol_key": symbol_key(draft.symbol),
        "subject": draft.subject,
        "edition": draft.edition,
        "unit": draft.unit,
        "signer": draft.signer,
        "signer_title": draft.signer_title,
        "to": _listed(draft.to),
        "copies": _listed(draft.copies),
        "archive": draft.archive,
        "amount": draft.amount,
        "note": draft.note,
        "circular": draft.circular,
        "origin": draft.origin,
        "words": " ".join(filter(None, parts)),
    }


@lru_cache(1024)
def _words(text: str) -> str:
    """Names come again in every row of an import."""
    return " ".join(search_words(text))


@lru_cache(1024)
def _listed(names: tuple[str, ...]) -> str:
    return canonical(names)


def words_with_number(values: dict[str, Any], number: int) -> dict[str, Any]:
    """The same columns, findable by the number too."""
    return values | {"words": f"{number} {values['words']}".strip()}


@lru_cache(4096)
def same_entry(columns: tuple[str, ...], values: tuple[Any, ...]) -> Entry:
    """As :func:`entry_of`, of a row as a list asks for it again and again: the same row is the same Entry."""
    return entry_of(dict(zip(columns, values, strict=True)))


def entry_of(row: Mapping[str, Any]) -> Entry:
    """A row of ``entries`` → Entry; relations are asked for apart."""
    draft = Draft(
        type=row["type"], type_name=row["type_name"], symbol=row["symbol"], subject=row["subject"],
        edition=row["edition"], unit=row["unit"], signer=row["signer"], signer_title=row["signer_title"],
        to=_names(row["to"]), copies=_names(row["copies"]), archive=row["archive"],
        amount=row["amount"], note=row["note"], circular=row["circular"], origin=row["origin"],
    )  # fmt: skip
    return Entry(
        id=row["id"], year=row["year"], sequence=row["sequence"], number=row["number"], state=row["state"],
        date=row["date"], draft=draft, sha256=row["sha256"], reason=row["reason"], sent=row["sent"],
        recorded_at=row["recorded_at"],
        recalled=row.get("recalled") if row["state"] == "issued" else None, recalled_at=row.get("recalled_at") or "",
    )  # fmt: skip


def _names(text: str) -> tuple[str, ...]:
    """A list as it stands in a column; what somebody spoiled there is shown as it is, and its seal tells of it."""
    try:
        found = json.loads(text)
    except ValueError:
        return (text,)
    return tuple(str(name) for name in found) if isinstance(found, list) else (text,)


def relation_of(row: Mapping[str, Any]) -> Relation:
    """A row of ``relations`` → Relation."""
    return Relation(row["kind"], Code(row["number"], row["symbol"]), row["year"])


def seal(row: Mapping[str, Any], relations: Iterable[Relation], frozen: Frozen | None) -> str:
    """SHA-256 of everything that an entry says, its relations and its frozen text among it."""
    said: dict[str, Any] = {k: (v.isoformat() if isinstance(v, date) else v) for k, v in row.items()}
    said["relations"] = sorted([r.kind, r.code.number, symbol_key(r.code.symbol), r.year] for r in relations)
    said["text"] = None if frozen is None else [digest(frozen.text), digest(frozen.source)]
    return digest(canonical(said))


def sealed(row: Mapping[str, Any], mark: str) -> dict[str, object]:
    """What the audit log says of a row of ``entries`` as it stands now; ``mark`` is its seal."""
    day = row["date"]
    return {
        "code": str(Code(row["number"], row["symbol"])), "year": row["year"], "sequence": row["sequence"],
        "number": row["number"], "state": row["state"], "date": day.isoformat() if day else None,
        "circular": row["circular"], "sha256": row["sha256"], "reason": row["reason"], "seal": mark,
    }  # fmt: skip


def now(clock: Clock = system_clock) -> str:
    """The moment of an entry: UTC, whole seconds."""
    return clock().astimezone(UTC).isoformat(timespec="seconds")


def linked(row: Mapping[str, Any]) -> str:
    """The hash of one row of the audit log: over all it says and the hash of the row before. A row of before 0004 has
    no ``actor`` and one of before 0005 no role, session and circular, and they say nothing of them.
    """
    said = [row[name] for name in ("position", "at", "kind", "entry", "payload", "previous")]
    seat = [row.get(name) for name in ("role", "session", "circular")]
    said += [] if row.get("actor") is None else [row["actor"]]
    return digest(canonical(said + (seat if any(one is not None for one in seat) else [])))
