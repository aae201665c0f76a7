"""Bytes after a signature → objects that no table of contents lists: a reader that repairs may show them."""

from __future__ import annotations

import re
from bisect import bisect_right

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import PdfFileReader

from congvan.model.signing import Finding

_OBJECT = re.compile(rb"(?<!\d)(\d{1,10})\s+(\d{1,5})\s+obj\b")
_WHITE = b"\0\t\n\f\r "


def judge(data: bytes, opened: PdfFileReader, start: int) -> list[Finding]:
    """CV923: from byte ``start`` on an object of the file is written again, and no table of contents knows of it.

    What conforms to the standard reads past it; readers that find a table strange make their own, and the last wins.
    """
    listed, known = _listed(opened)
    places = sorted(listed)
    for found in _OBJECT.finditer(data, start):
        number, here = int(found[1]), found.start()
        index = bisect_right(places, here) - 1
        home = places[index] if index >= 0 else 0
        if number not in known or not data[home:here].strip(_WHITE):
            continue
        if index >= 0 and here < _end_of_stream(data, opened, home, listed[home]):
            continue
        return [Finding("CV923", True, {"number": str(number)})]
    return []


def _listed(opened: PdfFileReader) -> tuple[dict[int, tuple[int, Reference | None]], set[int]]:
    """Where objects begin, with revision and name, and the numbers of all objects."""
    listed: dict[int, tuple[int, Reference | None]] = {}
    known: set[int] = set()
    for revision in range(opened.xrefs.total_revisions):
        listed[opened.xrefs.get_startxref_for_revision(revision)] = (revision, None)
        table = opened.xrefs.get_xref_data(revision)
        for part in (table, table.hybrid.xref_data if table.hybrid is not None else None):
            if part is None:
                continue
            known |= {*part.standard_xrefs, *part.xrefs_in_objstm}
            for number, (generation, place) in part.standard_xrefs.items():
                listed[place] = (revision, Reference(number, generation, opened))
    return listed, known


def _end_of_stream(data: bytes, opened: PdfFileReader, home: int, what: tuple[int, Reference | None]) -> int:
    """Where the stream of the object at ``home`` ends; 0 where it has none. Its bytes may be anything."""
    begin = data.find(b"stream", home)
    if begin < 0:
        return 0
    revision, ref = what
    try:
        thing = opened.get_object(ref, revision=revision) if ref is not None else None
    except Exception:
        # A table of contents that is a stream is no object to the library.
        thing = None
    if thing is None:
        return data.find(b"endstream", begin)
    if not isinstance(thing, generic.StreamObject):
        return 0
    return begin + len(b"stream") + len(thing.encoded_data)
