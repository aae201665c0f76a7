"""One row of an old register → what is entered of it, or every fault of it named."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from congvan import pipeline
from congvan.machine.said import Said, named
from congvan.model.register import SIGNER_MOST, SYMBOL_MOST, Code, Draft
from congvan.problems import Problems, Span
from congvan.register import sheets
from congvan.resolve.kinds import KINDS
from congvan.standard.copies import copies
from congvan.text import characters, legacy
from congvan.text.letters import fold, nfc
from congvan.text.remembered import remembered
from congvan.text.subject import edition_in

STATES = {"reserved": "Số để dành", "void": "Số hủy"}
FREE = "Số bỏ trống"
"""What the book says of numbers that nobody has, though later ones were given."""
_STATE = re.compile(rf"({'|'.join((*STATES.values(), FREE))})(?:: *(.*))?")
_COPIES = {slug: (form.name, form.abbreviation) for slug, form in copies().forms.items()}
_KINDS = KINDS | _COPIES
_COPY_NAMES = {fold(name) for name, _ in _COPIES.values()}
_BY_WORDS = {slug.replace("-", " "): slug for slug in _KINDS} | {
    fold(name): slug for slug, (name, _) in reversed(_KINDS.items())
}
_BY_ABBREVIATION = {short: slug for slug, (_, short) in reversed(_KINDS.items()) if short}
_INSERTED = re.compile(r"\d+[A-Za-zđĐ]+(/|\Z)")
_BETWEEN = re.compile(r"[;\n]")
_LEADS = re.compile(r"\A(?:V/v|Về việc)\s*:?\s+", re.IGNORECASE)
_SHORT_LEAD = re.compile(r"\AV/v\s*:?\s+", re.IGNORECASE)
_AMOUNT = re.compile(r"(?:(\d{1,6})(?:\.0)?(?: ?bản)?)?")


class Parsed(NamedTuple):
    """A row that holds together; ``spoiled`` is why, where the number was voided."""

    number: int
    draft: Draft
    place: Span
    day: date
    spoiled: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one sheet, looked at one by one."""

    sheet: sheets.Sheet
    shown: str
    office: pipeline.Office
    now: date
    problems: Problems

    def parsed(self, line: int, row: sheets.Row) -> Parsed | None:
        """A row, or None after every fault of it is named."""
        before, problems, place = len(self.problems), self.problems, Span(self.shown, line, 1)
        if sheets.BEYOND in row:
            problems.error("CV546", place, value=row[sheets.BEYOND])
            return None
        texts = {k: " ".join(nfc(str(v if v is not None else "")).split()) for k, v in row.items()}

        def wrong(column: str, why: Said) -> None:
            if column in self.sheet.columns:  # that a column is missing is told once, not in each row
                problems.error("CV542", place, column=self.called(column), value=texts.get(column, "")[:80], why=why)

        state = _STATE.fullmatch(texts.get("note", ""))
        if state and state[1] == FREE:
            return None  # our own export names the numbers that nobody has: there is nothing to enter
        if state and not texts.get("date") and not texts.get("subject"):
            problems.error("CV548", place, state=state[1].removeprefix("Số "))
            return None
        spoilt = self._spoilt(line, row, texts)
        _cells({k: v for k, v in row.items() if k not in spoilt}, texts, wrong)
        code = self._code(texts.get("number", "").removesuffix(".0"), place, wrong if "number" not in spoilt else None)
        day, kind = sheets.day(row.get("date")), _kind(texts.get("type", ""), code)
        fault = _day_fault(day, self.now) if "date" not in spoilt else None
        if fault is not None:
            wrong("date", fault)
        if kind is None and "type" not in spoilt:
            wrong("type", named("CELL_KIND"))
        if len(problems) > before or code is None or day is None or kind is None or not texts.get("subject"):
            return None
        spoiled = ""
        if state and state[1] == STATES["void"]:
            spoiled, texts["note"] = state[2] or state[1], ""
        return Parsed(code.number, _draft(code, kind, texts, row, self.office), place, day, spoiled)

    def _code(self, typed: str, place: Span, wrong: Callable[[str, Said], None] | None) -> Code | None:
        """Số, ký hiệu. Error CV513: a number that was put in between two others, as paper books have them."""
        code = Code.parse(typed, alone=True)
        if _INSERTED.match(typed):
            self.problems.error("CV513", place, number=typed, cure=named("INSERTED_NUMBER"))
        elif (code is None or code.number == 0) and wrong is not None:
            wrong("number", named("CELL_NUMBER"))
        return code

    def called(self, column: str) -> str:
        """A column as the file calls it."""
        at = self.sheet.columns.index(column)
        return " ".join(str(self.sheet.head[at]).split())

    def _spoilt(self, line: int, row: sheets.Row, texts: dict[str, str]) -> set[str]:
        """Columns whose cell holds no words. Errors: CV942 Excel's error value, CV943 TRUE or FALSE."""
        found = set()
        for column, value in row.items():
            if not column:
                continue
            text = texts[column]
            error = sheets.ERRORS.fullmatch(text) if text[:1] in ("#", "E") else None
            if error or isinstance(value, bool) or text in ("TRUE", "FALSE"):
                shown = str(value).upper() if isinstance(value, bool) else text
                cell = sheets.cell(self.sheet.columns, column, line)
                code = "CV942" if error else "CV943"
                self.problems.error(code, Span(self.shown, line, 1), column=self.called(column), value=shown, cell=cell)
                found.add(column)
        return found


def _day_fault(day: date | None, now: date) -> Said | None:
    if day is None or not 1945 <= day.year <= 2200:
        return named("CELL_DAY")
    return named("CELL_AHEAD", today=now) if day > now else None


def _cells(row: sheets.Row, texts: dict[str, str], wrong: Callable[[str, Said], None]) -> None:
    """What a cell may not hold, whatever it says."""
    for column, value in row.items():
        if isinstance(value, sheets.Formula):
            wrong(column, named("CELL_FORMULA"))
        elif column and isinstance(value, str) and (fault := _unprintable(value)) is not None:
            wrong(column, fault)
    symbol = texts.get("number", "").partition("/")[2] or texts.get("symbol", "")
    for column, text, most in (("number", symbol, SYMBOL_MOST), ("signer", texts.get("signer", ""), SIGNER_MOST)):
        if len(text) > most:
            wrong(column, named("CELL_LONG", most=str(most)))
    if not texts.get("subject"):
        wrong("subject", named("CELL_NO_SUBJECT"))
    if not _AMOUNT.fullmatch(texts.get("amount", "")):
        wrong("amount", named("CELL_AMOUNT"))


@remembered(4096, most=400)
def _unprintable(text: str) -> Said | None:
    """Why a cell can't be entered as it is: a character that nobody sees, or text in an old encoding."""
    if text.isascii() and text.isprintable():
        return None
    if (old := next(legacy.lines(text), None)) is not None:
        return named("CELL_ENCODING", encoding=old[1].encoding, right=old[1].right)
    odd = characters.first(text.replace("\r\n", "\n"))
    return None if odd is None else named("CELL_HIDDEN", code=characters.code_of(odd[0]))


def _draft(code: Code, kind: str, texts: dict[str, str], row: sheets.Row, office: pipeline.Office) -> Draft:
    name, short = _KINDS[kind]
    symbol = code.symbol or texts.get("symbol") or (f"{short}-" if short else "") + office.issuer.symbol
    subject = _without_kind(texts["subject"], name, kind)
    amount = _AMOUNT.fullmatch(texts.get("amount", ""))
    return Draft(
        type=kind, type_name=name, symbol=symbol, subject=subject, edition=edition_in(subject),
        signer=texts.get("signer", ""), to=_addressees(str(row.get("to") or "")), archive=texts.get("archive", ""),
        amount=int(amount[1]) if amount and amount[1] else None,
        note=texts.get("note", ""), origin="import",
    )  # fmt: skip


@remembered(4096, most=400)
def _addressees(cell: str) -> tuple[str, ...]:
    return tuple(name for part in _BETWEEN.split(nfc(cell)) if (name := " ".join(part.split())))


def _kind(typed: str, code: Code | None) -> str | None:
    """The slug behind a slug, a name or an abbreviation; from the symbol where nothing is typed."""
    return _kind_of(typed, "" if typed or code is None else code.symbol.partition("-")[0])


@remembered(1024, most=100)
def _kind_of(typed: str, first: str) -> str | None:
    if not typed:
        return next((slug for slug, (_, short) in _KINDS.items() if short and short == first), "cong-van")
    wanted = fold(typed).replace("-", " ")
    if wanted == "cv":
        return "cong-van"
    if wanted.removeprefix("ban ") in _COPY_NAMES:
        wanted = wanted.removeprefix("ban ")
    return _BY_WORDS.get(wanted) or _BY_ABBREVIATION.get(typed)


def _without_kind(subject: str, name: str, kind: str) -> str:
    """``Công văn về việc …`` as our own export writes it, ``V/v …`` as people do → the subject alone. A named kind's
    subject has its "về việc" in itself.
    """
    rest = _named(name).sub("", subject)
    if kind != "cong-van":
        return _SHORT_LEAD.sub("về việc ", rest) or subject
    return _LEADS.sub("", rest) or subject


@lru_cache(64)
def _named(name: str) -> re.Pattern[str]:
    return re.compile(rf"\A{re.escape(name)}:?\s+")
