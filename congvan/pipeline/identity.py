"""Which document a file is: known by what it says, not by what it is called (Điều 15: one document, one number).

Files are renamed, copied, moved, and another workspace may use the same id. The line of the register whose frozen text
a file has is its line, whatever its name; a file with the id of a line and another text is another document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from congvan import messages
from congvan.compose import frozen
from congvan.model.circular import Addressee, Circular
from congvan.model.document import Document
from congvan.model.past import Names
from congvan.model.register import Code, Draft, Entry, Frozen, Lookup, Relation, RelationKind
from congvan.model.source import CircularSource
from congvan.problems import term
from congvan.text.letters import raise_first

_GIVEN = re.compile(rb"""^(["']?)(?:number|date)\1[ \t]*:[^\n]*(?:\n|\Z)""", re.M)


class Known(Lookup, Protocol):
    """What must be asked of a register to tell one document from another."""

    def alike(self, type: str, subject: str) -> Sequence[Entry]:
        """The issued circulars of a kind with this very subject, the newest first."""
        ...

    def frozen(self, entry: Entry) -> Frozen | None:
        """The text as issued, None where none was frozen."""
        ...

    def copies_of(self, entry: Entry) -> Collection[str]:
        """The ids of files that were seen to be copies of an issued circular's."""
        ...


@dataclass(frozen=True, slots=True)
class Look:
    """A circular's file as it is seen beside the register."""

    source: CircularSource
    circular: Circular | None
    document: Document | None
    data: Callable[[], bytes]
    """The file's bytes."""
    reads: Callable[[Entry], Document | None]
    """The file as it would be printed with number and date of a line."""
    holds: Callable[[Entry], bool]
    """Whether the file of a line, by its id, is there and says what was issued."""
    names: Names
    """Who issues and who receives, by day."""

    def bears(self, entry: Entry) -> bool:
        """Whether number and date of the line stand in the file."""
        number, day = self.source.number, self.source.date
        return number is not None and day is not None and (number.value, day.value) == (entry.number, entry.date)


@dataclass(frozen=True, slots=True)
class Standing:
    """``entry``: the line whose document the file is. Where it is none: ``owner`` has its id for another document,
    ``twin`` says the very same, in a file of its own that is there, and ``copied`` where this file bore the number of
    that once, when it was to be issued: then it is a copy, whatever was taken out of it.
    """

    entry: Entry | None = None
    owner: Entry | None = None
    twin: Entry | None = None
    copied: bool = False


def standing(look: Look, register: Known) -> Standing:
    """Which line of the register a file is."""
    own = register.entry_of(look.source.id)
    if own is not None and same(look, own, register):
        return Standing(own)
    twins: list[Entry] = []
    for entry in _candidates(look, register):
        if entry.circular not in (None, look.source.id) and same(look, entry, register):
            if not look.holds(entry):
                return Standing(entry, own)
            twins.append(entry)
    source = next((e for e in twins if look.source.id in register.copies_of(e)), None)
    return Standing(None, own, source or next(iter(twins), None), source is not None)


def same(look: Look, entry: Entry, register: Known) -> bool:
    """Whether the file is the document of a line: it prints what was frozen, or it is the very file that was issued,
    which issuer.yaml and recipients.yaml may have made to print something else.
    """
    if entry.sha256 is None:
        return entry.circular == look.source.id
    document = look.document if look.bears(entry) else look.reads(entry)
    if document is not None and frozen.sha256(frozen.frozen_text(document)) == entry.sha256:
        return True
    before = register.frozen(entry)
    return before is not None and bool(before.source) and _bare(before.source.encode()) == _bare(look.data())


def _candidates(look: Look, register: Known) -> list[Entry]:
    found: dict[int, Entry] = {}
    source, document, circular = look.source, look.document, look.circular
    if source.number is not None and source.date is not None and document is not None:
        code = Code(source.number.value, document.parts.symbol)
        found |= {e.id: e for e in register.find(code, source.date.value.year) if e.state == "issued"}
    if document is not None and circular is not None:
        found |= {e.id: e for e in register.alike(circular.kind.slug, subject_of(circular, document))}
    return list(found.values())


def _bare(data: bytes) -> bytes:
    """A file without its number and date, which are written into it when it is issued."""
    return _GIVEN.sub(b"", data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")).rstrip(b"\n")


def subject_of(circular: Circular, document: Document) -> str:
    """The subject as the register keeps it: one line, without "V/v", with "(lần 2)" at its end."""
    subject = " ".join(" ".join(document.parts.subject).split())
    prefix = circular.kind.subject_prefix
    return subject.removeprefix(f"{prefix} ") if prefix else _as_typed(subject, circular.source.subject.value)


def _as_typed(printed: str, typed: str) -> str:
    """A named kind's subject with its first letter as it was typed: it is raised below the name only, and in the book
    and in a citation the name stands before it.
    """
    first = typed.lstrip()[:1]
    return first + printed[1:] if first and raise_first(first) == printed[:1] else printed


def draft_of(circular: Circular, document: Document, origin: str) -> Draft:
    """What the register keeps of a circular beside its number and date."""
    source = circular.source
    return Draft(
        type=circular.kind.slug, type_name=circular.kind.name, symbol=circular.symbol,
        subject=subject_of(circular, document),
        edition=source.edition.value if source.edition else None, unit=source.unit.value if source.unit else None,
        signer=circular.signer.name, signer_title=circular.signer.title,
        to=_listed(circular) or _whom(circular.to), copies=_whom(circular.copies),
        archive=circular.archive_line.partition(":")[2].strip().rstrip("."),
        amount=source.print_run.value if source.print_run else None,
        circular=circular.id, origin=origin, relations=_relations(circular), note=_filed(circular),
    )  # fmt: skip


def _filed(circular: Circular) -> str:
    """What the book notes of the file that a document belongs to (Điều 29; PL V)."""
    asked = circular.source.dossier
    found = circular.issuer.files.get(asked.value) if asked is not None else None
    return "" if found is None else messages.worded(term("dossier.note", code=found.code, keep=found.keep))


def _listed(circular: Circular) -> tuple[str, ...]:
    """What the book says instead of the names of a list, which are frozen with the text."""
    merge = circular.source.merge
    if merge is None or not circular.recipients:
        return ()
    return (messages.worded(term("merge.whom", count=len(circular.recipients), file=merge.file.value)),)


def _whom(lines: Iterable[Addressee]) -> tuple[str, ...]:
    """Nơi nhận as the book names them, each once."""
    return tuple(dict.fromkeys(name for line in lines for name in line.whom))


def _relations(circular: Circular) -> tuple[Relation, ...]:
    """Every reference by the gravest thing that this circular does to it."""
    source = circular.source
    kinds: dict[str, RelationKind] = {key: "cites" for key in circular.references}
    if circular.follows is not None:
        kinds[circular.follows.key] = "follows"
    named: tuple[RelationKind, ...] = ("replies", "corrects", "replaces", "recalls")
    for kind in named:
        kinds |= {key.value: kind for key in getattr(source, kind)}
    made = []
    for key, kind in kinds.items():
        reference = circular.references.get(key)
        code = Code.parse(reference.number) if reference is not None and reference.number else None
        if code is not None and reference is not None and reference.date is not None:
            made.append(Relation(kind, code, reference.date.year))
    return tuple(made)
