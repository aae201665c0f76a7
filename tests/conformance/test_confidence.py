"""The report: the sure findings first, repeats folded, how sure each is."""

from __future__ import annotations

from congvan.conformance.confidence import LEVELS, confidence, count, folded, ordered, said
from congvan.conformance.findings import Finding, rules


def finding(rule: str, wording: str, page: int, level: str = "sure") -> Finding:
    return Finding(rule, wording, "error", {}, page, confidence=level)  # type: ignore[arg-type]


def test_every_entry_is_of_a_rule_and_a_finding() -> None:
    from congvan.conformance import confidence as module

    known = {f"{rule}.{name}" for rule, entry in rules().items() for name in entry["findings"]} | set(rules())
    for key, value in module._table().items():
        if key != "words":
            assert key in known, key
            assert set(value.values() if isinstance(value, dict) else [value]) <= set(LEVELS), key


def test_a_finding_goes_before_its_rule_and_the_format_counts() -> None:
    assert confidence("PG-1", "left", "pdf") == "sure"
    assert confidence("PG-1", "bottom", "pdf") == "likely"
    assert confidence("PG-1", "bottom", "docx") == "sure"
    assert confidence("VH-1", "word", "docx") == "unsure"


def test_the_sure_ones_first_and_repeats_as_one() -> None:
    found = [
        finding("VH-1", "word", 1, "unsure"), *(finding("ND-1", "size", n) for n in range(1, 25)),
        finding("QH-1", "bold", 1), finding("QH-1", "bold", 2),
    ]  # fmt: skip
    told = folded(ordered(found))
    assert [(f.rule, times) for f, times in told] == [("ND-1", 24), ("QH-1", 1), ("QH-1", 1), ("VH-1", 1)]
    assert count(found) == {"sure": 26, "likely": 0, "unsure": 1}
    assert said("unsure", "vi") == "cần người xem lại"
