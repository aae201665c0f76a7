"""A page gives its own cure where the command line's names commands; it fills it from the same values."""

from __future__ import annotations

import re

from congvan.desk.result import Diagnostic
from congvan.messages import catalogue, screens
from congvan.problems import Problems
from congvan.studio.pages import cured, fault

PLACE = re.compile(r"\{(\w+)\}")
COMMAND = re.compile(r"--[a-z]|\bcongvan [a-z]")
CURES = {name.removeprefix("cure."): entry for name, entry in screens().items() if name.startswith("cure.")}


def test_every_cure_is_of_a_code_and_names_no_command() -> None:
    assert CURES
    for code, entry in CURES.items():
        known = {place for text in catalogue()[code].values() for place in PLACE.findall(text)}
        for lang in ("vi", "en"):
            assert set(PLACE.findall(entry[lang])) <= known, code
            assert not COMMAND.search(entry[lang]), code


def test_an_unsigned_letter_is_told_the_box_of_the_page() -> None:
    problems = Problems()
    problems.error("CV839", None, id="a", file="a.signed.pdf")
    found = fault(Diagnostic.of(next(iter(problems))), "vi")
    assert "Ký và đóng dấu" in str(found["hint"])
    assert "--allow-unsigned" not in str(found["hint"])
    said = {"code": "CV839", "message": "…", "hint": "--allow-unsigned", "severity": "error"}
    assert cured(said, "vi")["hint"] == found["hint"]
    assert cured({**said, "code": "CV831"}, "vi")["hint"] == "--allow-unsigned"
