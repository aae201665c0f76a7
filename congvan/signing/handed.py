"""A file that was signed with another tool and is brought back: taken if it is the letter's and signatures on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from congvan import pipeline
from congvan.machine import fence
from congvan.machine.said import said
from congvan.model.signing import AGENCY, DATE, LEADER, NUMBER, SEAL, Finding, Mark, State
from congvan.pipeline import Office
from congvan.problems import Diagnostic, Problems, Severity, Span, Value, term
from congvan.signing import believed, keeping, seals
from congvan.signing.ready import Place, of_today
from congvan.text.letters import fold
from congvan.workspace import Target

SECONDS, MEMORY = 150, 1_500_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """What lies there: the sign-ready file, the signed one, and which of them the next signature stands on."""

    ready: bytes | None
    signed: bytes | None
    base: bytes
    mark: Mark | None
    fields: frozenset[str]


def take(
    target: Target, office: Office, place: Place, data: bytes, name: str, roots: Sequence[Any], problems: Problems,
    *, no_leader: bool = False,
) -> tuple[str, ...] | None:  # fmt: skip
    """``data``, called ``name`` where it comes from, in place of the letter's signed file, which is kept; the fields
    that it brought signatures for. ``roots``: whom to trust beside the machine, ``keys.yaml`` and the office's own
    seals.

    Errors: CV600, CV601, CV603–CV605, CV636, CV646, CV648, CV649, CV742–CV747, CV925, and what ``verify`` finds of it;
    warnings: CV616, CV645, CV658, CV929.
    """
    case = _Case(target, office, place, name, problems)
    kept = case.kept()
    known, whom = seals.known(office, problems), believed.of(office, problems)
    if kept is None or problems.failed:
        return None
    found = case.read(data, kept, (*whom.and_of(roots), *known.roots))
    if found is None or not case.that_file(data, kept, found):
        return None
    if not case.of_today(found, no_leader=no_leader) or not case.hands(found, known, whom):
        return None
    files = {place.signed(): data}
    if kept.signed is not None:
        files = {earlier(office.workspace.root, target.id): kept.signed, **files}
    before = kept.signed if kept.signed is not None else kept.ready
    assert before is not None
    brought = found.signed - (kept.fields if kept.base == kept.signed else frozenset())
    holders = tuple(one.holder for one in found.signers if one.field in brought)
    act = keeping.Act("bring", tuple(sorted(brought)), holders)
    if not keeping.put(place, before, files, act, office, target.shown, problems):
        return None
    return act.fields


def earlier(root: Path, id: str) -> Path:
    """Where the signed file lies that the last one took the place of."""
    return root / keeping.EARLIER / f"{id}.pdf"


@dataclass
class _Case:
    """One letter, and the file that came for it; each step names every fault and says whether to go on."""

    target: Target
    office: Office
    place: Place
    name: str
    problems: Problems

    def fail(self, code: str, **values: Value) -> None:
        told = {"id": self.target.id, "file": self.name, **values}
        self.problems.add(Diagnostic(code, Severity.ERROR, Span(self.target.shown, 1, 1), told))

    def warn(self, code: str, **values: Value) -> None:
        told = {"id": self.target.id, "file": self.name, **values}
        self.problems.add(Diagnostic(code, Severity.WARNING, Span(self.target.shown, 1, 1), told))

    def say(self, findings: Iterable[Finding]) -> None:
        for found in findings:
            self.fail(found.code, **found.values)

    def kept(self) -> Kept | None:
        """A signed file of the text that is ready is what is signed further; one of an earlier text is not."""
        from congvan.pades import fields

        ready, signed = self.place.ready(), self.place.signed()
        try:
            before = ready.read_bytes() if ready.is_file() else None
            after = signed.read_bytes() if signed.is_file() else None
        except OSError as error:
            self.fail("CV643", file=ready.name, reason=said(error))
            return None
        if before is None and after is None:
            self.fail("CV600", file=ready.name)
            return None
        seen = fields.look(after) if after is not None else None
        names = frozenset(n for n, done in seen.signed.items() if done) if seen is not None else frozenset()
        mark = seen.mark if seen is not None else None
        fresh = fields.look(before) if before is not None else None
        of_ready = fresh.mark if fresh is not None else None
        on = after is not None and mark is not None and names and (of_ready is None or of_ready.text == mark.text)
        base = after if on else before if before is not None else after
        assert base is not None
        return Kept(before, after, base, mark if on else of_ready, names)

    def read(self, data: bytes, kept: Kept, roots: Sequence[Any]) -> Any:
        """The file behind the fence. Errors: CV747 it can't be read at all, or not within bounds."""
        from congvan.pades import handed, trust

        ders = tuple(one.dump() for one in (*roots, *trust.machine()))
        start = kept.ready if kept.ready is not None and kept.base.startswith(kept.ready) else None
        try:
            found = fence.run(
                partial(handed.examined, data, start, kept.base, ders, self.office.clock()), SECONDS, MEMORY
            )
        except (fence.Fenced, MemoryError):
            found = None
        if found is None:
            self.fail("CV747")
        return found

    def that_file(self, data: bytes, kept: Kept, found: Any) -> bool:
        """Whether it is the file that was handed out, with signatures and nothing else after it."""
        if found.mark is not None and found.mark.id != self.target.id:
            self.fail("CV742", other=found.mark.id)
        elif not data.startswith(kept.base):
            self._other(data, kept, found)
        else:
            self._more(data, kept, found)
        return not self.problems.failed

    def _other(self, data: bytes, kept: Kept, found: Any) -> None:
        lost = sorted(kept.fields - found.signed) if kept.base == kept.signed else []
        if lost and kept.ready is not None and data.startswith(kept.ready):
            self.fail("CV745", fields=tuple(lost))
            return
        self.fail("CV743")
        if found.signed and found.state in (State.INVALID, State.UNJUDGED):
            self._broken(found)

    def _broken(self, found: Any) -> None:
        if found.state is State.INVALID:
            self.fail("CV605", fields=tuple(found.broken) or term("file"))
        self.say(found.faults)

    def _more(self, data: bytes, kept: Kept, found: Any) -> None:
        before = kept.fields if kept.base == kept.signed else frozenset()
        if data == kept.base or (not found.odd and found.signed <= before):
            self.fail("CV744")
            return
        if found.state in (State.INVALID, State.UNJUDGED) and found.signed:
            self._broken(found)
        self.say(found.odd)
        if not found.grown and not found.odd:
            self.fail("CV743")

    def of_today(self, found: Any, *, no_leader: bool) -> bool:
        """Whether the letter still says what was signed, and what is sealed was issued."""
        mark: Mark = found.mark
        now = pipeline.to_document(self.target, self.office, self.problems)
        same = of_today(mark, self.target, self.office, now) if now is not None else None
        if now is None or same is None:
            return False
        if not same:
            self.fail("CV601", signed=term("state.signed"))
            return False
        if not found.signed & {SEAL, NUMBER, DATE}:
            return True
        register = pipeline.open_register(self.office)
        entry = pipeline.issued_as(self.target, self.office, register) if register is not None else None
        if (entry is None and mark.draft and not now.parts.unnumbered) or (mark.draft and now.draft):
            self.fail("CV604")
        elif entry is not None and entry.sha256 and entry.sha256 != pipeline.frozen_sha256(now):
            self.fail("CV601", signed=term("state.issued"))
        if SEAL in found.signed and not found.signed - {SEAL, NUMBER, DATE}:
            self.warn("CV645") if no_leader else self.fail("CV603")
        return not self.problems.failed

    def hands(self, found: Any, known: seals.Seals, whom: believed.Believed) -> bool:
        """Whose signatures they are: strangers beside the letter's own places are refused, doubts told."""
        from congvan.pades import ours

        leader = found.leader or self.place.boxes().get(LEADER)
        named = believed.Named(self.name, Span(self.target.shown, 1, 1), self.target.id)
        refused = believed.doubted(found.signers, self.office, known, whom, named, self.problems)
        for one in found.signers:
            if one.field in AGENCY or one in refused:
                continue
            at_home = one.field == LEADER or ours.at_place(one.box, leader)
            if not one.trusted and not at_home:
                self.fail("CV649", field=one.field, holder=one.holder.name)
            elif not one.trusted:
                self.warn("CV658", field=one.field, holder=one.holder.name)
            if at_home:
                self._named(one)
        return not self.problems.failed

    def _named(self, signer: Any) -> None:
        document = pipeline.to_document(self.target, self.office, Problems(), draft=True)
        wanted = document.parts.signature.name if document is not None else ""
        if wanted and fold(wanted) not in fold(signer.holder.name):
            self.warn("CV616", holder=signer.holder.name, signer=wanted)
