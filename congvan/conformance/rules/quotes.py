"""What a text only quotes: paragraphs inside “…” are somebody else's words, with numbers and looks of their own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from congvan.conformance.measured import Para

_LONGEST = 80
"""A quotation that is not closed within so many paragraphs is a slip of the pen, not a quotation."""


def quoted(paras: Sequence[Para]) -> set[int]:
    """The indices of paragraphs that lie in a quotation, from the one that opens it to the one that closes it."""
    found: set[int] = set()
    open_at: int | None = None
    for n, para in enumerate(paras):
        text = para.text
        if open_at is None:
            if _opens(text):
                found.add(para.index)
                open_at = n if _balance(text) > 0 else None
            elif _balance(text) > 0 and text.rstrip()[-1:] in '.;:,”"':
                open_at = n  # opened within a sentence: what follows is quoted, if it is closed again
        elif _balance(text) < 0:
            found |= {p.index for p in paras[open_at + 1 : n + 1]}
            open_at = None
        elif n - open_at > _LONGEST:
            open_at = None
        elif _opens(text) and _balance(text) > 0:
            open_at = n
            found.add(para.index)
    return found


def _opens(text: str) -> bool:
    return text.lstrip(" -–+•").startswith(("“", '"', "«"))


def _balance(text: str) -> int:
    """Quotation marks opened less those closed; straight ones open at the start of a word and close at its end."""
    curved = text.count("“") + text.count("«") - text.count("”") - text.count("»")
    return curved + (sum(_turn(c, before) for before, c in pairwise(" " + text) if c == '"') if '"' in text else 0)


def own(para: Para, look: Literal["bold", "italic"]) -> tuple[int, float]:
    """What of a paragraph stands in no quotation: how many letters, and the share, 0 to 1, that have ``look``."""
    depth, before, count, having = 0, " ", 0, 0
    for piece in para.pieces:
        for char in piece.text:
            turn = _turn(char, before)
            depth, before = max(0, depth + min(turn, 0)), char
            if not depth and not turn and not char.isspace():
                count += 1
                having += getattr(piece, look)
            depth += max(turn, 0)
    return count, having / count if count else 0.0


def _turn(char: str, before: str) -> int:
    """1 where a character opens a quotation, -1 where it closes one."""
    if char == '"':
        return 1 if before.isspace() or before in "(“" else -1
    return (char in "“«") - (char in "”»")
