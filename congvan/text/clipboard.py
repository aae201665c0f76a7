"""What another program puts on the clipboard (HTML of Word, Excel, a browser; plain text) → Markdown as a body has it.

Kept: words, paragraphs, bold and italic, lists with the labels that were seen, tables. Quotation marks, dashes and
ellipses stay as they were set. Cleaned: blanks that hold Word's layout together, characters that nobody sees, fonts of
before Unicode (by the font's name, or by the words where none is known). Left out: pictures, and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from congvan.text import characters, old_fonts
from congvan.text.letters import nfc, roman

MOST_CELLS = 64
LEFT, ABOVE = "<", "^"
"""What stands in a cell that is joined to the one on its left, or above."""
_BLANKS = re.compile("[ \t\n\r\f\u00a0\u2002-\u200a\u202f\u3000]+")
_SPECIAL = re.compile(r"([\\*`])")
_FONT = re.compile(r"font-family\s*:\s*[\"']?([^;\"',]+)", re.I)
_SHEET_FONT = re.compile(r"p\.MsoNormal[^{}]*\{[^{}]*?font-family\s*:\s*\"?([^;\",}]+)", re.I | re.S)
_SKIPPED = frozenset({"style", "script", "head", "title", "xml", "noscript", "template"})
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "blockquote", "pre", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "th"})
_VOID = frozenset({"br", "img", "hr", "col", "meta", "link", "input", "wbr", "base", "area", "source"})
_OBJECTS = frozenset({"img", "object", "svg", "canvas", "video", "iframe"})
_BULLETS = "·•▪●○◦§Øüv\uf0b7\uf0a7\uf0d8\uf0fc"


@dataclass(frozen=True, slots=True)
class Paste:
    """Markdown, the old encodings that were found in it, and how many pictures were left out."""

    markdown: str
    encodings: tuple[str, ...] = ()
    pictures: int = 0


def markdown_of(html: str, text: str = "") -> Paste:
    """What was pasted, from its HTML where there is any, else from its plain text."""
    if html.strip():
        reader = _Reader()
        font = _SHEET_FONT.search(html)
        reader.stack[0].font = font[1].strip() if font else ""
        reader.feed(html)
        reader.close()
        reader.end()
        if reader.blocks or reader.pictures:
            return _written(reader)
    return _plain(text)


def _plain(text: str) -> Paste:
    found = old_fonts.pasted(_seen(text.replace("\r\n", "\n").replace("\r", "\n")))
    lines = found.text.rstrip("\n").split("\n")
    if len(lines) > 1 and all("\t" in line for line in lines) and len({line.count("\t") for line in lines}) == 1:
        rows = [[_tidy(cell).replace("|", "\\|") for cell in line.split("\t")] for line in lines]
        return Paste(_table(rows), found.encodings)
    return Paste("\n".join(_BLANKS.sub(" ", line).rstrip() for line in lines), found.encodings)


def _seen(text: str) -> str:
    """Without the characters that nobody sees; Word's no-break hyphen is a hyphen."""
    out = "".join(c for c in text if (k := characters.kind_of(c)) is None or k.fate != "refused" or c in "\v\f")
    return nfc(characters.plain(out.replace("\v", "\n").replace("\f", "\n")))


def _tidy(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


@dataclass(slots=True)
class _Run:
    text: str
    bold: bool
    italic: bool
    font: str


@dataclass(slots=True)
class _Block:
    """A paragraph, or a table of cells that are paragraphs."""

    label: str = ""
    runs: list[_Run] = field(default_factory=list)
    rows: list[list[_Block]] | None = None


@dataclass(slots=True)
class _State:
    """What an open element says of the text in it."""

    tag: str
    bold: bool = False
    italic: bool = False
    font: str = ""
    ignored: bool = False


@dataclass(slots=True)
class _List:
    ordered: bool
    kind: str
    next: int


@dataclass(slots=True)
class _Grid:
    rows: list[list[_Block]] = field(default_factory=list)
    cell: _Block | None = None
    down: dict[int, int] = field(default_factory=dict)


class _Reader(HTMLParser):
    """The HTML of a clipboard → blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack = [_State("")]
        self.blocks: list[_Block] = []
        self.now = _Block()
        self.lists: list[_List] = []
        self.grids: list[_Grid] = []
        self.skipped = 0
        self.pictures = 0
        self.label: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if tag in _SKIPPED:
            self.skipped += 1
            return
        if self.skipped:
            return
        told = {key: value or "" for key, value in attrs}
        self.pictures += tag in _OBJECTS
        if tag == "br":
            self.now.runs.append(_Run("\n", False, False, ""))
        if tag in _BLOCKS or tag in ("ul", "ol", "li", "table"):
            self.end()
        self._listed(tag, told)
        self._gridded(tag, told)
        if tag not in _VOID:
            self.stack.append(self._state(tag, told))
            if "mso-list:ignore" in told.get("style", "").replace(" ", "").lower():
                self.label = []

    def _state(self, tag: str, told: dict[str, str]) -> _State:
        above, style = self.stack[-1], told.get("style", "").lower()
        font = _FONT.search(told.get("style", ""))
        weight = re.search(r"font-weight\s*:\s*(\w+)", style)
        bold = above.bold or tag in ("b", "strong") or tag in _HEADINGS
        if weight:
            bold = weight[1] in ("bold", "bolder") or (weight[1].isdecimal() and int(weight[1]) >= 600)
        slant = re.search(r"font-style\s*:\s*(\w+)", style)
        italic = above.italic or tag in ("i", "em") if slant is None else slant[1] in ("italic", "oblique")
        named = font[1].strip() if font else told.get("face", "") if tag == "font" else above.font
        hidden = above.ignored or bool(re.search(r"display\s*:\s*none|mso-hide\s*:\s*all", style))
        return _State(tag, bold, italic, named or above.font, hidden)

    def handle_endtag(self, tag: str) -> None:
        """An element ends; one that never began is none."""
        if tag in _SKIPPED:
            self.skipped = max(0, self.skipped - 1)
            return
        if self.skipped or tag in _VOID:
            return
        place = next((n for n in range(len(self.stack) - 1, 0, -1) if self.stack[n].tag == tag), None)
        if place is None:
            return
        del self.stack[place:]
        if tag == "span" and self.label is not None:
            self.now.label = self.now.label or _labelled(_tidy("".join(self.label)))
            self.label = None
        if tag in _BLOCKS or tag in ("li", "ul", "ol"):
            self.end()
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        self._ungridded(tag)

    def handle_data(self, data: str) -> None:
        """Text."""
        state = self.stack[-1]
        if self.skipped or state.ignored:
            return
        if self.label is not None:
            self.label.append(data)
            return
        self.now.runs.append(_Run(_BLANKS.sub(" ", data), state.bold, state.italic, state.font))

    def end(self) -> None:
        """The paragraph that is being read ends."""
        if any(run.text.strip() for run in self.now.runs):
            if self.grids and self.grids[-1].cell is not None:
                self.grids[-1].cell.runs += [*self.now.runs, _Run(" ", False, False, "")]
            else:
                self.blocks.append(self.now)
        self.now = _Block()

    def _listed(self, tag: str, told: dict[str, str]) -> None:
        if tag in ("ul", "ol"):
            start = told.get("start", "1")
            self.lists.append(_List(tag == "ol", told.get("type", ""), int(start) if start.isdecimal() else 1))
        elif tag == "li" and self.lists:
            here = self.lists[-1]
            self.now.label = _numbered(here.kind, here.next) if here.ordered else "-"
            here.next += 1

    def _gridded(self, tag: str, told: dict[str, str]) -> None:
        if tag == "table":
            self.grids.append(_Grid())
        elif tag == "tr" and self.grids:
            self.grids[-1].rows.append([])
        elif tag in ("td", "th") and self.grids and self.grids[-1].rows:
            self.end()
            grid, row = self.grids[-1], self.grids[-1].rows[-1]
            while grid.down.get(len(row), 0) and len(row) < MOST_CELLS:
                grid.down[len(row)] -= 1
                row.append(_Block(label=ABOVE))
            grid.cell = _Block()
            wide, deep = (int(told[k]) if told.get(k, "").isdecimal() else 1 for k in ("colspan", "rowspan"))
            for n in range(min(max(wide, 1), MOST_CELLS)):
                grid.down[len(row)] = min(deep, 1000) - 1
                row.append(grid.cell if not n else _Block(label=LEFT))

    def _ungridded(self, tag: str) -> None:
        if tag in ("td", "th") and self.grids:
            self.end()
            self.grids[-1].cell = None
        elif tag == "table" and self.grids:
            self.end()
            grid = self.grids.pop()
            rows = [row for row in grid.rows if row]
            if not rows:
                return
            if self.grids and self.grids[-1].cell is not None:  # a table in a cell is its words
                for row in rows:
                    for cell in row:
                        self.grids[-1].cell.runs += [*cell.runs, _Run(" ", False, False, "")]
            else:
                self.blocks.append(_Block(rows=rows))


def _labelled(label: str) -> str:
    """Word's label of a list: what was printed, a bullet of any font as a dash."""
    return "-" if label and all(char in _BULLETS or char in "-–o" for char in label) else label


def _numbered(kind: str, number: int) -> str:
    if kind in ("a", "A") and number <= 26:
        return f"{chr(ord(kind) + number - 1)})"
    if kind in ("i", "I"):
        return f"{roman(number) if kind == 'I' else roman(number).lower()}."
    return f"{number}."


def _blocks(blocks: list[_Block]) -> Iterator[_Block]:
    for block in blocks:
        yield block
        for row in block.rows or ():
            yield from row


def _written(reader: _Reader) -> Paste:
    runs = [run for block in _blocks(reader.blocks) for run in block.runs]
    fonts = old_fonts.fonts_of([(run.text, run.font) for run in runs])
    found = dict.fromkeys(
        old_fonts.encoding_of(f) for f in fonts.old if any(r.font == f and r.text.strip() for r in runs)
    )
    parts = [
        _table([[_cell(c, fonts) for c in row] for row in b.rows]) if b.rows else _paragraph(b, fonts)
        for b in reader.blocks
    ]
    text = "\n\n".join(part for part in parts if part)
    if not fonts.old:
        told = old_fonts.pasted(text)
        text, found = told.text, dict.fromkeys(told.encodings)
    return Paste(_seen(text), tuple(found), reader.pictures)


def _paragraph(block: _Block, fonts: old_fonts.Fonts) -> str:
    lines = [_tidied(line) for line in _inline(block, fonts).split("\n")]
    text = "\n".join(line for line in lines if line)
    label = f"{block.label} " if block.label else ""
    if text.startswith("#"):
        text = "\\" + text
    return f"{label}{text}" if text else ""


def _tidied(line: str) -> str:
    return _BLANKS.sub(" ", line).strip()


def _cell(block: _Block, fonts: old_fonts.Fonts) -> str:
    text = _tidied(_inline(block, fonts).replace("\n", " ")).replace("|", "\\|")
    if block.label in (LEFT, ABOVE):
        return block.label
    return f"\\{text}" if text in (LEFT, ABOVE) else text


def _inline(block: _Block, fonts: old_fonts.Fonts) -> str:
    """Runs → text with its marks; blanks at the edges of a bold stretch stand outside it."""
    merged: list[_Run] = []
    for run in block.runs:
        blank = not run.text.strip()
        last = merged[-1] if merged else None
        if (
            last is not None
            and "\n" not in (run.text, last.text)
            and run.font == last.font
            and (blank or (last.bold, last.italic) == (run.bold, run.italic))
        ):
            last.text += run.text
        else:
            merged.append(_Run(run.text, run.bold and not blank, run.italic and not blank, run.font))
    return "".join(_marked(run, fonts) for run in merged)


def _marked(run: _Run, fonts: old_fonts.Fonts) -> str:
    text = _SPECIAL.sub(r"\\\1", fonts.decoded(run.text, run.font))
    mark = {(True, True): "***", (True, False): "**", (False, True): "*"}.get((run.bold, run.italic), "")
    inner = text.strip(" \n")
    if not mark or not inner:
        return text
    before, after = text[: len(text) - len(text.lstrip(" \n"))], text[len(text.rstrip(" \n")) :]
    return f"{before}{mark}{inner}{mark}{after}"


def _table(rows: list[list[str]]) -> str:
    """A pipe table; its first row is its head. Columns and rows that hold nothing of their own are none."""
    wide = max(map(len, rows))
    full = [[*row, *[""] * (wide - len(row))] for row in rows]
    full = [row for row in full if not all(cell in (LEFT, ABOVE) for cell in row)] or full[:1]
    used = [n for n in range(wide) if any(row[n] not in ("", LEFT, ABOVE) for row in full)] or [0]
    if len(used) == 1 and wide == 1 and len(full) == 1:
        return full[0][0]
    lines = ["| " + " | ".join(row[n] for n in used) + " |" for row in full]
    return "\n".join([lines[0], "|" + "---|" * len(used), *lines[1:]])
