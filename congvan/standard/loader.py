"""``nd30.yaml`` into frozen values. Sizes in pt, page in mm, exactly as the file says them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from congvan.model.document import Align
from congvan.model.source import Spanned
from congvan.model.wording import Wording
from congvan.problems import Problems
from congvan.yaml.data import read

FILE = Path(__file__).with_name("nd30.yaml")


@dataclass(frozen=True, slots=True)
class Number:
    """One measure: what is allowed (``choices`` or ``lo`` to ``hi``), what is in use, and the article."""

    lo: float
    hi: float
    use: float
    article: str
    choices: tuple[float, ...] = ()

    def allows(self, value: float) -> bool:
        """Whether the decree allows ``value``."""
        return value in self.choices if self.choices else self.lo <= value <= self.hi

    @property
    def allowed(self) -> str:
        """What is allowed, as a clerk reads it: "20–25" or "10; 12,7"."""
        if self.choices:
            return "; ".join(_vn(c) for c in self.choices)
        return _vn(self.lo) if self.lo == self.hi else f"{_vn(self.lo)}–{_vn(self.hi)}"


@dataclass(frozen=True, slots=True)
class StyleRule:
    """How one component is set; ``word`` is its name in Word's style list."""

    word: str
    size: Number
    bold: bool
    italic: bool
    caps: bool
    align: Align
    before: float


@dataclass(frozen=True, slots=True)
class Standard:
    """The whole file; ``boxes`` in mm, ``gaps`` in pt unless the file says mm."""

    page: Mapping[str, Number]
    font: Mapping[str, str]
    styles: Mapping[str, StyleRule]
    body: Mapping[str, Number]
    rules: Mapping[str, Number]
    boxes: Mapping[str, Mapping[str, float]]
    gaps: Mapping[str, float]
    signing: Mapping[str, Any]
    wording: Wording
    choices: Mapping[str, Mapping[str, Any]]

    @property
    def style_choices(self) -> tuple[str, ...]:
        """What ``style:`` in ``issuer.yaml`` may set."""
        return tuple(self.choices)


def _vn(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _number(raw: Mapping[str, Any], body_size: float = 0.0) -> Number:
    article = str(raw["article"])
    use = raw.get("use", raw.get("exact"))
    value = body_size if use == "body" else float(use)
    if "choices" in raw:
        options = tuple(float(c) for c in raw["choices"])
        return Number(min(options), max(options), value, article, options)
    lo, hi = raw.get("range", (raw.get("exact"), raw.get("exact")))
    return Number(float(lo), float(hi), value, article)


def _style(raw: Mapping[str, Any], body_size: float) -> StyleRule:
    return StyleRule(
        word=str(raw["word"]),
        size=_number(raw, body_size),
        bold=bool(raw.get("bold", False)),
        italic=bool(raw.get("italic", False)),
        caps=bool(raw.get("caps", False)),
        align=raw["align"],
        before=float(raw.get("before", 0)),
    )


@cache
def _raw() -> Mapping[str, Any]:
    data: Mapping[str, Any] = read(FILE)
    return data


def _wording(raw: Mapping[str, Any]) -> Wording:
    given: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in raw.items()}
    return Wording(**given)


def _build(raw: Mapping[str, Any], sizes: Mapping[str, float]) -> Standard:
    body_size = sizes.get("body", float(raw["styles"]["body"]["use"]))
    styles = {name: _style(rule, body_size) for name, rule in raw["styles"].items()}
    for name, size in sizes.items():
        styles[name] = dataclasses.replace(styles[name], size=dataclasses.replace(styles[name].size, use=size))
    numbers = {part: {k: _number(v) for k, v in raw[part].items()} for part in ("page", "body", "rules")}
    return Standard(
        page=numbers["page"],
        font={k: str(v["exact"]) for k, v in raw["font"].items()},
        styles=styles,
        body=numbers["body"],
        rules=numbers["rules"],
        boxes={k: {m: float(n) for m, n in v.items() if m != "article"} for k, v in raw["boxes"].items()},
        gaps={k: float(v) for k, v in raw["gaps"].items()},
        signing=raw["signing"],
        wording=_wording(raw["wording"]),
        choices=raw["choices"],
    )


@cache
def load() -> Standard:
    """The standard with the values in use for an agency that chooses nothing."""
    return _build(_raw(), {})


def choose(style: Mapping[str, Spanned[str]], problems: Problems) -> Standard:
    """The standard as an agency uses it: ``style:`` of ``issuer.yaml`` applied, each value inside its range.

    Errors: CV301 unknown choice, CV302 outside what the decree allows (with the article), CV303 not a number.
    """
    if not style:
        return load()
    raw = _raw()
    sizes: dict[str, float] = {}
    moved: dict[tuple[str, str], float] = {}
    for key, typed in style.items():
        rule = raw["choices"].get(key)
        if rule is None:
            problems.error("CV301", typed.span, at=f"style.{key}", key=key, known=", ".join(raw["choices"]))
        elif "values" in rule:
            if typed.value not in rule["values"]:
                problems.error(
                    "CV302",
                    typed.span,
                    at=f"style.{key}",
                    key=key,
                    value=typed.value,
                    allowed=", ".join(rule["values"]),
                    article="PL I, I.V",
                )
            sizes |= rule["moves"].get(typed.value, {})
        else:
            _choose_number(key, rule, typed, problems, sizes, moved)
    chosen = _build(raw, sizes)
    page, body = dict(chosen.page), dict(chosen.body)
    for (part, name), value in moved.items():
        target = page if part == "page" else body
        target[name] = dataclasses.replace(target[name], use=value)
    return dataclasses.replace(chosen, page=page, body=body)


def _choose_number(
    key: str,
    rule: Mapping[str, str],
    typed: Spanned[str],
    problems: Problems,
    sizes: dict[str, float],
    moved: dict[tuple[str, str], float],
) -> None:
    standard = load()
    ((part, name),) = rule.items()
    number = standard.styles[name].size if part == "style" else getattr(standard, part)[name]
    try:
        value = float(typed.value.replace(",", "."))
    except ValueError:
        problems.error("CV303", typed.span, at=f"style.{key}", key=key, value=typed.value, allowed=number.allowed)
        return
    if not number.allows(value):
        problems.error(
            "CV302",
            typed.span,
            at=f"style.{key}",
            key=key,
            value=typed.value,
            allowed=number.allowed,
            article=number.article,
        )
    elif part == "style":
        sizes[name] = value
    else:
        moved[part, name] = value
