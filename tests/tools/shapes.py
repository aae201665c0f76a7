"""Honest PDFs of other makes: the letter's pages as another tool would save, open and sign them."""

from __future__ import annotations

import io

import attacks
import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name


def bare(data: bytes) -> bytes:
    """The pages without fields and without what lies over them."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        del pdf.Root.AcroForm
        for page in pdf.pages:
            if "/Annots" in page:
                del page["/Annots"]
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def saved(plain: bytes, change, **more) -> bytes:
    """``plain`` changed and saved anew."""
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, **more)
        return out.getvalue()


def signed(data: bytes, signer, box=(330, 100, 430, 160), name: str = "Signature1", room: int | None = None) -> bytes:
    return attacks.signed_over_text(data, signer, box, name, room)


ROOM = 8000  # hexadecimal digits for the value of a signature: the library keeps twice as many, and reads each


def small(pages: int = 1, packed: bool = False) -> bytes:
    """Pages of a dozen objects: two lines of text, a rule and a picture; quick to read, with all that a page has."""
    pdf = pikepdf.new()
    for number in range(1, pages + 1):
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[-1]
        picture = pikepdf.Stream(pdf, bytes(range(0, 240, 10)) * 24)
        for key, value in {"/Width": 24, "/Height": 24, "/BitsPerComponent": 8}.items():
            picture[key] = value
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.ColorSpace = pikepdf.Name.DeviceGray
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Times-Roman")
        )
        page.obj.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)), XObject=pikepdf.Dictionary(Im=picture)
        )
        drawn = (
            b"BT /F1 14 Tf 90 760 Td (Trang %d) Tj 0 -300 Td (Noi dung cua cong van) Tj ET 90 750 200 1 re f " % number
        )
        page.obj.Contents = pdf.make_stream(drawn + b"q 60 0 0 60 450 700 cm /Im Do Q")
    out = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    pdf.save(out, deterministic_id=True, object_stream_mode=mode)
    return out.getvalue()


def small_letters(signer, pages: int = 1, packed: bool = False) -> dict[str, bytes]:
    """Small pages with our mark and fields: signed by a leader, sealed, stamped by who received them."""
    from congvan.model.rendered import Box
    from congvan.model.signing import Mark
    from congvan.pades import fields

    page = small(pages, packed)
    places = {"KyLanhDao": (350, 200, 500, 260), "SoVanBan": (160, 700, 220, 716), "DauCoQuan": (300, 190, 400, 290)}
    boxes = {name: Box(1, *corners) for name, corners in places.items()}
    ready = fields.prepare(page, boxes, Mark("nho", "0" * 64, fields.digest(page), False))
    leader = signed(ready, signer, None, "KyLanhDao", ROOM)
    sealed = signed(signed(leader, signer, None, "SoVanBan", ROOM), signer, None, "DauCoQuan", ROOM)
    received = signed(sealed, signer, (90, 60, 200, 110), "CongVanDen", ROOM)
    return {"small-leader": leader, "small-sealed": sealed, "small-received": received}


def nothing(pdf) -> None:
    pass


def turned(pdf) -> None:
    pdf.pages[0].Rotate = 90


def form(pdf) -> None:
    """One field to be filled in, with its text and no look of its own."""
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T=pikepdf.String("Ten"),
            V=pikepdf.String("An"), Rect=[90, 200, 200, 220], F=4, DA=pikepdf.String("/Helv 10 Tf 0 g"),
        )
    )  # fmt: skip
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([field]))
    pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=[field]))


def tagged(pdf) -> None:
    root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    element = pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Document, P=root, Pg=pdf.pages[0].obj)
    root.K = pdf.make_indirect(element)
    root.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Nums=pikepdf.Array([])))
    pdf.Root.StructTreeRoot, pdf.Root.MarkInfo = root, pikepdf.Dictionary(Marked=True)


def layered(pdf) -> None:
    """A layer that is off in the signed file itself, with a word in it."""
    group = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("Nháp")))
    page = pdf.pages[0]
    page.obj["/Resources"]["/Properties"] = pikepdf.Dictionary(Lop=group)
    page.contents_add(pdf.make_stream(b"/OC /Lop BDC 0 0 1 rg 100 100 200 200 re f EMC"))
    order = pikepdf.Array([group])
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=order, D=pikepdf.Dictionary(OFF=order, Order=order))


def signed_in_tags(data: bytes, signer, more=None) -> bytes:
    """Reconstruction of Acrobat on a tagged file: the new field is put into the tags with its signature."""
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigFieldSpec

    writer = attacks._writer(data)
    tree = writer.root["/StructTreeRoot"]
    element = tree["/K"]
    node = {"/Type": pdf_name("/StructElem"), "/S": pdf_name("/Form"), "/P": tree.raw_get("/K")}
    ref = writer.add_object(generic.DictionaryObject({pdf_name(k): v for k, v in node.items()}))
    element[pdf_name("/K")] = generic.ArrayObject([ref])
    writer.update_container(element)
    tree["/ParentTree"]["/Nums"].extend([generic.NumberObject(1), ref])
    writer.update_container(tree["/ParentTree"])
    page = writer.find_page_for_modification(0)[0]
    page.get_object()[pdf_name("/Tabs")] = pdf_name("/S")
    page.get_object()[pdf_name("/StructParents")] = generic.NumberObject(0)
    writer.mark_update(page)
    if more is not None:
        more(writer)
    meta = signers.PdfSignatureMetadata(field_name="Signature2", md_algorithm="sha256")
    spec = SigFieldSpec("Signature2", box=(90, 60, 200, 95))
    return signers.PdfSigner(meta, signer, new_field_spec=spec).sign_pdf(writer).getvalue()
