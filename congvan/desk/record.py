"""record: what somebody did, told in the audit log of the register; acts(): what it tells of a document."""

from __future__ import annotations

from congvan import pipeline
from congvan.desk.here import Here
from congvan.model.register import Acted
from congvan.pipeline import acts
from congvan.problems import Problems
from congvan.yaml.typed import said_cleanly


def record(
    here: Here, act: str, circular: str, before: str, after: str, said: dict[str, str], problems: Problems
) -> str | None:
    """The hash of the row. Errors: those of the office and of its register; then the act must not be done."""
    said_cleanly(circular, "ID", problems)
    with here.office(problems) as office:
        return None if office is None or problems.failed else acts.tell(office, act, circular, before, after, **said)


def recorded(here: Here, circular: str, problems: Problems) -> tuple[Acted, ...] | None:
    """What the log tells of a document, or with "" of the office's people and settings, in its order."""
    said_cleanly(circular, "ID", problems)
    with here.office(problems) as office:
        register = pipeline.open_register(office) if office is not None else None
        if problems.failed:
            return None
        return () if register is None else tuple(register.acts(circular))
