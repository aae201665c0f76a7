"""The whole table: one fault each, near misses among them, each with the layout in which it is written."""

from __future__ import annotations

from tests.conformance.letters import BASES, KINDS
from tests.conformance.raw_model import LAYOUTS, Layout
from tests.conformance.variant import Variant, laid
from tests.conformance.variants_attached import BESIDE
from tests.conformance.variants_close import ANNEXES, COPIES, RECIPIENTS, SIGNED
from tests.conformance.variants_head import HEAD, NUMBER, TITLE
from tests.conformance.variants_kinds import KINDS as OF_KINDS
from tests.conformance.variants_page import LOOK, PAGE
from tests.conformance.variants_text import ADDRESSED, GROUNDS, LEFTOVER, STRUCTURE
from tests.conformance.variants_words import CAPITALS

RULES = tuple(
    [
        "PG-1",
        "PG-2",
        "PG-3",
        "SZ-1",
        "QH-1",
        "CQ-1",
        "CQ-2",
        "SK-1",
        "SK-2",
        "DD-1",
        "DD-2",
        "TL-1",
        "TL-2",
        "CC-1",
        "CC-2",
        "VD-1",
        "ND-1",
        "ND-2",
        "ND-3",
        "KG-1",
        "CK-1",
        "CK-2",
        "CK-3",
        "NN-1",
        "NN-2",
        "NN-3",
        "KM-1",
        "PL-1",
        "SAO-1",
        "VH-1",
        "HC-1",
        "MB-1",
        "PR-1",
        "KT-1",
        "KS-1",
    ]
)
TABLE: list[tuple[Variant, Layout]] = laid(
    [
        *PAGE,
        *LOOK,
        *HEAD,
        *NUMBER,
        *TITLE,
        *GROUNDS,
        *STRUCTURE,
        *ADDRESSED,
        *CAPITALS,
        *LEFTOVER,
        *SIGNED,
        *RECIPIENTS,
        *ANNEXES,
        *COPIES,
        *OF_KINDS,
        *BESIDE,
    ]
)
CONFORMING: list[tuple[str, Layout]] = [
    *((base, layout) for base in BASES if base not in KINDS for layout in LAYOUTS),
    *((base, LAYOUTS[n % len(LAYOUTS)]) for n, base in enumerate(KINDS)),
]
