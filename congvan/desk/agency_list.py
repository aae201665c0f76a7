"""A list of agencies as offices keep it in Excel → rows of what each cell says; faults by row and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from congvan.machine.said import said
from congvan.model.source import Spanned
from congvan.problems import Problems, Span
from congvan.read.first import slug
from congvan.read.office import CODE, EMAIL
from congvan.read.shapes import SLUG
from congvan.sheets import plain
from congvan.text.letters import fold, nfc
from congvan.text.same_name import apart
from congvan.yaml.tree import Scalar
from congvan.yaml.typed import check_value

HEADS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "ten co quan", "ten don vi", "co quan", "don vi", "ten", "noi nhan", "ten noi nhan", "co quan don vi",
        "ten co quan don vi", "ten co quan to chuc", "co quan to chuc", "ten day du", "ten to chuc", "name", "agency",
        "co quan nhan", "don vi nhan", "ten co quan day du", "danh sach co quan", "danh sach don vi",
    ),
    "key": ("ma", "ma co quan", "ma don vi", "ma noi nhan", "ma noi bo", "ma tat", "slug", "key", "ma ngan"),
    "code": (
        "ma dinh danh", "ma dinh danh dien tu", "ma dinh danh co quan", "ma lien thong", "ma truc", "code",
        "ma dinh danh don vi", "ma dinh danh dien tu co quan",
    ),
    "email": (
        "thu dien tu", "email", "e mail", "mail", "hop thu", "dia chi email", "dia chi thu dien tu", "thu cong vu",
        "hop thu cong vu", "email cong vu", "thu dien tu cong vu", "dia chi mail", "hop thu dien tu", "dia chi e mail",
    ),
    "address": (
        "dia chi", "dia chi nhan", "dia chi buu dien", "tru so", "dia chi tru so", "address", "dia chi lien he",
        "noi dong tru so",
    ),
    "group": ("nhom", "khoi", "thuoc nhom", "nhom noi nhan", "group", "thuoc khoi", "nhom co quan"),
    "count": ("stt", "tt", "so tt", "so thu tu", "no", "#"),
}  # fmt: skip
"""How offices head their columns, without marks, capitals and punctuation."""
TITLES = {
    "name": "Tên cơ quan", "key": "Mã", "code": "Mã định danh", "email": "Thư điện tử", "address": "Địa chỉ",
    "group": "Nhóm",
}  # fmt: skip
_OF = {head: column for column, heads in HEADS.items() for head in heads}
_LONG = 10
"""Letters of a name long enough that one of them may be a slip."""
_SECTION = re.compile(r"[IVXLC]+|[A-Z]")
_BETWEEN = re.compile(r"[;,\s]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One agency of the list: its line, and each cell that says something, with its place."""

    line: int
    shown: str
    cells: Mapping[str, Spanned[str]]
    key: str
    emails: tuple[str, ...] = ()
    section: str = ""
    """The heading above it, in a list that is parted by such rows ("I. Các sở, ban, ngành")."""

    @property
    def name(self) -> str:
        """As it will be printed."""
        return self.cells["name"].value

    @property
    def at(self) -> Span:
        """Where its name stands."""
        return self.cells["name"].span

    @property
    def group(self) -> str:
        """The group that it is said to belong to; "" for none."""
        return self.cells["group"].value if "group" in self.cells else self.section

    def said(self, column: str) -> str:
        """What a cell says; "" where it says nothing."""
        return self.cells[column].value if column in self.cells else ""


@dataclass(frozen=True, slots=True)
class _Head:
    line: int
    columns: Mapping[str, int]
    seen: tuple[str, ...]
    unread: tuple[str, ...] = field(default=())


def read(path: Path, shown: str, problems: Problems) -> list[Row]:
    """Every agency of every sheet that has a column of names.

    Errors: CV421 the file can't be read, CV422 no column of names, CV423 a cell that has no value, CV424 a name is
    missing, CV430 nothing in it, those of a code and of an address; warning CV428 columns that are not read.
    """
    try:
        tables = plain.read(path, lambda rows: int(_head(rows) is not None)).sheets
    except plain.Torn as error:
        problems.error("CV547", Span(shown, error.line, 1))
        return []
    except plain.Unreadable as error:
        problems.error("CV421", None, file=shown, reason=error.why)
        return []
    except OSError as error:
        problems.error("CV421", None, file=shown, reason=said(error))
        return []
    found = {name: head for name, table in tables.items() if (head := _head(table)) is not None}
    if not found:
        _tell_seen(tables, shown, problems)
        return []
    rows: list[Row] = []
    for name, head in found.items():
        where = f"{shown} [{name}]" if len(found) > 1 else shown
        if head.unread:
            problems.warning("CV428", Span(where, head.line, 1), columns=", ".join(head.unread)[:200])
        rows += _rows(tables[name], head, where, problems)
    if not rows and not problems.failed:
        problems.error("CV430", None, file=shown)
    return rows


def _plain(cell: object) -> str:
    return " ".join(re.findall(r"[a-z0-9#]+", fold(str(cell or "").partition("(")[0])))


def _head(table: plain.Table) -> _Head | None:
    """The row that names a column of agencies, among the first; of several, the one that names most columns."""
    best: _Head | None = None
    for line, cells in table[: plain.WITHIN]:
        columns: dict[str, int] = {}
        for index, cell in enumerate(cells):
            column = _OF.get(_plain(cell))
            if column is not None and column not in columns:
                columns[column] = index
        texts = [(i, " ".join(str(c).split())) for i, c in enumerate(cells) if str(c or "").strip()]
        if (
            "name" in columns
            and (len(texts) > 1 or len(table[0][1]) == 1)
            and len(columns) > len(best.columns if best else ())
        ):
            unread = tuple(text for i, text in texts if i not in columns.values())
            best = _Head(line, columns, tuple(text for _, text in texts), unread)
    return best


def _tell_seen(tables: Mapping[str, plain.Table], shown: str, problems: Problems) -> None:
    """Errors: CV422, with the columns of the row that looks most like a head."""
    for name, table in tables.items():
        rows = [(sum(1 for c in cells if str(c or "").strip()), line, cells) for line, cells in table[: plain.WITHIN]]
        if not rows:
            continue
        _, line, cells = max(rows, key=lambda row: (row[0], -row[1]))
        seen = ", ".join(f'"{text}"' for c in cells if (text := " ".join(str(c or "").split())))
        where = f"{shown} [{name}]" if len(tables) > 1 else shown
        problems.error("CV422", Span(where, line, 1), seen=seen[:300] or "–", wanted=TITLES["name"])
    if not any(tables.values()):
        problems.error("CV430", None, file=shown)


def _rows(table: plain.Table, head: _Head, shown: str, problems: Problems) -> Iterator[Row]:
    section = ""
    for line, cells in table:
        if line <= head.line:
            continue
        told = dict(_cells(cells, line, head.columns, shown, problems))
        count = told.pop("count", None)
        if not told:
            continue
        if count is not None and _SECTION.fullmatch(count.value.strip(". ")) and set(told) <= {"name", "group"}:
            section = told["name"].value if "name" in told else ""
        elif "name" not in told:
            first = next(iter(told.values()))
            problems.error(
                "CV424", first.span, cell=plain.cell_name(head.columns["name"] + 1, line), value=first.value[:60]
            )
        elif not re.fullmatch(r"\(?\d+\)?", told["name"].value):  # the row below a head that counts the columns
            yield _row(line, shown, told, section, problems)


def _cells(
    cells: Sequence[object], line: int, columns: Mapping[str, int], shown: str, problems: Problems
) -> Iterator[tuple[str, Spanned[str]]]:
    """What the known cells of a row say. Errors: CV423."""
    for column, index in columns.items():
        cell = cells[index] if index < len(cells) else None
        span = Span(shown, line, index + 1)
        if isinstance(cell, plain.Formula) or (isinstance(cell, str) and plain.ERRORS.fullmatch(cell.strip())):
            problems.error("CV423", span, cell=plain.cell_name(index + 1, line), value=str(cell)[:60])
            continue
        text = " ".join(nfc(_shown(cell)).split())
        if text and check_value(text, partial(_same, span), problems):
            yield column, Spanned(text, span)


def _same(span: Span, index: int) -> Span:
    """A character of a cell stands where the cell does."""
    return span


def _shown(cell: object) -> str:
    """A number without the ".0" that Excel keeps behind it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _row(line: int, shown: str, told: dict[str, Spanned[str]], section: str, problems: Problems) -> Row:
    """One agency. A "Mã" that is written as mã định danh are is one. Errors: those of the shapes of recipients.yaml."""
    typed = told.get("key")
    if (
        typed is not None
        and "code" not in told
        and not re.match(SLUG, typed.value)
        and re.match(CODE.pattern, typed.value)
    ):
        told["code"] = told.pop("key")
        typed = None
    key = typed.value if typed is not None else slug(told["name"].value)
    if typed is not None and not re.match(SLUG, key):
        key = slug(key)
    if "code" in told:
        code = told["code"]
        CODE.read(Scalar(code.value, code.span), problems, TITLES["code"])
    emails: tuple[str, ...] = ()
    if "email" in told:
        typed_email = told["email"]
        emails = tuple(dict.fromkeys(part for part in _BETWEEN.split(typed_email.value) if part))
        for one in emails:
            EMAIL.read(Scalar(one, typed_email.span), problems, TITLES["email"])
    return Row(line, shown, told, key, emails, section)


def close(names: Iterable[tuple[str, Span]]) -> Iterator[tuple[str, Span, str, Span]]:
    """Pairs of different names that differ by one letter or its marks: typed wrongly, or two agencies that are called
    so. Names that differ in a digit are two ("Phường 1", "Phường 2").
    """
    without: dict[str, list[tuple[str, str, Span]]] = {}
    for name, span in names:
        word = slug(name)
        told = set[str]()
        for index in range(len(word)):
            short = word[:index] + word[index + 1 :]
            for other, its, where in without.get(short, ()):
                if its not in told and (apart(name, its) if other == word else _one_letter(word, other)):
                    told.add(its)
                    yield name, span, its, where
        for short in {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}:
            without.setdefault(short, []).append((word, name, span))


def _one_letter(one: str, other: str) -> bool:
    """Whether what is different is one letter of a long name, not a digit."""
    if min(len(one), len(other)) < _LONG or re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    if len(one) != len(other):
        return True  # one is the other without a letter: that is how they were found
    different = [i for i, (x, y) in enumerate(zip(one, other, strict=True)) if x != y]
    return len(different) == 1 or (len(different) == 2 and different[1] - different[0] == 1)
