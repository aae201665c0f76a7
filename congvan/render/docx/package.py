"""python-docx's template → the package that Word itself would write for a Vietnamese letter, with nothing left of it.

The template was saved by a Word for Mac of 2013: languages en-US and ja-JP, East Asian fonts, a preview picture, edit
marks (rsids), list definitions, a bibliography and half a megabyte of styles that no letter uses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from congvan.render.docx_styles import LANGUAGE

if TYPE_CHECKING:
    from docx.document import Document as Package

LAYOUT_RULES = 14
"""The rules by which lines are set (decision 0030): those of 15 let Word, and LibreOffice since 24.2, shrink the spaces
of a justified line until one more word fits; then lines end elsewhere than in the PDF."""

_UNUSED = {
    RELATIONSHIP_TYPE.NUMBERING,  # labels are typed text (model.document)
    RELATIONSHIP_TYPE.CUSTOM_XML,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
}

_OFFICE = "http://schemas.microsoft.com/office/word"
_SWITCHES = "".join(
    f'<w:compatSetting w:name="{name}" w:uri="{_OFFICE}" w:val="{value}"/>'
    for name, value in (
        ("compatibilityMode", LAYOUT_RULES),
        ("overrideTableStyleFontSizeAndJustification", 1),
        ("enableOpenTypeFeatures", 1),
        ("doNotFlipMirrorIndents", 1),
    )
)
_SETTINGS = f"""
<w:settings {nsdecls("w", "m")}>
  <w:zoom w:percent="100"/>
  <w:defaultTabStop w:val="720"/>
  <w:characterSpacingControl w:val="doNotCompress"/>
  <w:compat>
    {_SWITCHES}
  </w:compat>
  <m:mathPr>
    <m:mathFont m:val="Cambria Math"/><m:brkBin m:val="before"/><m:brkBinSub m:val="--"/><m:smallFrac m:val="0"/>
    <m:dispDef/>
    <m:lMargin m:val="0"/><m:rMargin m:val="0"/><m:defJc m:val="centerGroup"/><m:wrapIndent m:val="1440"/>
    <m:intLim m:val="subSup"/><m:naryLim m:val="undOvr"/>
  </m:mathPr>
  <w:themeFontLang w:val="{LANGUAGE}"/>
  <w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1" w:accent2="accent2"
    w:accent3="accent3" w:accent4="accent4" w:accent5="accent5" w:accent6="accent6" w:hyperlink="hyperlink"
    w:followedHyperlink="followedHyperlink"/>
  <w:decimalSymbol w:val=","/>
  <w:listSeparator w:val=";"/>
</w:settings>"""

_FONTS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:font w:name="{name}">\
<w:panose1 w:val="02020603050405020304"/><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/>\
<w:sig w:usb0="E0002AFF" w:usb1="C0007841" w:usb2="00000009" w:usb3="00000000" w:csb0="000001FF" w:csb1="00000000"/>\
</w:font></w:fonts>"""

_APPLICATION = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Congvan</Application>\
</Properties>"""

_SCRIPT_FONTS = re.compile(rb'\s*<a:font script="[^"]*" typeface="[^"]*"/>')
_LATIN = re.compile(rb'(<a:latin typeface=")[^"]*(")')


def clean(package: Package, font: str) -> None:
    """Settings, theme, fonts and parts of ``package``, made anew for a letter in ``font``."""
    _settings(package.settings.element)
    for part in list(package.part.package.iter_parts()):
        name = str(part.partname)
        if name.startswith("/word/theme/"):
            blob = _SCRIPT_FONTS.sub(b"", part.blob)
            part._blob = _LATIN.sub(rb"\g<1>" + font.encode() + rb"\g<2>", blob)
        elif name == "/word/fontTable.xml":
            part._blob = _FONTS.format(name=font).encode()
        elif name == "/docProps/app.xml":
            part._blob = _APPLICATION.encode()
    for holder, unused in ((package.part.package, {RELATIONSHIP_TYPE.THUMBNAIL}), (package.part, _UNUSED)):
        for key, relation in list(holder.rels.items()):
            if relation.reltype in unused:
                del holder.rels[key]
    section = package.element.body.sectPr
    for mark in [key for key in section.attrib if "}rsid" in key]:
        del section.attrib[mark]


def _settings(element: Any) -> None:
    for old in list(element):
        element.remove(old)
    for made in list(parse_xml(re.sub(r">\s+<", "><", _SETTINGS.strip()))):
        element.append(made)
