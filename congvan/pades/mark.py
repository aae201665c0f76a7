"""The mark in a sign-ready file (:class:`Mark`): page-piece data in the catalogue, under every later signature."""

from __future__ import annotations

import json

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.reader import PdfFileReader

from congvan.model.signing import Mark
from congvan.pades.writer import Increment

OWNER = "/Congvan"
_LONGEST = 100_000


def write(writer: Increment, mark: Mark) -> None:
    """Add ``mark`` to the catalogue (ISO 32000-1, 14.5). Its date is fixed: the same input gives the same bytes."""
    told = {"id": mark.id, "text": mark.text, "pages": mark.pages, "draft": mark.draft, "annexes": list(mark.annexes)}
    text = json.dumps(told | ({"copy": mark.copy} if mark.copy else {}), ensure_ascii=False, sort_keys=True)
    piece = generic.DictionaryObject(
        {
            pdf_name("/LastModified"): pdf_string("D:20200305000000Z"),
            pdf_name("/Private"): generic.DictionaryObject({pdf_name("/Mark"): pdf_string(text)}),
        }
    )
    writer.root[pdf_name("/PieceInfo")] = generic.DictionaryObject({pdf_name(OWNER): piece})
    writer.update_root()


def read(opened: PdfFileReader) -> Mark | None:
    """The mark as it stood when the first signature was made; None in a file that is not ours or is damaged."""
    try:
        signed = [s.signed_revision for s in opened.embedded_signatures]
        root = (opened.get_historical_resolver(min(signed)) if signed else opened).root
        text = str(root["/PieceInfo"][OWNER]["/Private"]["/Mark"])
        if len(text) > _LONGEST:
            return None
        raw = json.loads(text)
        return Mark(
            str(raw["id"]),
            str(raw["text"]),
            str(raw["pages"]),
            bool(raw["draft"]),
            tuple(str(a) for a in raw["annexes"]),
            str(raw.get("copy", "")),
        )
    except Exception:
        # A hostile file may fail in any way; without a mark it is treated as not ours.
        return None
