"""One DOCX being written: paragraphs, lines, rules and tables, appended in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from congvan.model.document import Run
from congvan.model.layout import BoxSpec, LayoutSpec
from congvan.render import docx_styles, ooxml

if TYPE_CHECKING:
    from docx.document import Document as Package

THIN = 1.0  # pt: the height of a paragraph that only OOXML needs


def _pieces(run: Run, slanted: bool) -> Iterable[tuple[Run, bool]]:
    """A slanted run cut at its no-break spaces, each piece with whether it is one of them.

    LibreOffice adds a twelfth of the line's height to every slanted no-break space; an upright one keeps its width.
    """
    if not slanted:
        return [(run, False)]
    text = run.text.replace(" ", "\u00a0") if run.nowrap else run.text
    return [(replace(run, text=part), part[0] == "\u00a0") for part in re.findall("\u00a0+|[^\u00a0]+", text)]


class Writer:
    """``package`` is python-docx's document; ``x`` the raw XML that it has no words for."""

    def __init__(self, spec: LayoutSpec) -> None:
        from congvan.render.docx.mould import mould

        self.x = ooxml
        self.spec = spec
        self.pictures = 0  # so many were placed
        made = mould(spec)
        self.package: Package = made.cast()
        self.ids = made.ids
        self.body = self.package.element.body
        self.justify = docx_styles.JC

    def paragraph(self, style: str, runs: Iterable[Run] | str = (), *properties: Any) -> Any:
        """A ``w:p`` in the style of that name in nd30.yaml, not yet placed."""
        x = self.x
        made = x.element("p")
        holder = x.element("pPr")
        x.set_properties(holder, [x.element("pStyle", val=self.ids[self.spec.styles[style].word]), *properties])
        made.append(holder)
        listed = (Run(runs),) if isinstance(runs, str) else tuple(runs)
        for number, run in enumerate(listed):
            slanted = run.italic or self.spec.styles[style].italic
            after = listed[number + 1] if number + 1 < len(listed) else Run("")
            pieces = [*_pieces(run, slanted), (after if after.nowrap else Run(""), False)]
            for (piece, blank), (following, _) in pairwise(pieces):
                made.append(self.run(piece, upright=slanted and blank, following=following.text))
        if listed and listed[-1].text.endswith(x.NBSP):
            # By the rules of mode 14 LibreOffice 7.4 centres a line without the blank at its end, as it does a space:
            # an optional hyphen, which nothing ever parts, ends the line for every program.
            made.append(x.with_children(x.element("r"), [x.element("softHyphen")]))
        return made

    def run(self, run: Run, *, colour: str | None = None, upright: bool = False, following: str = "") -> Any:
        """A ``w:r``; glued where the run says so. ``upright``: not slanted, whatever its paragraph is."""
        x = self.x
        made = x.element("r")
        looks = []
        if run.bold:
            looks.append(x.element("b"))
        if upright:
            looks.append(x.element("i", val="0"))
        elif run.italic:
            looks.append(x.element("i"))
        if colour:
            looks.append(x.element("color", val=colour))
        if looks:
            made.append(x.with_children(x.element("rPr"), looks))
        x.add_text(made, run.text, glued=run.nowrap, following=following)
        return made

    def lines(self, texts: Sequence[str], style: str, first_before: float | None = None) -> list[Any]:
        """One paragraph a line; ``first_before`` overrides the space above the first, the rest have none."""
        look = self.spec.styles[style]
        made = []
        for index, text in enumerate(texts):
            before = (look.before if first_before is None else first_before) if index == 0 else 0.0
            made.append(self.paragraph(style, text, self.x.spacing(before, look.line)))
        return made

    def rule(self, width: float, column: float, style: str = "parent", after: float = 0) -> Any:
        """A line ``width`` pt long in the middle of ``column`` pt: the bottom edge of an empty paragraph."""
        x, side = self.x, (column - width) / 2
        edge = x.with_children(x.element("pBdr"), [x.border("bottom", self.spec.rule_thickness, self.spec.colour)])
        indent = x.element("ind", left=x.twips(side), right=x.twips(side), firstLine="0")
        return self.paragraph(style, (), edge, x.spacing(0, self.spec.rule_gap, after), indent)

    def thin(self) -> Any:
        """A paragraph that only OOXML needs."""
        return self.paragraph("parent", (), self.x.spacing(0, THIN))

    def boxed(self, box: BoxSpec) -> Any:
        """The one line inside a frame."""
        made = self.paragraph(box.style, (), self.x.element("jc", val="center"))
        made.append(self.run(Run(box.text), colour=box.colour))
        return made

    def table(self, columns: Sequence[float], rows: Iterable[Any], **look: Any) -> Any:
        """A ``w:tbl`` of fixed layout."""
        x = self.x
        properties, grid = x.table_properties(sum(columns), columns, **look)
        return x.with_children(x.element("tbl"), [properties, grid, *rows])

    def place(self, *elements: Any) -> None:
        """Append to the body, before its last section's properties."""
        last = self.body.sectPr
        for made in elements:
            if last is None:
                self.body.append(made)
            else:
                last.addprevious(made)

    def last(self) -> Any:
        """What was placed last, None at the very beginning."""
        last = self.body.sectPr
        if last is not None:
            return last.getprevious()
        return self.body[-1] if len(self.body) else None

    def after_table(self) -> bool:
        """Whether a table was placed last: OOXML wants a paragraph between two, and after the last."""
        last = self.last()
        return last is not None and last.tag == self.x.qn("w:tbl")

    def close(self) -> None:
        """Word wants a paragraph after a table at the end."""
        if self.after_table():
            self.place(self.thin())
