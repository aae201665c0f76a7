"""Document → the text that is frozen when a number is given: canonical JSON of what is printed, and its SHA-256.

Fonts, line breaking, style and file properties are not part of it. Empty values are left out, so that a component
which a later version adds does not change the hash of what was issued before.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from congvan.model.document import Document, Run

_NOT_TEXT = frozenset({"id", "draft", "title", "author", "style", "nowrap", "landscape", "span", "names"})
_SPACES = str.maketrans({"\u00a0": " ", "\u2011": "-", "\u2060": None})
FORMAT = 1


def frozen_text(document: Document) -> str:
    """Canonical JSON: keys in order, no spaces, NFC as composed."""
    tree = {"format": FORMAT, **_tree(document)}
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """The hash of a frozen text, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _tree(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_SPACES)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        if value and all(isinstance(item, Run) for item in value):
            return _runs(value)
        return [_tree(item) for item in value]
    if is_dataclass(value):
        made = {f.name: _tree(getattr(value, f.name)) for f in fields(value) if f.name not in _NOT_TEXT}
        kept = {k: v for k, v in made.items() if v not in (None, "", [], {}, False)}
        return kept if isinstance(value, Document) else {"is": type(value).__name__, **kept}
    return value


def _runs(runs: Any) -> list[list[str]]:
    """``[look, text]``; how a text was cut so that lines break well says nothing."""
    out: list[list[str]] = []
    for run in runs:
        look = ("b" if run.bold else "") + ("i" if run.italic else "")
        text = run.text.translate(_SPACES)
        if out and out[-1][0] == look:
            out[-1][1] += text
        else:
            out.append([look, text])
    return out


def differences(before: str, now: str) -> list[str]:
    """The parts that two frozen texts do not share, by their names in the Document."""
    old, new = json.loads(before), json.loads(now)
    found = [key for key in ("body", "annexes", "attached") if old.get(key) != new.get(key)]
    one, other = old.get("parts", {}), new.get("parts", {})
    found += [key for key in sorted({*one, *other}) if one.get(key) != other.get(key)]
    rest = {*old, *new} - {"body", "annexes", "attached", "parts"}
    return found + [key for key in sorted(rest) if old.get(key) != new.get(key)]
