"""A comma inside braces parts the keys: a name, an address, a decimal with one falls in two. Told as what it is."""

from __future__ import annotations

import re

from congvan.problems import Fix, Problems, Span
from congvan.yaml import slips
from congvan.yaml.tree import Mapping, Scalar


def told(node: Mapping, key: str, at: str, problems: Problems) -> bool:
    """Whether ``key`` is the rest of the value before it.

    Errors: CV074 words, CV075 a decimal; told of the first piece, with the value put together again. Also CV011: a
    key and its value without a space between them.
    """
    if not node.flow or not _bare(node, key):
        return False
    names = list(node.entries)
    first = names.index(key)
    while first and _bare(node, names[first]):
        first -= 1
    owner = node.entries[names[first]]
    if not isinstance(owner, Scalar) or not owner.value or owner.raw is None or "\n" in owner.raw.text:
        return _tight(node, key, at, problems)
    pieces = []
    for name in names[first + 1 :]:
        if not _bare(node, name):
            break
        pieces.append(name)
    if key != pieces[0]:
        return True  # told with the first piece
    _tell(node, names[first], owner, pieces, at, problems)
    return True


def _tell(node: Mapping, key: str, owner: Scalar, pieces: list[str], at: str, problems: Problems) -> None:
    last = node.keys[pieces[-1]]
    end = Span(last.file, last.line, last.column + len(pieces[-1]))
    whole = ", ".join([owner.value, *pieces])
    if re.fullmatch(r"\d+", owner.value) and len(pieces) == 1 and re.fullmatch(r"\d+", pieces[0]):
        typed = f"{owner.value},{pieces[0]}"
        right = f"{owner.value}.{pieces[0]}"
        problems.error("CV075", owner.span, at=at, fix=Fix(owner.span, end, right), typed=typed, right=right)
        return
    if inner := slips.curly(whole):
        right = slips.quoted(inner)
        problems.error("CV062", owner.span, at=at, fix=Fix(owner.span, end, right), right=right)
        return
    right = slips.quoted(whole)
    fix = Fix(owner.span, end, right)
    problems.error("CV074", node.keys[pieces[0]], at=at, fix=fix, more=", ".join(pieces), right=f"{key}: {right}")


def _bare(node: Mapping, key: str) -> bool:
    """Whether a key stands alone, as words behind a comma do."""
    value = node.entries[key]
    return isinstance(value, Scalar) and not value.value and value.bare and not (value.raw and value.raw.text)


def _tight(node: Mapping, key: str, at: str, problems: Problems) -> bool:
    """``{name:A}``: a key and its value without the space. Errors: CV011."""
    found = re.match(r"([a-z_]+):(\S.*)", key)
    if found is None:
        return False
    span = node.keys[key]
    place = Span(span.file, span.line, span.column + found.end(1) + 1)
    problems.error("CV011", place, at=at, fix=Fix(place, place, " "), right=f"{found[1]}: {found[2]}")
    return True
