"""What a renderer gives back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from congvan.model.document import Source


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page (from 1), in pt from the page's lower left corner, as PDF counts."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Place:
    """A box of a page and the field and line that it shows."""

    box: Box
    source: Source


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished file in memory; ``anchors`` are places for signature fields and gaps, by name."""

    data: bytes
    sha256: str
    anchors: Mapping[str, Box] = field(default_factory=dict)

    @staticmethod
    def of(data: bytes, anchors: Mapping[str, Box] | None = None) -> Rendered:
        """Wrap ``data`` with its SHA-256."""
        return Rendered(data, hashlib.sha256(data).hexdigest(), anchors or {})
