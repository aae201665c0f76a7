"""The order of signing: sign-ready file → the leader's signature → number and date → the seal (Điều 14).

Guards stand here; the signing room knows bytes, fields and keys, the register knows what was issued.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from congvan import atomic, pipeline
from congvan.model.document import Document
from congvan.model.rendered import Box, Rendered
from congvan.model.signing import DATE, INFO, LEADER, NUMBER, SEAL, Mark, State
from congvan.problems import Diagnostic, Problems, Span
from congvan.text.dates import month_digits, two_digits
from congvan.text.letters import fold
from congvan.workspace import Target

VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Place:
    """Where the files of one circular lie."""

    output: Path
    id: str

    def ready(self, annex: int = 0) -> Path:
        """The sign-ready letter, or annex ``annex`` as a file of its own."""
        return self._path("ready.pdf", annex)

    def signed(self, annex: int = 0) -> Path:
        """The signed letter or annex."""
        return self._path("signed.pdf", annex)

    @property
    def rectangles(self) -> Path:
        """Rectangles for tools that make their own fields."""
        return self._path("ready.json", 0)

    def _path(self, ending: str, annex: int) -> Path:
        part = f".phu-luc-{annex}" if annex else ""
        return self.output / f"{self.id}{part}.{ending}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What ``ready`` made: files, and the fields of the letter with their rectangles."""

    files: tuple[Path, ...]
    fields: Mapping[str, Box]


@dataclass(frozen=True)
class Request:
    """How to sign: as whom, with which key, image and clock."""

    role: str
    key: Any
    image: bytes | None = None
    timestamper: Any = None
    long_term: bool = False
    roots: tuple[Any, ...] = ()
    no_leader: bool = False


@dataclass(frozen=True, slots=True)
class Signed:
    """What became of one circular."""

    id: str
    files: tuple[Path, ...] = ()
    fields: tuple[str, ...] = ()
    moment: str = ""
    diagnostics: tuple[Diagnostic, ...] = field(default_factory=tuple)

    @property
    def done(self) -> bool:
        """Whether it was signed."""
        return bool(self.files)


def zone(office: pipeline.Office, problems: Problems) -> tzinfo:
    """The zone in which signing times are written: Vietnam's unless issuer.yaml says another. Errors: CV646."""
    name = office.issuer.timezone
    if name is None:
        return VIETNAM
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.error("CV646", None, at="timezone", zone=name)
        return VIETNAM


def clock(moment: datetime) -> str:
    """``24/11/2026; 08:30:15 +07:00`` (PL I, I.II.8b; ISO 8601 for the zone)."""
    sign = moment.strftime("%z")
    return f"{moment.strftime('%d/%m/%Y; %H:%M:%S')} {sign[:3]}:{sign[3:5]}"


def annex_line(document: Document, moment: datetime) -> str:
    """The info line of an annex in a file of its own: ``Số: 881/STTTT-TTr; 24/11/2026; 08:30:15 +07:00``."""
    return f"Số: {document.parts.number or ''}/{document.parts.symbol}; {clock(moment)}"


def copy_line(form: str, agency: str, moment: datetime) -> str:
    """The info line of an electronic copy (PL I, Phần II): form of the copy, who copied, when."""
    return f"{form}; {agency}; {clock(moment)}"


def ready(
    target: Target,
    office: pipeline.Office,
    output: Path,
    problems: Problems,
    *,
    vgca: bool = False,
    apart: bool = False,
) -> Prepared | None:
    """One circular → its sign-ready file: the same pages, with empty fields or with their rectangles beside it."""
    from congvan.sign import fields

    document = pipeline.to_document(target, office, problems)
    if document is None:
        return None
    draft = document.draft
    if draft:
        document = pipeline.to_document(target, office, Problems(), draft=True)
        assert document is not None
    parts = _rendered(document, office, apart)
    place = Place(output, target.id)
    boxes = fields.places(parts[0].anchors, office.standard.signing, office.issuer.seal_diameter)
    page = office.standard.page
    files: dict[Path, bytes] = {}
    for number, part in enumerate(parts[1:], 1):
        width, height = _paper(part.data)
        right = page["margin_right"].use * 72 / 25.4
        mark = Mark(target.id, pipeline.frozen_sha256(document), part.sha256, draft)
        annex = fields.info_place(width, height, right, office.standard.signing)
        files[place.ready(number)] = fields.prepare(part.data, annex, mark)
    annexes = tuple(fields.digest(data) for data in files.values())
    mark = Mark(target.id, pipeline.frozen_sha256(document), parts[0].sha256, draft, annexes)
    files = {place.ready(): fields.prepare(parts[0].data, {} if vgca else boxes, mark), **files}
    if vgca:
        files[place.rectangles] = _rectangles(target.id, boxes, parts[0].data)
    atomic.write_all(files)
    return Prepared(tuple(files), boxes)


def _rendered(document: Document, office: pipeline.Office, apart: bool) -> tuple[Rendered, ...]:
    if apart and document.annexes:
        return pipeline.render_apart(document, office)
    return (pipeline.render(document, office, ("pdf",))["pdf"],)


def _paper(data: bytes) -> tuple[float, float]:
    from congvan.sign.writer import reader

    box = reader(data).find_page_for_modification(0)[0].get_object()["/MediaBox"]
    return float(box[2]), float(box[3])


def _rectangles(id: str, boxes: Mapping[str, Box], data: bytes) -> bytes:
    import json

    width, height = _paper(data)
    made = {
        "id": id,
        "unit": "pt",
        "origin": "lower left",
        "page_size": [width, height],
        "fields": {n: {"page": b.page, "x0": b.x0, "y0": b.y0, "x1": b.x1, "y1": b.y1} for n, b in boxes.items()},
    }
    return (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()


def sign(target: Target, office: pipeline.Office, output: Path, request: Request) -> Signed:
    """One circular signed as ``request`` says. With an error nothing on the disk is touched."""
    problems = Problems()
    made = _Case(target, office, Place(output, target.id), request, problems).sign()
    return replace(made, diagnostics=tuple(problems)) if made else Signed(target.id, diagnostics=tuple(problems))


@dataclass
class _Case:
    """One circular being signed."""

    target: Target
    office: pipeline.Office
    place: Place
    request: Request
    problems: Problems

    def fail(self, code: str, **values: str) -> None:
        self.problems.error(code, Span(self.target.shown, 1, 1), id=self.target.id, **values)

    def sign(self) -> Signed | None:
        from congvan.sign import fields, mark

        data = self._input()
        if data is None:
            return None
        found = mark.read(data)
        if found is None or found.id != self.target.id:
            self.fail("CV607", file=self.place.ready().name)
            return None
        signed = fields.filled(data)
        if not self._in_order(signed) or not self._intact(data, signed):
            return None
        now = pipeline.to_document(self.target, self.office, self.problems)
        seen = pipeline.to_document(self.target, self.office, Problems(), draft=True) if found.draft else now
        if now is None or seen is None:
            return None
        if not self._same_text(seen, now, found, signed):
            return None
        return self._make(data, found, now, seen, signed)

    def _input(self) -> bytes | None:
        """The signed file where there is one that began as today's sign-ready file, else the latter."""
        ready, signed = self.place.ready(), self.place.signed()
        try:
            before = ready.read_bytes() if ready.is_file() else None
            after = signed.read_bytes() if signed.is_file() else None
        except OSError as error:
            self.fail("CV643", file=ready.name, reason=os.strerror(error.errno or 0))
            return None
        if after is None and before is None:
            self.fail("CV600", file=ready.name)
            return None
        if after is not None and before is not None and not after.startswith(before):
            self.fail("CV606", ready=ready.name, signed=signed.name)
            return None
        return after if after is not None else before

    def _in_order(self, signed: Mapping[str, bool]) -> bool:
        role = self.request.role
        if signed.get(role):
            self.fail("CV602", field=role)
            return False
        others = [n for n, done in signed.items() if done and n not in (NUMBER, DATE, SEAL)]
        if role == SEAL and not others:
            if not self.request.no_leader:
                self.fail("CV603")
                return False
            self.problems.warning("CV645", Span(self.target.shown, 1, 1), id=self.target.id)
        if role == LEADER and signed.get(SEAL):
            self.fail("CV644")
            return False
        return True

    def _intact(self, data: bytes, signed: Mapping[str, bool]) -> bool:
        """What was signed before must still hold before anything is added to it."""
        if not any(signed.values()):
            return True
        from congvan.sign.verify import verify

        report = verify(data, ())
        broken = [c.field for c in report.signatures if c.state is State.INVALID]
        if broken or report.state is State.INVALID:
            self.fail("CV605", file=self.place.signed().name, fields=", ".join(broken) or "tệp")
            return False
        return True

    def _same_text(self, seen: Document, now: Document, found: Mark, signed: Mapping[str, bool]) -> bool:
        if pipeline.frozen_sha256(seen) != found.text:
            self.fail("CV601", signed="" if not any(signed.values()) else "đã ký")
            return False
        return self.request.role != SEAL or self._issued(found, now)

    def _issued(self, found: Mark, now: Document) -> bool:
        """The register must know the number, and its frozen text must be today's: what is sealed is what was issued.

        A letter that was numbered before the program came is in no register; the page itself shows its number.
        """
        register = pipeline.open_register(self.office)
        entry = register.entry_of(self.target.id) if register is not None else None
        if entry is None and found.draft:
            self.fail("CV604")
            return False
        if entry is not None and entry.sha256 and entry.sha256 != pipeline.frozen_sha256(now):
            self.fail("CV601", signed="đã cấp số")
            return False
        return True

    def _make(
        self, data: bytes, found: Mark, now: Document, seen: Document, signed: Mapping[str, bool]
    ) -> Signed | None:
        from congvan.sign import fields

        request = self.request
        if request.role == SEAL and found.draft and now.draft:
            self.fail("CV604")
            return None
        self._holder(now)
        moment = datetime.now(zone(self.office, self.problems)).replace(microsecond=0)
        steps = [LEADER] if request.role == LEADER else [NUMBER, DATE, SEAL] if found.draft else [SEAL]
        steps = [step for step in steps if not signed.get(step)]
        boxes = fields.rectangles(data)
        if not any(signed.values()) or not set(steps) <= set(boxes):
            # The first to sign signs what the program prints today, byte for byte; later ones build on that signature.
            part = _rendered(seen, self.office, bool(found.annexes))[0]
            if not data.startswith(part.data) and not any(signed.values()):
                self.fail("CV609", file=self.place.ready().name)
                return None
            placed = fields.places(part.anchors, self.office.standard.signing, self.office.issuer.seal_diameter)
            boxes = {**placed, **boxes}
        for step in steps:
            data = self._one(data, step, boxes[step], self._stamp(step, boxes, now, moment), moment)
        files = {self.place.signed(): data}
        if request.role == SEAL and not self._annexes(found, now, moment, files):
            return None
        if self.problems.failed:
            return None
        atomic.write_all(files)
        return Signed(self.target.id, tuple(files), tuple(steps), moment.isoformat())

    def _one(self, data: bytes, name: str, box: Box, stamp: bytes, moment: datetime) -> bytes:
        from congvan.sign import apply

        request = self.request
        last = request.long_term and name in (SEAL, LEADER)
        reason = {LEADER: "Ký phê duyệt", SEAL: "Phát hành", NUMBER: "Cấp số", DATE: "Ngày ban hành", INFO: "Phát hành"}
        wish = apply.Wish(moment, reason[name], self.office.issuer.place, request.timestamper, last, request.roots)
        return apply.sign(data, name, box, stamp, request.key, wish)

    def _stamp(self, step: str, boxes: Mapping[str, Box], now: Document, moment: datetime) -> bytes:
        from congvan.render import fonts, stamp

        box, found, measures = boxes[step], fonts.find(), self.office.standard.signing
        styles = self.office.standard.styles
        black = self.office.standard.font["colour"]
        if step == NUMBER:
            words = [stamp.Words(now.parts.number or "", 0, box.x1 - box.x0, "right")]
            return stamp.typed(box, words, found, styles["number"].size.use, black)
        if step == DATE:
            day = now.parts.date
            assert day is not None
            digits = (two_digits(day.day), month_digits(day.month), str(day.year))
            size, gaps = styles["place_date"].size.use, self.office.standard.gaps
            digit = found.width("0", size, italic=True)
            words, left = [], 0.0
            for text, gap, after in zip(
                digits, ("day_gap", "day_gap", "year_gap"), (" tháng ", " năm ", ""), strict=True
            ):
                words.append(stamp.Words(text, left, digit * gaps[gap]))
                left += digit * gaps[gap] + found.width(after, size, italic=True)
            return stamp.typed(box, words, found, size, black, italic=True)
        seal = step == SEAL
        if self.request.image is not None:
            return stamp.picture(box, self.request.image, fill=seal)
        when = clock(moment).split("; ")
        colour = measures["seal_colour" if seal else "signature_colour"]
        if seal:
            return stamp.note(box, [self.request.key.holder.name, *when], found, colour, ring=box.x1 - box.x0)
        overlap = (box.x1 - box.x0) * measures["seal_overlap"]
        return stamp.note(box, [f"Ký bởi: {self.request.key.holder.name}", *when], found, colour, left=overlap)

    def _annexes(self, found: Mark, now: Document, moment: datetime, files: dict[Path, bytes]) -> bool:
        """Annexes in files of their own: each as the leader signed for it, now with the agency's info line."""
        from congvan.render import fonts, stamp
        from congvan.sign import fields

        standard = self.office.standard
        for number, wanted in enumerate(found.annexes, 1):
            path = self.place.ready(number)
            data = path.read_bytes() if path.is_file() else b""
            if fields.digest(data) != wanted:
                self.fail("CV608", file=path.name)
                return False
            width, height = _paper(data)
            right = standard.page["margin_right"].use * 72 / 25.4
            box = fields.info_place(width, height, right, standard.signing)[INFO]
            words = [stamp.Words(annex_line(now, moment), 0, box.x1 - box.x0, "right")]
            look = stamp.typed(box, words, fonts.find(), standard.signing["info_size"], standard.font["colour"])
            files[self.place.signed(number)] = self._one(data, INFO, box, look, moment)
        return True

    def _holder(self, now: Document) -> None:
        """CV616: the certificate names somebody else than the page does."""
        leader = self.request.role == LEADER
        wanted = now.parts.signature.name if leader else self.office.issuer.name.value
        holder = self.request.key.holder
        names = fold(f"{holder.name} {'' if leader else holder.organisation}")
        if fold(wanted) not in names:
            place = Span(self.target.shown, 1, 1)
            self.problems.warning("CV616", place, id=self.target.id, holder=holder.name, signer=wanted)
