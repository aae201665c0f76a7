"""answers: which addressees have answered a circular, and which have not; an answer is entered by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from congvan import pipeline
from congvan.desk.here import Here
from congvan.dispatch import receipts
from congvan.model.circular import Reference
from congvan.model.delivery import Answer
from congvan.problems import Problems


@dataclass(frozen=True, slots=True)
class Answers:
    """``names``: the addressees by slug, in the order of the letter, groups expanded; ``given``: their answers;
    ``replies``: the letters of others that the circular itself answers.
    """

    id: str
    names: Mapping[str, str]
    given: tuple[Answer, ...]
    replies: tuple[Reference, ...] = ()

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Who has not answered, in the order of the letter."""
        have = {answer.agency for answer in self.given}
        return tuple(slug for slug in self.names if slug not in have)


def answers(here: Here, id: str, entered: Answer | None, problems: Problems) -> Answers | None:
    """Enter an answer where there is one, then list all. Errors: CV402, those of ``receipts.answer``."""
    with here.at(id, problems) as (target, office):
        if target is None or office is None:
            return None
        if entered is not None:
            receipts.answer(target, office, entered, problems, here.clock)
        names = receipts.addressees(target, office, problems)
        if problems.failed:
            return None
        found = pipeline.to_circular(target, office, Problems())
        mine = found[0] if found is not None else None
        replies = tuple(mine.references[key.value] for key in mine.source.replies) if mine is not None else ()
        return Answers(target.id, names, tuple(receipts.answers(target, office, here.clock)), replies)
