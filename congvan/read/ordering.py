"""``steps:`` of issuer.yaml → Steps."""

from __future__ import annotations

from typing import Any

from congvan.model.steps import Steps
from congvan.read.figures import Day, Integer
from congvan.read.shapes import Choice, Field, Flag, Many, Record, value

CHECK = Choice(
    {"noi-dung": "check.noi-dung", "the-thuc": "check.the-thuc"}, {"noi-dung": "content", "the-thuc": "form"}
)
NUMBER = Choice.of("number_at", "sau-ky", "truoc-ky")
WAY = Choice.of("way_of_steps", "dien-tu", "giay")
DAYS = {
    "noi-dung": "content", "the-thuc": "form", "duyet": "approval", "ky": "signature", "cap-so": "number",
    "dong-dau": "seal", "phat-hanh": "dispatch",
}  # fmt: skip
"""By the word that a clerk types: the state whose days it gives."""
LONGEST = 366
OF_STEP = Record(tuple(Field(name, Integer(LONGEST), f"days.{name}", examples=(2,)) for name in DAYS))
STEPS = Record(
    (
        Field("checks", Many(CHECK), "steps.checks", examples=(["noi-dung", "the-thuc"],)),
        Field("number", NUMBER, "steps.number"),
        Field("way", WAY, "steps.way"),
        Field("own_check", Many(CHECK, single=True), "steps.own_check", examples=(["the-thuc"],)),
        Field("urgent", Many(CHECK, single=True), "steps.urgent", examples=(["the-thuc"],)),
        Field("keep_checks", Flag(), "steps.keep_checks"),
        Field("days", OF_STEP, "steps.days", examples=({"noi-dung": 2, "the-thuc": 1},)),
        Field("days_off", Many(Day(), single=True), "steps.days_off", examples=(["2027-02-12"],)),
    )
)


def steps(record: dict[str, Any] | None) -> Steps:
    """The record with what was left out; a paper document gets its number after the signature (Điều 15.2)."""
    if record is None:
        return Steps()
    paper = value(record, "way") == "giay"
    checks = _checks(record, "checks") if "checks" in record else Steps().checks
    own = frozenset(one.value for one in record.get("own_check", ()))
    said = record.get("days", {})
    return Steps(
        checks, value(record, "number") == "truoc-ky" and not paper, paper, own,
        days={state: said[name].value for name, state in DAYS.items() if name in said},
        off=frozenset(one.value for one in record.get("days_off", ())),
        urgent=_checks(record, "urgent") if "urgent" in record else None,
        keep_checks=bool(value(record, "keep_checks")),
    )  # fmt: skip


def _checks(record: dict[str, Any], key: str) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(one.value for one in record[key]))
