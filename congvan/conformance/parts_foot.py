"""Nơi nhận and the signatures (ô 7, 9b), one or two side by side; the address (ô 13)."""

from __future__ import annotations

import re

from congvan.conformance.letter import Parts, Signature, closed
from congvan.conformance.measured import Column, Para
from congvan.text.letters import fold

_AUTHORITY = re.compile(r"^(t\s*/?\s*m|k\s*/?\s*t|t\s*/?\s*l|t\s*/?\s*u\s*/?\s*q|q)\s*[./]", re.I)
_POSTS = (
    "giam doc", "chu tich", "truong", "pho", "chanh", "cuc truong", "bo truong", "thu truong", "vu truong", "vien",
    "hieu truong", "tong", "vien truong", "quyen", "thu ky", "chu toa", "chu nhiem", "doi truong", "ke toan", "chu tri",
    "thua lenh", "thay mat", "ky thay", "thua uy quyen", "quan doc",
    "nguoi ", "dai dien", "ben ", "chi cuc truong", "bi thu", "uy vien", "chi huy", "thanh vien",
)  # fmt: skip
_OFFICE = frozenset(
    (
        "truong", "pho", "giam", "doc", "chu", "tich", "uy", "ban", "so", "bo", "vu", "cuc", "phong", "thu", "ky",
        "vien", "hoi", "toa", "tri", "dai", "dien", "ben", "nguoi",
    )
)  # fmt: skip
"""Words of a post: capitals without any of them under a post are a name."""


_TEXT = ("can cu ", "xet ", "theo de nghi ", "dieu ", "quyet dinh:", "quyet nghi:")


def take_foot(parts: Parts, rest: list[Para]) -> list[Para]:
    """Nơi nhận and the signature block; what comes before it is given back."""
    label = next((p for p in reversed(rest) if re.match(r"(?i)\s*nơi\s+nhận", p.text)), None)
    signs = _signs(rest, label)
    if label is None and not signs:
        return rest
    parts.foot_label = label
    begin = min(p.index for p in ([label] if label else []) + signs[:1])
    both = any(p.column is Column.LEFT for p in signs) and any(p.column is Column.RIGHT for p in signs)
    sides = {Column.LEFT: Signature(), Column.RIGHT: Signature()}
    for para in (p for p in rest if p.index >= begin and p is not label):
        side = sides[Column.LEFT if both and para.column is Column.LEFT else Column.RIGHT]
        _place(parts, para, side, signs, label, both)
    parts.signatures = [s for s in sides.values() if s.posts or s.names]
    return [p for p in rest if p.index < begin]


def _signs(rest: list[Para], label: Para | None) -> list[Para]:
    """The lines of post and authority at the end of a document, the first of them where its foot may begin."""
    signs = [p for p in rest if _is_authority(p, label)]
    if label is not None:
        above = [p.index for p in rest if p.index < label.index and p.column is Column.FULL and _is_text(p)]
        signs = [p for p in signs if p.index > max(above, default=-1)]
        return [p for p in signs if label.index - 8 <= p.index] or signs
    text = [p.index for p in rest if p.column is Column.FULL and (len(p.text) > 100 or closed(p.text))]
    return [p for p in signs if p.index > max(text, default=-1)]


def _is_text(para: Para) -> bool:
    """A line that no signature stands above: of the grounds, of the articles, or the one that the text ends with."""
    return fold(para.text).startswith(_TEXT) or (len(para.text) > 4 and closed(para.text))


def _place(parts: Parts, para: Para, side: Signature, signs: list[Para], label: Para | None, both: bool) -> None:
    """One paragraph of the foot to the part that it belongs to."""
    listed = label is not None and para.index > label.index and para.column is not Column.RIGHT
    if para.text.strip() == "./.":
        parts.strays.append(para)
    elif parts.confirmed or fold(para.text).startswith("xac nhan cua"):
        parts.confirmed.append(para)
    elif listed and (parts.address or _address(para)):
        parts.address.append(para)
    elif listed and (para.text.startswith(("-", "–", "+", "•")) or parts.recipients) and not _after_list(parts, para):
        parts.recipients.append(para)
    elif para in signs or _post(para, side):
        side.posts.append(para)
    elif _looks_name(para, both):
        side.names.append(para)


def _post(para: Para, side: Signature) -> bool:
    """Capitals under the first line of a post that are no name: two to four words without any of an office."""
    if not para.text.isupper() or side.names or len(para.text) >= 90:
        return False
    words = fold(para.text).split()
    plain = 2 <= len(words) <= 4 and not _OFFICE & set(words) and not _AUTHORITY.match(para.text)
    return not (side.posts and plain)


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
    below = label is not None and para.column is Column.LEFT and para.index > label.index
    shown = para.text.isupper() or (para.bold and not _personal(para))
    return not below and fold(para.text).startswith(_POSTS) and shown and len(para.text) < 90


def _personal(para: Para) -> bool:
    """A name such as Trương Văn Quyền: every word raised, and the second none of an office."""
    words = para.text.split()
    return 1 < len(words) <= 5 and all(w[:1].isupper() for w in words) and not _OFFICE & set(fold(words[1]).split())


def _looks_name(para: Para, both: bool) -> bool:
    words = para.text.split()
    plain = not para.text.startswith(("-", "(")) and not para.text.rstrip().endswith(")")
    return 1 < len(words) <= 12 and plain and (both or para.column is not Column.LEFT)


def _address(para: Para) -> bool:
    return bool(re.match(r"(?i)(địa chỉ|đt\b|điện thoại|e-?mail|website|số\s*\d+.*(đường|phố))", para.text))


def take_address(parts: Parts, rest: list[Para]) -> list[Para]:
    """Ô 13 at the foot of page 1 stands in the middle of a text that goes on overleaf: small lines with an address."""
    small = [p for p in rest if p.size <= 12.2 and p.column is not Column.TABLE]
    found = [p for p in small if _address(p)]
    parts.address += [p for p in found if p not in parts.address]
    return [p for p in rest if p not in found]
