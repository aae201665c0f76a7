"""What a variant is: a conforming letter with one change, and what a reader has to say of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from tests.conformance.letters import BASES
from tests.conformance.raw_model import LAYOUTS, Layout, Letter, put

WARNINGS = frozenset(("DD-2", "VD-1", "ND-3", "CK-2", "NN-2", "NN-3", "VH-1", "HC-1", "MB-1"))
Edits = Mapping[str, Any] | Callable[[Letter], Letter]


@dataclass(frozen=True)
class Variant:
    """One file of the corpus.

    ``rules``: the ids of which one has to be named, the one meant first; where ``fires`` is false none of them may be.
    ``also``: errors that come with the fault and can't be kept out. ``docx``, ``pdf``: whether the format shows the fault.
    """

    name: str
    base: str
    rules: tuple[str, ...]
    edits: Edits
    severity: str
    fires: bool = True
    also: tuple[str, ...] = ()
    docx: bool = True
    pdf: bool = True
    layout: Layout | None = None

    def letter(self, layout: Layout) -> Letter:
        return replace(edited(BASES[self.base](), self.edits), layout=self.layout or layout)


def edited(letter: Letter, edits: Edits) -> Letter:
    """The letter with each path of ``edits`` set; a function as value makes the new value from the old one."""
    if callable(edits):
        return edits(letter)
    for path, value in edits.items():
        old = reduce(
            lambda thing, step: thing[int(step)] if isinstance(thing, tuple) else getattr(thing, step),
            path.split("."),
            letter,
        )
        letter = put(letter, path, value(old) if callable(value) else value)
    return letter


def fault(rule: str, base: str, name: str, edits: Edits, severity: str | None = None, **more: Any) -> Variant:
    """A variant that breaks ``rule``; several ids joined by ``|`` are equally right."""
    rules = tuple(rule.split("|"))
    said = severity or ("warning" if rules[0] in WARNINGS else "error")
    return Variant(f"{rules[0]}-{name}", base, rules, edits, said, **more)


def near(rule: str, base: str, name: str, edits: Edits, **more: Any) -> Variant:
    """A variant that comes near to breaking ``rule`` and is right."""
    rules = tuple(rule.split("|"))
    return Variant(f"{rules[0]}-ok-{name}", base, rules, edits, "", fires=False, **more)


def of_kind(make: Callable[..., Variant]) -> Callable[..., Variant]:
    """:func:`fault` or :func:`near` with the base in the variant's name: the kinds share their faults."""
    return lambda rule, base, name, *rest, **more: make(rule, base, f"{base}-{name}", *rest, **more)


def swap(old: str, new: str) -> Callable[[str], str]:
    """A text with one stretch of it replaced, which has to be there."""

    def change(text: str) -> str:
        assert old in text, (old, text)
        return text.replace(old, new, 1)

    return change


def each(**changes: Any) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """Every line of a tuple with the same fields changed."""
    return lambda lines: tuple(replace(x, **changes) for x in lines)


def laid(variants: list[Variant]) -> list[tuple[Variant, Layout]]:
    """Each variant with its layout: its own, or the next in turn, so that each fault theme meets every layout."""
    return [(v, v.layout or LAYOUTS[i % len(LAYOUTS)]) for i, v in enumerate(variants)]
