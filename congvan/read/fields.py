"""The tables of the keys and the text as it stands → the fields of a form.

Every key that the tables allow has its field, there or not, so that nothing can be written in the text alone; what
stands in the text and belongs to none is shown as it is, to be taken out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from congvan import messages
from congvan.model.form import Field as Shown
from congvan.model.form import Group, Item, Widget
from congvan.model.source import DocumentType
from congvan.problems import term
from congvan.read.accepting import Accepting
from congvan.read.figures import Day, Integer
from congvan.read.keys import ADDRESSEE, ANNEX
from congvan.read.mailboxes import Mailbox
from congvan.read.office import NAMED, SHARING, Sharing
from congvan.read.own import RULED
from congvan.read.shapes import FLAG, Choice, Field, Flag, Many, Record, Shape, Table, Text
from congvan.text.dates import short_date
from congvan.yaml.extents import Entries, Items, Leaf, Node

GROUPS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "circular": (
        ("head", ("type", "unit", "subject", "urgency", "due", "file", "circulation")),
        ("whom", ("to", "per_recipient", "merge")),
        ("text", ("", "authority", "grounds", "proposal", "body", "attached", "annexes")),
        ("signing", ("signer", "copies", "archive", "archive_copies", "drafter", "print_run", "footer")),
        ("references", ("references", "follows", "replies", "edition", "corrects", "replaces", "recalls")),
        ("number", ("number", "date")),
    ),
    "issuer": (
        ("agency", ("parent", "name", "symbol", "place", "code", "id")),
        ("contact", ("address", "phone", "fax", "email", "website")),
        ("signers", ("signers",)),
        ("units", ("units",)),
        ("style", ("style", "seal")),
        ("register", ("numbering", "register", "timezone", "acts_for")),
        ("delivery", ("delivery",)),
    ),
    "recipients": (("agencies", ("agencies",)), ("groups", ("groups",))),
}
"""Which keys stand together, in which order; "": the fields that the kind itself declares."""
CLOSED = frozenset({"references", "number", "register", "delivery", "style"})
"""Groups that are folded up while nothing stands in them."""
CHOSEN: Mapping[str, str] = {
    "circular.type": "kinds", "circular.unit": "units", "circular.signer": "signers", "addressee.ref": "recipients",
    "circular.follows": "references", "reference.type": "kinds", "attached.type": "kinds",
}  # fmt: skip
"""Fields whose values are slugs of the workspace, by the names of their labels."""
CHOSEN_ITEMS: Mapping[str, str] = {
    "addressee.for": "agencies", "circular.corrects": "references", "circular.replaces": "references",
    "circular.replies": "references",
    "circular.recalls": "references", "group.members": "members", "named.kinds": "kinds",
}  # fmt: skip
REASONS = Table(Text(), key=r"[A-Z]{1,3}-[0-9]{1,2}\Z", key_example="VH-1")
"""A warning's rule and why it may stand: as the form writes ``accept:``, which is read in more ways."""
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes fields in one language. ``called`` words a slug: its name and who stands behind it."""

    language: str
    called: Callable[[str, str], tuple[str, tuple[str, ...]]]

    def groups(self, which: str, record: Record, root: Entries | None, kind: DocumentType | None) -> tuple[Group, ...]:
        """The form of a whole file. ``which``: ``circular``, ``issuer`` or ``recipients``."""
        own = tuple(kind.fields) if kind is not None else ()
        hidden = _hidden(kind) if which == "circular" else frozenset()
        known = {one.name: self._required(one, kind) for one in record.fields if one.name not in hidden}
        placed: list[Group] = []
        seen: set[str] = set()
        for name, keys in GROUPS[which]:
            names = [key for key in (k for part in keys for k in (own if not part else (part,))) if key in known]
            seen |= set(names)
            fields = tuple(self._entry(known[key], root, ()) for key in names)
            placed.append(Group(name, self._term(f"form.{name}"), fields, _opened(name, fields)))
        rest = tuple(self._entry(one, root, ()) for name, one in known.items() if name not in seen)
        strange = tuple(self._strange((), e.key, e.value) for e in root.entries if e.key not in known) if root else ()
        if rest or strange:
            placed.append(Group("other", self._term("form.other"), rest + strange))
        return tuple(group for group in placed if group.fields)

    @staticmethod
    def _required(one: Field, kind: DocumentType | None) -> Field:
        """A list of people may stand for ``to``, as the schema says."""
        wanted = kind is not None and one.name in kind.requires - {"to"}
        return replace(one, required=one.required or wanted)

    def _term(self, name: str) -> str:
        return messages.worded(term(name), self.language)

    def _entry(self, one: Field, holder: Entries | None, path: tuple[str | int, ...]) -> Shown:
        """The field of a key, there or not."""
        entry = holder.get(one.name) if holder is not None else None
        node = entry.value if entry is not None else None
        label = self._term(one.label) if one.label else one.title
        help = messages.explained(one.label, self.language) if one.label else one.description
        made = self.field(one.shape, node, (*path, one.name), one.label)
        slug = bool(made.choices) and not made.choices.startswith("words:")  # what explains a slug tells nothing here
        return replace(
            made, name=one.name, label=_raised(label), required=one.required,
            help="" if help == label or slug else help,
            present=node is not None and not _blank(node), example=_example(one),
        )  # fmt: skip

    def field(self, shape: Shape, node: Node | None, path: tuple[str | int, ...], label: str) -> Shown:
        """The field of a shape at a path. ``label``: the name of the term of its key."""
        if isinstance(shape, Many):
            return self._list(shape, node, path, label)
        if isinstance(shape, Table):
            return self._table(shape, node, path, label)
        if isinstance(shape, Record):
            return self._record(shape, node, path)
        if isinstance(shape, Accepting):
            return self._table(REASONS, node, path, label)
        if isinstance(shape, Sharing):
            inner = NAMED if isinstance(node, Entries) else SHARING
            return self.field(inner, node, path, "named.kinds" if inner is SHARING else "")
        widget, value = _simple(shape, node, label)
        if isinstance(node, Items | Entries):
            return self._strange(path[:-1], str(path[-1]), node)
        made = Shown(shown(path), "", "", widget, value=value, pattern=shape.pattern if isinstance(shape, Text) else "")
        if isinstance(shape, Choice) and label not in CHOSEN:
            return replace(made, choices=f"words:{next(iter(shape.words.values())).partition('.')[0]}", widget="choice")
        if label in CHOSEN:
            return replace(made, choices=CHOSEN[label], widget="choice", free=True)
        return made

    def _list(self, shape: Many, node: Node | None, path: tuple[str | int, ...], label: str) -> Shown:
        if isinstance(node, Entries) or (isinstance(node, Leaf) and node.value and not shape.single):
            return self._strange(path[:-1], str(path[-1]), node)
        nodes = [item.value for item in node.items] if isinstance(node, Items) else []
        if isinstance(node, Leaf) and node.value:
            nodes = [node]
        chosen = CHOSEN_ITEMS.get(label, "")
        items = tuple(self._item(shape.item, inner, (*path, n), chosen) for n, inner in enumerate(nodes))
        return Shown(
            shown(path), "", "", "list", items=items, new=_new(shape.item, chosen), choices=chosen or _ref(shape.item)
        )

    def _item(self, shape: Shape, node: Node, path: tuple[str | int, ...], chosen: str) -> Item:
        """An item of a list, with what it is called."""
        made = self.field(shape, node, path, "")
        if chosen and made.widget == "text":
            made = replace(made, widget="choice", choices=chosen, free=True)
        title, members = "", tuple[str, ...]()
        if shape is ADDRESSEE:
            title, members = self._addressee(node)
        elif chosen and isinstance(node, Leaf):
            title, members = self.called(chosen, node.value)
        elif isinstance(node, Entries):
            title = next((e.value.value.partition("\n")[0] for e in node.entries if isinstance(e.value, Leaf)), "")
        return Item(shown(path), title, made, members=members)

    def _addressee(self, node: Node) -> tuple[str, tuple[str, ...]]:
        told = (
            {e.key: e.value.value for e in node.entries if isinstance(e.value, Leaf)}
            if isinstance(node, Entries)
            else {}
        )
        ref = node.value if isinstance(node, Leaf) else told.get("ref", "")
        title, members = self.called("recipients", ref) if ref else ("", ())
        return told.get("as") or told.get("text") or title, members

    def _table(self, shape: Table, node: Node | None, path: tuple[str | int, ...], label: str) -> Shown:
        if isinstance(node, Items) or (isinstance(node, Leaf) and node.value):
            return self._strange(path[:-1], str(path[-1]), node)
        items = []
        for entry in node.entries if isinstance(node, Entries) else ():
            at = (*path, entry.key)
            made = self.field(shape.value, entry.value, at, "")
            title = _title(entry.value) or entry.key
            items.append(Item(shown(at), title, made, key=entry.key))
        return Shown(
            shown(path),
            "",
            "",
            "table",
            items=tuple(items),
            pattern=shape.key,
            example=shape.key_example,
            new=_new(shape.value, ""),
        )

    def _record(self, shape: Record, node: Node | None, path: tuple[str | int, ...]) -> Shown:
        if isinstance(node, Items) or (isinstance(node, Leaf) and node.value and not shape.text_key):
            return self._strange(path[:-1], str(path[-1]), node)
        holder = node if isinstance(node, Entries) else None
        fields = [self._entry(one, holder, path) for one in shape.fields]
        if isinstance(node, Leaf) and node.value:
            fields = [replace(f, value=node.value, present=True) if f.name == shape.text_key else f for f in fields]
        known = {one.name for one in shape.fields}
        strange = [self._strange(path, e.key, e.value) for e in holder.entries if e.key not in known] if holder else []
        return Shown(shown(path), "", "", "record", fields=(*fields, *strange))

    def _strange(self, path: tuple[str | int, ...], key: str, node: Node | None) -> Shown:
        """What belongs to no table, or is of another shape than belongs there: shown, and to be taken out."""
        value = node.value if isinstance(node, Leaf) else "…"
        at = (*path, int(key)) if key.isdecimal() and path and not isinstance(node, Entries) else (*path, key)
        return Shown(shown(at), key, key, "odd", value=value, present=True)


def shown(path: tuple[str | int, ...]) -> str:
    """A path as operations and messages name it."""
    made = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return made.removeprefix(".")


def _hidden(kind: DocumentType | None) -> frozenset[str]:
    """Keys that this kind hasn't got; what stands there nevertheless is strange."""
    return frozenset(RULED) - kind.allows if kind is not None else frozenset()


def _blank(node: Node) -> bool:
    return isinstance(node, Leaf) and not node.value


def _opened(name: str, fields: Sequence[Shown]) -> bool:
    return name not in CLOSED or any(one.present for one in fields)


def _raised(label: str) -> str:
    return label[:1].upper() + label[1:]


def _example(one: Field) -> str:
    first = one.examples[0] if one.examples else ""
    if isinstance(first, list | dict):
        return ""
    return _local(str(first)) if isinstance(one.shape, Day) else str(first)


def _local(value: str) -> str:
    """A day as people write it: ``2026-03-05`` → ``5/3/2026``; anything else as it is."""
    from datetime import date

    found = _DAY.match(value.strip())
    if found is None:
        return value
    try:
        return short_date(date(*map(int, found.groups())))
    except ValueError:
        return value


def _simple(shape: Shape, node: Node | None, label: str) -> tuple[Widget, str]:
    value = node.value if isinstance(node, Leaf) else ""
    if isinstance(shape, Day):
        return "date", _local(value)
    if isinstance(shape, Integer):
        return "integer", value
    if isinstance(shape, Flag) or shape is FLAG:
        meant = FLAG.values.get(value)
        return "flag", value if meant is None else str(meant).lower()
    if isinstance(shape, Choice):
        return "choice", value
    if isinstance(shape, Text) and shape.lines:
        return ("markdown" if not label or label.endswith(".body") else "lines"), value.removesuffix("\n")
    return ("lines" if isinstance(shape, Text) and "\n" in value.strip("\n") else "text"), value


def _ref(shape: Shape) -> str:
    return "recipients" if shape is ADDRESSEE else ""


def _new(shape: Shape, chosen: str) -> object:
    """What a further item is before anybody has filled it in: its required keys, blank."""
    if shape is ADDRESSEE or chosen or isinstance(shape, Text | Choice | Mailbox):
        return ""
    if isinstance(shape, Sharing):
        return {"name": "", "kinds": ["cong-van"]}
    if shape is ANNEX:
        return {"title": "", "body": ""}
    if isinstance(shape, Record):
        required = [one.name for one in shape.fields if one.required] or [shape.fields[0].name]
        return dict.fromkeys(required, "")
    return ""


def _title(node: Node) -> str:
    """What an item with a name of its own is called."""
    if not isinstance(node, Entries):
        return node.value if isinstance(node, Leaf) else ""
    told = {e.key: e.value.value for e in node.entries if isinstance(e.value, Leaf)}
    parts = [told.get(key, "") for key in ("title", "number", "name") if told.get(key)]
    return " · ".join(parts)
