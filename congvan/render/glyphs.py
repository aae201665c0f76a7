"""Characters that Times New Roman can't print are refused at their place, before anything is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import chain
from typing import Any

from congvan.machine.said import named
from congvan.model.document import Document, Source, texts
from congvan.model.source import CircularSource, Spanned
from congvan.problems import Problems, Span
from congvan.text.characters import code_of, kind_of

_USUAL = (
    "\t\n -~\u00a0-\u00ac\u00ae-\u017f\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u2010\u2013\u2014\u2018-\u201e\u2026\u20ab"
)
_UNUSUAL = re.compile(f"[^{_USUAL}]")
"""All of Vietnamese and the usual marks: letters that keep to them never cost the loading of a font."""


def check(source: CircularSource, document: Document, problems: Problems, *more: object) -> None:
    """Name every character of ``document`` that no reader would see, wherever it came from (the register's texts are
    printed too), and every one that no face can print. ``more``: whatever else was printed from, issuer and
    recipients. Errors: CV005, CV304.
    """
    sources = (source, *more)
    unusual = {char for text in texts(document) for char in _UNUSUAL.findall(text)}
    hidden = {char: kind for char in unusual if (kind := kind_of(char)) is not None and kind.fate == "refused"}
    for char, kind in sorted(hidden.items()):
        place = next(chain(_places(sources, char), _printed(document, char, source.span)), source.span)
        problems.error("CV005", place, code=code_of(char), name=named(f"HIDDEN_{kind.key}"))
    unusual -= hidden.keys()
    if not unusual:
        return
    from congvan.render import fonts

    for char in sorted(fonts.find().missing("".join(unusual))):
        place = next(chain(_places(sources, char), _printed(document, char, source.span)), source.span)
        problems.error("CV304", place, char=char, code=f"U+{ord(char):04X}")


def _places(value: Any, char: str) -> Iterator[Span]:
    """Where ``char`` stands in what the clerk typed."""
    if isinstance(value, Spanned):
        if isinstance(value.value, str) and char in value.value:
            yield value.at(value.value.index(char))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _places(item, char)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _places(item, char)
    elif is_dataclass(value):
        yield from _places(getattr(value, "typed", ()), char)
        for f in fields(value):
            yield from _places(getattr(value, f.name), char)
        span = getattr(value, "span", None)  # a record whose texts have no places of their own
        if span is not None and any(char in text for f in fields(value) for text in _own(getattr(value, f.name))):
            yield span


def _own(value: Any) -> Iterator[str]:
    """The texts of a record that have no places of their own, those of its columns among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for text in value.values() if isinstance(text, str))


def _printed(value: Any, char: str, whole: Span) -> Iterator[Span]:
    """The line of what is printed with ``char``, where an expression made it and nobody typed it."""
    if isinstance(value, (tuple, list)):
        for item in value:
            yield from _printed(item, char, whole)
    elif is_dataclass(value):
        for f in fields(value):
            yield from _printed(getattr(value, f.name), char, whole)
        origin = getattr(value, "source", None)
        if isinstance(origin, Source) and any(char in text for text in texts(value)):
            yield Span(origin.file or whole.file, origin.line, 1)
