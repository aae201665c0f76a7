"""complete: a text and a place in it → what may stand there: keys of the place, slugs, words of ours, citations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from congvan import messages
from congvan.compose import citation
from congvan.desk import texts
from congvan.desk.choices import choices, office_of
from congvan.desk.here import Here
from congvan.model.form import Option
from congvan.problems import Problems, term
from congvan.read.fields import CHOSEN, CHOSEN_ITEMS
from congvan.read.guide import Tables
from congvan.read.keys import ADDRESSEE
from congvan.read.shapes import FLAG, Choice, Field, Flag, Many, Record, Table, Text
from congvan.yaml.cursor import Cursor, cursor, keys_of
from congvan.yaml.extents import Entries, Unfit, outlined

_CITED = re.compile(r"\{\{\s*(?:([\w-]+)\.)?([\w-]*)$")


@dataclass(frozen=True, slots=True)
class Place:
    """Of which text what is asked, at ``line`` and ``column`` (from 1)."""

    id: str
    source: bytes
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """``text`` may stand at the place; ``label`` says what it is called, ``about`` what more is known of it; ``insert``
    is what is put in for it, with what has to follow.
    """

    text: str
    label: str
    about: str = ""
    insert: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """The ``word`` that is typed so far, and what it may become; nothing where any text may stand."""

    word: str
    found: tuple[Proposal, ...] = ()


def complete(here: Here, place: Place, language: str, problems: Problems) -> Completion | None:
    """The text need be no YAML at the moment. Errors: CV402, CV403, CV004."""
    file = texts.file_of(here, place.id, problems, new=True)
    text = None if file is None else texts.decoded(file, place.source, problems)
    if file is None or text is None:
        return None
    text = text.removeprefix("\ufeff")
    at = cursor(text, place.line, place.column)
    if at is None:
        return Completion("")
    tables = texts.tables_of(here, file, _sound(text))
    if at.key:
        return Completion(at.word, tuple(_keys(tables, at, language)))
    found = choices(office_of(here, file, place.source), _root(text), language)
    references = found["references"] or tuple(Option(key, key) for key in keys_of(text, ("references",)))
    if at.prose:
        return _cited(at, references)
    offered = _offered(tables, at.path)
    options = references if offered == "references" else found.get(offered, ())
    if not options and file.office and offered in ("agencies", "members"):  # a list that can't be read at the moment
        options = tuple(Option(key, key) for part in ("groups", "agencies") for key in keys_of(text, (part,)))
    return Completion(at.word, tuple(Proposal(one.value, one.label, one.about, one.value) for one in options))


def _root(text: str) -> Entries | None:
    try:
        root = outlined(text)
    except Unfit:
        return None
    return root if isinstance(root, Entries) else None


def _sound(text: str) -> str:
    """The text where it is YAML, else the line that names its kind."""
    if _root(text) is not None:
        return text
    found = re.search(r"^type:[ \t]*[a-z0-9-]+[ \t]*$", text, re.MULTILINE)
    return f"{found.group()}\n" if found else ""


def _keys(tables: Tables, at: Cursor, language: str) -> Iterable[Proposal]:
    """The keys that the record at the place has not yet."""
    shape = tables.shape(at.path)
    shape = shape.item if isinstance(shape, Many) and shape.single else shape
    for one in shape.fields if isinstance(shape, Record) else ():
        if one.name in at.present:
            continue
        label = messages.worded(term(one.label), language) if one.label else one.title
        about = messages.explained(one.label, language) if one.label else one.description
        insert = one.name if at.behind.lstrip().startswith(":") else f"{one.name}:{_after(one, at)}"
        yield Proposal(one.name, label, "" if about == label else about, insert)


def _after(one: Field, at: Cursor) -> str:
    """What follows a key: room for its value."""
    if at.flow:
        return " "
    inside = "\n" + " " * (at.indent + 2)
    if isinstance(one.shape, Many):
        return f"{inside}- "
    if isinstance(one.shape, Table) or (isinstance(one.shape, Record) and not one.shape.text_key):
        return inside
    return f" |{inside}" if isinstance(one.shape, Text) and one.shape.lines and one.name == "body" else " "


def _offered(tables: Tables, path: tuple[str | int, ...]) -> str:
    """The name of the list from which the value at ``path`` is chosen; "" where it is any text."""
    field, shape = tables.field(path), tables.shape(path)
    if field is None:
        return ""
    item = shape.item if isinstance(shape, Many) and shape.single else shape
    if item is ADDRESSEE:
        return "recipients"
    if isinstance(item, Flag) or item is FLAG:
        return "words:flag"
    if isinstance(item, Choice) and field.label not in CHOSEN:
        return f"words:{next(iter(item.words.values())).partition('.')[0]}"
    return CHOSEN.get(field.label) or CHOSEN_ITEMS.get(field.label, "")


def _cited(at: Cursor, references: tuple[Option, ...]) -> Completion:
    """Inside ``{{ … }}`` of a text: the references, then how one may be named."""
    found = _CITED.search(at.word)
    if found is None:
        return Completion("")
    tail = "" if at.behind.lstrip().startswith("}}") else " }}"
    if found[1] is None:
        return Completion(found[2], tuple(Proposal(o.value, o.label, o.about, o.value) for o in references))
    if all(found[1] != one.value for one in references):
        return Completion(found[2])
    return Completion(
        found[2], tuple(Proposal(name, f"{found[1]}.{name}", "", f"{name}{tail}") for name in citation.NAMES)
    )
