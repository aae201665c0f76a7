"""Lengths. Everything inside the program is in points (pt); the decree speaks in millimetres (mm)."""

from __future__ import annotations

from typing import NewType

Pt = NewType("Pt", float)
"""A length in points, 1/72 inch."""

MM_PER_INCH = 25.4
PT_PER_INCH = 72.0


def mm(value: float) -> Pt:
    """Millimetres to points."""
    return Pt(value * PT_PER_INCH / MM_PER_INCH)


def to_mm(value: float) -> float:
    """Points to millimetres."""
    return value * MM_PER_INCH / PT_PER_INCH
