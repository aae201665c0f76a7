"""``copies.yaml`` as frozen values: the forms of copies, their block, what a scan must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from congvan.yaml.data import read

FILE = Path(__file__).with_name("copies.yaml")


@dataclass(frozen=True, slots=True)
class Form:
    """One form of copy; ``whole`` whether it must be the whole document, ``electronic`` of which originals."""

    slug: str
    name: str
    abbreviation: str
    heading: str
    whole: bool
    electronic: str
    article: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What the decree asks of a digitised original; ``papers`` and ``tolerance`` in mm, ``resolution`` in dpi."""

    resolution: int
    colour: bool
    version: str
    papers: tuple[tuple[float, float], ...]
    tolerance: float
    article: str


@dataclass(frozen=True, slots=True)
class Copies:
    """The whole file; ``heading`` and ``gaps`` in pt, ``rule`` as a share of the text's width."""

    forms: Mapping[str, Form]
    heading: float
    rule: float
    gaps: Mapping[str, float]
    ink: Mapping[str, float]
    scan: Scan
    article: str


@cache
def copies() -> Copies:
    """The file as the decree has it."""
    raw: dict[str, Any] = read(FILE)
    scan = raw["scan"] | {"papers": tuple((float(a), float(b)) for a, b in raw["scan"]["papers"])}
    return Copies(
        forms={slug: Form(slug, **form) for slug, form in raw["forms"].items()},
        heading=float(raw["heading"]["use"]),
        rule=float(raw["rule"]["exact"]),
        gaps={name: float(value) for name, value in raw["gaps"].items()},
        ink={name: float(value) for name, value in raw["ink"].items()},
        scan=Scan(**scan),
        article=raw["article"],
    )
