"""What a workspace says that inspection can use: the agency's own kinds of documents and its symbols.

Read leniently: a fault in these files is told by ``check``, and keeps nobody from inspecting a letter.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from congvan.conformance import Agency
from congvan.machine import files
from congvan.problems import Problems
from congvan.standard.kinds import Kind, kind_of, kinds
from congvan.text.letters import nfc
from congvan.workspace import shipped_templates
from congvan.yaml.tree import MAX_BYTES, Mapping, Node, Scalar, parse
from congvan.yaml.tree import Sequence as List

_DEEP = 5
"""How many folders may be like one another in a row."""


def own_kinds(root: Path) -> tuple[Kind, ...]:
    """The kinds in the workspace's ``templates/``: added to the decree's 29, or one of them said anew."""
    here = root / "templates"
    if not here.is_dir() or os.path.realpath(here) in map(os.path.realpath, shipped_templates()):
        return ()
    bases = (here, *shipped_templates())
    found = []
    try:
        folders = sorted(here.iterdir())
    except OSError:
        return ()
    for folder in folders:
        said = _said(folder, bases, 0) if (folder / "type.yaml").is_file() else {}
        slug = nfc(folder.name)
        if _text(said.get("name")) or slug in kinds():
            found.append(_kind(slug, said))
    return tuple(found)


def _said(folder: Path, bases: Sequence[Path], depth: int) -> dict[str, Node]:
    """The keys of a folder's ``type.yaml`` over those of the folder that it is ``like``."""
    file = next((f for f in (folder / "type.yaml", folder / "base.yaml") if f.is_file()), None)
    said = _mapping(file) if file is not None else {}
    like = _text(said.get("like"))
    if not like or depth > _DEEP:
        return said
    under = next((base / like for base in bases if (base / like).is_dir() and base / like != folder), None)
    return (_said(under, bases, depth + 1) if under is not None else {}) | said


def _kind(slug: str, said: dict[str, Node]) -> Kind:
    """What ``type.yaml`` says of parts and looks, in the words of ``kinds.yaml``; the decree's own facts stand."""
    known = kinds().get(slug)
    name = _text(said.get("name")) or (known.name if known else slug)
    abbreviation = _text(said.get("abbreviation")) or (known.abbreviation if known else None)
    if known is not None:
        return Kind(
            **{field: getattr(known, field) for field in Kind.__slots__} | {"name": name, "abbreviation": abbreviation}
        )
    listed, signatures = said.get("parts"), said.get("signatures")
    parts = [_text(item) for item in listed.items] if isinstance(listed, List) else ["title"]
    label = _text(said.get("addressee_label"))
    return kind_of(
        slug,
        {
            "name": name,
            "abbreviation": abbreviation,
            "to": "addressees" in parts and not label,
            "date": _text(said.get("dated")) != "false",
            "free": "title" not in parts,
            "resolves": _text(said.get("order_words")),
            "calls": label.rpartition("}")[2].strip(),
            "subject": _text(said.get("title")) != "name-only",
            "rule": _text(said.get("title")) != "no-rule",
            "signatures": max(1, len(signatures.items)) if isinstance(signatures, List) else 1,
            "recipients": _text(said.get("recipients")),
            "form": "1.4",
        },
    )


def agency(root: Path) -> Agency | None:
    """The agency of ``issuer.yaml``: its name, its symbol, its units' symbols. None without such a file."""
    said = _mapping(root / "issuer.yaml")
    name, symbol = _text(said.get("name")), _text(said.get("symbol"))
    if not name or not symbol:
        return None
    return Agency(name, symbol, frozenset(_units(said.get("units"))))


def _units(node: Node | None) -> Iterator[str]:
    for unit in node.entries.values() if isinstance(node, Mapping) else ():
        if isinstance(unit, Mapping) and (symbol := _text(unit.entries.get("symbol"))):
            yield symbol


def _mapping(file: Path) -> dict[str, Node]:
    try:
        found = parse(files.read(file, MAX_BYTES), file.name, Problems())
    except OSError:
        return {}
    return dict(found.entries) if isinstance(found, Mapping) else {}


def _text(node: Node | None) -> str:
    return nfc(node.value.strip()) if isinstance(node, Scalar) else ""
