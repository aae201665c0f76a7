"""What inspection would say of the printed page and the words alone can answer, at the place where they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from congvan.conformance.findings import Finding
from congvan.conformance.unprinted import Told, judge
from congvan.model.circular import Circular
from congvan.model.document import Document, Source
from congvan.model.source import DocumentType, Spanned
from congvan.pipeline import Office, accepting, open_register
from congvan.problems import Diagnostic, Fix, Severity, Span
from congvan.standard.kinds import Kind, kinds


def told(found: tuple[Circular, Document], faults: Iterable[Diagnostic], office: Office) -> list[Diagnostic]:
    """The faults of a circular with what inspection would say of it, and what its ``accept:`` says of them all."""
    circular, document = found
    accept = circular.source.accept
    judged = list(findings(circular, document, office))
    if _issued(circular, office):  # nobody can change it any more
        judged = [replace(d, severity=Severity.WARNING) for d in judged]
    everything = accepting.applied(accept, (*faults, *judged))
    return [*everything, *accepting.idle(accept, everything)]


def findings(circular: Circular, document: Document, office: Office) -> Iterator[Diagnostic]:
    """Each finding as a fault of the file: its code is the rule (``VH-1``), ``fix`` the corrected words where the rule
    knows them and the wrong ones stand in the file as they are printed.
    """
    texts = _Texts(circular)
    for told in judge(document, _kind(circular.kind), office.standard, office.today()):
        if document.parts.date is None and told.finding.rule == "HC-1" and not _typed_here(told, circular):
            continue  # a draft: names in recipients.yaml are mended there, once the day is known
        yield _diagnostic(told, texts, circular)


def _issued(circular: Circular, office: Office) -> bool:
    """Whether the register has its text."""
    if circular.number is None:
        return False
    register = open_register(office)
    return register is not None and register.entry_of(circular.id) is not None


def _kind(kind: DocumentType) -> Kind:
    """The decree's kind; one of the agency's own, of which the decree says nothing."""
    known = kinds().get(kind.slug)
    if known is not None:
        return known
    return Kind(kind.slug, kind.name, kind.abbreviation, to="addressees" in kind.parts, dated=kind.dated, free=True)


def _diagnostic(told: Told, texts: _Texts, circular: Circular) -> Diagnostic:
    finding, source = told.finding, told.source
    severity = Severity.ERROR if finding.severity == "error" else Severity.WARNING
    values = {**finding.values, "wording": finding.wording}
    found = texts.find(finding, source) if source is not None else None
    if found is None:
        line = source.line if source is not None else 1
        span = Span(source.file if source is not None and source.file else circular.source.file, line, 1)
        return Diagnostic(finding.rule, severity, span, values, source.path if source is not None else "")
    typed, begin, end = found
    first, last = typed.at(begin), typed.at(end - 1)
    right = finding.values.get("allowed", "")
    exact = finding.rule == "VH-1" and bool(right) and first.line == last.line
    fix = Fix(first, Span(last.file, last.line, last.column + 1), right) if exact else None
    return Diagnostic(finding.rule, severity, first, values, source.path if source is not None else "", fix)


def _typed_here(told: Told, circular: Circular) -> bool:
    """Whether what a finding is about was typed in the circular, not looked up for it."""
    source = told.source
    return (
        source is not None
        and source.file in ("", circular.source.file)
        and not source.path.startswith(("to", "copies"))
    )


class _Texts:
    """The texts of a circular by their paths, as they were typed."""

    def __init__(self, circular: Circular) -> None:
        source = circular.source
        found: dict[str, Spanned[str] | None] = {
            "subject": source.subject, "body": source.body, "authority": source.authority, "proposal": source.proposal,
            "name": circular.issuer.name,
        }  # fmt: skip
        found |= {f"grounds[{n}]": text for n, text in enumerate(source.grounds)}
        for n, text in enumerate(source.attached):
            found |= {f"attached[{n}].body": text.body, f"attached[{n}].subject": text.subject}
        for n, one in enumerate(source.annexes):
            found |= {f"annexes[{n}].body": one.body, f"annexes[{n}].title": one.title}
        for part, lines in (("to", source.to), ("copies", source.copies)):
            found |= {f"{part}[{n}]": line.typed[0] for n, line in enumerate(lines) if line.typed}
        found |= {name: value for name, value in (source.fields or {}).items() if isinstance(value, Spanned)}
        self._by_path = {path: text for path, text in found.items() if text is not None and isinstance(text.value, str)}
        self._signer = circular.signer.typed

    def find(self, finding: Finding, source: Source) -> tuple[Spanned[str], int, int] | None:
        """The text, and from where to where the words of a finding stand in it; None: not as they are printed."""
        said = list(_wordings(finding))
        texts = [self._by_path[source.path]] if source.path in self._by_path else []
        texts += self._signer if source.path == "signer" else ()
        for words in filter(None, said):
            for text in texts:
                begin = _line_start(text, source.line)
                match = _pattern(words).search(text.value, begin) if words.strip() else None
                if match is not None:
                    return text, match.start(), match.end()
        for text in texts[:1]:
            begin = _line_start(text, source.line)
            begin += len(text.value[begin:]) - len(text.value[begin:].lstrip())
            if begin < len(text.value):
                return text, begin, begin + 1
        return None


def _wordings(finding: Finding) -> Iterator[str]:
    """The words that a finding is about, and less and less of them: the page may have cut or closed them."""
    measured, quote = finding.values.get("measured", ""), finding.values.get("quote", "")
    yield from (measured, measured.strip(" -–;."))  # a line of a list has its dash and its mark from the form
    words = quote.split()
    yield from (" ".join(words[:count]) for count in (12, 8, 5, 3) if count < len(words))
    yield quote


def _line_start(text: Spanned[str], line: int) -> int:
    """The offset in a text at which a line of its file begins; 0 where it has no lines of its own."""
    if line not in text.lines:
        return 0
    begin = 0
    for _ in range(text.lines.index(line)):
        begin = text.value.find("\n", begin) + 1
    return begin


def _pattern(words: str) -> re.Pattern[str]:
    """Printed words as they may be typed: other blanks, the marks of emphasis between them."""
    return re.compile(r"[\s\u00a0*_]+".join(re.escape(word) for word in words.split()))
