"""What the pages of the studio say: each in both languages, with the same places; a word for each severity."""

from __future__ import annotations

import re

from congvan.desk.result import Diagnostic, Result
from congvan.messages import screens
from congvan.problems import Severity
from congvan.studio.pages import faults

PLACE = re.compile(r"\{(\w+)\}")


def test_every_sentence_is_there_in_both_languages() -> None:
    for name, entry in screens().items():
        assert all(entry.get(lang) for lang in ("vi", "en")), name
        assert set(PLACE.findall(entry["vi"])) == set(PLACE.findall(entry["en"])), name


def test_every_severity_has_its_word() -> None:
    for severity in Severity:
        assert {f"js.{severity.value}", f"form.{severity.value}"} <= screens().keys()


def test_what_a_file_lets_stand_is_not_told_again() -> None:
    let = Diagnostic("CV567", Severity.ACCEPTED, None, {"code": "1/A", "year": 2026, "id": "a", "reason": "b"})
    warned = Diagnostic("CV839", Severity.WARNING, None, {"id": "a", "file": "a.signed.pdf"})
    assert [one["code"] for one in faults(Result(None, (let, warned)), "vi")] == ["CV839"]
