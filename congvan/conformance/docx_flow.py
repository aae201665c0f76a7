"""Paragraph properties → alignment, spacing, tab stops, lines."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from congvan.conformance import advances
from congvan.conformance.docx_package import W
from congvan.conformance.docx_shapes import twips
from congvan.conformance.docx_styles import Props
from congvan.conformance.drawing import Drawing
from congvan.conformance.measured import Align, Piece

ALIGN: dict[str, Align] = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "justify",
    "distribute": "justify",
}
NATURAL = 1.149
"""Times New Roman's natural line, in em: what "single" means for it."""


def last(layers: list[Props], name: str) -> Any | None:
    """The strongest layer's value of ``name``."""
    return next((layer[name] for layer in reversed(layers) if name in layer), None)


def spacing(props: Props, size: float) -> float | None:
    """Line spacing as a multiple of the natural line; ``size`` is the largest on the line, in pt."""
    if "line" not in props:
        return 1.0
    line = float(props["line"])
    if props.get("lineRule", "auto") == "auto":
        return round(line / 240, 3)
    share = line / 20 / (size * NATURAL)
    return round(share, 3) if props["lineRule"] == "exact" else round(max(1.0, share), 3)


def halves(drawn: list[Drawing]) -> tuple[list[Drawing], list[Drawing]]:
    """Text boxes that lie above their paragraph, then everything else."""
    above = [d for d in drawn if d.box is not None]
    return above, [d for d in drawn if d.box is None]


def spread(parts: list[list[Piece]], props: Props) -> list[tuple[float, float]]:
    """Where the text between tabs stands in its line: (left, right), in pt from the paragraph's edge."""
    known, at = stops(props), max(0.0, float(props.get("left", 0.0)) + float(props.get("firstLine", 0.0)))
    found: list[tuple[float, float]] = []
    for n, part in enumerate(parts):
        wide = sum(advances.width(p.text, p.size, bold=p.bold) for p in part)
        if n:
            stop = next((s for s in known if s[0] > at), ((at // _TAB + 1) * _TAB, "left"))
            at = stop[0] - {"center": wide / 2, "right": wide, "end": wide}.get(stop[1], 0.0)
        found.append((at, at + wide))
        at += wide
    return found


_TAB = 36.0
"""Word's tab stops where a paragraph sets none."""


def heads(parts: list[list[Piece]]) -> bool:
    """Whether tab stops part two columns (a head, a foot), not a label from its text or a list of fields."""
    texts = ["".join(p.text for p in part).strip() for part in parts]
    if len(texts) != 2:
        return False
    left, _ = texts
    short = len(left) <= 2 or left.rstrip(".)").isdigit()
    return (not short and advances.width(left, 12, bold=False) < 300 and not left.endswith((":", ","))) or left in (
        "Nơi nhận:",
    )


def stops(props: Props) -> list[tuple[float, str]]:
    """The tab stops of a paragraph, in pt, in order."""
    found = props.get("tabs")
    known = [(twips(t.get(W + "pos")) or 0.0, t.get(W + "val", "left")) for t in (found if found is not None else ())]
    return sorted(stop for stop in known if stop[1] != "clear")


def tab_align(props: Props, stop: int) -> Align:
    """How text behind the ``stop``-th tab is aligned."""
    known = stops(props)
    if 0 < stop <= len(known):
        return "center" if known[stop - 1][1] == "center" else "left"
    return ALIGN.get(str(props.get("jc", "left")), "left")


def split_lines(pieces: tuple[Piece, ...]) -> Iterator[tuple[Piece, ...]]:
    """Lines that a hard break parts count as paragraphs of their own."""
    line: list[Piece] = []
    for piece in pieces:
        first, *more = piece.text.split("\n")
        line.append(dataclasses.replace(piece, text=first))
        for text in more:
            if any(p.text.strip() for p in line):
                yield tuple(line)
            line = [dataclasses.replace(piece, text=text)]
    if any(p.text.strip() for p in line):
        yield tuple(line)
