"""How sure a finding is, and in which order a report tells them: the sure ones first, repeats folded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from congvan.conformance.findings import Finding
from congvan.yaml.data import read

Confidence = Literal["sure", "likely", "unsure"]
FILE = Path(__file__).with_name("confidence.yaml")
LEVELS: tuple[Confidence, ...] = ("sure", "likely", "unsure")
_FOLDED = 3
"""So many findings that differ in their place alone are told as one."""


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = read(FILE)
    return table


def confidence(rule: str, wording: str, form: str) -> Confidence:
    """Of one finding of a rule in a file of ``form`` (pdf, docx); the finding's own entry goes before the rule's."""
    table = _table()
    entry = table.get(f"{rule}.{wording}", table.get(rule, "sure"))
    level: Confidence = entry.get(form, "sure") if isinstance(entry, Mapping) else entry
    return level


def said(level: Confidence, lang: str) -> str:
    """A level in words."""
    return str(_table()["words"][level][lang])


def ordered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Errors that are sure, then what is less so; within a level as they came (from the top of the file)."""
    return tuple(sorted(findings, key=lambda f: LEVELS.index(f.confidence)))


def folded(findings: Sequence[Finding]) -> list[tuple[Finding, int]]:
    """(the first, how many there are) of findings of one rule and wording, from three on; others by themselves."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.wording, finding.confidence), []).append(finding)
    told: list[tuple[Finding, int]] = []
    for group in groups.values():
        told += [(group[0], len(group))] if len(group) >= _FOLDED else [(f, 1) for f in group]
    place = {id(f): n for n, f in enumerate(findings)}
    return sorted(told, key=lambda pair: place[id(pair[0])])


def count(findings: Sequence[Finding]) -> dict[Confidence, int]:
    """How many findings there are of each level."""
    return {level: sum(1 for f in findings if f.confidence == level) for level in LEVELS}
