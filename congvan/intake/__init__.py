"""An office's old Word file → what stands in it, part by part, and every word of it read a second way.

It is read by the readers of :mod:`congvan.conformance`, which know any maker's files, and recognised as they recognise;
nothing is judged. :mod:`congvan.intake.draft` makes a circular of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from congvan.conformance.refusal import Unreadable
from congvan.intake.model import Lost, WordFile
from congvan.standard.kinds import Kind

__all__ = ["Unreadable", "read_word"]


def read_word(path: Path, more: Sequence[Kind] = ()) -> WordFile:
    """A DOCX → its documents. ``more`` are kinds beyond the decree's that the agency has. Errors: Unreadable."""
    from congvan.conformance import docx_reader, parts, typed_rules
    from congvan.conformance.docx_package import Package, W
    from congvan.intake import lines, old_text, recognised, words
    from congvan.intake.signs import dropped
    from congvan.intake.tables import Tables

    package = Package(path.read_bytes())
    root = package.part(package.main)
    body = root.find(W + "body") if root is not None else None
    if body is None:
        raise Unreadable("CV442")
    encodings = old_text.convert(package, body)
    nodes = docx_reader.numbered(body)
    walk = words.Walk(package, nodes)
    said = walk.read()
    measured = docx_reader.read(package)
    hidden = list(dict.fromkeys(c for p in measured.paras for piece in p.pieces for c in dropped(piece.text)))
    measured, guessed = lines.cleaned(typed_rules.taken(measured))
    if not measured.paras:
        raise Unreadable("CV442")
    met = {p.node for p in measured.paras}
    found = parts.find(measured, None, more)
    lost = [*walk.lost, *words.beside(package, walk.notes)]
    lost += [Lost("guessed", node, encoding) for node, encoding in guessed.items()]
    lost += [Lost("sign", 0, f"U+{ord(char):04X}") for char in hidden]
    lost += [Lost("unplaced", one.node, " ".join(one.words)) for one in said if one.words and one.node not in met]
    made = recognised.letters(found, Tables(body, nodes, measured.paras))
    return WordFile(made, said, tuple(lost), tuple(encodings.items()), walk.numbered)
