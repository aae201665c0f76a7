"""picture: the bytes of a PNG or JPEG → a file beside a circular, under a name of its own, for ``![…](anh/…)``."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from congvan.desk import texts
from congvan.desk.here import Here
from congvan.machine import atomic, files
from congvan.problems import Problems, Span, term
from congvan.render import pictures
from congvan.text.letters import fold

FOLDER = "anh"
MOST = 200
"""Pictures of one name beside a circular."""
_LONGEST = 60


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
    folder = file.path.parent / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        if folder.is_dir() and files.inside(folder, file.within):
            for one in _names(name, made.endings[0]):
                if _put(folder / one, data, here):
                    return Pictured(f"{FOLDER}/{one}", folder / one)
    except FileExistsError:
        pass
    except OSError as error:
        raise atomic.fault(error, FOLDER) from error
    problems.error("CV473", Span(file.shown, 1, 1), folder=FOLDER)
    return None


def _names(name: str, ending: str) -> list[str]:
    """``Ảnh chụp 1.PNG`` → ``anh-chup-1.png``, ``anh-chup-1-2.png`` …"""
    stem = Path(name.replace("\\", "/")).stem
    plain = re.sub(r"[^a-z0-9]+", "-", fold(stem)).strip("-")[:_LONGEST].strip("-") or "hinh"
    return [f"{plain}{ending}", *(f"{plain}-{n}{ending}" for n in range(2, MOST))]


def _put(path: Path, data: bytes, here: Here) -> bool:
    """Whether the bytes lie there now; another file of that name is left as it is."""
    if not os.path.lexists(path):
        try:
            atomic.create(path, data, here.settings.rights())
        except FileExistsError:
            return False
        return True
    return files.is_plain(path) and path.stat().st_size == len(data) and files.read(path, len(data)) == data
