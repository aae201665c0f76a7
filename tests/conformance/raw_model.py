"""A letter as data: every property that NĐ 30 rules on, each free to be wrong. Lengths in mm, sizes and spacing in pt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

Align = Literal["left", "center", "right", "both"]
Layout = Literal["table", "theme", "tabs", "boxes", "frames"]
LAYOUTS: tuple[Layout, ...] = ("table", "theme", "tabs", "boxes", "frames")


@dataclass(frozen=True)
class Span:
    """A stretch of one paragraph that is set otherwise than the rest of it; None: as the paragraph."""

    text: str
    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    size: float | None = None
    colour: str | None = None
    font: str | None = None


@dataclass(frozen=True)
class Line:
    """One paragraph. ``**…**`` in the text is bold, ``\\n`` a line break; ``spans`` replaces the text where it is set."""

    text: str = ""
    size: float = 14
    bold: bool = False
    italic: bool = False
    underline: bool = False
    caps: bool = False
    colour: str | None = None
    font: str | None = None
    align: Align = "both"
    first: float = 0
    left: float = 0
    before: float = 0
    after: float = 0
    line: float = 1.0
    exact: float | None = None
    keep_next: bool = False
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A kẻ ngang under the text above it: its share of that text's width, or its length in mm."""

    share: float = 0.42
    length: float | None = None
    form: Literal["drawn", "vml", "border", "cell"] | None = None  # None: the layout's own habit
    weight: float = 0.75
    dash: bool = False


@dataclass(frozen=True)
class Box:
    """A framed word: mức độ khẩn (red) or phạm vi lưu hành."""

    line: Line
    width: float
    height: float = 8
    colour: str = "FF0000"
    framed: bool = True


Item = Line | Rule | Box


@dataclass(frozen=True)
class Table:
    """A plain bordered table of the text: rows of cells, the first row a head."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    size: float = 13


@dataclass(frozen=True)
class Page:
    """Paper and margins."""

    width: float = 210
    height: float = 297
    top: float = 20
    bottom: float = 20
    left: float = 30
    right: float = 15
    mirror: bool = False

    @property
    def text(self) -> float:
        return self.width - self.left - self.right


@dataclass(frozen=True)
class PageNumber:
    """The page number: where and how it stands, and the kind of field that makes it."""

    place: Literal["header", "footer", "none"] = "header"
    align: Align = "center"
    on_first: bool = False
    form: Literal["simple", "complex", "gallery", "typed"] = "complex"
    line: Line = Line(size=14, align="center")
    lead: str = ""


@dataclass(frozen=True)
class Annex:
    """One annex in a section of its own."""

    label: Line
    title: Line | None
    origin: Line | None
    body: tuple[Line | Table, ...]
    landscape: bool = False
    restart: bool = True
    head: bool = False  # Quốc hiệu repeated above it: a fault
    rule: Rule | None = None
    hide_first: bool = True


@dataclass(frozen=True)
class Attached:
    """A text that a decision issues (Mẫu 1.3), on a new page; number, date and signature on it are faults."""

    kind_name: Line
    kind_subject: Line | None
    origin: Line | None
    body: tuple[Line | Table, ...]
    kind_rule: Rule | None = Rule(share=0.4)
    head: bool = True
    number: Line | None = None
    date: Line | None = None
    sign: tuple[Line, ...] = ()
    name: Line = Line()
    restart: bool = False


@dataclass(frozen=True)
class Copy:
    """The block of a paper copy (Mẫu 3.1)."""

    form: tuple[Item, ...]
    issuer: Line
    number: Line
    date: Line
    sign: tuple[Line, ...]
    name: Line
    recipients_label: Line
    recipients: tuple[Line, ...]
    issuer_rule: Rule | None = Rule()
    full_rule: bool = True


@dataclass(frozen=True)
class Letter:
    """A whole document. Parts that a kind has not are None or empty."""

    kind: str
    parent: Line | None
    issuer: Line | None
    number: Line | None
    date: Line | None
    body: tuple[Line | Table, ...]
    sign: tuple[Line, ...]
    name: Line
    recipients: tuple[Line, ...]
    state: Line
    motto: Line
    recipients_label: Line
    page: Page = Page()
    page_number: PageNumber = PageNumber()
    layout: Layout = "table"
    font: str = "Times New Roman"
    state_width: float = 98
    motto_rule: Rule | None = Rule(share=1.0)
    issuer_rule: Rule | None = Rule()
    subject: Line | None = None
    subject_rule: Rule | None = None
    urgency: Box | None = None
    circulation: Box | None = None
    kind_name: Line | None = None
    kind_subject: Line | None = None
    kind_rule: Rule | None = None
    authority: Line | None = None
    grounds: tuple[Line, ...] = ()
    resolve: Line | None = None
    to: tuple[Line, ...] = ()
    under_head: tuple[Line, ...] = ()
    after_sign: tuple[Line, ...] = ()
    left_sign: tuple[Line, ...] = ()  # a second signature, beside the first
    left_name: Line | None = None
    centred: bool = False  # Quốc hiệu in the middle of the page, the number under the title: as contracts are
    below: bool = False  # Nơi nhận under the signatures
    attached: tuple[Attached, ...] = ()
    info: Line | None = None  # ô 14: the line of a digital signature
    info_at: tuple[float, float] = (90, 10)  # its left and top edge on the page, mm
    alone: Literal["", "annex", "attached", "copy"] = ""  # what is left of the file when it is in a file of its own
    foot: tuple[Line, ...] = ()
    annexes: tuple[Annex, ...] = ()
    copy: Copy | None = None
    copy_again: Copy | None = None  # the block of a sao lục, under that of the sao y
    date_row: bool = True  # the date stands in the number's row
    signature_lines: int = 4


def put(thing: Any, path: str, value: Any) -> Any:
    """``thing`` with the field at a dotted path replaced; a number in the path counts into a tuple, -1 is the last."""
    step, _, rest = path.partition(".")
    if isinstance(thing, tuple):
        index = range(len(thing))[int(step)]
        new = put(thing[index], rest, value) if rest else value
        return (*thing[:index], new, *thing[index + 1 :])
    old = getattr(thing, step)
    new = put(old, rest, value) if rest else value
    return replace(thing, **{step: new})


@dataclass
class Stack:
    """Items set one above another in a column of a given width in mm."""

    items: list[Item] = field(default_factory=list)
    width: float = 0
