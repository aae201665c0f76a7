"""What goes out: a circular that may, and the files that show exactly its text. Every refusal is named here.

A draft, a changed, replaced or recalled circular is not sent; nor is a file that shows another text, whose signatures
don't hold, or that is not sealed, unless the clerk says that it goes out unsigned (Điều 14, 18).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from congvan import pipeline
from congvan.machine import atomic, fence
from congvan.model.circular import Circular, Reference
from congvan.model.delivery import File, Letter, Own, Recall
from congvan.model.document import Document
from congvan.model.register import Code, Entry
from congvan.model.signing import INFO, SEAL, Finding, Mark
from congvan.model.signing import State as Verdict
from congvan.pipeline import each
from congvan.problems import Diagnostic, MachineFault, Problems, Severity, Span
from congvan.signing import believed, seals
from congvan.signing import ready as signready
from congvan.signing.ready import Place
from congvan.text.letters import plain_ascii
from congvan.workspace import Target

SECONDS, MEMORY = 150, 1_500_000_000
"""For the verdict on one file."""


@dataclass(frozen=True, slots=True)
class SendWish:
    """Where the files are; whether an unsigned one may go; files (SHA-256) that went before and may go again."""

    output: Path
    allow_unsigned: bool = False
    again: frozenset[str] = frozenset()
    write: bool = True  # False: nothing is written, not even a missing PDF


@dataclass(frozen=True, slots=True)
class Ready:
    """A circular that may go out."""

    target: Target
    circular: Circular
    document: Document
    entry: Entry | None
    letter: Letter
    signed: bool


def ready(
    target: Target, office: pipeline.Office, wish: SendWish, recalled: Recall | None, problems: Problems
) -> Ready | None:
    """The circular and its files, or None after every fault is named."""
    found = pipeline.to_circular(target, office, problems)
    if found is None:
        return None
    circular, document = found
    place = Span(target.shown, 1, 1)
    if document.draft:
        problems.error("CV830", place, id=target.id)
        return None
    if recalled is not None:
        problems.error("CV831", place, id=target.id, reason=recalled.reason)
        return None
    register = pipeline.open_register(office)
    entry = pipeline.issued_as(target, office, register) if register is not None else None
    if entry is not None and register is not None and _undone(entry, register, place, problems):
        return None
    looking = _Files(target, office, circular, document, entry, wish, problems)
    files = looking.find()
    if files is None:
        return None
    letter = Letter(target.id, code_of(document), document.parts.date, document.title, files)
    return Ready(target, circular, document, entry, letter, looking.signed)


def own_copies(
    ready: Ready, office: pipeline.Office, wish: SendWish, keys: Iterable[str], problems: Problems
) -> dict[str, Own]:
    """The copies of some recipients, each looked at as a letter is. Errors: as those of a letter."""
    found: dict[str, Own] = {}
    for key in keys:
        target = replace(ready.target, copy=key)
        made = pipeline.to_circular(target, office, problems)
        if made is None:
            break
        looking = _Files(target, office, *made, ready.entry, wish, problems)
        files = looking.find()
        if files is not None:
            found[key] = _own(files, looking.paths(len(files)))
    return found


def _own(files: tuple[File, ...], paths: tuple[Path, ...]) -> Own:
    """Files that were looked at, to be read again when they are sent."""
    known = [(path, file.name, file.title, file.sha256) for path, file in zip(paths, files, strict=True)]

    def read() -> tuple[File, ...]:
        found = []
        for path, name, title, sha256 in known:
            try:
                data = path.read_bytes()
            except OSError as error:
                raise atomic.fault(error, path.name) from error
            if hashlib.sha256(data).hexdigest() != sha256:
                raise MachineFault("CV784", file=path.name)
            found.append(File(name, title, data, sha256))
        return tuple(found)

    return Own(files[0].sha256, sum(len(file.data) for file in files), read)


def code_of(document: Document) -> str:
    """Số, ký hiệu as printed: ``05/SKHCN-VP``."""
    return f"{document.parts.number}/{document.parts.symbol}"


def ascii_name(text: str) -> str:
    """A file name that every system keeps: ``881/STTTT-TTr`` → ``881-STTTT-TTr``."""
    kept = "".join(c if c.isalnum() or c in "-._" else "-" for c in plain_ascii(text))
    return "-".join(part for part in kept.split("-") if part)[:80] or "van-ban"


def file_of(document: Document, data: bytes, ending: str = "", title: str = "") -> File:
    """A file of a letter under the name that it goes out with."""
    name = f"{ascii_name(code_of(document))}{ending}.pdf"
    return File(name, " ".join(filter(None, (document.title, title))), data, hashlib.sha256(data).hexdigest())


def reference_of(circular: Circular, document: Document) -> Reference:
    """The circular as another text would cite it."""
    subject = " ".join(" ".join(document.parts.subject).split())
    return Reference(
        circular.id,
        circular.kind.name,
        code_of(document),
        document.parts.date,
        circular.issuer.name.value,
        subject,
        None,
    )


def _undone(entry: Entry, register: object, place: Span, problems: Problems) -> bool:
    """Whether a later document took this one back. Errors: CV832; warning CV833: it was corrected."""
    undone = False
    for relation, later in register.pointing_at(Code(entry.number, entry.symbol), entry.year):  # type: ignore[attr-defined]
        if relation.kind in ("recalls", "replaces"):
            undone = True
            problems.error("CV832", place, code=entry.code, later=later.code, how=relation.kind)
        elif relation.kind == "corrects":
            problems.warning("CV833", place, code=entry.code, later=later.code)
    return undone


def _mark(data: bytes) -> Mark | None:
    """The mark of a sign-ready file under its signatures; None in a file that is not ours."""
    from congvan.pades import fields

    look = fields.look(data)
    return look.mark if look is not None else None


@dataclass
class _Files:
    """The files of one circular being looked at."""

    target: Target
    office: pipeline.Office
    circular: Circular
    document: Document
    entry: Entry | None
    wish: SendWish
    problems: Problems
    signed: bool = False
    made: signready.Printed | None = None
    seal: frozenset[bytes] = frozenset()
    """Whose certificates sealed the letter."""

    def fail(self, code: str, file: str) -> None:
        self.problems.error(code, Span(self.target.shown, 1, 1), id=self.target.name, file=file)

    def paths(self, count: int) -> tuple[Path, ...]:
        """Where the files lie that were found."""
        place = Place(self.wish.output, self.target.name)
        if not self.signed:
            return (self.wish.output / f"{self.target.name}.pdf",)
        return tuple(place.signed(number) for number in range(count))

    def find(self) -> tuple[File, ...] | None:
        place = Place(self.wish.output, self.target.name)
        try:
            if place.signed().is_file():
                return self._signed(place)
            return self._unsigned(self.wish.output / f"{self.target.name}.pdf")
        except OSError as error:
            raise atomic.fault(error, place.signed().name) from error

    def _signed(self, place: Place) -> tuple[File, ...] | None:
        path = place.signed()
        data = path.read_bytes()
        found = _mark(data)
        if found is None or found.id != self.target.name:
            self.fail("CV836", path.name)
            return None
        if not self._same_text(found) or not self._holds(data, path.name, sealed=True):
            return None
        if not self._ours(data, path.name, found) or not self._whose(data, path.name):
            return None
        files = [file_of(self.document, data)]
        for number in range(1, len(found.annexes) + 1):
            annex = place.signed(number)
            signed = annex.read_bytes() if annex.is_file() else b""
            theirs = _mark(signed) if signed else None
            if theirs is None or (theirs.id, theirs.text) != (found.id, found.text):
                self.fail("CV838", annex.name)
                return None
            if not self._holds(signed, annex.name, sealed=False) or not self._ours(signed, annex.name, found, number):
                return None
            if not self._same_hand(signed, annex.name):
                return None
            files.append(file_of(self.document, signed, f"-phu-luc-{number}", f"Phụ lục {number}"))
        self.signed = True
        return tuple(files)

    def _same_text(self, found: Mark) -> bool:
        """The page shows today's text: as drafted where it was signed before its number was given."""
        seen: Document | None = self.document
        if found.draft:
            seen = pipeline.to_document(self.target, self.office, Problems(), draft=True)
        same = seen is not None and pipeline.frozen_sha256(seen) == found.text
        if self.entry is not None and self.entry.sha256:
            same = same and self.entry.sha256 == each.issued_text(self.target, self.document, self.office)
        if not same:
            self.fail("CV835", f"{self.target.name}.signed.pdf")
        return same

    def _holds(self, data: bytes, name: str, *, sealed: bool) -> bool:
        from congvan.pades.verify import verify

        try:
            report = fence.run(partial(verify, data, (), now=self.office.clock()), SECONDS, MEMORY)
        except (fence.Fenced, MemoryError):
            self.fail("CV837", name)
            return False
        if report.state in (Verdict.INVALID, Verdict.UNJUDGED) or not report.signatures:
            self.fail("CV837", name)
            self._say((f for f in report.all_findings() if f.fatal or f.unjudged), name)
            return False
        return not sealed or any(s.field == SEAL for s in report.signatures) or self._let("CV834", name)

    def _whose(self, data: bytes, name: str) -> bool:
        """Whether the agency itself sealed, and put in number and date, and the office believes who else signed.
        Errors: CV636, CV925; CV929 is the warning where no seal is known yet and the certificate names the agency.
        """
        from congvan.pades import ours, trust

        known, mine = seals.known(self.office, self.problems), Problems()
        whom = believed.of(self.office, mine)
        signers = ours.signers(data, (*whom.roots, *known.roots, *trust.machine()))
        self.seal = frozenset(s.certificate for s in signers if s.field == SEAL)
        named = believed.Named(name, Span(self.target.shown, 1, 1), self.target.name)
        believed.doubted(signers, self.office, known, whom, named, mine)
        self.problems.extend(mine)
        return not mine.failed

    def _same_hand(self, annex: bytes, name: str) -> bool:
        """Whether the agency that sealed the letter (:meth:`_whose`) signed the annex, too. Errors: CV636, CV924."""
        from congvan.pades import ours

        place = Span(self.target.shown, 1, 1)
        if believed.refused([(name, annex)], self.office, place, self.target.name, self.problems):
            return False
        found = {s.field: s for s in ours.signers(annex, ())}.get(INFO)
        if found is not None and (not self.seal or found.certificate in self.seal):
            return True
        who = found.holder.name if found is not None else "–"
        self.problems.error("CV924", place, id=self.target.name, file=name, name=who)
        return False

    def _say(self, findings: Iterable[Finding], name: str) -> None:
        """What shows where in the file just named, in the words of verify."""
        for found in findings:
            values = {"id": self.target.name, "file": name, **found.values}
            self.problems.add(Diagnostic(found.code, Severity.ERROR, None, values))

    def _ours(self, data: bytes, name: str, found: Mark, annex: int = 0) -> bool:
        """Whether the file is what the program printed, and signatures in their order. Errors: CV646, CV648, CV836.

        An earlier program may have printed it: then its mark, which every signature covers, says so (CV660).
        """
        from congvan.pades import fields, ours

        look = fields.look(data)
        if look is None:
            self.fail("CV836", name)
            return False
        start = self._printed(data, found, annex)
        if start is None:
            start = ours.printed_once(data, look.opened)
            if start is None:
                self.fail("CV836", name)
                return False
            self.problems.warning("CV660", Span(self.target.shown, 1, 1), id=self.target.name, file=name)
        odd = ours.odd(start, data, look.opened)
        self._say(odd, name)
        return not odd

    def _printed(self, data: bytes, found: Mark, annex: int) -> bytes | None:
        """What is printed today, if ``data`` begins so."""
        seen: Document | None = self.document
        if found.draft:
            seen = pipeline.to_document(self.target, self.office, Problems(), draft=True)
        if seen is None:
            return None
        if self.made is None:
            apart = bool(found.annexes)
            self.made = signready.printed(seen, self.office, self.target.name, draft=found.draft, apart=apart)
        if annex:
            tried = [self.made.annexes[annex - 1]] if annex <= len(self.made.annexes) else []
        else:
            tried = [self.made.letter(fields=own) for own in (True, False)]
        return next((start for start in tried if data.startswith(start)), None)

    def _let(self, code: str, name: str) -> bool:
        """Whether an unsigned or unsealed file may go all the same."""
        if self.wish.allow_unsigned:
            return True
        self.fail(code, name)
        return False

    def _unsigned(self, path: Path) -> tuple[File, ...] | None:
        """The built PDF, which must be what is printed today, byte for byte; a missing or old one is made again."""
        before = path.read_bytes() if path.is_file() else b""
        went = bool(before) and hashlib.sha256(before).hexdigest() in self.wish.again
        if not went and not self._let("CV839", path.name):
            return None
        now = pipeline.render(self.document, self.office, ("pdf",))["pdf"].data
        if now != before and self.wish.write:
            atomic.write_all({path: now}, self.office.settings.rights())
            self.problems.warning("CV840", Span(self.target.shown, 1, 1), file=path.name)
        if went and now != before:
            return None if not self._let("CV839", path.name) else (file_of(self.document, now),)
        return (file_of(self.document, now),)
