"""Ô 1 to 4, 5b, 10b and 11: the two columns at the top of a document."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from congvan.model.document import Parts
from congvan.model.layout import BoxSpec, HeadSpec
from congvan.model.length import mm
from congvan.render.breaking import dated, numbered
from congvan.render.layout.setting import TWIPS, Setting, twip
from congvan.text.dates import long_date

SLACK = 2.0  # pt that a line in a column leaves free
LONG_SUBJECT = 3  # lines; a longer V/v gets all the width that Quốc hiệu leaves


def of(parts: Parts, text_width: float, setting: Setting) -> HeadSpec:
    """The head of the document itself."""
    w, rules, gaps = setting.standard.wording, setting.standard.rules, setting.standard.gaps
    place_date = () if parts.undated else _place_date(parts, setting)
    subject, number = _beside(parts, setting)
    wide = _left(parts, subject, () if parts.unnumbered else number, place_date, text_width, setting)
    issuer = setting.lines((parts.issuer,), wide, "issuer")
    dated_lines = _dated(place_date, text_width - wide - SLACK, setting)
    return HeadSpec(
        left=wide,
        right=twip(text_width - wide),
        parent=setting.lines((parts.parent,), wide, "parent") if parts.parent else (),
        issuer=issuer,
        issuer_rule=twip(setting.width(issuer[-1], "issuer") * rules["issuer"].use),
        state_name=w.state_name,
        motto=w.motto,
        motto_rule=twip(setting.width(w.motto, "motto")),
        number=()
        if parts.unnumbered
        else _number(number, _room(wide, text_width - wide, dated_lines, setting), setting),
        place_date=dated_lines,
        row_before=gaps["before_number"],
        subject=setting.lines(subject, wide, "subject") if subject else (),
        urgency=_urgency(parts.urgency, setting),
        urgency_before=gaps["after_head"],
    )


def _beside(parts: Parts, setting: Setting) -> tuple[tuple[str, ...], tuple[str, str, str]]:
    """V/v where it stands in the head, and the number in its pieces."""
    label = setting.standard.wording.number_label
    number = (f"{label} ", parts.number or setting.gap("number_gap"), f"/{parts.symbol}")
    return parts.subject if parts.kind_name is None else (), number


def left(parts: Parts, text_width: float, setting: Setting) -> float:
    """Width of the left column."""
    subject, number = _beside(parts, setting)
    place_date = () if parts.undated else _place_date(parts, setting)
    return _left(parts, subject, () if parts.unnumbered else number, place_date, text_width, setting)


def bare(head: HeadSpec) -> HeadSpec:
    """The head of a text that a decision issues: who issues it, no number and no date (Mẫu 1.3)."""
    return replace(head, number=(), place_date=(), subject=(), urgency=None)


def _left(
    parts: Parts,
    subject: Sequence[str],
    number: Sequence[str],
    place_date: Sequence[str],
    text_width: float,
    setting: Setting,
) -> float:
    """Width of the left column: what Quốc hiệu and the date leave, as much of it as the names on the left need."""
    w, gaps = setting.standard.wording, setting.standard.gaps
    needed = max(
        setting.width(w.state_name, "state_name"),
        setting.width(w.motto, "motto"),
        setting.width(" ".join(place_date), "place_date") + _lean(place_date, setting),
    )
    # A place so long that nothing would be left for the names takes two lines.
    limit = max(text_width * gaps["head_left"], text_width - needed - gaps["head_gutter"])
    wishes = [
        setting.width(text, style)
        for style, texts in (("parent", (parts.parent or "",)), ("issuer", (parts.issuer,)), ("subject", subject))
        for text in texts
    ]
    wishes.append(setting.width("".join(number), "number"))
    left = twip(max([text_width * 0.4, *(wish + SLACK for wish in wishes if wish + SLACK <= limit)]))
    most = math.floor(limit * TWIPS) / TWIPS
    left = min(left, most)
    return most if len(setting.lines(subject, left, "subject")) > LONG_SUBJECT else left


def _lean(place_date: Sequence[str], setting: Setting) -> float:
    """What LibreOffice counts beyond the width of a line with blanks: its height / 12 for each slanted stretch."""
    look = setting.styles["place_date"]
    return look.line / 12 * ((len(place_date) + 1) // 2) if look.italic and len(place_date) > 1 else 0.0


def _room(left: float, right: float, place_date: Sequence[str], setting: Setting) -> float:
    """What of the left column's width the number may take, so that white parts it from a place and date beside it."""
    beside = (right - setting.width(" ".join(place_date).split("\n")[0], "place_date")) / 2 if place_date else right
    return left - max(SLACK, 2 * (setting.standard.gaps["number_apart"] - beside))


def _number(number: tuple[str, str, str], width: float, setting: Setting) -> tuple[str, str, str]:
    label, digits, symbol = number
    return label, digits, numbered(label + digits, symbol, width, setting.ruler("number"))


def _dated(pieces: tuple[str, ...], width: float, setting: Setting) -> tuple[str, ...]:
    """Place and date; the day on a line of its own where ``width`` pt don't hold both."""
    if not pieces:
        return pieces
    first, *rest = pieces
    after = " ".join(["", *rest]) if rest else ""
    return (dated(first, after, width, setting.ruler("place_date")), *rest)


def _place_date(parts: Parts, setting: Setting) -> tuple[str, ...]:
    """The line in pieces, so that the gaps of a draft can be found again: text, gap, text …"""
    if isinstance(parts.date, date):
        return (f"{parts.place}, ngày {long_date(parts.date)}",)
    gap = setting.gap("day_gap")
    return (f"{parts.place}, ngày", gap, "tháng", gap, "năm", setting.gap("year_gap"))


def _urgency(text: str | None, setting: Setting) -> BoxSpec | None:
    """Ô 10b: the red box of one of three sizes."""
    if text is None:
        return None
    standard = setting.standard
    slug = next(slug for slug, printed in standard.wording.urgency.items() if printed == text)
    box = standard.boxes[slug]
    return BoxSpec(text, twip(mm(box["width"])), twip(mm(box["height"])), "urgency", standard.font["stamp_colour"])


def circulation(text: str | None, setting: Setting) -> BoxSpec | None:
    """Ô 11: a box as wide as its words need."""
    if text is None:
        return None
    box = setting.standard.boxes["circulation"]
    width = twip(setting.width(text, "circulation") + 2 * mm(box["padding"]))
    return BoxSpec(text, width, twip(mm(box["height"])), "circulation", setting.standard.font["colour"])
