"""Ô 6: a picture in a paragraph of its own, with the words that say what it shows."""

from __future__ import annotations

from congvan.model.layout import PictureSpec
from congvan.render.docx.writer import Writer
from congvan.render.ooxml import element, twips


def write(w: Writer, spec: PictureSpec, before: float | None) -> None:
    """A line as high as the picture: one of an exact height would cut it off in Word, so it is free, and the letters
    beside the picture, which decide what stands below its foot, are as small as they can be.
    """
    above = twips(w.spec.styles["picture"].before if before is None else before)
    space = element("spacing", before=above, after="0", line="240", lineRule="auto")
    least = element("rPr", element("sz", val="2"), element("szCs", val="2"))
    kept = [element("keepNext")] if spec.keep else []
    paragraph = w.paragraph("picture", (), space, *kept, least)
    paragraph.runs.append(element("r", least, w.next_drawing()))
    w.place(paragraph)
