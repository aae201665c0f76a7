"""Giving a number: a circular's file beside the register → where in the book it comes to stand, its line there, number
and date in the file. What ``issue`` does and ``issue_plan`` foresees.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from congvan import pipeline
from congvan.compose import frozen
from congvan.machine import atomic
from congvan.machine.said import most_files, said, starved
from congvan.machine.versions import hash_of
from congvan.model.circular import Circular
from congvan.model.document import Document
from congvan.model.register import COPIES, Code, Counter, Entry, Frozen
from congvan.model.source import CircularSource
from congvan.pipeline import bearing, changing, clocks, identity, once, unchanged
from congvan.pipeline.sequences import jumped, sequence_of
from congvan.problems import MachineFault, Problems, Span, Term, term
from congvan.register.ledger import Ledger, Writing
from congvan.workspace import Target
from congvan.yaml import edit

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class IssueWish:
    """What the clerk asked for beside the id."""

    day: date | None = None
    number: int | None = None
    same_text: bool = False
    """Whether a document that says just what an issued one says is another document all the same."""
    expected: int | None = None
    """The number that was shown as the next one: where another is next by now, none is given."""
    expected_day: date | None = None
    """The day that was shown beside it."""
    text: str = ""
    """The hash of the text that was shown: where the file says another one by now, no number is given."""


@dataclass(frozen=True, slots=True)
class EntryPlace:
    """Where a document comes to stand in the register."""

    number: int
    day: date
    sequence: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """A place that nothing forbids, in the transaction in which it was looked for. ``taken``: the line that has the
    number already, set aside or imported without its text; ``told``: what is told of it beside.
    """

    seen: once.Seen
    place: EntryPlace
    taken: Entry | None
    told: Problems


@dataclass
class Giving:
    """One run for one circular. ``number``: the one that is expected, until the lock tells the true one."""

    target: Target
    office: pipeline.Office
    wish: IssueWish
    today: date
    ledger: Ledger
    rewrite: atomic.Rewrite
    file: once.Once
    bearers: bearing.Bearers | None = None
    """The other files that bear numbers."""
    number: int = 1

    @property
    def day(self) -> date:
        """The day that it is issued on, unless it bears one."""
        return self.wish.day or self.today

    def read(
        self, seen: once.Seen, problems: Problems, entry: Entry | None, register: Ledger | Writing | None,
        place: EntryPlace | None = None,
    ) -> tuple[Circular, Document] | None:  # fmt: skip
        """The file as it would be printed with its number and date; None after its faults are named."""
        problems.extend(seen.faults)
        if entry is not None:
            number, day = entry.number, entry.date or self.day
        elif seen.borne is not None:
            number, day = seen.borne
        elif place is not None:
            number, day = place.number, place.day
        else:
            number, day = self.wish.number or self.number, self.day
        circular, document = self.file.composed(seen, register, problems, number, day)
        return None if circular is None or document is None or problems.failed else (circular, document)

    def expect(self) -> None:
        """Find out which number is next: a file composed with that need not be composed again."""
        source = self.file.now().source
        if source is not None and self.wish.number is None:
            sequence, _ = sequence_of(source.type.value, self.office.issuer.numbering)
            self.number = self.ledger.following(self.day.year, sequence)

    def work(self, writing: Writing, problems: Problems) -> Entry:
        """Inside the transaction. Raises changing.Refused to undo it."""
        found = self.chosen(writing, problems)
        return found if isinstance(found, Entry) else self._enter(writing, found)

    def chosen(self, writing: Writing, problems: Problems) -> Entry | Chosen:
        """Where the document comes to stand, or the line that it has. Raises changing.Refused.

        Errors: CV730–CV732 another number or day comes than was shown, CV976 it says another text; those of
        ``_allowed`` and its neighbours.
        """
        seen, mine = self.file.now(), Problems()
        found = self.read(seen, mine, None, writing)
        known = writing.entry_of(self.target.id)
        if known is None and (found is None or mine.failed):
            raise changing.Refused(mine)
        if known is not None:
            return known
        assert found is not None
        self._same_text(seen, mine)
        borne = seen.borne
        day = self.day if borne is None else borne[1]
        sequence, kinds = sequence_of(found[0].source.type.value, self.office.issuer.numbering)
        counter = writing.lock(day.year, sequence)
        look = self.look(seen, *found, writing)
        standing = self.judged(look, writing)
        if standing.entry is not None:  # whoever held the lock may have issued this very document
            return standing.entry
        unchanged.another(standing, look, writing, mine)
        if standing.copied and standing.twin is not None and borne is None and not self.wish.same_text:
            unchanged.copied(standing.twin, look, mine)
        if mine.failed:
            raise changing.Refused(mine)
        other = writing.other_sequence(day.year, kinds, sequence)
        if other is not None:
            mine.error("CV517", None, type=other.draft.type, code=other.code, other=other.sequence, sequence=sequence)
            raise changing.Refused(mine)
        following = writing.first_free(day.year, sequence, counter.number + 1)
        self._as_shown(writing, following, day, sequence, mine)
        asked = self.wish.number if borne is None else borne[0]
        number = following if asked is None else asked
        code, taken = Code(number, found[0].symbol), writing.at(day.year, sequence, number)
        if taken is not None:
            subject = identity.subject_of(*found)
            unchanged.may_take(taken, code.symbol, subject, day, asked is not None and borne is None, mine)
        # A gap lies between its neighbours; nobody has the day of a spoiled last number, which may be a wrong clock's.
        last = counter.date if borne is None and number > counter.number else None
        last = None if _spoiled(writing, day.year, sequence, counter.number) else last
        self._allowed(writing, taken, code, day, sequence, last, mine)
        if borne is None:
            self._not_borne_elsewhere(writing, code, counter, day.year, sequence, mine)
            skipped = writing.free_between(day.year, sequence, counter.number + 1, number - 1)
            jumped(problems, code, day.year, skipped, writing.first_free(day.year, sequence, number + 1))
        if standing.twin is not None and not self.wish.same_text:
            unchanged.said_before(standing.twin, look, problems)
        return Chosen(seen, EntryPlace(number, day, sequence), taken, mine)

    def _as_shown(self, writing: Writing, following: int, day: date, sequence: str, problems: Problems) -> None:
        """Errors: CV730 another document has the number that was shown, CV731 the sequence goes on elsewhere now, CV732
        it is another day.
        """
        shown, year = self.wish.expected, day.year
        if self.file.now().borne is not None:
            return
        if self.wish.expected_day not in (None, day):
            problems.error("CV732", None, shown=self.wish.expected_day, today=day)
            raise changing.Refused(problems)
        if shown is None or shown == following:
            return
        taken = writing.at(year, sequence, shown)
        if taken is None:
            problems.error("CV731", None, number=shown, next=following, year=year)
        else:
            who = taken.draft.subject or taken.reason
            problems.error("CV730", None, code=taken.code, who=who, next=following, year=year)
        raise changing.Refused(problems)

    def _enter(self, writing: Writing, chosen: Chosen) -> Entry:
        """The line of the register, after the edited file lies beside the old one. Raises changing.Refused."""
        seen, place, taken, problems = chosen.seen, chosen.place, chosen.taken, chosen.told
        again = self.read(seen, problems, None, writing, place)
        if again is None or problems.failed:
            raise changing.Refused(problems)
        circular, document = again
        text = frozen.frozen_text(document)
        kept = Frozen(text, frozen.sha256(text), seen.data.decode("utf-8", "replace"))
        draft = identity.draft_of(circular, document, "issue" if seen.borne is None else "adopt")
        self.stage(seen, place.number, place.day)
        if taken is not None:
            return writing.take_over(taken, draft, place.day, kept, draft.origin)
        return writing.enter(draft, place.day.year, place.sequence, place.number, place.day, frozen=kept)

    def _same_text(self, seen: once.Seen, problems: Problems) -> None:
        """Errors: CV976 the file says another text than the one that was shown."""
        if self.wish.text not in ("", hash_of(seen.data)):
            problems.error("CV976", Span(self.target.shown, 1, 1), id=self.target.id, who="", at="")
            raise changing.Refused(problems)

    def _allowed(self, writing: Writing, taken: Entry | None, code: Code, day: date, sequence: str,
                 last: date | None, problems: Problems) -> None:  # fmt: skip
        """Errors: CV512 taken, CV510 earlier than the number before, CV511 in the future, CV516 later than the next."""
        if day > self.today:
            problems.error("CV511", None, date=day, today=self.today)
        same = next((e for e in writing.find(code, day.year) if e.sequence != sequence), None)
        if same is not None:
            problems.error("CV512", None, code=same.code, who=same.circular or same.draft.subject, year=same.year)
        changing.in_order(writing, code, day, sequence, problems, last if taken is None else None)
        if problems.failed:
            raise changing.Refused(problems)

    def _not_borne_elsewhere(
        self, writing: Writing, code: Code, counter: Counter, year: int, sequence: str, problems: Problems
    ) -> None:
        """Errors: CV509, CV949 other files bear numbers that the register doesn't know: it may be an old copy."""
        if self.bearers is None:
            return

        def within(source: CircularSource) -> bool:
            return sequence_of(source.type.value, self.office.issuer.numbering)[0] == sequence

        self.bearers.refuse_again(code, within, problems)
        if self.wish.number is None and not problems.failed:
            self.bearers.refuse_above(writing, sequence, counter.number, within, problems)
        if problems.failed:
            raise changing.Refused(problems)

    def stage(self, seen: once.Seen, number: int, day: date) -> None:
        """The edited file beside the old one, or a refusal while nothing has happened yet."""
        if seen.borne == (number, day):
            return
        edited = edit.with_number(seen.data, number, day)
        if edited is None:
            problems = Problems()
            problems.error("CV515", Span(self.target.shown, 1, 1), number=number, date=day.isoformat())
            raise changing.Refused(problems)
        self.rewrite.stage(edited)

    def write_back(self, entry: Entry) -> None:
        """Number and date into the file as it is now: the clerk may have saved it meanwhile."""
        assert entry.date is not None
        for _ in range(20):
            seen = self.file.now()
            if seen.borne == (entry.number, entry.date):
                return
            self.stage(seen, entry.number, entry.date)
            if self.file.now() is seen:
                self.rewrite.finish()
                return

    def settled(self, entry: Entry, problems: Problems) -> bool:
        """Whether the file is the document of ``entry``, so that its number may be written into it; what differs
        between the two, and from what the clerk asked for, is told.
        """
        if self.wish.number not in (None, entry.number) or self.wish.day not in (None, entry.date):
            problems.error("CV514", None, code=entry.code, date=entry.date, id=self.target.id, year=entry.year)
        seen, mine = self.file.now(), Problems()
        found = self.read(seen, mine, entry, self.ledger)
        if found is None:
            problems.extend(mine)
            return False
        look = self.look(seen, *found, self.ledger)
        if not identity.same(look, entry, self.ledger):
            unchanged.another(identity.Standing(None, entry), look, self.ledger, problems)
            return False
        borne = seen.borne
        if borne is not None and borne != (entry.number, entry.date):
            unchanged.misnumbered(look, entry, problems)
            return False
        unchanged.compare(entry, found[1], look, self.ledger, problems)
        if entry.circular != self.target.id:
            unchanged.renamed(look, entry, problems)
        return True

    def look(
        self, seen: once.Seen, circular: Circular, document: Document, register: Ledger | Writing
    ) -> identity.Look:
        """The file beside the register, as it is now."""
        made = circular, document
        look = pipeline.look(seen.source or circular.source, made, self.office, register, lambda: seen.data)
        return replace(look, reads=self.file.reads(seen, register))

    def judged(self, look: identity.Look, register: Ledger | Writing) -> identity.Standing:
        """Which line the file is; what the clerk calls another document of the same words is not one that is gone."""
        found = identity.standing(look, register)
        gone = found.entry is not None and found.entry.circular != self.target.id and look.source.number is None
        return identity.Standing(None, found.owner, found.entry) if gone and self.wish.same_text else found

    def standing(self, problems: Problems) -> identity.Standing:
        """Which line the file is, as far as it can be read; its faults are told where its id is known already."""
        seen, mine = self.file.now(), Problems()
        entry = self.ledger.entry_of(self.target.id)
        found = self.read(seen, mine, entry, self.ledger)
        if found is not None:
            return self.judged(self.look(seen, *found, self.ledger), self.ledger)
        if entry is not None:
            problems.extend(mine)
        return identity.Standing()


def _spoiled(writing: Writing, year: int, sequence: str, number: int) -> bool:
    """Whether the last number of a sequence was voided: nobody has its day then, maybe a wrong clock's."""
    entry = writing.at(year, sequence, number)
    return entry is not None and entry.state == "void"


def begun(
    target: Target, office: pipeline.Office, wish: IssueWish, problems: Problems, work: Callable[[Giving], T | None]
) -> T | None:
    """``work`` on a run for a file that nobody else changes meanwhile.

    Errors: CV407, CV693 the id is a copy's; MachineFault CV939.
    """
    try:
        with atomic.rewriting(target.path, office.workspace.circulars, 10 * office.settings.patience) as rewrite:
            file = once.Once(target, office, rewrite)
            one = Giving(target, office, wish, office.today(), pipeline.ledger_of(office), rewrite, file)
            entry = one.ledger.entry_of(target.id)
            if entry is not None and entry.sequence == COPIES:
                problems.error("CV693", Span(target.shown, 1, 1), id=target.id, code=entry.code)
                return None
            one.expect()
            return work(one)
    except OSError as error:
        if starved(error):
            raise MachineFault("CV939", limit=most_files()) from error
        problems.error("CV407", Span(target.shown, 1, 1), reason=said(error))
        return None


def given(one: Giving, problems: Problems) -> Entry | None:
    """The line that the document has already, or the one that it gets now."""
    standing = one.standing(problems)
    entry = standing.entry or standing.owner
    twin = standing.twin
    if entry is None and twin is not None and one.file.now().borne == (twin.number, twin.date):
        # Refused below; when its number has been taken out of it, nothing else will tell it from another document.
        one.ledger.write(lambda writing: writing.note_copy(twin, one.target.id), repeatable=True)
    if entry is None and not problems.failed and ready(one, problems):
        one.bearers = bearing.bearers(one.office.workspace, one.target.path, one.day.year)
        entry = changing.change(one.office, one.work, problems, repeatable=True)
    return entry


def ready(one: Giving, problems: Problems) -> bool:
    """The check before anything is made: no register, no lock, for a circular with a fault."""
    seen, mine = one.file.now(), Problems()
    register = pipeline.open_register(one.office)
    one.read(seen, mine, None, register)
    if one.wish.day is not None and one.wish.day > one.today:
        mine.error("CV511", None, date=one.wish.day, today=one.today)
    _half_given(one, seen.source, mine)
    clocks.check(one.office, mine, day=one.wish.day)
    strangers = register.strangers() if register is not None else []
    if strangers:
        mine.warning("CV558", None, mine=one.office.issuer.symbol, others=", ".join(strangers))
    borne = seen.borne
    if borne is not None and (one.wish.number not in (None, borne[0]) or one.wish.day not in (None, borne[1])):
        mine.error("CV502", Span(one.target.shown, 1, 1), given=_numbered(*borne),
                   known=_numbered(one.wish.number, one.wish.day))  # fmt: skip
    problems.extend(mine)
    return not mine.failed


def _half_given(one: Giving, source: CircularSource | None, problems: Problems) -> None:
    """Errors: CV537 the file has a number without a date, or a date without a number, and the command wants another."""
    if source is None or (source.number is None) == (source.date is None):
        return
    if source.number is not None and source.number.value != one.wish.number:
        problems.error("CV537", source.number.span, at="number", given=f"number: {source.number.value}",
                       option=f"--number {source.number.value}")  # fmt: skip
    elif source.date is not None and source.date.value != one.day:
        problems.error("CV537", source.date.span, at="date", given=f"date: {source.date.value.isoformat()}",
                       option=term("option.date", date=source.date.value))  # fmt: skip


def _numbered(number: int | None, day: date | None) -> Term:
    return term("number.of-day", number=number or "", date=day or "")
