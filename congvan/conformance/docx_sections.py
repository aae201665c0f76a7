"""The sections of a DOCX: paper, margins, headers with their page numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from congvan.conformance.docx_package import Package, R, W
from congvan.conformance.docx_shapes import twips
from congvan.conformance.docx_styles import Props, on
from congvan.conformance.docx_text import Content
from congvan.conformance.measured import Align, Edge, Folio, Sheet

_LETTER = (612.0, 792.0)
"""What Word takes where a section names no paper."""


@dataclass(frozen=True, slots=True)
class Section:
    """One ``w:sectPr``; lengths in pt."""

    element: Any | None
    width: float
    height: float
    margins: dict[str, float]

    @property
    def text_width(self) -> float:
        """Between the side margins."""
        return self.width - self.margins["left"] - self.margins["right"]

    def flag(self, name: str) -> bool:
        """Whether an on/off element is there and on."""
        found = self.element.find(W + name) if self.element is not None else None
        return found is not None and on(found)

    def references(self, kind: str) -> dict[str, str]:
        """``headerReference`` or ``footerReference`` → relationship by type (default, first, even)."""
        found = self.element.iterfind(W + kind) if self.element is not None else ()
        return {r.get(W + "type", "default"): r.get(R + "id", "") for r in found}

    def sheet(self, index: int) -> Sheet:
        """The section without its page numbers."""
        numbering = self.element.find(W + "pgNumType") if self.element is not None else None
        edges = {side: Edge.exact(abs(value)) for side, value in self.margins.items()}
        return Sheet(
            index=index,
            page=1 if index == 0 else None,
            width=self.width,
            height=self.height,
            restarts=numbering is not None and numbering.get(W + "start") is not None,
            left=edges["left"],
            right=edges["right"],
            top=edges["top"],
            bottom=edges["bottom"],
        )


def sections(body: Any) -> list[Section]:
    """Every section of a body, in order."""
    return [_section(e) for e in body.iter(W + "sectPr") if e.getparent().tag in (W + "pPr", W + "body")] or [
        _section(None)
    ]


def ends_section(block: Any) -> bool:
    """Whether a block of the body is the last of its section."""
    return block.find(f"{W}pPr/{W}sectPr") is not None


def _section(element: Any | None) -> Section:
    size = element.find(W + "pgSz") if element is not None else None
    margins = element.find(W + "pgMar") if element is not None else None
    width = (twips(size.get(W + "w")) if size is not None else None) or _LETTER[0]
    height = (twips(size.get(W + "h")) if size is not None else None) or _LETTER[1]
    found = {}
    for side in ("left", "right", "top", "bottom"):
        value = twips(margins.get(W + side)) if margins is not None else None
        found[side] = 72.0 if value is None else value
    gutter = twips(margins.get(W + "gutter")) if margins is not None else None
    found["left"] += gutter or 0.0
    return Section(element, width, height, found)


def pages(package: Package) -> int | None:
    """How many pages the last word processor counted (docProps/app.xml)."""
    data = package.read("docProps/app.xml")
    match = re.search(rb"<(?:\w+:)?Pages>(\d{1,5})</", data or b"")
    return int(match[1]) or None if match else None


class Folios:
    """Page numbers by section; a section without a header of a type has that of the section before."""

    def __init__(self, package: Package, read: Callable[[Any], tuple[Props, Content]]) -> None:
        self._package = package
        self._read = read
        self._before: dict[tuple[str, str], Folio | None] = {}

    def of(self, section: Section, index: int) -> tuple[Folio | None, Folio | None]:
        """(on the section's first page, on its other pages)."""
        now = dict(self._before)
        for kind, edge in (("headerReference", "top"), ("footerReference", "bottom")):
            for name, rid in section.references(kind).items():
                now[edge, name] = self._folio(rid, edge)
        self._before = now
        later = now.get(("top", "default")) or now.get(("bottom", "default"))
        first = now.get(("top", "first")) or now.get(("bottom", "first")) if section.flag("titlePg") else later
        return first, later

    def _folio(self, rid: str, edge: str) -> Folio | None:
        target = self._package.target(self._package.main, rid)
        root = self._package.part(target) if target else None
        for paragraph in root.iter(W + "p") if root is not None else ():
            props, content = self._read(paragraph)
            if content.page_field:
                return _folio(props, content, edge, paragraph)
        return None


def _folio(props: Props, content: Content, edge: str, paragraph: Any) -> Folio:
    letters = [p for p in content.pieces if p.text.strip()]
    text = "".join(p.text for p in letters).strip()
    sizes = [p.size for p in letters] or [float(props.get("sz", 0.0)) or 0.0]
    align: Align = {"center": "center", "right": "right", "end": "right"}.get(str(props.get("jc", "left")), "left")  # type: ignore[assignment]
    tabs = len(content.parts) - 1
    if align == "left" and tabs:
        align = "center" if tabs == 1 else "right"
    frame = props.get("framePr")
    if frame is not None and frame.get(W + "xAlign"):
        align = {"center": "center", "right": "right"}.get(frame.get(W + "xAlign"), "left")  # type: ignore[assignment]
    return Folio(
        edge="top" if edge == "top" else "bottom",
        align=align,
        size=max(sizes),
        upright=not any(p.italic for p in letters),
        plain=re.fullmatch(r"\d*", text) is not None,
    )
