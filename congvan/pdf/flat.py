"""Any PDF → its chosen pages alone: upright, seals and signatures part of the page, nothing that moves or asks.

What is seen is kept: text stays text, pictures keep their own resolution. What is not seen goes: scripts, files inside,
forms, signatures as cryptography (their look stays).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from congvan.machine.said import named
from congvan.pdf import Unusable, is_pdf

MOST_PAGES = 3000
_ASIDE = {
    "/AcroForm": "", "/Perms": "", "/DSS": "", "/OpenAction": "", "/AA": "dropped.script", "/PieceInfo": "",
    "/Collection": "dropped.collection", "/URI": "", "/Threads": "", "/Legal": "", "/AF": "dropped.files",
    "/Requirements": "",
}  # fmt: skip
_NAMES = {"/JavaScript": "dropped.script", "/EmbeddedFiles": "dropped.files"}
_OF_ALL_PAGES = ("/StructTreeRoot", "/MarkInfo", "/Outlines", "/PageLabels", "/Dests", "/PageMode")
_PRINT, _HIDDEN = 4, 2  # flags of an annotation
_BOXES = ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox", "/Rotate", "/UserUnit")


@dataclass(frozen=True, slots=True)
class Flat:
    """The pages as a file, with what is known of where they come from (see :class:`congvan.model.copy.Original`)."""

    pdf: bytes
    pages: int
    version: str
    archival: str | None
    dropped: tuple[str, ...]


def flatten(data: bytes, wanted: Sequence[range] | None) -> Flat:
    """``wanted``: pages from 1, in their order, None for all. Errors (Unusable): CV684 no PDF, or damaged; CV685
    locked by a password; CV686 no such page; CV674 annotations that
    nobody drew.
    """
    try:
        # Zeros behind the end mark (a disk's last block, a mail gateway's filling) belong to no file.
        pdf = pikepdf.open(io.BytesIO(data.rstrip(b"\0\r\n") + b"\n"))
    except pikepdf.PasswordError as error:
        raise Unusable("CV685") from error
    except Exception as error:
        raise Unusable("CV684", reason=named("DAMAGED" if is_pdf(data) else "NOT_PDF")) from error
    if any("reconstruct" in str(warning) for warning in pdf.get_warnings()):
        raise Unusable("CV684", reason=named("INCOMPLETE"))  # what is missing could be a page, or a word
    try:
        return _flatten(pdf, wanted)
    except Unusable:
        raise
    except Exception as error:
        # A damaged or hostile file may fail anywhere, and what went wrong inside says a clerk nothing.
        raise Unusable("CV684", reason=named("DAMAGED")) from error


def _flatten(pdf: Pdf, wanted: Sequence[range] | None) -> Flat:
    count, version = len(pdf.pages), pdf.pdf_version
    if not 0 < count <= MOST_PAGES:
        raise Unusable("CV684", reason=f"{count} trang")
    chosen = [number for part in wanted for number in part] if wanted is not None else list(range(1, count + 1))
    wrong = [number for number in chosen if not 1 <= number <= count]
    if wrong:
        raise Unusable("CV686", page=wrong[0], pages=count)
    if pdf.is_encrypted and not pdf.owner_password_matched and not pdf.allow.print_highres:
        raise Unusable("CV685")
    archival = _archival(pdf)
    _take(pdf, chosen)
    _still(pdf)
    dropped = _clean(pdf, whole=chosen == list(range(1, count + 1)))
    for page in pdf.pages:
        _upright(pdf, page)
    return Flat(written(pdf, archival), count, version, archival, dropped)


def _take(pdf: Pdf, chosen: Sequence[int]) -> None:
    """The chosen pages alone, in their order."""
    if chosen == list(range(1, len(pdf.pages) + 1)):
        return
    pages = [pdf.pages[number - 1] for number in chosen]
    kept = len(pdf.pages)
    for page in pages:
        pdf.pages.append(page)
    del pdf.pages[:kept]


def _still(pdf: Pdf) -> None:
    """Draw what lies over the pages (seals, signatures, filled fields) into them, as it is printed."""
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, Dictionary) and form.get("/NeedAppearances", False):
        with suppress(pikepdf.PdfError, RuntimeError):
            pdf.generate_appearance_streams()
    _undrawn(pdf)
    # qpdf passes over what it draws no look of; a signature without one was not seen before either.
    pdf.flatten_annotations("print")
    for page in pdf.pages:
        _without(page.obj, ("/Annots", "/AA", "/PieceInfo", "/Tabs"))


def _undrawn(pdf: Pdf) -> None:
    """Errors (Unusable): CV674 an annotation that is printed and has no look of its own, so that each reader draws it
    in its way: left out, the copy would be less than the page.
    """
    for number, page in enumerate(pdf.pages, 1):
        found = [_kind(note) for note in page.obj.get("/Annots", Array()) if isinstance(note, Dictionary)]
        kinds = sorted({kind for kind in found if kind})
        if kinds:
            raise Unusable("CV674", page=number, what=", ".join(kinds))


def _kind(note: Dictionary) -> str:
    """The kind of an annotation that shows on paper without a look of its own; ``""`` where it shows nothing."""
    kind, flags = str(note.get("/Subtype", "")).strip("/"), int(note.get("/F", 0))
    looks = note.get("/AP")
    if isinstance(looks, Dictionary) and "/N" in looks:
        return ""
    if not flags & _PRINT or flags & _HIDDEN or kind in ("Widget", "Popup", "PrinterMark", "TrapNet"):
        return ""
    if kind == "Link" and not _framed(note):
        return ""
    rect = note.get("/Rect")
    x0, y0, x1, y1 = _ordered(rect) if isinstance(rect, Array) and len(rect) == 4 else (0.0, 0.0, 0.0, 0.0)
    return kind if x1 - x0 > 0 or y1 - y0 > 0 else ""


def _framed(link: Dictionary) -> bool:
    """Whether a link says itself that it wants a frame; one that says nothing gets none on paper."""
    border, style = link.get("/Border"), link.get("/BS")
    if isinstance(style, Dictionary):
        return float(style.get("/W", 1)) > 0
    return isinstance(border, Array) and len(border) > 2 and float(border[2]) > 0


def _clean(pdf: Pdf, *, whole: bool) -> tuple[str, ...]:
    """Take away what no page shows; the names of what a clerk may miss."""
    root, dropped = pdf.Root, []
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        dropped = [word for key, word in _NAMES.items() if key in names]
        del root["/Names"]
    for key, word in _ASIDE.items():
        if key in root:
            del root[key]
            dropped += [word] if word else []
    if not whole:
        _without(root, _OF_ALL_PAGES)
        for page in pdf.pages:
            _without(page.obj, ("/StructParents", "/B"))
    _without(pdf.docinfo, [key for key in pdf.docinfo.keys() if key != "/Title"])  # noqa: SIM118
    return tuple(dict.fromkeys(dropped))


def _without(node: pikepdf.Object, keys: Iterable[str]) -> None:
    for key in keys:
        if key in node:
            del node[key]


def _archival(pdf: Pdf) -> str | None:
    """``2b``: the part of PDF/A that the file says it is, at the level a copy can keep; None for none, or too new."""
    try:
        with pdf.open_metadata() as metadata:
            part = str(metadata.get("pdfaid:part", ""))
    except Exception:
        return None
    intents = pdf.Root.get("/OutputIntents", Array())
    # The block is black in RGB: it needs the profile of such colours that our own letters and most others have.
    profiles = [i.get("/DestOutputProfile") for i in intents]
    rgb = any(p is not None and p.get("/N") == 3 for p in profiles)
    return f"{part}b" if part in ("2", "3") and rgb and not pdf.is_encrypted else None


def _upright(pdf: Pdf, page: pikepdf.Page) -> None:
    """A page whose boxes begin anywhere, or that is turned or magnified, drawn as it is seen: from 0, 0, upright."""
    turn, unit = _inherited(page, "/Rotate", 0) % 360, float(_inherited(page, "/UserUnit", 1.0)) or 1.0
    x0, y0, x1, y1 = _seen(page)
    width, height = x1 - x0, y1 - y0
    if turn in (90, 270):
        width, height = height, width
    if (turn, unit, x0, y0) == (0, 1.0, 0.0, 0.0):
        _without(page.obj, _BOXES)
        page.obj["/MediaBox"] = Array([0, 0, _n(width), _n(height)])
        return
    matrix = {
        0: (1, 0, 0, 1, -x0, -y0), 90: (0, -1, 1, 0, -y0, x1), 180: (-1, 0, 0, -1, x1, y1), 270: (0, 1, -1, 0, y1, -x0),
    }[turn if turn % 90 == 0 else 0]  # fmt: skip
    page.contents_coalesce()
    # Not as_form_xobject: it would read the page's drawing when the file is written, which by then is another.
    form = pdf.make_stream(page.obj["/Contents"].read_bytes() if "/Contents" in page.obj else b"")
    form["/Type"], form["/Subtype"] = Name.XObject, Name.Form
    form["/BBox"] = Array([_n(v) for v in (x0, y0, x1, y1)])
    form["/Matrix"] = Array([_n(v * unit) for v in matrix])
    form["/Resources"] = page.resources
    if "/Group" in page.obj:
        form["/Group"] = page.obj["/Group"]
    _without(page.obj, (*_BOXES, "/StructParents"))
    page.obj["/MediaBox"] = Array([0, 0, _n(width * unit), _n(height * unit)])
    page.obj["/Resources"] = Dictionary(XObject=Dictionary({"/Trang": form}))
    page.obj["/Contents"] = pdf.make_stream(b"/Trang Do")


def _seen(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """What of the page is shown: its crop box inside its media box."""
    media, crop = (_ordered(box) for box in (page.mediabox, page.cropbox))
    x0, y0, x1, y1 = max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])
    if x1 - x0 < 1 or y1 - y0 < 1:
        x0, y0, x1, y1 = media
    if not (1 < x1 - x0 < 20_000 and 1 < y1 - y0 < 20_000):
        raise Unusable("CV684", reason=named("SHEET_SIZE"))
    return x0, y0, x1, y1


def _ordered(box: Array) -> tuple[float, float, float, float]:
    a, b, c, d = (float(v) for v in box)
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _inherited(page: pikepdf.Page, key: str, missing: float) -> int:
    """A page's own value or that of a node above it."""
    node: object = page.obj
    for _ in range(50):
        if not isinstance(node, Dictionary):
            break
        if key in node:
            return node[key]  # type: ignore[return-value]
        node = node.get("/Parent")
    return missing  # type: ignore[return-value]


def _n(value: float) -> float:
    return round(float(value), 4)


def written(pdf: Pdf, archival: str | None, *, title: str = "", day: date | None = None) -> bytes:
    """The file: the same pages give the same bytes; PDF 1.4 at least, PDF/A named where it may be."""
    with suppress(Exception), pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as metadata:
        for key in [k for k in metadata if any(part in k for part in _NOT_OURS)]:
            del metadata[key]
        metadata["pdf:Producer"] = "Congvan"
        if title:
            metadata["dc:title"] = title
        if day:
            metadata["xmp:CreateDate"] = metadata["xmp:ModifyDate"] = f"{day.isoformat()}T00:00:00+07:00"
        if archival:
            metadata["pdfaid:part"], metadata["pdfaid:conformance"] = archival[0], archival[1:].upper()
    pdf.remove_unreferenced_resources()
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, min_version="1.4", object_stream_mode=pikepdf.ObjectStreamMode.disable,
             compress_streams=True, encryption=False)  # fmt: skip
    return out.getvalue()


_NOT_OURS = ("/mm/", "xmpMM", "pdfuaid", "/ua/", "CreatorTool", "pdfaid", "/pdfa/ns/id/", "MetadataDate", "Trapped")
