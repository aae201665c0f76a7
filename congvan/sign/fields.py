"""A finished PDF → the sign-ready one: the same pages with empty signature fields at their places."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from pyhanko.sign.fields import SigFieldSpec, append_signature_field, enumerate_sig_fields

from congvan.model.length import mm
from congvan.model.rendered import Box
from congvan.model.signing import DATE, INFO, LEADER, NUMBER, SEAL, Mark
from congvan.sign import mark as marks
from congvan.sign.writer import Increment, reader

READABLE = {
    LEADER: "Chữ ký của người có thẩm quyền",
    SEAL: "Dấu, chữ ký số của cơ quan",
    NUMBER: "Số văn bản",
    DATE: "Ngày văn bản",
    INFO: "Chữ ký số của cơ quan",
}


def places(anchors: Mapping[str, Box], measures: Mapping[str, float], diameter: float | None) -> dict[str, Box]:
    """The letter's anchors → rectangles of its fields, in pt; lengths of ``measures`` and ``diameter`` in mm.

    The signature stands in the middle of the gap; the seal, at its true size, covers a third of it on its left
    (PL I, I.II.7d, 8a). Number and date have fields only where their gaps are blank.
    """
    gap = anchors[LEADER]
    width = min(mm(measures["signature_width"]), gap.x1 - gap.x0)
    middle = (gap.x0 + gap.x1) / 2
    leader = _box(gap.page, middle - width / 2, gap.y0, middle + width / 2, gap.y1)
    side = mm(diameter or measures["seal_diameter"])
    right = leader.x0 + width * measures["seal_overlap"]
    height = (gap.y0 + gap.y1) / 2
    found = {LEADER: leader, SEAL: _box(gap.page, right - side, height - side / 2, right, height + side / 2)}
    if f"{NUMBER}-1" in anchors:  # a gap; a thư công has no number, a biên bản no date in its head
        number = anchors[NUMBER]
        found[NUMBER] = _box(number.page, number.x0, number.y0, number.x1, number.y1)
    if f"{DATE}-1" in anchors:
        first, last = anchors[f"{DATE}-1"], anchors[f"{DATE}-3"]
        found[DATE] = _box(first.page, first.x0, first.y0, last.x1, first.y1)
    return found


def info_place(width: float, height: float, right: float, measures: Mapping[str, float]) -> dict[str, Box]:
    """The info line's rectangle on a page ``width`` × ``height`` pt with a right margin of ``right`` pt."""
    top = height - mm(measures["info_top"])
    tall = measures["info_size"] * 1.2
    return {INFO: _box(1, width - right - mm(measures["info_width"]), top - tall, width - right, top)}


def _box(page: int, x0: float, y0: float, x1: float, y1: float) -> Box:
    return Box(page, *(round(value, 2) for value in (x0, y0, x1, y1)))


def prepare(pdf: bytes, boxes: Mapping[str, Box], mark: Mark) -> bytes:
    """``pdf`` with one increment: an empty field at each place, and the mark that names the text it shows."""
    writer = Increment(pdf)
    marks.write(writer, mark)
    for name, box in boxes.items():
        append_signature_field(writer, spec(name, box))
    return writer.bytes()


def spec(name: str, box: Box) -> SigFieldSpec:
    """The field as the library wants it."""
    corners: tuple[float, float, float, float] = (box.x0, box.y0, box.x1, box.y1)
    return SigFieldSpec(name, on_page=box.page - 1, box=corners, readable_field_name=READABLE.get(name, name))


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def filled(data: bytes) -> dict[str, bool]:
    """The signature fields of a file by name, and whether each is signed."""
    return {name: value is not None for name, value, _ in enumerate_sig_fields(reader(data))}


def rectangles(data: bytes) -> dict[str, Box]:
    """The rectangles of the signature fields in a file, by name; their pages are not looked up."""
    found = {}
    for name, _, item in enumerate_sig_fields(reader(data)):
        widget = item.get_object()
        if "/Rect" in widget:
            found[name] = _box(1, *(float(n) for n in widget["/Rect"]))
    return found
