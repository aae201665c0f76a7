"""What a value may look like, said once: the reader, the JSON Schema and the guide all follow these shapes.

A shape's ``read`` turns a node into a value with its place (:class:`Spanned`), naming every fault;
``schema`` describes the same in JSON Schema, draft 7, with Vietnamese titles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import Any, Protocol

from congvan import messages
from congvan.model.source import Spanned
from congvan.problems import Fix, Problems, Span, Term, term
from congvan.read import commas
from congvan.read.dashes import replaced, unlisted
from congvan.read.places import spoken
from congvan.text.letters import plain_ascii
from congvan.text.nearest import nearest
from congvan.yaml import slips
from congvan.yaml.tree import Mapping, Node, Scalar, Sequence
from congvan.yaml.typed import MAX_NAMED

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
KEY = r"^[A-Za-z][A-Za-z0-9_]*$"


OF_EFFECT = ("corrects", "replaces", "recalls", "follows", "replies")
"""Keys that do something to another document: nobody is led to one by a likeness of letters."""


class Shape(Protocol):
    """One kind of value. ``read`` gives None after naming a fault."""

    def read(self, node: Node, problems: Problems, at: str) -> Any:
        """The value with its place, or None."""
        ...

    def schema(self) -> dict[str, Any]:
        """The same in JSON Schema."""
        ...


def _kind(node: Node) -> Term:
    if isinstance(node, Mapping):
        return term("value.record")
    return term("value.list" if isinstance(node, Sequence) else "value.text")


def _wrong(node: Node, problems: Problems, at: str, wanted: str) -> None:
    if isinstance(node, Scalar) and not node.value.strip():
        problems.error("CV032", node.span, at=at, field=spoken(at))
        return
    cure: Term | str = ""
    fix = None
    if wanted == "list" and isinstance(node, Scalar):
        if unlisted(node, problems, at):
            return
        right = f"[{', '.join(_listed(node.value))}]"
        cure, fix = term("cure.list", right=right), replaced(node, right) if node.bare else None
    values = {"field": spoken(at), "wanted": term(f"wanted.{wanted}"), "found": _kind(node), "cure": cure}
    problems.error("CV031", node.span, at=at, fix=fix, **values)


_BULLETS = re.compile(r"(?:^|\s+)[–—−•·∙▪*+]\s+")


def _listed(value: str) -> list[str]:
    """The items of a list that was typed as words: parted by commas, between round brackets, behind Word's bullets."""
    value = value.strip()
    if _BULLETS.match(value):
        value = _BULLETS.sub("\n", value)
    if value.startswith("(") and value.endswith(")"):
        value = value[1:-1]
    return [part.strip() for part in re.split(r"[,;]\s*|\n", value) if part.strip()]


def scalar(node: Node, problems: Problems, at: str, wanted: str) -> Scalar | None:
    """A value that isn't blank. Errors: CV031 none at all, CV032 blank, CV062 in Word's marks."""
    if not isinstance(node, Scalar):
        _wrong(node, problems, at, wanted)
        return None
    if not node.value.strip():
        problems.error("CV032", node.span, at=at, field=spoken(at))
        return None
    if node.bare and (inner := slips.curly(node.value)):
        right = slips.quoted(inner)
        problems.error("CV062", node.span, at=at, fix=replaced(node, right), right=right)
        return None
    return node


@dataclass(frozen=True)
class Text:
    """Any text that isn't blank; ``pattern`` narrows it, ``lines`` allows several lines.

    Without a pattern it is prose: what stands behind `` #`` on its line may belong to it. ``named``: what is no slug is
    left to whoever looks it up and can say which there are.
    """

    pattern: str = ""
    example: str = ""
    lines: bool = False
    named: bool = False

    def read(self, node: Node, problems: Problems, at: str) -> Spanned[str] | None:
        """Errors: CV031 not text, CV032 blank, CV033 not of the pattern, CV037 several lines where one is meant, CV060,
        CV062, CV081 a text of several lines without its "|".
        """
        if self.lines and not isinstance(node, Scalar) and not node.flow:
            problems.error("CV081", node.span, at=at, key=re.split(r"[.\]]", at)[-1])
            return None
        whole = self.pattern or not isinstance(node, Scalar) or self.whole(node, problems, at)
        found = scalar(node, problems, at, "text") if whole else None
        if found is None:
            return None
        value = found.value if self.lines else found.value.strip()
        if self.pattern and "\n" in (found.raw.text if found.raw else "") and unlisted(found, problems, at):
            return None
        if self.pattern and not self.named and not re.match(self.pattern, value):
            problems.error("CV033", node.span, at=at, field=spoken(at), value=value[:60], example=self.example)
            return None
        if not self.lines and "\n" in value:
            problems.error("CV037", node.span, at=at, field=spoken(at))
            return None
        return Spanned(value, found.span, found.lines, found.raw)

    @staticmethod
    def whole(node: Scalar, problems: Problems, at: str) -> bool:
        """Whether nothing of a prose value was lost behind ``#``. Errors: CV060. Warning: CV061."""
        tail, fix = node.tail, None
        if tail is not None and node.bare and tail.span.line == node.span.line:
            end = Span(tail.span.file, tail.span.line, tail.span.column + len(tail.lost))
            fix = Fix(node.span, end, slips.quoted(f"{node.value.strip()} {tail.lost}".strip()))
        return slips.told_tail(tail, node.value, problems, at, fix)

    def schema(self) -> dict[str, Any]:
        """A string; numbers too, since an editor reads an unquoted 012 as one."""
        made: dict[str, Any] = {"type": ["string", "number", "boolean"] if not self.pattern else "string"}
        return made | ({"pattern": self.pattern} if self.pattern else {})


@dataclass(frozen=True)
class Choice:
    """One of a few words; ``words`` maps each to the term that says what it means, ``values`` to what is read."""

    words: Map[str, str]
    values: Map[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, *words: str) -> Choice:
        """The words of the choice ``name`` in ``messages/terms/choices.yaml``."""
        return cls({word: f"{name}.{word}" for word in words})

    def read(self, node: Node, problems: Problems, at: str) -> Spanned[Any] | None:
        """Errors: CV038."""
        found = scalar(node, problems, at, "choice")
        if found is None:
            return None
        word = found.value.strip()
        if word not in self.words and word not in self.values:
            problems.error("CV038", node.span, at=at, field=spoken(at), value=word[:40], known=tuple(self.words),
                           near=nearest(word, self.words))  # fmt: skip
            return None
        return Spanned(self.values.get(word, word), node.span)

    def schema(self) -> dict[str, Any]:
        """An enumeration, each word described."""
        meanings = [messages.worded(term(name)) for name in self.words.values()]
        return {"enum": list(self.words), "markdownEnumDescriptions": meanings}


FLAG = Choice({"true": "flag.true", "false": "flag.false"}, {"true": True, "false": False, "có": True, "không": False})


@dataclass(frozen=True)
class Flag:
    """true or false; có or không."""

    def read(self, node: Node, problems: Problems, at: str) -> Spanned[bool] | None:
        """Errors: CV038."""
        return FLAG.read(node, problems, at)

    def schema(self) -> dict[str, Any]:
        """A boolean, or the Vietnamese words."""
        return {"enum": [True, False, "có", "không"]}


@dataclass(frozen=True)
class Many:
    """A list that isn't empty; ``single`` lets one value stand for a list of one."""

    item: Shape
    single: bool = False

    def read(self, node: Node, problems: Problems, at: str) -> list[Any] | None:
        """Errors: CV031 not a list, CV039 an empty one; those of the items."""
        if not isinstance(node, Sequence):
            if self.single and isinstance(node, Scalar):
                one = self.item.read(node, problems, at)
                return None if one is None else [one]
            _wrong(node, problems, at, "list")
            return None
        if not node.items:
            problems.error("CV039", node.span, at=at, field=spoken(at))
            return None
        values = [self.item.read(child, problems, f"{at}[{index}]") for index, child in enumerate(node.items)]
        return None if any(v is None for v in values) else values

    def schema(self) -> dict[str, Any]:
        """An array, or its item alone."""
        many = {"type": "array", "minItems": 1, "items": self.item.schema()}
        return {"anyOf": [self.item.schema(), many]} if self.single else many


@dataclass(frozen=True)
class Table:
    """A mapping from names that the clerk chooses to values of one shape."""

    value: Shape
    key: str = SLUG
    key_example: str = "so-noi-vu"

    def read(self, node: Node, problems: Problems, at: str) -> dict[str, Any] | None:
        """Errors: CV031 not a mapping, CV040 a name not of its form; those of the values."""
        if not isinstance(node, Mapping):
            _wrong(node, problems, at, "record")
            return None
        made: dict[str, Any] = {}
        good = True
        for key, child in node.entries.items():
            if not re.match(self.key, key):
                if not commas.told(node, key, at, problems):
                    self._misnamed(node, key, at, problems)
                good = False
                continue
            value = self.value.read(child, problems, f"{at}.{key}" if at else key)
            good &= value is not None
            made[key] = value
        return made if good else None

    def _misnamed(self, node: Mapping, key: str, at: str, problems: Problems) -> None:
        """Errors: CV040, with the name as it may be."""
        words = plain_ascii(key).strip()
        right = re.sub(r"\W+", "_", words) if self.key == KEY else re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
        kind = {KEY: "key", SLUG: "slug"}.get(self.key, "style")
        example = right if right and re.match(self.key, right) else self.key_example
        problems.error("CV040", node.keys[key], at=at, key=key[:60], rule=term(f"name.{kind}"), example=example)

    def schema(self) -> dict[str, Any]:
        """An object with free names."""
        return {"type": "object", "additionalProperties": self.value.schema(), "propertyNames": {"pattern": self.key}}


@dataclass(frozen=True)
class Field:
    """One key of a record: its shape, and what the clerk is told of it: the term ``label``, or for a field that a kind
    declares, ``title`` and ``description`` as its type.yaml has them.
    """

    name: str
    shape: Shape
    label: str
    required: bool = False
    examples: tuple[Any, ...] = ()
    title: str = ""
    description: str = ""


@dataclass(frozen=True)
class Record:
    """A mapping with known keys. ``read`` gives a dict of the keys that are there, and "" → the place of it all."""

    fields: tuple[Field, ...]
    text_key: str = ""  # a scalar stands for a record with only this key
    one_of: tuple[str, ...] = ()  # exactly one of these must be there
    open: bool = False  # other keys are left for who knows them
    instead: Map[str, str] = field(default_factory=dict)  # a required key may be missing where this other one is there

    def read(self, node: Node, problems: Problems, at: str) -> dict[str, Any] | None:
        """Errors: CV030 unknown key, CV031 not a mapping, CV041 a key is missing, CV042 not exactly one of several."""
        if self.text_key and isinstance(node, Scalar):
            value = self._field(self.text_key).shape.read(node, problems, at)
            return None if value is None else {self.text_key: value, "": node.span}
        if not isinstance(node, Mapping):
            _wrong(node, problems, at, "record")
            return None
        known = {f.name: f for f in self.fields}
        made: dict[str, Any] = {"": node.span}
        good, strange = self._complete(node, problems, at), 0
        for key, child in node.entries.items():
            if key not in known and self.open:
                continue
            if key not in known:
                strange += 1
                if strange <= MAX_NAMED and not commas.told(node, key, at, problems):
                    problems.error(
                        "CV030", node.keys[key], at=at, key=key[:60], near=self._near(key), known=tuple(known)
                    )
                good = False
            elif isinstance(child, Scalar) and not child.value and not self._must(known[key], node):
                shape = known[key].shape  # "number:" left blank is a number not given
                good &= not isinstance(shape, Text) or bool(shape.pattern) or shape.whole(child, problems, key)
            else:
                value = known[key].shape.read(child, problems, f"{at}.{key}" if at else key)
                good &= value is not None
                made[key] = value
        return made if good else None

    def partly(self, node: Mapping) -> dict[str, Any]:
        """The keys that can be read, for whoever shows a file that is being written; the faults are told elsewhere."""
        known = {f.name: f.shape for f in self.fields}
        made: dict[str, Any] = {"": node.span}
        for key, child in node.entries.items():
            if key in known and (value := known[key].read(child, Problems(), key)) is not None:
                made[key] = value
        return made

    def _near(self, key: str) -> str:
        """The key that was meant. Never one of legal effect: "replies" is no slip for "replaces"."""
        names = [f.name for f in self.fields if f.name not in OF_EFFECT]
        return nearest(key, names) or next((n for n in names if key and n.startswith(f"{key}_")), "")

    def _field(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)

    def _must(self, f: Field, node: Mapping) -> bool:
        return f.required and self.instead.get(f.name) not in node.entries

    def _complete(self, node: Mapping, problems: Problems, at: str) -> bool:
        missing = [f for f in self.fields if f.name not in node.entries and self._must(f, node)]
        missing = [f for f in missing if not any(key.startswith(f"{f.name}:") for key in node.entries)]  # told as CV011
        for f in missing:
            problems.error("CV041", node.span, at=at, key=f.name, title=term(f.label) if f.label else f.title)
        if self.one_of and sum(k in node.entries for k in self.one_of) != 1:
            problems.error("CV042", node.span, at=at, keys=tuple(f'"{k}"' for k in self.one_of))
            return False
        return not missing

    def schema(self) -> dict[str, Any]:
        """An object that allows no other key."""
        properties = {f.name: described(f) for f in self.fields}
        made: dict[str, Any] = {"type": "object", "properties": properties}
        if not self.open:
            made["additionalProperties"] = False
        if required := [f.name for f in self.fields if f.required and f.name not in self.instead]:
            made["required"] = required
        if self.instead:
            made["anyOf"] = [{"required": [name]} for pair in self.instead.items() for name in pair]
        if self.one_of:
            made["oneOf"] = [{"required": [k]} for k in self.one_of]
        if self.text_key:
            return {"anyOf": [self._field(self.text_key).shape.schema(), made]}
        return made


def described(f: Field) -> dict[str, Any]:
    """A key's schema with what the clerk is told of it."""
    title = messages.worded(term(f.label)) if f.label else f.title
    description = messages.explained(f.label) if f.label else f.description or f.title
    made = f.shape.schema() | {"title": title, "description": description}
    return made | ({"examples": list(f.examples)} if f.examples else {})


@dataclass(frozen=True)
class Anything:
    """A key that a later part of the program reads."""

    def read(self, node: Node, problems: Problems, at: str) -> Node:
        """The node as it is."""
        return node

    def schema(self) -> dict[str, Any]:
        """No restriction."""
        return {}


def value(record: Map[str, Any], key: str) -> Any:
    """The bare value of ``key``, None where it is absent."""
    found = record.get(key)
    return found.value if isinstance(found, Spanned) else found


def place(record: Map[str, Any]) -> Span:
    """Where a record begins."""
    span: Span = record[""]
    return span


def words(record: Map[str, Any]) -> tuple[Spanned[str], ...]:
    """The texts of a record itself, each with its place; not those of records inside it."""
    found: list[Spanned[str]] = []
    for item in record.values():
        found += (s for s in (item if isinstance(item, (list, tuple)) else (item,)) if isinstance(s, Spanned))
    return tuple(found)
