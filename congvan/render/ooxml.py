"""The few OOXML elements that python-docx has no words for. The only module that writes raw XML (ECMA-376, part 1)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from docx.oxml.ns import nsmap
from docx.oxml.ns import qn as _qualified
from docx.oxml.parser import oxml_parser

_WORD = {"w": nsmap["w"]}

TWIPS = 20
EIGHTHS = 8
NBSP = "\u00a0"


def twips(points: float) -> str:
    """pt to whole twips, as OOXML writes them."""
    return str(round(points * TWIPS))


@cache
def qn(name: str) -> str:
    """``w:tag`` → the name as lxml has it, with its namespace; asked a hundred thousand times for some dozen names."""
    return str(_qualified(name))


def element(tag: str, **attributes: str | None) -> Any:
    """``<w:tag w:key="value">``; attributes that are None are left out. Of python-docx's classes, as its own are."""
    given = {qn(f"w:{key}"): value for key, value in attributes.items() if value is not None}
    return oxml_parser.makeelement(qn(f"w:{tag}"), given, _WORD)


def with_children(parent: Any, children: Iterable[Any]) -> Any:
    """``parent`` with ``children`` appended."""
    for child in children:
        parent.append(child)
    return parent


def border(name: str, thickness: float, colour: str, space: int = 0) -> Any:
    """One edge; ``thickness`` in pt, ``space`` in whole pt."""
    return element(name, val="single", sz=str(round(thickness * EIGHTHS)), space=str(space), color=colour)


def spacing(before: float, line: float, after: float = 0) -> Any:
    """Space above and below a paragraph and the exact height of its lines, in pt."""
    return element("spacing", before=twips(before), after=twips(after), line=twips(line), lineRule="exact")


def fonts(name: str) -> Any:
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


@cache
def _after(name: str) -> frozenset[str]:
    return frozenset(qn(f"w:{tag}") for tag in PPR_ORDER[PPR_ORDER.index(name) + 1 :])


def set_properties(parent: Any, children: Iterable[Any]) -> None:
    """Put ``children`` into a ``w:pPr``, each in its place, replacing one of the same name."""
    for child in children:
        name = child.tag.split("}")[1]
        for old in parent.findall(child.tag):
            parent.remove(old)
        later = _after(name)
        follower = next((e for e in parent if e.tag in later), None)
        if follower is None:
            parent.append(child)
        else:
            follower.addprevious(child)


def add_text(run: Any, text: str, *, glued: bool, following: str = "") -> None:
    """Append ``text`` to a ``w:r``. ``glued`` forbids breaks by no-break spaces and hyphens (decision 0031).

    ``following`` is what the next run of the same word begins with. A hyphen before a space stays the character
    that was typed, which is found and copied as such.
    """
    piece = ""

    def flush() -> None:
        nonlocal piece
        if piece:
            made = element("t")
            made.text = piece
            if piece != piece.strip() or "  " in piece:
                made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.append(made)
            piece = ""

    for char, after in zip(text, f"{text[1:]}{following[:1] or ' '}", strict=True):
        if char == "\n":
            flush()
            run.append(element("br"))
        elif glued and char == "-" and not after.isspace():
            flush()
            run.append(element("noBreakHyphen"))
        else:
            piece += NBSP if glued and char == " " else char
    flush()


def field(instruction: str, shown: str) -> list[Any]:
    """The runs of a field such as ``PAGE``, with the text that is shown until Word computes it."""
    instruct = element("instrText")
    instruct.text = f" {instruction} "
    instruct.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text = element("t")
    text.text = shown
    parts = [
        element("fldChar", fldCharType="begin"),
        instruct,
        element("fldChar", fldCharType="separate"),
        text,
        element("fldChar", fldCharType="end"),
    ]
    return [with_children(element("r"), [part]) for part in parts]


def table_properties(
    width: float, columns: Iterable[float], *, padding: float = 0, edges: float = 0, align: str | None = None
) -> tuple[Any, Any]:
    """``w:tblPr`` and ``w:tblGrid`` of a table of fixed layout; all lengths in pt, ``edges`` 0 for no borders."""
    names = ("top", "left", "bottom", "right", "insideH", "insideV")
    if edges:
        borders = [border(name, edges, "000000") for name in names]
    else:
        borders = [element(name, val="nil") for name in names]
    margins = [
        element("top", w="0", type="dxa"),
        element("left", w=twips(padding), type="dxa"),
        element("bottom", w="0", type="dxa"),
        element("right", w=twips(padding), type="dxa"),
    ]
    properties = with_children(
        element("tblPr"),
        [
            element("tblW", w=twips(width), type="dxa"),
            *([element("jc", val=align)] if align else []),
            # By the rules of mode 14 (decision 0030) a table is placed by the text in its first cell, not by its edge.
            element("tblInd", w=twips(padding), type="dxa"),
            with_children(element("tblBorders"), borders),
            element("tblLayout", type="fixed"),
            with_children(element("tblCellMar"), margins),
        ],
    )
    grid = with_children(element("tblGrid"), [element("gridCol", w=twips(w)) for w in columns])
    return properties, grid


def row(cells: Iterable[Any], *, height: float = 0, header: bool = False, split: bool = False) -> Any:
    """A table row that breaks across pages only where ``split`` allows it; ``height`` in pt is exact where given."""
    properties = [] if split else [element("cantSplit")]
    if height:
        properties.append(element("trHeight", val=twips(height), hRule="exact"))
    if header:
        properties.append(element("tblHeader"))
    held = [with_children(element("trPr"), properties)] if properties else []
    return with_children(element("tr"), [*held, *cells])


def cell(
    width: float,
    paragraphs: Iterable[Any],
    *,
    span: int = 1,
    merged: str = "",
    middle: bool = False,
    box: tuple[float, str] | None = None,
) -> Any:
    """A table cell ``width`` pt wide over ``span`` columns; ``box`` (thickness in pt, colour) frames it. ``merged``:
    ``restart`` the first of a cell over several rows, ``continue`` one that goes on.
    """
    properties = [element("tcW", w=twips(width), type="dxa")]
    if span > 1:
        properties.append(element("gridSpan", val=str(span)))
    if merged:
        properties.append(element("vMerge", val=merged))
    if box:
        edges = [border(name, *box) for name in ("top", "left", "bottom", "right")]
        properties.append(with_children(element("tcBorders"), edges))
    if middle:
        properties.append(element("vAlign", val="center"))
    return with_children(element("tc"), [with_children(element("tcPr"), properties), *paragraphs])
