"""The name of a font inside a PDF → the family that a clerk would choose in Word."""

from __future__ import annotations

import re
import struct

_SUBSET = re.compile(r"^(?:[A-Z]{6}\+)+")
_ENCODED = re.compile(r"(?i)-(identity-[hv]|wincharset\w*-[hv])$")
_ASIDE = re.compile(r"\s*\([^)]*\)|[~*]\d+$")
_FACE = re.compile(r"(?i)(?<=\w)[-,\s]*(bold|italic|oblique|regular|(?<=-)roman|ps(?=[-,\s]|mt|$)|mt$)")
_TIMES = re.compile(r"(?i)times\s*new\s*roman((ps|mt|std|bold|italic|oblique|regular|normal|roman)|[-_,.\s])*\d*")
_NO_NAME = re.compile(r"(?i)(cidfont\+?)?(f|tt|t1_|c\d_|g|font|r|type3|t3font)?[\d_]*|tt[0-9a-f]+t\d+|cidfont\S*|mt|ps")


def family(name: str) -> str:
    """``ABCDEE+TimesNewRomanPS-BoldMT``, ``Times New Roman,Bold`` → ``Times New Roman``.

    ``""`` where a printer's driver left a name that tells nothing (``CIDFont+F1``, ``TTE1A2B3t00``).
    """
    plain = _ASIDE.sub("", _ENCODED.sub("", _SUBSET.sub("", name.replace("#20", " ").strip())))
    if _TIMES.fullmatch(plain):
        return "Times New Roman"
    if _NO_NAME.fullmatch(plain):
        return ""
    plain = _FACE.sub("", plain).strip("-, ")
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain).replace("-", " ").replace("_", " ")
    return " ".join(spaced.split())


def face(program: bytes) -> tuple[bool, bool]:
    """A TrueType or OpenType program → whether it is bold, whether italic, as its ``head`` table says (macStyle)."""
    try:
        (tables,) = struct.unpack_from(">H", program, 4)
        for n in range(min(tables, 64)):
            tag, _, at, _ = struct.unpack_from(">4sIII", program, 12 + 16 * n)
            if tag == b"head":
                (style,) = struct.unpack_from(">H", program, at + 44)
                return bool(style & 1), bool(style & 2)
    except struct.error:
        pass
    return False, False
