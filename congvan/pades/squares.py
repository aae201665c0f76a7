"""Whose square is whose: what a stamp that came later may cover, and what it may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from congvan.model.signing import DATE, LEADER, NUMBER, SEAL, Finding
from congvan.pdf import pages, pictures
from congvan.pdf.pictures import Rect, Square

BETWEEN = "thángnăm"
MM = 72 / 25.4
SIDES = (15 * MM, 60 * MM)  # how large a seal may be
OVER = 0.6  # of the leader's signature: how much of it a seal covers at most
OURS = frozenset({LEADER, SEAL, NUMBER, DATE})


@dataclass(frozen=True, slots=True)
class Under:
    """What lay under a square: the page's characters, and whether anything else was drawn."""

    words: str
    ink: bool


def under(square: Square, album: pictures.Album) -> Under:
    """What ``square`` covers of the state before its signature."""
    words = pages.covered(album.text(square.page), square.rect)
    return Under(words, bool(words) or pictures.ink(album, square))


def judge(square: Square, found: Under, earlier: Sequence[Square], fields: frozenset[str]) -> Finding | None:
    """CV675 it covers text, CV904 it covers something drawn, CV905 as a seal would, in a file whose fields have
    names that are not ours.

    The seal lies over the left of the leader's signature and over the lines beside it: that is the decree's own wish.
    """
    words = found.words
    # Day, month and year are put around the printed words "tháng" and "năm", whoever makes the field.
    if square.field == DATE and normalize("NFC", words) == BETWEEN:
        return None
    if not words and not found.ink:
        return None
    others = [e for e in earlier if e.page == square.page]
    # Whose leader signed with another tool has a field of another name, and none of ours beside it.
    leaders = {LEADER} if LEADER in fields else fields - OURS
    if square.field == SEAL and any(e.field in leaders and _sealing(square.rect, e.rect) for e in others):
        return None
    if not fields & OURS and any(_sealing(square.rect, e.rect) for e in others):
        return Finding("CV905", False, over(square, found).values)
    return over(square, found)


def over(square: Square, found: Under) -> Finding:
    """CV675 it covers text, CV904 something drawn."""
    told = {"field": square.field, "page": str(square.page), "count": str(len(found.words)), "words": found.words[:40]}
    return Finding("CV675" if found.words else "CV904", True, told)


def _sealing(seal: Rect, leader: Rect) -> bool:
    """Whether a square is as large as a seal and lies where one lies."""
    width, height = seal[2] - seal[0], seal[3] - seal[1]
    if not (SIDES[0] <= width <= SIDES[1] and SIDES[0] <= height <= SIDES[1] and 0.8 <= width / height <= 1.25):
        return False
    covered = seal[2] - leader[0]
    middle = (leader[1] + leader[3]) / 2
    return 0 < covered <= (leader[2] - leader[0]) * OVER and seal[1] < middle < seal[3] and seal[0] < leader[0]
