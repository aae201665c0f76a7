"""The path of a field (``copies[1].note``) → what a clerk calls it: ``note ở dòng 2 của Nơi nhận``."""

from __future__ import annotations

import re

from congvan import messages
from congvan.problems import Term, term

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_ROOTS = ("circular", "issuer", "recipients")
_TABLES = ("agencies", "groups", "units", "signers", "references", "style")
"""Keys below which the clerk chooses the names."""


def spoken(path: str) -> Term | str:
    """A key of the file is itself; ``""`` is the file as a whole."""
    if not path:
        return term("whole-file")
    of: Term | str = ""
    item = False
    root = path.partition(".")[0]
    for number, (key, index) in enumerate(_STEP.findall(path)):
        if index:
            of, item = _item(of, int(index), path.partition("[")[0]), True
        elif number == 0 or (number == 1 and root in _TABLES):
            of, item = key, False
        else:
            of, item = term("at.key-in" if item else "at.key-of", key=key, of=of), False
    return of


def _item(of: Term | str, index: int, path: str) -> Term:
    """One entry of a list; a list that the page has is called as it is there."""
    label = next((f"{root}.{path}" for root in _ROOTS if f"{root}.{path}" in messages.terms()), "")
    return term("at.item", number=index + 1, of=term(label) if label else of or path)
