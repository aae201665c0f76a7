"""copy (Điều 25–27): the file → its pages laid flat → a number of the copies' sequence → the copy."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from congvan import pipeline
from congvan.copies import number as copy_number
from congvan.copies import original as originals
from congvan.copies.original import MEMORY, SECONDS
from congvan.desk.here import Here
from congvan.machine import atomic, fence
from congvan.model.copy import Block, Original
from congvan.model.document import Signature
from congvan.model.register import Code, Entry
from congvan.model.source import AddresseeSource
from congvan.pdf import joined
from congvan.pipeline import clocks
from congvan.problems import Problems, Span, Value, term
from congvan.standard.copies import Form, copies
from congvan.text.letters import capitals, nfc
from congvan.text.names import names_in
from congvan.text.nearest import nearest
from congvan.workspace import clean_id

_OURS = re.compile(rb"/Producer \(Congvan\)")
"""In the properties of every copy, which are never packed."""
LOOK = 1200
"""Pixels of the longer side of the page that is shown before the copy is made."""
_RANGE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class CopyRequest:
    """What the clerk asked for; ``pages`` and ``day`` as typed and read, ``subject`` in place of the file's own."""

    file: Path
    id: str
    form: str
    signer: str
    pages: str | None = None
    to: tuple[str, ...] = ()
    electronic: bool = False
    day: date | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Copied:
    """The finished copy. ``placed``: ``under`` the text, on a ``sheet`` of its own, or as a ``line``."""

    path: Path
    entry: Entry
    placed: str
    pages: int
    lost: tuple[Value, ...]


def copy(here: Here, request: CopyRequest, output: Path | None, problems: Problems) -> Copied | None:
    """One copy, registered and written; with an error no number is taken and nothing written."""
    with here.office(problems) as office:
        if office is None:
            return None
        clocks.check(office, problems, day=request.day)
        form, now = copies().forms[request.form], office.today()
        return _Case(request, office, here.workspace.output(output), problems, form, now).run()


@dataclass(frozen=True, slots=True)
class CopyLook:
    """How a copy would look now. ``code`` is the number that is expected, which nobody has taken; ``picture`` (PNG)
    shows the page, ``page`` from 1 of ``pages``, that bears block or line.
    """

    code: Code
    day: date
    placed: str
    page: int
    pages: int
    picture: bytes


def look(here: Here, request: CopyRequest, problems: Problems) -> CopyLook | None:
    """The same, with the number that is expected: none is taken and nothing written. Errors: as of :func:`copy`."""
    with here.office(problems) as office:
        if office is None:
            return None
        form, now = copies().forms[request.form], office.today()
        return _Case(request, office, here.workspace.output(None), problems, form, now).look()


@dataclass(frozen=True, slots=True)
class _Ready:
    """A copy that wants only its number."""

    original: Original
    data: bytes
    signature: Signature
    recipients: tuple[str, ...]
    subject: str
    lost: tuple[Value, ...]

    def asked(self, id: str, case: _Case) -> copy_number.Asked:
        """What the register is to know of it."""
        return copy_number.Asked(
            id, case.form, self.subject, self.signature, self.recipients, self.data, case.request.pages or "",
            case.request.electronic,
        )  # fmt: skip


@dataclass
class _Case:
    """One copy being made."""

    request: CopyRequest
    office: pipeline.Office
    output: Path
    problems: Problems
    form: Form
    today: date

    def run(self) -> Copied | None:
        id, ready = self._id(), self._prepared()
        if self.problems.failed or id is None or ready is None:
            return None
        entry = copy_number.take(ready.asked(id, self), self.office, self.request.day, self.today, self.problems)
        if entry is None or entry.date is None:
            return None
        made, placed = self._made(ready, entry)
        path = self.output / f"{id}.pdf"
        atomic.write_all({path: made}, self.office.settings.rights())
        return Copied(path, entry, placed, len(ready.original.sheets), ready.lost)

    def look(self) -> CopyLook | None:
        """What would come of it, with the number that is expected."""
        from congvan.pdf import pictures

        ready = self._prepared()
        day = self.request.day or self.today
        if self.problems.failed or ready is None:
            return None
        entry = copy_number.expected(ready.asked(self.request.id, self), self.office, day)
        made, placed = self._made(ready, entry)
        count = len(ready.original.sheets) + (placed == "sheet")
        page = 1 if placed == "line" else count
        (picture,) = fence.run(partial(pictures.drawn, made, (page,), LOOK), SECONDS, MEMORY)
        return CopyLook(entry.code, day, placed, page, count, picture)

    def _prepared(self) -> _Ready | None:
        """Everything but the number."""
        file = self.request.file
        wanted, parts, data = self._pages(), self._parts(), originals.data_of(file, self.problems)
        if self.problems.failed or data is None or parts is None:
            return None
        original = originals.fenced(partial(originals.ready, data, wanted), file, self.problems)
        if original is None:
            return None
        lost = self._signatures(data)
        self._judge(original, bool(lost))
        return None if self.problems.failed else _Ready(original, data, *parts, self._subject(data), lost)

    def _made(self, ready: _Ready, entry: Entry) -> tuple[bytes, str]:
        """The finished file, and where block or line stands."""
        assert entry.date is not None
        told = joined.Told(f"{self.form.name} {entry.draft.subject}", entry.date)
        if self.request.electronic:
            return self._electronic(ready.original, entry, told)
        return self._paper(ready.original, self._block(entry, ready.signature, ready.recipients), told)

    # what was asked

    def _id(self) -> str | None:
        clean = clean_id(self.request.id)
        if clean is None:
            self.problems.error("CV403", None, name=self.request.id)
        elif (self.office.workspace.circulars / f"{clean}.yaml").is_file():
            self.problems.error("CV688", None, id=clean)
            return None
        elif not self._free(self.output / f"{clean}.pdf"):
            self.problems.error("CV656", None, path=f"{self.output.name}/{clean}.pdf")
        return clean

    def _free(self, target: Path) -> bool:
        """Whether nothing lies at ``target`` but an earlier copy, and that is not what is to be copied."""
        try:
            if target.resolve() == self.request.file.resolve():
                return False
            return not target.exists() or _OURS.search(target.read_bytes()) is not None
        except (OSError, ValueError):
            return False

    def _pages(self) -> list[range] | None:
        typed = self.request.pages
        if self.form.whole != (typed is None):
            self.problems.error("CV689", None, form=self.form.name, article=self.form.article.partition(";")[0],
                                what=term("copy.whole" if self.form.whole else "copy.part"))  # fmt: skip
            return None
        if typed is None:
            return None
        found = []
        for piece in typed.replace(" ", "").split(","):
            match = _RANGE.fullmatch(piece)
            first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
            if not 0 < first <= last:
                self.problems.error("CV687", None, pages=typed)
                return None
            found.append(range(first, last + 1))
        return found

    def _parts(self) -> tuple[Signature, tuple[str, ...]] | None:
        """Signature and Nơi nhận as printed. Errors: CV102, CV104."""
        from congvan.compose.parts import signature_of
        from congvan.resolve.addressees import archive_line, resolve_copies

        issuer, wording, mine = self.office.issuer, self.office.standard.wording, Problems()
        nowhere = Span("", 1, 1)
        items = tuple(AddresseeSource(slug, None, None, None, nowhere) for slug in self.request.to)
        lines = resolve_copies(items, False, self.office.recipients, wording, mine)
        archive = archive_line(None, None, None, wording, mine)
        signer = issuer.signers.get(self.request.signer)
        if signer is None:
            mine.error("CV102", None, slug=self.request.signer, near=nearest(self.request.signer, issuer.signers),
                       known=", ".join(issuer.signers))  # fmt: skip
        signature = signature_of(signer, wording, mine) if signer else None
        self.problems.extend(replace(d, span=None if d.span == nowhere else d.span) for d in mine)
        return None if signature is None else (signature, (*(a.printed for a in lines), archive))

    # the file

    def _signatures(self, data: bytes) -> tuple[Value, ...]:
        """Who has signed the file: a copy keeps how that looks, and no signature. Warning: CV692."""
        if b"/ByteRange" not in data:
            return ()
        from congvan.model.signing import State
        from congvan.pades import trust
        from congvan.pades.verify import judged

        shown = self.request.file.as_posix()
        try:
            report = fence.run(
                partial(judged, data, [c.dump() for c in trust.machine()], self.office.clock()), SECONDS, MEMORY
            )
        except (fence.Fenced, MemoryError):
            self.problems.warning("CV692", Span(shown, 1, 1), names=term("copy.unjudged"))
            return (term("copy.unjudged"),)
        # A clock is nobody's signature; a file whose signatures hold one by one may have been changed as a whole.
        signed = [item for item in report.signatures if item.kind == "signature"]
        names: list[Value] = list(dict.fromkeys(originals.told(item, report.state) for item in signed))
        if not signed and (report.state is not State.INVALID or {"CV665", "CV666"} & {f.code for f in report.findings}):
            names = [term("copy.unjudged")]
        if not names:
            return ()
        self.problems.warning("CV692", Span(shown, 1, 1), names=tuple(names))
        return tuple(names)

    def _judge(self, original: Original, signed: bool) -> None:
        """What the decree asks of a copy of this form. Errors: CV695, CV696; warnings: CV691, CV694, CV697, CV698."""
        place, scan = Span(self.request.file.as_posix(), 1, 1), copies().scan
        of_copy = bool(original.headings)
        if (self.form.slug == "sao-luc") != of_copy and (of_copy or not original.scanned):
            found = term("copy.of-copy", headings=original.headings) if of_copy else term("copy.no-copy")
            self.problems.warning("CV691", place, form=self.form.name, found=found)
        if original.dropped:
            self.problems.warning("CV698", place, what=tuple(term(name) for name in original.dropped))
        if not self.request.electronic:
            return
        if self.form.electronic == "paper" and (signed or not original.scanned):
            self.problems.warning("CV694", place, form=self.form.name, article=self.form.article.partition(";")[0])
        for number, sheet in enumerate(original.sheets, 1):
            if sheet.scan is None:
                continue
            if sheet.scan.resolution < scan.resolution - 1:
                self.problems.error("CV695", place, page=number, found=f"{sheet.scan.resolution:.0f}",
                                    wanted=scan.resolution, article=scan.article)  # fmt: skip
            if scan.colour and not sheet.scan.coloured:
                self.problems.error("CV696", place, page=number, article=scan.article)
            size = sorted((sheet.width * 25.4 / 72, sheet.height * 25.4 / 72))
            if not any(
                all(abs(a - b) <= scan.tolerance for a, b in zip(size, sorted(paper), strict=True))
                for paper in scan.papers
            ):
                self.problems.warning("CV697", place, page=number, size=f"{size[0]:.0f} × {size[1]:.0f} mm",
                                      article=scan.article)  # fmt: skip

    def _subject(self, data: bytes) -> str:
        """What is copied: as the clerk says, as the file itself shows, else the file's name."""
        if self.request.subject:
            return " ".join(nfc(self.request.subject).split())
        from congvan.standard.kinds import kinds

        try:
            report = fence.run(partial(originals.first_page, data), SECONDS, MEMORY)
        except (fence.Fenced, MemoryError):
            report = None
        if report is None or not report.number:
            return self.request.file.name
        kind = kinds().get(report.kind or "")
        words = [kind.name if kind else "Văn bản", f"số {report.number.removeprefix('Số:').strip()}", report.subject]
        return " ".join(word for word in words if word)

    # the copy

    def _block(self, entry: Entry, signature: Signature, recipients: tuple[str, ...]) -> Block:
        assert entry.date is not None
        return Block(
            heading=self.form.heading, agency=capitals(nfc(self.office.issuer.name.value)),
            number=f"{entry.number:02d}", symbol=entry.symbol, place=self.office.issuer.place, day=entry.date,
            authority=signature.lines, names=(*signature.posts, signature.name), recipients=recipients,
            unbroken=names_in((self.office.issuer.name.value, *signature.posts, signature.name, *recipients)),
        )  # fmt: skip

    def _paper(self, original: Original, block: Block, told: joined.Told) -> tuple[bytes, str]:
        from congvan.render import copy_block, fonts

        rules = copies()
        setting = copy_block.Setting(self.office.standard, rules, fonts.find())
        last, gaps = original.sheets[-1], rules.gaps
        left, right = originals.extent(original, self.office.standard, gaps)
        if right - left >= gaps["least_width"]:
            made, height = copy_block.fitted(block, right - left, setting)
            top = last.ink[1] - gaps["above_rule"] if last.ink else last.height - gaps["edge"] * 2
            if top - height >= gaps["foot"]:
                return joined.under(original.pdf, made, left, top - height, original.archival, told), "under"
        return joined.beside(original.pdf, copy_block.sheet(block, setting), original.archival, told), "sheet"

    def _electronic(self, original: Original, entry: Entry, told: joined.Told) -> tuple[bytes, str]:
        from congvan.copies import line

        return line.drawn(original, self.form.name, entry, self.office, told), "line"
