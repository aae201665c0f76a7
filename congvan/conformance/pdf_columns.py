"""Which lines of a page stand side by side: the head's two columns, Nơi nhận beside the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator

from congvan.conformance.measured import Column
from congvan.conformance.pdf_lines import Line
from congvan.text.letters import fold

_DATE = re.compile(r"ngay\s*\S*\s*thang\s*\S*\s*nam")
_ORIGIN = re.compile(r"\(\s*(ban hanh|phe duyet|kem theo)")
_COPY = re.compile(r"(ban )?(sao y( ban chinh)?|sao luc|trich sao)")
_BODY = ("kinh gui", "can cu", "theo de nghi", "dieu 1")


def assign(lines: dict[int, list[Line]], widths: dict[int, float]) -> None:
    """Set ``column`` of each line that is no table's; ``widths`` are the pages' own, in pt."""
    foot = False
    for number, found in lines.items():
        plain = [line for line in found if line.column is not Column.TABLE]
        rows: dict[int, list[Line]] = {}
        for line in plain:
            rows.setdefault(line.row, []).append(line)
        foot = _page(list(rows.values()), widths[number], foot)
        _blocks(plain)


def _page(rows: list[list[Line]], width: float, foot: bool) -> bool:
    """One page; ``foot`` says whether the signature block of the page before goes on here. Returned: likewise."""
    head_end, split = _head(rows, width)
    middle = width * 0.52
    for n, row in enumerate(rows):
        texts = [fold(line.text.strip()) for line in row]
        if foot and _ends_foot(row, texts, width):
            foot = False
        if any(t.startswith("noi nhan") for t in texts) or (not foot and n > head_end and _signature(row, width)):
            foot = True
        if n <= head_end:
            _part(row, split, width)
        elif foot:
            middle = _beside_heading(row) or middle
            _part(row, middle, width)
    return foot


def _beside_heading(row: list[Line]) -> float | None:
    """Where the columns of a copy's block part: before its heading, however far the agency's name reaches beside it."""
    at = next((n for n, x in enumerate(row) if n and _COPY.fullmatch(fold(x.text.strip(" .")))), None)
    return None if at is None else (row[at - 1].right + row[at].left) / 2


def _blocks(lines: list[Line]) -> None:
    """A copy's heading, or Quốc hiệu, begins a block with all that is level with it or below."""
    starts = [x.base for x in lines if _is_state(x) or _COPY.fullmatch(fold(x.text.strip(" .")))]
    for line in lines:
        line.block = sum(1 for base in starts if line.base > base - 11.0)


def _head(rows: list[list[Line]], width: float) -> tuple[int, float]:
    """(last row of the head, where its columns part); (-1, 0) where the page has no head."""
    motto = [n for n, row in enumerate(rows[:14]) if any(_is_motto(x) or _is_state(x) for x in row)]
    right = [x for n in motto for x in rows[n] if _is_motto(x) or _is_state(x)]
    if not right or _in_the_middle(rows[motto[0]], width):
        return -1, 0.0
    split = min(x.left for x in right) - 1.0
    last = motto[-1]
    dated = numbered = False
    for n in range(last + 1, min(len(rows), last + 9)):
        if any(_ORIGIN.match(fold(x.text)) for x in rows[n]):
            break  # the date in "(Kèm theo Quyết định số … ngày …)" is not the head's
        dated = dated or any(_DATE.search(fold(x.text)) for x in rows[n])
        numbered = numbered or any(re.match(r"(?i)số\s*[:\d/.…]", x.text.strip()) for x in rows[n])
        last = n if dated or numbered else last
        if dated and numbered:
            break
        if any(_is_body(x, width) for x in rows[n]):
            break
    beside = [x for row in rows[: last + 1] for x in row if x.right < split + 2]
    centre = sum(x.centre for x in beside) / len(beside) if beside else split / 2
    for n in range(last + 1, len(rows)):
        row = rows[n]
        if len(row) == 1 and row[0].right < max(split, width * 0.5) + 12 and abs(row[0].centre - centre) < 9.0:
            if fold(row[0].text.strip()).startswith(_BODY):
                break
            last = n
        elif all(x.frame for x in row):
            last = n
        else:
            break
    return last, split


def _in_the_middle(row: list[Line], width: float) -> bool:
    """A Quốc hiệu alone in its row, about the middle of the page: a head without columns, as contracts have it."""
    return len(row) == 1 and abs(row[0].centre - width / 2) < 0.08 * width


def _is_state(line: Line) -> bool:
    return "cong hoa xa hoi" in fold(line.text) and line.text.isupper()


def _is_motto(line: Line) -> bool:
    return "tu do" in fold(line.text) and "hanh phuc" in fold(line.text) and len(line.text) < 60


def _is_body(line: Line, width: float) -> bool:
    return fold(line.text.strip()).startswith(_BODY) or line.right - line.left > 0.6 * width


def _signature(row: list[Line], width: float) -> bool:
    """Whether a row is the first of a signature block: capitals in bold in the right half, nothing before
    it but another.
    """
    last = row[-1]
    bold = sum(g.look.bold for g in last.glyphs) > 0.9 * len(last.glyphs)
    capital = last.text.upper() == last.text and any(c.isalpha() for c in last.text)
    return bold and capital and last.left > width * 0.42 and last.centre > width * 0.55


def _ends_foot(row: list[Line], texts: list[str], width: float) -> bool:
    """A block ends where an annex begins, a copy's heading, or text across the page."""
    wide = any(x.right - x.left > 0.55 * width for x in row)
    return wide or any(re.match(r"phu luc( [ivxlc\d]+)?$", t) for t in texts)


def _part(row: list[Line], split: float, width: float) -> None:
    for line in row:
        if line.right <= split + 3 and line.centre < width * 0.52:
            line.column = Column.LEFT
        elif line.left >= split - 3 or line.centre > width * 0.58:
            line.column = Column.RIGHT


def reading_order(lines: dict[int, list[Line]]) -> Iterator[Line]:
    """Lines from the top; where columns stand side by side, the left one whole before the right one."""
    for number in sorted(lines):
        held: list[Line] = []
        for line in sorted(lines[number], key=lambda x: (x.base - x.base % 0.01, x.left)):
            if line.column in (Column.LEFT, Column.RIGHT):
                if held and held[-1].block != line.block:
                    yield from _columns(held)
                    held = []
                held.append(line)
                continue
            yield from _columns(held)
            held = []
            yield line
        yield from _columns(held)


def _columns(held: list[Line]) -> Iterator[Line]:
    for column in (Column.LEFT, Column.RIGHT):
        yield from (line for line in held if line.column is column)
