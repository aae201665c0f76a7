"""Diagnostic, phrase or term → a sentence, from the catalogues beside this file, Vietnamese and English.

``*.yaml``: the codes, one file a stage. ``terms/``: the words of ours that fill their sentences (kinds of values,
labels of keys, states). ``system/``: the words of the machine. ``cli/``: what the command line says of itself.
``studio/``: what stands on the pages of the studio. The language is asked for at each call; nothing here remembers one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from congvan.machine.said import Said
from congvan.problems import Diagnostic, Severity, Term, Value
from congvan.text.characters import shown
from congvan.text.dates import short_date

FOLDER = Path(__file__).parent
LANGUAGES = ("vi", "en")
_MARKS = re.compile(" ?\ufffd+ ?")
_PLACE = re.compile(r"\{(\w+)\}")
_LONGEST = 120
"""A value from the clerk's file is quoted up to here: a sentence stays a sentence."""

Entry = Mapping[str, str]


def _entries(paths: Sequence[Path]) -> dict[str, Entry]:
    from congvan.yaml.data import read

    found: dict[str, Entry] = {}
    for path in paths:
        for name, entry in (read(path) or {}).items():
            found[str(name)] = {str(k): str(v) for k, v in entry.items()}
    return found


@cache
def catalogue() -> Mapping[str, Entry]:
    """Every code with its ``vi``, ``en``, ``cause``, ``cure`` and, where it has them, ``hint_vi``, ``hint_en``."""
    return dict(sorted(_entries(sorted(FOLDER.glob("*.yaml"))).items()))


@cache
def terms() -> Mapping[str, Entry]:
    """The words that fill sentences, by name: ``vi``, ``en`` and, for a key of a file, ``hint_vi``, ``hint_en``."""
    return _entries(sorted((FOLDER / "terms").glob("*.yaml")))


@cache
def phrases() -> Mapping[str, Entry]:
    """What the command line says of itself, by name."""
    return _entries(sorted((FOLDER / "cli").glob("*.yaml")))


@cache
def screens() -> Mapping[str, Entry]:
    """What stands on the pages of the studio, by name."""
    return _entries(sorted((FOLDER / "studio").glob("*.yaml")))


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
    return _fill(table["UNKNOWN"][lang], {"said": "".join(said)}, lang)


def worded(value: Value, lang: str = "vi", longest: int = _LONGEST) -> str:
    """A value as a reader of ``lang`` reads it, on one line and not endlessly long."""
    if isinstance(value, Said):
        return told(value, lang)
    if isinstance(value, Term):
        entry = terms().get(value.name, {})
        return _fill(entry.get(lang, value.name.rpartition(".")[2]), dict(value.values), lang, longest)
    if isinstance(value, tuple):
        return _quoted(", ".join(worded(item, lang, longest) for item in value), longest)
    return _quoted(spelt(value, lang), longest)


def spelt(value: str | int | float | date, lang: str = "vi") -> str:
    """The one speller of dates and numbers: ``5/1/2026`` and ``2,5`` in Vietnamese, ``2026-01-05`` and ``2.5`` in
    English; a time of day follows its date.
    """
    if isinstance(value, datetime):
        return f"{spelt(value.date(), lang)} {value:%H:%M}{' UTC' if value.tzname() == 'UTC' else ''}"
    if isinstance(value, date):
        return short_date(value) if lang == "vi" else value.isoformat()
    if isinstance(value, float):
        plain = f"{value:.1f}".removesuffix(".0")
        return plain.replace(".", ",") if lang == "vi" else plain
    return str(value)


def _quoted(value: str, longest: int) -> str:
    """``value`` on one line, without what could move a terminal's cursor, and not endlessly long."""
    plain = _MARKS.sub(" ", shown(value[: 4 * longest]))  # a gap reads better in a sentence than a mark
    return plain if len(plain) <= longest else plain[:longest] + "…"


def _fill(text: str, values: Mapping[str, Value], lang: str, longest: int = _LONGEST) -> str:
    return _PLACE.sub(lambda place: worded(values[place[1]], lang, longest) if place[1] in values else place[0], text)


@cache
def rules() -> Mapping[str, Mapping[str, Any]]:
    """What the judge of finished files says, by rule (``VH-1``) and wording: its table, read where it stands."""
    from congvan.yaml.data import read

    table: Mapping[str, Mapping[str, Any]] = read(FOLDER.parent / "conformance" / "rules.yaml")
    return table


def of_rule(rule: str, wording: str, values: Mapping[str, Value], part: str, lang: str = "vi") -> str:
    """A part of a rule's wording (``what``, ``allowed``, ``mend``, ``article``; ``typed``: how to mend it where it
    was typed), filled; ``""`` where there is none.
    """
    entry = rules()[rule]["findings"][wording]
    if part == "article":
        text = str(entry.get("article", rules()[rule]["article"]))
    else:
        text = str(entry.get(f"{part}_{lang}", entry.get(part, "")))
    return _PLACE.sub(lambda m: shown(str(values[m[1]])) if m[1] in values else m[0], text)


def rule_sentence(rule: str, wording: str, values: Mapping[str, Value], lang: str = "vi") -> str:
    """``lề trái 20,0 mm; phải từ 30 đến 35 mm (Phụ lục I, I.3)``."""
    said = {part: of_rule(rule, wording, values, part, lang) for part in ("what", "allowed", "article")}
    form = terms()["rule.must" if said["allowed"] else "rule.is"][lang]
    return _PLACE.sub(lambda place: said[place[1]], form)


def message(diagnostic: Diagnostic, lang: str = "vi") -> str:
    """The sentence without its hint; the code itself where the catalogue lacks it."""
    if diagnostic.code in rules() and (wording := str(diagnostic.values.get("wording", ""))):
        return rule_sentence(diagnostic.code, wording, diagnostic.values, lang)
    entry = catalogue().get(diagnostic.code, {})
    return _fill(entry.get(lang, diagnostic.code), diagnostic.values, lang)


def hint(diagnostic: Diagnostic, lang: str = "vi") -> str:
    """The hint, or ``""`` where there is none or where nothing is known to put into it; of a warning that is accepted,
    why it is.
    """
    if diagnostic.severity is Severity.ACCEPTED:
        reason = diagnostic.values["reason"]
        return worded(Term("accepted.why", (("reason", reason or Term("accepted.unsaid")),)), lang)
    if diagnostic.code in rules() and (wording := str(diagnostic.values.get("wording", ""))):
        typed = of_rule(diagnostic.code, wording, diagnostic.values, "typed", lang)
        return typed or of_rule(diagnostic.code, wording, diagnostic.values, "mend", lang)
    text = catalogue().get(diagnostic.code, {}).get(f"hint_{lang}", "")
    if any(diagnostic.values.get(name, "") in ("", ()) for name in _PLACE.findall(text)):
        return ""
    return _fill(text, diagnostic.values, lang)


def cure(diagnostic: Diagnostic, lang: str = "vi") -> str:
    """The hint as a page of the studio gives it: its own words where the command line's name commands and options."""
    text = screens().get(f"cure.{diagnostic.code}", {}).get(lang, "")
    known = all(diagnostic.values.get(name, "") not in ("", ()) for name in _PLACE.findall(text))
    if not text or not known or diagnostic.severity is Severity.ACCEPTED:
        return hint(diagnostic, lang)
    return _fill(text, diagnostic.values, lang)


def sentence(diagnostic: Diagnostic, lang: str = "vi") -> str:
    """Message and hint in one: ``không có cơ quan "x" trong recipients.yaml; ý bạn là "y"?``."""
    more = hint(diagnostic, lang)
    said = message(diagnostic, lang)
    return f"{said}; {more}" if more else said


def phrase(name: str, lang: str, /, **values: object) -> str:
    """What the command line says under ``name``; a value is one line, whoever it comes from."""
    text = phrases()[name][lang]
    return _PLACE.sub(lambda m: shown(str(values[m[1]])) if m[1] in values else m[0], text)


def screen(name: str, lang: str, /, **values: object) -> str:
    """What a page of the studio says under ``name``."""
    text = screens()[name][lang]
    return _PLACE.sub(lambda m: shown(str(values[m[1]])) if m[1] in values else m[0], text)


def explained(name: str, lang: str = "vi") -> str:
    """The explanation of a term (``hint_vi``, ``hint_en``), or the term itself where there is none."""
    entry = terms()[name]
    return entry.get(f"hint_{lang}", entry[lang])
