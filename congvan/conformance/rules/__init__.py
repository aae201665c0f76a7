"""The rules of inspection: one small function each, over what was measured, in the order of the letter."""

from __future__ import annotations

from congvan.conformance.rules import (
    annex,
    body,
    capitals,
    citations,
    copies,
    foot,
    head,
    marks,
    numbering,
    page,
    title,
)
from congvan.conformance.rules.case import Case, Rule

RULES: tuple[Rule, ...] = (
    *page.RULES,
    *head.RULES,
    *title.RULES,
    *marks.RULES,
    *citations.RULES,
    *body.RULES,
    *numbering.RULES,
    *foot.RULES,
    *annex.RULES,
    *copies.RULES,
    *capitals.RULES,
)


def judge(case: Case) -> None:
    """Every rule over one file."""
    for rule in RULES:
        rule(case)
