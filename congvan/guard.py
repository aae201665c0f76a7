"""A circular of the workspace against its line in the register: the issued text may not change in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from congvan.compose import frozen
from congvan.model.document import Document
from congvan.model.register import Code, Entry, Register, symbol_key
from congvan.model.source import CircularSource
from congvan.problems import Problems
from congvan.text.words import search_words

PARTS = {
    "body": "nội dung", "annexes": "phụ lục", "subject": "trích yếu", "signature": "người ký", "recipients": "Nơi nhận",
    "addressees": "Kính gửi", "issuer": "tên cơ quan", "parent": "cơ quan chủ quản", "number": "số", "date": "ngày",
    "symbol": "ký hiệu", "place": "địa danh", "urgency": "mức độ khẩn", "circulation": "phạm vi lưu hành",
    "drafter_mark": "ký hiệu người soạn thảo", "foot": "địa chỉ ở chân trang", "kind_name": "tên loại",
    "grounds": "căn cứ ban hành", "attached": "văn bản kèm theo", "authority": "thẩm quyền ban hành",
    "beside": "người ký thứ hai", "addressee_label": "nơi nhận", "confirmation": "phần xác nhận",
    "order": "thứ tự các phần",
}  # fmt: skip


MAX_WAYS = 50
"""A circular is told of changes in so many documents behind it at most."""


def check(
    source: CircularSource, document: Document | None, circulars: Path, register: Register, problems: Problems
) -> None:
    """Errors: CV500 changed, CV502 other number or date, CV503 the number is not in the file, CV504, CV505;
    warnings: CV501 a number that the register does not know, CV506 the file was renamed.
    """
    entry = register.entry_of(source.id)
    if entry is None:
        if source.number and source.date and document is not None:
            _borne(source, document, circulars, register, problems)
        return
    place = source.number.span if source.number else source.span
    if source.number is None or source.date is None:
        problems.error("CV503", place, at="number", code=entry.code, id=source.id)
    elif (source.number.value, source.date.value) != (entry.number, entry.date):
        given = f"{source.number.value} ngày {source.date.value:%d/%m/%Y}"
        problems.error("CV502", place, at="number", given=given, known=_known(entry))
    elif document is not None:
        compare(entry, document, source, register, problems)


def compare(entry: Entry, document: Document, source: CircularSource, register: Register, problems: Problems) -> bool:
    """Whether the text is what was issued; if not, CV500 names the parts that differ."""
    if entry.sha256 is None or frozen.sha256(frozen.frozen_text(document)) == entry.sha256:
        return True
    before = register.frozen(entry)
    parts = frozen.differences(before.text, frozen.frozen_text(document)) if before is not None else []
    what = ", ".join(PARTS.get(part, part) for part in parts) or "nội dung"
    spans = {"subject": source.subject.span, "body": source.body.span, "signature": source.signer.span}
    place = next((spans[p] for p in parts if p in spans), source.number.span if source.number else source.span)
    problems.error("CV500", place, at=parts[0] if parts else "body", code=entry.code, what=what)
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
        problems.error("CV505", None, code=taken.code, reason=taken.reason)
    elif not by_hand and taken.circular is not None:
        problems.error("CV504", None, code=taken.code, id=taken.circular)
    elif taken.sha256 is not None or (by_hand and (not same or taken.date != day)):
        problems.error("CV512", None, code=taken.code, who=taken.circular or taken.draft.subject)
    elif taken.date != day:
        problems.error("CV502", None, given=f"{taken.number} ngày {day:%d/%m/%Y}", known=_known(taken))
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
        code = code_in(item.number.value) if item.number else None
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
                waiting += [(r.code, r.year, [*way, entry]) for r in register.relations(entry)]


def code_in(text: str) -> Code | None:
    """``720/STTTT-TTr`` → Code."""
    number, slash, symbol = "".join(text.split()).partition("/")
    return Code(int(number), symbol) if slash and symbol and number.isdecimal() else None


def _borne(source: CircularSource, document: Document, circulars: Path, register: Register, problems: Problems) -> None:
    """A file that bears a number, without being issued under its id."""
    assert source.number is not None and source.date is not None
    code, year = Code(source.number.value, document.parts.symbol), source.date.value.year
    place = source.number.span
    entry = next(iter(register.find(code, year)), None)
    if entry is None:
        problems.warning("CV501", place, at="number", code=code, year=year, id=source.id)
    elif entry.state == "void":
        problems.error("CV505", place, at="number", code=code, reason=entry.reason)
    elif entry.circular is not None:
        moved = not (circulars / f"{entry.circular}.yaml").exists()
        if moved and entry.sha256 == frozen.sha256(frozen.frozen_text(document)):
            problems.warning("CV506", place, at="number", code=code, id=entry.circular)
        else:
            problems.error("CV504", place, at="number", code=code, id=entry.circular)
    elif entry.date is not None and entry.date != source.date.value:
        given = f"{source.number.value} ngày {source.date.value:%d/%m/%Y}"
        problems.error("CV502", source.date.span, at="date", given=given, known=_known(entry))


def _known(entry: Entry) -> str:
    return f"{entry.number} ngày {entry.date:%d/%m/%Y}" if entry.date else str(entry.number)
