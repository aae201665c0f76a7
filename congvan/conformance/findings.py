"""What a rule says of a file, and the table of rules: id → title, article; each wording in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from congvan import messages
from congvan.conformance.measured import Para, Place
from congvan.yaml.data import read

FILE = Path(__file__).with_name("rules.yaml")
_MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Finding:
    """One departure. ``wording`` is a key of the rule in rules.yaml; ``values`` fill it; ``place`` is
    where it stands.
    """

    rule: str
    wording: str
    severity: str
    values: Mapping[str, str] = field(default_factory=dict)
    page: int | None = None
    place: Place | None = None
    quote: str = ""
    paragraph: int | None = None  # from 1, in reading order
    confidence: Literal["sure", "likely", "unsure"] = "sure"  # set from confidence.yaml when a file is done

    def say(self, part: str, lang: str = "vi") -> str:
        """A part of the wording (``what``, ``measured``, ``allowed``, ``mend``), filled; ``""`` where there is none."""
        return messages.of_rule(self.rule, self.wording, self.values, part, lang)

    @property
    def measured(self) -> str:
        """What was measured."""
        return self.values.get("measured", "")

    @property
    def article(self) -> str:
        """The article that the rule comes from."""
        return self.say("article")

    @property
    def message(self) -> str:
        """The sentence in Vietnamese."""
        return self.sentence()

    def sentence(self, lang: str = "vi") -> str:
        """``lề trái 20,0 mm; phải từ 30 đến 35 mm (Phụ lục I, I.3)``."""
        return messages.rule_sentence(self.rule, self.wording, self.values, lang)


rules = messages.rules
"""The table."""


@cache
def reasons() -> Mapping[str, Mapping[str, str]]:
    """Why a rule may not be judged, by key, in both languages."""
    table: Mapping[str, Mapping[str, str]] = read(FILE.with_name("unjudged.yaml"))
    return table


class Findings:
    """The findings of one file, and the rules that could not be judged in it, each with the reason."""

    def __init__(self) -> None:
        self.found: list[Finding] = []
        self.unjudged: dict[str, str] = {}

    def add(self, rule: str, wording: str, where: Para | Place | int | None = None, **values: object) -> None:
        """Record a departure; its severity stands in the table."""
        entry = rules()[rule]
        severity = str(entry["findings"][wording].get("severity", entry["severity"]))
        page, place, quote = _where(where)
        number = where.index + 1 if isinstance(where, Para) else None
        item = Finding(rule, wording, severity, {k: _shown(v) for k, v in values.items()}, page, place, quote, number)
        if item not in self.found:
            self.found.append(item)

    def skip(self, rule: str, reason: str) -> None:
        """Say that a rule can't be judged here; ``reason`` is a key of unjudged.yaml."""
        self.unjudged.setdefault(rule, reason)


def _where(where: Para | Place | int | None) -> tuple[int | None, Place | None, str]:
    if isinstance(where, Para):
        return where.page, where.place, where.text[:60]
    if isinstance(where, Place):
        return where.page, where, ""
    return where, None, ""


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",") if value == round(value) else f"{value:.1f}".replace(".", ",")
    return str(value)


def mm(points: float) -> str:
    """Points → millimetres as a clerk reads them: ``20,0``."""
    return f"{points * _MM:.1f}".replace(".", ",")


def sizes(paras: Iterable[Para]) -> str:
    """The sizes of some paragraphs: ``12; 13``."""
    return "; ".join(_shown(s) for s in sorted({p.size for p in paras}))
