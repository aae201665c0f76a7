"""One circular → its sign-ready file: the pages as printed, the empty fields or their rectangles, the mark.

The same circular gives the same bytes, so whoever signs can tell whether a file is what the program prints today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from congvan import pipeline
from congvan.machine import atomic
from congvan.model.document import Document
from congvan.model.rendered import Box, Rendered
from congvan.model.signing import Mark
from congvan.problems import Problems, Span
from congvan.workspace import Target


@dataclass(frozen=True, slots=True)
class Place:
    """Where the files of one circular lie."""

    output: Path
    id: str

    def ready(self, annex: int = 0) -> Path:
        """The sign-ready letter, or annex ``annex`` as a file of its own."""
        return self._path("ready.pdf", annex)

    def signed(self, annex: int = 0) -> Path:
        """The signed letter or annex."""
        return self._path("signed.pdf", annex)

    @property
    def rectangles(self) -> Path:
        """Rectangles for tools that make their own fields."""
        return self._path("ready.json", 0)

    def boxes(self) -> dict[str, Box]:
        """What :attr:`rectangles` says, where it is there and can be read."""
        import json

        try:
            told = json.loads(self.rectangles.read_text("utf-8"))["fields"]
            return {str(n): Box(**{k: b[k] for k in ("page", "x0", "y0", "x1", "y1")}) for n, b in told.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def _path(self, ending: str, annex: int) -> Path:
        part = f".phu-luc-{annex}" if annex else ""
        return self.output / f"{self.id}{part}.{ending}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What ``ready`` made: files, and the fields of the letter with their rectangles."""

    files: tuple[Path, ...]
    fields: Mapping[str, Box]


@dataclass(frozen=True, slots=True)
class Printed:
    """One circular as it is to be signed: the letter's pages, its mark and fields, each annex in a file of its own."""

    pages: bytes
    mark: Mark
    boxes: Mapping[str, Box]
    annexes: tuple[bytes, ...]

    def letter(self, *, fields: bool) -> bytes:
        """The sign-ready letter, with empty fields or without."""
        from congvan.pades import fields as made

        return made.prepare(self.pages, self.boxes if fields else {}, self.mark)


def ready(
    target: Target,
    office: pipeline.Office,
    output: Path,
    problems: Problems,
    *,
    vgca: bool = False,
    apart: bool = False,
) -> Prepared | None:
    """One circular → its sign-ready file: the same pages, with empty fields or with their rectangles beside it."""
    document = pipeline.to_document(target, office, problems)
    if document is None:
        return None
    draft = document.draft
    if draft:
        document = pipeline.to_document(target, office, Problems(), draft=True)
        assert document is not None
    made = printed(document, office, target.name, draft=draft, apart=apart)
    place = Place(output, target.name)
    files = {place.ready(): made.letter(fields=not vgca)}
    files |= {place.ready(number): data for number, data in enumerate(made.annexes, 1)}
    if vgca:
        files[place.rectangles] = _rectangles(target.name, made)
    atomic.write_all(files, office.settings.rights())
    return Prepared(tuple(files), made.boxes)


def signed_otherwise(target: Target, office: pipeline.Office, output: Path, problems: Problems) -> None:
    """Warning: CV647 what is there as signed was signed with another text, so the seal will refuse it."""
    signed = Place(output, target.name).signed()
    try:
        data = signed.read_bytes()
    except OSError:
        return  # mostly: nobody has signed yet; what can't be read is told by who needs it
    from congvan.pades import fields

    seen = fields.look(data)
    mark = seen.mark if seen is not None else None
    if seen is None or mark is None or not any(seen.signed.values()):
        return
    if of_today(mark, target, office) is False:
        problems.warning("CV647", Span(target.shown, 1, 1), id=target.name, file=signed.name)


def as_marked(mark: Mark, target: Target, office: pipeline.Office, now: Document | None = None) -> Document | None:
    """Today's text as a file with ``mark`` shows it: without number and date where the leader signs before them; None
    where it has faults. ``now``: today's text with them, where somebody has it already.
    """
    if now is not None and not mark.draft:
        return now
    return pipeline.to_document(target, office, Problems(), draft=mark.draft)


def of_today(mark: Mark, target: Target, office: pipeline.Office, now: Document | None = None) -> bool | None:
    """Whether a file with ``mark`` says what its circular says today; None where that can't be said for its faults."""
    document = as_marked(mark, target, office, now)
    return None if document is None else pipeline.frozen_sha256(document) == mark.text


def printed(document: Document, office: pipeline.Office, id: str, *, draft: bool, apart: bool) -> Printed:
    """Print ``document`` as it is to be signed."""
    from congvan.pades import fields

    text, measures = pipeline.frozen_sha256(document), office.standard.signing
    letter, *others = _rendered(document, office, apart)
    annexes = tuple(_annex(part, office, Mark(id, text, part.sha256, draft)) for part in others)
    mark = Mark(id, text, letter.sha256, draft, tuple(fields.digest(data) for data in annexes))
    boxes = fields.places(letter.anchors, measures, office.issuer.seal_diameter)
    return Printed(letter.data, mark, boxes, annexes)


def _annex(part: Rendered, office: pipeline.Office, mark: Mark) -> bytes:
    from congvan.pades import fields

    return fields.prepare(
        part.data, fields.info_place(*fields.paper(part.data), margin(office), office.standard.signing), mark
    )


def margin(office: pipeline.Office) -> float:
    """The right margin of a page, in pt."""
    return float(office.standard.page["margin_right"].use) * 72 / 25.4


def _rendered(document: Document, office: pipeline.Office, apart: bool) -> tuple[Rendered, ...]:
    if apart and (document.attached or document.annexes):
        return pipeline.render_apart(document, office)
    return (pipeline.render(document, office, ("pdf",))["pdf"],)


def _rectangles(id: str, made: Printed) -> bytes:
    import json

    from congvan.pades.fields import paper

    fields = {n: {"page": b.page, "x0": b.x0, "y0": b.y0, "x1": b.x1, "y1": b.y1} for n, b in made.boxes.items()}
    told = {"id": id, "unit": "pt", "origin": "lower left", "page_size": list(paper(made.pages)), "fields": fields}
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
