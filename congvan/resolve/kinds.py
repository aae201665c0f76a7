"""Names of the kinds of documents that a circular may cite: the 29 of Điều 7, and those above the decree."""

from __future__ import annotations

from congvan.standard.kinds import kinds

_ABOVE: dict[str, tuple[str, str]] = {
    "nghi-dinh": ("Nghị định", "NĐ"),
    "thong-tu": ("Thông tư", "TT"),
    "thong-tu-lien-tich": ("Thông tư liên tịch", "TTLT"),
    "nghi-quyet-lien-tich": ("Nghị quyết liên tịch", "NQLT"),
    "lenh": ("Lệnh", "L"),
    "ket-luan": ("Kết luận", "KL"),
    "hien-phap": ("Hiến pháp", ""),
    "bo-luat": ("Bộ luật", ""),
    "luat": ("Luật", ""),
    "phap-lenh": ("Pháp lệnh", ""),
}

KINDS: dict[str, tuple[str, str]] = {slug: (k.name, k.abbreviation or "") for slug, k in kinds().items()} | _ABOVE
"""slug → name, and abbreviation in a symbol or "" where it has none."""

LAWS = frozenset({"hien-phap", "bo-luat", "luat", "phap-lenh"})
"""Kinds cited by their name alone (PL I.I.II.6c)."""
