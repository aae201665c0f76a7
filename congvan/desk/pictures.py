"""pictures: the pages of any PDF as pictures, drawn behind the fence, and where boxes lie on them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from congvan.desk.here import Here
from congvan.machine import fence, files
from congvan.machine.said import said
from congvan.model.rendered import Box
from congvan.pdf import drawn
from congvan.pdf.drawn import Drawn
from congvan.problems import Problems

MOST = 40
"""Pages of one file that are shown; a signature on a later one is told by its page."""
LARGEST = 200_000_000
SECONDS, MEMORY = 60, 1 << 30


def pictures(here: Here, file: Path, boxes: Sequence[Box], problems: Problems) -> Drawn:
    """Errors: CV655 unreadable; warning CV748 its pages can't be drawn, or not within bounds."""
    try:
        data = files.read(file, LARGEST)
    except (OSError, ValueError) as error:
        problems.error("CV655", None, path=here.workspace.shown(file), reason=said(error))
        return Drawn((), 0)
    try:
        found = fence.run(partial(drawn.draw, data, tuple(boxes), MOST), SECONDS, MEMORY)
    except (fence.Fenced, MemoryError):
        found = None
    if found is None:
        problems.warning("CV748", None, file=file.name)
    return found or Drawn((), 0)
