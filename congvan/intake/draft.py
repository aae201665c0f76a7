"""Letter → a circular's YAML: each part matched with the office, each doubt a comment at its place."""

from __future__ import annotations

from collections.abc import Sequence

from congvan.intake import draft_head, draft_lists, draft_texts, forms, matching
from congvan.intake.draft_texts import unclosed
from congvan.intake.drafted import Draft, Office
from congvan.intake.model import Letter, Line
from congvan.problems import Term, term

TABLE = "▦"
"""Stands for a table among the paragraphs that a form is looked for in."""


LONG = 100
"""A text that is longer stands in full in a comment of its own: a sentence is cut."""


def shown(text: str) -> Term | str:
    """What is left out, in quotes; nothing of what has no words."""
    return term("intake.said", text=text) if text else ""


def make(letter: Letter, office: Office, head: str, lost: Sequence[tuple[Term | str, int, str]]) -> Draft:
    """``head``: where it comes from; ``lost``: what of it does not come in."""
    kind = office.kind_of(letter.kind or "cong-van") or office.kind_of("cong-van")
    assert kind is not None
    made = Draft(letter, kind, office)
    made.copies, made.archive = matching.archive(matching.entries(letter.copies))
    _prepare(made)
    sheet = made.sheet
    sheet.raw(f"# yaml-language-server: $schema={office.schema}")
    sheet.comment(head)
    for what, node, text in lost:
        sheet.doubt("CV454", node, "", what=what, shown=shown(text))
        if len(text) > LONG:
            sheet.comment(" ".join(text.split()))
    steps = (
        draft_head.kind, draft_head.unit, draft_head.subject, draft_head.number, draft_head.marks, draft_head.signer,
        draft_lists.to, draft_texts.fields, draft_texts.ruling, draft_texts.body, draft_texts.attached,
        draft_lists.copies, draft_texts.annexes,
    )  # fmt: skip
    for step in steps:
        step(made)
    return made


def _prepare(made: Draft) -> None:
    """The text apart from what the kind's form prints around it, and without the end mark."""
    letter, kind, office = made.letter, made.kind, made.office
    text = list(letter.body)
    if letter.grounds and "grounds" not in kind.allows:
        text = [*letter.grounds, *text]
    if (letter.to or letter.label) and "to" not in kind.allows:
        text = [*([letter.label] if letter.label else []), *letter.to, *text]
    text = unclosed(text)
    names = [n.text for _, found in letter.signatures for n in found]
    posts = [p.text for found, _ in letter.signatures for p in found]
    if len(letter.signatures) > 1:
        first = next((s for s in kind.signatures), None)
        left = first is not None and first.by == "signer"
        mine = letter.signatures[0 if left else 1]
        posts, names = [p.text for p in mine[0]], [n.text for n in mine[1]]
    made.signer = matching.signer_of(office.issuer, kind, posts, names, office.wording)
    signer = office.issuer.signers.get(made.signer.slug)
    known = {"issuer": office.issuer.name.value}
    known |= {f"issuer.{k}": v for k in ("address", "phone") if (v := getattr(office.issuer, k))}
    known |= {"signer.name": signer.name, "signer.title": signer.title} if signer else {}
    texts = [piece.text if isinstance(piece, Line) else TABLE for piece in text]
    made.filled = forms.read(kind, texts, known)
    made.body = [text[n] for n in made.filled.body if n < len(text)]
