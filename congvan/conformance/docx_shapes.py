"""What is drawn in a DOCX: lines and text boxes, as DrawingML or as the older VML; borders of paragraphs and cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from congvan.conformance.docx_package import W
from congvan.conformance.docx_styles import number
from congvan.conformance.measured import Frame, Stroke

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
EMU = 12700.0
"""EMU a point."""

_UNITS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "": 0.75}
_FLAT = 3.0
"""A line that rises by no more than this many pt is level."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawn thing. ``x`` is its left edge from what ``anchor`` names, ``y`` from the paragraph it hangs on."""

    width: float
    height: float
    x: float | None
    anchor: str  # "page", "margin", "column"
    y: float | None
    line: bool
    solid: bool
    colour: str
    outlined: bool
    box: Any | None  # w:txbxContent
    down: str = "paragraph"  # what ``y`` is measured from: "page", "margin", "paragraph"

    def stroke(self) -> Stroke:
        """The drawn line as a rule."""
        return Stroke(self.width, "line", self.solid, None, None)

    def frame(self) -> Frame | None:
        """The outline around a text box."""
        return Frame(self.width, self.height, self.colour) if self.outlined else None


def drawings(run: Any) -> Iterator[Drawing]:
    """Every drawing in a run, once: of an AlternateContent only what a current Word shows."""
    for child in run:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == MC + "AlternateContent":
            choice = child.find(MC + "Choice")
            picked = list(drawings(choice)) if choice is not None else []
            fallback = child.find(MC + "Fallback")
            yield from picked or (drawings(fallback) if fallback is not None else ())
        elif tag == W + "drawing":
            yield from _drawingml(child)
        elif tag in (W + "pict", W + "object"):
            yield from _vml(child)


def _drawingml(drawing: Any) -> Iterator[Drawing]:
    for holder in drawing:
        extent = holder.find(WP + "extent")
        if extent is None:
            continue
        x, anchor = _position(holder.find(WP + "positionH"))
        y, down = _position(holder.find(WP + "positionV"))
        width, height = number(extent.get("cx"), EMU) or 0.0, number(extent.get("cy"), EMU) or 0.0
        for shape in holder.iter(WPS + "wsp"):
            spot = shape.find(f"{WPS}spPr/{A}prstGeom")
            outline = shape.find(f"{WPS}spPr/{A}ln")
            dash = outline.find(A + "prstDash") if outline is not None else None
            fill = outline.find(f"{A}solidFill/{A}srgbClr") if outline is not None else None
            hidden = outline is not None and outline.find(A + "noFill") is not None
            name = spot.get("prst", "") if spot is not None else ""
            yield Drawing(
                width=width,
                height=height,
                x=x,
                anchor=anchor,
                y=y,
                line=height <= _FLAT < width and (name in ("line", "straightConnector1") or height == 0),
                solid=dash is None or dash.get("val") == "solid",
                colour=fill.get("val", "000000") if fill is not None else "000000",
                outlined=not hidden and (outline is not None or shape.find(WPS + "style") is not None),
                box=shape.find(f"{WPS}txbx/{W}txbxContent"),
                down=down,
            )


def _position(element: Any | None) -> tuple[float | None, str]:
    if element is None:
        return None, "column"
    offset = element.find(WP + "posOffset")
    value = number(offset.text, EMU) if offset is not None else None
    return value, element.get("relativeFrom", "column")


def _vml(pict: Any) -> Iterator[Drawing]:
    for shape in pict.iter(V + "line", V + "shape", V + "rect", V + "roundrect"):
        style = dict(p.split(":", 1) for p in shape.get("style", "").replace(" ", "").split(";") if ":" in p)
        width, height = _length(style.get("width")), _length(style.get("height"))
        x, y = style.get("margin-left", style.get("left")), style.get("margin-top", style.get("top"))
        left, top = (_length(x) if x else None), (_length(y) if y else None)
        if shape.tag == V + "line":
            (x0, y0), (x1, y1) = _point(shape.get("from")), _point(shape.get("to"))
            width, height, left, top = abs(x1 - x0), abs(y1 - y0), min(x0, x1) or left, min(y0, y1) if y0 or y1 else top
        connector = shape.get("type", "").endswith("_t32") or shape.tag == V + "line"
        stroke = shape.find(V + "stroke")
        yield Drawing(
            width=width,
            height=height,
            x=left,
            anchor=style.get("mso-position-horizontal-relative", "column").replace("text", "column"),
            y=top,
            line=height <= _FLAT < width and connector,
            solid=stroke is None or stroke.get("dashstyle", "solid") == "solid",
            colour=_colour(shape.get("strokecolor")),
            outlined=shape.get("stroked", "t") not in ("f", "false"),
            box=shape.find(f"{V}textbox/{W}txbxContent"),
            down=style.get("mso-position-vertical-relative", "paragraph").replace("text", "paragraph"),
        )


def _length(text: str | None) -> float:
    match = re.fullmatch(r"(-?[\d.]+)(pt|in|cm|mm|px|)", text or "")
    return (number(match[1], 1) or 0.0) * _UNITS[match[2]] if match else 0.0


def _point(text: str | None) -> tuple[float, float]:
    parts = (text or "0,0").split(",")
    return _length(parts[0]), _length(parts[1]) if len(parts) > 1 else 0.0


def _colour(text: str | None) -> str:
    named = {"red": "FF0000", "black": "000000", "blue": "0000FF"}
    plain = (text or "black").split(" ")[0].lstrip("#")
    return named.get(plain.lower(), plain.upper() if re.fullmatch("[0-9A-Fa-f]{6}", plain) else "000000")


def visible(border: Any | None) -> bool:
    """Whether a border element draws anything."""
    return border is not None and border.get(W + "val", "nil") not in ("nil", "none")


def paragraph_frame(borders: Any | None, width: float, height: float | None) -> Frame | None:
    """A paragraph with all four borders → its frame."""
    if borders is None or not all(visible(borders.find(W + side)) for side in ("top", "left", "bottom", "right")):
        return None
    return _frame(borders, width, height)


def cell_frame(borders: Any | None, width: float, height: float | None) -> Frame | None:
    """A table cell with all four borders of its own → its frame."""
    return paragraph_frame(borders, width, height)


def _frame(borders: Any, width: float, height: float | None) -> Frame:
    top = borders.find(W + "top")
    colour = top.get(W + "color", "auto")
    double = 2 if top.get(W + "val") == "double" else 1
    return Frame(width, height, "000000" if colour == "auto" else colour.upper(), double)


def paragraph_rule(borders: Any | None, side: str, width: float) -> Stroke | None:
    """The border at one side of a paragraph → a rule as long as the paragraph is wide."""
    border = borders.find(W + side) if borders is not None else None
    if not visible(border):
        return None
    assert border is not None
    return Stroke(width, "line", border.get(W + "val") in ("single", "thick", "double"))


def twips(text: str | None) -> float | None:
    """Twips as typed → pt."""
    return number(text)
