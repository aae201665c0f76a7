"""``register.yaml`` as frozen values: the title and the ten columns of sổ đăng ký văn bản đi (PL IV), and its print."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from congvan.yaml.data import read

FILE = Path(__file__).with_name("register.yaml")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``share`` in parts of a hundred of the PDF's table, ``cells`` in characters of the XLSX."""

    heading: str
    share: int
    cells: int
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Print:
    """The pages of the PDF: lengths in mm, sizes and rules in points, ``line`` in sizes."""

    paper: str
    margin_top_bottom: float
    margin_sides: float
    size: float
    line: float
    page_number_size: float
    rule: float
    cell_top_bottom: float
    cell_sides: float


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover of the PDF: lengths in mm, sizes in points."""

    top: float
    size: float
    between: float
    title_size: float
    title_above: float
    title_below: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """The XLSX: sizes in points, ``cover_width`` in characters, ``paper`` as Excel numbers it."""

    font: str
    size: int
    paper: int
    cover_width: int
    cover_row: int
    cover_step: int
    cover_size: int
    cover_title_size: int


@dataclass(frozen=True, slots=True)
class Book:
    """The register as a book."""

    title: str
    columns: tuple[Column, ...]
    article: str
    print: Print
    cover: Cover
    sheet: Sheet

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands over the columns."""
        return tuple(column.heading for column in self.columns)


@cache
def book() -> Book:
    """The book as the decree has it."""
    raw = read(FILE)
    columns = tuple(Column(**column) for column in raw["columns"])
    set_as = Print(**raw["print"]), Cover(**raw["cover"]), Sheet(**raw["sheet"])
    return Book(raw["title"], columns, raw["article"], *set_as)
