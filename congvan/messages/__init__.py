"""Diagnostic → sentence, from the catalogues beside this file: one YAML a stage, Vietnamese and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from congvan.problems import Diagnostic

FOLDER = Path(__file__).parent
_PLACE = re.compile(r"\{(\w+)\}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_LONGEST = 120
"""A value from the clerk's file is quoted up to here: a sentence stays a sentence."""


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every code with its ``vi``, ``en``, ``cause``, ``cure`` and, where it has them, ``hint_vi``, ``hint_en``."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Mapping[str, str]] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        entries = yaml.load(path.read_bytes(), Loader=loader) or {}  # our own files, never the clerk's
        for code, entry in entries.items():
            found[str(code)] = {str(k): str(v) for k, v in entry.items()}
    return dict(sorted(found.items()))


def _quoted(value: str) -> str:
    """``value`` on one line, without what could move a terminal's cursor, and not endlessly long."""
    plain = _CONTROL.sub(" ", value)
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST] + "…"


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda m: _quoted(values.get(m[1], m[0])), text)


def message(diagnostic: Diagnostic, lang: str = "vi") -> str:
    """The sentence without its hint; the code itself where the catalogue lacks it."""
    entry = catalogue().get(diagnostic.code, {})
    return _fill(entry.get(lang, diagnostic.code), diagnostic.values)


def hint(diagnostic: Diagnostic, lang: str = "vi") -> str:
    """The hint, or ``""`` where there is none or where nothing is known to put into it."""
    text = catalogue().get(diagnostic.code, {}).get(f"hint_{lang}", "")
    if not all(diagnostic.values.get(name) for name in _PLACE.findall(text)):
        return ""
    return _fill(text, diagnostic.values)


def sentence(diagnostic: Diagnostic, lang: str = "vi") -> str:
    """Message and hint in one: ``không có cơ quan "x" trong recipients.yaml; ý bạn là "y"?``."""
    more = hint(diagnostic, lang)
    said = message(diagnostic, lang)
    return f"{said}; {more}" if more else said
