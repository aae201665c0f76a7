"""A kind's form (``body.md.j2``) read backwards: a printed text → the values of the kind's own fields.

The wording of the form is looked for in the text as it prints; where it is there as a whole, what stands in its gaps
are the fields. Where an office words it otherwise, fields are found by the words before them ("Thời gian:").
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from congvan.model.source import DocumentType, KindField
from congvan.text.letters import fold

_TOKEN = re.compile(r"\{\{(.*?)\}\}|\{%\s*(.*?)\s*%\}", re.DOTALL)
_LONG = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})\Z")
_SHORT = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\Z")
_BREAK = r"(?:\n+|(?<=\n))"
"""Where a paragraph ends: optional pieces of a form bring ends of their own."""
_BLANK = r"[^\S\n]+"
_COLON = r"(?:[^\S\n]*:)?[^\S\n]+"
"""Offices put a colon where the form has none ("Tới dự: …"); that it is not printed is told afterwards."""
_PARAGRAPHS = r"(?:[^\n]*\n)*?[^\n]+"
_ALONE = re.compile(r"^[ \t]*(\{%[^%]*%\})[ \t]*\n", re.MULTILINE)
_EDGES = re.compile(r"\A\s*(?:\{%[^%]*%\}\s*)+|(?:\s*\{%[^%]*%\})+\s*\Z")
"""Blocks around a paragraph of a form, not those inside it."""
_TELLING = 6
"""So many letters of its own wording a paragraph needs to be told by it."""
_LABEL = re.compile(r"([^{}%\n:]{2,60}:)\s*\{\{\s*([a-z_]+)(\.[a-z_]+)?\s*\}\}")


@dataclass
class Filled:
    """``values``: field → text, date, number, record or list; ``body``: which paragraphs are the clerk's own text;
    ``whole``: the form was found as a whole.
    """

    values: dict[str, Any] = field(default_factory=dict)
    body: list[int] = field(default_factory=list)
    whole: bool = False
    to: tuple[str, ...] = ()


def read(kind: DocumentType, texts: Sequence[str], known: Mapping[str, str]) -> Filled:
    """``texts``: the paragraphs of the body; ``known``: what the office puts in (``issuer``, ``signer.name`` …)."""
    if kind.body_template is None:
        return Filled(body=list(range(len(texts))), whole=True)
    form = kind.body_template.value
    form = _ALONE.sub(r"\1", form.strip() + "\n\n").replace("**", "")
    form = re.sub(r"\{\{ *body *\}\}\n\n", "{{ body }}", form)  # its end is its own: it may be empty
    return _whole(kind, form, texts, known) or _by_labels(kind, form, texts, _by_paragraphs(kind, form, texts, known))


class _Pattern:
    """A form → a regular expression over paragraphs joined by line ends."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known = known
        self.groups: dict[str, str] = {}  # group → path of the field
        self.loops: dict[str, tuple[str, str]] = {}  # group → (the list, what one turn looks like)

    def of(self, form: str, loop: str = "") -> str:
        """The expression of a form, or of one turn of ``loop``."""
        made, at = "", 0
        while at < len(form):
            token = _TOKEN.search(form, at)
            made += self._text(form[at : token.start() if token else len(form)])
            if token is None:
                break
            if token[1] is not None:
                made += self._value(token[1].strip(), loop)
                at = token.end()
            else:
                part, at = self._block(form, token, loop)
                made += part
        return made

    @staticmethod
    def _text(text: str) -> str:
        """Words as they stand; blank lines part paragraphs."""
        parts = re.split(r"\s*\n\s*", text)
        made = _BREAK.join(_BLANK.join(map(re.escape, re.split(r"[^\S\n]+", part))) for part in parts)
        return made[: -len(_BLANK)] + _COLON if re.search(r"\w[^\S\n]+\Z", text) else made

    def _value(self, name: str, loop: str) -> str:
        if name.startswith('"'):
            choices = re.findall(r'"([^"]*)"', name)
            return f"(?:{'|'.join(re.escape(c.strip()) + r'[ ]?' for c in choices)})"
        if name == "loop.index":
            return r"\d+"
        if name == "body":
            return f"(?:{self._group('body', _PARAGRAPHS)}{_BREAK})?"
        if name in self.known:
            return r"\s+".join(map(re.escape, self.known[name].split())) or ""
        return self._group(name if not loop else "." + name.partition(".")[2], r"[^\n]+?")

    def _group(self, path: str, pattern: str) -> str:
        known = next((g for g, p in self.groups.items() if p == path), None)
        if known is not None:
            return f"(?P={known})"
        name = f"g{len(self.groups)}"
        self.groups[name] = path
        return f"(?P<{name}>{pattern})"

    def _block(self, form: str, token: re.Match[str], loop: str) -> tuple[str, int]:
        """``{% if %}`` and ``{% for %}`` with what they hold; where they end."""
        inner, other, end = _held(form, token.end())
        if token[2].startswith("for"):
            match = re.match(r"for\s+(\w+)\s+in\s+(\w+)", token[2])
            one, many = (match[1], match[2]) if match else ("", "")
            turn = _Pattern(self.known)
            shape = turn.of(inner, one)
            bare = re.sub(r"\(\?P<g\d+>", "(?:", re.sub(r"\(\?P=g\d+\)", r"[^\\n]+?", shape))
            name = f"g{len(self.groups)}"
            self.groups[name] = many
            self.loops[name] = (many, inner)
            return f"(?P<{name}>(?:{bare})+)", end
        if other:
            names = dict(self.groups)
            one, two = self.of(inner, loop), ""
            first = self.groups
            self.groups = dict(names) | {f"x{k}": v for k, v in first.items() if k not in names}
            two = self._renamed(other, loop)
            self.groups = first | {k: v for k, v in self.groups.items() if not k.startswith("x")}
            return f"(?:{one}|{two})", end
        return f"(?:{self.of(inner, loop)})?", end

    def _renamed(self, form: str, loop: str) -> str:
        """A second branch: its groups are its own, even of the same fields."""
        apart = _Pattern(self.known)
        shape = apart.of(form, loop)
        for group, path in apart.groups.items():
            new = f"b{len(self.groups)}{group}"
            shape = shape.replace(f"(?P<{group}>", f"(?P<{new}>").replace(f"(?P={group})", f"(?P={new})")
            self.groups[new] = path
            if group in apart.loops:
                self.loops[new] = apart.loops[group]
        return shape


def _held(form: str, at: int) -> tuple[str, str, int]:
    """What stands between a block's tag and its end, what after ``else``, and where it ends."""
    depth, begin, parts = 1, at, []
    for token in re.finditer(r"\{%\s*(if|for|else|endif|endfor)\b.*?%\}", form[at:]):
        word = token[1]
        if word in ("if", "for"):
            depth += 1
        elif word == "else" and depth == 1:
            parts.append(form[begin : at + token.start()])
            begin = at + token.end()
        elif word in ("endif", "endfor"):
            depth -= 1
            if depth == 0:
                parts.append(form[begin : at + token.start()])
                return parts[0], parts[1] if len(parts) > 1 else "", at + token.end()
    return form[at:], "", len(form)


def _whole(kind: DocumentType, form: str, texts: Sequence[str], known: Mapping[str, str]) -> Filled | None:
    pattern = _Pattern(known)
    text = "".join(f"{line}\n" for line in texts)
    shape = pattern.of(form)
    if len(text) > 60_000:
        return None
    found = re.match(rf"\s*{shape}\s*\Z", text, re.IGNORECASE)
    if found is None:
        return None
    made = Filled(whole=True)
    for group, path in pattern.groups.items():
        value = found[group]
        if value is None:
            continue
        if path == "body":
            first = text.count("\n", 0, found.start(group))
            made.body = list(range(first, first + value.count("\n") + 1)) if value.strip() else []
        elif path == "to" and group not in pattern.loops:
            made.to = (value.strip(),)
        elif group in pattern.loops:
            _list(kind, made, value, pattern.loops[group][1], known)
        else:
            _put(kind.fields, made.values, path, value.strip())
    return made


def _list(kind: DocumentType, made: Filled, value: str, form: str, known: Mapping[str, str]) -> None:
    """The items of a loop, one after the other."""
    turn = _Pattern(known)
    names = re.findall(r"\{\{\s*(\w+)(?:\.(\w+))?", form)
    if "\n" not in form:
        items: list[Any] = [item.strip(" .;") for item in value.split(";") if item.strip(" .;")]
        records = [None] * len(items)
    else:
        shape = re.compile(rf"\s*{turn.of(form.strip(), 'one')}\s*\Z")
        lines = [line for line in value.split("\n") if line.strip()]
        records = [shape.match(line) for line in lines]  # type: ignore[misc]
        items = [line.strip(" .;-") for line in lines]
    whose = next((f for f in kind.fields.values() if f.type == "list"), None)
    if any(name == "to" for name, _ in names) or whose is None:
        made.to = tuple(str(item) for item in items)
        return
    if not whose.fields:
        made.values[whose.name] = items
        return
    rows = []
    for item, record in zip(items, records, strict=True):
        row: dict[str, Any] = {}
        for group, path in turn.groups.items():
            if record is not None and record[group]:
                row[path.lstrip(".")] = record[group].strip()
        rows.append(row or {whose.fields[0].name: item})
    made.values[whose.name] = rows


def _put(fields: Mapping[str, KindField], values: dict[str, Any], path: str, text: str) -> None:
    name, _, inner = path.partition(".")
    field = fields.get(name)
    if field is None or (name in values and not field.fields):
        return
    if field.fields:
        part = next((f for f in field.fields if f.name == inner.partition(".")[0]), None)
        if part is not None:
            values.setdefault(name, {})[part.name] = text
        return
    value = typed(field, text)
    if value is not None:
        values[name] = value


def typed(field: KindField, text: str) -> Any:
    """A text as the field's type has it; None where it is none."""
    if field.type == "date":
        match = _LONG.search(text) or _SHORT.search(text)
        try:
            return date(int(match[3]), int(match[2]), int(match[1])) if match else None
        except ValueError:
            return None
    if field.type == "integer":
        digits = re.match(r"0*(\d+)", text)
        return int(digits[1]) if digits else None
    return text


def _by_paragraphs(kind: DocumentType, form: str, texts: Sequence[str], known: Mapping[str, str]) -> Filled:
    """The form paragraph by paragraph, in order: those that are there give their fields; every other one is body."""
    made = Filled()
    taken: set[int] = set()
    at = 0
    for part in re.split(r"\n{2,}", form):
        clean = _EDGES.sub("", part).strip()
        words = re.sub(r"\W", "", _TOKEN.sub("", clean))
        if len(words) < _TELLING:
            continue
        looped = re.search(r"\{%\s*for\s+(\w+)\s+in\s+\w+\s*%\}\s*\Z|\A\s*\{%\s*for\s+(\w+)", part)
        pattern = _Pattern(known)
        shape = re.compile(rf"{pattern.of(clean, (looped[1] or looped[2]) if looped else '')}[\s.;,]*\Z", re.IGNORECASE)
        found = next(((n, m) for n in range(at, len(texts)) if (m := shape.match(texts[n]))), None)
        if found is None or looped:
            continue
        at = found[0] + 1
        taken.add(found[0])
        for group, path in pattern.groups.items():
            value = (found[1][group] or "").strip()
            if group in pattern.loops:
                _list(kind, made, value, pattern.loops[group][1], known)
            elif path == "to":
                made.to = (value,)
            elif value:
                _put(kind.fields, made.values, path, value)
    made.body = [n for n in range(len(texts)) if n not in taken]
    return made


def _by_labels(kind: DocumentType, form: str, texts: Sequence[str], made: Filled) -> Filled:
    """Fields that are still missing by the words that the form has before them."""
    taken = set(range(len(texts))) - set(made.body)
    for label, name, inner in _LABEL.findall(form):
        words = fold(" ".join(label.split()))
        at = next((n for n, text in enumerate(texts) if n not in taken and fold(text).startswith(words)), None)
        if at is None or name not in kind.fields or (name in made.values and not inner):
            continue
        value = texts[at][len(" ".join(label.split())) :].strip()
        if value:
            before = dict(made.values)
            _put(kind.fields, made.values, name + inner, value.rstrip("."))
            if made.values != before or inner:
                taken.add(at)
    made.body = [n for n in range(len(texts)) if n not in taken]
    return made
