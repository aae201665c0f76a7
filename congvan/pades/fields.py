"""A finished PDF → the sign-ready one: the same pages with empty signature fields at their places."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    GenericFieldModificationRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.fields import SigFieldSpec, append_signature_field, enumerate_sig_fields

from congvan.model.length import mm
from congvan.model.rendered import Box
from congvan.model.signing import DATE, INFO, LEADER, NUMBER, SEAL, Mark
from congvan.pades import mark as marks
from congvan.pades import nodes
from congvan.pades.writer import Increment, reader

READABLE = {
    LEADER: "Chữ ký của người có thẩm quyền",
    SEAL: "Dấu, chữ ký số của cơ quan",
    NUMBER: "Số văn bản",
    DATE: "Ngày văn bản",
    INFO: "Chữ ký số của cơ quan",
}


def places(anchors: Mapping[str, Box], measures: Mapping[str, float], diameter: float | None) -> dict[str, Box]:
    """The letter's anchors → rectangles of its fields, in pt; lengths of ``measures`` and ``diameter`` in mm.

    The signature stands in the middle of the gap; the seal, at its true size, covers a third of it on its left
    (PL I, I.II.7d, 8a). Number and date have fields only where their gaps are blank.
    """
    gap = anchors[LEADER]
    width = min(mm(measures["signature_width"]), gap.x1 - gap.x0)
    middle = (gap.x0 + gap.x1) / 2
    leader = _box(gap.page, middle - width / 2, gap.y0, middle + width / 2, gap.y1)
    side = mm(diameter or measures["seal_diameter"])
    right = leader.x0 + width * measures["seal_overlap"]
    height = (gap.y0 + gap.y1) / 2
    found = {LEADER: leader, SEAL: _box(gap.page, right - side, height - side / 2, right, height + side / 2)}
    if f"{NUMBER}-1" in anchors:  # a gap; a thư công has no number, a biên bản no date in its head
        number = anchors[NUMBER]
        found[NUMBER] = _box(number.page, number.x0, number.y0, number.x1, number.y1)
    if f"{DATE}-1" in anchors:
        first, last = anchors[f"{DATE}-1"], anchors[f"{DATE}-3"]
        found[DATE] = _box(first.page, first.x0, first.y0, last.x1, first.y1)
    return found


def info_place(width: float, height: float, right: float, measures: Mapping[str, float]) -> dict[str, Box]:
    """The info line's rectangle on a page ``width`` × ``height`` pt with a right margin of ``right`` pt."""
    top = height - mm(measures["info_top"])
    tall = measures["info_size"] * 1.2
    return {INFO: _box(1, width - right - mm(measures["info_width"]), top - tall, width - right, top)}


def _box(page: int, x0: float, y0: float, x1: float, y1: float) -> Box:
    return Box(page, *(round(value, 2) for value in (x0, y0, x1, y1)))


def prepare(pdf: bytes, boxes: Mapping[str, Box], mark: Mark) -> bytes:
    """``pdf`` with one increment: an empty field at each place, and the mark that names the text it shows."""
    writer = Increment(pdf)
    marks.write(writer, mark)
    if not boxes:
        # Who makes his own fields finds a form to put them into; what he adds to it can be told from other changes.
        writer.root[pdf_name("/AcroForm")] = writer.add_object(
            generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject()})
        )
    for name, box in boxes.items():
        append_signature_field(writer, spec(name, box))
    return writer.bytes()


def as_prepared(data: bytes, mark: Mark) -> bool:
    """Whether ``data`` is what :func:`prepare` makes, without fields, of the pages that ``mark`` names."""
    end = data.find(b"%%EOF")
    while end >= 0:
        for stop in (end + 5, end + 6):
            if digest(data[:stop]) == mark.pages:
                return prepare(data[:stop], {}, mark) == data
        end = data.find(b"%%EOF", end + 5)
    return False


def spec(name: str, box: Box | None) -> SigFieldSpec:
    """The field as the library wants it; without a box it shows nothing."""
    if box is None:
        return SigFieldSpec(name, readable_field_name=READABLE.get(name, name))
    corners: tuple[float, float, float, float] = (box.x0, box.y0, box.x1, box.y1)
    return SigFieldSpec(name, on_page=box.page - 1, box=corners, readable_field_name=READABLE.get(name, name))


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


FIRST = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        *(
            rule.as_qualified(ModificationLevel.LTA_UPDATES)
            for rule in (DocInfoRule(), XrefStreamRule(), ObjectStreamRule(), MetadataUpdateRule())
        ),
    ],
    form_rule=FormUpdatingRule(
        field_rules=[SigFieldCreationRule(), SigFieldModificationRule(), GenericFieldModificationRule()],
        ignored_acroform_keys=ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"},
    ),
)
"""What a first signature may bring: its field and value. Unlike a later one it also sets the form's flags."""
LATER = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        *(
            rule.as_qualified(ModificationLevel.LTA_UPDATES)
            for rule in (DocInfoRule(), ObjectStreamRule(), XrefStreamRule(), DSSCompareRule(), MetadataUpdateRule())
        ),
    ],
    form_rule=FormUpdatingRule(
        field_rules=[
            SigFieldCreationRule(allow_new_visible_after_certify=True),
            SigFieldModificationRule(),
            GenericFieldModificationRule(),
        ],
    ),
)
"""What may follow any signature. Unlike the library's own rules it lets a visible one follow a certified file: what it
shows is looked at elsewhere, and whether the certificate allows it is asked of its level.
"""


@dataclass(frozen=True, slots=True)
class Look:
    """What a file is found to hold: its mark, its signature fields by name and whether each is signed, their
    rectangles (whose pages are not looked up); ``times``: when each was signed, as its signature says (ISO 8601)."""

    mark: Mark | None
    signed: Mapping[str, bool]
    boxes: Mapping[str, Box]
    opened: PdfFileReader
    times: Mapping[str, str]


def look(data: bytes) -> Look | None:
    """One reading of a file; None where it can't be read as a PDF."""
    try:
        opened = reader(data)
        listed = [(str(name), value, item) for name, value, item in enumerate_sig_fields(opened)]
        boxes = {}
        for name, _, item in listed:
            widget = item.get_object()
            if "/Rect" in widget:
                boxes[name] = _box(1, *(float(n) for n in widget["/Rect"]))
        signed = {name: value is not None for name, value, _ in listed}
        times = {name: _time(value) for name, value, _ in listed}
    except Exception:
        # Anything may lie under a letter's name; what can't be read is no sign-ready file of ours.
        return None
    return Look(marks.read(opened), signed, boxes, opened, times)


def _time(value: Any) -> str:
    """What a signature says of its time, "" where it says nothing that can be read, or no zone."""
    held: Any = value.get_object() if value is not None else None
    try:
        found = generic.parse_pdf_date(str(held["/M"]), strict=False)
    except (KeyError, TypeError, ValueError, OverflowError, PdfReadError):
        return ""
    return found.astimezone(UTC).isoformat() if found.tzinfo is not None else ""


def placed(opened: PdfFileReader) -> dict[str, Box]:
    """The signature fields of a file by name, each on its page (from 1); those that show nowhere are left out."""
    found = {}
    for number, (_, page) in enumerate(nodes.leaves(opened), 1):
        for item in nodes.items(page, "/Annots"):
            widget = item.get_object()
            name, kind = nodes.owner(widget)
            rect = nodes.rectangle(widget)
            if kind == "/Sig" and rect is not None:
                found[name] = Box(number, *rect)
    return found


def same_place(one: Box, other: Box) -> bool:
    """Whether two rectangles agree to half a point; tools that make their own fields may round."""
    pairs = ((one.x0, other.x0), (one.y0, other.y0), (one.x1, other.x1), (one.y1, other.y1))
    return all(abs(a - b) <= 0.5 for a, b in pairs)


def redrawn(data: bytes, name: str, look: bytes) -> bytes:
    """``data`` with one increment in which a form on its first page is drawn anew as ``look``: ``name``, or that name
    with the highest number after it.
    """
    writer = Increment(data)
    page = writer.find_page_for_modification(0)[0].get_object()
    forms = page["/Resources"]["/XObject"]
    last = max(
        (k for k in forms if k.startswith(name) and k[len(name) :].isdecimal()),
        default=name,
        key=lambda k: int(k[len(name) :]),
    )
    forms[pdf_name(last)] = writer.import_page_as_xobject(reader(look))
    writer.update_container(forms)
    return writer.bytes()


def paper(data: bytes) -> tuple[float, float]:
    """Width and height of the first page in pt."""
    box = reader(data).find_page_for_modification(0)[0].get_object()["/MediaBox"]
    return float(box[2]), float(box[3])


def grown(start: bytes, data: bytes, opened: PdfFileReader) -> bool:
    """Whether ``data``, read as ``opened``, is ``start``, or ``start`` and a signature made right on it; what came
    later is not looked at.

    Anything else between the two, such as an increment that changes the page before anybody signs, is told by the
    library's own rules of what a signature may add.
    """
    if data == start:
        return True
    if not data.startswith(start):
        return False
    signed = [s.signed_revision for s in opened.embedded_signatures]
    if not signed:
        return False
    before, after = revision_of(start, opened), min(signed)
    if before is None or before >= after:
        return False
    if _only_filled(opened, before, after):
        return True
    try:
        FIRST.apply(opened.get_historical_resolver(before), opened.get_historical_resolver(after))
    except (SuspiciousModification, PdfReadError):
        return False
    return True


def revision_of(start: bytes, opened: PdfFileReader) -> int | None:
    """Which revision of the file ``start`` is, whose bytes it begins with."""
    last = int(start[start.rindex(b"startxref") + 9 :].split()[0])
    place = opened.xrefs.get_startxref_for_revision
    return next((n for n in range(opened.xrefs.total_revisions) if place(n) == last), None)


def _only_filled(opened: PdfFileReader, before: int, after: int) -> bool:
    """Whether revisions ``before`` + 1 … ``after`` redefined nothing but empty signature fields and the form's flags.

    That is all that our own signature does, and it is told in no time; the library's rules, which look through the
    whole file, judge anything else.
    """
    old, new = opened.get_historical_resolver(before), opened.get_historical_resolver(after)
    touched: set[Any] = set()
    for revision in range(before + 1, after + 1):
        if opened.xrefs.refs_freed_in_revision(revision):
            return False
        touched |= opened.xrefs.explicit_refs_in_revision(revision)
    form = old.root.raw_get("/AcroForm") if "/AcroForm" in old.root else None
    for ref in touched:
        if old.is_ref_unassignable(ref):
            continue
        was, now = old(ref), new(ref)
        if not isinstance(was, generic.DictionaryObject) or not isinstance(now, generic.DictionaryObject):
            return False
        changed = {k for k in {*was, *now} if k not in was or k not in now or was.raw_get(k) != now.raw_get(k)}
        if not changed <= _may_change(opened, form, ref, was):
            return False
    return True


def _may_change(opened: PdfFileReader, form: Any, ref: Any, was: generic.DictionaryObject) -> set[str]:
    """The keys of an old object that a signature in an old field changes."""
    if ref == opened.root_ref:
        return {"/Extensions"}
    if isinstance(form, generic.IndirectObject) and form.reference == ref:
        return {"/SigFlags"}
    return {"/V", "/AP"} if was.get("/FT") == "/Sig" and "/V" not in was else set()
