"""Every word of a Word file, read a second way: element after element, without a thought of what it is.

What the recogniser says is measured against this: a word that one has and the other has not is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from congvan.conformance.docx_numbering import Numbering
from congvan.conformance.docx_package import Package, W
from congvan.conformance.docx_styles import Styles, para_props, run_props
from congvan.intake.model import Lost, Said
from congvan.intake.signs import kept
from congvan.intake.tables import between

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_GONE = ("del", "moveFrom")
_SPACES = ("tab", "br", "cr", "ptab")
_RULE = re.compile(r"[\s_\-–—=─━═*]{4,}\Z")
_PAGE = re.compile(r"\W*(trang\s*)?\W*\d*\W*(/\s*\d+)?\W*\Z", re.IGNORECASE)


class Walk:
    """One walk through the body. ``said`` paragraph by paragraph, ``lost`` what no paragraph shows."""

    def __init__(self, package: Package, nodes: dict[Any, int]) -> None:
        self.package, self.nodes = package, nodes
        self.styles, self.numbering = Styles(package), Numbering(package)
        self.texts: dict[int, list[str]] = {}  # node → its texts, in order
        self.order: list[int] = []
        self.numbered = 0
        self.lost: list[Lost] = []
        self.codes: list[bool] = []  # of fields: whether their instruction is being read
        self.removed: dict[int, str] = {}
        self.unseen: dict[int, str] = {}
        self.high: dict[int, str] = {}
        self.notes: dict[tuple[str, str], int] = {}  # (kind of note, its id) → where it is referred to

    def read(self) -> tuple[Said, ...]:
        """All paragraphs that say something, in the order of the file."""
        body = next(iter(self.nodes)).getroottree().getroot().find(W + "body") if self.nodes else None
        if body is not None:
            self._walk(body, 0, {}, None)
        for what, found in (("deleted", self.removed), ("hidden", self.unseen), ("raised", self.high)):
            self.lost += [Lost(what, node, " ".join(text.split())) for node, text in found.items() if text.strip()]
        return tuple(Said(node, words) for node in self.order if (words := self._words(node)))

    def _words(self, node: int) -> tuple[str, ...]:
        made = "".join(self.texts[node])
        return () if _RULE.match(made) else tuple(kept(made).split())

    def _walk(self, element: Any, node: int, props: Any, table: str | None) -> None:
        for child in element:
            if not isinstance(child.tag, str):
                continue
            name = child.tag.rpartition("}")[2]
            if child.tag == W + "p":
                self._paragraph(child, table)
            elif child.tag == W + "tbl":
                style = child.find(f"{W}tblPr/{W}tblStyle")
                self._walk(child, node, props, style.get(W + "val") if style is not None else table)
            elif child.tag == MC + "AlternateContent":
                self._alternative(child, node, props, table)
            elif child.tag == W + "r":
                self._run(child, node, props, table)
            elif name in _GONE and child.tag.startswith(W):
                self._removed(child, node)
            elif child.tag == _MATH + "oMath":
                text = "".join(t.text or "" for t in child.iter(_MATH + "t"))
                self.lost.append(Lost("equation", node, text))
            elif name not in ("pPr", "rPr", "sdtPr", "sectPr", "tblPr", "trPr", "tcPr", "tblGrid"):
                self._walk(child, node, props, table)

    def _alternative(self, element: Any, node: int, props: Any, table: str | None) -> None:
        """What a current Word shows; where that says nothing, what is there for older ones."""
        choice, other = element.find(MC + "Choice"), element.find(MC + "Fallback")
        says = choice is not None and any((t.text or "").strip() for t in choice.iter(W + "t"))
        picked = choice if says or other is None else other
        if picked is not None:
            self._walk(picked, node, props, table)

    def _removed(self, element: Any, node: int) -> None:
        if element.find(W + "p") is not None or not any(True for _ in element.iter(W + "delText", W + "t")):
            return
        text = "".join(t.text or "" for t in element.iter(W + "delText", W + "t"))
        self.removed[node] = f"{self.removed.get(node, '')} {text}"

    def _paragraph(self, element: Any, table: str | None) -> None:
        node = self.nodes[element]
        self.order.append(node)
        own = para_props(element.find(W + "pPr"))
        styled = self.styles.chain(own.get("pStyle") or self.styles.defaults.get("paragraph"), "para")
        weak = next((layer["numPr"] for layer in reversed(styled) if "numPr" in layer), None)
        numbered = self.numbering.find(own.get("numPr", weak))
        props = self.styles.paragraph(own, table, self.numbering.props(numbered))
        self.texts[node] = []
        self._walk(element, node, props, table)
        if numbered is not None and any(text.strip() for text in self.texts[node]):
            self.numbered += 1
            self.texts[node].insert(0, self.numbering.label(numbered) + " ")

    def _run(self, run: Any, node: int, props: Any, table: str | None) -> None:
        look = self.styles.text(run_props(run.find(W + "rPr")), props, table)
        for child in run:
            name = child.tag.removeprefix(W) if isinstance(child.tag, str) else ""
            if name == "fldChar":
                self._field(child.get(W + "fldCharType", ""))
            elif name.endswith("Reference"):
                self.notes[name.removesuffix("Reference"), child.get(W + "id", "")] = node
            elif any(self.codes) or name in ("rPr", "instrText", "delText"):
                continue
            elif name in ("t", "sym", "noBreakHyphen", "softHyphen", *_SPACES):
                self._put(_text(name, child), node, look)
            elif name in ("drawing", "pict", "object"):
                self._pictured(child, node)
                self._boxes(child, node)
            elif child.tag == MC + "AlternateContent":
                self._pictured(child, node)
                self._alternative(child, node, props, table)

    def _boxes(self, child: Any, node: int) -> None:
        for box in child.iter(W + "txbxContent"):
            if not any(a.tag == W + "txbxContent" and a is not box for a in between(box, child)):
                self._walk(box, node, {}, None)

    def _pictured(self, child: Any, node: int) -> None:
        names = {e.tag.rpartition("}")[2] for e in child.iter() if isinstance(e.tag, str)}
        if names & {"blip", "imagedata"}:
            self.lost.append(Lost("picture", node))
        elif names & {"relIds", "chart"}:
            self.lost.append(Lost("chart", node))
        elif "OLEObject" in names:
            self.lost.append(Lost("object", node))

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.codes.append(True)
        elif kind == "separate" and self.codes:
            self.codes[-1] = False
        elif kind == "end" and self.codes:
            self.codes.pop()

    def _put(self, text: str, node: int, look: Any) -> None:
        if look.get("vanish"):
            self.unseen[node] = self.unseen.get(node, "") + text
            return
        if look.get("vertAlign") in ("superscript", "subscript"):
            self.high[node] = f"{self.high.get(node, '')} {text}"
        self.texts.setdefault(node, []).append(text.upper() if look.get("caps") else text)


def _text(name: str, child: Any) -> str:
    if name == "t":
        return child.text or ""
    if name == "sym":
        code = child.get(W + "char", "")
        return chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,4}", code) and int(code, 16) > 31 else ""
    return {"noBreakHyphen": "-", "softHyphen": ""}.get(name, " ")


def beside(package: Package, notes: Mapping[tuple[str, str], int]) -> list[Lost]:
    """What stands beside the body: comments, notes, the text of headers and footers."""
    found: list[Lost] = []
    for kind, what, name in (("comments", "comment", "comment"), ("footnotes", "footnote", "footnote"),
                             ("endnotes", "endnote", "endnote")):  # fmt: skip
        root = package.linked(kind)
        for item in root.iterfind(W + name) if root is not None else ():
            text = " ".join(" ".join(t.text or "" for t in item.iter(W + "t")).split())
            if text and item.get(W + "type") not in ("separator", "continuationSeparator"):
                found.append(Lost(what, notes.get((what, item.get(W + "id", "")), 0), text))
    for kind, target, external in package.links(package.main):
        what = kind.rpartition("/")[2]
        if what in ("aFChunk", "subDocument"):
            found.append(Lost("chunk", 0, target))
        root = package.part(target) if what in ("header", "footer") and not external else None
        for element in root.iter(W + "p") if root is not None else ():
            text = " ".join("".join(t.text or "" for t in element.iter(W + "t")).split())
            if text and not _PAGE.match(text):
                found.append(Lost(what, 0, text))
    return list(dict.fromkeys(found))
