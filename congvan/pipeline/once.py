"""A circular's file that a person also edits: read once and composed once, and again only after what matters changed.

What matters is the file itself, by its state on the disk, the number and date that it is to bear, and what composing
asked of the register: the same answers give the same document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from congvan import pipeline
from congvan.machine.atomic import Rewrite
from congvan.model.circular import Circular
from congvan.model.document import Document
from congvan.model.register import Code, Entry, Lookup, Relation
from congvan.model.source import CircularSource
from congvan.problems import Diagnostic, Problems
from congvan.workspace import Target

Made = tuple[Circular | None, Document | None]


@dataclass(frozen=True)
class Seen:
    """The file as it was found: its bytes, what they say, and their faults."""

    data: bytes
    source: CircularSource | None
    faults: tuple[Diagnostic, ...]

    @cached_property
    def borne(self) -> tuple[int, date] | None:
        """Number and date that the file bears already."""
        source = self.source
        if source is None or source.number is None or source.date is None:
            return None
        return source.number.value, source.date.value


@dataclass
class AskedRegister:
    """A register that notes what it is asked, and what it answers; None is one that knows nothing."""

    register: Lookup | None
    answers: list[tuple[str, tuple[Any, ...], Any]] = field(default_factory=list)

    def entry_of(self, circular: str) -> Entry | None:
        """See the protocol."""
        return self._noted("entry_of", (circular,), None)  # type: ignore[no-any-return]

    def find(self, code: Code, year: int | None = None) -> Sequence[Entry]:
        """See the protocol."""
        return self._noted("find", (code, year), ())  # type: ignore[no-any-return]

    def pointing_at(self, code: Code, year: int) -> Sequence[tuple[Relation, Entry]]:
        """See the protocol."""
        return self._noted("pointing_at", (code, year), ())  # type: ignore[no-any-return]

    def replies_to(self, code: Code, year: int | None) -> Sequence[tuple[Relation, Entry]]:
        """See the protocol."""
        return self._noted("replies_to", (code, year), ())  # type: ignore[no-any-return]

    def _noted(self, name: str, arguments: tuple[Any, ...], nothing: Any) -> Any:
        answer = nothing if self.register is None else getattr(self.register, name)(*arguments)
        answer = tuple(answer) if isinstance(answer, list) else answer
        self.answers.append((name, arguments, answer))
        return answer

    def again(self, register: Lookup | None) -> bool:
        """Whether ``register`` answers all that was asked as it was answered then."""
        other = AskedRegister(register)
        return all(other._noted(name, arguments, answer and ()) == answer for name, arguments, answer in self.answers)


@dataclass(frozen=True, slots=True)
class _Composed:
    """One document, and by what it was made."""

    seen: Seen
    number: int | None
    day: date | None
    asked: AskedRegister
    made: Made
    faults: tuple[Diagnostic, ...]


@dataclass
class Once:
    """One file during one deed."""

    target: Target
    office: pipeline.Office
    rewrite: Rewrite
    _state: object = None
    _seen: Seen | None = None
    _composed: list[_Composed] = field(default_factory=list)

    def now(self) -> Seen:
        """The file as it is now; the same value as long as nobody has touched it."""
        from congvan import read

        while self._seen is None or self._state != self.rewrite.state():
            self._state = self.rewrite.state()
            data, faults = self.rewrite.read(), Problems()
            source = read.read_circular(self.target.path, self.target.shown, self.target.id, faults, data)
            self._seen = Seen(data, source, tuple(faults))
        return self._seen

    def composed(
        self, seen: Seen, register: Lookup | None, problems: Problems, number: int | None = None,
        day: date | None = None,
    ) -> Made:  # fmt: skip
        """The document as it would be printed with ``number`` and ``day``; its faults are named."""
        if seen.source is None:
            return None, None
        known = next((c for c in self._composed if self._same(c, seen, register, number, day)), None)
        if known is None:
            asked, faults = AskedRegister(register), Problems()
            made = pipeline.compose_source(seen.source, self.office, asked, faults, number, day)
            known = _Composed(seen, number, day, asked, made, tuple(faults))
            self._composed.append(known)
        problems.extend(known.faults)
        return known.made

    @staticmethod
    def _same(known: _Composed, seen: Seen, register: Lookup | None, number: int | None, day: date | None) -> bool:
        return (known.seen, known.number, known.day) == (seen, number, day) and known.asked.again(register)

    def reads(self, seen: Seen, register: Lookup | None) -> Callable[[Entry], Document | None]:
        """The file as it would be printed with number and date of a line."""
        return lambda entry: self.composed(seen, register, Problems(), entry.number, entry.date)[1]
