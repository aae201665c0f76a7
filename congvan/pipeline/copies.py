"""The copies of one circular → their PDFs, all that can be in one way: composed once with marks, printed once for each
number of lines, and filled in for everybody. Whatever can't be is made as any letter is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from congvan.machine import children
from congvan.pipeline import each, printing
from congvan.problems import Problems

if TYPE_CHECKING:
    from congvan.compose.holes import Said
    from congvan.model.circular import Circular, Recipient
    from congvan.model.document import Document
    from congvan.model.rendered import Rendered
    from congvan.pipeline import Office
    from congvan.render.each import Copies
    from congvan.workspace import Target


def rendered(
    target: Target, circular: Circular, office: Office, keys: Iterable[str], formats: Iterable[str]
) -> Iterator[tuple[str, dict[str, Rendered]]]:
    """The files of some copies of a circular, by format. Errors: MachineFault where a font or a library is missing."""
    wanted = tuple(formats)
    batch = batch_of(target, circular, office) if "pdf" in wanted else None
    for key in keys:
        pdf = batch.pdf(key) if batch is not None else None
        made = {} if pdf is None else {"pdf": pdf}
        left = [name for name in wanted if name not in made]
        if left:
            _, document = next(each.documents(circular, office, (key,)))
            made |= printing.render(document, office, left)
        yield key, made


def batch_of(target: Target, circular: Circular, office: Office) -> Batch:
    """All copies of a circular; made once in a process."""
    known = office.batches.get(target.id)
    if known is None or known.circular is not circular:
        known = office.batches[target.id] = Batch(circular, office)
    return known


class Batch:
    """All copies of a circular; the same file for a copy, however they are shared out."""

    def __init__(self, circular: Circular, office: Office) -> None:
        from congvan.compose import holes

        self.circular, self.office = circular, office
        self.known = {one.key: one for one in circular.recipients}
        self.said: dict[str, Said] = {}
        if holes.able(circular):
            asked = holes.Asked(circular)
            for one in circular.recipients:
                said = asked.said(one)
                if said is not None and said.usual():
                    self.said[one.key] = said
        self.signs = "".join(sorted({sign for said in self.said.values() for word in said.words for sign in word}))
        self.kinds: dict[tuple[object, ...], tuple[Document, Copies] | None] = {}

    def pdf(self, key: str) -> Rendered | None:
        """The PDF of a copy; None where it must be printed whole."""
        from congvan.compose import holes

        said = self.said.get(key)
        if said is None or not children.allowed():
            return None
        if said.kind not in self.kinds:
            self.kinds[said.kind] = self._kind(said)
        found = self.kinds[said.kind]
        if found is None or (holes.closing(found[0]) and said.signed):
            return None
        document = holes.filled(found[0], said, key, found[1].held.blocks)
        return None if holes.repeated(document) else found[1].pdf(document)

    def _kind(self, said: Said) -> tuple[Document, Copies] | None:
        """What stands for all copies of a kind: the first of them in the list, composed with marks and without."""
        from congvan import compose
        from congvan.compose import holes
        from congvan.compose.names import Marks
        from congvan.pipeline.enclosed import Beside
        from congvan.render import each as render
        from congvan.render import fonts
        from congvan.render.layout.each import Held
        from congvan.render.parted import Unfit

        first = next(one for one in self.circular.recipients if self._of(one, said))
        own = replace(self.circular, recipient=first)
        beside = Beside(self.office.workspace, own.id)
        wording = self.office.standard.wording
        marked = compose.compose(own, wording, Problems(), enclosed=beside, marks=Marks())
        _, document = next(each.documents(self.circular, self.office, (first.key,)))
        if marked is None or not holes.holed(marked, own.kind.subject_prefix):
            return None
        if (
            replace(holes.filled(marked, self.said[first.key], first.key, holes.places(marked)), files=document.files)
            != document
        ):
            return None
        parts = marked.parts
        held = Held(
            any(map(holes.marked, parts.subject)), any(map(holes.marked, parts.addressees)), holes.places(marked)
        )
        try:
            return marked, render.Copies(document, held, self.signs, self.office.standard, fonts.find())
        except Unfit:
            return None

    def _of(self, one: Recipient, said: Said) -> bool:
        known = self.said.get(one.key)
        return known is not None and known.kind == said.kind
