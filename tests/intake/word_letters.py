"""Letters as offices type them in Word: raw OOXML, nothing shared with the program under test.

Persons, numbers and wording are invented; the agency is the one of the workspace that ships.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def run(text: str, bold: bool = False, italic: bool = False, font: str = "", more: str = "") -> str:
    """One run; a line break is ``\\n``, a tab ``\\t``."""
    look = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "") + more
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/>' if font else ""
    inner = ""
    for part in re.split(r"([\n\t])", text):
        if part == "\n":
            inner += "<w:br/>"
        elif part == "\t":
            inner += "<w:tab/>"
        elif part:
            inner += f'<w:t xml:space="preserve">{escape(part)}</w:t>'
    return f"<w:r><w:rPr>{fonts}{look}</w:rPr>{inner}</w:r>"


def runs(text: str, pieces: int = 1, font: str = "", **look: bool) -> str:
    """A text cut into so many runs of one look; ``**bold**`` and ``_slanted_`` inside."""
    made = ""
    for part in re.split(r"(\*\*.+?\*\*|__.+?__)", text):
        bold, italic = part.startswith("**"), part.startswith("__")
        words = part.strip("*") if bold else part.strip("_") if italic else part
        size = max(1, len(words) // pieces) if pieces > 1 else max(1, len(words))
        for at in range(0, len(words), size):
            shown = {**look, "bold": look.get("bold", False) or bold, "italic": look.get("italic", False) or italic}
            made += run(words[at : at + size], font=font, **shown)
    return made


def para(inner: str, align: str = "both", more: str = "") -> str:
    """A paragraph around runs."""
    return f'<w:p><w:pPr>{more}<w:jc w:val="{align}"/></w:pPr>{inner}</w:p>'


def cell(inner: str, width: int, span: int = 1, merge: str = "") -> str:
    props = f'<w:tcW w:w="{width}" w:type="dxa"/>' + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
    props += {"start": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>"}.get(merge, "")
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{inner or '<w:p/>'}</w:tc>"


def table(rows: Sequence[str], widths: Sequence[int], lines: bool = False, head: int = 0) -> str:
    edges = "".join(
        f'<w:{s} w:val="single" w:sz="4"/>' for s in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    borders = f"<w:tblBorders>{edges}</w:tblBorders>" if lines else ""
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    marked = "<w:trPr><w:tblHeader/></w:trPr>"
    body = "".join(f"<w:tr>{marked if n < head else ''}{row}</w:tr>" for n, row in enumerate(rows))
    return f"<w:tbl><w:tblPr>{borders}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


LINE = (
    '<w:r><w:pict><v:line id="x" style="position:absolute;z-index:1" from="40pt,2pt" to="120pt,2pt" '
    'strokeweight=".75pt"/></w:pict></w:r>'
)
"""A rule that floats."""


@dataclass
class Word:
    """A letter and how it was typed. ``head``: ``rows1`` to ``rows4``, ``spaces`` or ``tabs``."""

    head: str = "rows2"
    parent: str = "UBND TỈNH TÂY NINH"
    issuer: str = "SỞ THÔNG TIN VÀ TRUYỀN THÔNG"
    number: str = "Số: 125/STTTT-TTr"
    date: str = "Tây Ninh, ngày 14 tháng 5 năm 2024"
    subject: Sequence[str] = ("V/v tăng cường phòng, chống tin nhắn rác,", "cuộc gọi rác")
    title: Sequence[str] = ()
    to: Sequence[str] = ("Sở Nội vụ", "Công an tỉnh Tây Ninh")
    body: Sequence[str] = (
        "Thực hiện Kế hoạch năm 2024, Sở Thông tin và Truyền thông đề nghị các cơ quan:",
        "1. Tuyên truyền đến **toàn thể** cán bộ, công chức về thủ đoạn __giả danh__;",
        "2. Báo cáo kết quả trước ngày 30/6/2024:",
        "a) Bằng văn bản;",
        "b) Qua hộp thư điện tử công vụ.",
        "Trân trọng./.",
    )
    posts: Sequence[str] = ("GIÁM ĐỐC",)
    name: str = "Nguyễn Tấn Đức"
    copies: Sequence[str] = ("- Như trên;", "- UBND tỉnh (để b/c);", "- Lưu: VT, Thanh tra.")
    pieces: int = 1
    font: str = ""
    end: str = "table"  # the foot: a table, or columns made with spaces or tabs
    call: str = "list"  # Kính gửi: a list below it, a table beside it, or names without a dash
    raw: str = ""  # XML after the body's paragraphs
    after: str = ""  # XML after the foot
    parts: dict[str, str] = field(default_factory=dict)  # more parts by name, each with the kind of its link

    def text(self, words: str, **look: bool) -> str:
        return runs(words, self.pieces, self.font, **look)

    def line(self, words: str, align: str = "both", **look: bool) -> str:
        return para(self.text(words, **look), align)

    def top(self) -> str:
        state, motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
        if self.head in ("spaces", "tabs"):
            gap = "        " if self.head == "spaces" else "\t"
            pairs = [
                (self.parent, state),
                (self.issuer, motto),
                (self.number, self.date),
                *((s, "") for s in self.subject),
            ]
            stops = '<w:tabs><w:tab w:val="left" w:pos="4800"/></w:tabs>' if self.head == "tabs" else ""
            made = ""
            for n, (left, right) in enumerate(pairs):
                inner = self.text(left, bold=n == 1) + (
                    run(gap) + self.text(right, bold=n < 2, italic=n == 2) if right else ""
                )
                made += para(inner, "left", stops)
            return made
        left = [self.line(self.parent, "center"), para(self.text(self.issuer, bold=True) + LINE, "center")]
        low = [self.line(self.number, "center"), *(self.line(s, "center") for s in self.subject)]
        right = [self.line(state, "center", bold=True), para(self.text(motto, bold=True) + LINE, "center")]
        day = [self.line(self.date, "center", italic=True)]
        rows = {
            "rows1": [(left + low, right + day)],
            "rows2": [(left, right), (low, day)],
            "rows3": [(left, right), (low[:1], day), (low[1:], [])],
            "rows4": [(left[:1], right[:1]), (left[1:], right[1:]), (low[:1], day), (low[1:], [])],
        }[self.head]
        return table([cell("".join(a), 4000) + cell("".join(b), 5600) for a, b in rows], (4000, 5600)) + "<w:p/>"

    def addressees(self) -> str:
        if not self.to:
            return ""
        if self.call == "table":
            names = "".join(
                self.line(f"- {n};" if k < len(self.to) - 1 else f"- {n}.", "left") for k, n in enumerate(self.to)
            )
            return table([cell(self.line("Kính gửi:", "right"), 3000) + cell(names, 6000)], (3000, 6000)) + "<w:p/>"
        if self.call == "bare":
            return self.line(f"Kính gửi: {self.to[0]};", "left") + "".join(
                para(run("\t\t") + self.text(f"{n}{';' if k < len(self.to) - 2 else '.'}"), "left")
                for k, n in enumerate(self.to[1:])
            )
        if len(self.to) == 1:
            return self.line(f"Kính gửi: {self.to[0]}.", "center")
        names = "".join(
            self.line(f"- {n}{';' if k < len(self.to) - 1 else '.'}", "left") for k, n in enumerate(self.to)
        )
        return self.line("Kính gửi:", "left") + names

    def columns(self) -> str:
        """The foot line by line, its right column behind spaces or a tab."""
        left = ["Nơi nhận:", *self.copies]
        right = [*self.posts, "", "", "", self.name]
        rows = max(len(left), len(right))
        left, right = left + [""] * (rows - len(left)), right + [""] * (rows - len(right))
        stops = '<w:tabs><w:tab w:val="center" w:pos="7000"/></w:tabs>' if self.end == "tabs" else ""
        made = ""
        for n, (one, other) in enumerate(zip(left, right, strict=True)):
            gap = "\t" if self.end == "tabs" else " " * max(4, 70 - 2 * len(one))
            inner = self.text(one, bold=n == 0, italic=n == 0) + (
                run(gap) + self.text(other, bold=True) if other else ""
            )
            made += para(inner, "left", stops)
        return made

    def foot(self) -> str:
        if self.end != "table":
            return self.columns()
        left = self.line("Nơi nhận:", "left", bold=True, italic=True) + "".join(
            self.line(c, "left") for c in self.copies
        )
        right = "".join(self.line(p, "center", bold=True) for p in self.posts) + "<w:p/>" * 4
        right += self.line(self.name, "center", bold=True)
        return table([cell(left, 4800) + cell(right, 4800)], (4800, 4800)) + "<w:p/>"

    def blocks(self) -> str:
        titles = "".join(self.line(t, "center", bold=True) for t in self.title)
        body = "".join(self.line(b) for b in self.body)
        return self.top() + titles + self.addressees() + body + self.raw + self.foot() + self.after

    def data(self, *more: Word) -> bytes:
        """The file, with further letters after this one."""
        body = self.blocks() + "".join('<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + m.blocks() for m in more)
        section = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1701"/></w:sectPr>'
        return package(f"<w:body>{body}{section}</w:body>", self.parts)


MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ROOTS = {"numbering": "numbering", "comments": "comments", "footnotes": "footnotes", "header": "hdr", "footer": "ftr"}


def package(body: str, parts: dict[str, str] | None = None, extra: dict[str, bytes] | None = None) -> bytes:
    """A DOCX of a body; ``parts``: kind of link → inner XML of the part; ``extra``: files as they are."""
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{TYPES}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {SPACES}>{body}</w:document>",
    }
    links = ""
    for n, (kind, inner) in enumerate((parts or {}).items()):
        files[f"word/{kind}.xml"] = f"<w:{ROOTS[kind]} {SPACES}>{inner}</w:{ROOTS[kind]}>"
        links += f'<Relationship Id="p{n}" Type="{TYPES}/{kind}" Target="{kind}.xml"/>'
    files["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return made.getvalue()


def _old(text: str, pairs: dict[str, str]) -> str:
    for new, old in sorted(pairs.items(), key=lambda pair: -len(pair[0])):
        text = text.replace(new, old)
    return text


_LETTERS = "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵĂÂĐÊÔƠƯ"
_BYTES = "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ¡¢§£¤¥¦"


def tcvn3(text: str) -> str:
    """Text as it stands in a font such as .VnTime; it knows no capital letters with tones."""
    table = dict(zip(_LETTERS, _BYTES, strict=True))
    return "".join(table.get(c, c) for c in text)


def vni(text: str) -> str:
    """Text as it stands in VNI-Times: a letter and its mark are two signs."""
    marks = {"a": "áàảãạ", "e": "éèẻẽẹ", "o": "óòỏõọ", "u": "úùủũụ", "y": "ýỳỷỹ"}
    made: dict[str, str] = {"ơ": "ô", "ư": "ö", "đ": "ñ", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}
    for base, letters in marks.items():
        made |= {letter: base + sign for letter, sign in zip(letters, "ùøûõï", strict=False)}
    for base, letters in (("a", "âấầẩẫậ"), ("e", "êếềểễệ"), ("o", "ôốồổỗộ")):
        made |= {letter: base + sign for letter, sign in zip(letters, "âáàåãä", strict=False)}
    made |= {letter: "a" + sign for letter, sign in zip("ăắằẳẵặ", "êéèúüë", strict=True)}
    made |= {letter: "ô" + sign for letter, sign in zip("ớờởỡợ", "ùøûõï", strict=True)}
    made |= {letter: "ö" + sign for letter, sign in zip("ứừửữự", "ùøûõï", strict=True)}
    made |= {letter.upper(): old.upper() for letter, old in made.items()}
    return "".join(made.get(c, c) for c in text)
