"""register_verify: the register's own faults, the files that disagree with it, and a head that was kept outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from congvan import pipeline, register
from congvan.desk.here import Here
from congvan.model.register import Code, Filter
from congvan.model.source import CircularSource
from congvan.pipeline import clocks, unchanged
from congvan.pipeline.sequences import COPY_FORMS, sequence_of
from congvan.problems import Problems, Span
from congvan.register import heads
from congvan.register import verify as own
from congvan.register.ledger import Ledger
from congvan.workspace import Target


@dataclass
class Verified:
    """What was looked at: whether there is a register and where it is looked for, and what it holds."""

    there: bool
    shown: str
    checked: own.Checked
    matched: heads.Head | None = None
    top: str = ""
    """The head of the audit log, where it could be read."""


@dataclass(frozen=True, slots=True)
class _Bearer:
    """A file with a number and date that the register does not know."""

    source: CircularSource
    code: Code
    sequence: str
    day: date

    @property
    def place(self) -> Span:
        number = self.source.number
        assert number is not None
        return number.span


def verify(here: Here, head: Path | None, problems: Problems) -> Verified | None:
    """Register and files as they are now. Errors and warnings: those of :func:`verified`."""
    with here.office(problems) as office:
        if office is None:
            return None
        found = verified(office, problems, head)
        if office.ledger is not None and not any(d.code == "CV937" for d in problems):
            found.top = office.ledger.head()[1]
        return found


def verified(office: pipeline.Office, problems: Problems, head: Path | None = None) -> Verified:
    """Every fault of register and files. Errors: those of ``register.verify`` and ``guard``, CV558 another's register,
    CV930 files bear higher numbers than it, CV931 files bear numbers and there is none, CV933–CV936 the head kept
    outside; warnings CV556 a document's file is not here, CV950 a server without a register, CV951 a file not read.
    """
    shown = register.locate(office.workspace.root, office.issuer.register, office.settings).shown
    ledger = pipeline.open_register(office)
    kept = heads.read(head, problems) if head is not None else None
    if ledger is None:
        bearers = [b for t in _targets(office, problems) if (b := _bearer(t, office, None)) is not None]
        _none_there(bearers, shown, problems)
        if not bearers and register.locate(office.workspace.root, office.issuer.register, office.settings).path is None:
            problems.warning("CV950", None, register=shown)
        if kept is not None:
            problems.error("CV933", None, position=kept.position, known=0, when=kept.at or "?")
        return Verified(False, shown, own.Checked())
    found = ledger.ask(lambda c, o: own.check(c, o, problems), own.Checked())
    clocks.verify(office, problems)
    strangers = ledger.strangers()
    if strangers:
        problems.error("CV558", None, mine=office.issuer.symbol, others=", ".join(strangers))
    if any(d.code == "CV937" for d in problems):
        return Verified(True, shown, found)  # with letters that can't be read, nothing else can be asked
    matched = kept is not None and heads.compare(ledger, kept, problems)
    _files(office, ledger, found, shown, problems)
    return Verified(True, shown, found, kept if matched else None)


def _targets(office: pipeline.Office, problems: Problems) -> list[Target]:
    """The files that can be read. Warning CV951: one that can't be, and may bear a number."""
    from congvan import read

    unread = Problems()
    found = []
    for target in office.workspace.all(unread):
        if read.read_circular(target.path, target.shown, target.id, Problems()) is not None:
            found.append(target)
        else:
            problems.warning("CV951", Span(target.shown, 1, 1))
    for place in dict.fromkeys(d.span for d in unread if d.span is not None):
        problems.warning("CV951", place)
    return found


def _bearer(target: Target, office: pipeline.Office, ledger: Ledger | None) -> _Bearer | None:
    """What a file bears, if the register has no line of that number."""
    from congvan import read

    source = read.read_circular(target.path, target.shown, target.id, Problems())
    if source is None or source.number is None or source.date is None:
        return None
    _, document = pipeline.compose_source(source, office, ledger, Problems())
    code = Code(source.number.value, document.parts.symbol if document is not None else "")
    day = source.date.value
    if ledger is not None and ledger.find(code, day.year):
        return None
    return _Bearer(source, code, sequence_of(source.type.value, office.issuer.numbering)[0], day)


def _files(office: pipeline.Office, ledger: Ledger, found: own.Checked, shown: str, problems: Problems) -> None:
    from congvan import read

    targets = _targets(office, problems)
    ids, bearers = {t.id for t in targets}, []
    for target in targets:
        quiet, mine = Problems(), Problems()
        source = read.read_circular(target.path, target.shown, target.id, quiet)
        if source is None:
            continue
        made = pipeline.compose_source(source, office, ledger, quiet)
        look = pipeline.look(source, made, office, ledger, target.path.read_bytes)
        entry = unchanged.check(look, ledger, mine)
        if entry is not None and entry.circular is not None:
            ids.add(entry.circular)
        bearer = _bearer(target, office, ledger) if entry is None else None
        late = bearer is not None and _above(bearer, found)
        if bearer is not None and late:
            bearers.append(bearer)
        problems.extend(d for d in mine if not (late and d.code == "CV501"))
    if found.count == 0:
        _none_there(bearers, shown, problems)
    else:
        for bearer in bearers:
            sequence, last = _last(bearer, found)
            problems.error("CV930", bearer.place, at="number", code=bearer.code, year=bearer.day.year,
                           sequence=sequence, last=last)  # fmt: skip
    for entry in ledger.list(Filter(state="issued")):
        if entry.draft.type in COPY_FORMS:
            continue  # a copy has a PDF, no file of the workspace
        if entry.circular is not None and entry.circular not in ids:
            problems.warning("CV556", None, id=entry.circular, code=entry.code)


def _above(bearer: _Bearer, found: own.Checked) -> bool:
    """Whether the number can't be one of before: the register knows its year, or an earlier one, and ends below it."""
    first = min((year for year, _ in found.highest), default=0)
    return bearer.day.year >= first and bearer.code.number > _last(bearer, found)[1]


def _last(bearer: _Bearer, found: own.Checked) -> tuple[str, int]:
    """The sequence that the kind had in that year, and the highest number given in it."""
    year = bearer.day.year
    sequence = found.sequences.get((year, bearer.source.type.value), bearer.sequence)
    return sequence, found.highest.get((year, sequence), 0)


def _none_there(bearers: list[_Bearer], shown: str, problems: Problems) -> None:
    """Error CV931: numbers were given, and there is no register, or nothing in it."""
    if bearers:
        last = max(bearers, key=lambda b: (b.day.year, b.code.number))
        problems.error("CV931", last.place, at="number", register=shown, count=len(bearers), code=last.code,
                       year=last.day.year)  # fmt: skip
