"""``register.yaml`` as frozen values: the title and the ten columns of sổ đăng ký văn bản đi (PL IV)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("register.yaml")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``share`` in parts of a hundred of the PDF's table, ``cells`` in characters of the XLSX."""

    heading: str
    share: int
    cells: int
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """The register as a book."""

    title: str
    columns: tuple[Column, ...]
    article: str

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands over the columns."""
        return tuple(column.heading for column in self.columns)


@cache
def book() -> Book:
    """The book as the decree has it."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return Book(raw["title"], tuple(Column(**column) for column in raw["columns"]), raw["article"])
