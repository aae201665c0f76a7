"""Where a circular's file was changed since it was issued: the first word that is no longer as it was frozen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from congvan.model.source import Spanned
from congvan.problems import Problems, Span
from congvan.yaml.tree import Mapping, Node, Scalar, Sequence, parse

_NOT_TEXT = ("number", "date")
_FEEDS = {
    "subject": ("subject", "edition", "type"),
    "body": ("body", "references"),
    "annexes": ("annexes", "references"),
    "attached": ("attached", "references"),
    "grounds": ("grounds", "proposal", "references"),
    "addressees": ("to",),
    "recipients": ("copies", "archive", "archive_copies", "unit", "to"),
    "signature": ("signer",),
    "symbol": ("unit", "type"),
    "kind_name": ("type",),
    "urgency": ("urgency",),
    "circulation": ("circulation",),
    "authority": ("authority", "signer"),
    "addressee_label": ("type", "authority", "signer"),
    "drafter_mark": ("drafter", "print_run"),
    "foot": ("footer",),
}
"""By part of the frozen text: the keys that it is made of, the likeliest first."""
_NOTHING_TYPED = frozenset({"issuer", "parent", "place"})


class TypedSince:
    """A file as it was issued, as the register keeps it, beside what it says now; nothing is told without the old."""

    def __init__(self, before: str, now: bytes, file: str) -> None:
        old = parse(before.encode(), file, Problems()) if before else None
        new = parse(now, file, Problems()) if before else None
        self._old = old if isinstance(old, Mapping) else None
        self._new = new if isinstance(new, Mapping) else None

    @property
    def known(self) -> bool:
        """Whether there is anything to compare."""
        return self._old is not None and self._new is not None

    def place(self, parts: Iterable[str]) -> Span | None:
        """The first changed word of what feeds one of the parts, or else of the file; None: nothing was changed."""
        keys = [key for part in parts for key in _FEEDS.get(part, (part,))]
        rest = [*self._new.entries] if self._new is not None else []
        return next((span for key in dict.fromkeys([*keys, *rest]) for span in self._of(key)), None)

    def touched(self, part: str) -> bool:
        """Whether what feeds a part was changed; what nothing typed feeds is not."""
        if part in _NOTHING_TYPED:
            return False
        keys = _FEEDS.get(part, (part, *(self._new.entries if self._new is not None else ())))
        return any(True for key in keys for _ in self._of(key))

    def _of(self, key: str) -> Iterator[Span]:
        if self._old is None or self._new is None or key in _NOT_TEXT:
            return
        new, old = self._new.entries.get(key), self._old.entries.get(key)
        yield from _differences(old, new, self._new.keys.get(key, self._new.span))


def _differences(old: Node | None, new: Node | None, place: Span) -> Iterator[Span]:
    """The places in ``new`` that are not as in ``old``; what is gone is told at ``place``."""
    if isinstance(old, Scalar) and isinstance(new, Scalar):
        if old.value != new.value:
            yield _first(old, new)
    elif isinstance(old, Sequence) and isinstance(new, Sequence):
        for one, other in zip_longest(old.items, new.items):
            yield from _differences(one, other, place)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*new.entries, *old.entries]):
            yield from _differences(old.entries.get(key), new.entries.get(key), new.keys.get(key, place))
    elif old is not None or new is not None:
        yield place if new is None else new.span


def _first(old: Scalar, new: Scalar) -> Span:
    """The word in which the first changed character stands."""
    both = zip(old.value, new.value, strict=False)
    index = next((i for i, (a, b) in enumerate(both) if a != b), min(len(old.value), len(new.value)))
    text = new.value
    index = min(index, max(len(text) - 1, 0))
    while index > 0 and text[index].isspace():  # taken out at the end of a line: its last word is the nearest
        index -= 1
    while index > 0 and not text[index - 1].isspace():
        index -= 1
    return Spanned(text, new.span, new.lines, new.raw).at(index)
