"""Files with two tables of contents, as Word saves them (ISO 32000-1, 7.5.8.4): both readings must show the same."""

from __future__ import annotations

from collections.abc import Sequence

from pyhanko.pdf_utils.reader import PdfFileReader

from congvan.model.signing import Finding
from congvan.pdf import pictures
from congvan.pdf.pictures import Bounds

_KEY, _OTHER = b"/XRefStm", b"/XRefStx"


def judge(data: bytes, opened: PdfFileReader, ends: Sequence[int]) -> list[Finding]:
    """CV917 where a reader that knows the second table sees other pages than one that does not, or where such a
    table came after a signature. Makes ``opened`` take the file: the library would refuse every such file.
    """
    if not opened.xrefs.hybrid_xrefs_present:
        return []
    opened.strict = False
    if any(_KEY in data[end:] for end in ends):
        return [Finding("CV917", False, {}, unjudged=True)]
    try:
        same = _alike(data)
    except (pictures.Unreadable, Bounds):
        same = False
    return [] if same else [Finding("CV917", False, {}, unjudged=True)]


def _alike(data: bytes) -> bool:
    """Whether all pages look the same without the second table."""
    watch = pictures.Watch(len(data))
    one, other = pictures.Album(data, watch), pictures.Album(data.replace(_KEY, _OTHER), watch)
    try:
        if one.count != other.count:
            return False
        return all(pictures.difference(one, other, n, ()) is None for n in range(1, one.count + 1))
    finally:
        one.close()
        other.close()
