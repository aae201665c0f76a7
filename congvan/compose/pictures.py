"""``![what it shows](anh/tin-nhan.png "Hình 1. …")``: a line that is a picture, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(
    r"!\[(?P<alt>(?:\\.|[^\]\\])*)\]\(\s*(?:<(?P<angled>[^<>]*)>|(?P<path>[^\"“”()<>]*(?:\([^()]*\)[^\"“”()<>]*)*?))"
    r"\s*(?:[\"“](?P<caption>.*)[\"”]\s*)?\)\s*\Z"
)
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\")
"""How an address begins that is no path beside the circular: of the web, of data, of another machine."""
BEGIN = "!["


@dataclass(frozen=True, slots=True)
class Typed:
    """A picture as typed: in words, its path, its caption."""

    alt: str
    path: str
    caption: str


def of(line: str) -> Typed | None:
    """The picture that a line is; None for a line that is none, or more than one."""
    if not line.startswith(BEGIN) or (found := _LINE.match(line)) is None:
        return None
    path = found["angled"] if found["angled"] is not None else found["path"]
    return Typed(" ".join(found["alt"].split()), path.strip(), (found["caption"] or "").strip())


def fetched(path: str) -> bool:
    """Whether a path leads to what would have to be fetched."""
    return bool(_ELSEWHERE.match(path))
