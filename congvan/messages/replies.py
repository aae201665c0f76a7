"""What the ledger keeps of a parcel: a server's words as they came, or words of ours by name, worded when shown.

A text of ours is kept as JSON, ``{"say": "reply.died"}``, with its values under ``with``; whatever isn't that (a
server's answer, a clerk's note, a sentence that an older version kept) is shown as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from congvan.machine.said import Said
from congvan.messages import terms, worded
from congvan.problems import Term, Value, term

LONGEST = 1900
"""So long a text of ours is at most: the ledger cuts a reply, and what is cut is no JSON any more."""
_TRIES = ((1000, 8), (400, 5), (150, 3), (60, 2))
"""How long a value may be, and how deep texts may stand in one another, until the whole is short enough."""


def kept(name: str, /, **values: object) -> str:
    """The term ``name`` with its values as the ledger keeps it."""
    return _kept(term(name, **values))


def _kept(found: Term) -> str:
    text = ""
    for piece, depth in _TRIES:
        text = json.dumps(_plain(found, piece, depth), ensure_ascii=False, separators=(",", ":"))
        if len(text) <= LONGEST:
            break
    return text


def _plain(value: Value, piece: int, depth: int) -> object:
    if isinstance(value, Term):
        if not depth:
            return "…"
        filled = {key: _plain(item, piece, depth - 1) for key, item in value.values}
        return {"say": value.name} | ({"with": filled} if filled else {})
    if isinstance(value, Said):
        return {"said": "".join(value)[:piece], "names": list(value.names)}
    if isinstance(value, tuple):
        return [_plain(item, piece, depth) for item in value[:20]]
    if isinstance(value, date):
        return {"date": value.isoformat()[:10]}
    return value[:piece] if isinstance(value, str) else value


def read(text: str) -> Value:
    """What a reply of the ledger says: a term of ours, or the text as it is."""
    if not text.startswith('{"say":'):
        return text
    try:
        found = _value(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return text
    return found if isinstance(found, Term) and found.name in terms() else text


def _value(plain: Any) -> Value:
    if isinstance(plain, Mapping):
        if "say" in plain:
            return term(str(plain["say"]), **{str(k): _filled(str(k), v) for k, v in plain.get("with", {}).items()})
        if "said" in plain:
            return Said(str(plain["said"]), *(str(name) for name in plain["names"]))
        return date.fromisoformat(plain["date"])
    if isinstance(plain, list):
        return tuple(_value(item) for item in plain)
    return plain if isinstance(plain, str | int | float) else str(plain)


def _filled(key: str, plain: Any) -> Value:
    """A value of a text; a state, which the ledger keeps by its name, as the words for it."""
    if key == "state" and isinstance(plain, str) and (name := f"parcel.{plain}") in terms():
        return term(name)
    return _value(plain)


def shown(text: str, lang: str) -> str:
    """A reply of the ledger for a reader of ``lang``."""
    found = read(text)
    return text if isinstance(found, str) else worded(found, lang, LONGEST)
