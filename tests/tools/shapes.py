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


def signed(data: bytes, signer, box=(330, 100, 430, 160), name: str = "Signature1") -> bytes:
    return attacks.signed_over_text(data, signer, box, name)


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
