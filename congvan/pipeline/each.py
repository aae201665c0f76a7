"""A circular for each recipient → the copies of their own: as targets, as documents. Nothing else makes a copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from congvan import pipeline
from congvan.machine import files
from congvan.problems import Diagnostic, Problems, Severity
from congvan.workspace import Target

if TYPE_CHECKING:
    from congvan.model.circular import Circular
    from congvan.model.document import Document

Model = tuple["Circular", "Document"]


@dataclass
class Known:
    """What all copies of a circular are made from, with what was told of it; its text is frozen once for them all."""

    made: Model | None
    told: tuple[Diagnostic, ...]

    @cached_property
    def text(self) -> str:
        """The SHA-256 of its frozen text; "" after a fault."""
        return "" if self.made is None else pipeline.frozen_sha256(self.made[1])


_LARGEST = 50_000_000
_KEY = b"per_recipient"


def likely(target: Target) -> bool:
    """Whether its file says anything of copies for each recipient: most don't, and are not read for it."""
    try:
        return _KEY in files.read(target.path, _LARGEST)
    except (OSError, ValueError):
        return False


def with_copies(targets: Iterable[Target], office: pipeline.Office) -> list[Target]:
    """Each circular, and after it the copies that it is the model of; one with faults stands alone, to tell them."""
    found: list[Target] = []
    for target in targets:
        keys = keys_of(target, office)
        found += [target, *(replace(target, copy=key) for key in keys)]
    return found


def keys_of(target: Target, office: pipeline.Office) -> tuple[str, ...]:
    """The keys of all copies; none where it is one for all, or has faults."""
    if target.copy or not likely(target):
        return ()
    found = model(target, office, Problems())
    return () if found is None else tuple(one.key for one in found[1].copies)


def model(target: Target, office: pipeline.Office, problems: Problems, *, draft: bool = False) -> Model | None:
    """What all copies of a circular are made from, read once in a deed; its errors are told of every copy."""
    known = _known(target, office, draft=draft)
    problems.extend(d for d in known.told if d.severity is Severity.ERROR)
    return known.made


def told(target: Target, office: pipeline.Office, problems: Problems) -> Model | None:
    """What all copies of a circular are made from, with all that is told of it."""
    known = _known(target, office)
    problems.extend(known.told)
    return known.made


def _known(target: Target, office: pipeline.Office, *, draft: bool = False) -> Known:
    known = office.models.get((target.id, draft))
    if known is None:
        mine = Problems()
        made = pipeline.to_circular(replace(target, copy=""), office, mine, draft=draft)
        known = office.models[target.id, draft] = Known(made, tuple(mine))
    return known


def one(target: Target, office: pipeline.Office, problems: Problems, *, draft: bool) -> Model | None:
    """The copy that a target names; None after the errors of its model."""
    found = model(target, office, problems, draft=draft)
    return None if found is None else next(documents(found[0], office, (target.copy,)))


def documents(circular: Circular, office: pipeline.Office, keys: Iterable[str]) -> Iterator[Model]:
    """The copies of some recipients, each as what it says and as it reads."""
    from congvan import compose
    from congvan.pipeline.enclosed import Beside

    known = {recipient.key: recipient for recipient in circular.recipients}
    for key in keys:
        own, quiet = replace(circular, recipient=known[key]), Problems()
        beside = Beside(office.workspace, circular.id)
        document = compose.compose(own, office.standard.wording, quiet, enclosed=beside)
        if document is None:  # the model told every fault of the text: what is left is the program's
            raise AssertionError(_said(quiet))
        yield own, document


def _said(problems: Iterable[Diagnostic]) -> str:
    return "; ".join(f"{d.code} {dict(d.values)}" for d in problems)


def issued_text(target: Target, document: Document, office: pipeline.Office) -> str:
    """The SHA-256 that the register has of what ``document`` is a copy of: its own, or its model's."""
    return _known(target, office).text if target.copy else pipeline.frozen_sha256(document)
