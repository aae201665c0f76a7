"""The page of a letter → its tree of elements by XML's parser, which is C, and a user agent's sheet of what can match.

WeasyPrint reads HTML letter by letter, since HTML may be anything; a letter's is our own template's. What is not XML
once its empty elements are closed, or would say something else as XML, is read as it comes.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from xml.etree import ElementTree

NEEDS = {
    "weasyprint": "7cd0f4ae8569eac9e1a9dc5e58a2c7aed8b164c008f27a2f4f99b0cf1fbf185d",
    "weasyprint.html": "a11b729157862291a6ecf7b7b3517c59d4242ea05a7f9b8d9d96a9882425ad65",
    "tinyhtml5.parser": "9655914ae671d6683e36e2f2a596a3483220618c56c5f6ae97f85b4782403271",
}

_EMPTY = re.compile(r"<(meta|br|col|img)\b([^>]*)>")
_OTHER = re.compile(r"<[^>]*[\t\n\r<]|<!--|[\x00\r\ufffe\uffff]|</?(?:pre|textarea|svg|math|select|template)\b")
"""A tag over lines (XML takes a line's end in an attribute for a space), what HTML has rules of its own for."""
SHEET = """
head, link, meta, script, style, title { display: none }
body, div, h1, h2, h3, h4, h5, h6, html, p, section { display: block }
table { display: table }
colgroup { display: table-column-group }
col { display: table-column }
thead { display: table-header-group }
tbody { display: table-row-group }
tr { display: table-row }
td, th { display: table-cell }
p { margin-top: 1em; margin-bottom: 1em }
body { margin: 8px }
h1 { margin-top: .67em; margin-bottom: .67em }
h2 { margin-top: .83em; margin-bottom: .83em }
h3 { margin-top: 1em; margin-bottom: 1em }
h4 { margin-top: 1.33em; margin-bottom: 1.33em }
h5 { margin-top: 1.67em; margin-bottom: 1.67em }
h6 { margin-top: 2.33em; margin-bottom: 2.33em }
table { border-spacing: 2px; border-collapse: separate }
td, th { padding: 1px }
thead, tbody, table > tr { vertical-align: middle }
tr, td, th { vertical-align: inherit }
html { color-scheme: light }
i { font-style: italic }
b, th { font-weight: bold }
h1 { font-size: 2em; font-weight: bold }
h2 { font-size: 1.5em; font-weight: bold }
h3 { font-size: 1.17em; font-weight: bold }
h4 { font-size: 1em; font-weight: bold }
h5 { font-size: .83em; font-weight: bold }
h6 { font-size: .67em; font-weight: bold }
table, td, th { border-color: gray }
thead, tbody, tr { border-color: inherit }
br::before { content: "\\A"; white-space: pre-line }
table { text-indent: initial }
img { overflow: hidden }
table { box-sizing: border-box }
h1 { bookmark-level: 1 }
h2 { bookmark-level: 2 }
h3 { bookmark-level: 3 }
h4 { bookmark-level: 4 }
h5 { bookmark-level: 5 }
h6 { bookmark-level: 6 }
h1, h2, h3, h4, h5, h6 { bookmark-label: content(text) }
h1, h2, h3, h4, h5, h6 { hyphens: manual; break-after: avoid; break-inside: avoid }
@page {
  margin: 75px;
  @footnote { margin-top: 1em }
  @note-area { content: element(note, all-once) }
  @top-center { text-align: center; vertical-align: middle }
  @top-right { text-align: right; vertical-align: middle }
  @bottom-left { text-align: left; vertical-align: middle }
}
@counter-style decimal { system: numeric; symbols: "0" "1" "2" "3" "4" "5" "6" "7" "8" "9" }
"""
"""WeasyPrint's own (``html5_ua.css``), in its order, without what no element of ``letter.html.j2`` is or has: of each
rule the selectors that may match, of the margins of a page those that ``letter.css.j2`` fills.
"""
TAGS = frozenset((
    "html", "head", "meta", "title", "style", "body", "section", "div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "span",
    "b", "i", "br", "img", "table", "colgroup", "col", "thead", "tbody", "tr", "th", "td",
))  # fmt: skip
"""Elements that the sheet is made for; a page with another one is given WeasyPrint's own."""


def install() -> None:
    """Nothing of WeasyPrint is replaced: :func:`source` is asked for."""


def source(text: str, fetcher: Any) -> Any:
    """What ``weasyprint.HTML(string=text, url_fetcher=fetcher)`` is."""
    import weasyprint

    root = tree(text)
    if root is None or any(element.tag not in TAGS for element in root.iter()):
        return weasyprint.HTML(string=text, url_fetcher=fetcher)
    made: Any = _page_class()(root, fetcher)
    return made


def tree(text: str) -> ElementTree.Element | None:
    """The root of a page, None where only HTML's own parser may read it."""
    if _OTHER.search(text):
        return None
    try:
        return ElementTree.fromstring(_EMPTY.sub(r"<\1\2/>", text))
    except (ElementTree.ParseError, UnicodeError):
        return None


def ours(page: Any) -> bool:
    """Whether a page was read here."""
    return isinstance(page, _page_class())


@cache
def _sheet() -> tuple[Any, Any]:
    """The user agent's sheet, and the numbers it knows."""
    import weasyprint
    from weasyprint.css.counters import CounterStyle

    numbers = CounterStyle()
    return weasyprint.CSS(string=SHEET, counter_style=numbers), numbers


@cache
def _page_class() -> Any:
    import weasyprint

    class Page(weasyprint.HTML):  # type: ignore[misc]
        """A page of ours, read already."""

        def __init__(self, root: ElementTree.Element, fetcher: Any) -> None:
            self.base_url = None
            self.url_fetcher = fetcher
            self.media_type = "print"
            self.wrapper_element = weasyprint.cssselect2.ElementWrapper.from_html_root(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

        def _ua_stylesheets(self, forms: bool = False) -> Any:
            return super()._ua_stylesheets(forms) if forms else [_sheet()[0]]

        def _ua_counter_style(self) -> Any:
            return [_sheet()[1].copy()]

    return Page
