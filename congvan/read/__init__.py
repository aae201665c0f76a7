"""YAML files → CircularSource, Issuer, Recipients, DocumentType: shapes checked, nothing looked up yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from congvan.model.keyring import Keyring
from congvan.model.source import CircularSource, DocumentType, Issuer, Recipients, Spanned
from congvan.problems import Diagnostic, Problems, Severity
from congvan.read import circular as _circular
from congvan.read import keyring as _keyring
from congvan.read import kind as _kind
from congvan.read import office as _office
from congvan.read import untouched
from congvan.read.circular import KindOf
from congvan.read.keys import CIRCULAR
from congvan.read.own import complete
from congvan.read.shapes import Many, Record, Shape, Table
from congvan.read.source import bytes_of, template
from congvan.read.untouched import told_once
from congvan.yaml.tree import Node, parse

T = TypeVar("T")

__all__ = [
    "bytes_of",
    "complete",
    "issuer_of",
    "own_lines",
    "read_circular",
    "read_issuer",
    "read_keyring",
    "read_kind",
    "read_recipients",
    "read_style",
    "recipients_of",
    "template",
    "told_once",
]


def names_of(shape: Shape) -> frozenset[str]:
    """Every key below a shape."""
    if isinstance(shape, Record):
        return frozenset(f.name for f in shape.fields).union(*(names_of(f.shape) for f in shape.fields))
    if isinstance(shape, Many):
        return names_of(shape.item)
    return names_of(shape.value) if isinstance(shape, Table) else frozenset()


CIRCULAR_KEYS = names_of(CIRCULAR)
ISSUER_KEYS = names_of(_office.ISSUER)
RECIPIENTS_KEYS = names_of(_office.RECIPIENTS)
KEYRING_KEYS = names_of(_keyring.KEYRING)
"""Every key that such a file may have at any depth: what a slip of its YAML is told by."""


def _tree(
    path: Path, shown: str, problems: Problems, known: Collection[str], data: bytes | None = None
) -> tuple[Node | None, bool]:
    """The tree (of ``data`` where it is at hand), also of a file whose YAML has slips, and whether it has none.

    Errors: CV006 too large, CV009 the file can't be read, and those of :func:`congvan.yaml.tree.parse`.
    """
    given, mine = bytes_of(path, shown, problems) if data is None else data, Problems()
    tree = None if given is None else parse(given, shown, mine, in_spite=True, known=known)
    problems.extend(mine)
    return tree, not mine.failed


def _filled(tree: Node, read: Callable[[Node, Problems], T], problems: Problems) -> T:
    """A tree as ``read`` reads it, and what was never filled in. Such a place is told as that, and as nothing else:
    whoever has yet to name a signer did not misspell one. Errors: CV420, those of ``read``.
    """
    mine = Problems()
    places = untouched.told(tree, mine)
    if not places:
        return read(tree, problems)
    made = read(tree, mine)
    problems.extend(d for d in mine if d.code == "CV420" or not (d.span in places or untouched.quoted(d.values)))
    return made


def read_issuer(path: Path, shown: str, problems: Problems, data: bytes | None = None) -> Issuer | None:
    """``issuer.yaml`` (its bytes where they are at hand) → Issuer, None after every fault is named at its place."""
    given = bytes_of(path, shown, problems) if data is None else data
    return None if given is None else _again(_issuer, given, shown, problems)


def _issuer(data: bytes, shown: str, problems: Problems) -> Issuer | None:
    tree, sound = _tree(Path(shown), shown, problems, ISSUER_KEYS, data)
    found = None if tree is None else _filled(tree, _office.issuer, problems)
    return found if sound else None


def _again(read: Callable[[bytes, str, Problems], T | None], data: bytes, shown: str, problems: Problems) -> T | None:
    """What ``read`` makes of the bytes of an office's file. A process that serves reads the same bytes with each key
    that somebody types: what was read of them last is kept, with its faults.
    """
    found, faults = _known(read, data, shown) if len(data) <= REMEMBERED else _read(read, data, shown)
    problems.extend(faults)
    return found


def _read(
    read: Callable[[bytes, str, Problems], T | None], data: bytes, shown: str
) -> tuple[T | None, tuple[Diagnostic, ...]]:
    mine = Problems()
    return read(data, shown, mine), tuple(mine)


_known = lru_cache(maxsize=16)(_read)
REMEMBERED = 1_000_000
"""Bytes of an office's file that is kept as it was read."""


def read_style(path: Path, shown: str) -> Mapping[str, Spanned[str]]:
    """What ``style:`` of an issuer.yaml says where other keys have faults, which are told elsewhere."""
    tree, _ = _tree(path, shown, Problems(), ISSUER_KEYS)
    return {} if tree is None else _office.style(tree)


def read_recipients(path: Path, shown: str, problems: Problems, data: bytes | None = None) -> Recipients | None:
    """``recipients.yaml`` (its bytes where they are at hand) → Recipients, None after every fault is named."""
    given = bytes_of(path, shown, problems) if data is None else data
    return None if given is None else _again(_recipients, given, shown, problems)


def _recipients(data: bytes, shown: str, problems: Problems) -> Recipients | None:
    tree, sound = _tree(Path(shown), shown, problems, RECIPIENTS_KEYS, data)
    found = None if tree is None else _filled(tree, lambda root, ps: _office.recipients(root, shown, ps), problems)
    return found if sound else None


def read_keyring(path: Path, shown: str, problems: Problems) -> Keyring | None:
    """``keys.yaml`` → Keyring, None after every fault is named at its place."""
    tree, sound = _tree(path, shown, problems, KEYRING_KEYS)
    found = None if tree is None else _keyring.keyring(tree, path.parent, problems)
    return found if sound else None


def issuer_of(tree: Node, problems: Problems) -> Issuer | None:
    """The tree of an ``issuer.yaml`` that is not on the disk yet → Issuer."""
    return _office.issuer(tree, problems)


def recipients_of(tree: Node, shown: str, problems: Problems) -> Recipients | None:
    """The tree of a ``recipients.yaml`` that is not on the disk yet → Recipients."""
    return _office.recipients(tree, shown, problems)


def read_circular(
    path: Path, shown: str, id: str, problems: Problems, data: bytes | None = None, kind_of: KindOf | None = None,
    *, in_spite: bool = False, partly: bool = False,
) -> CircularSource | None:  # fmt: skip
    """One circular (its bytes where they are already at hand) → CircularSource, None after every fault is named.

    Without ``kind_of`` (type → kind) the kind's own fields are left unread, for :func:`complete`. ``in_spite``: after
    faults that leave the text readable it is given all the same, marked ``faulty``; one run then names the text's too.
    ``partly``: also without the keys that can't be read.
    """
    before = _errors(problems)
    tree, _ = _tree(path, shown, problems, CIRCULAR_KEYS, data)
    if tree is None:
        return None
    source = _filled(tree, lambda root, ps: _circular.circular(root, id, shown, ps, kind_of, partly=partly), problems)
    if source is None or _errors(problems) == before:
        return source
    return replace(source, faulty=True) if in_spite else None


def _errors(problems: Problems) -> int:
    """How many errors were found; a warning is no reason to leave a file unread."""
    return sum(d.severity is Severity.ERROR for d in problems)


def own_lines(source: CircularSource) -> tuple[str, ...]:
    """The kind's own fields of a circular, as lines of YAML for the next of its kind."""
    from congvan.read import blank

    return tuple(line for key, node in source.own.items() for line in blank.yaml_of(key, _kind.bare(node)).splitlines())


def read_kind(folder: Path, shown: str, problems: Problems, bases: Sequence[Path] = ()) -> DocumentType | None:
    """A folder with ``type.yaml`` → DocumentType, None after every fault is named at its place.

    ``bases`` are the folders in which ``like:`` looks for another, the workspace's own first.
    """
    return _kind.read(folder, shown, bases or (folder.parent,), problems)
