"""More of what somebody without a key could do to a signed letter: siblings of the classes in ``attacks`` and ``shows``."""

from __future__ import annotations

import io
import re

import shows
from attacks import _field, _out, _writer
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.reader import PdfFileReader

D, A, N = generic.DictionaryObject, generic.ArrayObject, generic.NumberObject


def made(**keys) -> generic.DictionaryObject:
    return D({pdf_name(f"/{key}"): value for key, value in keys.items()})


def by_hand(data: bytes, bodies: dict[int, bytes], more: bytes = b"", generation: int = 0, size: int = 0) -> bytes:
    """An increment in bytes: objects by their numbers, a table, a trailer with ``more`` in it."""
    opened = PdfFileReader(io.BytesIO(data))
    last = int(data[data.rindex(b"startxref") + 9 :].split()[0])
    out, table = data + b"\n", b""
    for number, body in sorted(bodies.items()):
        table += b"%d 1\n%010d %05d n \n" % (number, len(out), generation)
        out += b"%d %d obj\n%s\nendobj\n" % (number, generation, body)
    place, most = len(out), max([int(opened.trailer["/Size"]), *(n + 1 for n in bodies)])
    out += b"xref\n" + (table or b"0 0\n")
    out += b"trailer\n<</Size %d/Root %d 0 R/Prev %d%s>>\n" % (size or most, opened.root_ref.idnum, last, more)
    return out + b"startxref\n%d\n%%%%EOF\n" % place


def text_of(ref) -> bytes:
    """An object that is no stream, written out."""
    out = io.BytesIO()
    ref.get_object().write_to_stream(out, None)
    return out.getvalue()


def page_of(data: bytes):
    return PdfFileReader(io.BytesIO(data)).find_page_for_modification(0)[0]


def _shown_field(
    data: bytes, kind: str, drawn: bytes | None, listed: bool = True, on_page: bool = True, **keys
) -> bytes:
    writer = _writer(data)
    ref = shows.widget(writer, shows.BLANK, "", drawn=drawn, FT=pdf_name(kind), T=pdf_string("Them"), **keys)
    if listed:
        shows.listed(writer, ref)
    if on_page:
        shows.shown(writer, ref)
    return _out(writer)


def text_field(data: bytes) -> bytes:
    return _shown_field(data, "/Tx", None, V=pdf_string("Va chi 5 ty dong"), DA=pdf_string("/Helv 12 Tf 0 g"))


def text_field_with_a_look(data: bytes) -> bytes:
    return _shown_field(data, "/Tx", b"BT ET 0 0 50 10 re f", V=pdf_string("x"))


def choice(data: bytes) -> bytes:
    return _shown_field(data, "/Ch", None, Opt=A([pdf_string("Co"), pdf_string("Khong")]), V=pdf_string("Co"))


def button_caption(data: bytes) -> bytes:
    return _shown_field(data, "/Btn", None, Ff=N(65536), MK=made(CA=pdf_string("Da thu hoi")))


def hidden_text_field(data: bytes) -> bytes:
    """On no page, but in the form: scripts and exports read it."""
    return _shown_field(data, "/Tx", None, on_page=False, V=pdf_string("x"))


def look_when_pressed(data: bytes) -> bytes:
    """The look at rest is empty; under the pointer it covers the text."""
    writer = _writer(data)
    width, height = shows.OVER[2] - shows.OVER[0], shows.OVER[3] - shows.OVER[1]
    cover = shows.look(writer, width, height, shows.COVER % (width, height))
    looks = made(N=shows.look(writer, width, height, b"q Q"), D=cover, R=cover)
    ref = shows.widget(writer, shows.OVER, "Che", drawn=None, AP=looks, H=pdf_name("/P"))
    shows.listed(writer, ref)
    shows.shown(writer, ref)
    return _out(writer)


def second_look_of_a_signed_field(data: bytes) -> bytes:
    """The leader's widget gets a look for when the pointer is over it."""
    writer = _writer(data)
    field = _field(writer, "KyLanhDao")
    field["/AP"][pdf_name("/R")] = shows.look(writer, 100, 40, b"0 0 100 40 re f")
    writer.update_container(field["/AP"])
    return _out(writer)


def signed_look_written_over(data: bytes) -> bytes:
    writer = _writer(data)
    look = _field(writer, "KyLanhDao")["/AP"]["/N"]
    look._data, look._encoded_data = b"0 0 100 40 re f", None
    writer.update_container(look)
    return _out(writer)


def _signed(data: bytes, change, name: str = "KyLanhDao") -> bytes:
    writer = _writer(data)
    field = _field(writer, name)
    change(writer, field)
    writer.update_container(field)
    return _out(writer)


def signed_field_moved(data: bytes) -> bytes:
    return _signed(data, lambda w, f: f.update({pdf_name("/Rect"): shows.numbers(60, 500, 200, 560)}))


def signed_field_hidden(data: bytes) -> bytes:
    return _signed(data, lambda w, f: f.update({pdf_name("/F"): N(2)}))


def signed_field_in_a_layer(data: bytes) -> bytes:
    return _signed(data, lambda w, f: f.update({pdf_name("/OC"): w.add_object(made(Type=pdf_name("/OCG")))}))


def signed_field_renamed(data: bytes) -> bytes:
    return _signed(data, lambda w, f: f.update({pdf_name("/T"): pdf_string("Gi_do")}))


def signed_field_tooltip(data: bytes) -> bytes:
    return _signed(data, lambda w, f: f.update({pdf_name("/TU"): pdf_string("Văn bản này đã bị thu hồi")}))


def signed_field_acts(data: bytes) -> bytes:
    act = made(S=pdf_name("/URI"), URI=pdf_string("http://x.example"))
    return _signed(data, lambda w, f: f.update({pdf_name("/A"): act}))


def signed_field_with_kids(data: bytes) -> bytes:
    """A second widget for the leader's field."""

    def change(writer, field) -> None:
        kid = shows.widget(
            writer,
            shows.OVER,
            parent=field.container_ref and generic.IndirectObject(field.container_ref.idnum, 0, writer),
        )
        field[pdf_name("/Kids")] = A([kid])
        shows.shown(writer, kid)

    return _signed(data, change)


def signed_field_under_a_parent(data: bytes) -> bytes:
    """The leader's field becomes a part of another, and so gets another name."""

    def change(writer, field) -> None:
        own = generic.IndirectObject(field.container_ref.idnum, 0, writer)
        parent = writer.add_object(made(T=pdf_string("Cu"), Kids=A([own])))
        field[pdf_name("/Parent")] = parent
        shows.listed(writer, parent)

    return _signed(data, change)


def value_rewritten(data: bytes) -> bytes:
    """The leader's signature once more, with another reason, name and hour in the part that no digest covers."""

    def change(writer, field) -> None:
        value = D({**field["/V"]})
        value[pdf_name("/Reason")], value[pdf_name("/Name")] = pdf_string("Thu hồi"), pdf_string("Người khác")
        value[pdf_name("/M")] = pdf_string("D:20200101000000+07'00'")
        field[pdf_name("/V")] = writer.add_object(value)

    return _signed(data, change)


def field_unlisted(data: bytes) -> bytes:
    """The leader's signature leaves the form's list; its look stays on the page."""
    writer = _writer(data)
    fields = writer.root["/AcroForm"]["/Fields"]
    kept = [fields.raw_get(n) for n, f in enumerate(fields) if f.get_object()["/T"] != "KyLanhDao"]
    writer.root["/AcroForm"][pdf_name("/Fields")] = A(kept)
    writer.update_container(writer.root["/AcroForm"])
    return _out(writer)


def _page(data: bytes, **keys) -> bytes:
    writer = _writer(data)
    holder = writer.find_page_for_modification(0)[0]
    for key, value in keys.items():
        holder.get_object()[pdf_name(f"/{key}")] = value(writer) if callable(value) else value
    writer.mark_update(holder)
    return _out(writer)


def unit(data: bytes) -> bytes:
    return _page(data, UserUnit=generic.FloatObject("2.0"))


def trimmed(data: bytes) -> bytes:
    """A box that printers cut by."""
    return _page(data, TrimBox=shows.numbers(0, 400, 595, 842), BleedBox=shows.numbers(0, 400, 595, 842))


def page_opens(data: bytes) -> bytes:
    act = made(S=pdf_name("/JavaScript"), JS=pdf_string("app.alert(1)"))
    return _page(data, AA=made(O=act))


def page_changes_by_itself(data: bytes) -> bytes:
    return _page(data, Dur=N(1), Trans=made(S=pdf_name("/Fade")))


def page_resources(data: bytes) -> bytes:
    """The same contents with resources of their own in which a font is another."""

    def other(writer):
        old = writer.find_page_for_modification(0)[0].get_object()["/Resources"]
        fonts = D({key: old["/Font"].raw_get(key) for key in old["/Font"]})
        fonts[next(iter(fonts))] = writer.add_object(
            made(Type=pdf_name("/Font"), Subtype=pdf_name("/Type1"), BaseFont=pdf_name("/Courier"))
        )
        return D({**{key: old.raw_get(key) for key in old}, pdf_name("/Font"): fonts})

    return _page(data, Resources=other)


def _tree(data: bytes, key: str, value) -> bytes:
    writer = _writer(data)
    writer.root["/Pages"][pdf_name(key)] = value
    writer.update_container(writer.root["/Pages"])
    return _out(writer)


def tree_turned(data: bytes) -> bytes:
    return _tree(data, "/Rotate", N(180))


def tree_cropped(data: bytes) -> bytes:
    return _tree(data, "/CropBox", shows.numbers(0, 300, 595, 842))


def same_page_twice(data: bytes) -> bytes:
    writer = _writer(data)
    pages = writer.root["/Pages"]
    kids = [pages["/Kids"].raw_get(n) for n in range(len(pages["/Kids"]))]
    pages[pdf_name("/Kids")], pages[pdf_name("/Count")] = A([*kids, kids[0]]), N(len(kids) + 1)
    writer.update_container(pages)
    return _out(writer)


def _note(data: bytes, kind: str, **keys) -> bytes:
    writer = _writer(data)
    note = made(Type=pdf_name("/Annot"), Subtype=pdf_name(kind), Rect=shows.numbers(*shows.BLANK), F=N(4), **keys)
    shows.shown(writer, writer.add_object(note))
    return _out(writer)


def redaction(data: bytes) -> bytes:
    return _note(data, "/Redact", OverlayText=pdf_string("x"), IC=shows.numbers(0, 0, 0))


def note_in_the_margin(data: bytes) -> bytes:
    return _note(data, "/Text", Contents=pdf_string("Văn bản này đã bị thu hồi"))


def highlight(data: bytes) -> bytes:
    return _note(
        data, "/Highlight", QuadPoints=shows.numbers(60, 760, 300, 760, 60, 740, 300, 740), C=shows.numbers(1, 1, 0)
    )


def plain_link(data: bytes) -> bytes:
    act = made(S=pdf_name("/URI"), URI=pdf_string("http://x.example"))
    return _note(data, "/Link", A=act, Border=A([N(0), N(0), N(0)]))


def link_to_a_page(data: bytes) -> bytes:
    return _note(data, "/Link", Border=A([N(0), N(0), N(0)]), Dest=A([N(0), pdf_name("/Fit")]))


def attachment_on_the_page(data: bytes) -> bytes:
    return _note(data, "/FileAttachment", FS=made(Type=pdf_name("/Filespec"), F=pdf_string("phu-luc.pdf")))


def screen(data: bytes) -> bytes:
    return _note(data, "/Screen", T=pdf_string("phim"))


def named_script(data: bytes) -> bytes:
    act = made(S=pdf_name("/JavaScript"), JS=pdf_string("app.alert(1)"))
    tree = made(Names=A([pdf_string("x"), act]))
    return shows._catalogue(data, "/Names", lambda w: made(JavaScript=w.add_object(tree)))


def named_destinations(data: bytes) -> bytes:
    tree = made(Names=A([pdf_string("x"), A([N(0), pdf_name("/Fit")])]))
    return shows._catalogue(data, "/Names", lambda w: made(Dests=w.add_object(tree)))


def associated_file(data: bytes) -> bytes:
    return shows._catalogue(
        data, "/AF", lambda w: A([w.add_object(made(Type=pdf_name("/Filespec"), F=pdf_string("a")))])
    )


def portfolio(data: bytes) -> bytes:
    return shows._catalogue(data, "/Collection", lambda w: made(View=pdf_name("/D")))


def bookmarks(data: bytes) -> bytes:
    def value(writer):
        one = writer.add_object(made(Title=pdf_string("Đã thu hồi")))
        return writer.add_object(made(First=one, Last=one, Count=N(1)))

    return shows._catalogue(data, "/Outlines", value)


def certified_afterwards(data: bytes) -> bytes:
    """The catalogue calls the leader's signature a certification."""

    def value(writer):
        return made(DocMDP=_field(writer, "KyLanhDao").raw_get("/V"))

    return shows._catalogue(data, "/Perms", value)


def window_says(data: bytes) -> bytes:
    return shows._catalogue(data, "/ViewerPreferences", lambda w: made(Direction=pdf_name("/R2L"), NumCopies=N(5)))


def colours_of_the_printer(data: bytes) -> bytes:
    return shows._catalogue(data, "/OutputIntents", lambda w: A([]))


def calculated(data: bytes) -> bytes:
    writer = _writer(data)
    form = writer.root["/AcroForm"]
    form[pdf_name("/CO")] = A([form["/Fields"].raw_get(0)])
    writer.update_container(form)
    return _out(writer)


def parent_acts(data: bytes) -> bytes:
    """A field without a widget whose parent runs a script when the form is read."""
    writer = _writer(data)
    act = made(S=pdf_name("/JavaScript"), JS=pdf_string("app.alert(1)"))
    shows.listed(writer, writer.add_object(made(FT=pdf_name("/Sig"), T=pdf_string("Che"), AA=made(C=act))))
    return _out(writer)


def grandchild_on_no_page(data: bytes) -> bytes:
    writer = _writer(data)
    page = writer.find_page_for_modification(0)[0]
    top = writer.add_object(made(T=pdf_string("A"), FT=pdf_name("/Sig")))
    middle = writer.add_object(made(Parent=top))
    kid = shows.widget(writer, shows.OVER, parent=middle, P=page)
    middle.get_object()[pdf_name("/Kids")] = A([kid])
    top.get_object()[pdf_name("/Kids")] = A([middle])
    shows.listed(writer, top)
    return _out(writer)


def store_of_certificates_holds_a_font(data: bytes) -> bytes:
    """A font is written over and called a certificate (/DSS)."""
    writer = _writer(data)
    fonts = writer.find_page_for_modification(0)[0].get_object()["/Resources"]["/Font"]
    key = next(iter(fonts))
    fonts[key][pdf_name("/BaseFont")] = pdf_name("/Courier")
    writer.update_container(fonts[key])
    writer.root[pdf_name("/DSS")] = writer.add_object(made(Certs=A([fonts.raw_get(key)])))
    writer.update_root()
    return _out(writer)


def store_of_certificates_holds_a_look(data: bytes) -> bytes:
    """The same with the look of the leader's signature."""
    writer = _writer(data)
    looks = _field(writer, "KyLanhDao")["/AP"]
    looks["/N"]._data, looks["/N"]._encoded_data = b"0 0 100 40 re f", None
    writer.update_container(looks["/N"])
    writer.root[pdf_name("/DSS")] = writer.add_object(made(Certs=A([looks.raw_get("/N")])))
    writer.update_root()
    return _out(writer)


def metadata_is_a_look(data: bytes) -> bytes:
    writer = _writer(data)
    looks = _field(writer, "KyLanhDao")["/AP"]
    looks["/N"]._data, looks["/N"]._encoded_data = b"0 0 100 40 re f", None
    writer.update_container(looks["/N"])
    writer.root[pdf_name("/Metadata")] = looks.raw_get("/N")
    writer.update_root()
    return _out(writer)


def packed_font(data: bytes) -> bytes:
    """The object stream that holds half of the signed objects is written over: every revision reads from it."""
    opened = PdfFileReader(io.BytesIO(data))
    packs = [m for m in re.finditer(rb"(\d+) 0 obj\s*<<[^>]*?/ObjStm", data)]
    if not packs:
        return font_of_the_page(data)
    writer = _writer(data)
    ref = generic.IndirectObject(int(packs[0][1]), 0, writer)
    pack = ref.get_object()
    pack._data, pack._encoded_data = pack.data.replace(b"/FontFile2", b"/FontFileX").replace(b"/Type0", b"/Type1"), None
    if pack._data == opened.get_object(ref.reference).data:
        pack._data = pack._data.replace(b"/Font", b"/Fond")
    writer.mark_update(ref)
    return _out(writer)


def font_of_the_page(data: bytes) -> bytes:
    writer = _writer(data)
    fonts = writer.find_page_for_modification(0)[0].get_object()["/Resources"]["/Font"]
    found = fonts[next(iter(fonts))]
    found[pdf_name("/Encoding")] = pdf_name("/MacRomanEncoding")
    writer.update_container(found)
    return _out(writer)


def key_twice(data: bytes) -> bytes:
    """The page once more, as it was, and its contents named twice: one reader takes the first, another the last."""
    page = page_of(data)
    number = int(PdfFileReader(io.BytesIO(data)).trailer["/Size"])
    body = text_of(page).rstrip()[:-2] + b"/Contents %d 0 R>>" % number
    drawn = b"0 0 1 rg 100 100 200 200 re f"
    return by_hand(data, {page.idnum: body, number: b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn)})


def key_escaped(data: bytes) -> bytes:
    """The same by another spelling of the key."""
    page = page_of(data)
    number = int(PdfFileReader(io.BytesIO(data)).trailer["/Size"])
    body = b"<</#43ontents %d 0 R" % number + text_of(page).strip()[2:]
    drawn = b"0 0 1 rg 100 100 200 200 re f"
    return by_hand(data, {page.idnum: body, number: b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn)})


def other_generation(data: bytes) -> bytes:
    """The page's contents with another generation, which some readers do not ask for."""
    found = page_of(data).get_object().raw_get("/Contents")
    found = (
        found
        if isinstance(found, generic.IndirectObject) and not isinstance(found.get_object(), A)
        else page_of(data).get_object()["/Contents"].raw_get(0)
    )
    drawn = b"0 0 1 rg 100 100 200 200 re f"
    return by_hand(data, {found.idnum: b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn)}, generation=1)


def size_cut(data: bytes) -> bytes:
    """The last table says that the file has three objects."""
    return by_hand(data, {int(PdfFileReader(io.BytesIO(data)).trailer["/Size"]): b"<</A 1>>"}, size=3)


def freed_entry(data: bytes) -> bytes:
    """The page's contents are called free in the table."""
    found = page_of(data).get_object().raw_get("/Contents")
    changed = by_hand(data, {found.idnum: b"null"})
    place = changed.rindex(b" n \n")
    return changed[: place - 16] + b"0000000000 00001 f \n" + changed[place + 4 :]


def locked_up(data: bytes) -> bytes:
    """The trailer says that the file is encrypted."""
    return by_hand(data, {}, b"/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(x)/P -4>>")


def second_table(data: bytes) -> bytes:
    """A hybrid increment: readers that know the second table see other contents."""
    found = page_of(data).get_object().raw_get("/Contents")
    last = int(data[data.rindex(b"startxref") + 9 :].split()[0])
    drawn = b"0 0 1 rg 100 100 200 200 re f"
    out = data + b"\n"
    home = len(out)
    out += b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (found.idnum, len(drawn), drawn)
    opened = PdfFileReader(io.BytesIO(data))
    size, place = int(opened.trailer["/Size"]), len(out)
    entry = b"\x01" + home.to_bytes(4, "big") + b"\0\0"
    head = b"<</Type/XRef/Size %d/W[1 4 2]/Index[%d 1]/Length %d>>" % (size + 1, found.idnum, len(entry))
    out += b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (size, head, entry)
    table = len(out)
    trailer = b"<</Size %d/Root %d 0 R/Prev %d/XRefStm %d>>" % (size + 1, opened.root_ref.idnum, last, place)
    return out + b"xref\n0 0\ntrailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, table)


def end_mark_and_words(data: bytes) -> bytes:
    """A comment behind the end."""
    return data + b"\n%Da thu hoi\n%%EOF\n"


def revision_skipped(data: bytes) -> bytes:
    """A last table that leads back past the last signature: half of the file is read as if it were not there."""
    places = [int(m[1]) for m in re.finditer(rb"startxref\s+(\d+)", data)]
    changed = by_hand(data, {int(PdfFileReader(io.BytesIO(data)).trailer["/Size"]): b"<</A 1>>"})
    place = changed.rindex(b"/Prev ")
    end = changed.index(b">>", place)
    return changed[:place] + b"/Prev %d" % places[0] + changed[end:]


def tags_say_otherwise(data: bytes) -> bytes:
    """What readers for the blind speak: another word for the page's (/ActualText in the tree of tags)."""
    writer = _writer(data)
    tree = writer.root["/StructTreeRoot"]
    element = tree["/K"][0] if isinstance(tree["/K"], A) else tree["/K"]
    element[pdf_name("/ActualText")] = pdf_string("Văn bản này đã bị thu hồi")
    writer.update_container(element)
    return _out(writer)


def _in_place_of_tags(data: bytes, use) -> bytes:
    """An object that no page shows is written over with what may come after a signature, and used as that."""
    writer = _writer(data)
    tree = writer.root["/StructTreeRoot"]
    ref = tree.raw_get("/K")
    ref = ref if isinstance(ref, generic.IndirectObject) else tree["/K"].raw_get(0)
    ref = generic.IndirectObject(ref.idnum, 0, writer)
    writer.objects[(0, ref.idnum)] = use(writer, ref)
    return _out(writer)


def tags_become_annotations(data: bytes) -> bytes:
    def use(writer, ref):
        holder = writer.find_page_for_modification(0)[0]
        notes = holder.get_object()["/Annots"]
        holder.get_object()[pdf_name("/Annots")] = ref
        writer.mark_update(holder)
        return A([notes.raw_get(n) for n in range(len(notes))])

    return _in_place_of_tags(data, use)


def tags_become_fields(data: bytes) -> bytes:
    def use(writer, ref):
        form = writer.root["/AcroForm"]
        fields = form["/Fields"]
        form[pdf_name("/Fields")] = ref
        writer.update_container(form)
        return A([fields.raw_get(n) for n in range(len(fields))])

    return _in_place_of_tags(data, use)


def tags_become_the_form(data: bytes) -> bytes:
    def use(writer, ref):
        form = D({**writer.root["/AcroForm"]})
        writer.root[pdf_name("/AcroForm")] = ref
        writer.update_root()
        return form

    return _in_place_of_tags(data, use)


def tags_become_an_empty_field(data: bytes) -> bytes:
    def use(writer, ref):
        shows.listed(writer, ref)
        shows.shown(writer, ref)
        return made(Type=pdf_name("/Annot"), Subtype=pdf_name("/Widget"), FT=pdf_name("/Sig"), T=pdf_string("Them"),
                    Rect=shows.numbers(0, 0, 0, 0), F=N(132))  # fmt: skip

    return _in_place_of_tags(data, use)


def tags_become_certificates(data: bytes) -> bytes:
    def use(writer, ref):
        writer.root[pdf_name("/DSS")] = ref
        writer.update_root()
        return made(Certs=A([]))

    return _in_place_of_tags(data, use)


def language_of_tags(data: bytes) -> bytes:
    return shows._catalogue(data, "/Lang", lambda w: pdf_string("en"))


def signature_without_a_value(data: bytes) -> bytes:
    """A field that holds words where a signature would be."""
    writer = _writer(data)
    ref = shows.widget(writer, shows.BLANK, "Them", drawn=None, V=pdf_string("Đã ký"))
    shows.listed(writer, ref)
    shows.shown(writer, ref)
    return _out(writer)


BY_NAME = {
    f.__name__: f
    for f in (
        text_field, text_field_with_a_look, choice, button_caption, hidden_text_field, look_when_pressed,
        second_look_of_a_signed_field, signed_look_written_over, signed_field_moved, signed_field_hidden,
        signed_field_in_a_layer, signed_field_renamed, signed_field_tooltip, signed_field_acts, signed_field_with_kids,
        signed_field_under_a_parent, value_rewritten, field_unlisted, unit, trimmed, page_opens, page_changes_by_itself,
        page_resources, tree_turned, tree_cropped, same_page_twice, redaction, note_in_the_margin, highlight, plain_link,
        link_to_a_page, attachment_on_the_page, screen, named_script, named_destinations, associated_file, portfolio, bookmarks,
        certified_afterwards, window_says, colours_of_the_printer, calculated, parent_acts, grandchild_on_no_page,
        store_of_certificates_holds_a_font, store_of_certificates_holds_a_look, metadata_is_a_look, packed_font,
        font_of_the_page, key_twice, key_escaped, other_generation, size_cut, freed_entry, locked_up, second_table,
        end_mark_and_words, revision_skipped, tags_say_otherwise, language_of_tags, tags_become_annotations, tags_become_fields,
        tags_become_the_form, tags_become_an_empty_field, tags_become_certificates, signature_without_a_value,
    )
}  # fmt: skip
