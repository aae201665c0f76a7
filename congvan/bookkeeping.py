"""What a clerk does with the register besides issuing: set numbers aside, void one, check everything."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from congvan import clocks, guard, pipeline
from congvan.issuing import COPY_FORMS, sequence_of
from congvan.model.register import Draft, Entry, Filter
from congvan.problems import Problems
from congvan.register import verify as verifying
from congvan.register.ledger import Ledger, Writing
from congvan.resolve.registered import parse_code


class _Undone(Exception):
    """Rolls the transaction back; the problems say why."""


def one_entry(register: Ledger, typed: str, year: int | None, problems: Problems) -> Entry | None:
    """The one entry that a code, a bare number or a circular's id means. Errors: CV530 none, CV531 several."""
    code = parse_code(typed)
    by_id = register.entry_of(typed.strip())
    if by_id is not None or code is None:
        if by_id is None:
            problems.error("CV530", None, code=typed)
        return by_id
    found = register.find(code, year)
    if not found:
        problems.error("CV530", None, code=typed if year is None else f"{typed} ({year})")
    elif len(found) > 1:
        problems.error("CV531", None, code=typed, which=", ".join(f"{e.code} ({e.year})" for e in found[:8]))
    else:
        return found[0]
    return None


def known_kind(office: pipeline.Office, kind: str, problems: Problems) -> bool:
    """Whether there is such a kind, or form of copy. A slip would name another sequence. Errors: CV409."""
    from congvan.standard.kinds import kinds
    from congvan.text.nearest import nearest

    known = (*kinds(), *office.workspace.kinds(), *COPY_FORMS)
    if kind not in known:
        problems.error("CV409", None, type=kind, near=nearest(kind, known))
    return kind in known


def reserve(
    office: pipeline.Office, numbers: range, kind: str, year: int, reason: str, problems: Problems
) -> list[Entry]:
    """Set numbers aside, all or none. Errors: CV409 no such kind, CV512 taken."""
    if not known_kind(office, kind, problems):
        return []
    sequence, _ = sequence_of(kind, office.issuer.numbering)
    draft = Draft(type=kind, type_name="", symbol="", subject="", origin="reserve")

    def work(writing: Writing) -> list[Entry]:
        writing.lock(year, sequence)
        made = []
        for number in numbers:
            taken = writing.at(year, sequence, number)
            if taken is not None:
                who = taken.circular or taken.draft.subject or taken.reason
                problems.error("CV512", None, code=taken.code, who=who)
                continue
            if not problems.failed:
                made.append(writing.enter(draft, year, sequence, number, None, "reserved", reason=reason))
        if problems.failed:
            raise _Undone
        return made

    try:
        return pipeline.ledger_of(office).write(work, repeatable=False)
    except _Undone:
        return []


def void(
    office: pipeline.Office, typed: str, year: int | None, kind: str | None, today: date, reason: str,
    problems: Problems,
) -> Entry | None:  # fmt: skip
    """Mark a number as spoiled: one that was issued or set aside, or one that nobody took.

    A number without its symbol is one of this year, unless another is named, and of the sequence of ``kind``, which
    must be named where another sequence has that number too. Errors: CV409, CV530–CV533, CV539.
    """
    register = pipeline.ledger_of(office)
    if kind is not None and not known_kind(office, kind, problems):
        return None
    code = parse_code(typed)
    if code is not None and code.number == 0:
        problems.error("CV519", None, number=typed)
        return None
    if code is not None and not code.symbol:
        year, sequence = year or today.year, sequence_of(kind or "cong-van", office.issuer.numbering)[0]
        there = [e for e in register.find(code, year) if kind is None or e.sequence == sequence]
        if not there:
            return _void_free(register, code.number, year, kind or "cong-van", office, reason)
        if kind is None and any(e.sequence != sequence for e in there):
            problems.error("CV539", None, number=typed, which=", ".join(f"{e.code} ({e.sequence})" for e in there))
            return None
        entry: Entry | None = there[0]
    else:
        entry = one_entry(register, typed, year, problems)
    if entry is not None and entry.state == "void":
        problems.error("CV533", None, code=entry.code, why=entry.reason)
    if entry is None or problems.failed:
        return None

    def work(writing: Writing) -> Entry:
        writing.lock(entry.year, entry.sequence)
        return writing.change(entry, "void", state="void", reason=reason)

    return register.write(work, repeatable=False)


def _void_free(register: Ledger, number: int, year: int, kind: str, office: pipeline.Office, reason: str) -> Entry:
    sequence, _ = sequence_of(kind, office.issuer.numbering)
    draft = Draft(type=kind, type_name="", symbol="", subject="", origin="void")

    def work(writing: Writing) -> Entry:
        writing.lock(year, sequence)
        return writing.enter(draft, year, sequence, number, None, "void", reason=reason)

    return register.write(work, repeatable=False)


def verify(office: pipeline.Office, problems: Problems) -> verifying.Checked:
    """The register's own faults and the files that disagree with it; what was looked at."""
    from congvan import read

    register = pipeline.open_register(office)
    if register is None:
        return verifying.Checked()
    found = register.ask(lambda c, o: verifying.check(c, o, problems), verifying.Checked())
    clocks.verify(office, problems)
    strangers = register.strangers()
    if strangers:
        problems.error("CV558", None, mine=office.issuer.symbol, others=", ".join(strangers))
    targets = {t.id: t for t in office.workspace.all(Problems())}
    for target in targets.values():
        quiet = Problems()
        source = read.read_circular(target.path, target.shown, target.id, quiet)
        if source is not None:
            _, document = pipeline.compose_source(source, office, register, quiet)
            guard.check(source, document, office.workspace.circulars, register, problems)
    for entry in register.list(Filter(state="issued")):
        if entry.draft.type in COPY_FORMS:
            continue  # a copy has a PDF, no file of the workspace
        if entry.circular is not None and entry.circular not in targets:
            problems.warning("CV556", None, id=entry.circular, code=entry.code)
    return found


def restore(office: pipeline.Office, file: Path, problems: Problems) -> int:
    """A backup into an empty place; how many entries it has. Errors: CV560 damaged, CV561 not empty, CV550–CV555."""
    from congvan.register import backup

    register = pipeline.ledger_of(office)
    try:
        return backup.load(register, file)
    except backup.Damaged as error:
        problems.error("CV560", None, file=file.name, why=error)
        return 0
    except backup.NotEmpty:
        problems.error("CV561", None)
        return 0
    except backup.Forged as error:
        problems.error("CV560", None, file=file.name, why="nhật ký trong bản sao lưu không khớp các dòng")
        problems.extend(error.problems)
    return 0
