"""A letter before it is printed: the Document that will be → the parts that the rules look at, and what they say of its
words. Nothing is laid out here: what only a page shows (sizes, places, rules) is judged on the page.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from congvan.conformance import letter
from congvan.conformance.findings import Finding, Findings
from congvan.conformance.letter import Parts
from congvan.conformance.measured import Column, Measured, Para, Piece
from congvan.conformance.parts_text import take_grounds
from congvan.conformance.rules import annex, attached, body, capitals, citations, foot, forms, head, numbering, title
from congvan.conformance.rules.case import Case, Rule
from congvan.model import document as model
from congvan.model.document import Document, Run, Source
from congvan.standard.kinds import Kind, kinds
from congvan.standard.loader import Standard
from congvan.text.dates import long_date
from congvan.text.letters import capitals as raised
from congvan.text.letters import fold, nfc

_RULES: tuple[Rule, ...] = (
    head.unabbreviated, head.number, head.symbol, head.place_and_date, title.named, title.subject, title.addressees,
    forms.enacting, forms.words, *citations.RULES, body.end_mark, body.blanks, body.district, numbering.sequence,
    numbering.style, *foot.RULES, *annex.RULES, *capitals.RULES,
)  # fmt: skip
"""Those of a main document that look at its words."""
_ATTACHED: tuple[Rule, ...] = (
    title.named, *citations.RULES, body.end_mark, body.blanks, body.district, numbering.sequence, numbering.style,
    attached.issued, *annex.RULES, *capitals.RULES,
)  # fmt: skip
ANSWERED = frozenset(
    {
        ("CQ-2", "short"), ("CQ-2", "initials"), ("SK-1", "year"), ("DD-1", "short"), ("TL-1", "vv"),
        ("TL-1", "subject_caps"), ("TL-1", "prefix"), ("TL-1", "subject"), ("TL-2", "named"), ("KG-1", "one_line"),
        ("CC-1", "upright"), ("CC-1", "mark"), ("CC-1", "none"), ("CC-2", "missing"), ("CC-2", "law"),
        ("VD-1", "first"), ("DD-2", "later"), ("ND-2", "gap"), ("ND-2", "start"), ("ND-2", "glyph"),
        ("ND-2", "mark"), ("ND-2", "word"), ("ND-2", "one_line"), ("ND-3", "twice"), ("MB-1", "left"),
        ("HC-1", "district"), ("CK-2", "deputy"), ("CK-2", "twice"), ("CK-2", "collective"), ("CK-2", "personal"),
        ("CK-3", "rank"), ("CK-3", "caps"), ("NN-1", "archive"), ("NN-1", "dash"), ("NN-2", "missing"),
        ("NN-2", "extra"), ("NN-2", "article"), ("PR-1", "says"), ("PR-1", "calls"), ("PL-1", "unmentioned"),
        ("KT-1", "unmentioned"), ("VH-1", "word"),
    }
)  # fmt: skip
"""Findings that the words alone bring; every other one is of the page."""
_SIZE = 13.0
_FIRST_LINE = 36.0


@dataclass(frozen=True, slots=True)
class Told:
    """A finding, and where what it is about was typed; None: nowhere in a file."""

    finding: Finding
    source: Source | None


def judge(document: Document, kind: Kind, standard: Standard, today: date) -> list[Told]:
    """What inspection would say of the words of the printed letter. A letter without a date is judged by ``today``."""
    page = _Page(standard)
    known = {**kinds(), kind.slug: kind}
    main = _main(document, kind, page, today)
    texts = [_attached(text, document, known.values(), page) for text in document.attached]
    measured = Measured("pdf", (), tuple(page.paras), None)
    for parts in (main, *texts):
        parts.measured, parts.known = measured, known
    main.attached = texts
    case = Case(measured, main, standard, Findings(), main)
    for rule in (body.left_overs, *_RULES):
        rule(case)
    for text in texts:
        for rule in _ATTACHED:
            rule(dataclasses.replace(case, parts=text))
    found = [f for f in case.findings.found if (f.rule, f.wording) in ANSWERED]
    return [Told(f, page.sources.get(f.paragraph - 1) if f.paragraph else None) for f in found]


@dataclass
class _Page:
    """Paragraphs in the order of the page, each with the place where it was typed."""

    standard: Standard
    paras: list[Para] = field(default_factory=list)
    sources: dict[int, Source] = field(default_factory=dict)

    def add(
        self, runs: Iterable[Run] | str, source: Source | None = None, *, bold: bool | None = None,
        italic: bool = False, column: Column = Column.FULL, indent: bool = False, label: str = "",
    ) -> Para:  # fmt: skip
        """One paragraph; ``bold`` None: as its runs are. ``label`` is bold, its own words before the runs."""
        typed = (Run(runs),) if isinstance(runs, str) else tuple(runs)
        pieces = [Piece(f"{label} ", "Times New Roman", _SIZE, bold=True)] if label else []
        for run in typed:
            heavy = run.bold if bold is None else bold
            text = run.text.replace("\n", " ").replace("\u2060", "").replace("\u2011", "-")
            pieces.append(Piece(text, "Times New Roman", _SIZE, heavy, run.italic or italic))
        first = _FIRST_LINE if indent else 0.0
        para = Para(len(self.paras), tuple(pieces), column, row=len(self.paras), first_line=first)
        self.paras.append(para)
        if source is not None:
            self.sources[para.index] = source
        return para


def _main(document: Document, kind: Kind, page: _Page, today: date) -> Parts:
    said, wording = document.parts, page.standard.wording
    at = said.sources
    parts = Parts(Measured("pdf", (), (), None), kind=kind)
    parts.state, parts.motto = page.add(wording.state_name, bold=True), page.add(wording.motto, bold=True)
    parts.parent = [page.add(said.parent, at.get("parent"))] if said.parent else []
    parts.issuer = [page.add(said.issuer, at.get("issuer"), bold=True)]
    if not said.unnumbered:
        parts.number = page.add(f"Số: {said.number or ''}/{said.symbol}", at.get("number"))
    if not said.undated:
        day = said.date or today
        parts.dated = page.add(f"{said.place}, ngày {long_date(day)}", at.get("place_date"), italic=True)
    subject = [page.add(" ".join(said.subject), at.get("subject"), bold=bool(said.kind_name))] if said.subject else []
    if said.kind_name is not None:
        parts.kind_name, parts.kind_subject = page.add(said.kind_name, at.get("kind_name"), bold=True), subject
    else:
        parts.subject = subject
    _addressed(parts, said, page)
    if said.authority:
        parts.enacting = [page.add(said.authority, at.get("authority"), bold=True)]
    parts.grounds = [page.add(g.runs, g.source, italic=True, indent=True) for g in document.grounds]
    if said.order:
        parts.resolves = page.add(said.order, at.get("order"), bold=True)
    text = list(_blocks(document.body, page))
    parts.body = text if parts.grounds else take_grounds(parts, text)
    if kind.calls and not kind.calls.endswith(":"):
        parts.call = next((p for p in text[:10] if fold(kind.calls) in fold(p.text)), None)
    _foot(parts, said, page)
    parts.annexes = [_annex(one, page) for one in document.annexes]
    return parts


def _addressed(parts: Parts, said: model.Parts, page: _Page) -> None:
    if not said.addressees:
        return
    first = said.sources.get("addressees[0]")
    ends = [*(";" for _ in said.addressees[1:]), "."]
    names = [f"{name}{end}" for name, end in zip(said.addressees, ends, strict=True)]
    label = said.addressee_label or f"{page.standard.wording.addressee_label}"
    single = len(names) == 1 and said.addressee_label is None
    line = page.add(f"{label.rstrip(':')}: {names[0]}" if single else f"{label.rstrip(':')}:", first)
    if not single:
        listed = [page.add(f"- {name}", said.sources.get(f"addressees[{n}]")) for n, name in enumerate(names)]
        parts.to = listed
    if said.addressee_label is None:
        parts.to_label = line
    else:
        parts.call = line


def _foot(parts: Parts, said: model.Parts, page: _Page) -> None:
    label = page.add(page.standard.wording.recipients_label, bold=True, italic=True, column=Column.LEFT)
    *listed, archive = said.recipients or ("",)
    rows = [f"- {name};" for name in listed] + [f"- {archive}"]
    marked = said.drafter_mark and f"{rows[-1]} {said.drafter_mark}"
    parts.recipients = [
        page.add(marked or row if n == len(rows) - 1 else row, said.sources.get(f"recipients[{n}]"), column=Column.LEFT)
        for n, row in enumerate(rows)
        if row.strip("- ")
    ]
    parts.foot_label = label if parts.recipients else None
    for signature, source in ((said.signature, "signature"), (said.beside, "beside")):
        if signature is not None:
            where = said.sources.get(source)
            posts = [page.add(line, where, bold=True, column=Column.RIGHT) for line in signature.lines]
            names = [
                page.add(n, where, bold=True, column=Column.RIGHT) for n in (*signature.posts, signature.name) if n
            ]
            parts.signatures.append(letter.Signature(posts, names))


def _annex(one: model.Annex, page: _Page) -> letter.Annex:
    label = page.add(one.label, one.source, bold=True)
    heading = [page.add(raised(one.title), one.source, bold=True)] if one.title else []
    origin = [page.add(one.origin, italic=True)]
    return letter.Annex(label, heading, origin, list(_blocks(one.body, page)))


def _attached(text: model.Attached, document: Document, known: Iterable[Kind], page: _Page) -> Parts:
    """A text that the document issues; its kind by the name over it."""
    kind = next((k for k in known if fold(k.name) == fold(text.kind_name)), None)
    parts = Parts(Measured("pdf", (), (), None), kind=kind)
    wording = page.standard.wording
    parts.state, parts.motto = page.add(wording.state_name, bold=True), page.add(wording.motto, bold=True)
    parts.issuer = [page.add(document.parts.issuer, bold=True)]
    parts.kind_name = page.add(text.kind_name, text.source, bold=True)
    parts.kind_subject = [page.add(" ".join(text.subject), text.source, bold=True)] if text.subject else []
    parts.origin = [page.add(text.origin, italic=True)]
    parts.body = take_grounds(parts, list(_blocks(text.body, page)))
    return parts


def _blocks(blocks: Iterable[model.Block], page: _Page) -> Iterator[Para]:
    for block in blocks:
        if isinstance(block, model.Table):
            yield from _cells(block, page)
        elif isinstance(block, model.Division):
            yield page.add(block.label, block.source, bold=True)
            if block.runs:
                yield page.add(raised(_text(block.runs)), block.source, bold=True)
        elif isinstance(block, model.Article):
            yield page.add(
                block.runs, block.source, bold=True if block.titled else None, indent=True, label=block.label
            )
        elif isinstance(block, model.Heading):
            text = raised(_text(block.runs)) if block.caps else block.runs
            yield page.add(text, block.source, bold=block.bold, indent=True)
        elif isinstance(block, model.Item):
            yield page.add((Run(f"{block.label} "), *block.runs), block.source, indent=True)
        elif isinstance(block, model.Picture):
            if block.caption:
                yield page.add(block.caption, block.source)
        else:
            yield page.add(block.runs, block.source, indent=True)


def _cells(table: model.Table, page: _Page) -> Iterator[Para]:
    for number, row in enumerate((table.head, *table.rows)):
        source = table.source
        if source is not None and number < len(table.lines):
            source = replace(source, line=table.lines[number])
        for cell in row:
            yield page.add(cell.runs, source, bold=number == 0, column=Column.TABLE)


def _text(runs: Iterable[Run]) -> str:
    return nfc("".join(run.text for run in runs))
