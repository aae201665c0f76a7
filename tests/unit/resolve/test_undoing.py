"""Điều 18.3: which form corrects, which replaces."""

from types import SimpleNamespace

import pytest

from congvan.model.source import Spanned
from congvan.problems import Problems, Severity, Span
from congvan.resolve import undoing

AT = Span("x.yaml", 3, 5)


@pytest.mark.parametrize(
    ("field", "mine", "old", "wanted"),
    [
        ("corrects", "cong-van", "quyet-dinh", []),
        ("corrects", "quyet-dinh", "quyet-dinh", []),
        ("corrects", "thong-bao", "quyet-dinh", ["CV528"]),
        ("corrects", "thong-bao", None, []),
        ("replaces", "quyet-dinh", "quyet-dinh", []),
        ("replaces", "thong-bao", "quyet-dinh", ["CV529"]),
        ("recalls", "thong-bao", "quyet-dinh", []),
    ],
)
def test_form(field: str, mine: str, old: str | None, wanted: list[str]) -> None:
    given = SimpleNamespace(type=Spanned(old, AT) if old else None)
    source = SimpleNamespace(corrects=(), replaces=(), recalls=(), references={"x": given})
    setattr(source, field, (Spanned("x", AT),))
    problems = Problems()
    kind = SimpleNamespace(slug=mine, name="Loại này")
    undoing.check(source, kind, {"x": SimpleNamespace(type_name="Loại kia")}, problems)
    assert [(d.code, d.severity, d.span) for d in problems] == [(code, Severity.WARNING, AT) for code in wanted]


def test_a_key_that_is_no_reference() -> None:
    source = SimpleNamespace(corrects=(Spanned("y", AT),), replaces=(), recalls=(), references={})
    problems = Problems()
    undoing.check(source, SimpleNamespace(slug="cong-van", name=""), {}, problems)
    assert [d.code for d in problems] == ["CV127"]
