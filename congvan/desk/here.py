"""Where, when and for whom a deed is done: what the door hands down, so that nothing below has to ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from congvan.machine.clock import Clock, system_clock
from congvan.model.actor import same_actor
from congvan.problems import Problems
from congvan.workspace import Target, Workspace

if TYPE_CHECKING:
    from congvan.machine.settings import Settings
    from congvan.pipeline import Office


@dataclass(frozen=True)
class Here:
    """A workspace and its surroundings. Nothing in it changes, so that many threads may share it."""

    workspace: Workspace
    language: str = "vi"
    """Of what a deed writes for people (a report, a table's headings); a Result is worded when it is asked."""
    clock: Clock = system_clock

    @property
    def settings(self) -> Settings:
        """What the door was told by the surroundings of the process, and by whom the deed is done."""
        return self.workspace.settings

    def acting(self, actor: str | None) -> Here:
        """The same place, with ``actor`` doing what is done; None: as before."""
        if actor is None or same_actor(actor, self.settings.actor):
            return self
        return replace(self, workspace=replace(self.workspace, settings=replace(self.settings, actor=actor)))

    @contextmanager
    def office(self, problems: Problems) -> Iterator[Office | None]:
        """Issuer, recipients and register, opened for one deed and closed after it; None after their faults."""
        from congvan import pipeline

        found = pipeline.open_office(self.workspace, problems, self.clock)
        try:
            yield found
        finally:
            if found is not None:
                found.forget()

    @contextmanager
    def at(self, id: str | None, problems: Problems) -> Iterator[tuple[Target | None, Office | None]]:
        """One circular, where one is named, and the office it is in; no office after any fault. Errors: CV402."""
        target = self.one(id, problems) if id is not None else None
        with self.office(problems) as office:
            yield target, None if problems.failed else office

    def one(self, id: str, problems: Problems) -> Target | None:
        """The one circular that an id names. Errors: CV402."""
        found = self.workspace.select([id], problems)
        if len(found) > 1:
            problems.error("CV402", None, name=id, near="")
        return found[0] if len(found) == 1 else None
