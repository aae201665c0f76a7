"""Drawn lines and text boxes as Word makes them: DrawingML in mc:AlternateContent with a VML fallback, or VML alone."""

from __future__ import annotations

from itertools import count
from typing import Literal

PT = 72 / 25.4
SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_ids = count(1)


def restart() -> None:
    """Number shapes from 1 again, so that one letter gives the same bytes each time."""
    global _ids
    _ids = count(1)


def twips(mm: float) -> int:
    return round(mm * 1440 / 25.4)


def emu(mm: float) -> int:
    return round(mm * 36000)


def _anchor(
    inside: str, x: float, y: float, w: float, h: float, origin: tuple[str, str], wrap: str, number: int
) -> str:
    return (
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        f'relativeHeight="{251658240 + number}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="{origin[0]}"><wp:posOffset>{emu(x)}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="{origin[1]}"><wp:posOffset>{emu(y)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{emu(w)}" cy="{emu(h)}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:{wrap}/>'
        f'<wp:docPr id="{number}" name="Shape {number}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{SHAPE}">{inside}</a:graphicData></a:graphic></wp:anchor></w:drawing>'
    )


def _either(drawing: str, vml: str) -> str:
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice>'
        f"<mc:Fallback><w:pict>{vml}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def _vml_line(length: float, x: float, y: float, weight: float, dash: bool, number: int) -> str:
    x, y, end = x * PT, y * PT, (x + length) * PT
    stroke = '<v:stroke dashstyle="dash"/>' if dash else ""
    return (
        f'<v:line id="Line_{number}" o:spid="_x0000_s{1025 + number}" style="position:absolute;z-index:{number}" '
        f'from="{x:.2f}pt,{y:.2f}pt" to="{end:.2f}pt,{y:.2f}pt" strokecolor="black" strokeweight="{weight}pt">{stroke}</v:line>'
    )


def line_run(
    length: float, x: float, y: float, weight: float, dash: bool = False, form: Literal["drawn", "vml"] = "drawn"
) -> str:
    """A run with a horizontal line anchored to its paragraph, mm from the column's and the paragraph's edge."""
    number = next(_ids)
    vml = _vml_line(length, x, y, weight, dash, number)
    if form == "vml":
        return f"<w:r><w:pict>{vml}</w:pict></w:r>"
    return _either(_drawn_line(length, x, y, weight, dash, ("column", "paragraph"), number), vml)


def page_line_run(length: float, x: float, y: float, weight: float, dash: bool = False) -> str:
    """A run with a horizontal line that stands at a place of the page, mm from the paper's corner."""
    number = next(_ids)
    vml = _vml_line(length, x, y, weight, dash, number).replace(
        "position:absolute;",
        "position:absolute;mso-position-horizontal-relative:page;mso-position-vertical-relative:page;",
    )
    return _either(_drawn_line(length, x, y, weight, dash, ("page", "page"), number), vml)


def _drawn_line(
    length: float, x: float, y: float, weight: float, dash: bool, origin: tuple[str, str], number: int
) -> str:
    dashed = '<a:prstDash val="dash"/>' if dash else ""
    shape = (
        f'<wps:wsp><wps:cNvCnPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{emu(length)}" cy="0"/></a:xfrm>'
        f'<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="{round(weight * 12700)}"><a:solidFill>'
        f'<a:srgbClr val="000000"/></a:solidFill>{dashed}</a:ln></wps:spPr><wps:bodyPr/></wps:wsp>'
    )
    return _anchor(shape, x, y, length, 0, origin, "wrapNone", number)


def box_run(
    inside: str,
    x: float,
    y: float,
    w: float,
    h: float,
    *,
    colour: str | None = None,
    origin: tuple[str, str] = ("page", "page"),
    wrap: str = "wrapTopAndBottom",
    centred: bool = False,
) -> str:
    """A run with a text box of paragraphs; a colour draws its frame. Places in mm from ``origin``."""
    number = next(_ids)
    frame = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>' if colour else "<a:noFill/>"
    middle = "ctr" if centred else "t"
    shape = (
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{emu(w)}" cy="{emu(h)}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln w="9525">{frame}</a:ln></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx>"
        f'<wps:bodyPr rot="0" vert="horz" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{middle}"><a:noAutofit/></wps:bodyPr></wps:wsp>'
    )
    relative = {"column": "text", "paragraph": "text"}
    stroke = f'strokecolor="#{colour}"' if colour else 'stroked="f"'
    vml = (
        f'<v:rect id="Box_{number}" o:spid="_x0000_s{1025 + number}" style="position:absolute;margin-left:{x * PT:.2f}pt;'
        f"margin-top:{y * PT:.2f}pt;width:{w * PT:.2f}pt;height:{h * PT:.2f}pt;z-index:{number};"
        f"mso-position-horizontal-relative:{relative.get(origin[0], 'page')};"
        f'mso-position-vertical-relative:{relative.get(origin[1], "page")}" filled="f" {stroke}>'
        f'<v:textbox inset="0,0,0,0"><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:rect>'
    )
    return _either(_anchor(shape, x, y, w, h, origin, wrap, number), vml)
