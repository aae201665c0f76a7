"""What a person types of numbers, codes and kinds → what is meant by it, or its faults."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from congvan.machine.said import named
from congvan.model.register import COPIES, Code, Entry, Filter
from congvan.pipeline.sequences import COPY_FORMS
from congvan.problems import Problems
from congvan.yaml.typed import said_cleanly

if TYPE_CHECKING:
    from congvan import pipeline
    from congvan.register.ledger import Ledger

_BETWEEN = re.compile(r"\s*[-–]\s*")
MOST = 1000
"""So many numbers may be set aside or voided at once: more is a slip of the finger."""


def whole(typed: str | int | None, problems: Problems) -> int | None:
    """A whole number. Errors: CV513 a letter after it, CV519 no number."""
    if typed is None:
        return None
    text = str(typed).strip()
    if re.fullmatch(r"\d{1,6}[A-Za-zĐđ]+", text):
        problems.error("CV513", None, number=text, cure=named("NEXT_NUMBER"))
    elif not re.fullmatch(r"\d{1,6}", text) or int(text) == 0:
        problems.error("CV519", None, number=text)
    else:
        return int(text)
    return None


def numbers(typed: str, problems: Problems) -> range:
    """``12`` or ``12-15`` → the numbers. Errors: those of :func:`whole`, CV534 no such range, or too many of them."""
    ends = _BETWEEN.split(typed.strip())
    first, last = (whole(end, problems) or 0 for end in (ends[0], ends[-1]))
    if not problems.failed and not (len(ends) <= 2 and 0 <= last - first < MOST):
        problems.error("CV534", None, numbers=typed, most=MOST, command="reserve")
    return range(first, last + 1)


def numbers_in(typed: str) -> range | None:
    """``12`` or ``12-15`` → the numbers; None where it is neither, or begins at 0."""
    ends = _BETWEEN.split(typed.strip())
    if len(ends) > 2 or not all(end.isdecimal() and len(end) <= 6 for end in ends):
        return None
    first, last = int(ends[0]), int(ends[-1])
    return range(first, last + 1) if first else None


def register_of(office: pipeline.Office | None, typed: str, problems: Problems) -> Ledger | None:
    """The register in which the entry that ``typed`` means is looked for. Errors: CV530 there is none."""
    from congvan import pipeline

    register = pipeline.open_register(office) if office is not None else None
    if register is None and not problems.failed:
        problems.error("CV530", None, code=typed)
    return register


def one_entry(
    register: Ledger, typed: str, year: int | None, problems: Problems, sequence: str | None = None
) -> Entry | None:
    """The one entry that a code, a bare number (in ``sequence``, where one is named) or a circular's id means.

    Errors: CV414 a character that no code has, CV530 none, CV531 several.
    """
    if not said_cleanly(typed, "CODE", problems):
        return None
    code = Code.parse(typed, alone=True)
    by_id = register.entry_of(typed.strip())
    if by_id is not None or code is None:
        if by_id is None:
            problems.error("CV530", None, code=typed)
        return by_id
    found = [one for one in register.find(code, year) if sequence in (None, one.sequence)]
    answered = [by for _, by in register.replies_to(code, year)] if not found and code.symbol else []
    if answered:
        problems.error("CV717", None, code=code, by=tuple(str(by.code) for by in answered))
    elif not found:
        problems.error("CV530", None, code=typed if year is None else f"{typed} ({year})")
    elif len(found) > 1:
        problems.error("CV531", None, code=typed, which=", ".join(f"{e.code} ({e.year})" for e in found[:8]))
    else:
        return found[0]
    return None


def known_kind(office: pipeline.Office, kind: str, problems: Problems) -> bool:
    """Whether there is such a kind, or form of copy. A slip would name another sequence. Errors: CV409."""
    from congvan.standard.kinds import kinds
    from congvan.text.nearest import nearest

    known = (*kinds(), *office.workspace.kinds(), *COPY_FORMS)
    if kind not in known:
        problems.error("CV409", None, type=kind, near=nearest(kind, known))
    return kind in known


def of_kind(wanted: Filter, office: pipeline.Office | None, problems: Problems) -> Filter:
    """The kind asked for as the register knows it: a kind, or the sequence of all copies. Errors: CV409."""
    if wanted.type == COPIES:
        return replace(wanted, type=None, sequence=COPIES)
    if office is not None and wanted.type is not None:
        known_kind(office, wanted.type, problems)
    return wanted
