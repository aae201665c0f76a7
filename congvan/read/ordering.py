"""``steps:`` of issuer.yaml → Steps."""

from __future__ import annotations

from typing import Any

from congvan.model.steps import Steps
from congvan.read.shapes import Choice, Field, Many, Record, value

CHECK = Choice(
    {"noi-dung": "check.noi-dung", "the-thuc": "check.the-thuc"}, {"noi-dung": "content", "the-thuc": "form"}
)
NUMBER = Choice.of("number_at", "sau-ky", "truoc-ky")
WAY = Choice.of("way_of_steps", "dien-tu", "giay")
STEPS = Record(
    (
        Field("checks", Many(CHECK), "steps.checks", examples=(["noi-dung", "the-thuc"],)),
        Field("number", NUMBER, "steps.number"),
        Field("way", WAY, "steps.way"),
        Field("own_check", Many(CHECK, single=True), "steps.own_check", examples=(["the-thuc"],)),
    )
)


def steps(record: dict[str, Any] | None) -> Steps:
    """The record with what was left out; a paper document gets its number after the signature (Điều 15.2)."""
    if record is None:
        return Steps()
    paper = value(record, "way") == "giay"
    checks = tuple(dict.fromkeys(one.value for one in record["checks"])) if "checks" in record else Steps().checks
    own = frozenset(one.value for one in record.get("own_check", ()))
    return Steps(checks, value(record, "number") == "truoc-ky" and not paper, paper, own)
