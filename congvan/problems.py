"""What can be wrong, as values: a code, a severity and the place in the clerk's file.

No stage raises an exception for a fault of the input: it adds a :class:`Diagnostic` to the run's
:class:`Problems` and goes on, so that one run names every fault. Sentences live in ``messages/``, in every language;
this module knows codes and values only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    """``error`` stops the output of a file; ``warning`` is told and the file is made."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a text file. ``line`` and ``column`` count from 1, in characters, as editors do."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a sentence of ours by its name in ``messages/terms/``, with the values that fill it: worded in the
    reader's language when it is told, so that nothing on the way has to know one.
    """

    name: str
    values: tuple[tuple[str, Value], ...] = ()


Value = str | int | float | date | Term | tuple["Value", ...]
"""What may fill a sentence: text of the clerk's or the machine's, a number, a date, a word of ours, a list of them."""


def term(name: str, /, **values: object) -> Term:
    """The :class:`Term` of that name with its values."""
    return Term(name, tuple((key, as_value(found)) for key, found in values.items()))


def as_value(found: object) -> Value:
    """``found`` as a value of a sentence: what ``messages`` can word stays itself, a list becomes a tuple, anything
    else its text.
    """
    if isinstance(found, list | tuple):
        return tuple(as_value(item) for item in found)
    return found if isinstance(found, str | int | float | date | Term) else str(found)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault. ``values`` fill the placeholders of the code's sentence; ``field`` is the YAML path (``to[2]``)."""

    code: str
    severity: Severity
    span: Span | None
    values: Mapping[str, Value] = field(default_factory=dict)
    field: str = ""


class Problems:
    """The faults of one run, in the order of discovery; :meth:`sorted` gives the order of the files."""

    def __init__(self) -> None:
        self._items: list[Diagnostic] = []
        self._known: set[object] = set()
        self._failed = False

    def error(self, code: str, span: Span | None, /, *, at: str = "", **values: object) -> None:
        """Record an error; ``at`` is the YAML path, ``values`` fill the sentence."""
        self.add(Diagnostic(code, Severity.ERROR, span, {k: as_value(v) for k, v in values.items()}, at))

    def warning(self, code: str, span: Span | None, /, *, at: str = "", **values: object) -> None:
        """Record a warning; the output is still made."""
        self.add(Diagnostic(code, Severity.WARNING, span, {k: as_value(v) for k, v in values.items()}, at))

    def add(self, item: Diagnostic) -> None:
        """Record a diagnostic once, however often a stage meets the same fault."""
        key = (item.code, item.severity, item.span, item.field, tuple(sorted(item.values.items())))
        if key not in self._known:  # a list would be walked through for each of an old book's thousands of faults
            self._known.add(key)
            self._items.append(item)
            self._failed = self._failed or item.severity is Severity.ERROR

    def extend(self, items: Iterable[Diagnostic]) -> None:
        """Record several diagnostics, each once."""
        for item in items:
            self.add(item)

    @property
    def failed(self) -> bool:
        """Whether any error was recorded (warnings alone don't fail a run)."""
        return self._failed

    def sorted(self) -> list[Diagnostic]:
        """All diagnostics by file, line and column; those without a place come last."""
        nowhere = Span("\U0010ffff", 0, 0)
        return sorted(self._items, key=lambda d: (d.span or nowhere, d.code))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


class MachineFault(Exception):
    """The machine, not the input, is at fault (no font, no library, disk full): exit code 3.

    ``code`` and ``values`` are those of a :class:`Diagnostic`; the door prints them the same way.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code} {values}")
        self.diagnostic = Diagnostic(code, Severity.ERROR, None, {k: as_value(v) for k, v in values.items()})

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.diagnostic,)


def _again(diagnostic: Diagnostic) -> MachineFault:
    """A fault that comes from another process."""
    return MachineFault(diagnostic.code, **diagnostic.values)
