"""The document as it reads: typed blocks and parts. Both renderers print this and nothing else.

Labels (``1.``, ``a)``, ``-``) are data: neither Word nor CSS counts, so both outputs print what was typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Literal

from congvan.problems import Span

Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where something on the page was typed: the path of its field as messages name it (``body``, ``to[1]``), the line
    of its file from 1. It is told beside the text and never part of it.
    """

    path: str
    line: int
    file: str = ""

    @classmethod
    def at(cls, path: str, span: Span) -> Source:
        """The field ``path``, typed where ``span`` says."""
        return cls(path, span.line, span.file)


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. A line may break inside ``text`` at its spaces only; ``nowrap`` forbids those too."""

    text: str
    bold: bool = False
    italic: bool = False
    nowrap: bool = False

    def like(self, text: str) -> Run:
        """Another text of the same look; ``dataclasses.replace`` takes four times as long, and a key makes 2,000."""
        return self if text == self.text else Run(text, self.bold, self.italic, self.nowrap)

    def looks(self, other: Run) -> bool:
        """Whether both have one look."""
        return self.bold == other.bold and self.italic == other.italic and self.nowrap == other.nowrap


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body. A hard line break is a run whose text is ``"\\n"``."""

    runs: tuple[Run, ...]
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with the label as typed in its text. ``caps`` and ``bold`` follow PL I.I.II.6đ for its numbering."""

    level: int  # 1 to 4
    runs: tuple[Run, ...]
    caps: bool
    bold: bool
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered or dashed paragraph: ``label`` as typed, ``level`` 1 to 3 (all have one indent)."""

    level: int
    label: str
    runs: tuple[Run, ...]
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; hard line breaks as in Paragraph. It reaches over ``across`` columns and ``down`` rows; the
    places that it takes beside its own are held by cells that are ``covered``. ``align`` where it isn't its column's.
    """

    runs: tuple[Run, ...]
    across: int = 1
    down: int = 1
    covered: bool = False
    align: Align | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A head row, then rows of equal length; the first ``heads`` of all, the head row with them, repeat on each page.

    ``weights``: how wide the columns are to each other; empty: as their contents ask for.
    """

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    aligns: tuple[Align, ...]
    heads: int = 1
    weights: tuple[float, ...] = ()
    span: Span | None = field(default=None, compare=False)  # where it was typed: its own faults are named there
    source: Source | None = field(default=None, compare=False)
    lines: tuple[int, ...] = field(default=(), compare=False)  # of its file: of the head, of each row

    @property
    def all_rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Every row from the top, those of the head among them."""
        return (self.head, *self.rows)

    @property
    def body(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows under the head."""
        return self.all_rows[self.heads :]


@dataclass(frozen=True, slots=True)
class Division:
    """Phần, Chương, Mục or Tiểu mục: the number on a line of its own, the title on the next (PL I.I.II.6đ)."""

    level: int  # 1 Phần, 2 Chương, 3 Mục, 4 Tiểu mục
    label: str  # "Chương I"
    runs: tuple[Run, ...]  # the title as typed; printed in capitals
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Article:
    """Điều: ``label`` "Điều 1." printed bold; a ``titled`` one is bold to its end."""

    label: str
    runs: tuple[Run, ...]
    titled: bool = False
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Ground:
    """One line of căn cứ ban hành, with its punctuation (PL I.I.II.6a)."""

    runs: tuple[Run, ...]
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture alone in its paragraph. ``data`` is a PNG or JPEG as it is printed, ``sha256`` that of the file it was
    made from; its natural size in pt; ``alt`` says in words what it shows, ``caption`` stands under it.
    """

    data: bytes = field(repr=False)
    sha256: str
    width: float
    height: float
    alt: str
    caption: tuple[Run, ...] = ()
    source: Source | None = field(default=None, compare=False)

    @property
    def media(self) -> str:
        """Its media type."""
        return "image/png" if self.data.startswith(b"\x89PNG") else "image/jpeg"


Block = Paragraph | Heading | Item | Table | Division | Article | Ground | Picture


@dataclass(frozen=True, slots=True)
class Annex:
    """Phụ lục (PL I.I.III.1): ``label`` "Phụ lục I", title (printed in capitals), ``origin`` "(Kèm theo …)"."""

    label: str
    title: str | None
    origin: str
    body: tuple[Block, ...]
    landscape: bool | None
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Attached:
    """A text that the document issues (Mẫu 1.3): the head without number and date, tên loại, trích yếu, origin."""

    kind_name: str
    subject: tuple[str, ...]
    origin: str
    body: tuple[Block, ...]
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Signature:
    """Ô 7: ``lines`` of authority and title in capitals, from the top; ``posts`` and ``name`` below the gap."""

    lines: tuple[str, ...]
    posts: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The components around the body, as printed strings (capitals already raised), by their ô of PL I.I.IV."""

    parent: str | None  # ô 2
    issuer: str  # ô 2
    number: str | None  # ô 3: "881", None leaves the gap
    symbol: str  # ô 3: "STTTT-TTr"
    place: str  # ô 4: "Tây Ninh"
    date: date | None  # ô 4: None leaves the gaps for day and month
    kind_name: str | None  # ô 5a, None for công văn
    subject: tuple[str, ...]  # ô 5: lines as typed (a typed line break is kept); "V/v" and "(lần 2)" included
    urgency: str | None  # ô 10b: "HỎA TỐC"
    circulation: str | None  # ô 11
    addressees: tuple[str, ...]  # ô 9a, without dash and punctuation
    signature: Signature  # ô 7
    recipients: tuple[str, ...]  # ô 9b, without dash; the archive line last
    drafter_mark: str | None  # ô 12: "PL.(300)"
    foot: tuple[str, ...]  # ô 13: lines; empty where not asked for
    # What not every kind has. The value of a công văn comes last, so that what was issued before keeps its hash.
    unnumbered: bool = False  # no ô 3
    undated: bool = False  # no ô 4
    unruled: bool = False  # no rule under the trích yếu (biên bản)
    addressee_label: str | None = None  # "Thủ tướng Chính phủ điện:", centred; None: Kính gửi
    authority: str | None = None  # thẩm quyền ban hành
    order: str | None = None  # "QUYẾT ĐỊNH:"
    beside: Signature | None = None  # a second signature on the same height
    leader_left: bool = False  # ``signature`` stands on the left of ``beside``
    recipients_below: bool = False  # ô 9b under the signatures
    confirmation: str | None = None  # xác nhận của nơi nghỉ phép
    sources: Mapping[str, Source] = field(
        default_factory=dict, compare=False
    )  # by component: "issuer", "addressees[0]"


@dataclass(frozen=True, slots=True)
class Printed:
    """What a copy says that is its recipient's own: the values printed, by their names in the text."""

    key: str
    name: str
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """The whole, ready to be laid out. ``copies``: for whom it is the model, and what each copy says instead of its
    blanks; ``recipient``: whose copy it is.
    """

    id: str
    parts: Parts
    body: tuple[Block, ...]
    annexes: tuple[Annex, ...]
    draft: bool  # number or date missing
    title: str  # for the file's properties
    author: str
    style: Mapping[str, str] = field(default_factory=dict)  # the agency's choices, checked against nd30.yaml
    grounds: tuple[Ground, ...] = ()
    attached: tuple[Attached, ...] = ()
    names: frozenset[tuple[str, ...]] = frozenset()  # of people and places: no line of a part ends inside one
    order: tuple[str, ...] = ()  # of the parts from the title on; empty: ORDER, which is the decree's
    files: tuple[tuple[str, str], ...] = field(default=(), compare=False)  # tables and pictures: path, SHA-256
    copies: tuple[Printed, ...] = ()
    recipient: str = ""


ORDER = ("title", "addressees", "authority", "grounds", "order", "body", "signature", "confirmation")
"""The parts between head and end as the forms of PL III have them, from the top."""


def texts(value: object) -> Iterator[str]:
    """Every string inside a tree of frozen values, as a document or a part of it, that is printed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value):
        for f in fields(value):
            if f.compare:  # what is told beside the text (where it was typed) is not printed
                yield from texts(getattr(value, f.name))
