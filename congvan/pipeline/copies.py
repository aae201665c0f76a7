"""The copies of one circular → their files, all that can be in one way: composed once with marks and filled in for
everybody; of PDFs, printed once for each number of lines. Whatever can't be is made as any letter is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
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
    from congvan.render.layout.each import Again, Held
    from congvan.workspace import Target


def rendered(
    target: Target, circular: Circular, office: Office, keys: Iterable[str], formats: Iterable[str]
) -> Iterator[tuple[str, dict[str, Rendered]]]:
    """The files of some copies of a circular, by format. Errors: MachineFault where a font or a library is missing."""
    wanted = tuple(formats)
    batch = batch_of(target, circular, office) if not FILLED.isdisjoint(wanted) else None
    for key in keys:
        made = batch.made(key, wanted) if batch is not None else {}
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


FILLED = frozenset(("pdf", "docx"))
"""Formats of which copies are filled in."""
Kind = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A copy with marks in the place of its own words, the blocks of its body that have marks, and the copy itself."""

    document: Document
    places: tuple[int, ...]
    first: Document


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
        self.marked: dict[Kind, Marked | None] = {}
        self.laid: dict[Kind, Again | None] = {}
        self.printed: dict[Kind, Copies | None] = {}

    def made(self, key: str, wanted: Collection[str]) -> dict[str, Rendered]:
        """Those files of a copy that can be filled in, by format."""
        document = self.document(key)
        if document is None:
            return {}
        found = {name: self._made(name, key, document) for name in wanted if name in FILLED}
        return {name: one for name, one in found.items() if one is not None}

    def pdf(self, key: str) -> Rendered | None:
        """The PDF of a copy; None where it must be printed whole."""
        return self.made(key, ("pdf",)).get("pdf")

    def docx(self, key: str) -> Rendered | None:
        """The DOCX of a copy; None where it must be laid out whole."""
        return self.made(key, ("docx",)).get("docx")

    def document(self, key: str) -> Document | None:
        """A copy as it reads; None where it must be composed by itself."""
        from congvan.compose import holes

        said = self.said.get(key) if children.allowed() else None  # what is kept here is for one thread
        marked = None if said is None else self._marked(said)
        if said is None or marked is None or (holes.closing(marked.document) and said.signed):
            return None
        document = holes.filled(marked.document, said, key, marked.places)
        return None if holes.repeated(document) else document

    def _made(self, name: str, key: str, document: Document) -> Rendered | None:
        said = self.said[key]
        if name == "docx":
            if said.kind not in self.laid:
                self.laid[said.kind] = self._laid(said)
            again = self.laid[said.kind]
            spec = None if again is None else again.lay_out(document)
            return None if spec is None else printing.docx(document, spec)
        if said.kind not in self.printed:
            self.printed[said.kind] = self._printed(said)
        found = self.printed[said.kind]
        return None if found is None else found.pdf(document)

    def _marked(self, said: Said) -> Marked | None:
        """What stands for all copies of a kind: the first of them in the list, composed with marks and without."""
        if said.kind not in self.marked:
            self.marked[said.kind] = self._compose(said)
        return self.marked[said.kind]

    def _compose(self, said: Said) -> Marked | None:
        from congvan import compose
        from congvan.compose import holes
        from congvan.compose.names import Marks
        from congvan.pipeline.enclosed import Beside

        alike = [one for one in self.circular.recipients if self._of(one, said)]
        own = replace(self.circular, recipient=alike[0])
        beside = Beside(self.office.workspace, own.id)
        wording = self.office.standard.wording
        marked = compose.compose(own, wording, Problems(), enclosed=beside, marks=Marks())
        if marked is None or not holes.holed(marked, own.kind.subject_prefix):
            return None
        places = holes.places(marked)
        first = self._plainest(alike, marked, places)
        _, document = next(each.documents(self.circular, self.office, (first.key,)))
        filled = holes.filled(marked, self.said[first.key], first.key, places)
        return Marked(marked, places, document) if replace(filled, files=document.files) == document else None

    def _plainest(self, alike: Sequence[Recipient], marked: Document, places: tuple[int, ...]) -> Recipient:
        """The first of copies whose own names change no line of what all have in common: most others' don't either."""
        from congvan.compose import holes
        from congvan.render.layout.each import Still

        still = Still(marked, _held(marked, places))
        for one in alike:
            document = holes.filled(marked, self.said[one.key], one.key, places)
            if not still.stirred(document.names - marked.names):
                return one
        return alike[0]

    def _held(self, said: Said) -> tuple[Document, Held]:
        """The copy that stands for all of its kind, and where it has words of its own."""
        made = self._marked(said)
        assert made is not None
        return made.first, _held(made.document, made.places)

    def _laid(self, said: Said) -> Again | None:
        """The same, laid out."""
        from congvan.render import fonts, layout
        from congvan.render.layout.each import Again

        first, held = self._held(said)
        found, standard = fonts.find(), self.office.standard
        again = Again(first, layout.lay_out(first, standard, found), held, standard, found)
        return again if again.able else None

    def _printed(self, said: Said) -> Copies | None:
        """The same, as WeasyPrint prints it."""
        from congvan.render import each as render
        from congvan.render import fonts
        from congvan.render.parted import Unfit

        first, held = self._held(said)
        try:
            return render.Copies(first, held, self.signs, self.office.standard, fonts.find())
        except Unfit:
            return None

    def _of(self, one: Recipient, said: Said) -> bool:
        known = self.said.get(one.key)
        return known is not None and known.kind == said.kind


def _held(marked: Document, places: tuple[int, ...]) -> Held:
    """Where a document has marks."""
    from congvan.compose import holes
    from congvan.render.layout.each import Held

    parts = marked.parts
    return Held(any(map(holes.marked, parts.subject)), any(map(holes.marked, parts.addressees)), places)
