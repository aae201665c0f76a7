"""The style list of our DOCX: every component a named style that a person finds in Word, sizes in pt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docx.document import Document as Package
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from congvan.model.layout import TextStyle
from congvan.render import ooxml
from congvan.render.ooxml import element, nodes

LANGUAGE = "vi-VN"
KEPT = {
    "Normal",
    "Default Paragraph Font",
    "Normal Table",
    "No List",
    "Header",
    "Footer",
    "Body Text",
    "Heading 1",
    "Heading 2",
    "Heading 3",
    "Heading 4",
}


def define(package: Package, family: str, colour: str, styles: Mapping[str, TextStyle]) -> None:
    """Replace the styles of python-docx's template by ``styles``, all in ``family``; the body's are the rule."""
    _forget_template_styles(package)
    _defaults(package, family, colour, styles["body"])
    known: dict[str, Any] = {s.name: s for s in package.styles}  # asked of python-docx once: it searches the XML
    for style in styles.values():
        _define(package, style, known)


def _forget_template_styles(package: Package) -> None:
    root = package.styles.element
    for style in list(root.findall(qn("w:style"))):
        name = style.find(qn("w:name")).get(qn("w:val"))
        if name.title() not in {k.title() for k in KEPT}:
            root.remove(style)
            continue
        for tag in ("link", "next", "rsid"):
            for old in style.findall(qn(f"w:{tag}")):
                style.remove(old)
        if name.lower() not in {"normal table", "default paragraph font", "no list"}:
            for tag in ("pPr", "rPr"):
                for old in style.findall(qn(f"w:{tag}")):
                    style.remove(old)


def _defaults(package: Package, family: str, colour: str, body: TextStyle) -> None:
    root = package.styles.element
    defaults = root.find(qn("w:docDefaults"))
    for old in list(defaults):
        defaults.remove(old)
    half = str(round(body.size * 2))
    looks = element(
        "rPr",
        ooxml.fonts(family),
        element("color", val=colour),
        element("sz", val=half),
        element("szCs", val=half),
        element("lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi=LANGUAGE),
    )
    above = element("spacing", before="0", after="0", line="240", lineRule="auto")
    paragraph = element("pPr", element("widowControl"), above)
    defaults.extend(nodes(element("rPrDefault", looks) + element("pPrDefault", paragraph)))


def _define(package: Package, style: TextStyle, known: Mapping[str, Any]) -> None:
    made = known.get(style.word)
    if made is None:
        made = package.styles.add_style(style.word, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = known["Normal"]
        made.quick_style = True
    properties = [ooxml.spacing(style.before, style.line), element("jc", val=ooxml.JC[style.align])]
    if style.first_line:
        properties.append(element("ind", firstLine=ooxml.twips(style.first_line)))
    if style.keep_next:
        properties.append(element("keepNext"))
    if style.outline:
        properties.append(element("outlineLvl", val=str(style.outline - 1)))
    _set(made.element.get_or_add_pPr(), nodes("".join(properties)))
    font = made.font
    font.bold = style.bold or None
    font.italic = style.italic or None
    from docx.shared import Pt

    font.size = Pt(style.size)
    look = made.element.get_or_add_rPr()
    size = look.find(qn("w:sz"))
    size.addnext(*nodes(element("szCs", val=str(round(style.size * 2)))))


def _set(parent: Any, children: Iterable[Any]) -> None:
    """Put ``children`` into a ``w:pPr``, each in its place, replacing one of the same name."""
    for child in children:
        for old in parent.findall(child.tag):
            parent.remove(old)
        follower = next((e for e in parent if _rank(e) > _rank(child)), None)
        if follower is None:
            parent.append(child)
        else:
            follower.addprevious(child)


def _rank(node: Any) -> int:
    """The place of a property in its ``w:pPr``; one that we never write stays before ours."""
    name = node.tag.split("}")[1]
    return ooxml.PPR_ORDER.index(name) if name in ooxml.PPR_ORDER else -1
