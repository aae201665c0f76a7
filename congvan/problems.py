"""What can be wrong, as values: a code, a severity and the place in the clerk's file.

No stage raises an exception for a fault of the input: it adds a :class:`Diagnostic` to the run's
:class:`Problems` and goes on, so that one run names every fault. Sentences live in ``messages/``, in every language;
this module knows codes and values only.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    """``error`` stops the output of a file; ``warning`` is told and the file is made; ``accepted`` is a warning that
    the file lets stand with a reason: only ``check`` tells it.
    """

    ERROR = "error"
    WARNING = "warning"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a text file. ``line`` and ``column`` count from 1, in characters, as editors do."""

    file: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Fix:
    """What mends a fault: the characters from ``begin`` up to ``end`` (not included) become ``text``.

    Both are places of one file, as its faults have them; where they are equal, something is only put in.
    :func:`congvan.yaml.fixing.mended` makes the change.
    """

    begin: Span
    end: Span
    text: str


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
    """One fault. ``values`` fill the placeholders of the code's sentence; ``field`` is the YAML path (``to[2]``);
    ``fix`` is the change that mends it, where a program can make it.
    """

    code: str
    severity: Severity
    span: Span | None
    values: Mapping[str, Value] = field(default_factory=dict)
    field: str = ""
    fix: Fix | None = None


MOST = 1000
"""So many faults of one file are told, then how many more there are: nobody reads a book of them."""
MORE = "CV069"


class Problems:
    """The faults of one run, in the order of discovery; :meth:`sorted` gives the order of the files."""

    def __init__(self) -> None:
        self._items: list[Diagnostic] = []
        self._known: set[object] = set()
        self._failed = False
        self._of_file: dict[str, int] = {}
        self._more: dict[str, tuple[int, Severity]] = {}

    def error(self, code: str, span: Span | None, /, *, at: str = "", **values: object) -> None:
        """Record an error; ``at`` is the YAML path; ``values`` fill the sentence, ``fix`` among them mends it."""
        self._told(code, Severity.ERROR, span, at, values)

    def warning(self, code: str, span: Span | None, /, *, at: str = "", **values: object) -> None:
        """Record a warning; the output is still made."""
        self._told(code, Severity.WARNING, span, at, values)

    def _told(self, code: str, severity: Severity, span: Span | None, at: str, values: dict[str, object]) -> None:
        fix = values.pop("fix", None)
        assert fix is None or isinstance(fix, Fix)
        self.add(Diagnostic(code, severity, span, {k: as_value(v) for k, v in values.items()}, at, fix))

    def add(self, item: Diagnostic) -> None:
        """Record a diagnostic once, however often a stage meets the same fault; of one file at most ``MOST``."""
        key = (item.code, item.severity, item.span, item.field, tuple(sorted(item.values.items())))
        if key in self._known:  # a list would be walked through for each of an old book's thousands of faults
            return
        self._known.add(key)
        self._failed = self._failed or item.severity is Severity.ERROR
        file = item.span.file if item.span is not None else None
        if file is not None and item.code == MORE:
            count = item.values["count"]
            assert isinstance(count, int)
            self._leave_out(file, count, item.severity)
        elif file is not None and self._of_file.get(file, 0) >= MOST:
            self._leave_out(file, 1, item.severity)
        else:
            self._items.append(item)
            if file is not None:
                self._of_file[file] = self._of_file.get(file, 0) + 1

    def _leave_out(self, file: str, count: int, severity: Severity) -> None:
        before, worst = self._more.get(file, (0, severity))
        self._more[file] = before + count, Severity.ERROR if Severity.ERROR in (worst, severity) else Severity.WARNING

    def _left_out(self) -> list[Diagnostic]:
        """CV069 for each file that has more faults than are told."""
        return [
            Diagnostic(MORE, severity, Span(file, 1, 1), {"count": count})
            for file, (count, severity) in self._more.items()
        ]

    def extend(self, items: Iterable[Diagnostic]) -> None:
        """Record several diagnostics, each once."""
        for item in items:
            self.add(item)

    @property
    def failed(self) -> bool:
        """Whether any error was recorded (warnings alone don't fail a run)."""
        return self._failed

    def sorted(self) -> list[Diagnostic]:
        """All diagnostics by file, line and column, how many more there are after those of their file; those without a
        place come last.
        """
        return sorted(self, key=_order)

    def __iter__(self) -> Iterator[Diagnostic]:
        yield from self._items
        yield from self._left_out()

    def __len__(self) -> int:
        """How many faults were found, told or not."""
        return len(self._items) + sum(count for count, _ in self._more.values())


def _order(item: Diagnostic) -> tuple[Span, str]:
    if item.span is None:
        return Span("\U0010ffff", 0, 0), item.code
    return (Span(item.span.file, sys.maxsize, 0) if item.code == MORE else item.span), item.code


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
