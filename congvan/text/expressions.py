"""Expressions in a text, which the program fills in."""

from __future__ import annotations

import re

_SIGNS = ("{{", "{%")
_SAID = re.compile(r"\{\{.*?\}\}", re.S)
BLANK = "…"
"""One sign for what is not known yet, or differs from copy to copy: two or more would be a left-over of a template
(MB-1).
"""


def evaluated(text: str) -> bool:
    """Whether a text has an expression in it."""
    return any(sign in text for sign in _SIGNS)


def blanked(text: str) -> str:
    """A text as it is known before its expressions are: :data:`BLANK` where each stands."""
    return _SAID.sub(BLANK, text)
