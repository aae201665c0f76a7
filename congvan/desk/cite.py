"""cite: circulars that bear a number and a day → what a reference to each says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from congvan import pipeline, read
from congvan.desk import drafting
from congvan.desk.here import Here
from congvan.model.past import on
from congvan.model.register import Code
from congvan.problems import Problems
from congvan.text.subject import Subject
from congvan.workspace import Target


@dataclass(frozen=True, slots=True)
class Cited:
    """One circular, as others name it; ``facts``: the keys of a reference to it."""

    id: str
    code: Code
    date: date
    facts: Mapping[str, str]


def cite(here: Here, ids: Iterable[str], problems: Problems) -> tuple[Cited, ...] | None:
    """Those of the circulars that bear number and day, whether the register has them or not. Errors: CV402, CV403."""
    targets = here.workspace.select(ids, problems)
    with here.office(problems) as office:
        if office is None:
            return None
        return tuple(one for one in (_cited(target, office) for target in targets) if one is not None)


def _cited(target: Target, office: pipeline.Office) -> Cited | None:
    source = read.read_circular(target.path, target.shown, target.id, Problems(), in_spite=True)
    if source is None or source.number is None or source.date is None:
        return None
    circular, _ = pipeline.compose_source(source, office, pipeline.open_register(office), Problems())
    if circular is None:
        return None
    code, day = Code(source.number.value, circular.symbol), source.date.value
    subject = Subject.typed(source.subject.value, edition=source.edition.value if source.edition else None)
    issuer, mark = on(office.issuer, day).name.value, office.standard.wording.edition
    facts = drafting.facts(source.type.value, code, day, issuer, subject.numbered(mark))
    return Cited(target.id, code, day, facts)
