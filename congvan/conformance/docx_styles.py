"""Effective formatting of a run and a paragraph: document defaults, table, paragraph and character
style, numbering, direct.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from congvan.conformance.docx_package import Package, W

TWIPS = 20.0
"""Twips a point."""

_TOGGLES = ("b", "i", "caps", "vanish")
_HUGE = 1e8
_DEEP = 20
"""Styles based on one another deeper than this are a loop."""

Props = dict[str, Any]


@dataclass(frozen=True)
class Style:
    """One style of styles.xml with its own properties only."""

    based_on: str | None
    run: Props
    para: Props
    borders: dict[
        str, Any
    ]  # of a table style: part of the table ("wholeTable", "firstRow", "firstRow.cell", …) → borders


def on(element: Any) -> bool:
    """Whether an on/off element is on: present without a value, or with a true one."""
    return element.get(W + "val", "1") not in ("0", "false", "off", "none")


def run_props(element: Any | None) -> Props:
    """A ``w:rPr`` → what it sets."""
    found: Props = {}
    for child in element if element is not None else ():
        name = child.tag.removeprefix(W) if isinstance(child.tag, str) else ""
        if name in _TOGGLES:
            found[name] = on(child)
        elif name == "u":
            found["u"] = child.get(W + "val", "single") != "none"
        elif name == "sz":
            found["sz"] = number(child.get(W + "val"), 2)
        elif name == "color":
            found["color"] = child.get(W + "val", "auto")
        elif name == "rFonts":
            found |= {f"font.{key.removeprefix(W)}": value for key, value in child.attrib.items()}
        elif name in ("vertAlign", "rStyle"):
            found[name] = child.get(W + "val", "")
    return {key: value for key, value in found.items() if value is not None}


def para_props(element: Any | None) -> Props:
    """A ``w:pPr`` → what it sets; lengths in pt."""
    found: Props = {}
    for child in element if element is not None else ():
        name = child.tag.removeprefix(W) if isinstance(child.tag, str) else ""
        if name in ("pStyle", "jc"):
            found[name] = child.get(W + "val", "")
        elif name in ("contextualSpacing", "pageBreakBefore"):
            found[name] = on(child)
        elif name == "spacing":
            found |= _spacing(child)
        elif name == "ind":
            found |= _indent(child)
        elif name in ("numPr", "tabs", "pBdr", "sectPr", "framePr"):
            found[name] = child
    return found


def number(text: str | None, per: float = TWIPS) -> float | None:
    """A number as an attribute gives it, by ``per``; None where there is none, or none that a page could have."""
    try:
        value = float(text) if text is not None else math.nan
    except ValueError:
        return None
    return value / per if abs(value) < _HUGE else None


def _spacing(element: Any) -> Props:
    found: Props = {}
    for name in ("before", "after"):
        if element.get(W + name + "Autospacing") in ("1", "true", "on"):
            found[name] = 14.0  # what Word takes for "automatic"
        elif (value := number(element.get(W + name))) is not None:
            found[name] = value
    if (line := number(element.get(W + "line"), 1)) is not None:
        found["line"] = line
        found["lineRule"] = element.get(W + "lineRule", "auto")
    return found


def _indent(element: Any) -> Props:
    found: Props = {}
    for key, names in (("left", ("left", "start")), ("right", ("right", "end"))):
        for name in names:
            if (value := number(element.get(W + name))) is not None:
                found[key] = value
    if (value := number(element.get(W + "hanging"))) is not None:
        found["firstLine"] = -value
    elif (value := number(element.get(W + "firstLine"))) is not None:
        found["firstLine"] = value
    return found


def _style_borders(style: Any) -> dict[str, Any]:
    found = {
        "wholeTable": style.find(f"{W}tblPr/{W}tblBorders"),
        "wholeTable.cell": style.find(f"{W}tcPr/{W}tcBorders"),
    }
    for part in style.iterfind(W + "tblStylePr"):
        name = part.get(W + "type", "")
        found[name] = part.find(f"{W}tblPr/{W}tblBorders")
        found[name + ".cell"] = part.find(f"{W}tcPr/{W}tcBorders")
    return {name: borders for name, borders in found.items() if borders is not None}


@dataclass
class Styles:
    """styles.xml and theme1.xml of a package."""

    package: Package
    known: dict[str, Style] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)  # kind of style → id of its default
    run: Props = field(default_factory=dict)
    para: Props = field(default_factory=dict)
    theme: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        root = self.package.linked("styles")
        if root is not None:
            self.run = run_props(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
            self.para = para_props(root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr"))
            for element in root.iterfind(W + "style"):
                self._learn(element)
        self._learn_theme()

    def _learn(self, element: Any) -> None:
        name = element.get(W + "styleId", "")
        base = element.find(W + "basedOn")
        self.known[name] = Style(
            base.get(W + "val") if base is not None else None,
            run_props(element.find(W + "rPr")),
            para_props(element.find(W + "pPr")),
            _style_borders(element),
        )
        if element.get(W + "default") in ("1", "true", "on"):
            self.defaults[element.get(W + "type", "")] = name

    def _learn_theme(self) -> None:
        root = self.package.linked("theme")
        if root is None:
            return
        a = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
        for group in ("major", "minor"):
            latin = root.find(f".//{a}{group}Font/{a}latin")
            if latin is not None:
                self.theme[group] = latin.get("typeface", "")

    def chain(self, name: str | None, part: str) -> list[Props]:
        """The properties a style sets, from the one it is based on last to itself."""
        found: list[Props] = []
        while name in self.known and len(found) < _DEEP:
            style = self.known[name]
            found.append(style.run if part == "run" else style.para)
            name = style.based_on
        return found[::-1]

    def borders(self, name: str | None) -> list[dict[str, Any]]:
        """The borders that a table style and those it is based on give, the weakest first."""
        found: list[dict[str, Any]] = []
        while name in self.known and len(found) < _DEEP:
            found.append(self.known[name].borders)
            name = self.known[name].based_on
        return found[::-1]

    def paragraph(self, own: Props, table: str | None, numbering: Props) -> Props:
        """The effective properties of a paragraph, from the weakest to the strongest source."""
        style = own.get("pStyle") or self.defaults.get("paragraph")
        styled = _merged(self.chain(style, "para"))
        # Numbering in a style is weaker than the style's own indent; numbering set directly is stronger.
        direct = "numPr" in own
        layers = [self.para, *self.chain(table, "para")]
        layers += [styled, numbering, own] if direct else [numbering, styled, own]
        return _merged(layers)

    def text(self, own: Props, paragraph: Props, table: str | None) -> Props:
        """The effective properties of a run. Toggles set in several kinds of style cancel each other (17.7.3)."""
        style = paragraph.get("pStyle") or self.defaults.get("paragraph")
        character = own.get("rStyle") or self.defaults.get("character")
        levels = [_merged(self.chain(name, "run")) for name in (table, style, character)]
        found = _merged([self.run, *levels])
        for toggle in _TOGGLES:
            times = sum(1 for level in levels if level.get(toggle))
            if any(toggle in level for level in levels):
                found[toggle] = bool(self.run.get(toggle)) or times % 2 == 1
        return _merged([found, own])

    def fonts(self, props: Props) -> tuple[str, str]:
        """The families for ASCII and for all other letters (Vietnamese ones among them)."""
        return self._font(props, "ascii"), self._font(props, "hAnsi")

    def _font(self, props: Props, group: str) -> str:
        themed = props.get(f"font.{group}Theme")
        if themed:
            return self.theme.get("major" if themed.startswith("major") else "minor", "")
        return str(props.get(f"font.{group}", "Times New Roman"))


def _merged(layers: Iterable[Props]) -> Props:
    """Later layers win. A plain font drives out a theme's font of a weaker layer."""
    found: Props = {}
    for layer in layers:
        for group in ("ascii", "hAnsi"):
            if f"font.{group}" in layer and f"font.{group}Theme" not in layer:
                found.pop(f"font.{group}Theme", None)
        found |= layer
    return found
