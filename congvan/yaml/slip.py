"""A slip of YAML, and where the parser gave up over it: what the guesses give to whoever tries them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from congvan.problems import Value


@dataclass(frozen=True, slots=True)
class Edit:
    """On a line (from 0) the characters from ``begin`` up to ``end`` (not included) become ``text``."""

    line: int
    begin: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip with its place, offsets from 0. ``edits`` let the rest be read; ``cure`` is what a person would do where
    that is something else. ``sure``: it is one by its look, wherever the parser gave up.
    """

    code: str
    line: int
    column: int
    edits: tuple[Edit, ...]
    values: Mapping[str, Value] = field(default_factory=dict)
    sure: bool = False
    cure: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the parser gave up, from 0: ``line`` and ``column``, ``begun`` the line of what it was reading then."""

    line: int
    column: int
    begun: int
    problem: str = ""
