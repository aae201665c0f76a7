"""The register in and out: CSV and XLSX imported all or none, the decree's ten columns exported with their cover."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from congvan import pipeline
from congvan.issuing import sequence_of, system_clock, today
from congvan.model.register import SIGNER_MOST, SYMBOL_MOST, Code, Draft, Entry, symbol_key
from congvan.problems import Problems, Span
from congvan.register import bulk, sheets
from congvan.register.ledger import Writing
from congvan.resolve.kinds import KINDS
from congvan.resolve.registered import parse_code
from congvan.said import said
from congvan.standard.book import book
from congvan.standard.copies import copies
from congvan.text import characters, legacy
from congvan.text.dates import short_date
from congvan.text.letters import capitals, fold, nfc
from congvan.text.zones import local_day

_STATES = {"reserved": "Số để dành", "void": "Số hủy"}
_STATE = re.compile(rf"({'|'.join(_STATES.values())})(?:: *(.*))?")
_COPIES = {slug: (form.name, form.abbreviation) for slug, form in copies().forms.items()}
_KINDS = KINDS | _COPIES
_MARK = re.compile(r"\(lần (\d+)\)\Z")
_AMOUNT = re.compile(r"(?:(\d{1,6})(?:\.0)?(?: ?bản)?)?")


class Parsed(NamedTuple):
    """A row that holds together; ``spoiled`` is why, where the number was voided."""

    number: int
    draft: Draft
    line: int
    day: date
    spoiled: str


class _Undone(Exception):
    """Rolls the import back."""


def import_file(path: Path, shown: str, office: pipeline.Office, problems: Problems) -> tuple[int, int]:
    """Rows entered and rows that were there already. Errors: CV540–CV543, CV545–CV548, each with its line; then
    nothing is.
    """
    try:
        sheet = sheets.read(path)
    except sheets.Torn as error:
        problems.error("CV547", Span(shown, error.line, 1))
        return 0, 0
    except OSError as error:
        problems.error("CV540", Span(shown, 1, 1), reason=said(error))
        return 0, 0
    except sheets.Unreadable as error:
        problems.error("CV540", Span(shown, 1, 1), reason=error.why)
        return 0, 0
    for name in ("number", "date", "subject"):
        if name not in sheet.columns:
            problems.error("CV541", Span(shown, 1, 1), column=name)
    for name in sorted({c for c in sheet.columns if sheet.columns.count(c) > 1}):
        problems.error("CV545", Span(shown, sheet.line, 1), column=name)
    if problems.failed:
        return 0, 0
    now = today(office.issuer.timezone, system_clock)
    parsed = [p for line, row in sheet.rows if (p := _row(line, row, shown, office, now, problems))]
    _once(parsed, shown, office, problems)
    if problems.failed or not parsed:
        return 0, 0
    try:
        return pipeline.ledger_of(office).write(lambda w: _enter(w, parsed, shown, office, problems), repeatable=True)
    except _Undone:
        return 0, 0


def _enter(
    writing: Writing, parsed: list[Parsed], shown: str, office: pipeline.Office, problems: Problems
) -> tuple[int, int]:
    """Inside the transaction: every row entered, or all of it undone. Errors: CV543 the number or the code is taken."""
    kept, new = 0, []
    places = [(p, sequence_of(p.draft.type, office.issuer.numbering)[0]) for p in parsed]
    for year, sequence in sorted({(p.day.year, sequence) for p, sequence in places}):
        writing.lock(year, sequence)
    known = bulk.taken(writing.connection, writing.office, (p.day.year for p in parsed))
    numbers = {(e.year, e.sequence, e.number): e for e in known}
    codes = {(e.year, symbol_key(e.symbol), e.number): e for e in known if e.symbol}
    for (number, draft, line, day, spoiled), sequence in places:
        there = numbers.get((day.year, sequence, number))
        there = there or codes.get((day.year, symbol_key(draft.symbol), number))
        if there is None:
            new.append(bulk.Line(draft, day.year, sequence, number, day, spoiled))
        elif (there.sequence, there.date, fold(there.draft.subject), there.state == "void") == (
            sequence, day, fold(draft.subject), bool(spoiled)
        ):  # fmt: skip
            kept += 1
        else:
            other = f"{there.code} {there.draft.subject or there.reason}"
            problems.error("CV543", Span(shown, line, 1), code=Code(number, draft.symbol), year=day.year, other=other)
    if problems.failed:
        raise _Undone
    _among(known, places, shown, problems)
    bulk.enter(writing, new)
    return len(new), kept


def _among(known: list[Entry], places: list[tuple[Parsed, str]], shown: str, problems: Problems) -> None:
    """Warnings: CV544 a row whose date goes down beside a number of the file, or one that the register had before."""
    days: dict[tuple[int, str], dict[int, tuple[date, Parsed | None]]] = {}
    for entry in known:
        if entry.date is not None and entry.state == "issued":
            days.setdefault((entry.year, entry.sequence), {})[entry.number] = (entry.date, None)
    for row, sequence in places:
        days.setdefault((row.day.year, sequence), {}).setdefault(row.number, (row.day, row))
    for numbers in days.values():
        for (_, (before, first)), (_, (after, second)) in pairwise(sorted(numbers.items())):
            told = second or first
            if after < before and told is not None:
                problems.warning("CV544", Span(shown, told.line, 1), code=Code(told.number, told.draft.symbol),
                                 date=short_date(told.day))  # fmt: skip


def _row(
    line: int, row: sheets.Row, shown: str, office: pipeline.Office, now: date, problems: Problems
) -> Parsed | None:
    before = len(problems)
    if sheets.BEYOND in row:
        problems.error("CV546", Span(shown, line, 1), value=row[sheets.BEYOND])
        return None
    texts = {k: " ".join(nfc(str(v if v is not None else "")).split()) for k, v in row.items()}

    def wrong(column: str, why: str) -> None:
        problems.error("CV542", Span(shown, line, 1), column=column, value=texts.get(column, "")[:80], why=why)

    state = _STATE.fullmatch(texts.get("note", ""))
    if state and not texts.get("date") and not texts.get("subject"):
        problems.error("CV548", Span(shown, line, 1), state=state[1].removeprefix("Số "))
        return None
    _cells(row, texts, wrong)
    typed = texts.get("number", "").removesuffix(".0")
    code, day = parse_code(typed), sheets.day(row.get("date"))
    if re.match(r"\d+[A-Za-zđĐ]+(/|\Z)", typed):
        problems.error("CV513", Span(shown, line, 1), number=typed)
    elif code is None or code.number == 0:
        wrong("number", "viết như 720/STTTT-TTr")
    fault = _day_fault(day, now)
    if fault:
        wrong("date", fault)
    kind = _kind(texts.get("type", ""), code)
    if kind is None:
        wrong("type", "không có loại văn bản này")
    if len(problems) > before or code is None or day is None or kind is None:
        return None
    spoiled = ""
    if state and state[1] == _STATES["void"]:
        spoiled, texts["note"] = state[2] or state[1], ""
    return Parsed(code.number, _draft(code, kind, texts, row, office), line, day, spoiled)


def _day_fault(day: date | None, now: date) -> str:
    if day is None or not 1945 <= day.year <= 2200:
        return "viết 2024-04-17 hoặc 17/4/2024"
    return f"còn ở phía trước; hôm nay là {short_date(now)}" if day > now else ""


def _cells(row: sheets.Row, texts: dict[str, str], wrong: Callable[[str, str], None]) -> None:
    """What a cell may not hold, whatever it says."""
    for column, value in row.items():
        if isinstance(value, sheets.Formula):
            wrong(column, "công thức chưa được tính; mở bằng Excel rồi lưu lại")
        elif column and (fault := _unprintable(value)):
            wrong(column, fault)
    symbol = texts.get("number", "").partition("/")[2] or texts.get("symbol", "")
    for column, text, most in (("number", symbol, SYMBOL_MOST), ("signer", texts.get("signer", ""), SIGNER_MOST)):
        if len(text) > most:
            wrong(column, f"dài quá {most} chữ")
    if not texts.get("subject"):
        wrong("subject", "trích yếu để trống")
    if not _AMOUNT.fullmatch(texts.get("amount", "")):
        wrong("amount", "viết số bản, như 10")


def _unprintable(value: object) -> str:
    """Why a cell can't be entered as it is: a character that nobody sees, or text in an old encoding."""
    text = value if isinstance(value, str) else ""
    if (old := next(legacy.lines(text), None)) is not None:
        return f"chữ theo bảng mã {old[1].encoding}; phải là “{old[1].right}”"
    odd = characters.first(text.replace("\r\n", "\n"))
    return "" if odd is None else f"có ký tự ẩn {characters.code_of(odd[0])}"


def _draft(code: Code, kind: str, texts: dict[str, str], row: sheets.Row, office: pipeline.Office) -> Draft:
    name, short = _KINDS[kind]
    symbol = code.symbol or texts.get("symbol") or (f"{short}-" if short else "") + office.issuer.symbol
    subject = _without_kind(texts["subject"], name, kind)
    mark, amount = _MARK.search(subject), _AMOUNT.fullmatch(texts.get("amount", ""))
    to = tuple(t for t in (" ".join(p.split()) for p in re.split(r"[;\n]", nfc(str(row.get("to") or "")))) if t)
    return Draft(
        type=kind, type_name=name, symbol=symbol, subject=subject, edition=int(mark[1]) if mark else None,
        signer=texts.get("signer", ""), to=to, archive=texts.get("archive", ""),
        amount=int(amount[1]) if amount and amount[1] else None,
        note=texts.get("note", ""), origin="import",
    )  # fmt: skip


def _kind(typed: str, code: Code | None) -> str | None:
    """The slug behind a slug, a name or an abbreviation; from the symbol where nothing is typed."""
    if not typed:
        first = code.symbol.partition("-")[0] if code else ""
        return next((slug for slug, (_, short) in _KINDS.items() if short and short == first), "cong-van")
    wanted = fold(typed).replace("-", " ")
    if wanted == "cv":
        return "cong-van"
    if wanted.removeprefix("ban ") in {fold(name) for name, _ in _COPIES.values()}:
        wanted = wanted.removeprefix("ban ")
    return next((s for s, (n, a) in _KINDS.items() if wanted in (s.replace("-", " "), fold(n)) or typed == a), None)


def _without_kind(subject: str, name: str, kind: str) -> str:
    """``Công văn về việc …`` as our own export writes it, ``V/v …`` as people do → the subject alone. A named kind's
    subject has its "về việc" in itself.
    """
    rest = re.sub(rf"\A{re.escape(name)}:?\s+", "", subject)
    if kind != "cong-van":
        return re.sub(r"\AV/v\s*:?\s+", "về việc ", rest, flags=re.IGNORECASE) or subject
    return re.sub(r"\A(?:V/v|Về việc)\s*:?\s+", "", rest, flags=re.IGNORECASE) or subject


def _once(parsed: list[Parsed], shown: str, office: pipeline.Office, problems: Problems) -> None:
    """Errors: CV543 a number twice in the file."""
    seen: dict[tuple[int, str, int], Parsed] = {}
    codes: dict[tuple[int, str, int], Parsed] = {}
    for item in parsed:
        number, draft, line, day, _ = item
        key = (day.year, sequence_of(draft.type, office.issuer.numbering)[0], number)
        code = (day.year, symbol_key(draft.symbol), number)
        before = seen.get(key) or codes.get(code)
        if before is not None:
            problems.error("CV543", Span(shown, line, 1), code=Code(number, draft.symbol), year=day.year,
                           other=f"dòng {before.line}")  # fmt: skip
        seen[key] = codes[code] = item


def _whoever(draft: Draft, as_above: str) -> list[str]:
    """Addressees, then those in Nơi nhận who are not among them: a decision has these only."""
    also = (name for name in draft.copies if not (draft.to and fold(name).startswith(fold(as_above))))
    return list(dict.fromkeys((*draft.to, *also)))


def ten_columns(entry: Entry, as_above: str) -> list[str]:
    """One line of sổ đăng ký văn bản đi (PL IV); ``as_above`` is how Nơi nhận names all addressees."""
    d = entry.draft
    lead = "" if d.type != "cong-van" or fold(d.subject).startswith("ve ") else "về việc "
    note = f"{_STATES[entry.state]}: {entry.reason}" if entry.state in _STATES else d.note
    if entry.recalled is not None:
        back = f"Đã thu hồi ngày {short_date(local_day(entry.recalled_at))}: {entry.recalled}"
        note = f"{note}; {back}" if note else back
    return [
        str(entry.code), f"{entry.date:%d/%m/%Y}" if entry.date else "",
        f"{d.type_name} {lead}{d.subject}".strip() if d.subject else "", d.signer, "; ".join(_whoever(d, as_above)),
        d.archive,
        str(d.amount or ""), f"{entry.sent:%d/%m/%Y}" if entry.sent else "", "", note,
    ]  # fmt: skip


def cover(entries: list[Entry], office: pipeline.Office) -> list[str]:
    """The lines of the cover."""
    issuer = office.issuer
    years = sorted({e.year for e in entries})
    days = sorted(e.date for e in entries if e.date)
    numbers = sorted(e.number for e in entries)
    parent = [capitals(issuer.parent)] if issuer.parent else []
    return [
        *parent, capitals(issuer.name.value), book().title,
        f"Năm: {years[0]}" if len(years) == 1 else f"Năm: {years[0]} - {years[-1]}",
        f"Từ ngày {short_date(days[0])} đến ngày {short_date(days[-1])}" if days else "Từ ngày … đến ngày …",
        f"Từ số {numbers[0]:02d} đến số {numbers[-1]:02d}", "Quyển số: …",
    ]  # fmt: skip


def export(entries: list[Entry], ending: str, office: pipeline.Office) -> bytes:
    """The register as a file: ``.xlsx``, ``.csv`` or ``.pdf``."""
    rows = [ten_columns(e, office.standard.wording.as_above) for e in entries]
    front = cover(entries, office)
    if ending == ".csv":
        return sheets.to_csv(book().headings, rows)
    if ending == ".xlsx":
        return sheets.to_xlsx(book(), front, rows)
    from congvan.render import register_book

    return register_book.render(book(), front, rows)
