"""The list of ``merge:`` → recipients, a row each; its faults are named at their rows before a page is made."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from congvan.model.circular import Recipient
from congvan.model.source import CircularSource, MergeSource, Spanned
from congvan.pipeline.enclosed import Beside
from congvan.problems import Problems, Span, term
from congvan.sheets.reading import Listed
from congvan.text.addresses import normal, shown, suggested
from congvan.text.characters import first
from congvan.text.letters import nfc, plain_ascii
from congvan.text.nearest import nearest
from congvan.workspace import Workspace

COLUMNS = ("key", "name", "address", "email")
_ABOVE = 10
"""So many rows of titles may stand above the headings."""
MOST_BYTES = 150
"""Of a key: with what is added to it, no file system's limit is reached."""
_FORBIDDEN = set('<>:"/\\|?*')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?\Z", re.IGNORECASE)
_OURS = re.compile(r"\.(?:ready|signed|phu-luc-\d+|pdf|docx|html|json)(?:\.|\Z)", re.IGNORECASE)
"""What the program itself puts between a key and the end of a file's name."""
_FAILED = re.compile(r"#(?:N/A|NA|REF|VALUE|DIV/0|NAME|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|CONNECT)[!?]?|Err:\d{3}")
"""What Excel and LibreOffice show in the place of what a formula could not find out; a CSV of theirs has it as text."""
_BOXES = re.compile(r"[;,\s]+")


def recipients(
    source: CircularSource, workspace: Workspace, beside: Beside, problems: Problems
) -> tuple[Recipient, ...]:
    """The rows of the list; none without a list, or after a fault of its headings.

    Errors: CV244 to CV249 the file, CV773 no such heading, CV774 an empty cell, CV775 a key that can't name a file,
    CV776 a key twice, CV777 no e-mail address, CV781 another circular's file, CV782 no row, CV783 a formula
    that failed. Warning: CV780.
    """
    merge = source.merge
    if merge is None or not (source.per_recipient and source.per_recipient.value):
        return ()
    found = beside.listed(merge.file, merge.sheet, "merge", problems)
    if found is None:
        return ()
    listed, path = _headed(merge, found[0]), found[1]
    columns = _columns(merge, listed, problems)
    if columns is None:
        return ()
    if not listed.rows:
        problems.error("CV782", merge.span, at="merge", file=merge.file.value)
    if listed.hidden:
        rows = _shown_rows(listed.hidden)
        problems.warning("CV780", merge.span, at="merge", file=merge.file.value, count=len(listed.hidden), rows=rows)
    rows_ = _Rows(merge, listed, columns, workspace.shown(path), problems)
    return tuple(rows_.read(taken(source.id, workspace)))


def _headed(merge: MergeSource, listed: Listed) -> Listed:
    """The list from its headings on: in an office's list a title often stands above them, so they are the first row of
    :data:`_ABOVE` that has every column that is asked for; the first of all where none has.
    """
    wanted = [column.value for name in COLUMNS if (column := getattr(merge, name)) is not None]
    above = [(0, listed.headings), *listed.rows[:_ABOVE]]
    for index, (row, cells) in enumerate(above):
        if all(_column(name, cells) is not None for name in wanted):
            hidden = tuple(number for number in listed.hidden if number > row)
            return Listed(cells, listed.rows[index:], hidden)
    return listed


def taken(id: str, workspace: Workspace) -> set[str]:
    """The names below ``<id>/`` that are other circulars' already, as no file system tells them apart."""
    folder = workspace.circulars / id
    names = [path.name.removesuffix(".yaml") for path in folder.glob("*.yaml")] if folder.is_dir() else []
    return {_same(name) for name in names}


def _shown_rows(rows: Sequence[int]) -> str:
    return ", ".join(map(str, rows[:8])) + ("…" if len(rows) > 8 else "")


def _same(key: str) -> str:
    """A key as a file system may compare it: without capitals, with marks in one spelling."""
    return unicodedata.normalize("NFC", nfc(key).casefold())


def _columns(merge: MergeSource, listed: Listed, problems: Problems) -> dict[str, int] | None:
    """Which column is the key, the name, the address and the e-mail. Errors: CV773."""
    known = [head for head in listed.headings if head]
    made: dict[str, int] = {}
    good = True
    for name in COLUMNS:
        wanted: Spanned[str] | None = getattr(merge, name)
        if wanted is None:
            continue
        at = _column(wanted.value, listed.headings)
        if at is None:
            near = nearest(wanted.value, known)
            values = {"column": wanted.value, "file": merge.file.value, "near": near, "known": ", ".join(known[:20])}
            problems.error("CV773", wanted.span, at=f"merge.{name}", **values)
            good = False
        else:
            made[name] = at
    return made if good else None


def _column(wanted: str, heads: Sequence[str]) -> int | None:
    """The column of a heading: as it is typed, or else the only one that is it but for capitals, marks and spaces."""
    typed = " ".join(nfc(wanted).split())
    if typed in heads:
        return heads.index(typed)
    alike = [n for n, head in enumerate(heads) if head and field_name(head) == field_name(typed)]
    return alike[0] if len(alike) == 1 else None


def field_name(heading: str) -> str:
    """A heading as a text names it: ``Địa chỉ`` → ``dia_chi``."""
    return re.sub(r"[^a-z0-9]+", "_", plain_ascii(heading).lower()).strip("_")


@dataclass
class _Rows:
    """The rows of one list as they are read."""

    merge: MergeSource
    listed: Listed
    columns: Mapping[str, int]
    shown: str
    problems: Problems

    def read(self, taken: set[str]) -> Iterator[Recipient]:
        names = self._names()
        seen: dict[str, int] = {}
        for row, cells in self.listed.rows:
            span = Span(self.shown, row, 1)
            failed = self._failed(cells, span, row)
            told = {name: "" if at in failed else cells[at] for name, at in self.columns.items()}
            good = not failed
            good &= self._filled(told, span, row, failed)  # every fault of a row, not only its first
            good &= not told["key"] or self._key(told["key"], span, row, seen, taken)
            email = self._email(told.get("email", ""), span, row)
            if good:
                fields = {name: cells[at] for name, at in names.items()}
                yield Recipient(told["key"], told["name"], told.get("address", ""), email, fields, span)

    def _names(self) -> dict[str, int]:
        """The names by which a text calls the columns, as they stand and in plain letters; of two alike the first."""
        heads = [(n, head) for n, head in enumerate(self.listed.headings) if head]
        made: dict[str, int] = {}
        for called in (str, field_name):
            for n, head in heads:
                if name := called(head):
                    made.setdefault(name, n)
        return made

    def _failed(self, cells: Sequence[str], span: Span, row: int) -> set[int]:
        """The cells of a row that say that a formula failed: a name looked up in vain must not be printed so."""
        headings = self.listed.headings
        failed = {at: said for at, said in enumerate(cells) if headings[at] and _FAILED.fullmatch(said)}
        for at, said in failed.items():
            self.problems.error("CV783", span, at="merge", row=row, column=headings[at], value=said)
        return set(failed)

    def _filled(self, told: Mapping[str, str], span: Span, row: int, failed: Collection[int]) -> bool:
        lacking = [name for name in ("key", "name") if not told[name] and self.columns[name] not in failed]
        for name in lacking:
            heading = self.listed.headings[self.columns[name]]
            self.problems.error("CV774", span, at="merge", row=row, column=heading)
        return not lacking

    def _key(self, key: str, span: Span, row: int, seen: dict[str, int], taken: set[str]) -> bool:
        why = unsafe(key)
        if why:
            self.problems.error("CV775", span, at="merge", row=row, key=key[:60], why=term(f"key.{why}"))
            return False
        other = seen.setdefault(_same(key), row)
        if other != row:
            self.problems.error("CV776", span, at="merge", row=row, key=key, other=other)
            return False
        if _same(key) in taken:
            self.problems.error("CV781", span, at="merge", row=row, key=key)
            return False
        return True

    def _email(self, typed: str, span: Span, row: int) -> tuple[str, ...]:
        boxes = tuple(box for box in _BOXES.split(typed) if box)
        for box in boxes:
            if normal(box) is None:
                told = {"row": row, "value": shown(box), "near": suggested(box)}
                self.problems.error("CV777", span, at="merge", **told)
        return boxes


def unsafe(key: str) -> str:
    """Why a key can't be a file's name on every system; "" where it can."""
    if any(c in _FORBIDDEN for c in key):
        return "forbidden"
    if first(key) is not None or not key.isprintable():
        return "hidden"
    if key.startswith((".", "-", "~")) or key.endswith((".", " ")):
        return "ends"
    if _DEVICES.match(key):
        return "device"
    if _OURS.search(key):
        return "ours"
    return "long" if len(key.encode()) > MOST_BYTES else ""
