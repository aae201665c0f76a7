"""An XLSX → the Grid of a part of one of its sheets, as Excel shows it; nothing of it is computed, run or fetched.

Values, formats and fonts are openpyxl's; what its reader of large files passes over (merged cells, hidden rows and
columns, formulas without a value) is read beside it from the sheet's own XML.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING, Any
from xml.etree import ElementTree

from congvan.sheets.formats import shown
from congvan.sheets.grid import LAST_COLUMN, LAST_ROW, MOST_COLUMNS, MOST_ROWS, Align, Area, Grid, Piece, Refused, Shown
from congvan.sheets.grid import area as area_of
from congvan.sheets.grid import made as grid_of
from congvan.sheets.plain import cell_name

if TYPE_CHECKING:
    from openpyxl import Workbook

UNPACKED_MOST = 200_000_000
"""Bytes of all parts: a sheet of a million cells is a quarter of it."""
PARTS_MOST = 3000
SCANNED = 200_000
"""So many cells of a sheet are looked at."""
USUAL_WIDTH = 8.43
_ALIGN: dict[str, Align] = {
    "left": "left", "justify": "left", "fill": "left", "center": "center", "centerContinuous": "center",
    "distributed": "center", "right": "right",
}  # fmt: skip
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_RAISED = str.maketrans("123", "¹²³")


def read(data: bytes, sheet: str, wanted: str) -> Grid:
    """The part ``wanted`` (``A1:F20``, a name of the book's, ``""``: all that says something) of a sheet (``""``: the
    first that is seen). Errors: Refused.
    """
    with _opened(data) as parts:
        book = _book(data)
        title, wanted = _named(book, sheet, wanted)
        within = area_of(wanted) if wanted else Area(1, 1, LAST_ROW, LAST_COLUMN)
        if within is None:
            raise Refused("range", range=wanted)
        part = _part(parts, title)
        with parts.open(part) as handle:
            look = _Look.of(handle, within)
    _judge(look)
    within = replace(within, bottom=min(within.bottom, look.reach)) if within.bottom < LAST_ROW else within
    return grid_of(_cells(book, title, look), look.merged, within, look.hidden, look.widths, look.usual)


def whole(data: bytes, sheet: str, most: int) -> tuple[dict[tuple[int, int], Shown], frozenset[int]]:
    """Every cell of a sheet that says something, by row and column from 1, as it is shown; and which rows are hidden.
    ``most``: so many cells are looked at. Errors: Refused.
    """
    with _opened(data) as parts:
        book = _book(data)
        title, _ = _named(book, sheet, "")
        with parts.open(_part(parts, title)) as handle:
            look = _Look.of(handle, Area(1, 1, LAST_ROW, LAST_COLUMN), most)
    if look.uncomputed:
        raise Refused("formula", cell=look.uncomputed[0], count=len(look.uncomputed))
    if not look.bottom:
        raise Refused("empty")
    return _cells(book, title, look), frozenset(look.hidden)


def _opened(data: bytes) -> zipfile.ZipFile:
    """The package. Errors: Refused ``xlsx``, ``swells``, ``macros``, ``linked``."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data))
        names = parts.infolist()
        if len(names) > PARTS_MOST or sum(part.file_size for part in names) > UNPACKED_MOST:
            raise Refused("swells")
        lower = [part.filename.lower() for part in names]
        if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in lower):
            raise Refused("macros")
        if any(name.startswith("xl/externallinks/") for name in lower):
            raise Refused("linked")
        if not any(name.startswith("xl/workbook") for name in lower):
            raise Refused("xlsx")
        for part in names:
            if part.filename.lower().endswith((".xml", ".rels")):
                with parts.open(part) as handle:
                    if b"<!DOCTYPE" in handle.read(4096):
                        raise Refused("xlsx")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Refused("xlsx") from error
    return parts


def _book(data: bytes) -> Workbook:
    import openpyxl

    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, rich_text=True)
    except MemoryError:
        raise
    except Exception as error:
        raise Refused("xlsx") from error


def _named(book: Workbook, sheet: str, wanted: str) -> tuple[str, str]:
    """The title of the sheet and the range that are meant. Errors: Refused ``sheet``."""
    titles = [page.title for page in book.worksheets]
    seen = [page.title for page in book.worksheets if page.sheet_state == "visible"]
    if wanted in book.defined_names and area_of(wanted) is None:
        for title, place in book.defined_names[wanted].destinations:
            return title.replace("''", "'"), place
    before, _, after = wanted.rpartition("!")
    if before:
        sheet, wanted = sheet or before.strip("'").replace("''", "'"), after
    if not sheet:
        if not titles:
            raise Refused("xlsx")
        return (seen or titles)[0], wanted
    folded = {" ".join(title.casefold().split()): title for title in titles}
    found = folded.get(" ".join(sheet.casefold().split()))
    if found is None:
        raise Refused("sheet", sheet=sheet, known=tuple(titles[:20]))
    return found, wanted


def _part(parts: zipfile.ZipFile, title: str) -> str:
    """The name of a sheet's part in the package."""
    try:
        main = next(name for name in parts.namelist() if re.fullmatch(r"xl/workbook\d*\.xml", name, re.IGNORECASE))
        folder, name = posixpath.split(main)
        root = ElementTree.fromstring(parts.read(main))
        links = ElementTree.fromstring(parts.read(f"{folder}/_rels/{name}.rels"))
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        for sheet in root.iter():
            if _tag(sheet) == "sheet" and sheet.get("name") == title:
                key = next(value for name, value in sheet.attrib.items() if name.endswith("}id"))
                target = targets[key]
                path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
                parts.getinfo(path)
                return path
    except (KeyError, StopIteration, ElementTree.ParseError, RuntimeError) as error:
        raise Refused("xlsx") from error
    raise Refused("xlsx")


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


@dataclass(slots=True)
class _Look:
    """What the XML of a sheet says beside its values."""

    within: Area
    widths: dict[int, float] = field(default_factory=dict)
    usual: float = USUAL_WIDTH
    hidden: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    uncomputed: list[str] = field(default_factory=list)
    hide_all: bool = False
    at: int = 0
    count: int = 0
    most: int = SCANNED
    bottom: int = 0  # the last row with a value in the range
    right: int = 0
    reach: int = 0  # the last row of which the file says anything, if only how it looks

    @classmethod
    def of(cls, handle: IO[bytes], within: Area, most: int = SCANNED) -> _Look:
        """Errors: Refused ``xlsx``, ``cells`` a sheet too large to be looked through."""
        look = cls(within, most=most)
        try:
            for event, element in ElementTree.iterparse(handle, events=("start", "end")):
                tag = _tag(element)
                if event == "start":
                    if tag == "row":
                        look.row(element)
                elif tag == "row":
                    element.clear()
                elif (told := _TOLD.get(tag)) is not None:
                    told(look, element)
        except (ElementTree.ParseError, ValueError, zipfile.BadZipFile, EOFError, OSError) as error:
            raise Refused("xlsx") from error
        return look

    def usually(self, element: ElementTree.Element) -> None:
        """``<sheetFormatPr>``: what counts for columns and rows that say nothing of themselves."""
        self.usual = float(element.get("defaultColWidth") or USUAL_WIDTH)
        self.hide_all = _yes(element.get("zeroHeight"))

    def row(self, element: ElementTree.Element) -> None:
        """``<row>``: whether it is hidden."""
        self.at = int(element.get("r") or self.at + 1)
        if _yes(element.get("hidden")) or (self.hide_all and not element.get("ht")):
            self.hidden.add(self.at)

    def joined(self, element: ElementTree.Element) -> None:
        """``<mergeCell>``."""
        if (place := area_of(element.get("ref", ""))) is not None:
            self.merged.append(place)

    def column(self, element: ElementTree.Element) -> None:
        """``<col>``: the width of some columns; 0 where they are hidden."""
        first, last = int(element.get("min", "1")), min(int(element.get("max", "1")), self.within.right, LAST_COLUMN)
        width = 0.0 if _yes(element.get("hidden")) else float(element.get("width") or self.usual)
        for column in range(first, min(last, first + LAST_COLUMN) + 1):
            self.widths[column] = width

    def cell(self, element: ElementTree.Element) -> None:
        """``<c>``: a formula that was never computed, and how far the sheet reaches. Errors: Refused ``cells``."""
        self.count += 1
        if self.count > self.most:
            raise Refused("cells", most=self.most)
        place = area_of(element.get("r", ""))
        if place is None or not self.within.holds(place.top, place.left):
            return
        self.reach = max(self.reach, place.top)
        formula = value = None
        for child in element:
            tag = _tag(child)
            formula = child if tag == "f" else formula
            value = child if tag in ("v", "is") else value
        empty_text = element.get("t") == "str" and value is not None
        if formula is not None and (value is None or not (value.text or empty_text)):
            self.uncomputed.append(cell_name(place.left, place.top))
        if value is not None or formula is not None:
            self.bottom, self.right = max(self.bottom, place.top), max(self.right, place.left)


_TOLD: dict[str, Callable[[_Look, ElementTree.Element], None]] = {
    "sheetFormatPr": _Look.usually, "col": _Look.column, "mergeCell": _Look.joined, "c": _Look.cell,
}  # fmt: skip


def _yes(value: str | None) -> bool:
    return value in ("1", "true")


def _judge(look: _Look) -> None:
    """Errors: Refused ``formula``, ``rows``, ``columns``, ``empty``."""
    if look.uncomputed:
        raise Refused("formula", cell=look.uncomputed[0], count=len(look.uncomputed))
    if not look.bottom:
        raise Refused("empty")
    top, left = look.within.top, look.within.left
    shown = sum(r not in look.hidden for r in range(top, look.bottom + 1))
    if shown > MOST_ROWS * 2:  # what is blank at the top is not known yet
        raise Refused("rows", rows=shown, most=MOST_ROWS)
    if look.right - left + 1 > MOST_COLUMNS * 4:
        raise Refused("columns", columns=look.right - left + 1, most=MOST_COLUMNS)


def _cells(book: Workbook, title: str, look: _Look) -> dict[tuple[int, int], Shown]:
    """What every cell of the range shows. The first cell of a merged range counts even where it lies outside."""
    page, within = book[title], look.within
    firsts = [(place.top, place.left) for place in look.merged if place.cut(within)]
    top = min([within.top, *(row for row, _ in firsts)])
    left = min([within.left, *(column for _, column in firsts)])
    found: dict[tuple[int, int], Shown] = {}
    page.reset_dimensions()
    try:
        for row in page.iter_rows(min_row=top, max_row=look.bottom, min_col=left, max_col=look.right):
            for cell in row:
                if cell.value is not None:
                    found[cell.row, cell.column] = _shown(cell)
    except MemoryError:
        raise
    except Exception as error:
        raise Refused("xlsx") from error
    return found


def _shown(cell: Any) -> Shown:
    """A cell of openpyxl's as it is seen."""
    value, font = cell.value, cell.font
    bold, italic = bool(font and font.b), bool(font and font.i)
    name = cell_name(cell.column, cell.row)
    side = _ALIGN.get((cell.alignment and cell.alignment.horizontal) or "")
    if not isinstance(value, str) and hasattr(value, "__iter__"):
        pieces = tuple(_piece(part, bold, italic) for part in value)
        return Shown(_trimmed(pieces), side or "left", name=name)
    kind = cell.data_type
    text = value if kind == "e" else shown(value, cell.number_format or "General")
    usual: Align = "center" if kind in ("b", "e") else "left" if isinstance(value, str) else "right"
    return Shown(_trimmed((Piece(_plain(text), bold, italic),)), side or usual, name=name)


def _piece(part: Any, bold: bool, italic: bool) -> Piece:
    """A stretch of a text of several looks: openpyxl's own class, or a plain text with the look of its cell."""
    if isinstance(part, str):
        return Piece(_plain(part), bold, italic)
    font = part.font
    text = _plain(part.text)
    if font is not None and font.vertAlign == "superscript" and not text.strip("123"):
        text = text.translate(_RAISED)
    return Piece(text, bool(font and font.b), bool(font and font.i))


def _plain(text: str) -> str:
    """A text with the characters that Excel had to write by number; its line ends are ``\\n``."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _trimmed(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return tuple(piece for piece in pieces if piece.text)
