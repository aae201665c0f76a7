"""Which bytes a signature covers, read from the bytes themselves: what forged and wrapped signatures get wrong."""

from __future__ import annotations

import re
from typing import Any

from congvan.model.signing import Finding

_HEX = re.compile(rb"<[0-9A-Fa-f\s]*>\Z")


def check(data: bytes, signature: Any) -> list[Finding]:
    """The faults of a signature dictionary's /ByteRange and /Contents.

    CV661 no usable range, CV662 no signature value (universal forgery), CV663 something besides the value in the
    gap, or a gap elsewhere (wrapping), CV664 beyond the end of the file (cut).
    """
    try:
        numbers = [int(n) for n in signature["/ByteRange"]]
    except Exception:
        return [Finding("CV661", True)]
    if len(numbers) != 4 or numbers[0] != 0 or min(numbers) < 0 or 0 in (numbers[1], numbers[3]):
        return [Finding("CV661", True)]
    _, first, second, length = numbers
    if second + length > len(data):
        return [Finding("CV664", True, {"missing": str(second + length - len(data))})]
    gap = data[first:second]
    try:
        value = signature.raw_get("/Contents")
        value = getattr(value, "original_bytes", None) or bytes(value)
    except Exception:
        return [Finding("CV662", True)]
    if not value.strip(b"\0"):
        return [Finding("CV662", True)]
    if second <= first or not _HEX.match(gap):
        return [Finding("CV663", True)]
    digits = re.sub(rb"\s", b"", gap[1:-1])
    written = bytes.fromhex(digits.decode()) if len(digits) % 2 == 0 else b""
    return [] if written == value else [Finding("CV663", True)]


def end(signature: Any) -> int:
    """Where the signed bytes end."""
    numbers = [int(n) for n in signature["/ByteRange"]]
    return numbers[2] + numbers[3]


def tail(data: bytes) -> list[Finding]:
    """CV668 where more than a line end follows the last end mark."""
    place = data.rfind(b"%%EOF")
    rest = data[place + 5 :] if place >= 0 else data
    return [] if place >= 0 and not rest.strip(b"\r\n \0") else [Finding("CV668", True, {"bytes": str(len(rest))})]
