"""issue (cấp số): check → lock → next number → freeze → commit → number and date into the file (NĐ 30/2020, Điều 15).

A kill at any point leaves nothing, or a number that the next ``issue`` of the same id finds again and completes:
the edited file lies beside the old one before the commit, and after it only a rename is left to do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from congvan import pipeline
from congvan.desk.giving import Giving, IssueWish, begun, given
from congvan.desk.here import Here
from congvan.model.register import Entry
from congvan.pipeline import changing, typed
from congvan.problems import Problems
from congvan.workspace import Target


@dataclass(frozen=True, slots=True)
class Issued:
    """A circular and its line in the register."""

    id: str
    entry: Entry

    @property
    def code(self) -> str:
        """Số và ký hiệu: ``98/SKHCN-CĐS``."""
        return str(self.entry.code)

    @property
    def number(self) -> int:
        """Số."""
        return self.entry.number

    @property
    def date(self) -> date | None:
        """Ngày ban hành."""
        return self.entry.date


def issue(here: Here, id: str, wish: IssueWish, number: str | int | None, problems: Problems) -> Issued | None:
    """The next number, or ``number`` as it was typed, for one circular, and both written into its file.

    Errors: those of :func:`give`, CV402, CV513, CV519; warning CV647 it was signed with another text.
    """
    from congvan.signing import ready

    wish = replace(wish, number=typed.whole(number, problems))
    target = here.one(id, problems)
    with here.office(problems) as office:
        if target is None or office is None or problems.failed:
            return None
        ready.signed_otherwise(target, office, here.workspace.output(None), problems)
        entry = give(target, office, wish, problems)
        return None if entry is None else Issued(target.id, entry)


def give(target: Target, office: pipeline.Office, wish: IssueWish, problems: Problems) -> Entry | None:
    """Give ``target`` its number, once; run again it gives the same and completes what was interrupted."""
    try:
        return begun(target, office, wish, problems, lambda one: _issued(one, problems))
    except changing.Refused as refusal:
        problems.extend(refusal.problems or ())
        return None


def _issued(one: Giving, problems: Problems) -> Entry | None:
    entry = given(one, problems)
    if entry is None or not one.settled(entry, problems):
        return None
    one.write_back(entry)
    return None if problems.failed else entry
