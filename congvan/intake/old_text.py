"""Text of a Word file in the fonts before Unicode → Unicode, in the file's own elements, before anybody reads them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from congvan.conformance.docx_package import Package, W
from congvan.conformance.docx_styles import Styles, para_props, run_props
from congvan.text.old_fonts import Fonts, encoding_of, fonts_of, is_unicode, parted

_MARKS = (b".Vn", b".VN", b".vn", b"VNI", b"Vni", b"vni")
_PLACES = ("word/document.xml", "word/styles.xml", "word/theme/theme1.xml")


@dataclass
class Stretch:
    """Neighbouring texts of a paragraph in one font: Word parts words, and in VNI letters, wherever it likes."""

    font: str
    elements: list[Any] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(said(element) for element in self.elements)


def said(element: Any) -> str:
    """The text of a ``w:t``; a soft hyphen is a letter of TCVN3."""
    return "\u00ad" if element.tag == W + "softHyphen" else element.text or ""


def convert(package: Package, body: Any) -> Counter[str]:
    """Change the texts of ``body`` in old fonts in place; how many stretches of which encoding."""
    done: Counter[str] = Counter()
    if not any(mark in (package.read(name) or b"") for name in {package.main, *_PLACES} for mark in _MARKS):
        return done
    found = list(_stretches(body, Styles(package)))
    fonts = fonts_of((s.text, s.font) for s in found)
    for stretch in found:
        if stretch.font in fonts.old and not is_unicode(stretch.text, stretch.font) and _changed(stretch, fonts):
            done[encoding_of(stretch.font)] += 1
    return done


def _changed(stretch: Stretch, fonts: Fonts) -> bool:
    texts = parted([said(element) for element in stretch.elements], stretch.font)
    changed = False
    for element, text in zip(stretch.elements, texts, strict=True):
        made = fonts.decoded(text, stretch.font)
        changed |= made != text
        element.tag, element.text = W + "t", made
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return changed


def _stretches(body: Any, styles: Styles) -> list[Stretch]:
    found: list[Stretch] = []
    for paragraph in body.iter(W + "p"):
        props = styles.paragraph(para_props(paragraph.find(W + "pPr")), None, {})
        goes_on = False  # whether the last stretch may take more: nothing else stands between
        for run in paragraph.iter(W + "r"):
            if next(run.iterancestors(W + "p")) is not paragraph:
                continue
            look = styles.text(run_props(run.find(W + "rPr")), props, None)
            font = next((f for f in styles.fonts(look) if encoding_of(f)), "")
            for child in run:
                if child.tag not in (W + "t", W + "softHyphen"):
                    goes_on &= child.tag == W + "rPr"
                elif font:
                    if not goes_on or found[-1].font != font:
                        found.append(Stretch(font))
                    found[-1].elements.append(child)
                    goes_on = True
                else:
                    goes_on = False
    return found
