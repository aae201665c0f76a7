"""Diagnostic → sentence, from the catalogues beside this file: one YAML a stage, Vietnamese and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from congvan.machine.said import Said
from congvan.problems import Diagnostic
from congvan.text.characters import shown

FOLDER = Path(__file__).parent
_MARKS = re.compile(" ?\ufffd+ ?")
_PLACE = re.compile(r"\{(\w+)\}")
_LONGEST = 120
"""A value from the clerk's file is quoted up to here: a sentence stays a sentence."""


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every code with its ``vi``, ``en``, ``cause``, ``cure`` and, where it has them, ``hint_vi``, ``hint_en``."""
    from congvan.yaml.data import read

    found: dict[str, Mapping[str, str]] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for code, entry in (read(path) or {}).items():
            found[str(code)] = {str(k): str(v) for k, v in entry.items()}
    return dict(sorted(found.items()))


@cache
def _system() -> tuple[Mapping[str, Mapping[str, str]], list[tuple[re.Pattern[str], str]]]:
    """The table of the machine's words by name, and the phrases by which a name is found, the longest first."""
    from congvan.yaml.data import read

    table = read(FOLDER / "system" / "words.yaml")
    phrases = [(phrase, name) for name, entry in table.items() for phrase in entry.get("said", ())]
    phrases.sort(key=lambda p: -len(p[0]))
    return table, [(re.compile(re.escape(p).replace("…", ".*"), re.IGNORECASE), name) for p, name in phrases]


def told(said: Said, lang: str = "vi") -> str:
    """The machine's words in the reader's language; unknown ones as they came, in quotes."""
    table, phrases = _system()
    known = next((name for name in said.names if name in table), "")
    known = known or next((name for phrase, name in phrases if phrase.search(said)), "")
    if known or not said:
        return _fill(table[known or "NOTHING"][lang], said.values, lang)
    return _fill(table["UNKNOWN"][lang], {"said": "".join(said)})


def _quoted(value: str) -> str:
    """``value`` on one line, without what could move a terminal's cursor, and not endlessly long."""
    plain = _MARKS.sub(" ", shown(value[: 4 * _LONGEST]))  # a gap reads better in a sentence than a mark
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST] + "…"


def _fill(text: str, values: Mapping[str, str], lang: str = "vi") -> str:
    def value(place: re.Match[str]) -> str:
        found = values.get(place[1], place[0])
        return told(found, lang) if isinstance(found, Said) else _quoted(found)

    return _PLACE.sub(value, text)


def message(diagnostic: Diagnostic, lang: str = "vi") -> str:
    """The sentence without its hint; the code itself where the catalogue lacks it."""
    entry = catalogue().get(diagnostic.code, {})
    return _fill(entry.get(lang, diagnostic.code), diagnostic.values, lang)


def hint(diagnostic: Diagnostic, lang: str = "vi") -> str:
    """The hint, or ``""`` where there is none or where nothing is known to put into it."""
    text = catalogue().get(diagnostic.code, {}).get(f"hint_{lang}", "")
    if not all(diagnostic.values.get(name) for name in _PLACE.findall(text)):
        return ""
    return _fill(text, diagnostic.values, lang)


def sentence(diagnostic: Diagnostic, lang: str = "vi") -> str:
    """Message and hint in one: ``không có cơ quan "x" trong recipients.yaml; ý bạn là "y"?``."""
    more = hint(diagnostic, lang)
    said = message(diagnostic, lang)
    return f"{said}; {more}" if more else said
