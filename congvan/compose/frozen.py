"""Document → the text that is frozen when a number is given: canonical JSON of what is printed, and its SHA-256.

Fonts, line breaking, style and file properties are not part of it. Empty values are left out, so that a component
which a later version adds does not change the hash of what was issued before.

Every name in the text is written out here and nowhere else: classes and fields of the model may be called otherwise
one day, and what was issued before must read the same. A name below is never changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any, assert_never

from congvan.model.document import (
    Annex,
    Article,
    Attached,
    Block,
    Cell,
    Division,
    Document,
    Ground,
    Heading,
    Item,
    Paragraph,
    Parts,
    Picture,
    Printed,
    Run,
    Signature,
    Table,
)

Tree = dict[str, Any]
_SPACES = str.maketrans({"\u00a0": " ", "\u2011": "-", "\u2060": None})
FORMAT = 1


def frozen_text(document: Document) -> str:
    """Canonical JSON: keys in order, no spaces, NFC as composed."""
    tree = {"format": FORMAT, **_document(document)}
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """The hash of a frozen text, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _document(document: Document) -> Tree:
    """Not its id, the properties of the file, whether it is a draft, the choices of style, names that stay whole."""
    return _kept({
        "parts": _parts(document.parts),
        "body": _blocks(document.body),
        "annexes": [_annex(annex) for annex in document.annexes],
        "grounds": [_ground(ground) for ground in document.grounds],
        "attached": [_attached(text) for text in document.attached],
        "order": _lines(document.order),
        "copies": [_copy(one) for one in document.copies],
        "recipient": document.recipient,
    })  # fmt: skip


def _copy(one: Printed) -> Tree:
    """What was printed for whom; where it was sent is no part of the text."""
    said = [[_text(name), _text(value)] for name, value in one.said]
    return _kept({"is": "Printed", "key": _text(one.key), "name": _text(one.name), "said": said})


def _parts(parts: Parts) -> Tree:
    return _kept({
        "is": "Parts",
        "parent": _text(parts.parent),
        "issuer": _text(parts.issuer),
        "number": _text(parts.number),
        "symbol": _text(parts.symbol),
        "place": _text(parts.place),
        "date": parts.date.isoformat() if parts.date is not None else None,
        "kind_name": _text(parts.kind_name),
        "subject": _lines(parts.subject),
        "urgency": _text(parts.urgency),
        "circulation": _text(parts.circulation),
        "addressees": _lines(parts.addressees),
        "signature": _signature(parts.signature),
        "recipients": _lines(parts.recipients),
        "drafter_mark": _text(parts.drafter_mark),
        "foot": _lines(parts.foot),
        "unnumbered": parts.unnumbered,
        "undated": parts.undated,
        "unruled": parts.unruled,
        "addressee_label": _text(parts.addressee_label),
        "authority": _text(parts.authority),
        "order": _text(parts.order),
        "beside": _signature(parts.beside),
        "leader_left": parts.leader_left,
        "recipients_below": parts.recipients_below,
        "confirmation": _text(parts.confirmation),
    })  # fmt: skip


def _signature(signature: Signature | None) -> Tree | None:
    if signature is None:
        return None
    return _kept({
        "is": "Signature", "lines": _lines(signature.lines), "posts": _lines(signature.posts),
        "name": _text(signature.name),
    })  # fmt: skip


def _annex(annex: Annex) -> Tree:
    """Without its title: so it was frozen from the first letter on, and the title is in no hash."""
    return _kept({
        "is": "Annex", "label": _text(annex.label), "origin": _text(annex.origin), "body": _blocks(annex.body),
    })  # fmt: skip


def _attached(text: Attached) -> Tree:
    return _kept({
        "is": "Attached", "kind_name": _text(text.kind_name), "subject": _lines(text.subject),
        "origin": _text(text.origin), "body": _blocks(text.body),
    })  # fmt: skip


def _ground(ground: Ground) -> Tree:
    return _kept({"is": "Ground", "runs": _runs(ground.runs)})


def _blocks(blocks: Iterable[Block]) -> list[Tree]:
    return [_kept(_block(block)) for block in blocks]


def _block(block: Block) -> Tree:
    if isinstance(block, Paragraph):
        return {"is": "Paragraph", "runs": _runs(block.runs)}
    if isinstance(block, Heading):
        return {"is": "Heading", "level": block.level, "runs": _runs(block.runs), "caps": block.caps,
                "bold": block.bold}  # fmt: skip
    if isinstance(block, Item):
        return {"is": "Item", "level": block.level, "label": _text(block.label), "runs": _runs(block.runs)}
    if isinstance(block, Table):
        rows = [[_cell(cell) for cell in row] for row in block.rows]
        heads = block.heads if block.heads > 1 else None
        return {"is": "Table", "head": [_cell(c) for c in block.head], "rows": rows, "aligns": _lines(block.aligns),
                "heads": heads}  # fmt: skip
    if isinstance(block, Division):
        return {"is": "Division", "level": block.level, "label": _text(block.label), "runs": _runs(block.runs)}
    if isinstance(block, Article):
        return {"is": "Article", "label": _text(block.label), "runs": _runs(block.runs), "titled": block.titled}
    if isinstance(block, Ground):
        return _ground(block)
    if isinstance(block, Picture):
        return {"is": "Picture", "sha256": block.sha256, "alt": _text(block.alt), "caption": _runs(block.caption)}
    assert_never(block)


def _cell(cell: Cell) -> Tree:
    return _kept({
        "is": "Cell", "runs": _runs(cell.runs), "covered": cell.covered, "align": cell.align,
        "across": cell.across if cell.across > 1 else None, "down": cell.down if cell.down > 1 else None,
    })  # fmt: skip


def _kept(made: Tree) -> Tree:
    """What says something."""
    return {name: value for name, value in made.items() if value not in (None, "", [], {}, False)}


def _text(text: str | None) -> str | None:
    return None if text is None else text.translate(_SPACES)


def _lines(lines: Iterable[str]) -> list[str]:
    return [line.translate(_SPACES) for line in lines]


def _runs(runs: Iterable[Run]) -> list[list[str]]:
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
    """The parts that two frozen texts do not share, by their names in the text."""
    old, new = json.loads(before), json.loads(now)
    found = [key for key in ("body", "annexes", "attached") if old.get(key) != new.get(key)]
    one, other = old.get("parts", {}), new.get("parts", {})
    found += [key for key in sorted({*one, *other}) if one.get(key) != other.get(key)]
    rest = {*old, *new} - {"body", "annexes", "attached", "parts"}
    return found + [key for key in sorted(rest) if old.get(key) != new.get(key)]


def changed_blocks(before: str, now: str) -> set[str]:
    """What kinds of blocks two frozen texts do not share (``Table``, ``Paragraph``), by their names in the text."""
    old, new = (list(_blocks_of(json.loads(text))) for text in (before, now))
    pairs = zip_longest(old, new)
    return {block["is"] for pair in pairs if pair[0] != pair[1] for block in pair if block is not None}


def _blocks_of(tree: Tree) -> Iterator[Tree]:
    """Every block of a frozen text, from the top."""
    yield from tree.get("body", ())
    for part in (*tree.get("attached", ()), *tree.get("annexes", ())):
        yield from part.get("body", ())
