"""One document of a Word file → a circular's text, built and compared with the file, every doubt with its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from congvan import messages
from congvan.intake import draft, proof
from congvan.intake.drafted import Draft
from congvan.intake.drafted import Office as View
from congvan.intake.matching import Book, same_address
from congvan.intake.model import Letter, Lost, WordFile
from congvan.intake.yaml_sheet import Doubt
from congvan.problems import Diagnostic, Problems, Severity, Span, Term, Value, term
from congvan.workspace import Target

if TYPE_CHECKING:
    from congvan.model.document import Document
    from congvan.model.source import DocumentType, Issuer
    from congvan.pipeline import Office

_SHORT = 90
"""Letters of our own words around the name of a file."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The text of a circular; each doubt with its place in it and the paragraph of the Word file."""

    text: str
    kind: str
    doubts: tuple[tuple[Diagnostic, int], ...]


def circular(
    office: Office, target: Target, read: WordFile, index: int, ids: Sequence[str], source: str, schema: str, lang: str
) -> Taken:
    """Document ``index`` of a file as it is to be written to ``target``, whatever a person must still fill in."""
    letter = read.letters[index]
    issuer, recipients = office.names.on(letter.day, office.today)
    view = View(issuer, Book(recipients), _kinds(office), office.standard.wording, _taken(office), schema)
    lost = [*_of_letter(read, letter, index), *letter.left]
    foot = _footer(issuer, lost)
    lost = [one for one in lost if one not in foot]
    head = messages.worded(term("intake.source", file=source), lang, len(source) + _SHORT)
    made = draft.make(letter, view, head, [(term(f"intake.{one.what}"), one.node, one.text) for one in lost])
    if foot and "footer" in made.kind.allows:
        made.sheet.key("footer", True)
    told = _told(made, target.shown)
    told += _of_file(read, ids, target.shown) if not index else []
    lines = [_line(item, lang) for item in made.sheet.lines]
    text = "\n".join(lines) + "\n"
    faults = Problems()
    document = _document(office, target, text, faults)
    told += [(replace(d, severity=Severity.WARNING), 0) for d in faults if d.severity is Severity.ERROR
             and not _known(d, told)]  # fmt: skip
    if document is None:
        told.append((Diagnostic("CV466", Severity.WARNING, Span(target.shown, 1, 1)), 0))
        return Taken(text, made.kind.slug, tuple(told))
    found = proof.differences(document, letter, read.said, office.standard.wording)
    different = [_different(one, target.shown) for one in found]
    end = [line for d, _ in different for line in _said(d, lang)]
    return Taken(text + "".join(f"{line}\n" for line in end), made.kind.slug, (*told, *different))


def _known(fault: Diagnostic, told: Sequence[tuple[Diagnostic, int]]) -> bool:
    """A key that a person must fill in is told once."""
    name = str(fault.values.get("key", fault.field))
    blank = {"CV449": "unit", "CV452": "signer", "CV461": "subject", "CV468": "to", "CV469": "body"}
    return any(blank.get(d.code) == name or (d.code == "CV459" and d.values.get("field") == name) for d, _ in told)


def _kinds(office: Office) -> Callable[[str], DocumentType | None]:
    from congvan.model.source import Spanned

    def find(slug: str) -> DocumentType | None:
        return office.kinds.find(Spanned(slug, Span("", 1, 1)), Problems())

    return find


def _taken(office: Office) -> Callable[[str, int], bool]:
    """Whether the register knows a code."""
    from congvan import pipeline
    from congvan.model.register import Code

    def asked(text: str, year: int) -> bool:
        register, code = pipeline.open_register(office), Code.parse(text)
        return register is not None and code is not None and bool(register.find(code, year))

    return asked


def _of_letter(read: WordFile, letter: Letter, index: int) -> list[Lost]:
    """What of the file belongs to one of its documents; what has no place belongs to the first."""
    last = index == len(read.letters) - 1
    begin = read.letters[index].first if index else 0
    end = float("inf") if last else read.letters[index + 1].first
    return [one for one in read.lost if (begin <= one.node < end if one.node else not index)]


def _footer(issuer: Issuer, lost: Sequence[Lost]) -> list[Lost]:
    """The lines of ô 13 in a page footer, where they are those that this office prints."""
    found = [one for one in lost if one.what == "footer"]
    return found if same_address(issuer, " ".join(one.text for one in found)) else []


def _said(found: Diagnostic, lang: str) -> list[str]:
    """A difference as comments: its sentence, and in full what a sentence is too short for."""
    texts = [str(found.values[name]) for name in ("typed", "built") if name in found.values]
    long = [f"# {text}" for text in texts if len(text) > draft.LONG]
    return [f"# {messages.sentence(found, lang)}", *long]


def _word(node: int) -> Term:
    return term("intake.paragraph", n=node) if node else term("intake.file")


def _told(made: Draft, shown: str) -> list[tuple[Diagnostic, int]]:
    """Every doubt of the sheet at the line of the key that follows it."""
    found = []
    for n, item in enumerate(made.sheet.lines):
        if isinstance(item, Doubt):
            at = next((k for k in range(n, len(made.sheet.lines)) if not _aside(made.sheet.lines[k])), n)
            found.append((_diagnostic(item, Span(shown, at + 1, 1)), item.node))
    return found


def _aside(item: str | Doubt) -> bool:
    return isinstance(item, Doubt) or item.startswith("#")


def _diagnostic(item: Doubt, span: Span | None) -> Diagnostic:
    values: dict[str, Value] = {"word": _word(item.node), **item.values}
    return Diagnostic(item.code, Severity.WARNING, span, values, item.at)


def _line(item: str | Doubt, lang: str) -> str:
    return f"# {messages.sentence(_diagnostic(item, None), lang)}" if isinstance(item, Doubt) else item


def _of_file(read: WordFile, ids: Sequence[str], shown: str) -> list[tuple[Diagnostic, int]]:
    """What is to be told of the file as a whole."""
    found: list[tuple[Diagnostic, int]] = []

    def tell(code: str, **values: Value) -> None:
        found.append((Diagnostic(code, Severity.WARNING, Span(shown, 1, 1), values), 0))

    for encoding, count in read.encodings:
        tell("CV455", encoding=encoding, count=count)
    if read.numbered:
        tell("CV463", count=read.numbered)
    if len(ids) > 1:
        tell("CV460", count=len(ids), ids=tuple(ids))
    return found


def _document(office: Office, target: Target, text: str, faults: Problems) -> Document | None:
    """The circular as it will read, with faults as far as it can be read."""
    from congvan.pipeline import preview

    return preview.document_of(target, text.encode(), office, faults)


def _different(one: proof.Difference, shown: str) -> tuple[Diagnostic, int]:
    code = "CV456" if one.word and one.built else "CV457" if one.built else "CV458"
    values: dict[str, Value] = {"word": _word(one.node)}
    values |= {"typed": one.word} if one.word else {}
    values |= {"built": one.built} if one.built else {}
    return Diagnostic(code, Severity.WARNING, Span(shown, one.line or 1, 1), values), one.node
