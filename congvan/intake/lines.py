"""What the reader of finished files measured → lines of text in Unicode, runs of equal look merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from congvan.conformance.measured import Measured, Para, Piece
from congvan.intake.model import Line, Stretch
from congvan.intake.signs import kept
from congvan.text import legacy


def cleaned(measured: Measured) -> tuple[Measured, dict[int, str]]:
    """The same file without signs that may not stand; which paragraphs were in an old encoding by their words alone, in
    a font that says nothing of it: they are converted.
    """
    guessed: dict[int, str] = {}
    paras = []
    for para in measured.paras:
        pieces = _joined(para.pieces)
        old = legacy.look("".join(p.text for p in pieces))
        if old is not None:
            guessed[para.node] = old.encoding
            pieces = [replace(p, text=legacy.convert(p.text, old.encoding)) for p in pieces]
        paras.append(replace(para, pieces=tuple(replace(p, text=kept(p.text)) for p in pieces)))
    return replace(measured, paras=tuple(paras)), guessed


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Neighbours of one font and look in one: a letter of VNI is two signs, and Word may part them."""
    made: list[Piece] = []
    for piece in pieces:
        last = made[-1] if made else None
        if last is not None and replace(last, text="") == replace(piece, text=""):
            made[-1] = replace(last, text=last.text + piece.text)
        else:
            made.append(piece)
    return made


def lines_of(paras: Sequence[Para]) -> list[Line]:
    """Paragraphs as lines; those of one element but the first go on with it."""
    return [line_after(paras[n - 1] if n else None, para) for n, para in enumerate(paras)]


def line_after(before: Para | None, para: Para) -> Line:
    """A paragraph as a line; it goes on with the one before where both are of one element."""
    again = before is not None and before.node == para.node
    return Line(para.node, _runs(para), para.align == "center", again)


def line_of(para: Para | None) -> Line | None:
    """One paragraph, or none."""
    return None if para is None else lines_of([para])[0]


def _runs(para: Para) -> tuple[Stretch, ...]:
    """Word by word: a word has one look, that of most of its letters; neighbours of one look are one."""
    looks = {(piece.bold, piece.italic) for piece in para.pieces if piece.text.strip()}
    if len(looks) == 1:
        return (Stretch(para.text, *looks.pop()),)
    words: list[tuple[str, Counter[tuple[bool, bool]]]] = []
    white = True
    for piece in para.pieces:
        for char in piece.text:
            if char.isspace():
                white = True
                continue
            if white or not words:
                words.append(("", Counter()))
                white = False
            text, count = words[-1]
            count[piece.bold, piece.italic] += 1
            words[-1] = (text + char, count)
    made: list[Stretch] = []
    for text, count in words:
        bold, italic = count.most_common(1)[0][0]
        last = made[-1] if made else None
        if last is not None and (last.bold, last.italic) == (bold, italic):
            made[-1] = replace(last, text=f"{last.text} {text}")
        else:
            made.append(Stretch((" " if last is not None else "") + text, bold, italic))
    return tuple(made)
