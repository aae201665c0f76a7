"""signing: how far the signing of one letter has come, by the files that lie there and the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from congvan import pipeline
from congvan.desk.here import Here
from congvan.machine.said import said
from congvan.model.document import Document
from congvan.model.rendered import Box
from congvan.problems import Problems, Span
from congvan.signing import handed
from congvan.signing.ready import Place, of_today
from congvan.workspace import Target


@dataclass(frozen=True, slots=True)
class Signing:
    """``ready`` and ``signed``: the files that are there; ``earlier``: the signed one before an upload took its place;
    ``fields``: the letter's own places by name, ``filled``: those that are signed; ``fresh``: whether the text is still
    the one that stands in the file; ``blank``: whether number and date are left to the seal; ``issued``: whether the
    letter may be sealed as far as its number goes; ``others``: how many annexes are files of their own.
    """

    id: str
    ready: Path | None = None
    signed: Path | None = None
    earlier: Path | None = None
    fields: Mapping[str, Box] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    fresh: bool = True
    blank: bool = False
    issued: bool = False
    others: int = 0

    @property
    def file(self) -> Path | None:
        """The file that the next signature stands on."""
        return self.signed or self.ready


def signing(here: Here, id: str, problems: Problems) -> Signing | None:
    """Errors: CV402, those of the letter, CV607 what lies there is no file of it, CV643 unreadable."""
    with here.at(id, problems) as (target, office):
        if target is None or office is None or problems.failed:
            return None
        place = Place(here.workspace.output(None), target.id)
        paths = (place.ready(), place.signed(), handed.earlier(here.workspace.root, target.id))
        ready, signed, kept = (p if p.is_file() else None for p in paths)
        made = Signing(target.id, ready, signed, kept)
        now = pipeline.to_document(target, office, problems)
        return made if made.file is None else _seen(made, target, office, now, place, problems)


def _seen(
    made: Signing, target: Target, office: pipeline.Office, now: Document | None, place: Place, problems: Problems
) -> Signing | None:
    from congvan.pades import fields

    assert made.file is not None
    try:
        data = made.file.read_bytes()
    except OSError as error:
        problems.error("CV643", Span(target.shown, 1, 1), file=made.file.name, reason=said(error))
        return None
    look = fields.look(data)
    if look is None or look.mark is None or look.mark.id != target.id:
        problems.error("CV607", Span(target.shown, 1, 1), file=made.file.name, id=target.id)
        return made
    draft = look.mark.draft
    register = pipeline.open_register(office)
    entry = pipeline.issued_as(target, office, register) if register is not None else None
    boxes = {**place.boxes(), **fields.placed(look.opened)}
    return replace(
        made, fields=boxes, filled=frozenset(n for n, done in look.signed.items() if done), blank=draft,
        fresh=of_today(look.mark, target, office, now) is not False,
        issued=entry is not None or not draft, others=len(look.mark.annexes),
    )  # fmt: skip
