"""The parts that the judge of finished files recognises in one → Letter: lines and tables, part by part."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from typing import Any

from congvan.conformance.letter import Annex, Copy, Parts, Signature
from congvan.conformance.measured import Column, Measured, Para
from congvan.intake.lines import line_after, line_of, lines_of
from congvan.intake.model import Letter, Line, Lost, Piece, Sheet
from congvan.intake.tables import Tables
from congvan.text.letters import fold

HEAD, FLOW, FOOT = "head", "flow", "foot"
_SPELT = re.compile(r"(ve viec|v\s*[./]?\s*v)\b")
_NAME = 120
"""Letters that a line of Kính gửi has at most."""
_SUBJECT = 80
"""Letters that a line of V/v has at most."""
_HEADS = ("state", "motto", "parent", "issuer", "number", "dated", "subject", "marks")
_FLOWS = ("kind_name", "kind_subject", "origin", "to_label", "to", "call", "enacting", "grounds", "resolves", "body")
_FEET = ("foot_label", "recipients", "signatures", "confirmed", "strays", "address")


def letters(found: Parts, tables: Tables) -> tuple[Letter, ...]:
    """Every document of the file that has a head of its own, in order; what belongs to none of them is ``left``."""
    documents = _apart(found)
    for document in documents:
        _mended(document)
    taken = {id(p) for document in documents for p in _paras(document)}
    numbers = " ".join(p.text for d in documents for p in (d.number, d.dated) if p is not None)
    stray = [p for p in found.measured.paras if id(p) not in taken and p.text and p.text not in numbers]
    starts = [min((p.index for p in _paras(d)), default=0) for d in documents]
    made = []
    for n, document in enumerate(documents):
        end = starts[n + 1] if n + 1 < len(starts) else len(found.measured.paras)
        begin = starts[n] if n else 0
        own = [p for p in stray if begin <= p.index < end]
        made.append(_letter(document, tables, own))
    return tuple(made)


def _apart(found: Parts) -> list[Parts]:
    """The documents of a file: what has a number of its own was not issued by the one before it."""
    if found.absent == "attached_alone":  # it was read twice: as the file's own document, and as one that it issues
        twin, *found.attached = found.attached
        found.annexes = twin.annexes
    own = [text for text in found.attached if text.number is not None]
    found.attached = [text for text in found.attached if text.number is None]
    later = sorted([*found.more, *own], key=lambda d: min((p.index for p in _paras(d)), default=0))
    return [found, *later]


def _mended(parts: Parts) -> None:
    """What stands between V/v and Kính gửi is of the subject; a box below the head is of the text."""
    label = parts.to_label
    if not parts.subject and parts.kind_name is None and label is not None:
        spelt = (p for p in parts.body if p.index < label.index and _SPELT.match(fold(p.text)))
        parts.subject = [p for p in [next(spelt, None)] if p is not None]
        parts.body = [p for p in parts.body if p not in parts.subject]
    last = parts.subject[-1].index if parts.subject else None
    if last is not None and label is not None:
        more = [p for p in parts.body if last < p.index < label.index and len(p.text) < _SUBJECT]
        parts.subject += more
        parts.body = [p for p in parts.body if p not in more]
    _goes_on(parts)
    known = [parts.number, parts.dated, parts.kind_name, *parts.subject, *parts.to, *parts.kind_subject, label]
    end = max((p.index for p in known if p is not None), default=-1)
    inner = [p for p in parts.boxed if p.index > end]
    parts.boxed = [p for p in parts.boxed if p not in inner]
    parts.body = sorted([*parts.body, *inner], key=lambda p: (p.node, p.index))


def _goes_on(parts: Parts) -> None:
    """Kính gửi goes on, with or without dashes, as long as its lines end as those of a list do."""
    last = parts.to[-1] if parts.to else parts.to_label
    while last is not None and last.text.rstrip().endswith((";", ",")):
        following = next((p for p in parts.body if p.index > last.index), None)
        if following is None or len(following.text) > _NAME or following.text.rstrip().endswith(":"):
            break
        parts.to.append(following)
        parts.body.remove(following)
        last = following


def _paras(thing: Any) -> Iterable[Para]:
    """Every paragraph that a part holds, whatever it is."""
    if isinstance(thing, Para):
        yield thing
    elif isinstance(thing, list | tuple):
        for item in thing:
            yield from _paras(item)
    elif isinstance(thing, Parts | Annex | Signature | Copy):
        for field in dataclasses.fields(thing):
            if field.name not in ("measured", "more", "known"):
                yield from _paras(getattr(thing, field.name))


def _letter(parts: Parts, tables: Tables, stray: Sequence[Para]) -> Letter:
    copied = [p for p in _paras(parts.copies)]
    left = [Lost("unplaced", p.node, p.text) for p in stray]
    left += [Lost("copy", p.node, p.text) for p in copied]
    left += [Lost("signed", p.node, p.text) for p in parts.signed]
    left += [Lost("boxed", p.node, p.text) for p in parts.boxed]
    nodes = [p.node for p in _paras(parts)]
    label = parts.to_label or (parts.call if parts.to else None)
    named = parts.kind_name
    return Letter(
        kind=parts.kind.slug if parts.kind else None,
        untold=parts.untold or (named.text if named is not None and parts.kind is None else ""),
        parent=" ".join(p.text for p in parts.parent),
        issuer=" ".join(p.text for p in parts.issuer),
        number=parts.number.text if parts.number else "",
        number_at=parts.number.node if parts.number else 0,
        dated=parts.dated.text if parts.dated else "",
        day=parts.issued,
        subject=tuple(lines_of(parts.subject or parts.kind_subject)),
        title=line_of(named),
        marks=tuple(lines_of(parts.marks)),
        label=line_of(label),
        to=tuple(lines_of(parts.to)),
        enacting=tuple(lines_of(parts.enacting)),
        grounds=tuple(lines_of(parts.grounds)),
        resolves=line_of(parts.resolves),
        body=pieces(parts.body, tables),
        copies=tuple(lines_of(parts.recipients)),
        signatures=tuple((tuple(lines_of(s.posts)), tuple(lines_of(s.names))) for s in parts.signatures),
        confirmed=tuple(lines_of(parts.confirmed)),
        address=tuple(lines_of(parts.address)),
        annexes=tuple(_sheet(annex, parts.measured, tables) for annex in parts.annexes),
        attached=tuple(_letter(text, tables, ()) for text in parts.attached),
        left=tuple(left),
        places=_places(parts),
        first=min(nodes, default=0),
        last=max(nodes, default=0),
    )


def _places(parts: Parts) -> dict[int, str]:
    """Which part of the page each paragraph belongs to; the texts of annexes and attached texts flow, too."""
    found: dict[int, str] = {}
    for names, place in ((_FLOWS, FLOW), (_FEET, FOOT), (_HEADS, HEAD)):
        for name in names:
            found |= {p.node: place for p in _paras(getattr(parts, name))}
    if parts.call is not None and not parts.to:
        found[parts.call.node] = FLOW
    for annex in parts.annexes:
        found |= {p.node: HEAD for p in annex.above}
        found |= {p.node: FLOW for p in _paras([annex.label, annex.title, annex.origin, annex.rest])}
    for text in parts.attached:
        found |= _places(text)
    return found


def _sheet(annex: Annex, measured: Measured, tables: Tables) -> Sheet:
    page = measured.sheets[annex.label.sheet] if annex.label.sheet < len(measured.sheets) else None
    label = lines_of([annex.label])[0]
    return Sheet(
        label=label,
        title=tuple(lines_of(([annex.label] if annex.bare else []) + annex.title)),
        origin=tuple(lines_of(annex.origin)),
        body=pieces(annex.rest, tables),
        landscape=page is not None and page.width > page.height,
    )


def pieces(paras: Sequence[Para], tables: Tables) -> tuple[Piece, ...]:
    """A text: its lines, and each of its tables once, where its first paragraph stands."""
    among = frozenset(p.node for p in paras)
    made: list[Piece] = []
    done: set[int] = set()
    for n, para in enumerate(paras):
        if para.node in done:
            continue
        table = tables.at(para.node, among)
        if table is not None:
            done |= tables.nodes(table)
            made.append(tables.grid(table))
            continue
        made.append(line_after(paras[n - 1] if n else None, para))
    return tuple(made)


def told(line: Line) -> str:
    """The words of a line for comparison: no marks, no capitals."""
    return fold(line.text)


def is_table(para: Para) -> bool:
    """Whether a paragraph stands in a table with lines."""
    return para.column is Column.TABLE
