"""What a visible signature shows, and when: the words of number, date, seal and info lines → the look of a field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from congvan import pipeline
from congvan.model.document import Document
from congvan.model.rendered import Box
from congvan.model.signing import DATE, NUMBER, SEAL
from congvan.text.dates import month_digits, two_digits


def clock(moment: datetime) -> str:
    """``24/11/2026; 08:30:15 +07:00`` (PL I, I.II.8b; ISO 8601 for the zone)."""
    sign = moment.strftime("%z")
    return f"{moment.strftime('%d/%m/%Y; %H:%M:%S')} {sign[:3]}:{sign[3:5]}"


def annex_line(document: Document, moment: datetime) -> str:
    """The info line of an annex in a file of its own: ``Số: 881/STTTT-TTr; 24/11/2026; 08:30:15 +07:00``."""
    return f"Số: {document.parts.number or ''}/{document.parts.symbol}; {clock(moment)}"


def copy_line(form: str, agency: str, moment: datetime) -> str:
    """The info line of an electronic copy (PL I, Phần II): form of the copy, who copied, when."""
    return f"{form}; {agency}; {clock(moment)}"


@dataclass(frozen=True, slots=True)
class Look:
    """How the fields of one signer look: ``image`` of the signature or seal, else the holder's name and the time."""

    office: pipeline.Office
    holder: str
    image: bytes | None
    moment: datetime

    def of(self, step: str, boxes: Mapping[str, Box], document: Document) -> bytes:
        """The PDF page to be shown in field ``step`` of ``document``."""
        from congvan.render import fonts, stamp

        box = boxes[step]
        if step == NUMBER:
            words = [stamp.Words(document.parts.number or "", 0, box.x1 - box.x0, "right")]
            return stamp.typed(box, words, fonts.find(), self._size("number"), self._black)
        if step == DATE:
            assert document.parts.date is not None
            return self._day(box, document.parts.date)
        if self.image is not None:
            return stamp.picture(box, self.image, fill=step == SEAL)
        return self._note(box, step == SEAL)

    def line(self, box: Box, text: str) -> bytes:
        """An info line at the top right: one line, flush right, as small as the decree has it."""
        from congvan.render import fonts, stamp

        words = [stamp.Words(text, 0, box.x1 - box.x0, "right")]
        return stamp.typed(box, words, fonts.find(), self.office.standard.signing["info_size"], self._black)

    def _size(self, style: str) -> float:
        return float(self.office.standard.styles[style].size.use)

    @property
    def _black(self) -> Any:
        return self.office.standard.font["colour"]

    def _day(self, box: Box, day: date) -> bytes:
        """Day, month and year, each in its own gap of ``ngày   tháng   năm   ``."""
        from congvan.render import fonts, stamp

        found, size, gaps = fonts.find(), self._size("place_date"), self.office.standard.gaps
        digits = (two_digits(day.day), month_digits(day.month), str(day.year))
        digit = found.width("0", size, italic=True)
        words, left = [], 0.0
        for text, gap, after in zip(digits, ("day_gap", "day_gap", "year_gap"), (" tháng ", " năm ", ""), strict=True):
            words.append(stamp.Words(text, left, digit * gaps[gap]))
            left += digit * gaps[gap] + found.width(after, size, italic=True)
        return stamp.typed(box, words, found, size, self._black, italic=True)

    def _note(self, box: Box, seal: bool) -> bytes:
        from congvan.render import fonts, stamp

        measures, found, when = self.office.standard.signing, fonts.find(), clock(self.moment).split("; ")
        if seal:
            lines = [self.holder, *when]
            return stamp.note(box, lines, found, measures["seal_colour"], ring=box.x1 - box.x0)
        overlap = (box.x1 - box.x0) * measures["seal_overlap"]
        lines = [f"Ký bởi: {self.holder}", *when]
        return stamp.note(box, lines, found, measures["signature_colour"], left=overlap)
