"""The OOXML of a letter as text. The only module that writes raw XML (ECMA-376, part 1).

A letter has some seven hundred elements. As nodes of lxml each of them costs thirty times what its characters do, and
says nothing more; so a letter is written as the characters that python-docx would have saved. What goes into a part
that python-docx holds (styles, headers) becomes its nodes by :func:`nodes`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

TWIPS = 20
EIGHTHS = 8
NBSP = "\u00a0"
JC = {"left": "left", "center": "center", "right": "right", "justify": "both"}
"""How a paragraph is aligned, in OOXML's words."""
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TEXT = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;"))
_VALUE = (*_TEXT, ('"', "&quot;"), ("\n", "&#10;"), ("\t", "&#9;"))


def twips(points: float) -> str:
    """pt to whole twips, as OOXML writes them."""
    return str(round(points * TWIPS))


def escaped(text: str, signs: tuple[tuple[str, str], ...] = _TEXT) -> str:
    """Text as it stands between tags, or with ``signs`` of more kinds."""
    for sign, said in signs:
        if sign in text:
            text = text.replace(sign, said)
    return text


def element(tag: str, *children: str, **attributes: str | None) -> str:
    """``<w:tag w:key="value">`` around ``children``; attributes that are None are left out."""
    given = "".join(
        f' w:{key}="{value if value.isalnum() else escaped(value, _VALUE)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(children)
    return f"<w:{tag}{given}>{inner}</w:{tag}>" if inner else f"<w:{tag}{given}/>"


def nodes(xml: str) -> list[Any]:
    """Elements of this module as nodes of python-docx's classes."""
    from docx.oxml import parse_xml

    return list(parse_xml(f'<w:body xmlns:w="{WORD}">{xml}</w:body>'))


def border(name: str, thickness: float, colour: str, space: int = 0) -> str:
    """One edge; ``thickness`` in pt, ``space`` in whole pt."""
    return element(name, val="single", sz=str(round(thickness * EIGHTHS)), space=str(space), color=colour)


def spacing(before: float, line: float, after: float = 0) -> str:
    """Space above and below a paragraph and the exact height of its lines, in pt."""
    return element("spacing", before=twips(before), after=twips(after), line=twips(line), lineRule="exact")


def fonts(name: str) -> str:
    """The same family for every script, and no theme font."""
    return element("rFonts", ascii=name, hAnsi=name, cs=name, eastAsia=name)


# pPr and rPr are sequences: their children must stand in this order (CT_PPrBase, CT_RPr).
PPR_ORDER = (
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "widowControl",
    "pBdr",
    "tabs",
    "suppressAutoHyphens",
    "spacing",
    "ind",
    "contextualSpacing",
    "jc",
    "outlineLvl",
    "rPr",
    "sectPr",
)
_RANK = {name: rank for rank, name in enumerate(PPR_ORDER)}


def name_of(xml: str) -> str:
    """The tag of an element, without its prefix."""
    return xml[3:].partition(" ")[0].partition(">")[0].removesuffix("/")


@dataclass(slots=True)
class Paragraph:
    """A ``w:p`` that may still change: its properties by name, and the runs in it."""

    properties: dict[str, str] = field(default_factory=dict)
    runs: list[str] = field(default_factory=list)

    def put(self, *properties: str) -> None:
        """Children of its ``w:pPr``, each in the place of one of the same name."""
        for made in properties:
            self.properties[name_of(made)] = made

    @property
    def xml(self) -> str:
        """As it is written."""
        ordered = sorted(self.properties, key=_RANK.__getitem__)
        return element("p", element("pPr", *map(self.properties.__getitem__, ordered)), *self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """A ``w:tbl``: ``properties`` and grid, then its rows."""

    properties: str
    rows: tuple[str, ...]

    @property
    def xml(self) -> str:
        """As it is written."""
        return element("tbl", self.properties, *self.rows)


Block = Paragraph | Table


def text(piece: str, tag: str = "t") -> str:
    """A ``w:t`` that keeps its blanks; or another element with characters in it."""
    kept = ' xml:space="preserve"' if piece != piece.strip() or "  " in piece else ""
    return f"<w:{tag}{kept}>{escaped(piece)}</w:{tag}>"


def words(said: str, *, glued: bool, following: str = "") -> str:
    """Text as the children of a ``w:r``. ``glued`` forbids breaks by no-break spaces and hyphens (decision 0031).

    ``following`` is what the next run of the same word begins with. A hyphen before a space stays the character
    that was typed, which is found and copied as such.
    """
    if glued:
        said = said.replace(" ", NBSP)
    if "\n" not in said and not (glued and "-" in said):
        return text(said) if said else ""
    made, piece = [], ""
    for char, after in zip(said, f"{said[1:]}{following[:1] or ' '}", strict=True):
        if char == "\n":
            made += [text(piece) if piece else "", element("br")]
            piece = ""
        elif glued and char == "-" and not after.isspace():
            made += [text(piece) if piece else "", element("noBreakHyphen")]
            piece = ""
        else:
            piece += char
    return "".join([*made, text(piece) if piece else ""])


def number_field(instruction: str, shown: str) -> list[str]:
    """The runs of a field such as ``PAGE``, with the text that is shown until Word computes it."""
    parts = (
        element("fldChar", fldCharType="begin"),
        text(f" {instruction} ", "instrText"),
        element("fldChar", fldCharType="separate"),
        text(shown),
        element("fldChar", fldCharType="end"),
    )
    return [element("r", part) for part in parts]


def table_properties(
    width: float, columns: Iterable[float], *, padding: float = 0, edges: float = 0, align: str | None = None
) -> str:
    """``w:tblPr`` and ``w:tblGrid`` of a table of fixed layout; all lengths in pt, ``edges`` 0 for no borders."""
    names = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = [border(name, edges, "000000") if edges else element(name, val="nil") for name in names]
    margins = [
        element("top", w="0", type="dxa"),
        element("left", w=twips(padding), type="dxa"),
        element("bottom", w="0", type="dxa"),
        element("right", w=twips(padding), type="dxa"),
    ]
    properties = element(
        "tblPr",
        element("tblW", w=twips(width), type="dxa"),
        element("jc", val=align) if align else "",
        # By the rules of mode 14 (decision 0030) a table is placed by the text in its first cell, not by its edge.
        element("tblInd", w=twips(padding), type="dxa"),
        element("tblBorders", *borders),
        element("tblLayout", type="fixed"),
        element("tblCellMar", *margins),
    )
    return properties + element("tblGrid", *(element("gridCol", w=twips(w)) for w in columns))


def row(cells: Iterable[str], *, height: float = 0, header: bool = False, split: bool = False) -> str:
    """A table row that breaks across pages only where ``split`` allows it; ``height`` in pt is exact where given."""
    properties = [] if split else [element("cantSplit")]
    if height:
        properties.append(element("trHeight", val=twips(height), hRule="exact"))
    if header:
        properties.append(element("tblHeader"))
    return element("tr", element("trPr", *properties) if properties else "", *cells)


def cell(
    width: float,
    paragraphs: Iterable[Paragraph],
    *,
    span: int = 1,
    merged: str = "",
    middle: bool = False,
    box: tuple[float, str] | None = None,
) -> str:
    """A table cell ``width`` pt wide over ``span`` columns, its paragraphs finished; ``box`` (thickness in pt, colour)
    frames it. ``merged``: ``restart`` the first of a cell over several rows, ``continue`` one that goes on.
    """
    properties = [element("tcW", w=twips(width), type="dxa")]
    if span > 1:
        properties.append(element("gridSpan", val=str(span)))
    if merged:
        properties.append(element("vMerge", val=merged))
    if box:
        edges = [border(name, *box) for name in ("top", "left", "bottom", "right")]
        properties.append(element("tcBorders", *edges))
    if middle:
        properties.append(element("vAlign", val="center"))
    return element("tc", element("tcPr", *properties), *(paragraph.xml for paragraph in paragraphs))
