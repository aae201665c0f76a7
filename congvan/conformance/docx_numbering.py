"""Word's automatic numbering, counted as Word counts it: the label that stands before a paragraph, and its indent."""

from __future__ import annotations

import re
from typing import Any

from congvan.conformance.docx_package import Package, W
from congvan.conformance.docx_styles import Props, number, para_props, run_props
from congvan.text.letters import roman

_SYMBOL_DASHES = {"\uf02d": "-", "\uf0b7": "•", "\uf0a7": "▪"}


class Numbering:
    """numbering.xml with its counters; one of these a document."""

    def __init__(self, package: Package) -> None:
        self._levels: dict[str, dict[int, Any]] = {}
        self._overrides: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._abstract: dict[str, str] = {}
        root = package.linked("numbering")
        if root is None:
            return
        for element in root.iterfind(W + "abstractNum"):
            levels = {_whole(e.get(W + "ilvl"), 0): e for e in element.iterfind(W + "lvl")}
            self._levels[element.get(W + "abstractNumId", "")] = levels
        for element in root.iterfind(W + "num"):
            name, abstract = element.get(W + "numId", ""), element.find(W + "abstractNumId")
            if abstract is not None:
                self._abstract[name] = abstract.get(W + "val", "")
            for override in element.iterfind(W + "lvlOverride"):
                start = override.find(W + "startOverride")
                if start is not None:
                    level = _whole(override.get(W + "ilvl"), 0)
                    self._overrides.setdefault(name, {})[level] = _whole(start.get(W + "val"), 1)

    def find(self, numpr: Any | None) -> tuple[str, int] | None:
        """``w:numPr`` → (numId, level); None where a paragraph is not numbered."""
        if numpr is None:
            return None
        number, level = numpr.find(W + "numId"), numpr.find(W + "ilvl")
        name = number.get(W + "val", "0") if number is not None else "0"
        if name == "0" or self._abstract.get(name) not in self._levels:
            return None
        return name, _whole(level.get(W + "val"), 0) if level is not None else 0

    def props(self, found: tuple[str, int] | None) -> Props:
        """The indents that a level brings."""
        level = self._level(found)
        return para_props(level.find(W + "pPr")) if level is not None else {}

    def look(self, found: tuple[str, int] | None) -> Props:
        """The look that a level gives its label."""
        level = self._level(found)
        return run_props(level.find(W + "rPr")) if level is not None else {}

    def _level(self, found: tuple[str, int] | None) -> Any | None:
        return self._levels[self._abstract[found[0]]].get(found[1]) if found else None

    def label(self, found: tuple[str, int]) -> str:
        """The next label of this list, counted."""
        name, level = found
        levels = self._levels[self._abstract[name]]
        counts = self._counts.setdefault(self._abstract[name], {})
        if level not in counts:
            counts[level] = self._overrides.get(name, {}).get(level, _start(levels.get(level)))
        else:
            counts[level] += 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        element = levels.get(level)
        text = _val(element, "lvlText")
        for symbol, dash in _SYMBOL_DASHES.items():
            text = text.replace(symbol, dash)

        def one(match: re.Match[str]) -> str:
            which = int(match[1]) - 1
            value = counts.get(which, _start(levels.get(which)))
            return _shown(value, _val(levels.get(which), "numFmt"))

        return re.sub(r"%(\d)", one, text)


def _whole(text: str | None, default: int) -> int:
    value = number(text, 1)
    return default if value is None or not 0 <= value < 100_000 else int(value)


def _val(level: Any | None, name: str) -> str:
    element = level.find(W + name) if level is not None else None
    return element.get(W + "val", "") if element is not None else ""


def _start(level: Any | None) -> int:
    text = _val(level, "start")
    return _whole(text, 1)


def _shown(value: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("upperRoman", "lowerRoman"):
        return roman(value) if form == "upperRoman" else roman(value).lower()
    if form == "decimalZero":
        return f"{value:02d}"
    return "" if form in ("none", "bullet") else str(value)
