"""The content of a paragraph element → pieces, line by line of tab stops; fields, revisions and
hidden text as Word shows them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from congvan.conformance.docx_package import W
from congvan.conformance.docx_shapes import MC, drawings
from congvan.conformance.docx_styles import Props, Styles, run_props
from congvan.conformance.drawing import Drawing
from congvan.conformance.measured import Piece

_TRANSPARENT = ("hyperlink", "smartTag", "ins", "moveTo", "customXml", "sdtContent", "dir", "bdo")
_SUPERSCRIPT = 0.58
"""How large Word sets a superscript, as a share of the text."""


@dataclass
class Content:
    """What stands in a paragraph: pieces parted by tabs, drawings, whether it holds a PAGE field."""

    parts: list[list[Piece]] = field(default_factory=lambda: [[]])
    drawings: list[Drawing] = field(default_factory=list)
    page_field: bool = False

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All pieces, a space for each tab."""
        found: list[Piece] = []
        for n, part in enumerate(self.parts):
            if n and found:
                found.append(Piece(" ", found[-1].font, found[-1].size))
            found += part
        return tuple(found)


class TextReader:
    """Runs → pieces, with the styles of one document."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def read(self, paragraph: Any, props: Props, table: str | None) -> Content:
        """One ``w:p``; ``props`` are its effective properties, ``table`` the style of the table around it."""
        content = Content()
        depth: list[str] = []  # of fields: "code" before the separator, "result" after it
        code: list[str] = []
        for run in _runs(paragraph):
            if run.tag == W + "fldSimple":
                content.page_field |= run.get(W + "instr", "").split()[:1] == ["PAGE"]
                continue
            look = self._styles.text(run_props(run.find(W + "rPr")), props, table)
            content.drawings += drawings(run)
            for child in run:
                self._child(child, look, content, depth, code)
        return content

    def piece(self, text: str, props: Props) -> Piece:
        """A text with the look that ``props`` give it."""
        ascii_font, other = self._styles.fonts(props)
        odd = any(ord(c) > 127 for c in text)
        family = other if odd and ascii_font in _TIMES else ascii_font
        colour = str(props.get("color", "auto"))
        scale = _SUPERSCRIPT if props.get("vertAlign") in ("superscript", "subscript") else 1.0
        return Piece(
            text=text.upper() if props.get("caps") else text,
            font=family,
            size=round(float(props.get("sz", 10.0)) * scale, 1),
            bold=bool(props.get("b")),
            italic=bool(props.get("i")),
            underline=bool(props.get("u")),
            colour="000000" if colour == "auto" else colour.upper(),
        )

    def _child(self, child: Any, look: Props, content: Content, depth: list[str], code: list[str]) -> None:
        name = child.tag.removeprefix(W) if isinstance(child.tag, str) else ""
        if name == "fldChar":
            self._field(child.get(W + "fldCharType", ""), content, depth, code)
        elif name == "instrText" and depth:
            code.append(child.text or "")
        elif (name == "br" and child.get(W + "type") == "page") or look.get("vanish") or "code" in depth:
            return
        elif name in ("tab", "ptab"):
            content.parts.append([])
        elif name in ("footnoteReference", "endnoteReference"):
            content.parts[-1].append(dataclasses.replace(self.piece("", look), note=True))
        else:
            text = _letters(name, child)
            if text:
                content.parts[-1].append(self.piece(text, look))

    @staticmethod
    def _field(kind: str, content: Content, depth: list[str], code: list[str]) -> None:
        if kind == "begin":
            depth.append("code")
            code.clear()
        elif kind == "separate" and depth:
            depth[-1] = "result"
            content.page_field |= "".join(code).split()[:1] == ["PAGE"]
        elif kind == "end" and depth:
            content.page_field |= "".join(code).split()[:1] == ["PAGE"]
            depth.pop()


_TIMES = ("Times New Roman", "Liberation Serif", "Tinos")


def _letters(name: str, child: Any) -> str:
    if name == "t":
        return (child.text or "").replace("\u2060", "").replace("\u200b", "")
    if name in ("br", "cr"):
        return "\n"
    if name == "noBreakHyphen":
        return "-"
    if name == "sym":
        code = (
            int(child.get(W + "char", "0020"), 16)
            if re.fullmatch("[0-9A-Fa-f]{1,5}", child.get(W + "char", ""))
            else 32
        )
        return {0xF02D: "-", 0xF0B7: "•"}.get(code, chr(code))
    return ""


def _runs(container: Any) -> Iterator[Any]:
    """Every run that is shown, and every simple field before the runs of its result."""
    for child in container:
        tag = child.tag if isinstance(child.tag, str) else ""
        name = tag.removeprefix(W)
        if name == "r":
            yield child
        elif name == "fldSimple":
            yield child
            yield from _runs(child)
        elif name == "sdt":
            inner = child.find(W + "sdtContent")
            yield from _runs(inner) if inner is not None else ()
        elif name in _TRANSPARENT:
            yield from _runs(child)
        elif tag == MC + "AlternateContent":
            choice = child.find(MC + "Choice")
            yield from _runs(choice) if choice is not None else ()
