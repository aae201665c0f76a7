"""The order of it all, readable top to bottom: read → resolve → compose → lay out → render.

Nothing else knows it. Each stage is imported where it is first needed, so that ``check`` never pays for
WeasyPrint or python-docx.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from congvan.machine.clock import Clock, system_clock, today
from congvan.machine.settings import Settings
from congvan.model.past import Names
from congvan.pipeline.printing import begin as begin
from congvan.pipeline.printing import end as end
from congvan.pipeline.printing import load as load
from congvan.pipeline.printing import render as render
from congvan.pipeline.printing import render_apart as render_apart
from congvan.problems import Diagnostic, MachineFault, Problems
from congvan.text.nearest import nearest
from congvan.text.zones import zone
from congvan.workspace import OFFICE, Target, Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from congvan.model.circular import Circular
    from congvan.model.document import Document
    from congvan.model.register import Entry, Lookup
    from congvan.model.source import CircularSource, DocumentType, Issuer, Recipients, Spanned
    from congvan.pipeline import copies, each
    from congvan.pipeline.identity import Known, Look
    from congvan.register.ledger import Ledger
    from congvan.standard import Standard

FORMATS = ("pdf", "docx", "html")
_OPENING = threading.Lock()
"""Two threads that share an office share its connections."""


@dataclass
class Office:
    """What all circulars of a workspace share, read once: who issues, who receives, the standard as chosen."""

    workspace: Workspace
    issuer: Issuer
    recipients: Recipients
    standard: Standard
    kinds: Kinds
    ledger: Ledger | None = None
    clock: Clock = system_clock
    models: dict[tuple[str, bool], each.Known] = field(default_factory=dict)
    """What copies are made from, by id and whether as drafted: read once in a deed."""
    batches: dict[str, copies.Batch] = field(default_factory=dict, repr=False)
    """What the copies of a circular share, by id."""

    def __post_init__(self) -> None:
        self.names = Names(self.issuer, self.recipients)

    @property
    def settings(self) -> Settings:
        """What the door was told."""
        return self.workspace.settings

    def __getstate__(self) -> dict[str, object]:
        return self.__dict__ | {"batches": {}}  # what WeasyPrint drew stays in its process

    def today(self) -> date:
        """The day where the agency is."""
        return today(self.issuer.timezone, self.clock)

    def moment(self) -> datetime:
        """Now, to the second, by the clock where the agency is: what a signature says."""
        return self.clock().astimezone(zone(self.issuer.timezone)).replace(microsecond=0)

    def forget(self) -> None:
        """Close the register: a forked child must not speak through its parent's connection."""
        ledger, self.ledger = self.ledger, None
        if ledger is not None:
            ledger.close()


def open_office(workspace: Workspace, problems: Problems, clock: Clock = system_clock) -> Office | None:
    """``issuer.yaml`` and ``recipients.yaml`` → Office. Every fault of both is named; None if there is one."""
    from congvan import read, standard

    if not workspace.furnished(problems):
        return None
    issuer_file, recipients_file = (workspace.root / name for name in OFFICE)
    mine = Problems()
    issuer = read.read_issuer(issuer_file, workspace.shown(issuer_file), mine)
    recipients = read.read_recipients(recipients_file, workspace.shown(recipients_file), mine)
    style = issuer.style if issuer is not None else read.read_style(issuer_file, workspace.shown(issuer_file))
    chosen = standard.choose(style, mine)  # also where other keys have faults: one run tells all
    if issuer is not None and issuer.numbering:
        from congvan.resolve import numbering
        from congvan.standard.kinds import kinds

        numbering.check(issuer.numbering, {*kinds(), *workspace.kinds()}, mine)
    problems.extend(mine)
    if issuer is None or recipients is None or chosen is None or mine.failed:
        return None
    return Office(workspace, issuer, recipients, chosen, Kinds(workspace), clock=clock)


def ledger_of(office: Office) -> Ledger:
    """The register of this agency, there or not: what writes makes it."""
    from congvan import register

    with _OPENING:
        ledger = office.ledger
        if ledger is None:
            issuer = office.issuer
            location = register.locate(office.workspace.root, issuer.register, office.settings)
            identity = register.identity_of(issuer)
            ledger = office.ledger = register.open_ledger(location, identity, office.clock)
    return ledger.by(office.settings.actor)


def open_register(office: Office) -> Ledger | None:
    """The register where there is one, None otherwise; no register, no SQLAlchemy. Errors: MachineFault."""
    from congvan import register

    if office.ledger is None:
        location = register.locate(office.workspace.root, office.issuer.register, office.settings)
        if not location.exists():
            return None
    ledger = ledger_of(office)
    return ledger if ledger.there() else None


def frozen_sha256(document: Document) -> str:
    """SHA-256 (hex) of the text as printed, independent of fonts and renderers: equals ``Entry.sha256`` of an
    issued circular as long as nobody changed it.
    """
    from congvan.compose import frozen

    return frozen.sha256(frozen.frozen_text(document))


def to_document(target: Target, office: Office, problems: Problems, *, draft: bool = False) -> Document | None:
    """One circular file → Document, or None with every fault of the file named, the register's among them.

    ``draft``: as it read before its number and date were given, which is what a leader signs first.
    """
    found = to_circular(target, office, problems, draft=draft)
    return None if found is None else found[1]


def to_circular(
    target: Target, office: Office, problems: Problems, *, draft: bool = False, data: bytes | None = None
) -> tuple[Circular, Document] | None:
    """One circular file → what it says with every slug looked up, and as it reads; see :func:`to_document`. ``data``:
    what the file will say, once somebody saves it; nothing is written for it.
    """
    from congvan import read

    if target.copy:
        from congvan.pipeline import each

        return each.one(target, office, problems, draft=draft)
    mine = Problems()
    circular = document = None
    asked = office.kinds.asked(mine)
    source = read.read_circular(target.path, target.shown, target.id, mine, data, kind_of=asked, in_spite=True)
    if source is not None and draft:
        source = replace(source, number=None, date=None)
    if source is not None:
        register = open_register(office)
        circular, document = compose_source(source, office, register, mine)
        _dated_ahead(source, office, mine)
        if register is not None and not draft and not source.faulty:
            from congvan.pipeline import unchanged

            typed = target.path.read_bytes if data is None else lambda: data
            seen = look(source, (circular, document), office, register, typed)
            unchanged.check(seen, register, mine)
            if data is None and any(d.code == "CV504" for d in mine):
                _note_copy(seen, register)
            unchanged.cited(source, register, lambda entry: changed_file(entry, office, register), mine)
    told = read.told_once(tuple(mine if source is None or not source.accept else _accepted(source, mine)))
    problems.extend(told)
    if mine.failed or source is None or source.faulty or circular is None or document is None:
        return None
    return circular, document


def _accepted(source: CircularSource, found: Iterable[Diagnostic]) -> list[Diagnostic]:
    from congvan.pipeline import accepting

    return accepting.applied(source.accept, found)


def _note_copy(seen: Look, register: Ledger) -> None:
    """A file that bears an issued document's number and says the same is remembered as its copy, where the register can
    be written: once the number is taken out, nothing else tells it from another document of the same words.
    """
    from congvan.pipeline import identity

    twin = identity.standing(seen, register).twin
    if twin is not None and seen.bears(twin) and seen.source.id not in register.copies_of(twin):
        with suppress(MachineFault):
            register.write(lambda writing: writing.note_copy(twin, seen.source.id), repeatable=True)


def look(
    source: CircularSource, made: tuple[Circular | None, Document | None], office: Office, register: Known,
    data: Callable[[], bytes],
) -> Look:  # fmt: skip
    """A circular's file, read and composed, as it is compared with the register."""
    from congvan.pipeline.identity import Look

    def reads(entry: Entry) -> Document | None:
        return compose_source(source, office, register, Problems(), entry.number, entry.date)[1]

    def holds(entry: Entry) -> bool:
        return _file_of(entry, office, register)[1] == entry.sha256

    return Look(source, *made, data, reads, holds, office.names)


def issued_as(target: Target, office: Office, register: Ledger) -> Entry | None:
    """The line of a circular that bears its number: by its id, or by its text where the file was renamed."""
    from congvan import read
    from congvan.pipeline import identity

    entry = register.entry_of(target.id)
    if entry is not None:
        return entry
    quiet = Problems()
    source = read.read_circular(target.path, target.shown, target.id, quiet)
    if source is None or source.number is None or source.date is None:
        return None
    made = compose_source(source, office, register, quiet)
    return identity.standing(look(source, made, office, register, target.path.read_bytes), register).entry


def _dated_ahead(source: CircularSource, office: Office, problems: Problems) -> None:
    """Warning CV595: a circular bears a number of a day that has not come, by the machine's clock."""
    today = office.today()
    if source.number is not None and source.date is not None and source.date.value > today:
        problems.warning("CV595", source.date.span, at="date", date=source.date.value, today=today)


def changed_file(entry: Entry, office: Office, register: Ledger) -> str | None:
    """The file of an issued circular, as messages name it, if it bears its number and says something else than what
    was issued. A file of its id with another number, or none, is another document.
    """
    source, sha256 = _file_of(entry, office, register)
    if entry.sha256 is None or sha256 in ("", entry.sha256):
        return None
    mine = source is None or (source.number and source.number.value, source.date and source.date.value) == (
        entry.number, entry.date,
    )  # fmt: skip
    return office.workspace.shown(office.workspace.circulars / f"{entry.circular}.yaml") if mine else None


def _file_of(entry: Entry, office: Office, register: Lookup) -> tuple[CircularSource | None, str | None]:
    """The file that has a line's id, and the SHA-256 of its text with the line's number and date: ``""`` where there
    is no such file, None where it has faults.
    """
    from congvan import read

    path = office.workspace.circulars / f"{entry.circular}.yaml"
    if entry.circular is None or not path.is_file():
        return None, ""
    quiet = Problems()
    source = read.read_circular(path, office.workspace.shown(path), entry.circular, quiet)
    if source is None:
        return None, None
    _, document = compose_source(source, office, register, quiet, entry.number, entry.date)
    return source, None if document is None else frozen_sha256(document)


def compose_source(
    source: CircularSource, office: Office, register: Lookup | None, problems: Problems,
    number: int | None = None, day: date | None = None, *, in_spite: bool = False,
) -> tuple[Circular | None, Document | None]:  # fmt: skip
    """What was read → Circular and Document; with ``number`` and ``day``, as it would be printed with them.
    ``in_spite``: a Document also of what has faults, to be looked at.
    """
    from congvan import compose, read, resolve
    from congvan.model.source import Spanned

    kind = office.kinds.find(source.type, problems)
    if kind is None:
        return None, None
    if source.fields is None:
        source = read.complete(source, kind, problems)
    if number is not None:
        source = replace(source, number=Spanned(number, source.span))
    if day is not None:
        source = replace(source, date=Spanned(day, source.span))
    from congvan.pipeline.enclosed import Beside
    from congvan.pipeline.merging import recipients as listed

    wording, beside = office.standard.wording, Beside(office.workspace, source.id)
    rows = listed(source, office.workspace, beside, problems)
    issuer, recipients = office.names.on(source.date.value if source.date is not None else None, office.today)
    circular = resolve.resolve(
        source,
        issuer,
        recipients,
        kind,
        wording,
        problems,
        register,
        office.kinds.find,
        rows,
    )
    document = None
    if circular is not None:
        document = compose.compose(circular, wording, problems, in_spite=in_spite, enclosed=beside)
    if document is not None:
        from congvan.render import glyphs, readable

        glyphs.check(source, document, problems, issuer, recipients, circular.recipients if circular else ())
        readable.check(document, office.standard, problems)
    return circular, document


@dataclass
class Kinds:
    """The kinds of a workspace, each read when first asked for."""

    workspace: Workspace
    known: dict[str, tuple[DocumentType | None, tuple[Diagnostic, ...]]] = field(default_factory=dict)

    def find(self, typed: Spanned[str], problems: Problems) -> DocumentType | None:
        """``type:`` → the kind. Errors: CV409 no such kind; the faults of its type.yaml and body.md.j2."""
        slug = typed.value
        if slug not in self.known:
            folder = self.workspace.kind(slug)
            if folder is None:
                found = self.workspace.kinds()
                near, known = nearest(slug, found), ", ".join(found)
                problems.error("CV409", typed.span, at="type", type=slug, near=near, known=known)
                return None
            self.known[slug] = self._read(folder)
        kind, faults = self.known[slug]
        problems.extend(faults)
        return kind

    def _read(self, folder: Path) -> tuple[DocumentType | None, tuple[Diagnostic, ...]]:
        from congvan import read

        found = Problems()
        kind = read.read_kind(folder, self.workspace.shown(folder), found, self.workspace.templates())
        if kind is not None and kind.body_template is not None:
            from congvan import compose

            compose.check_kind(kind, found)
        return (None if found.failed else kind), tuple(found)

    def asked(self, problems: Problems) -> Callable[[Spanned[str]], DocumentType | None]:
        """What the reader asks for a circular's kind; faults of the kind are named in ``problems``."""
        return lambda typed: self.find(typed, problems)
