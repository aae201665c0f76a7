"""What a form asks of a file, as operations on paths: ``to[2]``, ``references.cv720.date``. Here they are read, and
done on plain values: what :mod:`congvan.yaml.change` does to a text is held against that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from congvan.yaml.extents import Plain
from congvan.yaml.spelling import kept, normal

Verb = Literal["set", "prose", "insert", "remove", "clear", "move", "rename"]
VERBS = ("set", "prose", "day", "insert", "remove", "clear", "move", "rename")
_DAY = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4})\s*\Z")
Path = tuple[str | int, ...]
_STEP = re.compile(r"(?:^|\.)([^.\[\]]+)|\[(\d{1,6})\]")


class Impossible(Exception):
    """An operation that the values don't allow: its path leads nowhere, or there is something already."""

    def __init__(self, path: Path) -> None:
        super().__init__(shown(path))
        self.path = path


@dataclass(frozen=True, slots=True)
class Operation:
    """``set`` a value, wherever it has to be made; ``prose``: what somebody typed into a field, whose last line end is
    the file's own affair, and which makes nothing where it is blank (``day``, when it comes, is one as people type it);
    ``insert`` before an item of a list; ``remove`` an item or key, and a key that is left with nothing; ``move`` an
    item to another place of its list; ``rename`` a key.
    """

    verb: Verb
    path: Path
    value: Plain = ""
    to: int = 0

    @classmethod
    def of(cls, told: Mapping[str, object]) -> Operation:
        """``{"path": "to[2]", "set": …}``, as a page sends it. Errors: ValueError, TypeError."""
        verbs: list[Any] = [verb for verb in VERBS if verb in told]
        if len(verbs) != 1 or set(told) != {"path", verbs[0]}:
            raise ValueError(f"an operation has a path and one of {', '.join(VERBS)}")
        verb, path, value = verbs[0], parsed(told["path"]), told[verbs[0]]
        if verb == "move":
            if not isinstance(value, int) or isinstance(value, bool) or value < 0 or not isinstance(path[-1], int):
                raise ValueError("move: an item of a list, and where it shall stand")
            return cls(verb, path, to=value)
        if verb in ("remove", "clear"):
            return cls(verb, path)
        if verb in ("prose", "day", "rename") and not isinstance(value, str):
            raise TypeError(f"{verb}: a text")
        if verb == "insert" and not isinstance(path[-1], int):
            raise ValueError("insert: the place in a list")
        if verb == "rename" and (not isinstance(path[-1], str) or not str(value).strip()):
            raise ValueError("rename: a key, and its new name")
        if verb == "day":
            return cls("prose", path, _iso(kept(str(value)).strip()))
        return cls(verb, path, kept(str(value)).strip() if verb == "rename" else normal(value))


def _iso(typed: str) -> str:
    """``5/3/2026`` → ``2026-03-05``; what is no day stays as it was typed."""
    found = _DAY.match(typed)
    try:
        return date(*(int(part) for part in found.groups()[::-1])).isoformat() if found else typed
    except ValueError:
        return typed


class Guide(Protocol):
    """What the tables of a file say that its text doesn't."""

    def order(self, path: Path) -> Sequence[str]:
        """The keys of the record at ``path`` in the order in which they are written."""
        ...

    def short(self, path: Path) -> str:
        """The key that a bare text at ``path`` stands for; "" where a record has no such short form."""
        ...

    def many(self, path: Path) -> bool:
        """Whether a bare text at ``path`` stands for a list of one."""
        ...


class NoGuide:
    """A file of which no tables are known."""

    def order(self, path: Path) -> Sequence[str]:
        """New keys come last."""
        return ()

    def short(self, path: Path) -> str:
        """No short forms."""
        return ""

    def many(self, path: Path) -> bool:
        """No lists of one."""
        return False


def parsed(path: object) -> Path:
    """``to[2].note`` → ``("to", 2, "note")``; a list of steps is taken as it is. Errors: ValueError, TypeError."""
    if isinstance(path, list | tuple):
        told = tuple(kept(s) if isinstance(s, str) else s for s in path)
        if not told or not all(isinstance(s, str | int) and not isinstance(s, bool) and s != "" for s in told):
            raise ValueError("a path has steps")
        return told
    if not isinstance(path, str):
        raise TypeError("a path is a text")
    steps: list[str | int] = []
    at = 0
    while at < len(path):
        found = _STEP.match(path, at)
        if found is None:
            raise ValueError(f"no path: {path[:60]}")
        steps.append(kept(found[1]) if found[1] is not None else int(found[2]))
        at = found.end()
    if not steps or isinstance(steps[0], int):
        raise ValueError(f"no path: {path[:60]}")
    return tuple(steps)


def shown(path: Path) -> str:
    """A path as messages name it."""
    made = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return made.removeprefix(".")


def prose(value: str, before: Plain | None) -> str:
    """A text as somebody wrote it in a field of several lines → as it stands in the file: one that has lines, or had
    one ended, ends its last line, once.
    """
    bare = value.rstrip("\n")
    if isinstance(before, str) and "\n" in before:
        return f"{bare}\n" if bare and before.endswith("\n") else bare
    return f"{bare}\n" if "\n" in bare else bare


def done(root: Plain, operation: Operation, guide: Guide) -> Plain:
    """The values after ``operation``. Errors: Impossible."""
    path = operation.path
    if operation.verb in ("set", "prose"):
        value = operation.value
        if operation.verb == "prose" and isinstance(value, str):
            before = standing(root, path, guide)
            if not value and before is None:
                return root
            value = prose(value, before)
        return _set(root, path, value, guide)
    if operation.verb == "insert":
        return _insert(root, path, operation.value, guide)
    if operation.verb in ("remove", "clear"):
        return _out(root, operation, guide)
    if found(root, path) is None:
        raise Impossible(path)
    holder = found(root, path[:-1])
    last = path[-1]
    if operation.verb == "move":
        if not isinstance(holder, list) or not isinstance(last, int) or operation.to >= len(holder):
            raise Impossible(path)
        rest = [item for index, item in enumerate(holder) if index != last]
        return _put(root, path[:-1], [*rest[: operation.to], holder[last], *rest[operation.to :]])
    if not isinstance(holder, dict) or (operation.value in holder and operation.value != last):
        raise Impossible(path)
    return _put(root, path[:-1], {str(operation.value) if k == last else k: v for k, v in holder.items()})


def found(root: Plain | None, path: Path) -> Plain | None:
    """The value at ``path``, None where there is none."""
    for step in path:
        if isinstance(root, dict) and isinstance(step, str):
            root = root.get(step)
        elif isinstance(root, list) and isinstance(step, int):
            root = root[step] if step < len(root) else None
        else:
            return None
    return root


def _out(root: Plain, operation: Operation, guide: Guide) -> Plain:
    """Without what is at a path; an addressee in short that loses its name is one to be filled in."""
    path = operation.path
    if in_short(root, path, guide):
        return _remove(root, path[:-1]) if path[-1] == 0 else _put(root, path[:-1], "")
    if found(root, path) is not None:
        return _remove(root, path)
    if operation.verb == "clear":
        return root
    raise Impossible(path)


def in_short(root: Plain, path: Path, guide: Guide) -> bool:
    """Whether what is at ``path`` stands there in short: as the text that its record is, or its list of one."""
    around, last = found(root, path[:-1]) if len(path) > 1 else None, path[-1]
    if not isinstance(around, str) or not around:
        return False
    return guide.many(path[:-1]) if last == 0 else last == guide.short(path[:-1])


def standing(root: Plain, path: Path, guide: Guide) -> Plain | None:
    """The value at ``path``, also where it stands there in short; None where there is none."""
    return found(root, path[:-1]) if in_short(root, path, guide) else found(root, path)


def _put(root: Plain, path: Path, value: Plain) -> Plain:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(root, dict) and isinstance(step, str):
        return {**root, step: _put(root.get(step, ""), rest, value)}
    assert isinstance(root, list) and isinstance(step, int)
    return [*root[:step], _put(root[step], rest, value), *root[step + 1 :]]


def wrapped(path: Path, value: Plain) -> Plain:
    """A value with what has to be made around it. Errors: Impossible, a list has no second item before its first."""
    for step in reversed(path):
        if isinstance(step, int) and step:
            raise Impossible(path)
        value = {step: value} if isinstance(step, str) else [value]
    return value


def _set(root: Plain, path: Path, value: Plain, guide: Guide, at: Path = ()) -> Plain:
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(root, str) and not rest and isinstance(value, str) and step == guide.short(at):
        return value
    if isinstance(root, str) and root and step == 0 and not rest and isinstance(value, str) and guide.many(at):
        return value  # the one stays its list's only one
    root = opened(root, step, at, guide)
    if isinstance(root, str):
        return wrapped(path, value)
    if isinstance(root, dict) and isinstance(step, str):
        inner = _set(root[step], rest, value, guide, (*at, step)) if step in root else wrapped(rest, value)
        return {**root, step: inner}
    if not isinstance(root, list) or not isinstance(step, int) or step > len(root):
        raise Impossible((*at, *path))
    inner = _set(root[step], rest, value, guide, (*at, step)) if step < len(root) else wrapped(rest, value)
    return [*root[:step], inner, *root[step + 1 :]]


def opened(root: Plain, step: str | int, at: Path, guide: Guide) -> Plain:
    """A value into which ``step`` leads: a bare text is what it stands for. Errors: Impossible."""
    if not isinstance(root, str) or not root:
        return root
    key = guide.short(at)
    if isinstance(step, str) and key:
        return {key: root}
    if isinstance(step, int) and guide.many(at):
        return [root]
    raise Impossible((*at, step))


def _insert(root: Plain, path: Path, value: Plain, guide: Guide) -> Plain:
    holder, index = found(root, path[:-1]), path[-1]
    assert isinstance(index, int)
    if holder is None or holder == "":
        return _set(root, path, value, guide)
    holder = opened(holder, index, path[:-1], guide)
    if not isinstance(holder, list) or index > len(holder):
        raise Impossible(path)
    return _put(root, path[:-1], [*holder[:index], value, *holder[index:]])


def _remove(root: Plain, path: Path) -> Plain:
    holder, last = found(root, path[:-1]), path[-1]
    if isinstance(holder, dict):
        rest: Plain = {key: value for key, value in holder.items() if key != last}
    else:
        assert isinstance(holder, list)
        rest = [item for index, item in enumerate(holder) if index != last]
    if not rest and len(path) > 1 and isinstance(path[-2], str):
        return _remove(root, path[:-1])  # a list of nothing is a fault, a key that is not there is none
    return _put(root, path[:-1], rest)
