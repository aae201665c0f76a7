"""Ô 6: a picture in a paragraph of its own, with the words that say what it shows."""

from __future__ import annotations

import io

from congvan.model.layout import PictureSpec
from congvan.render.docx.writer import Writer


def write(w: Writer, spec: PictureSpec, before: float | None) -> None:
    """A line as high as the picture: one of an exact height would cut it off in Word, so it is free, and the letters
    beside the picture, which decide what stands below its foot, are as small as they can be.
    """
    from docx.shared import Pt

    x, style = w.x, w.spec.styles["picture"]
    space = x.element("spacing", before=x.twips(style.before if before is None else before), after="0",
                      line="240", lineRule="auto")  # fmt: skip
    least = x.element("rPr")
    x.with_children(least, [x.element("sz", val="2"), x.element("szCs", val="2")])
    kept = [x.element("keepNext")] if spec.keep else []
    paragraph = w.paragraph("picture", (), space, *kept, least)
    drawn = w.package.part.new_pic_inline(io.BytesIO(spec.picture.data), Pt(spec.width), Pt(spec.height))
    number = w.pictures = w.pictures + 1
    drawn.docPr.set("id", str(number))
    drawn.docPr.set("name", f"Hình {number}")
    drawn.docPr.set("descr", spec.picture.alt)
    run = x.element("r")
    look = x.with_children(x.element("rPr"), [x.element("sz", val="2"), x.element("szCs", val="2")])
    x.with_children(run, [look, x.with_children(x.element("drawing"), [drawn])])
    paragraph.append(run)
    w.place(paragraph)
