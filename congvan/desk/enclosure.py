"""enclosure: the bytes of an XLSX or CSV → a file beside a circular, for a table of an annex or a list of people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from congvan.desk import beside, texts
from congvan.desk.here import Here
from congvan.problems import Problems, Span, term
from congvan.sheets import reading
from congvan.sheets.grid import Refused

FOLDER = "bang"
_OF_PARTS = frozenset(("sheet", "range", "rows", "columns", "cells", "formula", "empty"))
"""What is wrong with a part that nobody has chosen yet: the circular that names it is told of that."""


@dataclass(frozen=True, slots=True)
class EnclosedFile:
    """A table that lies beside its circular; ``path`` as its text names it."""

    path: str
    file: Path


def enclosure(here: Here, id: str, name: str, data: bytes, problems: Problems) -> EnclosedFile | None:
    """``circulars/…/bang/<name>``. What is there is never written over: other bytes get another name, the same are
    named as they lie there.

    Errors: CV402, CV403; CV979 issued; CV733 no table that can be read, CV734 too large, CV735 ``bang`` is no folder of
    the workspace, or full; MachineFault.
    """
    found = texts.there(here, id, problems)
    if found is None or texts.refused(here, found[0], found[1], problems):
        return None
    file, shown = found[0], name[-80:]
    if len(data) > reading.LARGEST:
        problems.error("CV734", Span(file.shown, 1, 1), file=shown, most=reading.LARGEST // 1_000_000)
        return None
    try:
        reading.listed(data)
    except Refused as refused:
        if refused.why not in _OF_PARTS:
            why = term(f"sheet.{refused.why}", **dict(refused.values))
            problems.error("CV733", Span(file.shown, 1, 1), file=shown, why=why)
            return None
    ending = ".xlsx" if data.startswith(b"PK") else ".csv"
    made = beside.put(here, file, FOLDER, name, ending, data, "bang")
    if made is None:
        problems.error("CV735", Span(file.shown, 1, 1), folder=FOLDER)
        return None
    return EnclosedFile(f"{FOLDER}/{made.name}", made)
