"""Files that nobody should have to open: each made from nothing, byte by byte, as damage, carelessness or malice makes it."""

from __future__ import annotations

import hashlib
import io
import itertools
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TEXT = "Sở Thông tin và Truyền thông đã ban hành Công văn gửi các cơ quan, đơn vị trên địa bàn tỉnh."


# PDF ------------------------------------------------------------------------------------------------------------------


def pdf(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """Objects by number → a PDF with a correct cross-reference table; object 1 is the catalogue."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start, size = out.tell(), max(objects) + 1
    out.write(b"xref\n0 %d\n" % size)
    for number in range(size):
        row = b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
        out.write(row)
    out.write(b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start))
    return out.getvalue()


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), extra, data)


def packed(data: bytes, extra: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter/FlateDecode" + extra)


def page(lines: Iterable[str]) -> bytes:
    """A content stream with lines of plain text from the top of an A4 page."""
    shown = b"".join(b"(%s) Tj T*\n" % line.encode("ascii") for line in lines)
    return b"BT /F1 13 Tf 85 770 Td 16 TL\n%sET" % shown


FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>"
RESOURCES = b"/Resources<</Font<</F1 3 0 R>>>>"


def text_pdf(pages: int = 1, box: bytes = b"[0 0 595 842]", lines: int = 44) -> bytes:
    """A PDF of so many pages full of text."""
    objects: dict[int, bytes] = {3: FONT}
    kids = []
    for n in range(pages):
        words = [f"{n}.{k} cac co quan, don vi tren dia ban tinh tiep tuc thuc hien tuyen truyen" for k in range(lines)]
        objects[4 + 2 * n] = packed(page(words))
        objects[5 + 2 * n] = b"<</Type/Page/Parent 2 0 R/MediaBox%s%s/Contents %d 0 R>>" % (box, RESOURCES, 4 + 2 * n)
        kids.append(b"%d 0 R" % (5 + 2 * n))
    objects[1] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[2] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(kids))
    return pdf(objects)


def scan() -> bytes:
    """One page that is one picture."""
    side = 200
    image = packed(
        bytes((x * y) % 256 for x in range(side) for y in range(side)),
        b"/Type/XObject/Subtype/Image/Width 200/Height 200/ColorSpace/DeviceGray/BitsPerComponent 8",
    )
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Count 1/Kids[5 0 R]>>",
            3: image,
            4: stream(b"q 595 0 0 842 0 0 cm /I Do Q"),
            5: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 3 0 R>>>>/Contents 4 0 R>>",
        }
    )


def page_tree_loop() -> bytes:
    """A page tree whose branch is its own child, and that claims two milliard pages."""
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Count 2000000000/Kids[4 0 R 2 0 R]>>",
            3: FONT,
            4: b"<</Type/Pages/Parent 2 0 R/Count 2000000000/Kids[2 0 R 4 0 R]>>",
        }
    )


def deep_page_tree(depth: int = 20_000) -> bytes:
    """One page below so many branches."""
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 3: FONT, 4: packed(page(["chu"] * 30))}
    numbers = [2, *range(10, 10 + depth)]
    for here, below in itertools.pairwise(numbers):
        objects[here] = b"<</Type/Pages/Count 1/Kids[%d 0 R]/Parent %d 0 R>>" % (below, max(2, here - 1))
    objects[numbers[-1]] = b"<</Type/Page/MediaBox[0 0 595 842]%s/Contents 4 0 R/Parent %d 0 R>>" % (
        RESOURCES,
        numbers[-2],
    )
    return pdf(objects)


def form_loop() -> bytes:
    """A page that draws a form that draws itself, four times over."""
    again = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 6 0 R>>/Font<</F1 3 0 R>>>>"
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Count 1/Kids[5 0 R]>>",
            3: FONT,
            4: stream(b"/X Do"),
            5: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</X 6 0 R>>>>/Contents 4 0 R>>",
            6: stream(b"/X Do " * 4 + page(["vong lap"]), again),
        }
    )


def content_bomb() -> bytes:
    """A content stream of 300 MB of text operators in some 300 kB."""
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Count 1/Kids[5 0 R]>>",
            3: FONT,
            4: packed(b"BT /F1 13 Tf 85 700 Td\n" + b"(phinh to) Tj\n" * 22_000_000 + b"ET"),
            5: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s/Contents 4 0 R>>" % RESOURCES,
        }
    )


_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def _rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def encrypted_pdf(user: bytes, owner: bytes) -> bytes:
    """A PDF under the standard handler, revision 2 (ISO 32000-1, 7.6.3); without a user password anybody may read it."""
    ident, rights = b"0123456789abcdef", -44
    entry = _rc4(hashlib.md5((owner + _PAD)[:32]).digest()[:5], (user + _PAD)[:32])
    key = hashlib.md5((user + _PAD)[:32] + entry + struct.pack("<i", rights) + ident).digest()[:5]
    content = page(["van ban nay duoc bao ve bang mat khau"] * 30)
    sealed = _rc4(hashlib.md5(key + (4).to_bytes(3, "little") + b"\0\0").digest()[:10], content)
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[5 0 R]>>",
        3: FONT,
        4: stream(sealed),
        5: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s/Contents 4 0 R>>" % RESOURCES,
    }
    seal = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P %d>>/ID[<%s><%s>]" % (
        entry.hex().encode(),
        _rc4(key, _PAD).hex().encode(),
        rights,
        ident.hex().encode(),
        ident.hex().encode(),
    )
    return pdf(objects, seal)


# OLE ------------------------------------------------------------------------------------------------------------------


def ole(*names: str) -> bytes:
    """A compound file (MS-CFB, version 3) with a stream of 4096 bytes under each name."""
    free, end, sat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    entries = [("Root Entry", 5, end, 0)] + [(name, 2, 3 + 8 * n, 4096) for n, name in enumerate(names)]
    directory = b""
    for n, (name, kind, start, size) in enumerate(entries):
        raw = name.encode("utf-16-le")
        child = 1 if n == 0 else free
        right = n + 1 if 0 < n < len(names) else free
        directory += raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, free, right, child)
        directory += bytes(36) + struct.pack("<IQ", start, size)
    directory = directory.ljust(1024, b"\0")
    table = [sat, 2, end]
    for n in range(len(names)):
        table += [*range(4 + 8 * n, 11 + 8 * n), end]
    table += [free] * (128 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    body = b"".join(bytes((k * 7 + n) % 256 for k in range(4096)) for n in range(len(names)))
    return head + struct.pack("<128I", *table) + directory + body


# DOCX -----------------------------------------------------------------------------------------------------------------


def paragraphs(count: int = 30, text: str = TEXT) -> str:
    return "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for _ in range(count))


def document(body: str, before: str = "") -> str:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}{before}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'


def relations(*links: tuple[str, str, str]) -> str:
    """(type, target, mode) of each link, with the identifiers rId1, rId2, …"""
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{kind if "/" in kind else R + "/" + kind}" Target="{target}"{mode and f" TargetMode={chr(34)}{mode}{chr(34)}"}/>'
        for n, (kind, target, mode) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    '<Default Extension="png" ContentType="image/png"/><Default Extension="html" ContentType="text/html"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)


def docx(body: str | bytes | None = None, links: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    """A DOCX of few parts; ``body`` is the whole of document.xml."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations(("officeDocument", "word/document.xml", "")),
        "word/document.xml": body or document(paragraphs()),
    }
    if links:
        parts["word/_rels/document.xml.rels"] = links
    return zipped({**parts, **(more or {})})


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def cut(data: bytes, share: float = 0.6) -> bytes:
    return data[: int(len(data) * share)]


def scarred(data: bytes) -> bytes:
    """Noise in the middle, the head and the tail left alone."""
    third = len(data) // 3
    noise = b"".join(hashlib.sha256(bytes([n % 256])).digest() for n in range(third // 32 + 1))[:third]
    return data[:third] + noise + data[2 * third :]


def lying() -> bytes:
    """A DOCX whose document claims to be 100 bytes long and is 40 MB."""
    big = document(paragraphs(2) + "<!--" + " " * (40 << 20) + "-->").encode()
    data = bytearray(docx(big))
    true, said = struct.pack("<I", len(big)), struct.pack("<I", 100)
    assert data.count(true) >= 2
    return bytes(data.replace(true, said))


def swollen() -> bytes:
    """60 MB of blank in one part."""
    return docx(document(paragraphs(1) + " " * (60 << 20)))


def crowded() -> bytes:
    """Ten thousand parts."""
    return docx(more={f"word/media/{n}.xml": "" for n in range(10_000)})


def swollen_aside() -> bytes:
    """The blank in a picture that the text does not even show."""
    return docx(more={"word/media/image1.png": bytes(200 << 20)})


def nested() -> bytes:
    """A zip within a zip within a zip, each of blank, under the name of a part."""
    inner = bytes(80 << 20)
    for n in range(3):
        inner = zipped({f"{n}.zip": inner})
    return docx(more={"word/embeddings/x.zip": inner})


def long_document() -> bytes:
    """55 MB of paragraphs, no two alike, so that no ratio gives them away."""
    made = io.StringIO()
    for n in range(550_000):
        code = format((n * 2654435761) & 0xFFFFFFFFFF, "x")
        made.write(f"<w:p><w:pPr><w:jc w:val='both'/></w:pPr><w:r><w:t>{n} {code} dài quá</w:t></w:r></w:p>")
    return docx(document(made.getvalue()))


def laughs(lead: str = "") -> bytes:
    """A milliard laughs in document.xml."""
    rows = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return docx(document(paragraphs(2, "&l9;"), f'{lead}<!DOCTYPE w:document [<!ENTITY l0 "ha">{rows}]>'))


def external_entity(target: str, lead: str = "") -> bytes:
    """The text of a file of the reader's machine asked for as an entity."""
    kind = f'<!DOCTYPE w:document [<!ENTITY bi SYSTEM "{target}">]>'
    return docx(document(paragraphs(3, "&bi;"), lead + kind))


def entity_elsewhere(target: str) -> bytes:
    """The same in styles.xml."""
    styles = f'<?xml version="1.0"?><!DOCTYPE w:styles [<!ENTITY bi SYSTEM "{target}">]><w:styles xmlns:w="{W}">&bi;</w:styles>'
    return docx(links=relations(("styles", "styles.xml", "")), more={"word/styles.xml": styles})


def sixteen(target: str) -> bytes:
    """The same in UTF-16."""
    text = external_entity_text(target).replace("UTF-8", "UTF-16")
    return docx(text.encode("utf-16"))


def external_entity_text(target: str) -> str:
    return document(paragraphs(3, "&bi;"), f'<!DOCTYPE w:document [<!ENTITY bi SYSTEM "{target}">]>')


PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="990000" cy="990000"/><wp:docPr id="1" name="x"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="1" name="x"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:{how}="rId1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="990000" cy="990000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
)


def external_image(url: str) -> bytes:
    return docx(document(PICTURE.format(how="link") + paragraphs()), relations(("image", url + "a.png", "External")))


def external_object(url: str) -> bytes:
    return docx(links=relations(("oleObject", url + "a.xlsx", "External")))


def remote_template(url: str) -> bytes:
    settings = f'<w:settings xmlns:w="{W}" xmlns:r="{R}"><w:attachedTemplate r:id="rId1"/></w:settings>'
    return docx(
        links=relations(("settings", "settings.xml", "")),
        more={
            "word/settings.xml": settings,
            "word/_rels/settings.xml.rels": relations(("attachedTemplate", url + "a.dotm", "External")),
        },
    )


def share_template(url: str) -> bytes:
    """The template on a Windows share, as the attacks that want a password hash put it."""
    return remote_template("\\\\" + url.removeprefix("http://").replace("/", "\\"))


def header_link(url: str) -> bytes:
    """An outside picture in a header."""
    header = f'<w:hdr xmlns:w="{W}" xmlns:r="{R}">{PICTURE.format(how="link")}</w:hdr>'
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr>'
    return docx(
        document(paragraphs() + section),
        relations(("header", "header1.xml", "")),
        {"word/header1.xml": header, "word/_rels/header1.xml.rels": relations(("image", url, "External"))},
    )


def chunk(url: str) -> bytes:
    """A foreign document taken in from outside."""
    return docx(
        document(paragraphs() + '<w:altChunk r:id="rId1"/>'), relations(("aFChunk", url + "a.html", "External"))
    )


def picture_field(url: str) -> bytes:
    """INCLUDEPICTURE: a link without any relationship."""
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> INCLUDEPICTURE '
        f'"{url}a.png" \\d </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>x</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    return docx(document(field + paragraphs()))


def simple_picture_field(url: str) -> bytes:
    """The same as a simple field."""
    field = f'<w:p><w:fldSimple w:instr=" INCLUDEPICTURE &quot;{url}a.png&quot; \\d "><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>'
    return docx(document(field + paragraphs()))


def html_chunk(url: str) -> bytes:
    """A page of HTML within the package, whose picture is outside."""
    page = f'<html><body><p>chữ</p><img src="{url}a.png"></body></html>'
    return docx(
        document(paragraphs() + '<w:altChunk r:id="rId1"/>'),
        relations(("aFChunk", "a.html", "")),
        {"word/a.html": page},
    )


def sly_link(url: str) -> bytes:
    """A picture linked from outside whose relationship does not admit it."""
    return docx(document(PICTURE.format(how="link") + paragraphs()), relations(("image", url + "a.png", "")))


def hyperlink(url: str) -> bytes:
    """What every letter may have: an address to click on."""
    link = '<w:p><w:hyperlink r:id="rId1"><w:r><w:t>trang thông tin</w:t></w:r></w:hyperlink></w:p>'
    return docx(document(paragraphs() + link), relations(("hyperlink", url, "External")))


VBA = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


def macros(name: str = "vbaProject.bin") -> bytes:
    """A program beside the text, under its usual name or another."""
    return docx(links=relations((VBA, name, "")), more={f"word/{name}": ole("VBA")})


def picture_only() -> bytes:
    """A scan put into a DOCX."""
    png = _png(60, 80)
    return docx(
        document(PICTURE.format(how="embed")), relations(("image", "media/a.png", "")), {"word/media/a.png": png}
    )


def _png(width: int, height: int) -> bytes:
    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((x * y) % 256 for x in range(width)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")


def style_loop() -> bytes:
    """Styles based on one another in a ring, and a list whose abstract list names it."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:name w:val="{a}"/><w:basedOn w:val="{b}"/></w:style>'
        for a, b in (("A", "B"), ("B", "C"), ("C", "A"), ("D", "D"))
    )
    body = "".join(f'<w:p><w:pPr><w:pStyle w:val="{s}"/></w:pPr><w:r><w:t>{TEXT}</w:t></w:r></w:p>' for s in "ABCD" * 5)
    return docx(
        document(body),
        relations(("styles", "styles.xml", "")),
        {"word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>'},
    )


def odd_numbers() -> bytes:
    """Measures that are no numbers, or out of all proportion."""
    odd = (
        '<w:p><w:pPr><w:spacing w:before="abc" w:line="1e9"/><w:ind w:left="9999999999999" w:firstLine="-"/><w:outlineLvl w:val=""/>'
        '<w:numPr><w:ilvl w:val="x"/><w:numId w:val="y"/></w:numPr></w:pPr><w:r><w:rPr><w:sz w:val="NaN"/><w:color/><w:b w:val="perhaps"/></w:rPr>'
        f"<w:t>{TEXT}</w:t></w:r></w:p>"
    )
    section = '<w:sectPr><w:pgSz w:w="" w:h="0"/><w:pgMar w:left="x"/><w:pgNumType w:start="-1"/></w:sectPr>'
    return docx(document(odd * 10 + section))


def xlsx() -> bytes:
    kind = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml", "")),
            "xl/workbook.xml": f'<workbook xmlns="{kind}"><sheets/></workbook>',
        }
    )


def odt() -> bytes:
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"})


LEAD = f"<!--{'x' * 5000}-->"

# Name of the file → the codes that are right for it, and how it is made. Names are as people give them.
FILES: dict[str, tuple[tuple[str, ...], Callable[[], bytes]]] = {
    "cắt dở.pdf": (("CV703",), lambda: cut(text_pdf(3), 0.1)),
    "cắt dở.docx": (("CV703",), lambda: cut(docx())),
    "nhiễu.docx": (("CV703",), lambda: scarred(docx())),
    "nhiễu.pdf": (("CV703", "CV709"), lambda: b"%PDF-1.7\n" + scarred(text_pdf(3))[400:]),
    "rác sau đầu.pdf": (("CV703",), lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40),
    "xml hỏng.docx": (("CV703",), lambda: docx(document(paragraphs())[:-30])),
    "rỗng.pdf": (("CV702",), lambda: b""),
    "rỗng.docx": (("CV702",), lambda: b""),
    "chữ.docx": (("CV701",), lambda: "Kính gửi: các sở".encode()),
    "chữ.pdf": (("CV701",), lambda: b"Kinh gui"),
    "ảnh.pdf": (("CV701",), lambda: _png(20, 20)),
    "bảng tính.docx": (("CV701",), xlsx),
    "văn bản mở.docx": (("CV701",), odt),
    "zip.docx": (("CV701",), lambda: zipped({"a.txt": "a"})),
    "mật khẩu.pdf": (("CV704",), lambda: encrypted_pdf(b"mo ra", b"chu")),
    "mật khẩu.docx": (("CV704",), lambda: ole("EncryptionInfo", "EncryptedPackage")),
    "kiểu cũ.doc": (("CV711",), lambda: ole("WordDocument", "1Table")),
    "kiểu cũ đổi đuôi.docx": (("CV711",), lambda: ole("WordDocument", "1Table")),
    "bom khoảng trắng.docx": (("CV705",), swollen),
    "bom ngoài lề.docx": (("CV705",), swollen_aside),
    "bom nhiều phần.docx": (("CV705",), crowded),
    "bom nói dối.docx": (("CV703", "CV705"), lying),
    "macro.docx": (("CV706",), macros),
    "macro tên khác.docx": (("CV706",), lambda: macros("oleObject1.bin")),
    "tỷ tiếng cười.docx": (("CV708",), laughs),
    "tỷ tiếng cười sau lời dẫn.docx": (("CV708",), lambda: laughs(LEAD)),
    "ảnh quét.pdf": (("CV709",), scan),
    "ảnh quét.docx": (("CV709",), picture_only),
    "vòng trang.pdf": (("CV703", "CV709"), page_tree_loop),
    "phình nội dung.pdf": (("CV705", "CV710", "CV712", "CV703"), content_bomb),
    "vòng hình.pdf": (("CV703", "CV705", "CV710", "CV712"), form_loop),
    "có khoảng trắng  kép .pdf": (("CV702",), lambda: b""),
    unicodedata.normalize("NFD", "Công văn số 5 đã gửi.docx"): (("CV702",), lambda: b""),
    "hai\ndòng.docx": (("CV702",), lambda: b""),
    "-gạch đầu.pdf": (("CV702",), lambda: b""),
}

# What asks for something elsewhere: made with the address of a listener that nobody may call; no code where it may be read.
ELSEWHERE: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "external-image": ("CV707", external_image),
    "external-object": ("CV707", external_object),
    "remote-template": ("CV707", remote_template),
    "share-template": ("CV707", share_template),
    "header-link": ("CV707", header_link),
    "chunk": ("CV707", chunk),
    "picture-field": ("CV707", picture_field),
    "simple-picture-field": ("CV707", simple_picture_field),
    "html-chunk": ("", html_chunk),
    "sly-link": ("", sly_link),
    "entity": ("CV708", external_entity),
    "entity-after-a-lead": ("CV708", lambda url: external_entity(url, LEAD)),
    "entity-in-styles": ("CV708", entity_elsewhere),
    "entity-utf-16": ("CV708", sixteen),
}

# Odd, but to be read: an answer is wanted, not a refusal.
READ: dict[str, Callable[[], bytes]] = {
    "owner-password.pdf": lambda: encrypted_pdf(b"", b"chu"),
    "deep-page-tree.pdf": lambda: deep_page_tree(400),
    "style-loop.docx": style_loop,
    "odd-numbers.docx": odd_numbers,
    "nested-zip.docx": nested,
}
