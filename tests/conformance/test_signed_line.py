"""KS-1: the moment of a signature as the decree's own lines write it, and as they don't."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from congvan.conformance import measure
from congvan.conformance.findings import Findings
from congvan.conformance.letter import Parts
from congvan.conformance.rules import signed
from congvan.conformance.rules.case import Case
from congvan.standard.loader import load

SCAN = Path(__file__).parent / "cases" / "field" / "P4-scan-with-sao-y-stamp.pdf"


def told(text: str) -> set[str]:
    """What is said of the words of a line, not of its look and place."""
    measured = measure(SCAN)
    line = measured.copy_line[0]
    piece = dataclasses.replace(line.pieces[0], text=text)
    parts = Parts(measured, signed=[dataclasses.replace(line, pieces=(piece,))])
    case = Case(measured, parts, load(), Findings(), parts)
    signed.line(case)
    return {f.wording for f in case.findings.found} & {"form", "zone"}


@pytest.mark.parametrize(
    "when",
    [
        "08/9/2025; 14:02:31 +07:00", "08/09/2025; 14:02:31; +07:00", "08/9/2025; 14: 02: 31 +07:00",
        "08/9/2025 14:02:31+07:00", "08/9/2025, 14:02:31 +07", "08 / 9 / 2025; 14 : 02 : 31 + 07:00",
        "08/9/2025; 14 giờ 02 phút 31 giây; +07:00", "ngày 08 tháng 9 năm 2025; 14 giờ 02 phút 31 giây; +07:00",
        "ngày 08 tháng 9 năm 2025; 14:02:31; múi giờ +07:00", "ngày 08/9/2025; 14:02:31 +07:00",
        "08/9/2025; 14h02m31s +07:00", "08/9/2025; 14:02:31 (UTC+07:00)", "08/9/2025; 14:02:31 GMT+7",
        "08/9/2025; 14 giờ: 02 phút: 31 giây; +07:00",
    ],
)  # fmt: skip
def test_the_decrees_spellings(when: str) -> None:
    assert told(f"Sao y; Chi cục Kiểm lâm; {when}") == set()
    assert told(f"Số: 131/QĐ-SKHCN; {when}") == set()


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("08/9/2025; 14:02 +07:00", "form"), ("14:02:31 +07:00", "form"), ("08/9/2025; +07:00", "form"),
        ("08/9; 14:02:31 +07:00", "form"), ("tháng 9 năm 2025; 14:02:31 +07:00", "form"),
        ("08/9/2025; 14:02:31", "zone"), ("08/9/2025; 14:02:31 Z", "zone"), ("08/9/2025; 14:02:31 +08:00", "zone"),
        ("08/9/2025; 14:02:31 giờ Việt Nam", "zone"),
    ],
)  # fmt: skip
def test_what_they_are_not(when: str, said: str) -> None:
    assert told(f"Sao y; Chi cục Kiểm lâm; {when}") == {said}
