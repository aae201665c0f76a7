"""The styles of a page's elements, worked out once for all letters that have the same sheet.

WeasyPrint makes an element's style anew in each letter and reckons each of its properties when it is first asked for:
some three thousand a page. Here a style is kept with the sheet that it comes of: the next letter's element of the same
rules below the same parent has the same object, as two elements of one letter have in WeasyPrint itself.

What WeasyPrint writes into styles while it lays out: ``overflow`` of html and body (:func:`set_viewport_overflow`: the
same value each time), margins and padding that tables don't have (the same each time); the rest goes into copies.
"""

from __future__ import annotations

from math import inf
from typing import Any

NEEDS = {
    "weasyprint.css": "77ad7287f90d7cfaf85eb00ebe7af47d2bedfb856d7dc68717152f2d8a7605fd",
    "weasyprint.css.computed_values": "0dec45caf60428b168e756a800e8a5cf8f0d836d415d8a5e75b7b88a19ca75d9",
    "weasyprint.formatting_structure.build": "335ad8b541295d6b9c5b71830d5184cd692f730d7b83ba5bac39fdb5aea23c87",
    "cssselect2": "72a31505ee09e256b373cc2082ef9211dcda9cc22db13a96a3fbeb4b35b4075f",
    "cssselect2.tree": "1a971934a93983d9af2195c54067442a157477510d2692c79f4a1e09b0376d64",
}

ATTRIBUTES = ("style", "lang", "id")
"""Attributes that WeasyPrint makes declarations of (``find_style_attributes``)."""
MOST = 2_000
"""So many styles of a sheet at most: those of letters with a hundred tables each would pile up."""

_usual: dict[str, Any] = {}


def install() -> None:
    """Replace what finds the styles."""
    from weasyprint import css

    _usual.update(init=css.StyleFor.__init__)
    css.StyleFor.__init__ = _init


def _init(self: Any, html: Any, sheets: Any, hints: Any, font_config: Any, collector: Any) -> None:
    """``StyleFor.__init__`` with a memory."""
    from congvan.render.quick import parsed

    own = [sheet for sheet, _, _ in sheets if sheet.matcher.order]
    if hints or not parsed.ours(html) or len(own) != 2 or any(sheet.layers for sheet in own):
        _usual["init"](self, html, sheets, hints, font_config, collector)
        return
    self._cascaded_styles, self._computed_styles = {}, {}
    self.initial_page_sizes = {"box": None, "area": None}
    self._sheets, self.font_config = sheets, font_config
    known = own[1].__dict__.setdefault("_congvan", {})
    if len(known) > MOST:
        known.clear()
    _Filled(self, html, [row for row in sheets if row[0].matcher.order], collector, known).fill()


class _Filled:
    """One letter's styles, taken from those ``known`` or made."""

    def __init__(self, mine: Any, html: Any, sheets: Any, collector: Any, known: dict[Any, Any]) -> None:
        self.mine = mine
        self.html = html
        self.sheets = sheets
        self.collector = collector
        self.known = known

    def fill(self) -> None:
        """In the order of the tree: a style needs its parent's."""
        mine = self.mine
        styles, cascaded = mine._computed_styles, mine._cascaded_styles
        for element in self.html.wrapper_element.iter_subtree():
            node = element.etree_element
            parent = element.parent.etree_element if element.parent else None
            above = styles[parent, None] if element.parent else None
            attributes = node.attrib
            typed = tuple([attributes.get(name) for name in ATTRIBUTES]) if attributes else None
            rules = [(row, found) for row in self.sheets for found in row[0].matcher.match(element)]
            key = (id(above), typed, tuple([(found[0], id(found[3])) for _, found in rules]))
            held = self.known.get(key)
            if held is None:
                self._cascade(node, rules)
                mine.set_computed_styles(
                    node, root=self.html.etree_element, parent=parent, base_url=self.html.base_url,
                    target_collector=self.collector,
                )  # fmt: skip
                held = styles[node, None]
                held.steady = True
                self.known[key] = held
                continue
            styles[node, None] = held
            for _, (_, _, pseudo, _) in rules:
                if pseudo is not None:
                    self._cascade(node, [rule for rule in rules if rule[1][2] is not None])
                    break
            if held["anchor"]:
                self.collector.collect_anchor(held["anchor"])
        for element, pseudo in list(cascaded):
            if pseudo:
                mine.set_computed_styles(
                    element, pseudo_type=pseudo, root=self.html.etree_element, parent=element,
                    base_url=self.html.base_url, target_collector=self.collector,
                )  # fmt: skip
        cascaded.clear()

    def _cascade(self, node: Any, rules: list[Any]) -> None:
        """Of each property the declaration that has precedence, as in WeasyPrint."""
        from weasyprint.css import declaration_precedence, find_style_attributes, preprocess_declarations

        cascaded = self.mine._cascaded_styles
        for specificity, _, declarations, base_url in find_style_attributes(_Alone(node), False, self.html.base_url):
            style = cascaded.setdefault((node, None), {})
            for name, values, importance in preprocess_declarations(base_url, declarations):
                _put(style, name, values, (declaration_precedence("author", importance), inf, specificity))
        for (_, origin, fixed), (specificity, _, pseudo, (declarations, _)) in rules:
            style = cascaded.setdefault((node, pseudo), {})
            for name, values, importance in declarations:
                _put(style, name, values, (declaration_precedence(origin, importance), inf, fixed or specificity))


class _Alone:
    """An element as a tree of itself."""

    def __init__(self, node: Any) -> None:
        self.node = node

    def iter(self) -> tuple[Any, ...]:
        """The one element."""
        return (self.node,)


def _put(style: dict[str, Any], name: str, values: Any, weight: Any) -> None:
    old = style.get(name, (None, None))[1]
    if old is None or old <= weight:
        style[name] = values, weight
