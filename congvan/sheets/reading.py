"""The bytes of an XLSX or CSV → a Grid, whatever they are, in a child with bounds of time and memory."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial

from congvan.machine import fence
from congvan.sheets import plain
from congvan.sheets.grid import LAST_COLUMN, LAST_ROW, Align, Area, Grid, Piece, Refused, Shown, area, made
from congvan.text import legacy
from congvan.text.characters import code_of, kind_of
from congvan.text.letters import nfc
from congvan.text.syllables import is_syllable

LARGEST = 30_000_000
"""Bytes of a file."""
SECONDS, MEMORY = 30.0, 1_000_000_000
_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?[ \t,;]*(?:\r\n|\r|\n)', re.IGNORECASE)
"""A first line that tells Excel what stands between the cells; it is no row."""
_NUMBER = re.compile(r"\(?[-+]?\d[\d.,\s]*%?\)?")
_WORD = re.compile(r"[^\W\d_]+")


def grid(data: bytes, sheet: str = "", wanted: str = "") -> Grid:
    """A table of a file. Errors: Refused; ``old``, ``torn``, ``encoding``, ``slow``, ``large`` beside those of
    :mod:`congvan.sheets.excel`.
    """
    try:
        return fence.run(partial(_grid, data, sheet, wanted), SECONDS, MEMORY, _reader(data))
    except fence.Fenced as error:
        raise Refused("slow" if error.why == "time" else "large") from error
    except RecursionError as error:
        raise Refused("large") from error


LISTED = 2_000_000
"""So many cells a list may have: fifty thousand people with forty columns."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet that is a list: the headings, and each row under them that says something, with its number in the file;
    the numbers of rows that Excel hides.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    hidden: tuple[int, ...] = ()


def listed(data: bytes, sheet: str = "") -> Listed:
    """A sheet of an XLSX, or a CSV, as a list, its cells as they are shown. Errors: Refused."""
    try:
        return fence.run(partial(_listed, data, sheet), SECONDS, MEMORY, _reader(data))
    except fence.Fenced as error:
        raise Refused("slow" if error.why == "time" else "large") from error
    except RecursionError as error:
        raise Refused("large") from error


def _reader(data: bytes) -> tuple[str, ...]:
    """The library that reads such a file: a CSV needs none."""
    return ("openpyxl",) if _zipped(data) else ()


def _zipped(data: bytes) -> bool:
    return data.startswith(b"PK")


def _listed(data: bytes, sheet: str) -> Listed:
    hidden: frozenset[int] = frozenset()
    if _zipped(data):
        from congvan.sheets import excel

        cells, hidden = excel.whole(data, sheet, LISTED)
    else:
        cells = _csv_cells(data, "")[0]
    texts: dict[int, dict[int, str]] = {}
    for (row, column), shown in cells.items():
        if text := " ".join(_clean_cell(shown).text.split()):
            texts.setdefault(row, {})[column] = text
    if not texts:
        raise Refused("empty")
    first, *rest = sorted(texts)
    columns = range(1, max(max(found) for found in texts.values()) + 1)
    heads = tuple(texts[first].get(column, "") for column in columns)
    rows = tuple((row, tuple(texts[row].get(column, "") for column in columns)) for row in rest)
    return Listed(heads, rows, tuple(row for row in rest if row in hidden))


def _grid(data: bytes, sheet: str, wanted: str) -> Grid:
    if _zipped(data):
        from congvan.sheets import excel

        return _clean(excel.read(data, sheet, wanted))
    return _clean(_csv(data, wanted))


def _csv(data: bytes, wanted: str) -> Grid:
    """A CSV has one sheet, whatever it is called."""
    cells, within = _csv_cells(data, wanted)
    found = made(cells, (), within, set(), {}, 1.0)
    return Grid(found.rows, ())


def _csv_cells(data: bytes, wanted: str) -> tuple[dict[tuple[int, int], Shown], Area]:
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"%PDF", b"GIF8", b"\x1f\x8b", b"{\\rtf")):
        raise Refused("binary")
    skipped = 0
    try:
        text = _text(data)
        told = _SEPARATOR.match(text)
        text, skipped = (text[told.end() :], 1) if told else (text, 0)
        within = area(wanted) if wanted else Area(1, 1, LAST_ROW, LAST_COLUMN)
        if within is None:
            raise Refused("range", range=wanted)
        rows = plain.cells(text, told[1] if told else plain.mark_of(text, _even))
    except plain.Torn as error:
        raise Refused("torn", line=error.line + skipped) from error
    cells = {
        (r, c): Shown((Piece(value.strip()),), _side(value), name=plain.cell_name(c, r))
        for r, (_, row) in enumerate(rows, 1)
        for c, value in enumerate(map(str, row), 1)
        if value.strip()
    }
    return cells, within


def _even(rows: plain.Table) -> int:
    """How many cells each row has, where all have as many and more than one."""
    counts = {len(row) for _, row in rows if row}
    count = counts.pop() if len(counts) == 1 else 0
    return count if count > 1 else 0


def _side(text: str) -> Align:
    return "right" if _NUMBER.fullmatch(text.strip()) and not text.strip().startswith("0") else "left"


def _text(data: bytes) -> str:
    """UTF-8, UTF-16 with a mark, or what Excel of a Vietnamese Windows writes without being asked (Windows-1258).
    Errors: Refused.
    """
    try:
        return plain.decoded(data)
    except plain.Unreadable as error:
        if plain.old_excel(data) is not None:
            raise Refused("locked" if plain.LOCKED in data else "old") from error
        if b"\x00" in data:
            raise Refused("binary") from error
        found = _of_windows(data)
        if found is not None:
            return found
        old = next((told for _, told in legacy.lines(data.decode("cp1252", "replace"))), None)
        if old is not None:
            raise Refused("encoding", encoding=old.encoding, right=old.right[:60]) from error
        raise Refused("binary") from error


def _of_windows(data: bytes) -> str | None:
    """A text in Windows-1258; None where most words with marks are no Vietnamese in it."""
    try:
        text = nfc(data.decode("cp1258"))
    except UnicodeDecodeError:
        return None
    marked = [word for word in _WORD.findall(text[:100_000]) if not word.isascii()]
    good = marked and 2 * sum(map(is_syllable, marked)) > len(marked)
    return text if good else None


def _clean(found: Grid) -> Grid:
    """Texts in NFC and without characters that take no room. Errors: Refused ``tcvn`` a text in an old encoding,
    ``hidden`` a character that nobody sees and that changes what is seen.
    """

    return Grid(tuple(tuple(map(_clean_cell, row)) for row in found.rows), found.widths)


def _clean_cell(shown: Shown) -> Shown:
    text = shown.text
    if not text or text.isascii():
        return shown
    old = next((told for _, told in legacy.lines(text)), None)
    if old is not None:
        raise Refused("tcvn", cell=shown.name, encoding=old.encoding, right=old.right[:60])
    pieces = tuple(replace(p, text=_seen(nfc(p.text), shown.name)) for p in shown.pieces)
    return replace(shown, pieces=tuple(piece for piece in pieces if piece.text))


_DROPPED = ("JOINER", "HYPHEN", "VARIATION", "CONTROL")


def _seen(text: str, name: str) -> str:
    out = ""
    for char in text.replace("\u00a0", " "):
        kind = None if char == "\n" else kind_of(char)
        if kind is None or kind.fate != "refused":
            out += char
        elif kind.key == "LINE":
            out += "\n"
        elif kind.key not in _DROPPED:
            raise Refused("hidden", cell=name, code=code_of(char))
    return out
