"""Lengths of boxes whose style has no percentages: found once for the style, then given to each of its boxes at once.

WeasyPrint resolves twenty-two properties of each box, each time that it is laid out. Only for styles that are kept
(:mod:`congvan.render.quick.styles`) and the anonymous ones below them: nobody writes lengths into those.
"""

from __future__ import annotations

import sys
from typing import Any

NEEDS = {
    "weasyprint.layout.percent": "bac190e240dce17b4342feb99423e8232433d3727c0833897f50fed88cb163a2",
    "weasyprint.formatting_structure.boxes": "8ffd28ab74a149f0097208fcba6a80df0c8bb01e8fd4f9ced95d11b7e9807e23",
    "weasyprint.css": "77ad7287f90d7cfaf85eb00ebe7af47d2bedfb856d7dc68717152f2d8a7605fd",
    "weasyprint.css.properties": "872a2e5602b5f52d369c64a808cdb5074b2d6145d71209812da480c1b383dc6d",
}

LENGTHS = (
    *(f"{what}_{side}" for what in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    *(f"{which}{axis}" for axis in ("width", "height") for which in ("", "min_", "max_")),
)
BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
RADII = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
FLAT = dict.fromkeys(RADII, (0, 0))

_usual: dict[str, Any] = {}


def install() -> None:
    """Replace what resolves lengths, wherever WeasyPrint has it by name, and what asks whether a box is in the flow."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import percent

    _usual.update(lengths=percent.resolve_percentages, radii=percent.resolve_radii_percentages)
    _usual.update(flow=boxes.Box.is_in_normal_flow)
    everywhere(percent.resolve_percentages, _lengths)
    everywhere(percent.resolve_radii_percentages, _radii)
    boxes.Box.is_in_normal_flow = _in_flow


def everywhere(old: Any, new: Any) -> None:
    """A function under each name that WeasyPrint's modules have for it."""
    for name, module in list(sys.modules.items()):
        if name.startswith("weasyprint."):
            for key, value in list(vars(module).items()):
                if value is old:
                    setattr(module, key, new)


def steady(style: Any) -> bool:
    """Whether a style stays as it is."""
    if style.__dict__.get("steady"):
        return True
    above = style.parent_style
    return above is not None and above.__dict__.get("anonymous_style") is style and steady(above)


def _fixed(style: Any) -> dict[str, Any] | bool:
    """Used lengths of a style's boxes, by attribute; False where they depend on what is around."""
    if not steady(style):
        return False
    found: Any = False
    if style["box_sizing"] == "content-box":
        values = {name: style[name] for name in LENGTHS}
        if all(value == "auto" or getattr(value, "unit", None) == "px" for value in values.values()):
            found = {name: value if value == "auto" else value.value for name, value in values.items()}
            for name in ("min_width", "min_height"):
                found[name] = 0 if found[name] == "auto" else found[name]
            if style["border_collapse"] != "collapse":
                found |= {name: style[name] for name in BORDERS}
    style.fixed = found
    return found  # type: ignore[no-any-return]


def _own(box: Any) -> dict[str, Any]:
    """The attributes of a box, of the very box also where a placeholder stands for one that is out of the flow."""
    own: dict[str, Any] = box.__dict__
    return own["_box"].__dict__ if "_box" in own else own


def _lengths(box: Any, containing_block: Any) -> None:
    """``resolve_percentages``."""
    style = box.style
    found = style.__dict__.get("fixed")
    if found is None:
        found = _fixed(style)
    if not found:
        _usual["lengths"](box, containing_block)
        return
    own = _own(box)
    own.update(found)
    if "border_top_width" not in found:
        for name in BORDERS:  # of a table whose borders collapse they may have been found already
            if name not in own:
                own[name] = style[name]


def _radii(box: Any) -> None:
    """``resolve_radii_percentages``."""
    style = box.style
    flat = style.__dict__.get("flat")
    if flat is None:
        flat = all((0, "px") in style[name] for name in RADII)
        if steady(style):
            style.flat = flat
    if flat:
        _own(box).update(FLAT)
    else:
        _usual["radii"](box)


def _in_flow(box: Any) -> bool:
    """``Box.is_in_normal_flow``."""
    style = box.style
    found: bool | None = style.__dict__.get("in_flow")
    if found is None:
        found = bool(_usual["flow"](box))
        if steady(style):
            style.in_flow = found
    return found
