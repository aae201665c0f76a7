"""Names of a Word file and those of recipients.yaml."""

from __future__ import annotations

import pytest

from congvan.intake.matching import Book
from congvan.model.source import Agency, Recipients
from congvan.problems import Span

HERE = Span("recipients.yaml", 1, 1)


def book(*names: str) -> Book:
    """A book of agencies whose slugs count from ``a0``."""
    return Book(
        Recipients(
            {f"a{n}": Agency(f"a{n}", name, None, (), None, (), HERE) for n, name in enumerate(names)},
            {},
            "recipients.yaml",
        )
    )


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("UBND TP. Tân Thành", "a0"),
        ("Ủy ban nhân dân thành phố Tân Thành", "a0"),
        ("UBND TP Tân Thạnh", ""),
        ("Mặt trận Tổ quốc Việt Nam xã Tân Thạnh", ""),
        ("Mặt trận Tổ quốc Việt Nam xã Tân Thành", "a1"),
    ],
)
def test_a_name_that_is_shortened_is_the_same_only_with_the_same_marks(typed: str, slug: str) -> None:
    assert book("UBND thành phố Tân Thành", "MTTQ xã Tân Thành").find(typed, 1).ref == slug
