"""register_import, register_export: CSV and XLSX in, all or none; the decree's ten columns out, with their cover."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

from congvan import pipeline
from congvan.desk.here import Here
from congvan.desk.oldbook import FREE, STATES, Parsed, Rows
from congvan.machine import atomic
from congvan.machine.said import said
from congvan.model.register import Code, Draft, Entry, Filter, Relation, symbol_key
from congvan.pipeline import changing, clocks
from congvan.pipeline.sequences import sequence_of
from congvan.pipeline.typed import of_kind
from congvan.problems import Problems, Span
from congvan.register import bulk, columns, sheets
from congvan.register.ledger import Writing
from congvan.register.verify import gaps
from congvan.sheets import plain
from congvan.sheets.book import to_xlsx
from congvan.standard.book import book
from congvan.text.dates import short_date
from congvan.text.letters import capitals, fold
from congvan.text.zones import local_day
from congvan.yaml.typed import said_cleanly


class Imported(NamedTuple):
    """Rows entered, rows that were there already, and how many came from which sheet, where there are several."""

    new: int = 0
    kept: int = 0
    sheets: tuple[tuple[str, int], ...] = ()


KNOWN = (".xlsx", ".csv", ".pdf")


class Exported(NamedTuple):
    """The file, and how many entries it has."""

    path: Path
    entries: int


def import_(here: Here, file: Path, dry_run: bool, problems: Problems) -> Imported | None:
    """An old book into the register. Errors: those of :func:`import_file`."""
    with here.office(problems) as office:
        if office is not None:
            clocks.check(office, problems, told=True)
        if office is None or problems.failed:
            return None
        return import_file(file, file.as_posix(), office, office.today(), problems, dry_run=dry_run)


def import_file(
    path: Path, shown: str, office: pipeline.Office, now: date, problems: Problems, *, dry_run: bool = False
) -> Imported:
    """Every row of every sheet, or none after all faults of file and register are named, each with its line.

    Errors: CV513, CV540–CV543, CV545–CV548, CV940, CV942–CV944; warnings: CV544, CV945 a sheet that is passed over.
    """
    file = _read(path, shown, problems)
    if file is None:
        return Imported()
    parsed: list[Parsed] = []
    counts = []
    for sheet in file.sheets:
        rows = _sheet(sheet, f"{shown} [{sheet.name}]" if sheet.name else shown, office, now, problems)
        counts.append((sheet.name, len(rows)))
        parsed += rows
    for other in file.passed:
        if other.rows:
            problems.error("CV944", Span(f"{shown} [{other.name}]", 1, 1), sheet=other.name, rows=other.rows)
        else:
            problems.warning("CV945", Span(f"{shown} [{other.name}]", 1, 1), sheet=other.name, rows=other.said)
    parsed = _once(parsed, office, problems)
    if problems.failed:
        _against_register(parsed, office, problems)
        return Imported()
    if not parsed:
        return Imported()
    if dry_run:
        done: tuple[int, int] | None = _foreseen(parsed, office, problems)
    else:
        done = changing.change(office, lambda w, mine: _enter(w, parsed, office, mine), problems, repeatable=True)
    return Imported() if done is None else Imported(*done, tuple(counts) if len(counts) > 1 else ())


def _foreseen(parsed: list[Parsed], office: pipeline.Office, problems: Problems) -> tuple[int, int]:
    """How many rows would be new, and how many are there; what stands against them, told."""
    known, places = _known(parsed, office), _placed(parsed, office)
    fresh, there = _compared(known, places, problems)
    if not problems.failed:
        _among(known, places, problems)
    return len(fresh), there


def _read(path: Path, shown: str, problems: Problems) -> sheets.Read | None:
    """Errors: CV540, CV547."""
    try:
        return sheets.read(path)
    except sheets.Torn as error:
        problems.error("CV547", Span(shown, error.line, 1))
    except OSError as error:
        problems.error("CV540", Span(shown, 1, 1), reason=said(error))
    except sheets.Unreadable as error:
        problems.error("CV540", Span(shown, 1, 1), reason=error.why)
    return None


def _sheet(sheet: sheets.Sheet, shown: str, office: pipeline.Office, now: date, problems: Problems) -> list[Parsed]:
    """The rows of a sheet that hold together. Errors: CV541 a column is missing, CV545 one stands twice."""
    lacking = columns.missing(sheet.head)
    found = ", ".join(f'"{text}"' for c in sheet.head if (text := " ".join(str(c or "").split())))
    for one in lacking:
        problems.error("CV541", Span(shown, sheet.line, 1), column=one.title, near=one.near, found=found[:115] or "–",
                       more=found[115:230])  # fmt: skip
    known = [c for c in sheet.columns if c]
    for name in sorted({c for c in known if known.count(c) > 1}):
        both = ", ".join(f'"{h}"' for h, c in zip(sheet.head, sheet.columns, strict=True) if c == name)
        problems.error("CV545", Span(shown, sheet.line, 1), column=both)
    if "number" not in known:
        return []
    rows = Rows(sheet, shown, office, now, problems)
    return [p for line, row in sheet.rows if (p := rows.parsed(line, row))]


def _against_register(parsed: list[Parsed], office: pipeline.Office, problems: Problems) -> None:
    """What of a file that is refused anyhow would be refused by the register too."""
    _compared(_known(parsed, office), _placed(parsed, office), problems)


def _known(parsed: list[Parsed], office: pipeline.Office) -> list[Entry]:
    """What the register has of the years of a file."""
    register = pipeline.open_register(office)
    years, none = [p.day.year for p in parsed], list[Entry]()
    return none if register is None else register.ask(lambda c, o: bulk.taken(c, o, years), none)


def _placed(parsed: list[Parsed], office: pipeline.Office) -> list[tuple[Parsed, str]]:
    return [(p, sequence_of(p.draft.type, office.issuer.numbering)[0]) for p in parsed]


def _enter(writing: Writing, parsed: list[Parsed], office: pipeline.Office, problems: Problems) -> tuple[int, int]:
    """Inside the transaction: every row entered, or all of it undone; how many are new, and how many were there."""
    places = _placed(parsed, office)
    for year, sequence in sorted({(p.day.year, sequence) for p, sequence in places}):
        writing.lock(year, sequence)
    known = bulk.taken(writing.connection, writing.office, (p.day.year for p in parsed))
    new, kept = _compared(known, places, problems)
    if problems.failed:
        raise changing.Refused
    _among(known, places, problems)
    bulk.enter(writing, new)
    return len(new), kept


def _compared(
    known: list[Entry], places: list[tuple[Parsed, str]], problems: Problems
) -> tuple[list[bulk.Line], int]:  # fmt: skip
    """The rows that are new, and how many the register has already. Errors: CV543 number or code is another's."""
    kept, new = 0, []
    numbers = {(e.year, e.sequence, e.number): e for e in known}
    codes = {(e.year, symbol_key(e.symbol), e.number): e for e in known if e.symbol}
    for (number, draft, place, day, spoiled), sequence in places:
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
            problems.error("CV543", place, code=Code(number, draft.symbol), year=day.year, other=other)
    return new, kept


def _among(known: list[Entry], places: list[tuple[Parsed, str]], problems: Problems) -> None:
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
                problems.warning("CV544", told.place, code=Code(told.number, told.draft.symbol),
                                 date=told.day)  # fmt: skip


def _once(parsed: list[Parsed], office: pipeline.Office, problems: Problems) -> list[Parsed]:
    """Every row once: one that another sheet has too, a yearly summary beside its months, counts as one.

    Errors: CV543 a number twice in the file.
    """
    seen: dict[tuple[int, str, int], Parsed] = {}
    codes: dict[tuple[int, str, int], Parsed] = {}
    kept = []
    for item in parsed:
        number, draft, place, day, _ = item
        key = (day.year, sequence_of(draft.type, office.issuer.numbering)[0], number)
        code = (day.year, symbol_key(draft.symbol), number)
        before = seen.get(key) or codes.get(code)
        if before is None:
            kept.append(item)
        elif before.place.file == place.file or (before.day, fold(before.draft.subject)) != (day, fold(draft.subject)):
            sheet = "" if before.place.file == place.file else f" ({before.place.file})"
            problems.error("CV543", place, code=Code(number, draft.symbol), year=day.year,
                           other=f"dòng {before.place.line}{sheet}")  # fmt: skip
        seen[key] = codes[code] = item
    return kept


def _whoever(draft: Draft, as_above: str) -> list[str]:
    """Addressees, then those in Nơi nhận who are not among them: a decision has these only."""
    also = (name for name in draft.copies if not (draft.to and fold(name).startswith(fold(as_above))))
    return list(dict.fromkeys((*draft.to, *also)))


def ten_columns(entry: Entry, as_above: str, undone: Iterable[str] = ()) -> list[str]:
    """One line of sổ đăng ký văn bản đi (PL IV); ``as_above`` is how Nơi nhận names all addressees, ``undone`` by what
    the document was recalled, replaced or corrected.
    """
    d = entry.draft
    lead = "" if d.type != "cong-van" or fold(d.subject).startswith("ve ") else "về việc "
    note = f"{STATES[entry.state]}: {entry.reason}" if entry.state in STATES else d.note
    if entry.recalled is not None:
        undone = (f"Đã thu hồi ngày {short_date(local_day(entry.recalled_at))}: {entry.recalled}", *undone)
    note = "; ".join(part for part in (note, *undone) if part)
    return [
        str(entry.code), f"{entry.date:%d/%m/%Y}" if entry.date else "",
        f"{d.type_name} {lead}{d.subject}".strip() if d.subject else "", d.signer, "; ".join(_whoever(d, as_above)),
        d.archive,
        str(d.amount or ""), f"{entry.sent:%d/%m/%Y}" if entry.sent else "", "", note,
    ]  # fmt: skip


def cover(entries: list[Entry], office: pipeline.Office) -> list[str]:
    """The lines of the cover. A number that is set aside further on is none of the book's yet."""
    issuer = office.issuer
    years = sorted({e.year for e in entries})
    days = sorted(e.date for e in entries if e.date)
    numbers = sorted(e.number for e in entries if e.state == "issued") or sorted(e.number for e in entries)
    parent = [capitals(issuer.parent)] if issuer.parent else []
    return [
        *parent, capitals(issuer.name.value), book().title,
        f"Năm: {years[0]}" if len(years) == 1 else f"Năm: {years[0]} - {years[-1]}",
        f"Từ ngày {short_date(days[0])} đến ngày {short_date(days[-1])}" if days else "Từ ngày … đến ngày …",
        f"Từ số {numbers[0]:02d} đến số {numbers[-1]:02d}", "Quyển số: …",
    ]  # fmt: skip


_BY = {"recalls": "Thu hồi theo", "replaces": "Thay thế bằng", "corrects": "Đính chính bằng"}
Undoing = Sequence[tuple[Relation, Entry]]


def _undone(undoing: Undoing) -> dict[tuple[int, str, int], list[str]]:
    """What the book says of documents that a later one recalls, replaces or corrects (Điều 18)."""
    found: dict[tuple[int, str, int], list[str]] = {}
    for link, entry in undoing:
        day = f" ngày {short_date(entry.date)}" if entry.date else ""
        words = f"{_BY[link.kind]} văn bản số {entry.code}{day}"
        notes = found.setdefault((link.year, symbol_key(link.code.symbol), link.code.number), [])
        notes += [words] if words not in notes else []
    return found


def lines(entries: list[Entry], as_above: str, undoing: Undoing = (), *, whole: bool) -> list[list[str]]:
    """The lines of the book. ``undoing``: the documents that recall, replace or correct others. ``whole``: the entries
    are all there are of their sequences, so that numbers which nobody has between them are lines too.
    """
    rows: list[list[str]] = []
    undone = _undone(undoing)
    for _, group in groupby(entries, key=lambda e: (e.year, e.sequence)):
        of = list(group)
        free = gaps(of) if whole else []
        for entry in of:
            while free and free[0][0] < entry.number:
                first, last = free.pop(0)
                rows.append([f"{first:02d}" if first == last else f"{first:02d} - {last:02d}", *[""] * 8, FREE])
            key = (entry.year, symbol_key(entry.code.symbol), entry.number)
            rows.append(ten_columns(entry, as_above, undone.get(key, ())))
    return rows


def export(here: Here, file: Path, wanted: Filter, problems: Problems) -> Exported | None:
    """What a filter chooses, as a file of one of three kinds. Errors: CV409, CV414, CV562 nothing, CV564 the ending."""
    ending = file.suffix.lower()
    if ending not in KNOWN:
        problems.error("CV564", None, file=file.name, known=", ".join(KNOWN))
    said_cleanly(file.name, "FILE", problems)
    with here.office(problems) as office:
        register = pipeline.open_register(office) if office is not None else None
        wanted = of_kind(wanted, office, problems)
        entries = list(register.list(wanted)) if register is not None else []
        if not entries and not problems.failed:
            problems.error("CV562", None)
        if problems.failed or office is None or register is None:
            return None
        whole = wanted == Filter(wanted.year, sequence=wanted.sequence)
        data = as_file(entries, ending, office, register.undoing(), whole=whole)
        atomic.write_all({file: data}, here.settings.rights())
        return Exported(file, len(entries))


def as_file(
    entries: list[Entry], ending: str, office: pipeline.Office, undoing: Undoing = (), *, whole: bool = False
) -> bytes:
    """The register as a file: ``.xlsx``, ``.csv`` or ``.pdf``."""
    rows = lines(entries, office.standard.wording.as_above, undoing, whole=whole)
    front = cover(entries, office)
    if ending == ".csv":
        return plain.to_csv(book().headings, rows)
    if ending == ".xlsx":
        return to_xlsx(book(), front, rows)
    from congvan.render import register_book

    return register_book.render(book(), front, rows)
