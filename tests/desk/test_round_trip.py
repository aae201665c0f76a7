"""Form → text → form, over all that ships: every field that the form offers is changed, filled, emptied, ordered, and
nothing moves but the bytes of that field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from shop import ROOT

from congvan import Desk
from congvan.desk import texts
from congvan.model.form import Field, Form, every
from congvan.problems import Problems
from congvan.yaml.change import changed
from congvan.yaml.extents import Entries, Items, Leaf, Node, Plain, Unfit, outlined
from congvan.yaml.operations import Guide, Operation, found, parsed, prose, standing
from congvan.yaml.operations import Path as Place

OFFICE = ("issuer.yaml", "recipients.yaml")
FILES = sorted([
    *(ROOT / "templates").glob("*/example.yaml"), *(ROOT / "circulars").rglob("*.yaml"), *(ROOT / one for one in OFFICE),
])  # fmt: skip


def named(path: Path) -> str:
    """An example by its kind, whatever the folder is called that it lies in."""
    return path.name if path.name in OFFICE else "/".join(path.parts[-2:])


COMMENT = re.compile(r"# (?:lời|bên) \d+")
SIMPLE = {
    "text": ("prose", "Chữ mới: có # dấu"), "lines": ("prose", "dòng một\n\n  dòng hai"), "choice": ("set", "khac"),
    "markdown": ("prose", "Đoạn mới.\n\n- gạch\n"), "date": ("day", "5/3/2026"), "integer": ("prose", "7"),
    "flag": ("set", "false"),
}  # fmt: skip


def leaves(node: Node | None) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, Entries):
        for entry in node.entries:
            yield from leaves(entry.value)
    elif isinstance(node, Items):
        for item in node.items:
            yield from leaves(item.value)


def commented(text: str) -> str:
    """With a comment on each line that can bear one, and every other time one above it."""
    inside = [(leaf.start, leaf.stop) for leaf in leaves(outlined(text))]
    made, at = [], 0
    for n, line in enumerate(text.splitlines()):
        end = at + len(line)
        begun, goes_on = (any(a < edge < b for a, b in inside) for edge in (at, end))
        if line.strip() and not line.strip().startswith("#") and not begun:
            if n % 2:
                made.append(" " * (len(line) - len(line.lstrip())) + f"# lời {n}")
            if not goes_on or re.search(r"[|>][-+0-9]*\Z", line):
                line += f"   # bên {n}"
        made.append(line)
        at = end + 1
    return "\n".join(made) + "\n"


def hard(text: str) -> str:
    """As Notepad leaves it: a BOM, CRLF, nothing behind the last line."""
    return "\ufeff" + text.rstrip("\n").replace("\n", "\r\n")


HANDS = {"kept": commented, "hard": lambda text: hard(commented(text))}


@dataclass(frozen=True)
class Wish:
    """What a page sends for one handle of a field. ``at``: the path that it is about."""

    what: str
    at: Place
    operation: dict[str, Any]


def wishes(form: Form) -> Iterator[Wish]:
    for field in every(form):
        path = parsed(field.path) if field.path else ()
        if field.widget in SIMPLE:
            verb, value = SIMPLE[field.widget]
            if field.choices:
                others = [one.value for one in form.choices.get(field.choices, ()) if one.value != field.value]
                value = next(iter(others), value)
            value = "true" if (field.widget, field.value) == ("flag", "false") else value
            yield Wish("put", path, {"path": field.path, verb: value})
            if isinstance(path[-1], str):
                yield Wish("gone", path, {"path": field.path, "clear": True})
        elif field.widget == "list":
            yield from _of_list(field, path)
        elif field.widget == "table":
            yield Wish("put", (*path, "moi"), {"path": [*path, "moi"], "set": field.new or "x"})
            for item in field.items[:1]:
                yield Wish("put", path, {"path": item.path, "rename": "ten-moi"})
                yield Wish("gone", parsed(item.path), {"path": item.path, "remove": True})


def _of_list(field: Field, path: Place) -> Iterator[Wish]:
    last = len(field.items) - 1
    yield Wish("put", (*path, last + 1), {"path": f"{field.path}[{last + 1}]", "insert": field.new or "so-noi-vu"})
    for one, to in ((0, last), (last, 0)) if last > 0 else ():
        yield Wish("moved", path, {"path": f"{field.path}[{one}]", "move": to})
        yield Wish("gone", (*path, one), {"path": f"{field.path}[{one}]", "remove": True})


def place(root: Node | None, path: Place) -> tuple[int, int] | None:
    """From where to where something stands, a key with its value, None where it is not there."""
    span = None
    for step in path:
        if isinstance(root, Entries) and isinstance(step, str) and (entry := root.get(step)) is not None:
            span, root = (entry.start, max(entry.colon, entry.value.stop)), entry.value
        elif isinstance(root, Items) and isinstance(step, int) and step < len(root.items):
            item = root.items[step]
            span, root = (item.start, item.value.stop), item.value
        else:
            return None
    return span


def around(root: Node | None, path: Place, value: Plain, guide: Guide) -> tuple[int, int] | None:
    """What may be touched: the field; where it stands in short or is the last of a record, the record."""
    span = place(root, path)
    for n in range(len(path) - 1, 0, -1):
        outer = found(value, path[:n])
        if span is None and isinstance(outer, str) and outer:  # in short: made a record
            return place(root, path[:n])
        if span is not None and not isinstance(outer, str) and outer is not None and len(outer) == 1:
            span = place(root, path[:n])
        elif span is not None:
            break
    return span


def differing(before: str, after: str) -> tuple[int, int, int]:
    """Where two texts begin to differ, and where that ends in each."""
    most = min(len(before), len(after))
    head = next((n for n in range(most) if before[n] != after[n]), most)
    tail = next((n for n in range(most - head) if before[-1 - n] != after[-1 - n]), most - head)
    return head, len(before) - tail, len(after) - tail


def touched(before: str, after: str, wish: Wish, guide: Guide) -> None:
    """Holds a change against what was asked for. Only what belongs to the field has moved, no comment of another's."""
    bare, mark = before.removeprefix("\ufeff"), len(before) - len(before.removeprefix("\ufeff"))
    root = outlined(bare)
    assert root is not None
    span = around(root, wish.at, root.plain, guide)
    head, end, made = differing(before, after)
    told = (wish, before[max(0, head - 40) : end + 20], after[max(0, head - 40) : made + 20])
    lost, gone, come = (Counter(COMMENT.findall(before)) - Counter(COMMENT.findall(after)),
                        words(before) - words(after), words(after) - words(before))  # fmt: skip
    if span is not None:
        line = before.find("\n", mark + span[1])
        own = before[mark + span[0] : len(before) if line < 0 else line]
    if wish.what == "moved":
        assert not gone, told
        assert not come, told
    elif span is None:
        assert not before[head:end].strip(), told
    elif wish.what == "gone":
        assert not come, told
        assert not gone - words(own), told
        lost -= Counter(COMMENT.findall(own))
    else:
        assert mark + span[0] <= head, told
        assert end <= mark + span[0] + len(own) + 1, told
    assert not lost, told
    if "\r\n" in before:
        assert not re.search(r"(?<!\r)\n", after), told


def words(text: str) -> Counter[str]:
    """What is said in a text, without the signs that hold it."""
    return Counter(re.findall(r"[^\s,:\[\]{}\"'|>-]+", text))


def meant(value: Plain, wish: Wish, guide: Guide) -> str | None:
    """What stands in the file when a text was typed."""
    told = wish.operation
    if "prose" not in told:
        return "2026-03-05" if "day" in told else told.get("set")
    return prose(told["prose"], standing(value, wish.at, guide))


@pytest.mark.parametrize("path", FILES, ids=named)
@pytest.mark.parametrize("hand", list(HANDS))
def test_only_the_field_that_is_changed_moves(desk: Desk, path: Path, hand: str) -> None:
    text = HANDS[hand](path.read_text("utf-8"))
    id = path.name if path.name in OFFICE else "chua/luu"
    form = desk.form(id, text.encode()).value
    assert form is not None
    assert form.unfit is None
    file = texts.file_of(desk.here, id, Problems(), new=True)
    assert file is not None
    guide = texts.tables_of(desk.here, file, text)
    root = outlined(text.removeprefix("\ufeff"))
    assert root is not None
    asked = list(wishes(form))
    assert len(asked) > 20
    for wish in asked:
        after = changed(text, [Operation.of(wish.operation)], guide)
        there = standing(root.plain, wish.at, guide) is not None
        assert (after != text) is (there or wish.what != "gone"), wish
        if after != text:
            touched(text, after, wish, guide)
        if wish.what == "put" and not isinstance(wish.operation.get("set"), dict) and "rename" not in wish.operation:
            again = outlined(after.removeprefix("\ufeff"))
            assert again is not None
            if "insert" not in wish.operation:
                assert standing(again.plain, wish.at, guide) == meant(root.plain, wish, guide), wish


@pytest.mark.parametrize("path", FILES, ids=named)
def test_what_was_typed_everywhere_is_what_the_form_shows_again(desk: Desk, path: Path) -> None:
    """All values as they are shown: not a byte moves. Then all texts at once, and the form of what came of it."""
    text = path.read_text("utf-8").replace("\n", "\r\n")
    id = path.name if path.name in OFFICE else "chua/luu"
    form = desk.form(id, text.encode()).value
    assert form is not None
    simple = [one for one in every(form) if one.widget in SIMPLE and one.present]
    same = [{"path": one.path, "day" if one.widget == "date" else "prose": one.value} for one in simple]
    result = desk.edit(id, same, source=text.encode(), judge=False)
    assert result.value is not None, result.diagnostics
    assert result.value.data.decode() == text
    typed = {one.path: f"{one.value} thêm" for one in simple if one.widget in ("text", "lines", "markdown")}
    result = desk.edit(id, [{"path": at, "prose": new} for at, new in typed.items()], source=text.encode(), judge=False)
    assert result.value is not None, result.diagnostics
    again = desk.form(id, result.value.data).value
    assert again is not None
    shown = {one.path: one.value for one in every(again)}
    assert {at: shown[at] for at in typed} == typed
    old, new = text.splitlines(keepends=True), result.value.data.decode().splitlines(keepends=True)
    assert len(old) == len(new)
    assert len([1 for a, b in zip(old, new, strict=True) if a != b]) <= len(typed)


def test_what_can_not_be_left_alone_is_refused_by_name_and_line(desk: Desk) -> None:
    for text, line in (
        ("subject: &a x\nbody: *a\n", 1),
        ("subject: a\nbody: !!str x\n", 2),
        ("body: a\n? b\n: c\n", 2),
    ):
        result = desk.edit("chua/luu", [{"path": "signer", "set": "giam-doc"}], source=text.encode(), judge=False)
        assert result.value is None
        assert [(one.code, one.line) for one in result.diagnostics] == [("CV977", line)], text
        with pytest.raises(Unfit):
            outlined(text)


def test_a_choice_taken_back_leaves_a_line_to_be_filled(desk: Desk) -> None:
    """An addressee written in short has no key of its own: without it, it is a blank item, that a text may fill."""
    text = "to:\n  - so-noi-vu   # trước\n  - ubnd-tinh\n"
    steps: list[tuple[dict[str, Any], str]] = [
        ({"path": "to[0].ref", "remove": True}, "to:\n  -   # trước\n  - ubnd-tinh\n"),
        ({"path": "to[0].text", "prose": "Ban Chỉ huy"}, "to:\n  -   # trước\n    text: Ban Chỉ huy\n  - ubnd-tinh\n"),
        ({"path": "to[1].note", "prose": "để b/c"}, "  - {ref: ubnd-tinh, note: để b/c}\n"),
        ({"path": "to[1].note", "clear": True}, "  - {ref: ubnd-tinh}\n"),
        ({"path": "to[1].note", "clear": True}, "  - {ref: ubnd-tinh}\n"),
        ({"path": "to[2].note", "clear": True}, "  - {ref: ubnd-tinh}\n"),
    ]
    for operation, wanted in steps:
        result = desk.edit("chua/luu", [operation], source=text.encode(), judge=False)
        assert result.value is not None, (operation, result.diagnostics)
        text = result.value.data.decode()
        assert text.endswith(wanted), operation


def test_the_only_one_of_a_list_stays_alone(desk: Desk) -> None:
    """An agency's one address stands without brackets, and so does what comes in its place; emptied it is empty."""
    text = "agencies:\n  a: {name: A, email: a@b.example}\n"
    for operation, wanted in (
        ({"path": "agencies.a.email[0]", "prose": "c@d.example"}, "{name: A, email: c@d.example}"),
        ({"path": "agencies.a.email[0]", "prose": ""}, '{name: A, email: ""}'),
        ({"path": "agencies.a.email[0]", "remove": True}, "{name: A}"),
        ({"path": "agencies.a.email[1]", "insert": "e@f.example"}, "{name: A, email: [a@b.example, e@f.example]}"),
    ):
        result = desk.edit("recipients.yaml", [operation], source=text.encode(), judge=False)
        assert result.value is not None
        assert result.value.data.decode() == f"agencies:\n  a: {wanted}\n"


def test_a_file_without_a_last_line_end_gets_one_before_its_blocks_are_written_anew(desk: Desk) -> None:
    text = "annexes:\n  - title: a\n    body: |\n      Một.\n  - title: b\n    body: |\n      Hai."
    result = desk.edit("chua/luu", [{"path": "annexes[1]", "move": 0}], source=text.encode(), judge=False)
    assert result.value is not None
    assert result.value.data.decode() == (
        "annexes:\n  - title: b\n    body: |\n      Hai.\n  - title: a\n    body: |\n      Một.\n"
    )
