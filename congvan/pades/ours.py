"""A file of ours, revision by revision: what the program printed, then signatures in the order of Điều 14 alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from congvan.machine.loops import outside
from congvan.model.rendered import Box
from congvan.model.signing import AGENCY, DATE, INFO, LEADER, NUMBER, SEAL, Finding, Holder
from congvan.pades import fields, mark, nodes, ranges, revisions, told, trust, unlisted
from congvan.pades.verify import context
from congvan.text.letters import fold

ORDER = {NUMBER: 1, DATE: 2, SEAL: 3, INFO: 3}
"""After all others, and in this order; after the seal there are only clocks."""
LAST = 3


def odd(start: bytes, data: bytes, opened: PdfFileReader) -> list[Finding]:
    """What stands in ``data``, which begins as ``start``, besides signatures in their order.

    CV646 something else was added, CV648 a signature out of order; besides them what shows of it (CV900–CV916).
    """
    found = sorted(opened.embedded_signatures, key=lambda s: s.signed_revision)
    if not found:
        return [] if data == start else [_more("–", len(data) - len(start), "?")]
    return [*_order(found), *unlisted.judge(data, opened, len(start)), *_steps(start, data, opened, found)]


def _order(found: Sequence[EmbeddedPdfSignature]) -> Iterator[Finding]:
    reached = 0
    for item in found:
        if _clock(item):
            continue
        place = ORDER.get(str(item.field_name), 0)
        if place < reached or reached == LAST:
            yield Finding("CV648", True, {"field": str(item.field_name)})
        reached = max(reached, place)


def _steps(
    start: bytes, data: bytes, opened: PdfFileReader, found: Sequence[EmbeddedPdfSignature]
) -> Iterator[Finding]:
    resolver = opened.get_historical_resolver
    before = fields.revision_of(start, opened)
    stops = [(s.signed_revision, ranges.end(s.sig_object), str(s.field_name), not _clock(s)) for s in found]
    old, end, name = before, len(start), "–"
    for revision, stop, field, brings in stops:
        if old is None or revision <= old:
            yield _more(field, stop - end, "?")
            return
        yield from _step(resolver(old), resolver(revision), field, brings, name, stop - end)
        old, end, name = revision, stop, field
    rest = data[end:]
    if rest.strip(b"\r\n") and old is not None:
        yield from _tail(resolver(old), resolver(opened.xrefs.total_revisions - 1), name, len(rest))


def _step(old: Any, new: Any, field: str, brings: bool, name: str, length: int) -> Iterator[Finding]:
    came = revisions.came(old, new, field if brings else None)
    yield from came.findings
    others = sorted(nodes.names(new) - nodes.names(old) - {field})
    if others:
        yield _more(name, length, ", ".join(others))
    yield from told.retitled(told.titles(old), told.titles(new), signed=False)


def _tail(old: Any, new: Any, name: str, length: int) -> Iterator[Finding]:
    """After the last signature only what is needed to check it later may follow, as signing tools add it."""
    came = revisions.came(old, new, None)
    yield from came.findings
    yield from told.retitled(told.titles(old), told.titles(new), signed=False)
    xrefs = new.reader.xrefs
    touched: set[Any] = set()
    for revision in range(old.revision + 1, new.revision + 1):
        touched |= xrefs.explicit_refs_in_revision(revision)
    kept = nodes.reach(new.root.raw_get("/DSS")) if "/DSS" in new.root else set()
    same = nodes.same(old.root, new.root, {"/DSS", "/Extensions", "/Metadata"})
    # The tool that adds it writes its own name and the day into the properties, too; titles were compared above.
    noted = {new.root_ref, new.trailer_view.get_value_as_reference("/Info", optional=True)}
    metadata = new.root.raw_get("/Metadata") if "/Metadata" in new.root else None
    noted |= {metadata.reference} if isinstance(metadata, generic.IndirectObject) else set()
    rest = [r for r in touched - kept - noted if not _frame(new(r))]
    if not kept or not same or rest:
        kinds = sorted({nodes.kind_of(new(r)) for r in rest}) or ["?"]
        more = sorted(nodes.names(new) - nodes.names(old))
        yield _more(name, length, ", ".join(more or kinds))


def _frame(thing: Any) -> bool:
    return isinstance(thing, generic.StreamObject) and str(nodes.at(thing, "/Type", "")) in ("/XRef", "/ObjStm")


def _more(name: str, length: int, what: str) -> Finding:
    return Finding("CV646", True, {"field": name, "bytes": str(length), "what": what})


def _clock(item: EmbeddedPdfSignature) -> bool:
    return str(item.sig_object_type) == "/DocTimeStamp"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed a field, where it shows, and whether anybody trusted vouches for him."""

    field: str
    holder: Holder
    trusted: bool
    box: Box | None
    certificate: bytes


@outside
def signers(data: bytes, roots: Sequence[x509.Certificate]) -> list[Signer]:
    """The signers of a file of ours, by the library's cryptography alone: what the file shows was looked at before."""
    from congvan.pades.writer import reader

    opened = reader(data)
    homes = {}
    for number, (_, page) in enumerate(nodes.leaves(opened), 1):
        for item in nodes.at(page, "/Annots") or ():
            homes[getattr(item, "reference", None)] = number
    made = []
    for found in opened.embedded_regular_signatures:
        status = validate_pdf_signature(found, context(roots), skip_diff=True)
        own = found.signer_cert
        good = bool(status.trusted) and not told.misused(own) and not told.weak(found, own)[0]
        rect = nodes.rectangle(found.sig_field)
        page = homes.get(getattr(found.sig_field, "container_ref", None), 0)
        box = Box(page, *rect) if rect is not None else None
        made.append(Signer(str(found.field_name), trust.holder(own), good, box, own.dump()))
    return made


def at_place(box: Box | None, place: Box | None) -> bool:
    """Whether most of ``box`` lies in ``place``."""
    if box is None or place is None or box.page != place.page:
        return False
    wide = min(box.x1, place.x1) - max(box.x0, place.x0)
    tall = min(box.y1, place.y1) - max(box.y0, place.y0)
    area = (box.x1 - box.x0) * (box.y1 - box.y0)
    return wide > 0 and tall > 0 and wide * tall >= 0.5 * area


def leaders(look: fields.Look, place: Box | None, name: str) -> list[str]:
    """The signed fields that another tool made for the leader: where his place is (``place``, where the file itself
    doesn't tell it), or with a certificate that has his ``name``.
    """
    others = [f for f, done in look.signed.items() if done and f not in (*AGENCY, LEADER)]
    if not others:
        return []
    boxes, wanted = fields.placed(look.opened), fold(name)
    home = boxes.get(LEADER, place)
    named = {
        str(s.field_name): fold(trust.holder(s.signer_cert).name) for s in look.opened.embedded_regular_signatures
        if str(s.field_name) in others
    }  # fmt: skip
    return [f for f in others if at_place(boxes.get(f), home) or (wanted and wanted in named.get(f, ""))]


def printed_once(data: bytes, opened: PdfFileReader) -> bytes | None:
    """The beginning of ``data`` that :func:`fields.prepare` makes of the pages its mark names, with the fields that it
    had then; None where there is none. Unlike printing anew it also knows what an earlier program printed.
    """
    told_ = mark.read(opened)
    if told_ is None:
        return None
    end = data.find(b"%%EOF")
    while end >= 0:
        for stop in (end + 5, end + 6):
            if fields.digest(data[:stop]) == told_.pages:
                return _prepared(data, stop, told_, opened)
        end = data.find(b"%%EOF", end + 5)
    return None


def _prepared(data: bytes, stop: int, told_: Any, opened: PdfFileReader) -> bytes | None:
    first = fields.revision_of(data[:stop], opened)
    if first is None or first + 1 >= opened.xrefs.total_revisions:
        return None
    boxes = {}
    for number, (_, page) in enumerate(nodes.leaves(opened.get_historical_resolver(first + 1)), 1):
        for item in nodes.at(page, "/Annots") or ():
            name, kind = nodes.owner(item.get_object())
            rect = nodes.rectangle(item.get_object())
            if kind == "/Sig" and rect is not None:
                boxes[name] = Box(number, *rect)
    listed = nodes.at(nodes.at(opened.get_historical_resolver(first + 1).root, "/AcroForm"), "/Fields") or ()
    order = [str(nodes.at(f.get_object(), "/T", "")) for f in listed]
    if set(order) != set(boxes):
        return None
    made = fields.prepare(data[:stop], {name: boxes[name] for name in order}, told_)
    return made if data.startswith(made) else None
