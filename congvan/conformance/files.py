"""Which files are judged: those named, and of a folder every document below it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

SUFFIXES = (".pdf", ".docx", ".docm", ".dotx")


def documents(names: Sequence[str], empty: list[str]) -> Iterator[Path]:
    """Files as named; of a folder every PDF and DOCX below it, in order. Folders without any are put into ``empty``."""
    count = 0
    for name in names:
        path = Path(name)
        if os.path.isdir(path):  # of a name too long for any file pathlib asks in vain
            before = count
            for folder, folders, found in os.walk(path):
                folders.sort()
                for item in sorted(found):
                    if item.lower().endswith(SUFFIXES) and not item.startswith(("~$", ".")):
                        count += 1
                        yield Path(folder, item)
            if count == before:
                empty.append(name)
        else:
            yield path
