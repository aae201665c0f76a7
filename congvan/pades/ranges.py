"""Which bytes a signature covers, read from the bytes themselves: what forged and wrapped signatures get wrong."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from asn1crypto import cms, parser

from congvan.model.signing import Finding

_START = re.compile(rb"startxref\s+(\d{1,12})")
_HEX = re.compile(rb"<[0-9A-Fa-f\s]*>\Z")


def check(data: bytes, signature: Any) -> list[Finding]:
    """The faults of a signature dictionary's /ByteRange and /Contents.

    CV661 no usable range, CV662 no signature value (universal forgery), CV663 something besides the value in the
    gap, or a gap elsewhere (wrapping), CV664 beyond the end of the file (cut), CV659 something hidden behind the value.
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
    if written != value:
        return [Finding("CV663", True)]
    return [Finding("CV659", True)] if _padded(value) else []


def _padded(value: bytes) -> bool:
    """Whether anything but zeros follows the signature inside the room that was kept for it."""
    try:
        length: int = parser.peek(value)
    except ValueError:
        return False  # no value that can be read at all is told as such
    return bool(value[length:].strip(b"\0"))


def unchanged(data: bytes, signature: Any) -> bool | None:
    """Whether the covered bytes have the digest that the signature names; None where it names none that is known."""
    try:
        a, b, c, d = (int(n) for n in signature["/ByteRange"])
        value = signature.raw_get("/Contents")
        content = cms.ContentInfo.load(getattr(value, "original_bytes", None) or bytes(value))["content"]
        signer = content["signer_infos"][0]
        wanted = next(t["values"][0].native for t in signer["signed_attrs"] if t["type"].native == "message_digest")
        made = hashlib.new(signer["digest_algorithm"]["algorithm"].native)
    except Exception:
        # A stranger's value may be anything; then nothing is known of it.
        return None
    made.update(data[a : a + b])
    made.update(data[c : c + d])
    return bool(made.digest() == wanted)


def end(signature: Any) -> int:
    """Where the signed bytes end."""
    numbers = [int(n) for n in signature["/ByteRange"]]
    return numbers[2] + numbers[3]


def tail(data: bytes, ends: Sequence[int] = ()) -> list[Finding]:
    """CV668 where more than a line end follows the last end mark, or where an end mark after a signature leads back
    before it: what stands between belongs to no revision, and other readers may find something else in it.

    ``ends``: where the signatures end.
    """
    place = data.rfind(b"%%EOF")
    rest = data[place + 5 :] if place >= 0 else data
    if place < 0 or rest.strip(b"\r\n \0"):
        return [Finding("CV668", True, {"bytes": str(len(rest))})]
    for start, stop in pairwise([*ends, len(data)]):
        part = data[start:stop]
        leads = [int(found[1]) for found in _START.finditer(part)]
        if any(not start <= lead < stop for lead in leads) or len(set(leads)) < len(leads):
            return [Finding("CV668", True, {"bytes": str(len(part))})]
        if not leads and part.strip(b"\r\n \0"):
            return [Finding("CV668", True, {"bytes": str(len(part))})]
    return []
