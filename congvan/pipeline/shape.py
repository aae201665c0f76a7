"""What can be told of a circular without knowing issuer and recipients: the faults of its shape."""

from __future__ import annotations

from collections.abc import Iterator

from congvan import pipeline
from congvan.machine.said import said
from congvan.problems import Diagnostic, Problems, Span
from congvan.workspace import Target


def faults(target: Target, kinds: pipeline.Kinds) -> Iterator[Diagnostic]:
    """The faults of the file alone, its kind's rules among them."""
    from congvan import read

    mine = Problems()
    try:
        read.read_circular(target.path, target.shown, target.id, mine, kind_of=kinds.asked(mine))
    except OSError as error:
        mine.error("CV407", Span(target.shown, 1, 1), reason=said(error))
    yield from mine
