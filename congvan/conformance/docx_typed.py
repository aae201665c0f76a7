"""A head or a foot that is set in two columns with spaces and tabs: its lines parted where the eye parts them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

from congvan.conformance import advances
from congvan.conformance.measured import Piece
from congvan.text.letters import fold

_STATE = re.compile(r"cong\s*hoa\s*xa\s*hoi\s*chu\s*nghia")
_MOTTO = re.compile(r"doc\s*lap.{1,5}tu\s*do")
_DATED = re.compile(r"ngay[\s\d.…_]*thang[\s\d.…_]*nam")
_FOOT = re.compile(r"noi nhan\b")
_ENDS = ("kinh gui", "can cu")
_GAP = 3
"""So many spaces in a row part two columns; two are a slip of the hand."""
_TAB = 36.0
"""Word's tab stops where a paragraph sets none."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words that stand together, ``x`` pt from where the line begins."""

    pieces: tuple[Piece, ...]
    x: float

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join("".join(p.text for p in self.pieces).split())

    @property
    def width(self) -> float:
        """Its width in pt."""
        return sum(advances.width(p.text, p.size, bold=p.bold) for p in self.pieces)


_ABOUT = 60.0
"""How many pt a centred line of a column may begin before the line above it."""


class TypedColumns:
    """Reads line after line, and knows whether the head or the foot of a letter is being set so."""

    def __init__(self) -> None:
        self._zone = ""
        self._left = 0
        self._right = 0.0  # where the right column began last

    def parted(self, parts: Sequence[Sequence[Piece]], width: float, *, stops: bool, centred: bool) -> list[Chunk]:
        """The columns of a line that spaces or tabs part in a text ``width`` pt wide; none where it is set another way.

        ``stops``: the paragraph has tab stops of its own; ``centred``: it is centred on the page.
        """
        text = "".join(p.text for part in parts for p in part)
        plain = fold(" ".join(text.split()))
        if self._zone and (self._left <= 0 or plain.startswith(_ENDS) or (self._zone == "head" and len(plain) > 110)):
            self._zone = ""
        told = len(plain) < 110 and (_STATE.search(plain) or _MOTTO.search(plain) or _DATED.search(plain))
        if not told and not _FOOT.match(plain) and not self._zone:
            return []
        chunks = _chunks(parts)
        opens = len(chunks) == 2 and _opens(fold(chunks[0].text), chunks[1].text)
        if stops and not any("   " in p.text for part in parts for p in part):
            return []
        two = len(chunks) == 2
        self._right = chunks[1].x if two else self._right
        if opens:
            self._zone, self._left = "foot" if _FOOT.match(plain) else "head", 16
        if _DATED.search(plain):
            self._left = min(self._left, 4)
        self._left -= 1
        alone = len(chunks) == 1 and self._zone and not centred and chunks[0].width < width / 2
        if alone and 0.45 < (chunks[0].x + chunks[0].width / 2) / (width or 1.0) < 0.55:
            return []  # in the middle of the page: a heading
        return chunks if self._zone and (two or alone) else []

    def stands_left(self, chunk: Chunk, width: float) -> bool:
        """Whether text alone in its line stands in the left column: not past the middle, nor under the right one."""
        under = 0.0 < self._right - _ABOUT < chunk.x
        return chunk.x + chunk.width / 2 < width / 2 and not under


def _opens(left: str, right: str) -> bool:
    """Whether two columns are those of a head or a foot."""
    plain = fold(right)
    if _STATE.search(plain) or _MOTTO.search(plain):
        return True
    if _FOOT.match(left):
        return right.isupper()
    return bool(re.match(r"[^,]{2,40},\s*ngay", plain)) and left.startswith("so")


def _chunks(parts: Sequence[Sequence[Piece]]) -> list[Chunk]:
    found: list[Chunk] = []
    pieces: list[Piece] = []
    begin = x = 0.0
    white = _GAP  # white at the start of a line parts nothing, it moves
    for n, part in enumerate(parts):
        if n:
            x, white = (x // _TAB + 1) * _TAB, _GAP
        for piece in part:
            for char in piece.text.replace("\n", " "):
                if char.isspace():
                    white += 1
                    x += advances.width(" ", piece.size, bold=piece.bold)
                    continue
                if white >= _GAP:
                    if pieces:
                        found.append(Chunk(tuple(pieces), begin))
                    pieces, begin = [], x
                elif white and pieces:
                    _put(pieces, piece, " ")
                white = 0
                _put(pieces, piece, char)
                x += advances.width(char, piece.size, bold=piece.bold)
    if pieces:
        found.append(Chunk(tuple(pieces), begin))
    return found


def _put(pieces: list[Piece], look: Piece, text: str) -> None:
    last = pieces[-1] if pieces else None
    if last is not None and dataclasses.replace(last, text="") == dataclasses.replace(look, text=""):
        pieces[-1] = dataclasses.replace(last, text=last.text + text)
    else:
        pieces.append(dataclasses.replace(look, text=text))
