"""What every deed goes through: a Problems of its own, and the one place where faults of the machine become values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from congvan import problems
from congvan.desk.here import Here
from congvan.desk.result import Diagnostic, Result, told
from congvan.machine.said import most_files, starved
from congvan.problems import MachineFault, Problems, Severity

T = TypeVar("T")


class Deeds:
    """A workspace and its surroundings. It holds nothing that changes: each deed opens what it needs and closes it."""

    def __init__(self, here: Here) -> None:
        self.here = here

    def shown(self, path: Path) -> str:
        """A path as the workspace was named, for messages."""
        return self.here.workspace.shown(path)

    def _done(
        self, deed: Callable[[Here, Problems], T | None], part: Callable[[T], Diagnostic | None] = lambda value: None,
        *, actor: str | None = None,
    ) -> Result[T]:  # fmt: skip
        """A deed → its Result: the one place where faults of the machine become values. ``part``: the fault of the
        machine that a deed survived; ``actor``: who does it, where that is not who the desk is for.
        """
        problems = Problems()
        machine: MachineFault | None = None
        value: T | None = None
        try:
            value = deed(self.here.acting(actor), problems)
        except MachineFault as fault:
            machine = fault
        except MemoryError:
            machine = MachineFault("CV497")
        except Exception as error:
            if not starved(error):
                raise
            machine = MachineFault("CV939", limit=str(most_files()))
        if machine is not None:
            return Result(None, told(problems.sorted()), Diagnostic.of(machine.diagnostic))
        assert value is not None or problems.failed
        return Result(value, told(problems.sorted()), None if value is None else part(value))


class Stoppable(Protocol):
    """A piece of a deed that the machine may have stopped."""

    @property
    def machine(self) -> bool:
        """Whether it did."""
        ...

    @property
    def diagnostics(self) -> tuple[problems.Diagnostic, ...]:
        """What is told of it."""
        ...


def first_stopped(items: Iterable[Stoppable]) -> Diagnostic | None:
    """The fault of the machine at the first circular that it stopped."""
    stopped = (d for item in items if item.machine for d in reversed(item.diagnostics) if d.severity is Severity.ERROR)
    return next(map(Diagnostic.of, stopped), None)


def names_of(ids: str | Iterable[str]) -> tuple[str, ...]:
    """One id, or several."""
    return (ids,) if isinstance(ids, str) else tuple(ids)


def spoken(
    agree: Callable[[Sequence[Diagnostic]], bool] | None,
) -> Callable[[Sequence[problems.Diagnostic]], bool] | None:
    """Who is asked gets doubts that can say themselves."""
    return None if agree is None else lambda doubts: agree(told(doubts))


def path_of(given: str | Path | None) -> Path | None:
    """A path as Python takes one, or none."""
    return None if given is None else Path(given)
