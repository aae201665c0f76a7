"""Parts of a package → its bytes: one fixed time and order, so that equal content is equal bytes, each packed once.

What a package of ``zipfile`` would be, to the byte; but a part that is the same in many letters is packed once for all.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_DATE = (0 << 9) | (1 << 5) | 1  # 1980-01-01, the first day that a ZIP knows
_NEEDED = 20  # the version of the format that has folders and deflate
_UNIX, _RIGHTS = 3, 0o600 << 16
_LOCAL, _LISTED, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Packed:
    """A part as it lies in the package."""

    data: bytes
    size: int
    checksum: int

    @classmethod
    def of(cls, content: bytes) -> Packed:
        """``content``, deflated."""
        squeeze = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
        return cls(squeeze.compress(content) + squeeze.flush(), len(content), zlib.crc32(content))


def saved(parts: Mapping[str, Packed]) -> bytes:
    """The bytes of the DOCX: the list of types first, then the parts by their names."""
    files, listed, at = [], [], 0
    for name in _ordered(parts):
        part, said = parts[name], name.encode("ascii")
        about = struct.pack(
            "<5H3L2H", _NEEDED, 0, zlib.DEFLATED, 0, _DATE, part.checksum, len(part.data), part.size, len(said), 0
        )
        files += [_LOCAL, about, said, part.data]
        made_by = struct.pack("<2B", _NEEDED, _UNIX)
        listed += [_LISTED, made_by, about, struct.pack("<3H2L", 0, 0, 0, _RIGHTS, at), said]
        at += len(_LOCAL) + len(about) + len(said) + len(part.data)
    directory = b"".join(listed)
    count = len(parts)
    return b"".join([*files, directory, _END, struct.pack("<4H2LH", 0, 0, count, count, len(directory), at, 0)])


def _ordered(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (name != CONTENT_TYPES, name))
