"""What a clerk does with the register besides issuing: set numbers aside, void one, check everything."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from congvan import pipeline
from congvan.machine.said import named
from congvan.model.register import Code, Draft, Entry, State
from congvan.pipeline.sequences import COPY_FORMS, jumped, sequence_of
from congvan.problems import Problems
from congvan.register.ledger import Ledger, Writing
from congvan.resolve.registered import parse_code
from congvan.yaml.typed import said_cleanly


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


def numbers_in(typed: str) -> range | None:
    """``12`` or ``12-15`` → the numbers; None where it is neither, or begins at 0."""
    ends = [end.strip() for end in re.split(r"[-–]", typed)]
    if len(ends) > 2 or not all(end.isdecimal() and len(end) <= 6 for end in ends):
        return None
    first, last = int(ends[0]), int(ends[-1])
    return range(first, last + 1) if first else None


def reserve(
    office: pipeline.Office, numbers: range, kind: str, year: int, reason: str, problems: Problems
) -> list[Entry]:
    """Set numbers aside, all or none. Errors: CV409 no such kind, CV414 a hidden character, CV512 taken; warning CV536
    it leaves free ones.
    """
    if not known_kind(office, kind, problems) or not said_cleanly(reason, "--reason", problems):
        return []
    return _noted(office, numbers, kind, year, "reserved", reason, problems)


def _noted(
    office: pipeline.Office, numbers: range, kind: str, year: int, state: State, reason: str, problems: Problems
) -> list[Entry]:
    """Numbers that nobody has, set aside or spoiled: all or none."""
    sequence, _ = sequence_of(kind, office.issuer.numbering)
    draft = Draft(type=kind, type_name="", symbol="", subject="", origin="reserve" if state == "reserved" else "void")

    def work(writing: Writing) -> list[Entry]:
        counter = writing.lock(year, sequence)
        made = []
        for number in numbers:
            taken = writing.at(year, sequence, number)
            if taken is not None:
                who = taken.circular or taken.draft.subject or taken.reason
                problems.error("CV512", None, code=taken.code, who=who, year=year)
                continue
            if not problems.failed:
                made.append(writing.enter(draft, year, sequence, number, None, state, reason=reason))
        if problems.failed:
            raise _Undone
        free = writing.free_between(year, sequence, counter.number + 1, numbers[0] - 1)
        following = writing.first_free(year, sequence, counter.number + 1)
        jumped(problems, Code(numbers[-1], ""), year, free, following)
        return made

    try:
        return pipeline.ledger_of(office).write(work, repeatable=False)
    except _Undone:
        return []


def void(
    office: pipeline.Office, typed: str, year: int | None, kind: str | None, today: date, reason: str,
    problems: Problems,
) -> list[Entry]:  # fmt: skip
    """Mark a number as spoiled: one that was issued or set aside, or one or several that nobody took.

    A number without its symbol is one of this year, unless another is named, and of the sequence of ``kind``, which
    must be named where another sequence has that number too. Errors: CV409, CV414, CV512, CV530–CV533, CV539.
    """
    clean = said_cleanly(reason, "--reason", problems)
    if not clean or (kind is not None and not known_kind(office, kind, problems)):
        return []
    register = pipeline.ledger_of(office)
    code, several = parse_code(typed), numbers_in(typed)
    if code is not None and code.number == 0:
        problems.error("CV519", None, number=typed)
        return []
    if several is not None and len(several) > 1:
        return _noted(office, several, kind or "cong-van", year or today.year, "void", reason, problems)
    if code is not None and not code.symbol:
        year, sequence = year or today.year, sequence_of(kind or "cong-van", office.issuer.numbering)[0]
        there = [e for e in register.find(code, year) if kind is None or e.sequence == sequence]
        if not there:
            return _noted(
                office, range(code.number, code.number + 1), kind or "cong-van", year, "void", reason, problems
            )
        if kind is None and any(e.sequence != sequence for e in there):
            problems.error("CV539", None, number=typed, which=", ".join(f"{e.code} ({e.sequence})" for e in there),
                           year=year)  # fmt: skip
            return []
        entry: Entry | None = there[0]
    else:
        entry = one_entry(register, typed, year, problems)
    if entry is not None and entry.state == "void":
        problems.error("CV533", None, code=entry.code, why=entry.reason, year=entry.year)
    if entry is None or problems.failed:
        return []

    def work(writing: Writing) -> Entry:
        writing.lock(entry.year, entry.sequence)
        return writing.change(entry, "void", state="void", reason=reason)

    return [register.write(work, repeatable=False)]


def restore(office: pipeline.Office, file: Path, problems: Problems) -> int:
    """A backup into an empty place; how many entries it has. Errors: CV560 damaged, CV561 not empty, CV550–CV555."""
    from congvan.register import backup

    register = pipeline.ledger_of(office)
    try:
        return backup.load(register, file)
    except backup.Damaged as error:
        problems.error("CV560", None, file=file.name, why=error.why)
        return 0
    except backup.NotEmpty:
        problems.error("CV561", None)
        return 0
    except backup.Forged as error:
        problems.error("CV560", None, file=file.name, why=named("BACKUP_LOG"))
        problems.extend(error.problems)
    return 0
