"""Signed PDFs to which something was added without a key, one file a class: what H1–H3 of the field and the literature do."""

from __future__ import annotations

import io

from attacks import _field, _out, _stream, _writer
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string


def numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject([generic.FloatObject(str(v)) for v in values])


def look(writer, width: float, height: float, drawn: bytes, **more):
    """A form that draws ``drawn``."""
    form = _stream(drawn)
    form[pdf_name("/Type")], form[pdf_name("/Subtype")] = pdf_name("/XObject"), pdf_name("/Form")
    form[pdf_name("/BBox")] = numbers(0, 0, width, height)
    for key, value in more.items():
        form[pdf_name(f"/{key}")] = value
    return writer.add_object(form)


COVER = b"1 1 1 rg 0 0 %d %d re f 0 0 1 rg 10 10 60 12 re f"


def widget(writer, rect, name: str = "", parent=None, drawn: bytes = b"", **more):
    width, height = rect[2] - rect[0], rect[3] - rect[1]
    made = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/Rect"): numbers(*rect),
            pdf_name("/F"): generic.NumberObject(4),
        }
    )
    if name:
        made[pdf_name("/T")], made[pdf_name("/FT")] = pdf_string(name), pdf_name("/Sig")
    if parent is not None:
        made[pdf_name("/Parent")] = parent
    if drawn is not None:
        drawn = drawn or COVER % (width, height)
        made[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): look(writer, width, height, drawn)})
    for key, value in more.items():
        made[pdf_name(f"/{key}")] = value
    return writer.add_object(made)


def listed(writer, ref) -> None:
    """Into the form's list of fields."""
    form = writer.root["/AcroForm"]
    fields = form["/Fields"]
    fields.append(ref)
    writer.update_container(fields)


def shown(writer, *refs, page: int = 0) -> None:
    """Onto a page."""
    holder = writer.find_page_for_modification(page)[0]
    node = holder.get_object()
    if "/Annots" in node:
        notes = node["/Annots"]
        notes.extend(refs)
        writer.update_container(notes)
    else:
        node[pdf_name("/Annots")] = generic.ArrayObject(refs)
        writer.mark_update(holder)


BLANK, OVER = (90, 60, 400, 85), (60, 500, 500, 790)


def blank_place(data: bytes, page: int = 0) -> bytes:
    writer = _writer(data)
    ref = widget(writer, BLANK, "Them")
    listed(writer, ref)
    shown(writer, ref, page=page)
    return _out(writer)


def _kids(data: bytes, *rects, drawn: bytes = b"") -> bytes:
    writer = _writer(data)
    parent = generic.DictionaryObject({pdf_name("/T"): pdf_string("Che"), pdf_name("/FT"): pdf_name("/Sig")})
    ref = writer.add_object(parent)
    kids = [widget(writer, rect, parent=ref, drawn=drawn) for rect in rects]
    parent[pdf_name("/Kids")] = generic.ArrayObject(kids)
    listed(writer, ref)
    shown(writer, *kids)
    return _out(writer)


def kid_over_text(data: bytes) -> bytes:
    return _kids(data, OVER)


def two_widgets(data: bytes) -> bytes:
    return _kids(data, BLANK, OVER)


def grandchild(data: bytes) -> bytes:
    writer = _writer(data)
    top = generic.DictionaryObject({pdf_name("/T"): pdf_string("A"), pdf_name("/FT"): pdf_name("/Sig")})
    top_ref = writer.add_object(top)
    middle = generic.DictionaryObject({pdf_name("/Parent"): top_ref})
    middle_ref = writer.add_object(middle)
    kid = widget(writer, OVER, parent=middle_ref)
    middle[pdf_name("/Kids")] = generic.ArrayObject([kid])
    top[pdf_name("/Kids")] = generic.ArrayObject([middle_ref])
    listed(writer, top_ref)
    shown(writer, kid)
    return _out(writer)


def no_form_entry(data: bytes) -> bytes:
    """On the page, in no list of fields."""
    writer = _writer(data)
    shown(writer, widget(writer, OVER, "Che"))
    return _out(writer)


def no_page_entry(data: bytes) -> bytes:
    """In the list of fields, on no page but by /P."""
    writer = _writer(data)
    page = writer.find_page_for_modification(0)[0]
    listed(writer, widget(writer, OVER, "Che", P=page))
    return _out(writer)


def link(data: bytes) -> bytes:
    writer = _writer(data)
    action = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/URI"), pdf_name("/URI"): pdf_string("http://x.example")}
    )
    ref = widget(writer, OVER, "Che", drawn=None, A=action)
    listed(writer, ref)
    shown(writer, ref)
    return _out(writer)


def script(data: bytes) -> bytes:
    writer = _writer(data)
    act = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("app.alert(1)")}
    )
    ref = widget(writer, BLANK, "Che", drawn=None, AA=generic.DictionaryObject({pdf_name("/E"): act}))
    listed(writer, ref)
    shown(writer, ref)
    return _out(writer)


def tooltip(data: bytes) -> bytes:
    """An empty field that only speaks: its words appear under the pointer."""
    writer = _writer(data)
    ref = widget(writer, OVER, "Che", drawn=None, TU=pdf_string("Văn bản này đã bị thu hồi"))
    listed(writer, ref)
    shown(writer, ref)
    return _out(writer)


def border(data: bytes) -> bytes:
    writer = _writer(data)
    frame = generic.DictionaryObject({pdf_name("/W"): generic.NumberObject(5)})
    ref = widget(writer, OVER, "Che", drawn=None, BS=frame, C=numbers(1, 0, 0))
    listed(writer, ref)
    shown(writer, ref)
    return _out(writer)


def field_defaults(data: bytes) -> bytes:
    """Fields without a look are written by viewers as the form says: in white from now on."""
    writer = _writer(data)
    form = writer.root["/AcroForm"]
    form[pdf_name("/DA")] = pdf_string("/Helv 0 Tf 1 1 1 rg")
    writer.update_container(form)
    return _out(writer)


def _catalogue(data: bytes, key: str, value) -> bytes:
    writer = _writer(data)
    writer.root[pdf_name(key)] = value(writer)
    writer.update_root()
    return _out(writer)


def opens_with_script(data: bytes) -> bytes:
    act = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("app.alert(1)")}
    return _catalogue(data, "/OpenAction", lambda writer: generic.DictionaryObject(act))


def attached_file(data: bytes) -> bytes:
    def value(writer):
        body = _stream(b"khac")
        body[pdf_name("/Type")] = pdf_name("/EmbeddedFile")
        held = generic.DictionaryObject({pdf_name("/F"): writer.add_object(body)})
        file = {"/Type": pdf_name("/Filespec"), "/F": pdf_string("phu-luc.pdf"), "/EF": held}
        ref = writer.add_object(generic.DictionaryObject({pdf_name(k): v for k, v in file.items()}))
        listing = generic.DictionaryObject({pdf_name("/Names"): generic.ArrayObject([pdf_string("phu-luc.pdf"), ref])})
        return generic.DictionaryObject({pdf_name("/EmbeddedFiles"): listing})

    return _catalogue(data, "/Names", value)


def xfa(data: bytes) -> bytes:
    """Another form beside the pages, which some viewers show instead of them."""
    writer = _writer(data)
    form = writer.root["/AcroForm"]
    form[pdf_name("/XFA")] = writer.add_object(_stream(b"<xdp/>"))
    writer.update_container(form)
    return _out(writer)


def colours(data: bytes) -> bytes:
    """No look of its own, but a background that viewers draw."""
    writer = _writer(data)
    mk = generic.DictionaryObject({pdf_name("/BG"): numbers(1, 1, 1)})
    ref = widget(writer, OVER, "Che", drawn=None, MK=mk)
    listed(writer, ref)
    shown(writer, ref)
    return _out(writer)


def states(data: bytes) -> bytes:
    """A look behind states: /N is a dictionary."""
    writer = _writer(data)
    width, height = OVER[2] - OVER[0], OVER[3] - OVER[1]
    on = look(writer, width, height, COVER % (width, height))
    ap = generic.DictionaryObject({pdf_name("/N"): generic.DictionaryObject({pdf_name("/On"): on})})
    ref = widget(writer, OVER, "Che", drawn=None, AP=ap, AS=pdf_name("/On"))
    listed(writer, ref)
    shown(writer, ref)
    return _out(writer)


def empty_field_drawn(data: bytes) -> bytes:
    """The look of the seal's field changes though it was signed before."""
    writer = _writer(data)
    field = _field(writer, "DauCoQuan")
    box = field["/Rect"]
    width, height = float(box[2] - box[0]), float(box[3] - box[1])
    field[pdf_name("/AP")] = generic.DictionaryObject(
        {pdf_name("/N"): look(writer, width, height, COVER % (width, height))}
    )
    writer.update_container(field)
    return _out(writer)


def old_font_in_new_look(data: bytes) -> bytes:
    """Shadow by reuse: a new field's look leads to a font of the page, which is written over."""
    writer = _writer(data)
    page = writer.find_page_for_modification(0)[0].get_object()
    fonts = page["/Resources"]["/Font"]
    name = next(iter(fonts))
    font = fonts.raw_get(name)
    target = font.get_object()
    for key in ("/ToUnicode",):
        target.pop(key, None)
    target[pdf_name("/Type")] = pdf_name("/Font")
    target[pdf_name("/Subtype")], target[pdf_name("/BaseFont")] = pdf_name("/Type1"), pdf_name("/Courier")
    for key in ("/DescendantFonts", "/Encoding"):
        target.pop(key, None)
    writer.mark_update(font.reference)
    resources = generic.DictionaryObject({pdf_name("/Font"): generic.DictionaryObject({pdf_name("/F"): font})})
    made = look(writer, 1, 1, b"q Q", Resources=resources)
    ref = widget(writer, (0, 0, 0, 0), "Che", drawn=None, AP=generic.DictionaryObject({pdf_name("/N"): made}))
    listed(writer, ref)
    shown(writer, ref)
    return _out(writer)


def old_picture_in_new_look(data: bytes) -> bytes:
    """The same with the page's contents as the look's resource."""
    writer = _writer(data)
    page = writer.find_page_for_modification(0)[0].get_object()
    contents = page.raw_get("/Contents")
    contents = (
        contents
        if hasattr(contents, "reference") and not isinstance(contents.get_object(), list)
        else page["/Contents"].raw_get(0)
    )
    stream = contents.get_object()
    stream._data = b"0 0 1 rg 100 100 200 200 re f"
    stream._encoded_data = None
    writer.mark_update(contents.reference)
    forms = generic.DictionaryObject({pdf_name("/XObject"): generic.DictionaryObject({pdf_name("/X"): contents})})
    made = look(writer, 1, 1, b"q Q", Resources=forms)
    ref = widget(writer, (0, 0, 0, 0), "Che", drawn=None, AP=generic.DictionaryObject({pdf_name("/N"): made}))
    listed(writer, ref)
    shown(writer, ref)
    return _out(writer)


def layer(data: bytes) -> bytes:
    """Optional content in the catalogue."""
    writer = _writer(data)
    group = writer.add_object(
        generic.DictionaryObject({pdf_name("/Type"): pdf_name("/OCG"), pdf_name("/Name"): pdf_string("Lop")})
    )
    groups = generic.ArrayObject([group])
    config = generic.DictionaryObject({pdf_name("/OFF"): groups})
    writer.root[pdf_name("/OCProperties")] = generic.DictionaryObject(
        {pdf_name("/OCGs"): groups, pdf_name("/D"): config}
    )
    writer.update_root()
    return _out(writer)


def unseen_annotation(data: bytes) -> bytes:
    """Not drawn on the screen by this program's second reader, but by others: no look of its own."""
    writer = _writer(data)
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): numbers(*BLANK),
            pdf_name("/Contents"): pdf_string("Va chi 5 ty dong"),
            pdf_name("/DA"): pdf_string("/Helv 12 Tf 0 g"),
            pdf_name("/F"): generic.NumberObject(4),
        }
    )
    shown(writer, writer.add_object(note))
    return _out(writer)


def seal_removed(data: bytes) -> bytes:
    """The seal's widget leaves the page."""
    writer = _writer(data)
    holder = writer.find_page_for_modification(0)[0]
    node = holder.get_object()
    keep = [a for a in node["/Annots"] if a.get_object()["/T"] != "DauCoQuan"]
    node[pdf_name("/Annots")] = generic.ArrayObject(
        [node["/Annots"].raw_get(n) for n, a in enumerate(node["/Annots"]) if a in keep]
    )
    writer.mark_update(holder)
    return _out(writer)


def need_appearances(data: bytes) -> bytes:
    writer = _writer(data)
    form = writer.root["/AcroForm"]
    form[pdf_name("/NeedAppearances")] = generic.BooleanObject(True)
    writer.update_container(form)
    return _out(writer)


def title(data: bytes) -> bytes:
    writer = _writer(data)
    info = generic.DictionaryObject({pdf_name("/Title"): pdf_string("Một tiêu đề khác")})
    writer.set_info(writer.add_object(info))
    return _out(writer)


def hidden_tail(data: bytes) -> bytes:
    """Something behind the end, and the old end mark once more."""
    place = data.rfind(b"startxref")
    return data + b"\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + data[place:]


def unlisted(data: bytes) -> bytes:
    """A sound increment, and in it the page's contents once more, which its table does not list."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    opened = PdfFileReader(io.BytesIO(data))
    page = opened.root["/Pages"]["/Kids"].raw_get(0).get_object()
    contents = page.raw_get("/Contents")
    contents = page["/Contents"].raw_get(0) if isinstance(contents.get_object(), list) else contents
    drawn = b"0 0 1 rg 100 100 200 200 re f"
    made = data + b"\n%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (contents.idnum, len(drawn), drawn)
    size, last = int(opened.trailer["/Size"]), int(data[data.rindex(b"startxref") + 9 :].split()[0])
    place = len(made)
    made += b"%d 0 obj\n<</A 1>>\nendobj\n" % size
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %d 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return made + table % (size, place, size + 1, opened.root_ref.idnum, last, len(made))


def padding(data: bytes) -> bytes:
    """The zeros behind the last signature's value become something else."""
    place = data.rfind(b"/Contents <")
    end = data.index(b">", place)
    return data[: end - 40] + b"DEADBEEF" + data[end - 32 :]


def turned(data: bytes) -> bytes:
    """The page is turned."""
    writer = _writer(data)
    holder = writer.find_page_for_modification(0)[0]
    holder.get_object()[pdf_name("/Rotate")] = generic.NumberObject(90)
    writer.mark_update(holder)
    return _out(writer)


def cropped(data: bytes) -> bytes:
    writer = _writer(data)
    holder = writer.find_page_for_modification(0)[0]
    holder.get_object()[pdf_name("/CropBox")] = numbers(0, 300, 595, 842)
    writer.mark_update(holder)
    return _out(writer)


def clock(data: bytes, stamper, box=None) -> bytes:
    """A document timestamp, which anybody can have; with a box it shows something."""
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    if box is None:
        out = io.BytesIO()
        signers.PdfTimeStamper(stamper).timestamp_pdf(_writer(data), "sha256", output=out)
        return out.getvalue()
    writer = _writer(data)
    append_signature_field(writer, SigFieldSpec("Gio", on_page=0, box=box, empty_field_appearance=True))
    made = _out(writer)
    out = io.BytesIO()
    signers.PdfTimeStamper(stamper, field_name="Gio").timestamp_pdf(_writer(made), "sha256", output=out)
    return out.getvalue()


BY_NAME = {
    f.__name__: f
    for f in (
        blank_place, kid_over_text, two_widgets, grandchild, no_form_entry, no_page_entry, link, script, colours, states,
        empty_field_drawn, old_font_in_new_look, old_picture_in_new_look, layer, unseen_annotation, seal_removed,
        need_appearances, title, hidden_tail, padding, turned, cropped, tooltip, border, field_defaults, opens_with_script,
        attached_file, xfa, unlisted,
    )
}  # fmt: skip
