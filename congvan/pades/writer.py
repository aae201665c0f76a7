"""Bytes → the same bytes and one increment: nothing that was there is touched, no clock, no producer's name."""

from __future__ import annotations

import hashlib
import io

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader


class Increment(IncrementalPdfFileWriter):  # type: ignore[misc]
    """One more revision. Title, dates and identifier stay the letter's own; the same input gives the same bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))
        first = self.prev.trailer["/ID"][0] if "/ID" in self.prev.trailer else b""
        first_id = getattr(first, "original_bytes", first)
        second = hashlib.sha256(data).digest()[:16]
        self._document_id = generic.ArrayObject(
            [generic.ByteStringObject(bytes(first_id) or second), generic.ByteStringObject(second)]
        )

    def _update_meta(self) -> None:
        """The library would stamp its own name and the clock into the letter's metadata."""

    def bytes(self) -> bytes:
        """The whole file with its new revision."""
        out = io.BytesIO()
        self.write(out)
        return out.getvalue()


def reader(data: bytes) -> PdfFileReader:
    """A strict reader: what a forgiving one would repair is refused."""
    return PdfFileReader(io.BytesIO(data), strict=True)


def lenient(data: bytes) -> PdfFileReader:
    """A reader that repairs: what it reads may be told, never believed."""
    return PdfFileReader(io.BytesIO(data), strict=False)
