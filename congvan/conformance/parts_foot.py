"""Nơi nhận and the signature block (ô 7, 9b, 13)."""

from __future__ import annotations

import re

from congvan.conformance.letter import Parts
from congvan.conformance.measured import Column, Para
from congvan.text.letters import fold

_AUTHORITY = re.compile(r"^(t\s*/?\s*m|k\s*/?\s*t|t\s*/?\s*l|t\s*/?\s*u\s*/?\s*q|q)\s*[./]", re.I)


def take_foot(parts: Parts, rest: list[Para]) -> list[Para]:
    """Nơi nhận and the signature block; what comes before it is given back."""
    label = next((p for p in reversed(rest) if re.match(r"(?i)\s*nơi\s+nhận", p.text)), None)
    signs = [p for p in rest if _is_authority(p, label)]
    if label is None and not signs:
        return rest
    parts.foot_label = label
    if label is not None:
        near = [p for p in signs if label.index - 8 <= p.index]
        signs = near or signs
    begin = min(p.index for p in ([label] if label else []) + signs[:1]) if (label or signs) else len(rest)
    block = [p for p in rest if p.index >= begin]
    for para in block:
        if para is label:
            continue
        if para.text.strip() == "./.":
            parts.strays.append(para)
            continue
        listed = label is not None and para.index > label.index and para.column is not Column.RIGHT
        if listed and (parts.address or _address(para)):
            parts.address.append(para)
        elif (
            listed and (para.text.startswith(("-", "–", "+", "•")) or parts.recipients) and not _after_list(parts, para)
        ):
            parts.recipients.append(para)
        elif para in signs or (
            para.text.isupper() and not parts.names and len(para.text) < 90 and not _person(parts, para)
        ):
            parts.authority.append(para)
        elif _looks_name(para):
            parts.names.append(para)
    return [p for p in rest if p.index < begin and p not in parts.recipients and p is not label]


def _person(parts: Parts, para: Para) -> bool:
    """Capitals under a post that can only be a name: two to four words, and none of an office."""
    words = fold(para.text).split()
    office = {
        "truong",
        "pho",
        "giam",
        "doc",
        "chu",
        "tich",
        "uy",
        "ban",
        "so",
        "bo",
        "vu",
        "cuc",
        "phong",
        "thu",
        "ky",
        "vien",
        "hoi",
    }
    return (
        bool(parts.authority) and 2 <= len(words) <= 4 and not office & set(words) and not _AUTHORITY.match(para.text)
    )


def _after_list(parts: Parts, para: Para) -> bool:
    return bool(parts.recipients) and para.cell != parts.recipients[-1].cell and not para.text.startswith("-")


def _is_authority(para: Para, label: Para | None) -> bool:
    if para.column is Column.TABLE or para.frame:
        return False
    if _AUTHORITY.match(para.text) and para.text[:2].upper() == para.text[:2] and len(para.text) < 90:
        return True
    if para.column is Column.FULL and not (
        label and para.align in ("center", "right") and para.index > label.index - 6
    ):
        return False
    posts = (
        "giam doc", "chu tich", "truong", "pho", "chanh", "cuc truong", "bo truong", "thu truong", "vu truong",
        "hieu truong", "tong", "vien truong", "quyen", "thu ky", "chu toa", "chu nhiem", "doi truong", "ke toan",
    )  # fmt: skip
    plain = fold(para.text)
    return plain.startswith(posts) and (para.text.isupper() or para.bold) and len(para.text) < 90


def _looks_name(para: Para) -> bool:
    words = para.text.split()
    plain = not para.text.startswith(("-", "(")) and not para.text.rstrip().endswith(")")
    return 1 < len(words) <= 12 and plain and para.column is not Column.LEFT


def _address(para: Para) -> bool:
    return bool(re.match(r"(?i)(địa chỉ|đt\b|điện thoại|e-?mail|website|số\s*\d+.*(đường|phố))", para.text))


def take_address(parts: Parts, rest: list[Para]) -> list[Para]:
    """Ô 13 at the foot of page 1 stands in the middle of a text that goes on overleaf: small lines with an address."""
    small = [p for p in rest if p.size <= 12.2 and p.column is not Column.TABLE]
    found = [p for p in small if _address(p)]
    parts.address += [p for p in found if p not in parts.address]
    return [p for p in rest if p not in found]
