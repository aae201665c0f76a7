"""copy (Điều 25–27): the file → its pages laid flat → a number of the copies' sequence → the copy."""

from __future__ import annotations

import errno
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from congvan import pipeline
from congvan.copies import number as copy_number
from congvan.desk.here import Here
from congvan.machine import atomic, fence, files
from congvan.machine.said import Said, named, said
from congvan.model.copy import Block, Original
from congvan.model.document import Signature
from congvan.model.length import mm
from congvan.model.register import Entry
from congvan.model.source import AddresseeSource
from congvan.pdf import Unusable, joined
from congvan.pipeline import clocks
from congvan.problems import Problems, Span, Value, term
from congvan.standard import Standard
from congvan.standard.copies import Form, copies
from congvan.text.letters import capitals, nfc
from congvan.text.names import names_in
from congvan.text.nearest import nearest
from congvan.workspace import clean_id

if TYPE_CHECKING:
    from congvan.conformance import Report
    from congvan.model.signing import Checked, State

_OURS = re.compile(rb"/Producer \(Congvan\)")
"""In the properties of every copy, which are never packed."""
LARGEST = 200_000_000  # bytes
SECONDS, MEMORY = 120.0, 2_000_000_000
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
        id, wanted = self._id(), self._pages()
        parts = self._parts()
        data = self._data()
        if self.problems.failed or id is None or data is None or parts is None:
            return None
        original = self._original(data, wanted)
        if original is None:
            return None
        lost = self._signatures(data)
        self._judge(original, bool(lost))
        if self.problems.failed:
            return None
        signature, recipients = parts
        asked = copy_number.Asked(
            id,
            self.form,
            self._subject(data),
            signature,
            recipients,
            data,
            self.request.pages or "",
            self.request.electronic,
        )
        entry = copy_number.take(asked, self.office, self.request.day, self.today, self.problems)
        if entry is None or entry.date is None:
            return None
        block = self._block(entry, signature, recipients)
        told = joined.Told(f"{self.form.name} {entry.draft.subject}", entry.date)
        made, placed = (
            self._electronic(original, entry, told) if self.request.electronic else self._paper(original, block, told)
        )
        path = self.output / f"{id}.pdf"
        atomic.write_all({path: made}, self.office.settings.rights())
        return Copied(path, entry, placed, len(original.sheets), lost)

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
        except OSError:
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

    def _data(self) -> bytes | None:
        path = self.request.file
        try:
            return files.read(path, LARGEST)
        except OSError as error:
            large = error.errno == errno.EFBIG
            why = named("COPY_LARGE", most=LARGEST // 1_000_000) if large else said(error)
            self.problems.error("CV690", None, path=path.as_posix(), reason=why)
            return None

    # the file

    def _original(self, data: bytes, wanted: list[range] | None) -> Original | None:
        shown = self.request.file.as_posix()
        try:
            return fence.run(partial(_ready, data, wanted), SECONDS, MEMORY)
        except Unusable as error:
            self.problems.error(error.code, Span(shown, 1, 1), **error.values)
        except (fence.Fenced, MemoryError, ArithmeticError, LookupError, TypeError, ValueError, RuntimeError) as error:
            self.problems.error("CV684", Span(shown, 1, 1), reason=reason(error))
        return None

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
        names: list[Value] = list(dict.fromkeys(_told(item, report.state) for item in signed))
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
            report = fence.run(partial(_first_page, data), SECONDS, MEMORY)
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
        left, right = _extent(original, self.office.standard, gaps)
        if right - left >= gaps["least_width"]:
            made, height = copy_block.fitted(block, right - left, setting)
            top = last.ink[1] - gaps["above_rule"] if last.ink else last.height - gaps["edge"] * 2
            if top - height >= gaps["foot"]:
                return joined.under(original.pdf, made, left, top - height, original.archival, told), "under"
        return joined.beside(original.pdf, copy_block.sheet(block, setting), original.archival, told), "sheet"

    def _electronic(self, original: Original, entry: Entry, told: joined.Told) -> tuple[bytes, str]:
        from congvan.copies import line

        return line.drawn(original, self.form.name, entry, self.office, told), "line"


def _told(item: Checked, file: State) -> Value:
    """One signer and how his signature stands, in a few words."""
    from congvan.model.signing import State

    name = item.holder.name if item.holder else item.field
    if item.state is State.INVALID and not item.intact:
        return term("copy.broken", name=name)
    if file is State.INVALID:
        return term("copy.changed", name=name)
    if State.UNJUDGED in (item.state, file):
        return term("copy.not-judged", name=name)
    return name


def _ready(data: bytes, wanted: list[range] | None) -> Original:
    """In the fenced child."""
    from congvan.pdf import flat, ink

    rules = copies()
    made = flat.flatten(data, wanted)
    found = ink.headings(made.pdf, {form.heading: form.name for form in rules.forms.values()})
    sheets = ink.sheets(made.pdf, rules.ink)
    return Original(made.pdf, sheets, made.pages, made.version, made.archival, made.dropped, found)


def _first_page(data: bytes) -> Report | None:
    """What the first page says of number, kind and subject; in the fenced child."""
    from congvan.conformance import inspect_file
    from congvan.pdf import flat

    with tempfile.TemporaryDirectory(prefix="congvan-") as folder:
        path = Path(folder, "trang-1.pdf")
        try:
            path.write_bytes(flat.flatten(data, [range(1, 2)]).pdf)
            return inspect_file(path)
        except Exception:
            # What can't be read as an official letter has a file name all the same.
            return None


def _extent(original: Original, standard: Standard, gaps: Mapping[str, float]) -> tuple[float, float]:
    """How wide the copied text is, over all its pages of the last one's size; not narrower than a block needs.

    Text that nearly reaches the margins of an official letter has those margins.
    """
    last, found = original.sheets[-1], list(_inks(original))
    edge, least, near = gaps["edge"], gaps["least_width"], gaps["near"]
    margins = mm(standard.page["margin_left"].use), last.width - mm(standard.page["margin_right"].use)
    left = max(edge, min((ink[0] for ink in found), default=margins[0]))
    right = min(last.width - edge, max((ink[2] for ink in found), default=margins[1]))
    left, right = (m if abs(value - m) < near else value for value, m in zip((left, right), margins, strict=True))
    if right - left < least:
        left = max(edge, min(left, last.width - edge - least))
        right = min(last.width - edge, max(right, left + least))
    return left, right


def _inks(original: Original) -> Iterator[tuple[float, float, float, float]]:
    last = original.sheets[-1]
    for sheet in original.sheets:
        if sheet.ink is not None and abs(sheet.width - last.width) < 1 and abs(sheet.height - last.height) < 1:
            yield sheet.ink


def reason(error: Exception) -> Said:
    """What kept a file from being read within its bounds, by its name in the table."""
    if isinstance(error, MemoryError) or (isinstance(error, fence.Fenced) and error.why == "memory"):
        return named("TOO_COMPLEX")
    slow = isinstance(error, fence.Fenced) and error.why == "time"
    return named("TOO_SLOW" if slow else "DAMAGED")
