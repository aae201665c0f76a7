"""The texts of a letter → body, grounds, the kind's own fields, attached texts, annexes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from congvan.intake.drafted import Draft
from congvan.intake.markdown import blocks, expression
from congvan.intake.model import Grid, Line, Piece, Sheet, Stretch
from congvan.model.source import KindField
from congvan.problems import term
from congvan.text.letters import capitals

_END = re.compile(r"\s*\.?\s*/\s*\.\s*\Z")


def unclosed(pieces: Sequence[Piece]) -> list[Piece]:
    """A text without the end mark, which is printed by itself; one that stands alone is left out."""
    made = list(pieces)
    line = made[-1] if made else None
    if isinstance(line, Line) and _END.search(line.text):
        made.pop()
        kept = _END.sub("", line.text)
        if kept:
            dot = "." if kept[-1].isalnum() or kept[-1] in ')”"' else ""
            made.append(replace(line, runs=_cut(line.runs, len(kept), dot)))
    return made


def _cut(runs: Sequence[Stretch], length: int, sign: str) -> tuple[Stretch, ...]:
    made: list[Stretch] = []
    for run in runs:
        text = run.text[:length]
        length -= len(text)
        if text:
            made.append(Stretch(text, run.bold, run.italic))
    made[-1] = replace(made[-1], text=made[-1].text.rstrip() + sign)
    return tuple(made)


def fields(made: Draft) -> None:
    """The kind's own fields: as the form showed them, from the second signature, or for a person to fill in."""
    values = made.filled.values
    for signature in made.kind.signatures:
        if signature.by != "signer" and signature.by not in values:
            other = made.letter.signatures[1 if made.kind.signatures[0].by == "signer" else 0 :][:1]
            names = [n.text for _, found in other for n in found]
            if names and len(made.letter.signatures) > 1:
                values[signature.by] = {"name": names[-1]}
    for name, one in made.kind.fields.items():
        if name in values and _whole(one, values[name]):
            made.sheet.key(name, _typed(values[name]))
        elif one.required:
            made.sheet.doubt("CV459", 0, name, field=name, title=one.title)
            if name in values:
                made.sheet.key(name, _typed(values[name]))
            else:
                made.sheet.blank(name)


def _whole(one: KindField, value: Any) -> bool:
    return not isinstance(value, dict) or all(f.name in value for f in one.fields if f.required)


def _typed(value: Any) -> Any:
    if isinstance(value, str):
        return expression(value)
    if isinstance(value, dict):
        return {k: _typed(v) for k, v in value.items()}
    return [_typed(v) for v in value] if isinstance(value, list) else value


def ruling(made: Draft) -> None:
    """``authority:`` where it is not the usual one, ``grounds:``."""
    letter, kind, sheet = made.letter, made.kind, made.sheet
    typed = " ".join(line.text for line in letter.enacting)
    signer = made.office.issuer.signers.get(made.signer.slug)
    name = made.office.issuer.name.value
    if typed and "authority" in kind.allows:
        title = (signer.chain[0][1] if signer.chain else signer.title) if signer else ""
        usual = name if kind.authority == "issuer" else f"{title} {name}"
        if capitals(usual) != typed:
            sheet.key("authority", expression(typed))
    if letter.grounds and "grounds" in kind.allows:
        made.nodes |= {len(sheet.lines) + 1 + n: line.node for n, line in enumerate(letter.grounds)}
        sheet.key("grounds", [_ground(line) for line in letter.grounds])


def _ground(line: Line) -> str:
    text = blocks([replace(line, runs=(Stretch(line.text),))], articles=False)
    return (text[0].text if text else "").rstrip(" .;,")


def body(made: Draft) -> None:
    """``body:``."""
    found = blocks(made.body, articles=made.kind.articles)
    _tables(made, made.body)
    if found:
        made.text("body", found)
    elif "body" in made.kind.requires:
        made.sheet.doubt("CV469", 0, "body")
        made.sheet.blank("body")


def _tables(made: Draft, pieces: Sequence[Piece], at: str = "body") -> None:
    """What of a table is not as it was."""
    for piece in pieces:
        if isinstance(piece, Grid):
            odd = [("intake.nested", piece.nested), ("intake.plain", piece.plain), ("intake.odd", piece.odd)]
            for why in [name for name, true in odd if true]:
                made.sheet.doubt("CV464", piece.node, at, why=term(why))


def attached(made: Draft) -> None:
    """``attached:``."""
    known = [t for t in made.letter.attached if t.kind and made.office.kind_of(t.kind)]
    if not known or "attached" not in made.kind.allows:
        return
    for n, text in enumerate(known):
        _tables(made, text.body, "attached")
        if not n:
            made.sheet.places["attached"] = len(made.sheet.lines)
            made.sheet.raw("attached:")
        made.sheet.raw(f"  - type: {text.kind}")
        subject = " ".join(line.text for line in text.subject)
        made.sheet.key("subject", subject, f"attached[{n}].subject", "    ")
        kind = made.office.kind_of(text.kind or "")
        pieces = unclosed([*text.grounds, *text.body])
        made.text("body", blocks(pieces, articles=kind is not None and kind.articles), f"attached[{n}].body", "    ")


def annexes(made: Draft) -> None:
    """``annexes:``; an attached text of no known kind is one, too."""
    sheets = list(made.letter.annexes)
    for text in made.letter.attached:
        if not (text.kind and made.office.kind_of(text.kind) and "attached" in made.kind.allows):
            title = tuple(line for line in (text.title, *text.subject) if line is not None)
            label = title[0] if title else Line(text.first, ())
            sheets.insert(0, Sheet(label, title, (), (*text.grounds, *text.body), False))
            made.sheet.doubt("CV462", text.first, "annexes", what=term("intake.attached"), kind=made.kind.name)
        else:
            sheets += text.annexes
    if not sheets:
        return
    if "annexes" not in made.kind.allows:
        made.sheet.doubt("CV462", sheets[0].label.node, "annexes", what=term("intake.annexes"), kind=made.kind.name)
    for sheet in sheets:
        _tables(made, sheet.body, "annexes")
    made.sheet.places["annexes"] = len(made.sheet.lines)
    made.sheet.raw("annexes:")
    for n, sheet in enumerate(sheets):
        _annex(made, n, sheet)


def _annex(made: Draft, n: int, sheet: Sheet) -> None:
    title = " ".join(line.text for line in sheet.title)
    lead = "  - "
    if title:
        made.sheet.key("title", title, f"annexes[{n}].title", lead)
        lead = "    "
    if sheet.landscape:
        made.sheet.key("landscape", True, f"annexes[{n}].landscape", lead)
        lead = "    "
    body = blocks(unclosed(sheet.body), articles=False)
    if lead.startswith("  -"):
        made.sheet.raw("  - body: |")
        begin = len(made.sheet.lines)
        made.sheet.text("x", [b.text for b in body], f"annexes[{n}].body", "    ")
        del made.sheet.lines[begin]
        return
    made.text("body", body, f"annexes[{n}].body", lead)
