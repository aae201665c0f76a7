"""Faults by the thousand: told once, in near-linear time, and a book of them ends with how many more there are."""

from __future__ import annotations

import time

import pytest

from congvan.messages import sentence
from congvan.problems import Problems, Severity, Span


def many(count: int, file: str = "so.csv", severity: str = "error") -> Problems:
    found = Problems()
    for line in range(count):
        getattr(found, severity)("CV542", Span(file, line + 2, 1), number=line)
    return found


def test_a_thousand_are_told_and_then_how_many_more() -> None:
    found = many(1234)
    told = found.sorted()
    assert len(told) == 1001
    assert len(found) == 1234
    last = told[-1]
    assert (last.code, last.severity, last.span) == ("CV069", Severity.ERROR, Span("so.csv", 1, 1))
    assert sentence(last, "vi") == "và 234 lỗi nữa trong tệp này"
    assert sentence(last, "en") == "and 234 more in this file"
    assert [d.span.line for d in told[:-1] if d.span] == list(range(2, 1002))
    assert len(many(1000).sorted()) == 1000


def test_each_file_has_its_own() -> None:
    found = many(1500, "b.csv")
    found.extend(many(3, "c.csv"))
    found.extend(many(1002, "a.csv", "warning"))
    found.error("CV407", None)
    told = [(d.code, d.severity, d.values["count"]) for d in found.sorted() if d.code == "CV069"]
    assert told == [("CV069", Severity.WARNING, 2), ("CV069", Severity.ERROR, 500)]
    assert found.sorted()[-1].code == "CV407"
    assert [d.span.file for d in found.sorted() if d.span and d.code != "CV069"][-1] == "c.csv"


def test_what_is_handed_on_is_counted_once() -> None:
    """From reader to stage to run, and met by every circular again."""
    whole = Problems()
    for _ in range(3):
        whole.extend(many(1300))
    assert [d.values["count"] for d in whole if d.code == "CV069"] == [300]
    assert len(whole) == 1300
    whole.error("CV541", Span("so.csv", 1, 1))
    assert [d.values["count"] for d in whole if d.code == "CV069"] == [301]


def test_an_error_after_a_thousand_warnings_still_fails() -> None:
    found = many(1000, severity="warning")
    assert not found.failed
    found.error("CV541", Span("so.csv", 1, 1))
    assert found.failed
    assert found.sorted()[-1].severity is Severity.ERROR


@pytest.mark.parametrize("files", [1, 5000])
def test_time_grows_with_the_number(files: int) -> None:
    def took(count: int) -> float:
        begun = time.process_time()
        found = Problems()
        for n in range(count):
            found.error("CV542", Span(f"{n % files}.csv", n, 1), number=n)
        found.sorted()
        return time.process_time() - begun

    small = min(took(10_000) for _ in range(3))
    assert took(80_000) < 8 * small * 3
