"""``edxml.yaml`` as frozen values: names, numbers and limits of the national axis' format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from congvan.yaml.data import read

FILE = Path(__file__).with_name("edxml.yaml")


@dataclass(frozen=True, slots=True)
class OrganRule:
    """What a mã định danh looks like; lengths in characters, ``now`` and ``before`` are regular expressions."""

    longest: int
    characters: str
    usual: int
    now: tuple[str, ...]
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edxml:
    """The whole file; sizes in bytes, ``lengths`` in characters."""

    namespace: str
    organ: OrganRule
    largest: int
    largest_status: int
    lengths: Mapping[str, int]
    kinds: Mapping[str, int]
    detail: int
    priority: Mapping[str, int]
    statuses: Mapping[str, str]


@cache
def edxml() -> Edxml:
    """The format as we know it."""
    raw = read(FILE)
    organ = raw.pop("organ")
    organ |= {name: tuple(organ[name]) for name in ("now", "before")}
    return Edxml(organ=OrganRule(**organ), **raw)
