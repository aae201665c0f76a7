"""``numbering:`` of issuer.yaml: every kind known, and in one group only; every sequence by one name only."""

from __future__ import annotations

from collections.abc import Collection

from congvan.model.register import COMMON, COPIES
from congvan.model.source import Numbering
from congvan.problems import Problems
from congvan.text.letters import fold
from congvan.text.nearest import nearest


def check(groups: tuple[Numbering, ...], known: Collection[str], problems: Problems) -> None:
    """A slip here would give a document a number of the wrong sequence.

    Errors: CV507 a kind in two groups, CV508 a name that is taken, CV518 no such kind.
    """
    kinds: set[str] = set()
    names = {COMMON, COPIES}
    for group in groups:
        for kind in group.kinds:
            if kind.value not in known:
                problems.error("CV518", kind.span, at="numbering", kind=kind.value, near=nearest(kind.value, known))
            if kind.value in kinds:
                problems.error("CV507", kind.span, at="numbering", kind=kind.value)
            kinds.add(kind.value)
        if group.name is not None:
            name = fold(group.name.value)
            if name in names or name in kinds:
                problems.error("CV508", group.name.span, at="numbering", name=group.name.value)
            names.add(name)
