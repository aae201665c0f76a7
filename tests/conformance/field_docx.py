"""Letters as offices send them: the two sound ones of ``cases/field``, changed in their XML as Word, WPS and people do."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

FIELD = Path(__file__).with_name("cases") / "field"
LETTER, DECISION = "00-base-cong-van", "00-base-quyet-dinh"
PART = "word/document.xml"
Edit = Callable[[str], str]
RUN = (
    '<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" '
    'w:eastAsia="Times New Roman"/>{look}<w:sz w:val="{size}"/></w:rPr>'
)
VML = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word"'
)


def changed(base: str, *edits: Edit, styles: str = "") -> bytes:
    """A sound letter with its document.xml changed, and with more styles; an edit that changes nothing is a fault of the
    test.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(FIELD / f"{base}.docx") as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == PART:
                text = data.decode()
                for edit in edits:
                    after = edit(text)
                    assert after != text, "an edit found nothing to change"
                    text = after
                data = text.encode()
            if name == "word/styles.xml":
                data = data.replace(b"</w:styles>", styles.encode() + b"</w:styles>")
            target.writestr(name, data)
    return out.getvalue()


def words(old: str, new: str) -> Edit:
    """Other words, or other XML."""
    return lambda xml: xml.replace(old, new, 1)


def all_words(old: str, new: str) -> Edit:
    return lambda xml: xml.replace(old, new)


def paragraph(text: str, *, look: str = "", size: int = 28, jc: str = "both", before: int = 120, more: str = "") -> str:
    run = RUN.format(look=look, size=size)
    return (
        f'<w:p><w:pPr><w:spacing w:before="{before}" w:after="0" w:line="240" w:lineRule="auto"/>{more}<w:jc w:val="{jc}"/></w:pPr>'
        f'<w:r>{run}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def body(text: str, **more: str) -> str:
    """A paragraph of the text."""
    return paragraph(text, more='<w:ind w:firstLine="567"/>', **more)  # type: ignore[arg-type]


def instead(text: str, new: str) -> Edit:
    """The paragraph that holds ``text`` → other XML."""

    def edit(xml: str) -> str:
        return xml.replace(_around(xml, text), new, 1)

    return edit


def after(text: str, new: str) -> Edit:
    """XML behind the paragraph that holds ``text``."""

    def edit(xml: str) -> str:
        found = _around(xml, text)
        return xml.replace(found, found + new, 1)

    return edit


def into(text: str, run: str) -> Edit:
    """A run at the end of the paragraph that holds ``text``."""

    def edit(xml: str) -> str:
        found = _around(xml, text)
        return xml.replace(found, found[: -len("</w:p>")] + run + "</w:p>", 1)

    return edit


def _around(xml: str, text: str) -> str:
    at = xml.index(text)
    start = max(xml.rfind("<w:p>", 0, at), xml.rfind("<w:p ", 0, at))
    return xml[start : xml.index("</w:p>", at) + len("</w:p>")]


def drawn(nth: int = 0) -> Callable[[str], str]:
    """The ``nth`` drawing's run (0: under the issuer, 1: under Tiêu ngữ, 2: under the trích yếu of a decision)."""

    def find(xml: str) -> str:
        runs = [r for r in re.findall(r"<w:r>(?:(?!</w:r>).)*</w:r>", xml, re.S) if "<w:drawing" in r]
        return runs[nth]

    return find


def without_rule(nth: int = 0) -> Edit:
    return lambda xml: xml.replace(drawn(nth)(xml), "", 1)


def line_run(
    length: float,
    x: float,
    y: float,
    *,
    across: str = "column",
    down: str = "paragraph",
    form: str = "straightConnector1",
    colour: str = "000000",
    height: float = 0,
    align: str = "",
    celled: bool = True,
) -> str:
    """A run with a drawn line, lengths in pt."""
    place = f"<wp:align>{align}</wp:align>" if align else f"<wp:posOffset>{round(x * 12700)}</wp:posOffset>"
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    return (
        '<w:r><w:drawing xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><wp:anchor distT="0" distB="0" '
        f'distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="{int(celled)}" '
        f'allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="{across}">{place}</wp:positionH>'
        f'<wp:positionV relativeFrom="{down}"><wp:posOffset>{round(y * 12700)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{round(length * 12700)}" cy="{round(height * 12700)}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        '<wp:wrapNone/><wp:docPr id="77" name="Line"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvCnPr/><wps:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext cx="{round(length * 12700)}" cy="{round(height * 12700)}"/></a:xfrm>'
        f'<a:prstGeom prst="{form}"><a:avLst/></a:prstGeom>{fill if height else ""}<a:ln w="9525">{fill}</a:ln></wps:spPr>'
        "<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def vml_run(shape: str) -> str:
    return f"<w:r><w:pict {VML}>{shape}</w:pict></w:r>"


def picture_run(width: float, height: float) -> str:
    """A picture of a line that stands in the text."""
    size = f'cx="{round(width * 12700)}" cy="{round(height * 12700)}"'
    return (
        '<w:r><w:drawing xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><wp:inline distT="0" distB="0" distL="0" '
        f'distR="0"><wp:extent {size}/><wp:docPr id="78" name="Picture"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="l.png"/>'
        f"<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill/><pic:spPr><a:xfrm><a:off x='0' y='0'/><a:ext {size}/></a:xfrm>"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def borders(
    name: str, value: str, colour: str = "auto", *, sides: str = "top left bottom right insideH insideV"
) -> str:
    made = "".join(f'<w:{s} w:val="{value}" w:sz="4" w:space="0" w:color="{colour}"/>' for s in sides.split())
    return f"<w:{name}>{made}</w:{name}>"


def table(rows: list[list[str]], *, props: str = "", cell: str = "", row: str = "", width: int = 3000) -> str:
    """A table of plain cells."""
    grid = f'<w:gridCol w:w="{width}"/>' * len(rows[0])
    made = "".join(
        "<w:tr>"
        + row
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>{cell}</w:tcPr>{paragraph(t, size=26, jc="center", before=0)}</w:tc>'
            for t in cells
        )
        + "</w:tr>"
        for cells in rows
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:type="auto" w:w="0"/>{props}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{made}</w:tbl>'
    )
