"""WeasyPrint's costly steps once more in less of Python, byte for byte the same, for the very sources that are known.

Each part replaces some functions of WeasyPrint or pydyf and names the files that it was written for by their SHA-256.
Where one of them is another (a later version, a distributor's patch, no source at all), the part is left out and its
step is done as it comes. ``tests/sheets/test_quick.py`` fails where a part does not apply, and compares the bytes.
"""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib import import_module

PARTS = ("written", "parsed", "styles", "boxes", "drawn")
"""From the last step to the first; ``parsed`` and ``styles`` are asked by ``render.pdf``, the others ask nobody."""


@cache
def applies(part: str) -> bool:
    """Whether a part was written for what is installed here."""
    needs: dict[str, str] = import_module(f"{__name__}.{part}").NEEDS
    return all(_source(name) == sha256 for name, sha256 in needs.items())


def _source(name: str) -> str:
    """SHA-256 of a module's file, "" where there is none to read."""
    module = sys.modules.get(name) or import_module(name)
    try:
        with open(module.__file__ or "", "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return ""


@cache
def hasten() -> None:
    """Put in every part that applies; WeasyPrint has been imported."""
    for part in PARTS:
        if applies(part):
            import_module(f"{__name__}.{part}").install()
