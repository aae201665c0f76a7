"""The rows of a long book → pages that WeasyPrint need not lay out: it sets a mould, and each page is put into it.

The mould is the same book with one row of one letter, and every letter of the true rows on a last page that is taken
away again. So fonts, cover, heads of the columns, rules and lengths are WeasyPrint's; what a row costs is a fiftieth.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from congvan.render.book_letters import Letters, Line, collapsed, plain
from congvan.render.fonts import Fonts

SAMPLE = "x"
LETTERS = "letters"
"""The class of the mould's last page."""
DIGITS = "0123456789"
LIGATURES = ("fi", "fl", "ff")
"""Letters that some of the three families draw as one sign."""
_MARKED = re.compile(rb"/Span\n<</MCID (\d+)>>\nBDC\n(.*?)\nEMC", re.DOTALL)
_SHOWN = re.compile(rb"1 0 0 -1 (\S+) (\S+) Tm\n/(\S+) (\S+) Tf\n")
_RULE = re.compile(rb"(\S+) w\n(\S+) (\S+) m\n(\S+) (\S+) l\nS")
_BLACK = re.compile(rb"/\S+ gs\n0 0 0 rg")


class _Raw:
    """An object of a PDF that is bytes already: what pydyf asks of an object, in a third of the memory."""

    __slots__ = ("data", "number", "offset")
    compressible = True
    generation = 0
    free = "n"

    def __init__(self, data: bytes, number: int = 0) -> None:
        self.data = data
        self.number = number
        self.offset = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column's text: from where, how wide, and whether in the middle (px)."""

    left: float
    width: float
    centred: bool


@dataclass(frozen=True, slots=True)
class Mould:
    """What WeasyPrint has set: lengths in px from the upper left corner, pieces of its content as they are."""

    columns: tuple[Column, ...]
    letters: Letters
    folio: Letters
    font: str
    size: str
    folio_size: str
    rule: str
    across: tuple[float, float]
    """Where horizontal rules begin and end."""
    verticals: tuple[float, ...]
    tops: tuple[float, float]
    """The rules over the heads, over the numbers of the columns."""
    first: float
    """The rule over the first row."""
    row: float
    """The height of a row of one line, from rule to rule."""
    line: float
    base: float
    """From a row's rule to the baseline of its first line."""
    bottom: float
    """Where rows end at the latest."""
    folio_at: tuple[float, float]
    """The middle of a page's number, and its baseline."""
    black: bytes
    heads: bytes
    """The content of the heads."""
    marks: tuple[tuple[int, ...], ...]
    """How many lines each head has: those of the first row, then those of the second."""
    height: float


def boxes(box: Any) -> Iterator[Any]:
    """A box of WeasyPrint and all in it."""
    yield box
    for child in getattr(box, "children", ()):
        yield from boxes(child)


def _of(box: Any, *tags: str) -> list[Any]:
    return [found for found in boxes(box) if getattr(found, "element_tag", None) in tags and "Cell" in str(type(found))]


def _texts(box: Any) -> list[Any]:
    return [found for found in boxes(box) if type(found).__name__ == "TextBox"]


def mould(page: Any, content: bytes, centred: Sequence[bool]) -> Mould:
    """What the page with the sample row says; ``page`` is WeasyPrint's, ``content`` what it drew."""
    heads, cells = _of(page, "th"), _of(page, "td")
    marks = [len(_texts(head)) for head in heads]
    half, marked = len(heads) // 2, list(_MARKED.finditer(content))
    lead = sum(marks)
    sample = [_placed(found[2]) for found in marked[lead : lead + len(cells)]]
    font, size = sample[0].font, sample[0].size
    folio = _placed(marked[-1][2])
    body, number = _texts(cells[0])[0].style, _texts(_margin(page))[0].style
    rules = [tuple(map(float, rule.groups()[1:])) for rule in _RULE.finditer(content)]
    flat = sorted({y for _, y, _, other in rules if y == other})
    letters = Letters(body, float(size))
    first = flat[-2]
    return Mould(
        tuple(Column(cell.content_box_x(), cell.width, middle) for cell, middle in zip(cells, centred, strict=True)),
        letters, Letters(number, float(folio.size)), font, size, folio.size,
        next(_RULE.finditer(content))[1].decode(),
        (min(x for x, *_ in rules), max(x for _, _, x, _ in rules)),
        tuple(sorted({x for x, _, other, _ in rules if x == other})),
        (flat[0], flat[1]), first, flat[-1] - first,
        next(box.height for box in boxes(cells[0]) if "LineBox" in str(type(box))),
        sample[0].y - first, page.content_box_y() + page.height,
        (page.margin_width() / 2, folio.y), found[0] if (found := _BLACK.search(content)) else b"",
        content[marked[0].start() : marked[lead - 1].end()], (tuple(marks[:half]), tuple(marks[half:])),
        page.margin_height(),
    )  # fmt: skip


def _margin(page: Any) -> Any:
    return next(box for box in page.children if "MarginBox" in str(type(box)) and _texts(box))


class _Placed(NamedTuple):
    y: float
    font: str
    size: str


def _placed(content: bytes) -> _Placed:
    found = _SHOWN.search(content)
    assert found is not None
    return _Placed(float(found[2]), found[3].decode(), found[4].decode())


Row = list[Sequence[Line]]
"""The lines of each cell."""


def paged(rows: Iterable[Sequence[str]], into: Mould) -> Iterator[list[tuple[float, Row]]]:
    """Pages of rows, each with the place of its upper rule."""
    page: list[tuple[float, Row]] = []
    y = into.first
    for texts in rows:
        row: Row = [into.letters.lines(collapsed(t), c.width) for t, c in zip(texts, into.columns, strict=True)]
        while row:
            height = into.row + (max(map(len, row)) - 1) * into.line
            rest: Row = []
            if y + height > into.bottom and page:
                yield page
                page, y = [], into.first
            if y + height > into.bottom:  # higher than a page
                holds = max(1, int((into.bottom - y - into.row) / into.line) + 1)
                row, rest = [cell[:holds] for cell in row], [cell[holds:] for cell in row]
                height = into.row + (max(map(len, row)) - 1) * into.line
            page.append((y, row))
            y += height
            row = rest if any(rest) else []
    if page:
        yield page


def drawn(page: Sequence[tuple[float, Row]], number: int, into: Mould) -> tuple[bytes, list[list[list[int]]]]:
    """The content of a page, and the marks of each row's cells in it."""
    last = page[-1]
    end = last[0] + into.row + (max(map(len, last[1])) - 1) * into.line
    flat = [*into.tops, *(y for y, _ in page), end]
    half = float(into.rule) / 2
    out = [
        f"1 0 0 -1 0 {into.height * 0.75:.6f} cm\nq\n0.75 0 0 0.75 0 0 cm\n/Artifact\nBMC\nq\n0 0 0 RG\n{into.rule} w",
        *(f"{_n(into.across[0])} {_n(y)} m\n{_n(into.across[1])} {_n(y)} l" for y in flat),
        *(f"{_n(x)} {_n(flat[0] - half)} m\n{_n(x)} {_n(end + half)} l" for x in into.verticals),
        f"S\nQ\nEMC\n{into.black.decode()}",
        into.heads.decode("latin-1"),
    ]
    mark = sum(map(sum, into.marks))
    marks: list[list[list[int]]] = []
    for top, row in page:
        of: list[list[int]] = []
        for column, lines in zip(into.columns, row, strict=True):
            of.append(list(range(mark, mark + len(lines))))
            for place, line in enumerate(lines):
                x = column.left + ((column.width - line.width) / 2 if column.centred else 0)
                y = top + into.base + place * into.line
                out.append(
                    f"/Span\n<</MCID {mark}>>\nBDC\nBT\n1 0 0 -1 {_n(x)} {_n(y)} Tm\n/{into.font} {into.size} Tf\n"
                    f"[{line.shown}] TJ\nET\nEMC"
                )
                mark += 1
        marks.append(of)
    folio = into.folio.line(str(number))
    x = into.folio_at[0] - folio.width / 2
    out.append(
        f"/Artifact\nBMC\nBT\n1 0 0 -1 {_n(x)} {_n(into.folio_at[1])} Tm\n/{into.font} {into.folio_size} Tf\n"
        f"[{folio.shown}] TJ\nET\nEMC\nQ"
    )
    return "\n".join(out).encode("latin-1"), marks


def _n(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def letters_of(rows: Sequence[Sequence[str]], fonts: Fonts) -> str | None:
    """Every letter of these rows and of the pages' numbers, for the mould's last page; None where one of them is not to
    be set letter by letter, or a cell is HTML already (as the numbers in the post book): WeasyPrint has to lay out each
    row.
    """
    if any(hasattr(text, "__html__") for row in rows for text in row):
        return None
    letters = {*DIGITS, *(char for row in rows for text in row for char in collapsed(text))} - {" "}
    whole = "".join(sorted(letters))
    if not plain(whole) or fonts.missing(whole):
        return None
    return " ".join([*whole, *(LIGATURES if "f" in letters else ())])


def put(document: Any, pdf: Any, rows: Sequence[Sequence[str]], centred: Sequence[bool]) -> None:
    """The mould's second page and the page of letters go, the true pages come: WeasyPrint's finisher."""
    import pydyf

    kids = pdf.pages["Kids"]
    numbers = kids[::3]
    model = pdf.objects[numbers[1]]
    stream = pdf.objects[int(model["Contents"].split()[0])]
    content = b"\n".join(pydyf._to_bytes(item) for item in stream.stream)
    into = mould(document.pages[1]._page_box, content, centred)
    root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
    tree = pdf.objects[int(root["K"][0].split()[0])]
    nums = pdf.objects[int(root["ParentTree"].split()[0])]["Nums"]
    _forget(pdf, numbers[1:], tree, nums)
    del kids[3:], nums[2:]
    pdf.pages["Count"] = 1

    def add(data: bytes) -> bytes:
        pdf.add_object(_Raw(data))
        return b"%d 0 R" % (len(pdf.objects) - 1)

    for number, page in enumerate(paged(rows, into), 2):
        content, marks = drawn(page, number, into)
        held = zlib.compress(content, 6)
        body = pydyf.Stream([held], {"Filter": "/FlateDecode"})
        pdf.add_object(body)
        leaf = pydyf.Dictionary({**model, "Contents": body.reference, "StructParents": number - 1})
        pdf.add_page(leaf)
        tree["K"].append(_tagged(add, pdf, leaf.reference, tree.reference, number - 1, into, marks, nums))


def _forget(pdf: Any, pages: Sequence[int], tree: Any, nums: Any) -> None:
    """The mould's pages but the cover, with their tags: nothing points at them any more."""
    gone = set(pages)
    for number in pages:
        gone.add(int(pdf.objects[number]["Contents"].split()[0]))
    kept = []
    for reference in tree["K"]:
        element = pdf.objects[int(reference.split()[0])]
        if int(element["Pg"].split()[0]) in gone:
            gone |= _below(pdf, element)
        else:
            kept.append(reference)
    gone |= {int(ref.split()[0]) for array in nums[3::2] for ref in array}
    tree["K"][:] = kept
    for number in gone:
        pdf.objects[number] = _Raw(b"null", number)


def _below(pdf: Any, element: Any) -> set[int]:
    found = {element.number}
    for kid in element["K"]:
        if isinstance(kid, bytes):
            found |= _below(pdf, pdf.objects[int(kid.split()[0])])
    return found


def _tagged(
    add: Any, pdf: Any, page: bytes, parent: bytes, index: int, into: Mould, marks: list[list[list[int]]], nums: Any
) -> bytes:
    """A table of one page: its heads, its rows; every mark of the page knows its cell. The table's reference."""
    import pydyf

    owners: dict[int, bytes] = {}
    at = len(pdf.objects)
    rows = [[list(m) for m in _split(into.marks[0], 0)], [list(m) for m in _split(into.marks[1], sum(into.marks[0]))]]
    size = len(into.columns)
    table, head, body = (b"%d 0 R" % (at + n) for n in range(3))
    groups = [(head, row, True) for row in rows] + [(body, row, False) for row in marks]
    step = size + 1
    lines = [b"%d 0 R" % (at + 3 + n * step) for n in range(len(groups))]
    common = b"/Type/StructElem/Pg " + page
    add(b"<<%b/S/Table/P %b/K[%b %b]>>" % (common, parent, head, body))
    add(b"<<%b/S/THead/P %b/K[%b]>>" % (common, table, b" ".join(lines[:2])))
    add(b"<<%b/S/TBody/P %b/K[%b]>>" % (common, table, b" ".join(lines[2:])))
    for n, (group, cells, heads) in enumerate(groups):
        base = at + 3 + n * step
        own = lines[n]
        add(b"<<%b/S/TR/P %b/K[%b]>>" % (common, group, b" ".join(b"%d 0 R" % (base + 1 + c) for c in range(size))))
        for c, of in enumerate(cells):
            if heads:
                said = b"/S/TH/ID(%d-%d-%d)/A<</O/Table/Scope/Column>>" % (index, n, c)
            else:
                said = b"/S/TD/A<</O/Table/Headers[(%d-0-%d)(%d-1-%d)]>>" % (index, c, index, c)
            cell = add(b"<<%b%b/P %b/K[%b]>>" % (common, said, own, b" ".join(b"%d" % m for m in of)))
            owners.update(dict.fromkeys(of, cell))
    nums += [index, pydyf.Array([owners[mark] for mark in sorted(owners)])]
    return table


def _split(counts: Sequence[int], start: int) -> Iterator[range]:
    for count in counts:
        yield range(start, start + count)
        start += count
