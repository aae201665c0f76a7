"""A circular of the workspace against its line in the register: the issued text may not change in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from congvan.compose import frozen
from congvan.model.document import Document
from congvan.model.register import REPLIES, Code, Entry, Register, symbol_key
from congvan.model.source import CircularSource
from congvan.pipeline import renames
from congvan.pipeline.identity import Known, Look, Standing, standing
from congvan.pipeline.typed_since import TypedSince
from congvan.problems import Problems, Term, Value, term
from congvan.text.words import search_words

MAX_WAYS = 50
"""A circular is told of changes in so many documents behind it at most."""


def check(look: Look, register: Known, problems: Problems) -> Entry | None:
    """The line whose document the file is, if there is one.

    Errors: CV500 changed, CV502 other number or date, CV503 the number is not in the file, CV504, CV505, CV565, CV566;
    warnings: CV501 a number that the register does not know, CV506 the file was renamed, CV567 said before,
    CV941 a copy that lost its number.
    """
    source, own = look.source, register.entry_of(look.source.id)
    if look.document is None:
        if own is not None and not look.bears(own):
            _unlike(own, source, problems)
        return own
    found = standing(look, register)
    if found.entry is None:
        another(found, look, register, problems)
        if found.owner is None and source.number and source.date:
            _borne(source, look.document, register, problems)
        elif found.owner is None and found.twin is not None and found.copied:
            copied(found.twin, look, problems, firm=False)
        elif found.owner is None and found.twin is not None:
            said_before(found.twin, look, problems)
        return None
    entry = found.entry
    if look.bears(entry):
        compare(entry, look.document, look, register, problems)
    else:
        _unlike(entry, source, problems)
    if entry.circular != source.id:
        renamed(look, entry, problems)
    return entry


def _unlike(entry: Entry, source: CircularSource, problems: Problems) -> None:
    """Errors: CV503 number or date is missing in the file, CV502 they are not those of the register."""
    place = source.number.span if source.number else source.span
    if source.number is None or source.date is None:
        problems.error("CV503", place, at="number", code=entry.code, id=source.id)
    else:
        _misnumbered(entry, source, problems)


def _misnumbered(entry: Entry, source: CircularSource, problems: Problems) -> None:
    assert source.number is not None and source.date is not None
    given = of_day(source.number.value, source.date.value)
    problems.error("CV502", source.number.span, at="number", given=given, known=_known(entry))


def misnumbered(look: Look, entry: Entry, problems: Problems) -> None:
    """Error CV502: the document bears another number or date than its line."""
    _misnumbered(entry, look.source, problems)


def renamed(look: Look, entry: Entry, problems: Problems) -> None:
    """Warning CV506: the register knows the document by another id. It can have that back only while no file has it."""
    place = look.source.number.span if look.source.number else look.source.span
    problems.warning("CV506", place, at="number", code=entry.code, id=entry.circular, year=entry.year)


def said_before(twin: Entry, look: Look, problems: Problems) -> None:
    """Warning CV567: another document, in a file of its own, says the very same."""
    problems.warning("CV567", look.source.span, at="body", id=twin.circular, code=twin.code, year=twin.year)


def copied(twin: Entry, look: Look, problems: Problems, *, firm: bool = True) -> None:
    """Error CV941: the file may be a copy of an issued document; that has its number. A warning before it asks for one
    (``firm`` False).
    """
    tell = problems.error if firm else problems.warning
    tell("CV941", look.source.span, at="body", id=twin.circular, code=twin.code, year=twin.year, mine=look.source.id)


def another(found: Standing, look: Look, register: Known, problems: Problems) -> None:
    """The file is not the document of its id's line, nor of the line whose number it bears.

    Errors: CV500 it bears the number: its text was changed; CV565 another document has the id; CV504 a copy, CV566 a
    document that is no more what was issued under another id.
    """
    source, document = look.source, look.document
    if found.owner is not None:
        if look.bears(found.owner) and document is not None:
            compare(found.owner, document, look, register, problems)
        else:
            what = _differences(found.owner, look.reads(found.owner), register)
            problems.error("CV565", source.span, at="subject", id=source.id, code=found.owner.code,
                           date=_day(found.owner), subject=found.owner.draft.subject, what=what)  # fmt: skip
        return
    if source.number is None or source.date is None or document is None:
        return
    code = Code(source.number.value, document.parts.symbol)
    entry = next((e for e in register.find(code, source.date.value.year) if e.state == "issued"), None)
    if entry is None or entry.circular is None or entry.sha256 is None:
        return
    place, date = source.number.span, _day(entry)
    if look.holds(entry):
        problems.error("CV504", place, at="number", code=entry.code, id=entry.circular, date=date)
    else:
        what = _differences(entry, document, register)
        problems.error("CV566", place, at="number", code=entry.code, id=entry.circular, date=date, what=what)


def _differences(entry: Entry, document: Document | None, register: Known) -> Value:
    """The parts in which a document is not what was issued."""
    before = register.frozen(entry)
    if before is None or document is None:
        return term("part.of.body")
    now = frozen.frozen_text(document)
    return _parts(frozen.differences(before.text, now), _files(before.text, now, document))


def _parts(parts: Iterable[str], files: tuple[str, ...] = ()) -> Value:
    """Parts that differ as a value; ``files``: what a table or picture that differs comes from."""
    told = tuple(term(f"part.of.{part}") for part in dict.fromkeys(parts))
    if files:
        told = (*told, term("part.of.files", files=files))
    return told or term("part.of.body")


def _files(before: str, now: str, document: Document) -> tuple[str, ...]:
    """The files of tables and pictures, where nothing else of the text differs."""
    blocks = frozen.changed_blocks(before, now)
    return tuple(name for name, _ in document.files) if blocks and blocks <= {"Table", "Picture"} else ()


def compare(entry: Entry, document: Document, look: Look, register: Known, problems: Problems) -> bool:
    """Whether the text is what was issued.

    Errors: CV500 the parts that differ, at the first changed word; CV716 a name of issuer.yaml or recipients.yaml that
    was written over, at its place there.
    """
    now = frozen.frozen_text(document)
    if entry.sha256 is None or frozen.sha256(now) == entry.sha256:
        return True
    before, source = register.frozen(entry), look.source
    parts = frozen.differences(before.text, now) if before is not None else []
    typed = TypedSince(before.source if before is not None else "", look.data(), source.file)
    left = parts if before is None else renames.tell(before, now, look, entry, register, typed, problems)
    if before is not None and not left:
        return False
    parts = [part for part in parts if part in left]
    spans = {"subject": source.subject.span, "body": source.body.span, "signature": source.signer.span}
    usual = next((spans[p] for p in parts if p in spans), source.number.span if source.number else source.span)
    what = _parts(parts, _files(before.text, now, document) if before is not None else ())
    problems.error("CV500", typed.place(parts) or usual, at=parts[0] if parts else "body", code=entry.code, what=what)
    return False


def may_take(taken: Entry, symbol: str, subject: str, day: date, by_hand: bool, problems: Problems) -> None:
    """Whether a document may have the line that its number has already: one set aside, or its own from an older book.
    ``by_hand`` where the number was typed at the command, not in the file.

    Errors: CV502 another date, CV504 another file's, CV505 spoiled, CV512 taken, CV549 another document's.
    """
    if taken.state == "reserved":
        return
    same = symbol_key(symbol).startswith(symbol_key(taken.symbol)) and _alike(subject, taken.draft.subject)
    if taken.state == "void":
        problems.error("CV505", None, code=taken.code, reason=taken.reason, year=taken.year)
    elif not by_hand and taken.circular is not None:
        problems.error("CV504", None, code=taken.code, id=taken.circular, date=_day(taken))
    elif taken.sha256 is not None or (by_hand and (not same or taken.date != day)):
        problems.error("CV512", None, code=taken.code, who=taken.circular or taken.draft.subject, year=taken.year)
    elif taken.date != day:
        problems.error("CV502", None, given=of_day(taken.number, day), known=_known(taken))
    elif not same:
        given = f"{Code(taken.number, symbol)} {subject}"
        problems.error("CV549", None, given=given, known=f"{taken.code} {taken.draft.subject}")


def _alike(one: str, other: str) -> bool:
    """An older book shortens subjects, or has "về việc" and "(lần 2)" where the file has not."""
    these, those = (f" {' '.join(search_words(text))} " for text in (one, other))
    return these in those or those in these


def cited(
    source: CircularSource, register: Register, changed: Callable[[Entry], str | None], problems: Problems
) -> None:
    """Warning CV527: a document that ``source`` cites, at once or through others, was changed after it was issued.

    ``changed`` gives the file of an entry whose text is no longer what was issued.
    """
    for item in source.references.values():
        code = Code.parse("".join(item.number.value.split())) if item.number else None
        year = item.year.value if item.year else item.date.value.year if item.date else None
        if code is None or year is None or item.number is None:
            continue
        for chain in ways(code, year, register):
            file = changed(chain[-1])
            if file is not None:
                shown = " → ".join([source.id, *(str(e.code) for e in chain)])
                problems.warning("CV527", item.number.span, at=f"references.{item.key}", key=item.key,
                                 code=chain[-1].code, file=file, chain=shown)  # fmt: skip


def ways(code: Code, year: int, register: Register) -> Iterator[list[Entry]]:
    """The documents issued here that a code leads to, each with the way there, the nearest first, each once."""
    waiting: list[tuple[Code, int, list[Entry]]] = [(code, year, [])]
    seen: set[int] = set()
    while waiting and len(seen) < MAX_WAYS:
        target, of, way = waiting.pop(0)
        for entry in register.find(target, of):
            if entry.state == "issued" and entry.id not in seen:
                seen.add(entry.id)
                yield [*way, entry]
                links = (r for r in register.relations(entry) if r.kind != REPLIES)
                waiting += [(r.code, r.year, [*way, entry]) for r in links]


def _borne(source: CircularSource, document: Document, register: Known, problems: Problems) -> None:
    """A file that bears a number, without being issued under its id: CV501, CV502, CV505."""
    assert source.number is not None and source.date is not None
    code, year = Code(source.number.value, document.parts.symbol), source.date.value.year
    place = source.number.span
    entry = next(iter(register.find(code, year)), None)
    if entry is None:
        problems.warning("CV501", place, at="number", code=code, year=year, id=source.id)
    elif entry.state == "void":
        problems.error("CV505", place, at="number", code=code, reason=entry.reason, year=year)
    elif entry.circular is None and entry.date is not None and entry.date != source.date.value:
        given = of_day(source.number.value, source.date.value)
        problems.error("CV502", source.date.span, at="date", given=given, known=_known(entry))


def _day(entry: Entry) -> Value:
    return entry.date or entry.year


def _known(entry: Entry) -> Value:
    return of_day(entry.number, entry.date) if entry.date else entry.number


def of_day(number: Value, day: date) -> Term:
    """A number with its date, as a value of a sentence: ``5 ngày 5/1/2026``."""
    return term("number.of-day", number=number, date=day)
