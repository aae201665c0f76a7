"""What was typed although the form prints it: "Kính gửi" in the text, "Lưu: VT" in the list; a capital after V/v."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from congvan.model.circular import Circular
from congvan.model.source import Spanned
from congvan.problems import Fix, Problems, Span
from congvan.text.subject import PREFIX
from congvan.yaml.data import read

_MOST = 300
"""So many lines of a text are looked at: what is typed again stands at its ends."""


@cache
def _words() -> Mapping[str, Any]:
    """What the lines begin with, from the file beside."""
    found: Mapping[str, Any] = read(Path(__file__).with_name("twice.yaml"))
    return found


@cache
def _printed() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The key that says it, and how such a line begins."""
    table = _words()["printed"]
    return tuple((key, re.compile(rf"\s*\**{line}")) for key, lines in table.items() for line in lines)


def check(circular: Circular, problems: Problems) -> None:
    """Warnings: CV088 the form prints it, CV089 the line "Lưu" is printed anyhow, CV090 a capital after V/v."""
    source = circular.source
    _again(source.body, problems)
    for index, item in enumerate(source.copies):
        if item.text is not None and re.match(_words()["kept"], item.text):
            problems.warning("CV089", item.span, at=f"copies[{index}]", text=item.text)
    if circular.kind.subject_prefix:
        _capital(source.subject, circular.kind.subject_prefix, problems)


def _again(body: Spanned[str], problems: Problems) -> None:
    """A subject is told of the first line only: further down, "V/v" is a word of the text."""
    begin, first = 0, True
    for line in body.value.split("\n")[:_MOST]:
        for key, pattern in _printed():
            found = pattern.match(line)
            if found and (first or key != "subject"):
                problems.warning("CV088", body.at(begin + found.start(1)), at="body", words=found[1], key=key)
        first = first and not line.strip()
        begin += len(line) + 1


def _capital(subject: Spanned[str], prefix: str, problems: Problems) -> None:
    led = PREFIX.match(subject.value)
    at = led.end() if led else len(subject.value) - len(subject.value.lstrip())
    rest = subject.value[at:]
    first, second, *_ = [*rest.split(maxsplit=2), "", ""]
    if first not in _words()["begin"].split() or re.match(_words()["names"], rest) or second[:1].isupper():
        return
    begin = subject.at(at)
    fix = Fix(begin, Span(begin.file, begin.line, begin.column + 1), first[0].lower())
    right = f"{prefix} {first[0].lower()}{rest[1:].splitlines()[0]}"
    problems.warning("CV090", begin, at="subject", fix=fix, word=first, prefix=prefix, right=right)
