"""Rows of characters that stand in for a drawn rule: taken out of the text and hung under the line above."""

from __future__ import annotations

import dataclasses
import re

from congvan.conformance import advances
from congvan.conformance.measured import Measured, Para, Stroke

_ROW = re.compile(r"^[\s_]*_{4,}[\s_]*$|^[\s*]*[-–—=─━═]{4,}[\s*]*$")


def taken(measured: Measured) -> Measured:
    """The same file, its rows of ``_`` and ``-`` made strokes.

    Small raised underscores are how the official files draw a line.
    """
    kept: list[Para] = []
    for para in measured.paras:
        if not _ROW.match(para.text) or not kept:
            kept.append(dataclasses.replace(para, index=len(kept)))
            continue
        above = kept[-1]
        length = sum(advances.width(p.text.strip(), p.size, bold=p.bold) for p in para.pieces)
        if para.lines:
            length = para.lines[0].right - para.lines[0].left
        raised = "_" in para.text and para.size < 9
        drawn = "line" if raised else "underscores" if "_" in para.text else "dashes"
        if above.rule is None and above.column is para.column:
            kept[-1] = dataclasses.replace(above, rule=Stroke(length, drawn, True, para.place))  # type: ignore[arg-type]
    return dataclasses.replace(measured, paras=tuple(kept))
