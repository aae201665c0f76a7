"""What a rule is given, and the questions that several rules ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from congvan.conformance import advances
from congvan.conformance.findings import Findings
from congvan.conformance.letter import Parts
from congvan.conformance.measured import Column, Measured, Para, Stroke
from congvan.standard.loader import Number, Standard, StyleRule


@dataclass
class Case:
    """One file before the rules: what was measured, its parts, the standard, and where findings go."""

    measured: Measured
    parts: Parts
    standard: Standard
    findings: Findings
    main: Parts  # the file's main document; ``parts`` is the one before the rule

    def style(self, name: str) -> StyleRule:
        """A component of the standard."""
        return self.standard.styles[name]


Rule = Callable[[Case], None]

NEAR = 0.3
"""Sizes and places no further apart than this many pt are equal: writers round."""


def bounds(number: Number) -> dict[str, float]:
    """A range as the values ``low`` and ``high`` of a finding."""
    return {"low": number.lo, "high": number.hi}


def outside(value: float, number: Number, slack: float = NEAR) -> bool:
    """Whether a measure lies outside what the decree allows, by more than writers round."""
    if number.choices:
        return all(abs(value - c) > slack for c in number.choices)
    return value < number.lo - slack or value > number.hi + slack


def capital(text: str) -> bool:
    """Whether words are set in capitals; the small letters of QyĐ, CTr, V/v don't come into it."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and all(c.upper() == c for c in letters)


def line_widths(paras: Iterable[Para]) -> list[float]:
    """How long each printed line of some paragraphs is, in pt: measured, or from the font's widths."""
    found: list[float] = []
    for para in paras:
        if para.lines:
            found += [place.right - place.left for place in para.lines]
        else:
            found += para.widths or [sum(advances.width(p.text, p.size, bold=p.bold) for p in para.pieces)]
    return found


def begins(para: Para) -> float:
    """Where a paragraph's first letter stands, in pt: measured, or by its indents and the spaces typed before it."""
    if para.lines:
        return para.lines[0].left
    return (para.left or 0.0) + (para.first_line or 0.0) + advances.lead(para.pieces)


def describe(stroke: Stroke) -> str:
    """What stands in a rule's place, as a clerk would call it."""
    return {"underline": "gạch chân chữ", "dashes": "hàng dấu gạch nối", "underscores": "hàng dấu gạch dưới"}[
        stroke.drawn
    ]


def check_look(
    case: Case,
    rule: str,
    para: Para,
    *,
    bold: bool | None,
    size: Number | None = None,
    italic: bool = False,
    **values: str,
) -> None:
    """Weight, slant and size of one line, told as ``bold``, ``slanted`` and ``size`` of its rule. ``None``: free."""
    if bold is not None and (para.share("bold") > 0.5) is not bold:
        case.findings.add(rule, "bold", para, **values)
    if not italic and para.share("italic") > 0.5:
        case.findings.add(rule, "slanted", para, **values)
    if size is not None and outside(para.size, size):
        case.findings.add(rule, "size", para, measured=para.size, **bounds(size), **values)


def check_rule(case: Case, rule: str, para: Para, low: float, high: float, base: Iterable[float] | None = None) -> None:
    """The rule under ``para``: there, drawn, solid, its length a share of the line (of any of ``base``)."""
    stroke = para.rule
    if stroke is None and para.share("underline") > 0.8:
        case.findings.add(rule, "underline", para, measured="gạch chân chữ")
    elif stroke is None:
        case.findings.add(rule, "no_rule", para)
    elif stroke.drawn != "line":
        case.findings.add(rule, "underline", para, measured=describe(stroke))
    elif not stroke.solid:
        case.findings.add(rule, "dashed", para)
    else:
        widths = [w for w in (base or line_widths([para])) if w > 0]
        shares = [stroke.length / w for w in widths]
        if shares and not any(low <= s <= high for s in shares):
            case.findings.add(
                rule, "rule", stroke.place or para, measured=f"{min(shares, key=lambda s: abs(s - low)) * 100:.0f}"
            )


def off_centre(para: Para, axis: float | None, slack: float = 6.0) -> bool:
    """Whether a line is not centred: by its alignment where the file states one, by ``axis`` where it has a place."""
    if para.typed:
        return False
    if para.place is None:
        return para.align in ("left", "right", "justify") and not _tabbed(para)
    if axis is None:
        return False
    first = para.lines[0]
    return abs((first.left + first.right) / 2 - axis) > slack


def middle(case: Case, para: Para) -> float | None:
    """The middle of the text area on a paragraph's page, in pt; None where its margins are not known."""
    sheet = case.measured.sheets[para.sheet] if para.sheet < len(case.measured.sheets) else None
    if sheet is None or sheet.left is None or sheet.right is None or sheet.right.low != sheet.right.high:
        return None
    return (sheet.left.low + sheet.width - sheet.right.low) / 2


def _tabbed(para: Para) -> bool:
    """Text behind tab stops is placed by them; its alignment says little."""
    return para.cell < 0


def axis(paras: Iterable[Para | None]) -> float | None:
    """The common middle of some lines, None where they have no places or no common middle."""
    centres = [(p.lines[0].left + p.lines[0].right) / 2 for p in paras if p is not None and p.lines]
    if not centres:
        return None
    middle = sorted(centres)[len(centres) // 2]
    return middle


def free(case: Case) -> bool:
    """Whether the decree gives no form for this kind: what it lacks is not judged, what it has is."""
    return case.parts.kind is not None and case.parts.kind.free


def body_text(parts: Parts) -> list[Para]:
    """The paragraphs of running text: grounds and body, without tables."""
    return [p for p in (*parts.grounds, *parts.body) if p.column is not Column.TABLE]
