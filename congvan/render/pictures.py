"""The bytes of a PNG or JPEG → what both renderings print: upright, nothing shining through, in RGB or grey, without
what a camera wrote into it; and its natural size in pt.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from congvan.machine import fence
from congvan.render.images import load_whole

if TYPE_CHECKING:
    from PIL.Image import Image as Drawn

LARGEST = 30_000_000
"""Bytes of a file."""
PIXELS = 60_000_000
"""So many are unpacked at most: a page of A4 at 600 dots an inch has 35 million."""
SIDE = 3000
"""Pixels of a side that are printed at most: 300 dots an inch on a page on its side."""
SECONDS, MEMORY = 30.0, 1_500_000_000
SCREEN = 96.0
"""Dots an inch of a picture that doesn't say."""
LEAST_DPI, MOST_DPI = 30.0, 2400.0
QUALITY = 92
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_KINDS = (
    (b"GIF8", "gif"), (b"BM", "bmp"), (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"%PDF", "pdf"), (b"RIFF", "webp"),
)  # fmt: skip


class Refused(Exception):
    """The picture can't be printed; ``why`` is the name of the reason, ``large`` whether it is its size."""

    def __init__(self, why: str, large: bool = False) -> None:
        super().__init__(why, large)
        self.why, self.large = why, large


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture as it is printed: a PNG or JPEG, its natural size in pt, the endings that its file may have."""

    data: bytes
    width: float
    height: float
    endings: tuple[str, ...]


def read(data: bytes) -> Pixels:
    """A file as a picture. Errors: Refused."""
    _look(data)
    try:
        return fence.run(partial(_made, data), SECONDS, MEMORY, ("PIL.Image", "PIL.PngImagePlugin", "PIL.ImageOps"))
    except fence.Fenced as error:
        raise Refused("huge", large=True) from error


def _look(data: bytes) -> None:
    """What can be told by the first bytes. Errors: Refused."""
    if data.startswith((_PNG, _JPEG)):
        return
    head = data[:1000].lstrip().lower()
    if b"<svg" in head or head.startswith(b"<?xml"):
        raise Refused("svg")
    if data[4:8] == b"ftyp":
        raise Refused("heic")
    raise Refused(next((name for begin, name in _KINDS if data.startswith(begin)), "unknown"))


def _made(data: bytes) -> Pixels:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # the size is judged here, before a pixel is read
    png = data.startswith(_PNG)
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",) if png else ("JPEG",)) as image:
            if image.width * image.height > PIXELS:
                raise Refused("huge", large=True)
            if getattr(image, "n_frames", 1) > 1:
                raise Refused("moves")
            _whole(data, png=png)
            load_whole(image)
            across, up = _dpi(image)
            turned = ImageOps.exif_transpose(image)
            if turned.size != image.size:
                across, up = up, across
            width, height = turned.width * 72 / across, turned.height * 72 / up
            return Pixels(_written(_flat(turned), png=png), width, height, _endings(png=png))
    except Refused:
        raise
    except MemoryError:
        raise
    except Exception as error:
        # Pillow names a dozen ways in which a file may be no picture.
        raise Refused("damaged") from error


def _endings(*, png: bool) -> tuple[str, ...]:
    return (".png",) if png else (".jpg", ".jpeg", ".jpe", ".jfif")


def _whole(data: bytes, *, png: bool) -> None:
    """A PNG has every block up to its end; what stands after it (another file) is never printed. Errors: Refused."""
    if not png:
        return
    at = len(_PNG)
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IEND":
            return
        at += 12 + length
    raise Refused("damaged")


def _dpi(image: Drawn) -> tuple[float, float]:
    """Dots an inch across and up, 96 where the file says none that a printer could have."""
    told = image.info.get("dpi") or (SCREEN, SCREEN)
    across, up = (float(value) for value in told[:2])
    if not (LEAST_DPI <= across <= MOST_DPI and LEAST_DPI <= up <= MOST_DPI):
        return SCREEN, SCREEN
    return across, up


def _flat(image: Drawn) -> Drawn:
    """On white, in RGB or grey, no side longer than a page can show."""
    from PIL import Image

    if image.mode in ("I", "I;16", "I;16B", "F"):
        image = (image.convert("I").point(lambda value: value * (1 / 256)) if image.mode != "F" else image).convert("L")
    if "transparency" in image.info or image.mode in ("LA", "PA", "RGBA", "La", "RGBa"):
        clear = image.convert("RGBA")
        image = Image.new("RGB", clear.size, "white")
        image.paste(clear, mask=clear.getchannel("A"))
    elif image.mode not in ("L", "RGB"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    if max(image.size) > SIDE:
        image = image.copy()
        image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return image


def _written(image: Drawn, *, png: bool) -> bytes:
    """The same bytes each time, without profile, place or camera."""
    out = io.BytesIO()
    bare = image.copy()
    bare.info.clear()
    if png:
        bare.save(out, "PNG", optimize=False)
    else:
        bare.save(out, "JPEG", quality=QUALITY, subsampling=0)
    return out.getvalue()
