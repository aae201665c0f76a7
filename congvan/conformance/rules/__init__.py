"""The rules of inspection: one small function each, over what was measured, in the order of the letter."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from congvan.conformance.rules import (
    annex,
    attached,
    body,
    capitals,
    citations,
    copies,
    foot,
    forms,
    head,
    marks,
    numbering,
    page,
    signed,
    title,
)
from congvan.conformance.rules.case import Case, Rule

FILE: tuple[Rule, ...] = (*page.RULES, body.left_overs, signed.line)
"""Over a whole file, whatever documents it holds."""
DOCUMENT: tuple[Rule, ...] = (
    *head.RULES,
    *title.RULES,
    *marks.RULES,
    *forms.RULES,
    *citations.RULES,
    *body.RULES,
    *numbering.RULES,
    *foot.RULES,
    *annex.RULES,
    *capitals.RULES,
)
"""Over the main document."""
ATTACHED: tuple[Rule, ...] = (
    *attached.RULES,
    head.coupled,
    head.state_and_motto,
    head.agency,
    head.unabbreviated,
    title.named,
    *citations.RULES,
    *body.RULES,
    *numbering.RULES,
    *annex.RULES,
    *capitals.RULES,
)
"""Over each text that the main document issues: a head of its own, no number, no date, nobody signs it."""
COPY: tuple[Rule, ...] = (head.agency, head.unabbreviated, head.number, head.place_and_date, *foot.SIGNED)
"""Over the block of a copy, whose parts are set as those of a letter (PL I, Phần II)."""
_MAIN = ("SZ-1", "QH-1", "CQ-1", "SK-1", "SK-2", "DD-1", "TL-1", "TL-2", "KG-1", "PR-1", "ND-1", "ND-3", "CK-1", "NN-1")
"""What is told as not judged where a file has no main document."""


ANYTHING: tuple[Rule, ...] = (body.left_overs, page.composed, *capitals.RULES)
"""Over a text of which nobody can tell whether NĐ 30 rules it."""


def judge(case: Case, *, anything: bool = False) -> None:
    """Every rule over one file, its main document and each other in it; ``anything``: a text of no known kind."""
    if anything:
        _over(ANYTHING, case)
        return
    _over(FILE, case)
    for name in _MAIN if case.parts.absent else ():
        case.findings.skip(name, case.parts.absent)
    _over({"": DOCUMENT, "annex_alone": annex.RULES}.get(case.parts.absent, ()), case)
    for text in case.parts.attached:
        _over(ATTACHED, dataclasses.replace(case, parts=text))
    for text in case.parts.more:
        text.agency = case.parts.agency
        _over(DOCUMENT, dataclasses.replace(case, parts=text, main=text))
    for copy in case.parts.copies:
        copies.block(case, copy)
        _over(COPY, dataclasses.replace(case, parts=copy.parts))


def _over(rules: Iterable[Rule], case: Case) -> None:
    for rule in rules:
        rule(case)
