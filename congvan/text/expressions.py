"""Expressions in a text, which the program fills in."""

from __future__ import annotations

_SIGNS = ("{{", "{%")


def evaluated(text: str) -> bool:
    """Whether a text has an expression in it."""
    return any(sign in text for sign in _SIGNS)
