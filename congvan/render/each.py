"""Copies of one kind → PDFs: one copy for each number of lines is printed by WeasyPrint and becomes a mould; what the
others say of their own is put into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from congvan.model.document import Document, Run
from congvan.model.layout import LayoutSpec, ParagraphSpec, TextPart, TextSpec
from congvan.model.rendered import Rendered
from congvan.render.flow import Box, Leaf, Line, Look, Widths, leaves, lines
from congvan.render.fonts import Fonts
from congvan.render.layout.each import Again, Held
from congvan.render.mould import Drawn, Mould, widths
from congvan.render.parted import Unfit
from congvan.standard import Standard

Shape = tuple[object, ...]
_BLANK = set(" \n\u200b\u00a0\u00ad")
"""What shows nothing; but for the space no line is foreseen that has it (:func:`flow.leaves`)."""


class Copies:
    """Copies that differ in their recipients' words only. ``document`` is one of them, ``signs`` every sign that any of
    them has in its words. Errors: Unfit.
    """

    def __init__(self, document: Document, held: Held, signs: str, standard: Standard, fonts: Fonts) -> None:
        from congvan.render import layout

        self.fonts, self.held, self.standard = fonts, held, standard
        spec = layout.lay_out(document, standard, fonts)
        self.again = Again(document, spec, held, standard, fonts)
        if not self.again.able:
            raise Unfit("words where none were foreseen")
        drawn = Drawn(document, spec, fonts)
        drawn.find(spec, held.subject, held.addressees, self.again.places)
        typed = "".join(sorted({*signs, *self._signs(spec)} - _BLANK))
        self.signs = f" {typed}"
        self.pre = [item.pre for item in drawn.items]
        self.boxes = drawn.boxes
        self.widths: list[dict[Look, Widths]] = [{} for _ in drawn.items]
        for item, look in drawn.styles:
            self.widths[item][look] = Widths(widths(drawn, item, look, self.signs))
        self.moulds: dict[Shape, Mould] = {}
        self.subjects = sum(self.pre)

    def pdf(self, document: Document) -> Rendered | None:
        """The PDF of a copy; None where it must be printed whole."""
        spec = self.again.lay_out(document)
        found = None if spec is None else self._lines(spec)
        if spec is None or found is None:
            return None
        made, shape = found
        mould = self.moulds.get(shape) or self._mould(document, spec, made)
        if mould is None:
            return None  # of this copy alone: it says nothing of others with as many lines
        self.moulds[shape] = mould
        return mould.fill(document.title, made)

    def _mould(self, document: Document, spec: LayoutSpec, made: list[list[Line]]) -> Mould | None:
        from congvan.render import layout

        if layout.lay_out(document, self.standard, self.fonts) != spec:
            return None
        try:
            drawn = Drawn(document, spec, self.fonts)
            drawn.find(spec, self.held.subject, self.held.addressees, self.again.places)
            return Mould(drawn, self.signs, made)
        except Unfit:
            return None

    def _leaves(self, spec: LayoutSpec) -> list[list[Leaf] | None]:
        """What each item says."""
        found: list[list[Leaf] | None] = []
        if self.held.subject:
            found += [[Leaf(line, (False, False), (), whole=True)] for line in spec.head.subject]
        to = spec.addressees
        if self.held.addressees and to is not None:
            found += [leaves(to.single, f"{to.label} ")] if to.single is not None else [leaves(one) for one in to.many]
        body = next(piece for piece in reversed(spec.sections[0].pieces) if isinstance(piece, TextSpec))
        return [*found, *(leaves(_runs(body.parts[at])) for at in self.again.places)]

    def _signs(self, spec: LayoutSpec) -> Iterator[str]:
        """Every sign of its items, also of those in which a line may end inside a word."""
        if self.held.subject:
            yield from chain.from_iterable(spec.head.subject)
        to = spec.addressees
        if self.held.addressees and to is not None:
            yield from f"{to.label} "
            yield from _letters(*([to.single] if to.single is not None else to.many))
        body = next(piece for piece in reversed(spec.sections[0].pieces) if isinstance(piece, TextSpec))
        yield from _letters(*(_runs(body.parts[at]) for at in self.again.places))

    def _lines(self, spec: LayoutSpec) -> tuple[list[list[Line]], Shape] | None:
        """The lines of each item, and what a mould must share with them."""
        found = self._leaves(spec)
        many = len(spec.head.subject) if self.held.subject else 0
        made: list[list[Line]] = []
        for index, said in enumerate(found):
            # Each line of V/v is an item of its own, and all of them are set alike.
            at = 0 if index < many else index - many + self.subjects
            if said is None or at >= len(self.boxes):
                return None
            box, known = self.boxes[at], self.widths[at]
            if index < many:
                box = Box(spec.head.left / 0.75, box.indent, box.align)
            if any(leaf.look not in known for leaf in said):
                return None
            try:
                row = lines(said, box, known)
            except KeyError:  # a letter that no copy's words have
                return None
            if row is None:
                return None
            made.append(row)
        text = next(piece for piece in reversed(spec.sections[0].pieces) if isinstance(piece, TextSpec))
        keeps = tuple(getattr(part, "keep", False) for part in text.parts)
        return made, (many, spec.head.left, keeps, tuple(map(len, made)))


def _runs(part: TextPart) -> tuple[Run, ...]:
    return part.runs if isinstance(part, ParagraphSpec) else ()


def _letters(*runs: Sequence[Run]) -> Iterator[str]:
    return (sign for some in runs for run in some for sign in run.text)
