"""References against the register: what is missing is filled in, what is given is compared, what is undone is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from congvan.model import past
from congvan.model.register import UNDOING, Code, Entry, Lookup
from congvan.model.source import CircularSource, Issuer, ReferenceSource, Spanned
from congvan.problems import Problems, Span, Value
from congvan.text.letters import fold
from congvan.text.subject import same_key
from congvan.text.zones import local_day

MAX_CHAIN = 20


def complete(source: CircularSource, issuer: Issuer, register: Lookup, problems: Problems) -> CircularSource:
    """``source`` with every reference of ours completed. Errors: CV520 disagrees, CV522 recalled, CV526 spoiled;
    warnings where ``source`` was issued already: CV523 recalled, CV521 spoiled.
    """
    references = {key: _one(item, source, issuer, register, problems) for key, item in source.references.items()}
    return replace(source, references=references)


def _one(
    item: ReferenceSource, source: CircularSource, issuer: Issuer, register: Lookup, problems: Problems
) -> ReferenceSource:
    code = Code.parse(item.number.value) if item.number else None
    if code is None or item.number is None:
        return item
    if item.issuer is not None and fold(item.issuer.value.strip()) not in map(fold, past.names(issuer)):
        return item  # another agency's document that happens to have such a code
    year = item.year.value if item.year else item.date.value.year if item.date else None
    entry = next((e for e in register.find(code, year) if e.state != "reserved"), None) if year else None
    if entry is None:
        entry = _of_another_year(item, code, register)
    if entry is None:
        return item
    at = f"references.{item.key}"
    if entry.state == "void":
        if register.entry_of(source.id) is not None:  # its text can't be changed any more
            problems.warning("CV521", item.number.span, at=at, code=code, reason=entry.reason)
        else:
            problems.error("CV526", item.number.span, at=at, code=code, reason=entry.reason)
        if entry.date is None:
            return item  # a number that no document ever had
    _compare(item, entry, at, problems)
    _undone(item, entry, source, register, problems)
    place = item.number.span
    other_year = item.year is not None and item.year.value != entry.year  # told above
    return replace(
        item,
        number=Spanned(str(entry.code), place),
        year=Spanned(entry.year, place) if other_year else item.year,
        date=item.date or _spanned(entry.date, place),
        issuer=item.issuer or Spanned(past.on(issuer, entry.date or date.max).name.value, place),
        type=item.type or Spanned(entry.draft.type, place),
        subject=item.subject or Spanned(entry.draft.subject, place),
    )


def _spanned(value: date | None, place: Span) -> Spanned[date] | None:
    return None if value is None else Spanned(value, place)


def _of_another_year(item: ReferenceSource, code: Code, register: Lookup) -> Entry | None:
    """The entry with this code and this very subject in another year: then the year is the slip. A reference that
    says too little to stand alone is one to the register, whatever its year.
    """
    if item.year is None and item.date is None:
        return None
    subject = same_key(item.subject.value) if item.subject is not None and item.date is not None else None
    same = [
        e for e in register.find(code) if e.state == "issued" and subject in (None, same_key(e.draft.subject))
    ]  # fmt: skip
    return same[0] if len(same) == 1 else None


def _compare(item: ReferenceSource, entry: Entry, at: str, problems: Problems) -> None:
    code = str(entry.code)

    def wrong(name: str, span: Span, given: Value, known: Value) -> None:
        problems.error("CV520", span, at=f"{at}.{name}", key=item.key, code=code, given=given, known=known)

    if item.date and entry.date and item.date.value != entry.date:
        wrong("date", item.date.span, item.date.value, entry.date)
    elif item.year and item.year.value != entry.year:
        wrong("year", item.year.span, item.year.value, entry.year)
    if item.subject and entry.draft.subject and same_key(item.subject.value) != same_key(entry.draft.subject):
        wrong("subject", item.subject.span, " ".join(item.subject.value.split()), entry.draft.subject)
    if item.type and item.type.value != entry.draft.type:
        wrong("type", item.type.span, item.type.value, entry.draft.type)


def _undone(item: ReferenceSource, entry: Entry, source: CircularSource, register: Lookup, problems: Problems) -> None:
    """Whoever cites a document that was recalled, replaced or corrected is told by what, along the chain."""
    own = {key.value for key in (*source.corrects, *source.replaces, *source.recalls)}
    if item.key in own or item.number is None:
        return
    if entry.recalled is not None:
        values: dict[str, Value] = {"key": item.key, "code": str(entry.code), "reason": entry.recalled,
                  "date": local_day(entry.recalled_at)}  # fmt: skip
        tell = problems.warning if _before(source, local_day(entry.recalled_at), register) else problems.error
        code = "CV890" if tell == problems.error else "CV891"
        tell(code, item.number.span, at=f"references.{item.key}", **values)
        return
    links = {relation.kind: by for relation, by in register.pointing_at(entry.code, entry.year)}
    for kind in UNDOING:
        by = links.get(kind)
        if by is None or by.circular == source.id:
            continue
        chain = f"{entry.code} ← {_chain(by, register)}"
        values = {"key": item.key, "code": str(entry.code), "by": str(by.code), "date": by.date or "?", "chain": chain}
        if kind == "recalls" and not _issued(source, by, register):
            problems.error("CV522", item.number.span, at=f"references.{item.key}", **values)
        else:
            problems.warning(
                {"recalls": "CV523", "replaces": "CV524", "corrects": "CV525"}[kind],
                item.number.span, at=f"references.{item.key}", **values,
            )  # fmt: skip
        return


def _issued(source: CircularSource, by: Entry, register: Lookup) -> bool:
    """Whether a circular can't be changed any more: in the register, or numbered on paper before the recall."""
    return _before(source, by.date, register)


def _before(source: CircularSource, undone: date | None, register: Lookup) -> bool:
    if register.entry_of(source.id) is not None:
        return True
    day = source.date.value if source.number is not None and source.date is not None else None
    return day is not None and undone is not None and day < undone


def _chain(entry: Entry, register: Lookup) -> str:
    names = [str(entry.code)]
    for _ in range(MAX_CHAIN):
        links = [by for relation, by in register.pointing_at(entry.code, entry.year) if relation.kind in UNDOING]
        if not links or str(links[0].code) in names:
            break
        entry = links[0]
        names.append(str(entry.code))
    return " ← ".join(names)
