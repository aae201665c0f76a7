"""A number or a date that its column was too narrow for: the lines it was broken into become one again.

A symbol goes on without a space ("Số: 1234/BQLDAĐTXDCTGT-" over "KHTĐ"), a date under its place ("Thành phố Hồ Chí
Minh," over "ngày 05 tháng 01 năm 2024").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from congvan.conformance.measured import Column, Para, Piece
from congvan.text.letters import fold

_HEAD = 36
"""The head lies within the first so many paragraphs."""
_NUMBER = re.compile(r"(?i)^số\s*[:.]?\s*[\d.…_\s]*/\S*$")
_OPEN = re.compile(r"[-–/]$")
_GOES_ON = re.compile(r"[A-ZĐ][A-Za-zĐđ&\d]*(?:-[A-Za-zĐđ&\d]+)*-?$")
_CAPITALS = re.compile(r"[A-ZĐ&\d-]{2,}$")
_DAY = re.compile(r"^ngay\s*[\d.…_\s]*\s*thang\s*[\d.…_\s]*\s*nam(?![a-z])")
_MOST = 4
"""Lines that a place may take; no symbol takes more."""


def whole(paras: Sequence[Para]) -> list[Para]:
    """``paras`` with the number line and the date line of a head in one paragraph each."""
    out = list(paras)
    for found in (_number, _date):
        parts = found(out[:_HEAD])
        if len(parts) > 1:
            out[out.index(parts[0])] = _one(parts, " " if found is _date else "")
            gone = {id(p) for p in parts[1:]}
            out = [p for p in out if id(p) not in gone]
    return out


def _number(top: Sequence[Para]) -> list[Para]:
    """The number line and the lines that go on with its symbol."""
    first = next((p for p in top if _NUMBER.match(p.text)), None)
    if first is None or first.column is Column.FULL:
        return []
    parts = [first]
    for para in _mates(top, first)[:_MOST]:
        last = parts[-1].text
        if not (_GOES_ON.match(para.text) if _OPEN.search(last) else _CAPITALS.match(para.text)):
            break
        parts.append(para)
    return parts


def _date(top: Sequence[Para]) -> list[Para]:
    """The lines of the place, the last of which ends with a comma, and the day under them."""
    day = next((p for p in top if p.column is not Column.FULL and _DAY.match(fold(p.text))), None)
    if day is None:
        return []
    above = [p for p in top if p.index < day.index and p.column is day.column and _together(p, day)]
    parts = [day]
    for para in above[:-_MOST:-1]:
        if parts == [day] and not para.text.endswith(","):
            break
        if para.rule or para.share("italic") < 0.5:
            break
        parts.insert(0, para)
    return parts


def _mates(top: Sequence[Para], first: Para) -> list[Para]:
    """What follows in the same column."""
    return [p for p in top if p.index > first.index and p.column is first.column and _together(p, first)]


def _together(one: Para, other: Para) -> bool:
    return one.cell == other.cell or bool(one.lines and other.lines)


def _one(parts: Sequence[Para], joint: str) -> Para:
    """Several paragraphs as one, which stands where the first does."""
    pieces: list[Piece] = []
    for para in parts:
        own = list(para.pieces)
        if pieces and own:
            pieces[-1] = replace(pieces[-1], text=pieces[-1].text.rstrip() + joint)
            own[0] = replace(own[0], text=own[0].text.lstrip())
        pieces += own
    lines = tuple(line for para in parts for line in para.lines)
    return replace(parts[0], pieces=tuple(pieces), lines=lines, rule=parts[-1].rule)
