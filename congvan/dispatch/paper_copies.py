"""Số bản phải in: exactly as many as Nơi nhận names, and the archive's (NĐ 30/2020, Điều 17.1a)."""

from __future__ import annotations

from collections.abc import Collection

from congvan.model.circular import Circular
from congvan.model.paper import CopyCount


def copies_to_print(circular: Circular, electronic: Collection[str] = ()) -> CopyCount:
    """Copies of a circular: an agency once however often it is named, none for those of ``electronic`` (slugs).

    "Như trên" stands for the addressees and counts with them; where nobody is addressed ("Như Điều 3") a person counts.
    """
    lines = [line for line in (*circular.to, *circular.copies) if not (line.above and circular.to)]
    agencies = dict.fromkeys(slug for line in lines for slug in line.agencies)
    by_hand = dict.fromkeys(line.printed for line in lines if not line.agencies)
    own = circular.source.archive_copies
    places = circular.archive_line.count(",") + 1
    return CopyCount(
        tuple(slug for slug in agencies if slug not in electronic),
        tuple(by_hand),
        own.value if own is not None else places,
    )
