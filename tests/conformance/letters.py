"""Letters that conform to NĐ 30: what the one-fault variants start from. Public wording, invented persons and numbers."""

from __future__ import annotations

from tests.conformance.letters_first import decision, notice, seed_881, short
from tests.conformance.letters_forms import FORMS
from tests.conformance.letters_named import NAMED
from tests.conformance.letters_other import (
    annexed,
    copied,
    programme,
    regulation,
    report,
    submission,
    telegram,
    urgent,
    with_foot,
)

BASES = {
    "cv881": seed_881,
    "short": short,
    "decision": decision,
    "notice": notice,
    "submission": submission,
    "telegram": telegram,
    "annexed": annexed,
    "urgent": urgent,
    "copied": copied,
    "report": report,
    "regulation": regulation,
    "programme": programme,
    "foot": with_foot,
}
KINDS = NAMED | FORMS
"""Each kind twice; they are written in one layout each, the first ones in all."""
BASES |= KINDS
