"""What is drawn in VML, the older way: lines, shapes, rules of web pages, groups of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from congvan.conformance.docx_borders import pale
from congvan.conformance.docx_package import W
from congvan.conformance.docx_styles import number
from congvan.conformance.drawing import FLAT, Drawing

V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "": 0.75}
_PIXEL = 0.75
"""A length without a unit is read as so many pt; in a group it is a step of the group's own grid."""
_SHAPES = ("line", "shape", "rect", "roundrect", "polyline", "oval")
_OFF = ("f", "false", "0")


def drawings(pict: Any) -> Iterator[Drawing]:
    """Every shape of a ``w:pict``."""
    for shape in pict.iter(*(V + name for name in _SHAPES)):
        yield _drawing(shape, _group(shape))


def _group(shape: Any) -> tuple[float, float, float, float, dict[str, str]] | None:
    """(scale x, scale y, shift x, shift y, style) of the group around a shape, None where it stands alone."""
    outer = shape.getparent()
    if outer is None or outer.tag != V + "group":
        return None
    style = _style(outer)
    size, origin = _pair(outer.get("coordsize"), 1000.0), _pair(outer.get("coordorigin"), 0.0)
    wide, high = _length(style.get("width")), _length(style.get("height"))
    across, down = wide / (size[0] or 1000.0), high / (size[1] or 1000.0)
    left, top = _length(style.get("margin-left", style.get("left"))), _length(style.get("margin-top", style.get("top")))
    return across, down, left - origin[0] * across, top - origin[1] * down, style


def _drawing(shape: Any, group: tuple[float, float, float, float, dict[str, str]] | None) -> Drawing:
    style = _style(shape)
    width, height = _length(style.get("width")), _length(style.get("height"))
    x, y = style.get("margin-left", style.get("left")), style.get("margin-top", style.get("top"))
    left, top = (_length(x) if x else None), (_length(y) if y else None)
    if shape.tag == V + "line":
        (x0, y0), (x1, y1) = _point(shape.get("from")), _point(shape.get("to"))
        width, height, left, top = abs(x1 - x0), abs(y1 - y0), min(x0, x1) or left, min(y0, y1) if y0 or y1 else top
    if group is not None:
        across, down, right, below, style = group
        width, height = width / _PIXEL * across, height / _PIXEL * down
        left, top = (left or 0.0) / _PIXEL * across + right, (top or 0.0) / _PIXEL * down + below
    stroke, fill = shape.find(V + "stroke"), shape.get("fillcolor", "white")
    outlined = shape.get("stroked", "t") not in _OFF and not pale(_colour(shape.get("strokecolor")))
    ruled = shape.get(O + "hr") in ("t", "true", "1")
    filled = shape.get("filled", "t") not in _OFF and not pale(_colour(fill)) and "fillcolor" in shape.attrib
    box = shape.find(f"{V}textbox/{W}txbxContent")
    pictured = shape.find(V + "imagedata") is not None
    flat = height <= FLAT < width or (pictured and height <= 2 * FLAT < width / 8)
    return Drawing(
        width=width if width or not ruled else 1e4,
        height=height,
        x=left,
        anchor=_relative(style, "horizontal", "column"),
        y=top,
        line=(flat or ruled) and box is None and (outlined or filled or pictured or ruled),
        solid=stroke is None or stroke.get("dashstyle", "solid") == "solid",
        colour=_colour(shape.get("strokecolor")),
        outlined=outlined,
        box=box,
        down=_relative(style, "vertical", "paragraph"),
        across=style.get("mso-position-horizontal", "") if style.get("mso-position-horizontal") != "absolute" else "",
        inline=style.get("position") != "absolute" and shape.tag != V + "line",
        in_cell=shape.get(O + "allowincell", "t") not in _OFF,
        inset=_inset(shape.find(V + "textbox")),
        pushes=any(w.get("type") == "topAndBottom" for w in shape.iter("{urn:schemas-microsoft-com:office:word}wrap")),
    )


def _inset(box: Any | None) -> tuple[float, float, float]:
    """The white inside a text box: left, top, right."""
    typed = (box.get("inset", "") if box is not None else "").split(",")
    found = [
        _length(part.strip()) if part.strip() else usual
        for part, usual in zip([*typed, "", "", ""], (7.2, 3.6, 7.2), strict=False)
    ]
    return found[0], found[1], found[2]


def _style(shape: Any) -> dict[str, str]:
    return dict(p.split(":", 1) for p in shape.get("style", "").replace(" ", "").split(";") if ":" in p)


def _relative(style: dict[str, str], way: str, plain: str) -> str:
    return style.get(f"mso-position-{way}-relative", plain).replace("text", plain).replace("char", plain)


def _pair(text: str | None, default: float) -> tuple[float, float]:
    parts = (text or "").split(",")
    values = [number(p, 1) for p in (*parts, "")[:2]]
    return tuple(default if v is None else v for v in values)  # type: ignore[return-value]


def _length(text: str | None) -> float:
    match = re.fullmatch(r"(-?[\d.]+)(pt|in|cm|mm|px|)", text or "")
    return (number(match[1], 1) or 0.0) * _UNITS[match[2]] if match else 0.0


def _point(text: str | None) -> tuple[float, float]:
    parts = (text or "0,0").split(",")
    return _length(parts[0]), _length(parts[1]) if len(parts) > 1 else 0.0


def _colour(text: str | None) -> str:
    named = {"red": "FF0000", "black": "000000", "blue": "0000FF", "white": "FFFFFF", "window": "FFFFFF"}
    plain = (text or "black").split("[")[0].strip().lstrip("#")
    if re.fullmatch("[0-9A-Fa-f]{3}", plain):
        plain = "".join(c * 2 for c in plain)
    return named.get(plain.lower(), plain.upper() if re.fullmatch("[0-9A-Fa-f]{6}", plain) else "000000")
