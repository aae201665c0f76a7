"""The kinds of documents that the decree names, as data (Điều 7; PL III.I)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("kinds.yaml")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its slug, its name, its abbreviation in a symbol (None for công văn and thư công)."""

    slug: str
    name: str
    abbreviation: str | None
    to: bool  # whether "Kính gửi" may stand on it
    dated: bool  # whether its head has place and date


@cache
def kinds() -> Mapping[str, Kind]:
    """All 29, by slug, in the decree's order."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(FILE.read_bytes(), Loader=loader)  # our own file, never the clerk's
    return {
        slug: Kind(slug, raw["name"], raw.get("abbreviation"), raw.get("to", False), raw.get("date", True))
        for slug, raw in data.items()
    }
