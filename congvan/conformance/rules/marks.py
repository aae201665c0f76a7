"""KM-1: marks of urgency and of circulation in their boxes."""

from __future__ import annotations

from congvan.conformance.findings import mm
from congvan.conformance.measured import Para
from congvan.conformance.rules.case import Case, Rule, bounds, capital, outside
from congvan.model.length import to_mm
from congvan.text.letters import fold

_SIZE = 1.3
"""Millimetres that a box may be off."""


def boxes(case: Case) -> None:
    """Each mark: its box, its colour, its letters."""
    urgency = {fold(text): key for key, text in case.standard.wording.urgency.items()}
    for para in case.parts.marks:
        key = urgency.get(fold(para.text).strip(" .!"))
        _letters(case, para, "urgency" if key else "circulation")
        if para.frame is None:
            case.findings.add("KM-1", "no_box", para, quote=para.text)
            continue
        if para.frame.lines > 1:
            case.findings.add("KM-1", "double", para, quote=para.text)
        if key is not None:
            _urgent(case, para, key)


def _letters(case: Case, para: Para, style: str) -> None:
    size = case.style(style).size
    if not capital(para.text) or para.share("bold") < 0.5 or para.share("italic") > 0.5:
        case.findings.add("KM-1", "look", para, quote=para.text)
    if outside(para.size, size):
        case.findings.add("KM-1", "size", para, quote=para.text, measured=para.size, **bounds(size))


def _urgent(case: Case, para: Para, key: str) -> None:
    box, frame = case.standard.boxes[key], para.frame
    assert frame is not None
    if not _red(para.letters[0].colour) or not _red(frame.colour):
        case.findings.add("KM-1", "colour", para, quote=para.text, measured=para.letters[0].colour)
    wide, high = frame.width, frame.height
    wrong = wide is not None and abs(to_mm(wide) - box["width"]) > _SIZE
    wrong = wrong or (high is not None and abs(to_mm(high) - box["height"]) > _SIZE)
    if wrong:
        shown = f"{mm(wide or 0.0)} × {mm(high or 0.0)}"
        allowed = f"{box['width']:g} × {box['height']:g}"
        case.findings.add("KM-1", "box", para, quote=para.text, measured=shown, allowed=allowed)
    elif high is None:
        case.findings.skip("KM-1", "box_height")


def _red(colour: str) -> bool:
    red, green, blue = int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:6], 16)
    return red >= 190 and green <= 70 and blue <= 70


RULES: tuple[Rule, ...] = (boxes,)
