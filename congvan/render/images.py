"""The picture of a signature or seal, checked before it is put on a page: a PNG, not too large, see-through."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from congvan.machine.said import named, said
from congvan.problems import Problems

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_LARGEST = 10_000_000  # bytes
_WIDEST = 5000  # pixels


def read(path: Path, problems: Problems) -> bytes | None:
    """The bytes of a PNG. Errors: CV640 not a PNG, CV642 too large; warning CV641 no see-through background."""
    from PIL import Image

    try:
        with path.open("rb") as handle:
            data = handle.read(_LARGEST + 1)
    except OSError as error:
        problems.error("CV640", None, path=path.as_posix(), reason=said(error))
        return None
    if len(data) > _LARGEST:
        problems.error("CV642", None, path=path.as_posix())
        return None
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            if max(image.size) > _WIDEST:
                problems.error("CV642", None, path=path.as_posix())
                return None
            if getattr(image, "n_frames", 1) > 1:
                problems.error("CV640", None, path=path.as_posix(), reason=named("PNG_MOVES"))
                return None
            load_whole(image)
            clear = "A" in image.getbands() or "transparency" in image.info
    except Exception:
        # Pillow names a dozen ways in which a file may be no PNG.
        problems.error("CV640", None, path=path.as_posix(), reason=named("NOT_PNG"))
        return None
    if not clear:
        problems.warning("CV641", None, path=path.as_posix())
    return data


def measured(data: bytes) -> tuple[tuple[int, int], bool, bool]:
    """Of a PNG that :func:`read` took: its size in pixels, whether it has see-through points, whether it has no others.

    Errors: OSError, ValueError.
    """
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
        load_whole(image)
        least, most = image.convert("RGBA").getchannel("A").getextrema()
        return image.size, int(least) < 255, int(most) == 0


def load_whole(image: Picture) -> None:
    """Every pixel, or Pillow's error: WeasyPrint, once imported, has Pillow take half a picture for a whole one."""
    from PIL import ImageFile

    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
