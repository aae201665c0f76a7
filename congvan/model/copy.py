"""A copy of a document (Điều 25): what its block says, what is known of the file that is copied."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Block:
    """The block of a copy on paper (Mẫu 3.1), as printed strings; capitals are raised already."""

    heading: str  # SAO Y, in the place of Quốc hiệu
    agency: str
    number: str  # "05"
    symbol: str  # "SY-SKHCN"
    place: str
    day: date
    authority: tuple[str, ...]
    names: tuple[str, ...]  # posts above the name, then the name
    recipients: tuple[str, ...]  # without dash and mark; the archive line last
    unbroken: frozenset[tuple[str, ...]] = frozenset()  # names of people and places: no line ends inside one


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a page: its resolution as placed, in dpi, and whether it has colours."""

    resolution: float
    coloured: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as it is seen: upright, its lower left corner at 0, 0; sizes in pt."""

    width: float
    height: float
    ink: tuple[float, float, float, float] | None  # left, bottom, right, top; None on a blank page
    scan: Picture | None = None  # the picture that is the page, where it is a scan


@dataclass(frozen=True, slots=True)
class Original:
    """The file to be copied, made ready: its chosen pages alone, upright, nothing on them that moves or asks."""

    pdf: bytes
    sheets: tuple[Sheet, ...]
    pages: int  # of the file
    version: str  # of PDF, as the file says
    archival: str | None  # "3b" where the copy may still call itself PDF/A-3b
    dropped: tuple[str, ...] = field(default_factory=tuple)  # what the file had beside its pages
    headings: tuple[str, ...] = ()  # SAO Y and the like, where the file is a copy itself

    @property
    def scanned(self) -> bool:
        """Whether some page is a picture of paper."""
        return any(sheet.scan is not None for sheet in self.sheets)
