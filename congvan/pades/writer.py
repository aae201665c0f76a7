"""Bytes → the same bytes and one increment: nothing that was there is touched, no clock, no producer's name."""

from __future__ import annotations

import hashlib
import io
from contextlib import suppress
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError, PdfStreamError
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


class _Reader(PdfFileReader):  # type: ignore[misc]
    """The library's reader, without its double work: it would unpack an object stream and read its list for each object
    in it, and read each state of an object anew for every revision that has it.
    """

    def __init__(self, data: bytes, *, strict: bool) -> None:
        self._lists: dict[int, tuple[bytes, list[tuple[int, int]]] | None] = {}
        self._states: dict[Any, Any] = {}
        super().__init__(io.BytesIO(data), strict=strict)

    def get_object(self, ref: Any, revision: int | None = None, **more: Any) -> Any:
        """An object as the library reads it; a state that was read before is not read again."""
        if revision is None or more.get("as_metadata_stream"):
            return super().get_object(ref, revision, **more)
        key = (ref, self.xrefs.get_historical_ref(ref, revision), *sorted(more.items()))
        if key not in self._states:
            self._states[key] = super().get_object(ref, revision, **more)
        return self._states[key]

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> Any:
        if stmnum not in self._lists:
            self._lists[stmnum] = self._listed(stmnum)
        known = self._lists[stmnum]
        if known is not None:
            data, listed = known
            place = next((n for n, (number, _) in enumerate(listed) if number == idnum), None)
            if place == idx:
                stream = io.BytesIO(data)
                stream.seek(listed[idx][1])
                with suppress(PdfReadError, PdfStreamError):
                    found = generic.read_object(stream, generic.Reference(idnum, 0, self))
                    if not isinstance(found, generic.StreamObject | generic.IndirectObject):
                        return found
        return super()._get_object_from_stream(idnum, stmnum, idx)  # which says what is wrong

    def _listed(self, stmnum: int) -> tuple[bytes, list[tuple[int, int]]] | None:
        """An object stream unpacked: its bytes, and the numbers and places of its objects; None where it is odd."""
        stream = generic.Reference(stmnum, 0, self).get_object()
        try:
            count, first, data = int(stream["/N"]), int(stream["/First"]), stream.data
            numbers = [int(n) for n in data[:first].split()]
        except (KeyError, TypeError, ValueError, AttributeError, PdfReadError, PdfStreamError):
            return None
        if stream.get("/Type") != "/ObjStm" or len(numbers) != 2 * count or min(numbers, default=0) < 0:
            return None
        return data, [(numbers[n], first + numbers[n + 1]) for n in range(0, 2 * count, 2)]


def reader(data: bytes) -> PdfFileReader:
    """A strict reader: what a forgiving one would repair is refused."""
    return _Reader(data, strict=True)


def lenient(data: bytes) -> PdfFileReader:
    """A reader that repairs: what it reads may be told, never believed."""
    return _Reader(data, strict=False)
