"""Số bản phải in: exactly as many as Nơi nhận names, and the archive's (NĐ 30/2020, Điều 17.1a)."""

from __future__ import annotations

from collections.abc import Collection
from itertools import zip_longest

from congvan.model.circular import Circular
from congvan.model.paper import CopyCount

AS_ABOVE = "nhu-tren"


def copies_to_print(circular: Circular, electronic: Collection[str] = ()) -> CopyCount:
    """Copies of a circular: an agency once however often it is named, none for those of ``electronic`` (slugs).

    "Như trên" stands for the addressees and counts with them; where nobody is addressed ("Như Điều 3") a person counts.
    """
    lines = list(circular.to)
    for line, typed in zip_longest(circular.copies, circular.source.copies[: len(circular.copies)]):
        # Without `copies:` the one line is "Như trên".
        above = typed is None or typed.ref == AS_ABOVE
        if not (above and circular.to):
            lines.append(line)
    agencies = dict.fromkeys(slug for line in lines for slug in line.agencies)
    by_hand = dict.fromkeys(line.printed for line in lines if not line.agencies)
    own = circular.source.archive_copies
    places = circular.archive_line.count(",") + 1
    return CopyCount(
        tuple(slug for slug in agencies if slug not in electronic),
        tuple(by_hand),
        own.value if own is not None else places,
    )
