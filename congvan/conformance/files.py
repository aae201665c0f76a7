"""Which files are judged: those named, and of a folder every document below it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from congvan.problems import MachineFault

MOST = 100_000
"""So many names a folder may have below it, files and folders: a whole disk (``/``) is nobody's folder of letters."""
SUFFIXES = (".pdf", ".docx", ".docm", ".dotx")


def documents(names: Sequence[str], empty: list[str]) -> Iterator[Path]:
    """Files as named; of a folder every PDF and DOCX below it, in order. Folders without any are put into ``empty``.

    Errors: CV749 a folder has more than :data:`MOST` names below it.
    """
    count = 0
    for name in names:
        path = Path(name)
        if os.path.isdir(path):  # of a name too long for any file pathlib asks in vain
            before, seen = count, 0
            for folder, folders, found in os.walk(path):
                folders.sort()
                seen += len(folders) + len(found)
                if seen > MOST:
                    raise MachineFault("CV749", folder=name, most=MOST)
                for item in sorted(found):
                    if item.lower().endswith(SUFFIXES) and not item.startswith(("~$", ".")):
                        count += 1
                        yield Path(folder, item)
            if count == before:
                empty.append(name)
        else:
            yield path
