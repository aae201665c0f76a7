"""pages: any PDF → how many pages it has, and those asked for as pictures; faults are those of copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from congvan.copies import original
from congvan.desk.here import Here
from congvan.machine.said import named
from congvan.pdf import Unusable
from congvan.problems import Problems


@dataclass(frozen=True, slots=True)
class Pages:
    """``count`` of the file, 0 where only pictures were asked for; ``pictures``: a PNG for each page asked for."""

    count: int
    pictures: tuple[bytes, ...] = ()


def pages(_here: Here, file: Path, numbers: Sequence[int], side: int, problems: Problems) -> Pages | None:
    """Without ``numbers`` the whole file is looked through, with them these pages are drawn, ``side`` pixels at most.

    Errors: CV690 no file, or too large; CV684 no PDF, or damaged; CV685 locked; CV686 no such page.
    """
    data = original.data_of(file, problems)
    return None if data is None else original.fenced(partial(_looked, data, tuple(numbers), side), file, problems)


def _looked(data: bytes, numbers: tuple[int, ...], side: int) -> Pages:
    """In the fenced child."""
    from congvan.pdf import flat, pictures

    if not numbers:
        return Pages(flat.flatten(data, None).pages)
    try:
        return Pages(0, pictures.drawn(data, numbers, side))
    except (pictures.Unreadable, pictures.Bounds, IndexError) as error:
        raise Unusable("CV684", reason=named("DAMAGED")) from error
