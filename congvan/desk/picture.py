"""picture: the bytes of a PNG or JPEG → a file beside a circular, under a name of its own, for ``![…](anh/…)``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from congvan.desk import beside, texts
from congvan.desk.here import Here
from congvan.problems import Problems, Span, term
from congvan.render import pictures

FOLDER = "anh"


@dataclass(frozen=True, slots=True)
class Pictured:
    """A picture that lies beside its circular; ``path`` as its text names it."""

    path: str
    file: Path


def picture(here: Here, id: str, name: str, data: bytes, problems: Problems) -> Pictured | None:
    """``circulars/…/anh/<name>``. What is there is never written over: other bytes get another name, the same bytes are
    named as they lie there.

    Errors: CV402, CV403; CV979 issued; CV471 no picture that can be printed, CV472 too large, CV473 ``anh`` is no
    folder of the workspace, or full; MachineFault.
    """
    found = texts.there(here, id, problems)
    if found is None or texts.refused(here, found[0], found[1], problems):
        return None
    file, shown = found[0], name[-80:]
    if len(data) > pictures.LARGEST:
        problems.error("CV472", Span(file.shown, 1, 1), file=shown, most=pictures.LARGEST // 1_000_000)
        return None
    try:
        made = pictures.read(data)
    except pictures.Refused as refused:
        why = term(f"picture.{refused.why}")
        problems.error("CV471", Span(file.shown, 1, 1), file=shown, why=why)
        return None
    put = beside.put(here, file, FOLDER, name, made.endings[0], data, "hinh")
    if put is None:
        problems.error("CV473", Span(file.shown, 1, 1), folder=FOLDER)
        return None
    return Pictured(f"{FOLDER}/{put.name}", put)
