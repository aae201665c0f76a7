"""What a signature or a seal says of itself on a page (signer, time, tool) is no text of the letter.

Told apart by where it comes from (the appearance of a form field) or, where a printer's driver laid the page flat, by
its words: small lines under or over one that begins "Ký bởi:", "Thời gian ký:", "Digitally signed by".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from congvan.conformance.measured import Column
from congvan.conformance.pdf_frame import Box
from congvan.conformance.pdf_glyphs import Glyph, Origin, origin
from congvan.conformance.pdf_lines import Line
from congvan.text.letters import fold

_OPENS = (
    r"(duoc )?ky (boi|so boi|ngay|luc)\b|nguoi ky\b|(thoi gian|ngay|gio) ky\b|chu ky (so|hop le|khong|chua)"
    r"|digitally signed|signed by|signature (not )?(verified|valid|is)|electronically signed|signing (time|date)"
)
_LABEL = re.compile(rf"^\s*({_OPENS}|(date|dn|cn|reason|location|email|e-mail|co quan|to chuc)\s*:)")
_SAID = re.compile(rf"(?<![a-z])({_OPENS})")
_SEALED = re.compile(
    r"\d{1,2}:\d{2}:\d{2}|^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\s*$|^\s*(cong van |van ban )?den\s*(:|so\b|ngay\b|$)"
)
"""What a seal or a receiver's stamp says, if it is set in a colour: when, or "ĐẾN"."""
_COPY = re.compile(r"^(ban )?(sao y( ban chinh)?|sao luc|trich sao)\b")
_SMALL = 11.1
"""A stamp is set at 10 pt or less (PL I, II.8b); the text of a letter is not."""
_APART = 2.0
"""em between the lines of one stamp, at most."""


def without(glyphs: Sequence[Glyph], printed: set[Origin], fields: Sequence[Box], height: float) -> list[Glyph]:
    """The glyphs of a page with its fields drawn in, less the writing of signatures and seals (ô 7c, 8).

    ``printed`` tells those of the page without its fields. A field that only fills a gap (number, day) stays.
    """
    stamped: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        if not _near(origin(glyph), printed):
            field = next((n for n, box in enumerate(fields) if _within(glyph, box, height)), None)
            if field is not None:
                stamped.setdefault(field, []).append(glyph)
    gone = {id(g) for found in stamped.values() for g in found if _speaks(found) or g.look.colour != "000000"}
    return list(_uncut(glyphs, gone, printed))


def _uncut(glyphs: Sequence[Glyph], gone: set[int], printed: set[Origin]) -> Iterator[Glyph]:
    """The glyphs that are not ``gone``, less what goes on from one of them: a line longer than its field ends at the
    field's edge for whoever looks at the page.
    """
    last: Glyph | None = None
    for glyph in glyphs:
        goes_on = last is not None and glyph.look == last.look and abs(glyph.base - last.base) < 1
        if id(glyph) in gone or (goes_on and not _near(origin(glyph), printed)):
            last = glyph
        else:
            last = None
            yield glyph


def _near(at: Origin, printed: set[Origin]) -> bool:
    """Whether a character begins there, give or take the point that rounding makes."""
    char, x, y = at
    return any((char, x + dx, y + dy) in printed for dx in (0, -1, 1) for dy in (0, -1, 1))


def _within(glyph: Glyph, box: Box, height: float) -> bool:
    x0, y0, x1, y1 = box
    return x0 - 1 <= glyph.left <= x1 + 1 and y0 - 1 <= height - glyph.base <= y1 + 1


def _speaks(glyphs: Sequence[Glyph]) -> bool:
    """Whether a field's writing is that of a signature; glyphs come in the order in which they are written."""
    words = fold("".join(g.char for g in glyphs)).replace(" ", "")
    return bool(re.search(_OPENS.replace(" ", "").replace(r"\b", ""), words))


def taken(lines: Sequence[Line]) -> tuple[list[Line], list[list[Line]]]:
    """Lines of a page → those of the letter, and the stamps among them, each as its lines from the top."""
    small = sorted((x for x in lines if x.size < _SMALL and x.column is not Column.TABLE), key=lambda x: x.base)
    stamps: list[list[Line]] = []
    for line in small:
        held = any(line is x for stamp in stamps for x in stamp)
        if not held and _is_stamp(line):
            stamps.append(_around(line, small))
    gone = {id(x) for stamp in stamps for x in stamp}
    return [x for x in lines if id(x) not in gone], stamps


def _is_stamp(line: Line) -> bool:
    words = fold(line.text)
    return bool(_LABEL.match(words) and _SAID.search(words)) or (_coloured(line) and bool(_SEALED.search(words)))


def _coloured(line: Line) -> bool:
    """Neither black nor grey: red or blue, as seals and signatures are."""
    colour = line.glyphs[0].look.colour
    red, green, blue = (int(colour[n : n + 2], 16) for n in (0, 2, 4))
    return max(red, green, blue) - min(red, green, blue) > 60


def _around(line: Line, small: Sequence[Line]) -> list[Line]:
    """The small lines above and below that stand as close to it as those of one stamp do."""
    found = [line]
    for others in ([x for x in small if x.base < line.base][::-1], [x for x in small if x.base > line.base]):
        edge = line
        for other in others:
            shared = min(edge.right, other.right) - max(edge.left, other.left)
            if abs(other.base - edge.base) > _APART * edge.size:
                break
            alike = abs(other.size - line.size) < 2.1 and _coloured(other) == _coloured(line)
            if shared > 0 and alike and not other.text.strip().startswith("-"):
                found.append(other)
                edge = other
    return sorted(found, key=lambda x: x.base)


def is_copy(stamp: Sequence[Line]) -> bool:
    """Whether a stamp is the line of an electronic copy (ô 14), however it is written."""
    return bool(_COPY.match(fold(stamp[0].text.strip())))
