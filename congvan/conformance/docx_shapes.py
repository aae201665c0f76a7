"""What is drawn in a DOCX: lines, text boxes, pictures of lines, as DrawingML or as VML; borders of paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from congvan.conformance import docx_vml
from congvan.conformance.docx_borders import pale, visible
from congvan.conformance.docx_package import W
from congvan.conformance.docx_styles import number
from congvan.conformance.drawing import FLAT, Drawing
from congvan.conformance.measured import Frame, Stroke

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
WPG = "{http://schemas.microsoft.com/office/word/2010/wordprocessingGroup}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
EMU = 12700.0
"""EMU a point."""
_LEVEL = ("line", "straightConnector1", "bentConnector3", "curvedConnector3")
_QUARTER = 5_400_000
"""A right angle in the unit of ``rot``."""
_BLACK = {"sysClr": "lastClr", "srgbClr": "val"}


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
            for holder in child:
                yield from _held(holder)
        elif tag in (W + "pict", W + "object"):
            yield from docx_vml.drawings(child)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a drawing's own frame stands, in pt."""

    x: float | None
    anchor: str
    across: str
    y: float | None
    down: str
    inline: bool
    in_cell: bool
    pushes: bool


def _held(holder: Any) -> Iterator[Drawing]:
    """The shapes and flat pictures of one ``wp:anchor`` or ``wp:inline``."""
    extent = holder.find(WP + "extent")
    if extent is None:
        return
    x, anchor, across = _position(holder.find(WP + "positionH"), "column")
    y, down, _ = _position(holder.find(WP + "positionV"), "paragraph")
    spot = _Spot(
        x, anchor, across, y, down, holder.tag == WP + "inline", holder.get("layoutInCell", "1") != "0",
        holder.find(WP + "wrapTopAndBottom") is not None,
    )  # fmt: skip
    width, height = number(extent.get("cx"), EMU) or 0.0, number(extent.get("cy"), EMU) or 0.0
    for shape in holder.iter(WPS + "wsp"):
        if not any(a.tag == WPS + "wsp" for a in shape.iterancestors()):
            yield _shape(shape, spot, width, height)
    if any(True for _ in holder.iter(PIC + "pic")) and height <= 2 * FLAT and width > 8 * height:
        yield _drawn(spot, (0.0, 0.0, width, height), line=True)


def _shape(shape: Any, spot: _Spot, width: float, height: float) -> Drawing:
    props = shape.find(WPS + "spPr")
    form = props.find(A + "prstGeom") if props is not None else None
    outline = props.find(A + "ln") if props is not None else None
    dash = outline.find(A + "prstDash") if outline is not None else None
    hidden = outline is not None and outline.find(A + "noFill") is not None
    styled = shape.find(f"{WPS}style/{A}lnRef")
    seen = not hidden and (outline is not None or (styled is not None and styled.get("idx") != "0"))
    colour = _colour(outline, "000000")
    outlined = seen and not pale(colour)
    filled = props is not None and props.find(A + "solidFill") is not None and not pale(_colour(props, "000000"))
    box = shape.find(f"{WPS}txbx/{W}txbxContent")
    place = _grouped(shape, props, width, height)
    name = form.get("prst", "") if form is not None else ""
    flat = place[3] <= FLAT < place[2]
    written = box is not None and any((t.text or "").strip() for t in box.iter(W + "t"))
    line = flat and not written and (outlined or (filled and name not in _LEVEL))
    return _drawn(
        spot,
        place,
        line=line,
        solid=dash is None or dash.get("val") == "solid",
        colour=colour,
        outlined=outlined,
        box=None if line else box,
        inset=_inset(shape.find(WPS + "bodyPr")),
    )


def _inset(body: Any | None) -> tuple[float, float, float]:
    """The white inside a text box: left, top, right; a tenth and a twentieth of an inch where it says nothing."""
    found = [number(body.get(name), EMU) if body is not None else None for name in ("lIns", "tIns", "rIns")]
    left, top, right = (usual if value is None else value for value, usual in zip(found, (7.2, 3.6, 7.2), strict=True))
    return left, top, right


def _drawn(
    spot: _Spot,
    place: tuple[float, float, float, float],
    *,
    line: bool,
    solid: bool = True,
    colour: str = "000000",
    outlined: bool = False,
    box: Any | None = None,
    inset: tuple[float, float, float] = (7.2, 3.6, 7.2),
) -> Drawing:
    left, top, width, height = place
    return Drawing(
        width=width,
        height=height,
        x=None if spot.x is None else spot.x + left,
        anchor=spot.anchor,
        y=None if spot.y is None else spot.y + top,
        line=line,
        solid=solid,
        colour=colour,
        outlined=outlined,
        box=box,
        down=spot.down,
        across=spot.across,
        inline=spot.inline,
        in_cell=spot.in_cell,
        pushes=spot.pushes,
        inset=inset,
    )


def _grouped(shape: Any, props: Any | None, width: float, height: float) -> tuple[float, float, float, float]:
    """(left, top, width, height) of a shape within its drawing: all of it, or its part of a group; turned as it is."""
    form = props.find(A + "xfrm") if props is not None else None
    turned = form is not None and round((number(form.get("rot"), 1) or 0.0) / _QUARTER) % 2 == 1
    group = shape.getparent()
    left, top = 0.0, 0.0
    if form is not None and group is not None and group.tag in (WPG + "wgp", WPG + "grpSp"):
        outer = group.find(f"{WPG}grpSpPr/{A}xfrm")
        at, size = _pair(form, "off", "x", "y"), _pair(form, "ext", "cx", "cy")
        if outer is not None:
            origin, whole = _pair(outer, "chOff", "x", "y"), _pair(outer, "chExt", "cx", "cy")
            across, down = width / (whole[0] or 1.0), height / (whole[1] or 1.0)
            left, top = (at[0] - origin[0]) * across, (at[1] - origin[1]) * down
            width, height = size[0] * across, size[1] * (down or 1 / EMU)
    if turned:
        left, top, width, height = left + (width - height) / 2, top + (height - width) / 2, height, width
    return left, top, width, height


def _pair(parent: Any, name: str, one: str, two: str) -> tuple[float, float]:
    found = parent.find(A + name)
    if found is None:
        return 0.0, 0.0
    return number(found.get(one), 1) or 0.0, number(found.get(two), 1) or 0.0


def _colour(parent: Any | None, default: str) -> str:
    """The plain colour that fills ``parent``; a theme's background is white, its text black."""
    fill = parent.find(A + "solidFill") if parent is not None else None
    for child in fill if fill is not None else ():
        name = child.tag.removeprefix(A) if isinstance(child.tag, str) else ""
        if name in _BLACK:
            return str(child.get(_BLACK[name], default)).upper()
        if name == "schemeClr":
            return "FFFFFF" if child.get("val") in ("bg1", "lt1") and not len(child) else default
        if name == "prstClr":
            return {"white": "FFFFFF", "red": "FF0000"}.get(child.get("val", ""), default)
    return default


def _position(element: Any | None, plain: str) -> tuple[float | None, str, str]:
    """(offset, what it is measured from, how it is aligned in its place)."""
    if element is None:
        return None, plain, ""
    offset, align = element.find(WP + "posOffset"), element.find(WP + "align")
    value = number(offset.text, EMU) if offset is not None else None
    return value, element.get("relativeFrom", plain), (align.text or "").strip() if align is not None else ""


def paragraph_frame(borders: Any | None, width: float, height: float | None) -> Frame | None:
    """A paragraph with all four borders → its frame."""
    if borders is None or not all(visible(borders.find(W + side)) for side in ("top", "left", "bottom", "right")):
        return None
    return framed(borders.find(W + "top"), width, height)


def framed(border: Any, width: float, height: float | None) -> Frame:
    """A border on all four sides as a frame."""
    colour = border.get(W + "color", "auto")
    double = 2 if border.get(W + "val") == "double" else 1
    return Frame(width, height, "000000" if colour == "auto" else colour.upper(), double)


def paragraph_rule(borders: Any | None, side: str, width: float) -> Stroke | None:
    """The border at one side of a paragraph → a rule as long as the paragraph is wide."""
    border = borders.find(W + side) if borders is not None else None
    if not visible(border):
        return None
    assert border is not None
    return ruled(border, width)


def ruled(border: Any, width: float) -> Stroke:
    """A border of ``width`` pt as a rule."""
    return Stroke(width, "line", border.get(W + "val") in ("single", "thick", "double"))


def twips(text: str | None) -> float | None:
    """Twips as typed → pt."""
    return number(text)
