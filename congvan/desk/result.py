"""What a deed gives back, as values: :class:`Result`, its :class:`Diagnostic`, and the :class:`Watch` that looks on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from congvan import problems

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Diagnostic(problems.Diagnostic):
    """A fault of the stages as whoever called a deed sees it: its place, and its words in the language asked for."""

    @classmethod
    def of(cls, found: problems.Diagnostic) -> Diagnostic:
        """The same fault, able to say itself."""
        return cls(found.code, found.severity, found.span, found.values, found.field, found.fix)

    @property
    def file(self) -> str | None:
        """The file as the workspace was named, or None where the fault has no place."""
        return self.span.file if self.span else None

    @property
    def line(self) -> int | None:
        """The line, from 1."""
        return self.span.line if self.span else None

    @property
    def column(self) -> int | None:
        """The column in characters, from 1."""
        return self.span.column if self.span else None

    def correction(self, text: bytes) -> problems.Fix | None:
        """What mends it in ``text``, in which it was found: its own ``fix``, or the word that its hint asks for."""
        from congvan.yaml.fixing import correction

        return correction(self, text)

    def message(self, language: str = "vi") -> str:
        """What is wrong, in ``vi`` or ``en``."""
        from congvan.messages import message

        return message(self, language)

    def hint(self, language: str = "vi") -> str:
        """What may have been meant; empty where nothing is known."""
        from congvan.messages import hint

        return hint(self, language)


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """``value``: what was done, None where nothing could be; ``diagnostics``: every fault, in the order of the files;
    ``machine``: the fault of the machine that stopped the deed, or a part of it.
    """

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = ()
    machine: Diagnostic | None = None

    @property
    def ok(self) -> bool:
        """Whether all that was asked for was done and found in order. A value may know better than its faults: a
        signature may hold no ground, a letter may be deferred, without any fault of the input.
        """
        return not self.failed and bool(getattr(self.value, "ok", True))

    @property
    def failed(self) -> bool:
        """Whether the machine or the input is at fault; a warning is no fault."""
        return self.machine is not None or any(d.severity is problems.Severity.ERROR for d in self.diagnostics)


def told(found: Iterable[problems.Diagnostic]) -> tuple[Diagnostic, ...]:
    """Faults as a Result has them."""
    return tuple(Diagnostic.of(one) for one in found)


class Watch:
    """Looks on while a deed is done: is told of each step, and may ask it to end.

    A deed that is asked to end finishes the piece it is at, begins no further one, and gives back what is done.
    """

    def __init__(
        self, step: Callable[[int, int, str], None] | None = None, stopped: Callable[[], bool] | None = None
    ) -> None:
        """``step(done, of, name)`` is called after each piece; ``stopped()`` is asked before each."""
        self._step, self._asked, self._stop = step, stopped, False

    def begin(self, of: int, before: int = 0) -> None:
        """So many pieces there will be, ``before`` of them finished by an earlier run."""

    def step(self, done: int, of: int, name: str) -> None:
        """``done`` of ``of`` pieces are finished, the last of them ``name``."""
        if self._step is not None:
            self._step(done, of, name)

    def found(self, item: object) -> None:
        """One finished piece of the value, before the next is begun; for who tells them one by one."""

    @property
    def stopped(self) -> bool:
        """Whether the deed is to end."""
        return self._stop or (self._asked is not None and self._asked())

    def stop(self) -> None:
        """Ask the deed to end; from any thread."""
        self._stop = True


class Looks(Protocol):
    """What a deed needs of whoever looks on: a :class:`Watch`, or an object of one's own."""

    def step(self, done: int, of: int, name: str) -> None:
        """As :meth:`Watch.step`."""
        ...

    @property
    def stopped(self) -> bool:
        """As :attr:`Watch.stopped`."""
        ...


NOBODY = Watch()
"""Looks on where nobody does."""


def watching(given: Looks | None) -> Watch:
    """Whoever looks on, as a Watch."""
    if given is None:
        return NOBODY
    return given if isinstance(given, Watch) else Watch(given.step, lambda: bool(given.stopped))
