"""The parts of a .docx beside its text: styles, theme, settings, headers, relations."""

from __future__ import annotations

from dataclasses import replace

from tests.conformance.raw_model import Letter, Line, PageNumber
from tests.conformance.raw_text import ALIGNED, Text

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def part(root: str, inside: str) -> str:
    return f"{DECLARED}<w:{root} {SPACES}>{inside}</w:{root}>"


def styles(text: Text) -> str:
    """Word's defaults with Calibri 11 and 1.08 lines, all overridden directly; or a chain of styles on a theme font."""
    if not text.styled:
        return part(
            "styles",
            '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorHAnsi" '
            'w:hAnsiTheme="minorHAnsi" w:cstheme="minorBidi"/><w:sz w:val="22"/><w:szCs w:val="22"/>'
            '<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
            '<w:spacing w:after="160" w:line="259" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
            '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
            '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
            '<w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
            '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
        )
    based = "".join(
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{number}"><w:name w:val="VB can {align}"/>'
        f'<w:basedOn w:val="1"/><w:pPr><w:jc w:val="{align}"/></w:pPr></w:style>'
        for align, number in ALIGNED.items()
    )
    return part(
        "styles",
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia" '
        'w:hAnsiTheme="minorHAnsi" w:cstheme="minorBidi"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="1"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:rPr><w:rFonts w:hint="eastAsia" w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia" '
        'w:cstheme="minorBidi"/><w:kern w:val="0"/><w:sz w:val="28"/><w:szCs w:val="28"/><w:lang w:val="vi-VN" w:eastAsia="zh-CN" '
        'w:bidi="ar-SA"/></w:rPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="5"><w:name w:val="Default Paragraph Font"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="4"><w:name w:val="Normal Table"/><w:semiHidden/><w:tblPr>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        f'<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>{based}{text.style_sheet()}',
    )


def theme(letter: Letter) -> str:
    """A theme whose minor font is the letter's in a styled letter, Calibri in the others."""
    minor = letter.font if letter.layout == "theme" else "Calibri"
    names = (
        "dk1",
        "lt1",
        "dk2",
        "lt2",
        "accent1",
        "accent2",
        "accent3",
        "accent4",
        "accent5",
        "accent6",
        "hlink",
        "folHlink",
    )
    values = [
        "000000",
        "FFFFFF",
        "44546A",
        "E7E6E6",
        "4472C4",
        "ED7D31",
        "A5A5A5",
        "FFC000",
        "5B9BD5",
        "70AD47",
        "0563C1",
        "954F72",
    ]
    colours = "".join(f'<a:{n}><a:srgbClr val="{v}"/></a:{n}>' for n, v in zip(names, values, strict=True))
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lines = f'<a:ln w="6350">{fill}</a:ln>' * 3
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3

    def face(tag: str, name: str) -> str:
        return f'<a:{tag}><a:latin typeface="{name}"/><a:ea typeface=""/><a:cs typeface=""/></a:{tag}>'

    return (
        f'{DECLARED}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office"><a:themeElements>'
        f'<a:clrScheme name="Office">{colours}</a:clrScheme><a:fontScheme name="Office">{face("majorFont", "Calibri Light")}'
        f'{face("minorFont", minor)}</a:fontScheme><a:fmtScheme name="Office"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{lines}</a:lnStyleLst><a:effectStyleLst>{effects}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )


def settings(letter: Letter) -> str:
    mirror = "<w:mirrorMargins/>" if letter.page.mirror else ""
    return part(
        "settings",
        f'<w:zoom w:percent="100"/>{mirror}<w:defaultTabStop w:val="720"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>',
    )


def number_part(text: Text, number: PageNumber) -> str:
    """The header or footer with the PAGE field."""
    line, root = number.line, "hdr" if number.place == "header" else "ftr"
    look = f"<w:rPr>{text.run_parts(line) if not text.styled else ''}</w:rPr>"
    field = f'<w:fldSimple w:instr=" PAGE "><w:r>{look}<w:t>2</w:t></w:r></w:fldSimple>'
    if number.form != "simple":
        marks = [f'<w:r>{look}<w:fldChar w:fldCharType="{k}"/></w:r>' for k in ("begin", "separate", "end")]
        code = f'<w:r>{look}<w:instrText xml:space="preserve"> PAGE   \\* MERGEFORMAT </w:instrText></w:r>'
        field = f"{marks[0]}{code}{marks[1]}<w:r>{look}<w:t>2</w:t></w:r>{marks[2]}"
    if number.lead:
        field = f'<w:r>{look}<w:t xml:space="preserve">{number.lead}</w:t></w:r>{field}'
    paragraph = text.paragraph(replace(line, align=number.align), "Số trang").replace("</w:p>", f"{field}</w:p>")
    if number.form == "gallery":
        paragraph = (
            '<w:sdt><w:sdtPr><w:id w:val="-1318336367"/><w:docPartObj><w:docPartGallery w:val="Page Numbers (Top of Page)"/>'
            f"<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>{paragraph}</w:sdtContent></w:sdt>"
            + text.paragraph(Line(size=10, align="left"), "Trống")
        )
    return part(root, paragraph)


def empty_part(text: Text, root: str) -> str:
    return part(root, text.paragraph(Line(size=14, align="center"), "Đầu trang"))


CONTENT_TYPES = (
    f'{DECLARED}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{WORD}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{WORD}.settings+xml"/>'
    '<Override PartName="/word/theme/theme1.xml" ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{WORD}.header+xml"/>'
    f'<Override PartName="/word/header2.xml" ContentType="{WORD}.header+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{WORD}.footer+xml"/></Types>'
)
ROOT_RELS = (
    f'{DECLARED}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_TARGETS = {
    "rId1": ("styles", "styles.xml"),
    "rId2": ("settings", "settings.xml"),
    "rId3": ("theme", "theme/theme1.xml"),
    "rId4": ("header", "header1.xml"),
    "rId5": ("header", "header2.xml"),
    "rId6": ("footer", "footer1.xml"),
}
DOCUMENT_RELS = (
    f'{DECLARED}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    + "".join(f'<Relationship Id="{i}" Type="{REL}/{k}" Target="{t}"/>' for i, (k, t) in _TARGETS.items())
    + "</Relationships>"
)
