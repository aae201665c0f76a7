"""The signatures of a file among one another: one that was copied, and the order of Điều 14."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from congvan.model.signing import DATE, LEADER, NUMBER, SEAL, Checked, Finding


def clones(filled: list[tuple[str, Any, Any]]) -> list[Finding]:
    """CV679: one signature value under two fields."""
    seen: dict[bytes, str] = {}
    found = []
    for name, value, _ in filled:
        try:
            key = bytes(getattr(value.raw_get("/Contents"), "original_bytes", value.raw_get("/Contents")))
        except Exception:
            continue
        if key in seen:
            found.append(Finding("CV679", True, {"one": seen[key], "other": name}))
        seen[key] = name
    return found


def decree(checked: list[Checked], named: list[tuple[str, Any, Any]]) -> list[Finding]:
    """Điều 14: the leader, number and date, the seal last of them; a field that was left out."""
    place = {c.field: c.revision for c in checked}
    found = []
    seal = place.get(SEAL)
    if seal is not None:
        if LEADER in place and place[LEADER] > seal:
            found.append(Finding("CV680", False))
        for name in (NUMBER, DATE):
            if place.get(name, -1) > seal:
                found.append(Finding("CV681", True, {"field": name}))
            if name not in place and any(n == name for n, _, _ in named):
                found.append(Finding("CV682", False, {"field": name}))
    elif LEADER in place:
        found.append(Finding("CV683", False))
    return found


_OF_THE_FILE = ("CV670", "CV671", "CV672", "CV673")


def once(checked: Sequence[Checked]) -> list[Checked]:
    """What came after them all is told under the first signature, not under each."""
    told: set[tuple[str, object]] = set()
    made = []
    for item in checked:
        kept = []
        for one in item.findings:
            key = (one.code, tuple(sorted(one.values.items())))
            if one.code not in _OF_THE_FILE or key not in told:
                kept.append(one)
            told.add(key)
        made.append(replace(item, findings=tuple(kept)))
    return made
