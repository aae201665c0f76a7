"""sign: the order of signing, sign-ready file → the leader's signature → number and date → the seal (Điều 14).

Guards stand here; the signing room knows bytes, fields and keys, the register knows what was issued. What needs no
key (:func:`plan`) is apart from what does (:func:`complete`), so that many letters can be prepared beside a token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

from congvan import pipeline
from congvan.copies import line
from congvan.desk.here import Here
from congvan.desk.result import NOBODY, Watch
from congvan.machine import children
from congvan.model.rendered import Box
from congvan.model.signing import DATE, INFO, LEADER, NUMBER, SEAL
from congvan.pipeline import each
from congvan.problems import Diagnostic, MachineFault, Problems, Span
from congvan.signing import keeping, keyholder, seals
from congvan.signing import ready as signready
from congvan.signing.plan import SignPlan, SignWish, plan
from congvan.signing.source import Source, opened
from congvan.signing.stamps import Look, annex_line
from congvan.workspace import Target

GONE = "CV631"
"""The device with the key answers no more."""
_REASONS = {LEADER: "Ký phê duyệt", SEAL: "Phát hành", NUMBER: "Cấp số", DATE: "Ngày ban hành", INFO: "Phát hành"}


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is signed: with which image, which clock of an authority, for how long, trusting whom, ``agree`` asked
    with every doubt before anything is signed.
    """

    image: Path | None = None
    tsa: str | None = None
    lta: bool = False
    trust: tuple[Path, ...] = ()
    output: Path | None = None
    agree: Callable[[Sequence[Diagnostic]], bool] | None = None


@dataclass(frozen=True)
class SignRequest:
    """How to sign: as whom, with which key, image and clock."""

    wish: SignWish
    key: Any
    image: bytes | None = None
    timestamper: Any = None
    long_term: bool = False
    roots: tuple[Any, ...] = ()
    agree: Callable[[Sequence[Diagnostic]], bool] | None = None  # asked with every doubt before anything is signed


@dataclass(frozen=True, slots=True)
class Signed:
    """What became of one circular."""

    id: str
    files: tuple[Path, ...] = ()
    fields: tuple[str, ...] = ()
    moment: str = ""
    diagnostics: tuple[Diagnostic, ...] = field(default_factory=tuple)
    machine: bool = False  # the machine was at fault

    @property
    def done(self) -> bool:
        """Whether it was signed."""
        return bool(self.files)


def sign(
    here: Here, names: Iterable[str], wish: SignWish, source: Source, manner: Manner, problems: Problems,
    watch: Watch = NOBODY,
) -> tuple[Signed, ...]:  # fmt: skip
    """What ids, files and folders name, circulars and copies, signed with one opening of the key.

    With an error of key, image or trust nothing is signed; one that fails does not stop the others.
    """
    output, names = here.workspace.output(manner.output), tuple(names)
    copies = line.found_copies(names, here.workspace.circulars, output)
    rest = [name for name in names if name not in copies]
    chosen = here.workspace.select(rest, problems) if rest else []
    with here.office(problems) as office:
        picture = _image(manner.image, problems)
        roots = _roots(manner.trust, problems)
        if office is None or problems.failed:
            return ()
        from congvan.pades import apply

        chosen = each.with_copies(chosen, office)
        # Begun before a token is opened: a device's module must never see its process doubled.
        planned = plans(chosen, office, output, wish)
        with opened(source, problems, here.clock()) as key:
            if key is None:
                return ()
            clock = apply.timestamper(manner.tsa) if manner.tsa else None
            request = SignRequest(wish, key, picture, clock, manner.lta, roots, manner.agree)
            how = line.Signing(wish.role, key, clock, manner.lta, roots)
            ids = [id for name in copies for id in copies[name]]
            made = chain(sign_all(planned, office, request), sign_copies(ids, office, output, how))
            return tuple(_each(made, len(chosen) + len(ids), problems, watch))


def _each(made: Iterator[Signed], of: int, problems: Problems, watch: Watch) -> Iterator[Signed]:
    watch.begin(of)
    for done in count(1):
        one = None if watch.stopped else next(made, None)
        if one is None:
            return
        problems.extend(one.diagnostics)
        watch.step(done, of, one.id)
        yield one


def _image(path: Path | None, problems: Problems) -> bytes | None:
    if path is None:
        return None
    from congvan.render import images

    return images.read(path, problems)


def _roots(paths: Iterable[Path], problems: Problems) -> tuple[Any, ...]:
    from congvan.pades import trust

    return tuple(c for path in paths for c in trust.load(path, problems))


def sign_all(plans: Iterable[PlannedSigning], office: pipeline.Office, request: SignRequest) -> Iterator[Signed]:
    """What :func:`plans` planned, signed one after the other; one that fails does not stop the others, unless the
    device with the key is gone: it is asked no more.
    """
    gone: MachineFault | None = None
    for planned in plans:
        try:
            known = planned.fault or gone
            if known is not None:
                raise known
            yield complete(planned.plan, planned.target, office, request, planned.problems)
        except MachineFault as fault:
            gone = gone or _gone(fault)
            told = (*planned.problems, fault.diagnostic)
            yield Signed(planned.target.name, diagnostics=told, machine=True)


def _gone(fault: MachineFault) -> MachineFault | None:
    """A fault that every further letter would meet, too."""
    return fault if fault.diagnostic.code == GONE else None


def sign_copies(ids: Iterable[str], office: pipeline.Office, output: Path, how: line.Signing) -> Iterator[Signed]:
    """Electronic copies signed by the agency, one after the other, as :func:`sign_all` does."""
    gone: MachineFault | None = None
    for id in ids:
        problems = Problems()
        try:
            if gone is not None:
                raise gone
            made = line.sign(id, office, output, how, problems)
            files, moment = ((made[0],), made[1]) if made else ((), "")
            yield Signed(id, files, (INFO,) if made else (), moment, tuple(problems))
        except MachineFault as fault:
            gone = gone or _gone(fault)
            yield Signed(id, diagnostics=(*problems, fault.diagnostic), machine=True)


@dataclass(frozen=True)
class PlannedSigning:
    """One circular of many: its plan, or why there is none."""

    target: Target
    plan: SignPlan | None
    problems: Problems
    fault: MachineFault | None = None


def plans(targets: Sequence[Target], office: pipeline.Office, output: Path, wish: SignWish) -> Iterator[PlannedSigning]:
    """The plans of many circulars, made in a child beside this process, which must not have opened a token yet."""
    office.forget()

    def work(target: Target) -> PlannedSigning:
        problems = Problems()
        try:
            return PlannedSigning(target, plan(target, office, output, wish, problems), problems)
        except MachineFault as fault:
            return PlannedSigning(target, None, problems, fault)

    return children.ahead(work, targets)


def complete(
    made: SignPlan | None, target: Target, office: pipeline.Office, request: SignRequest, problems: Problems
) -> Signed:
    """Sign what was planned and write it."""
    done = _complete(made, office, request, problems) if made is not None and not problems.failed else None
    return replace(done, diagnostics=tuple(problems)) if done else Signed(target.name, diagnostics=tuple(problems))


def _complete(made: SignPlan, office: pipeline.Office, request: SignRequest, problems: Problems) -> Signed | None:
    doubts = keyholder.doubts(made, office, request, problems)
    if doubts and not problems.failed and request.agree is not None and not request.agree(doubts):
        problems.error("CV633", Span(made.shown, 1, 1), id=made.id)
    moment = office.moment()
    if problems.failed:
        return None
    look = Look(office, request.key.holder.name, request.image, moment)
    data = made.data
    if request.long_term and request.wish.role == SEAL:
        data = _gathered(data, request, moment)
    for step in made.steps:
        stamp = look.of(step, made.boxes, made.document)
        data = _one(data, step, made.boxes[step], stamp, office, request, moment)
    files: dict[Path, bytes] = {}
    for number, annex in enumerate(made.annexes, 1):
        box = _info_box(annex, office)
        stamp = look.line(box, annex_line(made.document, moment))
        files[made.place.signed(number)] = _one(annex, INFO, box, stamp, office, request, moment)
    files[made.place.signed()] = data  # last: a letter that is sealed has its annexes
    act = keeping.Act("sign", made.steps, (request.key.holder,))
    if not keeping.put(made.place, made.data, files, act, office, made.shown, problems):
        return None
    if made.role == SEAL:
        seals.keep(office, request.key.certificate, request.key.holder, problems)
    letter, *annexes = reversed(files)
    return Signed(made.id, (letter, *reversed(annexes)), made.steps, moment.isoformat())


def _one(
    data: bytes, name: str, box: Box, stamp: bytes, office: pipeline.Office, request: SignRequest, moment: datetime
) -> bytes:
    from congvan.pades import apply

    last = request.long_term and name in (SEAL, LEADER)
    wish = apply.Wish(moment, _REASONS[name], office.issuer.place, request.timestamper, last, request.roots)
    return apply.sign(data, name, box, stamp, request.key, wish)


def _gathered(data: bytes, request: SignRequest, moment: datetime) -> bytes:
    """The seal keeps the file checkable for long, whoever signed it before and how."""
    from congvan.pades import apply

    return apply.gather(data, apply.Wish(moment, "", "", request.timestamper, True, request.roots))


def _info_box(annex: bytes, office: pipeline.Office) -> Box:
    from congvan.pades import fields

    return fields.info_place(*fields.paper(annex), signready.margin(office), office.standard.signing)[INFO]
