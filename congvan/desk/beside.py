"""Bytes → a file in a folder beside a circular, under a name of its own: what is there is never written over."""

from __future__ import annotations

import os
import re
from pathlib import Path

from congvan.desk import texts
from congvan.desk.here import Here
from congvan.machine import atomic, files
from congvan.text.letters import fold

MOST = 200
"""Files of one name beside a circular."""
_LONGEST = 60


def put(here: Here, file: texts.TextFile, folder: str, name: str, ending: str, data: bytes, plain: str) -> Path | None:
    """``folder/<name>``: other bytes get another name, the same bytes are named as they lie there; a name without
    letters is ``plain``. None where ``folder`` is none of the workspace, or full. Errors: MachineFault.
    """
    beside = file.path.parent / folder
    try:
        beside.mkdir(exist_ok=True)
        if beside.is_dir() and files.inside(beside, file.within):
            for one in _names(name, ending, plain):
                if _put(beside / one, data, here):
                    return beside / one
    except FileExistsError:
        pass
    except OSError as error:
        raise atomic.fault(error, folder) from error
    return None


def _names(name: str, ending: str, plain: str) -> list[str]:
    """``Ảnh chụp 1.PNG`` → ``anh-chup-1.png``, ``anh-chup-1-2.png`` …"""
    stem = Path(name.replace("\\", "/")).stem
    kept = re.sub(r"[^a-z0-9]+", "-", fold(stem)).strip("-")[:_LONGEST].strip("-") or plain
    return [f"{kept}{ending}", *(f"{kept}-{n}{ending}" for n in range(2, MOST))]


def _put(path: Path, data: bytes, here: Here) -> bool:
    """Whether the bytes lie there now; another file of that name is left as it is."""
    if not os.path.lexists(path):
        try:
            atomic.create(path, data, here.settings.rights())
        except FileExistsError:
            return False
        return True
    return files.is_plain(path) and path.stat().st_size == len(data) and files.read(path, len(data)) == data
