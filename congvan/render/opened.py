"""A token that no line can hold, an address or a number in a narrow column → pieces at which all renderers break alike.

Left to themselves renderers break such a token at signs of their own choice. Here it is parted after the signs of an
address, and anywhere where a part is still too long; a zero-width space stands between the pieces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from congvan.model.document import Run

BREAK = "\u200b"
# The hyphen is among them: inside a piece that does not fit, LibreOffice breaks anywhere beside a no-break one.
_PARTS = re.compile(r"[^/?&=_.@-]*[/?&=_.@-]+|[^/?&=_.@-]+")


def opened(runs: tuple[Run, ...], width: float, measure: Callable[[Run], float]) -> tuple[Run, ...]:
    """``runs`` with every token wider than ``width`` pt parted; the same object where there is none."""
    if not any(run.nowrap and measure(run) > width for run in runs):
        return runs
    out: list[Run] = []
    for run in runs:
        if not run.nowrap or measure(run) <= width:
            out.append(run)
            continue
        for number, word in enumerate(run.text.split(" ")):  # glued words part at their space first
            if number:
                out.append(replace(run, text=" ", nowrap=False))
            for index, piece in enumerate(_pieces(replace(run, text=word), width, measure)):
                if index:
                    out.append(replace(run, text=BREAK, nowrap=False))
                out.append(piece)
    return tuple(out)


def _pieces(run: Run, width: float, measure: Callable[[Run], float]) -> Iterator[Run]:
    """The parts of an address, none wider than ``width``; what fits is whole."""
    for part in [run.text] if measure(run) <= width else _PARTS.findall(run.text):
        held = ""
        for char in part:
            if held and measure(replace(run, text=held + char)) > width:
                yield replace(run, text=held)
                held = ""
            held += char
        yield replace(run, text=held)
