"""The judge judged: one-fault letters of other makers are named by the right rule, near misses and sound letters by none."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from congvan.standard.kinds import kinds
from tests.conformance.letters import BASES
from tests.conformance.raw_model import LAYOUTS
from tests.conformance.variant import WARNINGS, Variant
from tests.conformance.variants import CONFORMING, RULES, TABLE

pytestmark = pytest.mark.xdist_group("conformance")
VALIDATOR = Path(__file__).parents[1] / "tools" / "node_modules" / ".bin" / "ooxml-validator"
FAULTS = [v for v, _ in TABLE if v.fires]
NEAR = [v for v, _ in TABLE if not v.fires]
ENDINGS = ("docx", "pdf")


def named(variants: list[Variant]) -> list:
    return [pytest.param(v, id=v.name) for v in variants]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(("base", "layout"), CONFORMING)
def test_a_sound_letter_has_no_error(corpus, base: str, layout: str, ending: str) -> None:
    said = corpus.said(f"{base}-{layout}", ending)
    assert said.rules("error") == set(), said
    assert len(said.rules("warning")) <= 1, said
    assert said.kind == BASES[base]().kind, said


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("variant", named(FAULTS))
def test_a_fault_is_named(corpus, variant: Variant, ending: str) -> None:
    said = corpus.said(variant.name, ending)
    if getattr(variant, ending):
        assert set(variant.rules) & said.rules(variant.severity), f"{variant.rules} not named: {said}"
    strange = said.rules("error") - set(variant.rules) - set(variant.also)
    assert strange == set(), said


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("variant", named(NEAR))
def test_a_near_miss_is_not(corpus, variant: Variant, ending: str) -> None:
    said = corpus.said(variant.name, ending)
    assert set(variant.rules) & said.rules() == set(), said
    assert said.rules("error") - set(variant.also) == set(), said


def test_each_kind_has_two_sound_letters() -> None:
    count = Counter(make().kind for make in BASES.values())
    assert {slug for slug in kinds() if count[slug] < 2} == set()


def test_every_rule_has_both() -> None:
    assert {v.rules[0] for v in FAULTS} == set(RULES)
    assert {r for v in NEAR for r in v.rules} == set(RULES)
    assert {layout for v, layout in TABLE if v.fires} == set(LAYOUTS)
    assert len({v.name for v, _ in TABLE}) == len(TABLE)
    assert set(RULES) >= WARNINGS


@pytest.mark.parametrize(("base", "layout"), CONFORMING[::6])
def test_the_corpus_is_sound_ooxml(corpus, base: str, layout: str) -> None:
    assert VALIDATOR.exists(), "run tools/setup.sh test"
    file = corpus.docx(f"{base}-{layout}")
    done = subprocess.run([VALIDATOR, file], capture_output=True, text=True, check=False, timeout=120)
    assert json.loads(done.stdout)["ok"] is True, done.stdout[:2000]
