"""The words of one DOCX being written: paragraphs, lines, rules and tables, appended in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from congvan.model.document import Run
from congvan.model.layout import BoxSpec, LayoutSpec, TextStyle
from congvan.render import ooxml
from congvan.render.ooxml import Block, Paragraph, Table, element, spacing, twips

THIN = 1.0  # pt: the height of a paragraph that only OOXML needs
_NOTHING = Run("")
_LOOKS = {"b": element("b"), "i": element("i"), "upright": element("i", val="0")}


def _pieces(run: Run) -> Iterable[tuple[Run, bool]]:
    """A slanted run cut at its no-break spaces, each piece with whether it is one of them.

    LibreOffice adds a twelfth of the line's height to every slanted no-break space; an upright one keeps its width.
    """
    text = run.text.replace(" ", "\u00a0") if run.nowrap else run.text
    return [(run.like(part), part[0] == "\u00a0") for part in re.findall("\u00a0+|[^\u00a0]+", text)]


class Writer:
    """``body`` has what was written; ``ids`` the key of each style by its name in Word's list; ``drawings`` are the
    pictures as they stand in a run, in reading order.
    """

    def __init__(self, spec: LayoutSpec, ids: Mapping[str, str], drawings: Iterable[str] = ()) -> None:
        self.spec = spec
        self.body: list[Block] = []
        self._ids = ids
        self._drawings: Iterator[str] = iter(drawings)
        self._named: dict[str, str] = {}

    def style(self, style: TextStyle) -> str:
        """What says that a paragraph is in ``style``."""
        return element("pStyle", val=self._ids[style.word])

    def next_drawing(self) -> str:
        """The picture that comes next in the text."""
        return next(self._drawings)

    def paragraph(self, style: str, runs: Iterable[Run] | str = (), *properties: str) -> Paragraph:
        """A ``w:p`` in the style of that name in nd30.yaml, not yet placed."""
        named = self._named.get(style)
        if named is None:
            named = self._named[style] = self.style(self.spec.styles[style])
        made = Paragraph({"pStyle": named})
        made.put(*properties)
        listed = (Run(runs),) if isinstance(runs, str) else tuple(runs)
        for number, run in enumerate(listed):
            slanted = run.italic or self.spec.styles[style].italic
            after = listed[number + 1] if number + 1 < len(listed) else _NOTHING
            following = after.text if after.nowrap else ""
            if not slanted:
                made.runs.append(self.run(run, following=following))
                continue
            pieces = [*_pieces(run), (Run(following), False)]
            for (piece, blank), (next_one, _) in pairwise(pieces):
                made.runs.append(self.run(piece, upright=blank, following=next_one.text))
        if listed and listed[-1].text.endswith(ooxml.NBSP):
            # By the rules of mode 14 LibreOffice 7.4 centres a line without the blank at its end, as it does a space:
            # an optional hyphen, which nothing ever parts, ends the line for every program.
            made.runs.append(element("r", element("softHyphen")))
        return made

    def run(self, run: Run, *, colour: str | None = None, upright: bool = False, following: str = "") -> str:
        """A ``w:r``; glued where the run says so. ``upright``: not slanted, whatever its paragraph is."""
        looks = _LOOKS["b"] if run.bold else ""
        if upright:
            looks += _LOOKS["upright"]
        elif run.italic:
            looks += _LOOKS["i"]
        if colour:
            looks += element("color", val=colour)
        said = ooxml.words(run.text, glued=run.nowrap, following=following)
        return element("r", element("rPr", looks) if looks else "", said)

    def lines(self, texts: Sequence[str], style: str, first_before: float | None = None) -> list[Paragraph]:
        """One paragraph a line; ``first_before`` overrides the space above the first, the rest have none."""
        look = self.spec.styles[style]
        made = []
        for index, text in enumerate(texts):
            before = (look.before if first_before is None else first_before) if index == 0 else 0.0
            made.append(self.paragraph(style, text, spacing(before, look.line)))
        return made

    def rule(self, width: float, column: float, style: str = "parent", after: float = 0) -> Paragraph:
        """A line ``width`` pt long in the middle of ``column`` pt: the bottom edge of an empty paragraph."""
        side = (column - width) / 2
        edge = element("pBdr", ooxml.border("bottom", self.spec.rule_thickness, self.spec.colour))
        indent = element("ind", left=twips(side), right=twips(side), firstLine="0")
        return self.paragraph(style, (), edge, spacing(0, self.spec.rule_gap, after), indent)

    def thin(self) -> Paragraph:
        """A paragraph that only OOXML needs."""
        return self.paragraph("parent", (), spacing(0, THIN))

    def boxed(self, box: BoxSpec) -> Paragraph:
        """The one line inside a frame."""
        made = self.paragraph(box.style, (), element("jc", val="center"))
        made.runs.append(self.run(Run(box.text), colour=box.colour))
        return made

    def table(
        self, columns: Sequence[float], rows: Iterable[str], *, padding: float = 0, edges: float = 0,
        align: str | None = None,
    ) -> Table:  # fmt: skip
        """A ``w:tbl`` of fixed layout."""
        looks = ooxml.table_properties(sum(columns), columns, padding=padding, edges=edges, align=align)
        return Table(looks, tuple(rows))

    def place(self, *blocks: Block) -> None:
        """Append to the body."""
        self.body += blocks

    def end_section(self, properties: str) -> None:
        """The paragraph that carries a section's ``w:sectPr``; it must not need a line of its own."""
        made = Paragraph()
        made.put(spacing(0, THIN), properties)
        self.place(made)

    def after_table(self) -> bool:
        """Whether a table was placed last: OOXML wants a paragraph between two, and after the last."""
        return bool(self.body) and isinstance(self.body[-1], Table)

    def close(self) -> None:
        """Word wants a paragraph after a table at the end."""
        if self.after_table():
            self.place(self.thin())
