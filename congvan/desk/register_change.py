"""register_reserve, register_void: numbers set aside on paper, and spoiled ones; none is ever deleted."""

from __future__ import annotations

from datetime import date

from congvan import pipeline
from congvan.desk.here import Here
from congvan.model.register import Code, Draft, Entry, State
from congvan.pipeline import changing, clocks
from congvan.pipeline.sequences import jumped, sequence_of
from congvan.pipeline.typed import MOST, known_kind, numbers, numbers_in, one_entry
from congvan.problems import Problems
from congvan.register.ledger import Writing
from congvan.yaml.typed import said_cleanly


def reserve(
    here: Here, typed: str, reason: str, kind: str | None, year: int | None, problems: Problems
) -> tuple[Entry, ...]:
    """Set ``12`` or ``12-15`` aside, all or none, in the sequence of ``kind``, this year unless another is named.

    Errors: CV409 no such kind, CV414 a hidden character, CV512 taken, CV513, CV519, CV532 no reason, CV534; warning
    CV536 it leaves free ones.
    """
    wanted = numbers(typed, problems)
    if not reason.strip():
        problems.error("CV532", None)
    kind = kind or "cong-van"
    with here.office(problems) as office:
        if office is None:
            return ()
        clocks.check(office, problems, told=True)
        clean = not problems.failed and known_kind(office, kind, problems)
        if not clean or not said_cleanly(reason.strip(), "--reason", problems):
            return ()
        year = year or office.today().year
        return tuple(_noted(office, wanted, kind, year, "reserved", reason.strip(), problems))


def _noted(
    office: pipeline.Office, numbers: range, kind: str, year: int, state: State, reason: str, problems: Problems
) -> list[Entry]:
    """Numbers that nobody has, set aside or spoiled: all or none."""
    sequence, _ = sequence_of(kind, office.issuer.numbering)
    draft = Draft(type=kind, type_name="", symbol="", subject="", origin="reserve" if state == "reserved" else "void")

    def work(writing: Writing, problems: Problems) -> list[Entry]:
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
            raise changing.Refused
        free = writing.free_between(year, sequence, counter.number + 1, numbers[0] - 1)
        following = writing.first_free(year, sequence, counter.number + 1)
        jumped(problems, Code(numbers[-1], ""), year, free, following)
        return made

    return changing.change(office, work, problems, repeatable=False) or []


def void(
    here: Here, typed: str, reason: str, kind: str | None, year: int | None, problems: Problems
) -> tuple[Entry, ...]:
    """Mark a number as spoiled: one that was issued or set aside, or one or several that nobody took.

    Errors: those of :func:`_void`, CV532 no reason, CV534 too many.
    """
    if not reason.strip():
        problems.error("CV532", None)
    with here.office(problems) as office:
        several = numbers_in(typed)
        if several is not None and not 0 < len(several) <= MOST:
            problems.error("CV534", None, numbers=typed, most=MOST, command="void")
        if office is not None:
            clocks.check(office, problems, told=True)
        if problems.failed or office is None:
            return ()
        day = office.today()
        return tuple(_void(office, typed, year, kind, day, reason.strip(), problems))


def _void(
    office: pipeline.Office, typed: str, year: int | None, kind: str | None, today: date, reason: str,
    problems: Problems,
) -> list[Entry]:  # fmt: skip
    """All or none, after every fault is named.

    A number without its symbol is one of this year, unless another is named, and of the sequence of ``kind``, which
    must be named where another sequence has that number too. Errors: CV409, CV414, CV512, CV530–CV533, CV539.
    """
    clean = said_cleanly(reason, "--reason", problems)
    if not clean or (kind is not None and not known_kind(office, kind, problems)):
        return []
    register = pipeline.ledger_of(office)
    code, several = Code.parse(typed, alone=True), numbers_in(typed)
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
