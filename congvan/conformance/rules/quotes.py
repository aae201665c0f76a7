"""What a text only quotes: paragraphs inside “…” are somebody else's words, with numbers and looks of their own."""

from __future__ import annotations

from collections.abc import Sequence

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
    depth = text.count("“") + text.count("«") - text.count("”") - text.count("»")
    for n, char in enumerate(text) if '"' in text else ():
        if char == '"':
            before = text[n - 1] if n else " "
            depth += 1 if before.isspace() or before in "(“" else -1
    return depth
