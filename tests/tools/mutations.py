"""Random mutations of a signed PDF's structure: what somebody without a key could append, in any mixture."""

from __future__ import annotations

import io
import random
import re
import subprocess
from pathlib import Path

import attacks
import shows
from attacks import _out, _writer
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.reader import PdfFileReader

READY_MADE = [*shows.BY_NAME.values(), attacks.annotated, attacks.freed, attacks.page_added, attacks.hide_and_replace]


def _rect(dice: random.Random) -> tuple[float, float, float, float]:
    if dice.random() < 0.2:
        return (0, 0, 0, 0)
    x, y = dice.uniform(0, 560), dice.uniform(0, 800)
    return (x, y, x + dice.uniform(0.2, 300), y + dice.uniform(0.2, 200))


def _objects(writer) -> list:
    xrefs = writer.prev.xrefs
    refs = set()
    for revision in range(xrefs.total_revisions):
        refs |= xrefs.explicit_refs_in_revision(revision)
    return sorted(refs, key=lambda r: r.idnum)


def _value(dice: random.Random, refs: list):
    kind = dice.randrange(7)
    if kind == 0:
        return generic.NumberObject(dice.randint(-5, 900))
    if kind == 1:
        return pdf_name(dice.choice(("/Sig", "/Tx", "/Widget", "/Page", "/Off", "/N", "/Courier", "/XObject")))
    if kind == 2:
        return pdf_string(dice.choice(("x", "DauCoQuan", "KyLanhDao", "1 0 0 rg")))
    if kind == 3:
        return shows.numbers(*_rect(dice))
    if kind == 4:
        return generic.NullObject()
    if kind == 5:
        return generic.ArrayObject([generic.IndirectObject(dice.choice(refs).idnum, 0, None)])
    return generic.BooleanObject(dice.random() < 0.5)


KEYS = ("/Rect", "/AP", "/Kids", "/Parent", "/T", "/FT", "/V", "/F", "/A", "/MK", "/Contents", "/Resources", "/Annots", "/Fields",
        "/Rotate", "/MediaBox", "/CropBox", "/Font", "/BaseFont", "/Encoding", "/N", "/Type", "/Subtype", "/OCProperties",
        "/NeedAppearances", "/DR", "/DA", "/Pages", "/Count", "/Matrix", "/BBox", "/Filter", "/Widths", "/OC", "/UserUnit")  # fmt: skip


def _object(data: bytes, dice: random.Random) -> bytes:
    """A key of an object is changed, taken away or added, or the whole object is another's copy."""
    writer = _writer(data)
    refs = _objects(writer)
    ref = dice.choice(refs)
    target = generic.IndirectObject(ref.idnum, ref.generation, writer).get_object()
    if dice.random() < 0.15:
        other = dice.choice(refs)
        writer.objects[(ref.generation, ref.idnum)] = generic.IndirectObject(
            other.idnum, other.generation, writer
        ).get_object()
        return _out(writer)
    if not isinstance(target, generic.DictionaryObject):
        return data
    key = dice.choice(list(target) or KEYS) if dice.random() < 0.5 else dice.choice(KEYS)
    if dice.random() < 0.3:
        target.pop(pdf_name(key), None)
    else:
        target[pdf_name(key)] = _value(dice, refs)
    writer.mark_update(ref)
    return _out(writer)


def _field(data: bytes, dice: random.Random) -> bytes:
    """A new field in a shape of its own: listed or not, shown or not, with kids, a look, an action, or nothing."""
    writer = _writer(data)
    name = dice.choice(("Che", "DauCoQuan", "KyLanhDao", "A.B", ""))
    drawn = dice.choice((b"", b"1 0 0 rg 0 0 50 50 re f", b"q Q", None))
    more = {}
    if dice.random() < 0.2:
        more["A"] = generic.DictionaryObject(
            {pdf_name("/S"): pdf_name("/URI"), pdf_name("/URI"): pdf_string("http://x")}
        )
    if dice.random() < 0.2:
        more["MK"] = generic.DictionaryObject({pdf_name("/BG"): shows.numbers(1, 0, 0)})
    if dice.random() < 0.2:
        more["FT"] = pdf_name(dice.choice(("/Tx", "/Btn", "/Ch")))
    refs = [shows.widget(writer, _rect(dice), name, drawn=drawn, **more) for _ in range(dice.randint(1, 3))]
    if dice.random() < 0.4:
        parent = generic.DictionaryObject(
            {pdf_name("/T"): pdf_string("P"), pdf_name("/Kids"): generic.ArrayObject(refs)}
        )
        top = writer.add_object(parent)
        for ref in refs:
            ref.get_object()[pdf_name("/Parent")] = top
        if dice.random() < 0.8:
            shows.listed(writer, top)
    elif dice.random() < 0.8:
        for ref in refs:
            shows.listed(writer, ref)
    if dice.random() < 0.8:
        shows.shown(writer, *refs)
    return _out(writer)


def _tables(data: bytes, dice: random.Random) -> bytes:
    """Cross-reference tables and end marks: a number changed, an end repeated, an old table named again."""
    kind = dice.randrange(4)
    places = [m.start() for m in re.finditer(rb"startxref", data)]
    ends = [m.end() for m in re.finditer(rb"%%EOF\r?\n?", data)]
    if kind == 0:
        return data + data[dice.choice(places) :]
    if kind == 1:
        return data[: dice.choice(ends)]
    if kind == 2:
        one, other = sorted(dice.sample(ends, 2)) if len(ends) > 1 else (0, ends[0])
        return data + data[one:other]
    made = bytearray(data)
    digits = [m.start() for m in re.finditer(rb"\d{10} \d{5} [nf]", data)] or [
        m.start() + 10 for m in re.finditer(rb"startxref\n", data)
    ]
    at = dice.choice(digits) + dice.randrange(9)
    made[at] = ord(str(dice.randrange(10)))
    return bytes(made)


def _stream(data: bytes, dice: random.Random) -> bytes:
    """A stream says something else: contents, a look, a font, a picture, certificates."""
    writer = _writer(data)
    streams = [
        ref
        for ref in _objects(writer)
        if isinstance(generic.IndirectObject(ref.idnum, ref.generation, writer.prev).get_object(), generic.StreamObject)
    ]
    ref = dice.choice(streams)
    held = generic.IndirectObject(ref.idnum, ref.generation, writer).get_object()
    drawn = dice.choice((b"1 0 0 rg 50 50 300 300 re f", b"", b"q Q", b"BT /F1 20 Tf 90 90 Td (x) Tj ET"))
    held._data, held._encoded_data = (held.data + b"\n" + drawn if dice.random() < 0.5 else drawn), None
    writer.mark_update(ref)
    return _out(writer)


def _boxes(data: bytes, dice: random.Random) -> bytes:
    """The sheet: its boxes, its turn, its unit; on the page or on the tree above it."""
    writer = _writer(data)
    ref = writer.find_page_for_modification(0)[0] if dice.random() < 0.6 else writer.root.raw_get("/Pages")
    key = dice.choice(("/MediaBox", "/CropBox", "/TrimBox", "/Rotate", "/UserUnit", "/Group", "/Resources"))
    values = {
        "/Rotate": generic.NumberObject(dice.choice((90, 180, 360, 45))),
        "/UserUnit": generic.FloatObject("2.0"),
        "/Group": generic.DictionaryObject({pdf_name("/S"): pdf_name("/Transparency")}),
        "/Resources": generic.DictionaryObject(),
    }
    ref.get_object()[pdf_name(key)] = values.get(
        key, shows.numbers(0, 0, dice.uniform(200, 900), dice.uniform(200, 900))
    )
    writer.mark_update(ref)
    return _out(writer)


def _value_of_another(data: bytes, dice: random.Random) -> bytes:
    """A field, new or empty, that bears a signature which is another's."""
    writer = _writer(data)
    listed = [f.get_object() for f in writer.root["/AcroForm"]["/Fields"]]
    filled = [f for f in listed if "/V" in f]
    value = dice.choice(filled).raw_get("/V")
    if dice.random() < 0.5:
        value = writer.add_object(generic.DictionaryObject({**value.get_object()}))
    ref = shows.widget(writer, _rect(dice), "Che", drawn=dice.choice((b"", None)), V=value)
    shows.listed(writer, ref)
    if dice.random() < 0.7:
        shows.shown(writer, ref)
    return _out(writer)


def _swapped(data: bytes, dice: random.Random) -> bytes:
    """One reference inside an old object now leads elsewhere."""
    writer = _writer(data)
    refs = _objects(writer)
    for _ in range(20):
        ref = dice.choice(refs)
        target = generic.IndirectObject(ref.idnum, ref.generation, writer).get_object()
        if not isinstance(target, generic.DictionaryObject):
            continue
        keys = [k for k in target if isinstance(target.raw_get(k), generic.IndirectObject)]
        if keys:
            other = dice.choice(refs)
            target[pdf_name(dice.choice(keys))] = generic.IndirectObject(other.idnum, other.generation, writer)
            writer.mark_update(ref)
            return _out(writer)
    return data


def _by_hand(data: bytes, dice: random.Random) -> bytes:
    """An increment as nobody's tool writes it: tables that lie, that skip revisions, that name a second table."""
    opened = PdfFileReader(io.BytesIO(data), strict=False)
    size, last = int(opened.trailer["/Size"]), int(data[data.rindex(b"startxref") + 9 :].split()[0])
    places = [int(m[1]) for m in re.finditer(rb"startxref\s+(\d+)", data)]
    number = dice.choice([size, dice.randrange(1, size), opened.root_ref.idnum])
    bodies = (
        b"<</Type/Catalog/Pages 1 0 R>>", b"<</A 1>>", b"<</Length 30>>stream\n0 0 1 rg 100 100 200 200 re f \nendstream",
        b"null", b"[]", b"<</Type/Annot/Subtype/FreeText/Rect[50 50 300 300]/Contents(x)/DA(/Helv 9 Tf)>>",
    )  # fmt: skip
    made = data + b"\n"
    place = len(made)
    generation = dice.choice((0, 0, 0, 1))
    made += b"%d %d obj\n%s\nendobj\n" % (number, generation, dice.choice(bodies))
    if dice.random() < 0.3:
        made += b"%d 0 obj\n%s\nendobj\n" % (dice.randrange(1, size), dice.choice(bodies))
    where = dice.choice((place, place, place, dice.randrange(len(data)), 0))
    table = len(made)
    kept = dice.choice(("n", "n", "n", "f"))
    made += b"xref\n%d 1\n%010d %05d %s \n" % (number, where, generation, kept.encode())
    prev = dice.choice((last, last, last, dice.choice(places), table))
    more = dice.choice(
        (b"", b"", b"/XRefStm %d" % dice.choice(places), b"/Encrypt<</Filter/Standard>>", b"/Info %d 0 R" % number)
    )
    root = dice.choice((opened.root_ref.idnum, opened.root_ref.idnum, number))
    made += b"trailer\n<</Size %d/Root %d 0 R/Prev %d%s>>\n" % (size + 1, root, prev, more)
    return made + b"startxref\n%d\n%%%%EOF\n" % dice.choice((table, table, table, last))


KINDS = {
    _object: 5, _field: 3, _tables: 2, None: 2, _stream: 2, _boxes: 1, _value_of_another: 1, _swapped: 3, _by_hand: 3,
}  # fmt: skip


def mutate(data: bytes, dice: random.Random) -> bytes:
    """One to three changes; one that can't be made to this file is left out."""
    before = data
    for _attempt in range(8):
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
            try:
                data = kind(data, dice) if kind else dice.choice(READY_MADE)(data)
            except Exception:
                continue
        if data != before:
            break
    return data


def seen(data: bytes, folder: Path) -> list[bytes]:
    """The pages as poppler draws them, small: neither our reader nor our second one."""
    path = folder / "xem.pdf"
    path.write_bytes(data)
    for old in folder.glob("xem-*.ppm"):
        old.unlink()
    subprocess.run(
        ["pdftoppm", "-r", "40", str(path), str(folder / "xem")], capture_output=True, check=False, timeout=60
    )
    return [page.read_bytes() for page in sorted(folder.glob("xem-*.ppm"))]
