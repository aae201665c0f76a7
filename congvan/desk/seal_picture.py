"""seal_picture: the image of a signature or seal → how large it prints, how fine, whether it is see-through."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from congvan import pipeline
from congvan.copies.original import reason
from congvan.desk import texts
from congvan.desk.here import Here
from congvan.machine import atomic, fence
from congvan.machine.said import named
from congvan.model.length import mm
from congvan.model.signing import SEAL
from congvan.problems import Problems
from congvan.text.letters import fold

FOLDER = "anh"
SECONDS, MEMORY = 30.0, 800_000_000
_SQUARE = 0.02
"""Share of its width by which a seal's picture may be higher: less is not seen."""


@dataclass(frozen=True, slots=True)
class SealPicture:
    """Size in pixels, as printed in mm, and dots an inch then. ``clear``: whether some of it is see-through; ``path``:
    where it was kept, None where it was only looked at.
    """

    pixels: tuple[int, int]
    printed: tuple[float, float]
    resolution: int
    clear: bool
    path: Path | None = None


def seal_picture(here: Here, file: Path, role: str, keep: str | None, problems: Problems) -> SealPicture | None:
    """``keep``: the name under which it is kept, None: nothing is written. Errors: CV640, CV642 no picture to use,
    CV764 nothing is on it; warnings CV641 no see-through background, CV762 too coarse, CV763 a seal that is no square.
    """
    with here.office(problems) as office:
        if office is None:
            return None
        try:
            found = fence.run(partial(_looked, file), SECONDS, MEMORY)
        except (fence.Fenced, MemoryError) as error:
            problems.error("CV640", None, path=file.name, reason=reason(error))
            return None
        data, told, size, clear, blank = found
        problems.extend(told)
        if data is None or told.failed:
            return None
        if blank:
            problems.error("CV764", None, path=file.name)
            return None
        printed = _printed(size, role, office)
        resolution = round(size[0] / printed[0] * 25.4)
        _judge(file.name, size, printed, resolution, role, office, problems)
        path = None
        if keep is not None:
            path = here.workspace.root / FOLDER / f"{_plain(keep)}.png"
            texts.told(here, "picture", path.name, path.read_bytes() if path.is_file() else b"", data)
            atomic.write_all({path: data}, here.settings.rights())
        return SealPicture(size, printed, resolution, clear, path)


def _plain(name: str) -> str:
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(name)).split()
    return "-".join(words)[:60] or "anh"


def _looked(file: Path) -> tuple[bytes | None, Problems, tuple[int, int], bool, bool]:
    """In the fenced child."""
    from congvan.render import images

    told = Problems()
    data = images.read(file, told)
    if data is None:
        return None, told, (0, 0), False, False
    try:
        size, clear, blank = images.measured(data)
    except (OSError, ValueError):
        told.error("CV640", None, path=file.name, reason=named("NOT_PNG"))
        return None, told, (0, 0), False, False
    return data, told, size, clear, blank


def _printed(size: tuple[int, int], role: str, office: pipeline.Office) -> tuple[float, float]:
    """Width and height in mm as ``sign`` puts it on the page: a seal fills its circle, a signature keeps its shape."""
    signing = office.standard.signing
    if role == SEAL:
        diameter = float(office.issuer.seal_diameter or signing["seal_diameter"])
        return diameter, diameter
    room = float(signing["signature_width"]), office.standard.gaps["signature_height"] / mm(1.0)
    scale = min(room[0] / size[0], room[1] / size[1])
    return size[0] * scale, size[1] * scale


def _judge(
    name: str, size: tuple[int, int], printed: tuple[float, float], resolution: int, role: str,
    office: pipeline.Office, problems: Problems,
) -> None:  # fmt: skip
    least = int(office.standard.signing["picture_resolution"])
    if resolution < least:
        problems.warning("CV762", None, path=name, width=round(printed[0], 1), height=round(printed[1], 1),
                         dpi=resolution, least=least)  # fmt: skip
    if role == SEAL and abs(size[0] - size[1]) > _SQUARE * size[0]:
        problems.warning("CV763", None, path=name, width=size[0], height=size[1], diameter=printed[0])
