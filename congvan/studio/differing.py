"""Two texts → what differs between them, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+|\s+|[^\w\s]", re.UNICODE)
MOST = 20_000
"""Words beyond which lines are compared: nobody reads more, and nobody should wait for it."""
AROUND = 40
"""Characters shown on each side of a change."""


def words(before: str, after: str) -> list[tuple[str, str]]:
    """``("=", same)``, ``("-", gone)``, ``("+", new)`` in the order of the text; long stretches that are the same are
    shortened to what stands around a change.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > MOST:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("=", "".join(old[a:b])))
            continue
        if a < b:
            found.append(("-", "".join(old[a:b])))
        if c < d:
            found.append(("+", "".join(new[c:d])))
    last = len(found) - 1
    return [(k, _short(t, at == 0, at == last) if k == "=" else t) for at, (k, t) in enumerate(found)]


def _short(text: str, first: bool, last: bool) -> str:
    if first and last:
        return ""
    if len(text) <= 3 * AROUND:
        return text
    head, tail = ("" if first else text[:AROUND]), ("" if last else text[-AROUND:])
    return f"{head} … {tail}"
