"""One circular that somebody wants to sign → what is to be added to which file, after every guard that needs no key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from congvan import pipeline
from congvan.machine.said import said
from congvan.model.document import Document
from congvan.model.rendered import Box
from congvan.model.signing import DATE, LEADER, NUMBER, SEAL, Finding, Mark, State
from congvan.pipeline import clocks, each
from congvan.problems import Diagnostic, Problems, Severity, Span, Value, term
from congvan.signing import ready as signready
from congvan.signing.ready import Place
from congvan.workspace import Target


@dataclass(frozen=True)
class SignWish:
    """What is to be signed, before any key is opened: as whom, and whether a seal may come without a leader."""

    role: str
    no_leader: bool = False


@dataclass(frozen=True)
class SignPlan:
    """One circular that may be signed: what stands in the file now, and what is to be added."""

    id: str
    shown: str
    place: Place
    data: bytes
    document: Document
    steps: tuple[str, ...]
    boxes: Mapping[str, Box]
    annexes: tuple[bytes, ...] = ()
    role: str = LEADER
    signed: frozenset[str] = frozenset()  # fields that were signed before


def plan(target: Target, office: pipeline.Office, output: Path, wish: SignWish, problems: Problems) -> SignPlan | None:
    """Every guard that needs no key → what is to be done, None with every fault named."""
    return _Case(target, office, Place(output, target.name), wish, problems).plan()


@dataclass
class _Case:
    """One circular that somebody wants to sign."""

    target: Target
    office: pipeline.Office
    place: Place
    wish: SignWish
    problems: Problems

    def fail(self, code: str, **values: Value) -> None:
        told = {"id": self.target.name, **values}
        self.problems.add(Diagnostic(code, Severity.ERROR, Span(self.target.shown, 1, 1), told))

    def plan(self) -> SignPlan | None:
        from congvan.pades import fields

        clocks.check(self.office, self.problems, firm=False)
        data, stale = self._input()
        if data is None:
            return None
        found = fields.look(data)
        if found is None or found.mark is None or found.mark.id != self.target.name:
            self._other() if stale else self.fail("CV607", file=self.place.ready().name)
            return None
        mark, signed = found.mark, found.signed
        if not stale and not self._in_order(signed):
            return None
        if not self._intact(data, found):
            return None
        now = pipeline.to_document(self.target, self.office, self.problems)
        seen = signready.as_marked(mark, self.target, self.office, now)
        if now is None or seen is None:
            return None
        if stale and pipeline.frozen_sha256(seen) != mark.text:
            self._other()
            return None
        if (stale and not self._in_order(signed)) or not self._same_text(seen, now, mark, signed):
            return None
        return self._steps(data, mark, now, seen, found)

    def _other(self) -> None:
        self.fail("CV606", ready=self.place.ready().name, signed=self.place.signed().name)

    def _input(self) -> tuple[bytes | None, bool]:
        """The signed file where there is one, else the sign-ready one; and whether the former did not begin as the
        latter. Then ``ready`` was run again since: harmless for a text that is still the one that was signed.
        """
        ready, signed = self.place.ready(), self.place.signed()
        try:
            before = ready.read_bytes() if ready.is_file() else None
            after = signed.read_bytes() if signed.is_file() else None
        except OSError as error:
            self.fail("CV643", file=ready.name, reason=said(error))
            return None, False
        if after is None and before is None:
            self.fail("CV600", file=ready.name)
            return None, False
        stale = after is not None and before is not None and not after.startswith(before)
        return (after if after is not None else before), stale

    def _in_order(self, signed: Mapping[str, bool]) -> bool:
        role = self.wish.role
        if signed.get(role):
            self.fail("CV602", field=role, file=self.place.signed().name)
            return False
        others = [n for n, done in signed.items() if done and n not in (NUMBER, DATE, SEAL)]
        if role == SEAL and not others:
            if not self.wish.no_leader:
                self.fail("CV603")
                return False
            self.problems.warning("CV645", Span(self.target.shown, 1, 1), id=self.target.name)
        if role == LEADER and signed.get(SEAL):
            self.fail("CV644")
            return False
        return True

    def _intact(self, data: bytes, found: Any) -> bool:
        """What was signed before must still hold before anything is added to it."""
        if not any(found.signed.values()):
            return True
        from congvan.pades.verify import verify

        report = verify(data, (), found.opened, self.office.clock())
        broken = [c.field for c in report.signatures if c.state is State.INVALID]
        if broken or report.state is State.INVALID:
            self.fail("CV605", file=self.place.signed().name, fields=tuple(broken) or term("file"))
        if report.state in (State.INVALID, State.UNJUDGED):
            # What shows where, in the words of verify.
            self._say(f for f in report.all_findings() if f.fatal or f.unjudged)
            return False
        return True

    def _say(self, findings: Iterable[Finding]) -> None:
        file = self.place.signed().name
        for found in findings:
            self.fail(found.code, **{"file": file, **found.values})

    def _same_text(self, seen: Document, now: Document, found: Mark, signed: Mapping[str, bool]) -> bool:
        if pipeline.frozen_sha256(seen) != found.text:
            self.fail("CV601", signed="" if not any(signed.values()) else term("state.signed"))
            return False
        return self.wish.role != SEAL or self._issued(found, now)

    def _issued(self, found: Mark, now: Document) -> bool:
        """The register must know the number, and its frozen text must be today's: what is sealed is what was issued.

        A letter that was numbered before the program came is in no register; the page itself shows its number. A kind
        without a number (thư công) is in none either: its date is all that is added.
        """
        register = pipeline.open_register(self.office)
        entry = pipeline.issued_as(self.target, self.office, register) if register is not None else None
        if entry is None and found.draft and not now.parts.unnumbered:
            self.fail("CV604")
            return False
        if entry is not None and entry.sha256 and entry.sha256 != each.issued_text(self.target, now, self.office):
            self.fail("CV601", signed=term("state.issued"))
            return False
        return True

    def _steps(self, data: bytes, mark: Mark, now: Document, seen: Document, found: Any) -> SignPlan | None:
        """What is to be added, if the file is what the program prints today and signatures on top of it."""
        from congvan.pades import fields

        role = self.wish.role
        if role == SEAL and mark.draft and now.draft:
            self.fail("CV604")
            return None
        made = signready.printed(seen, self.office, self.target.name, draft=mark.draft, apart=bool(mark.annexes))
        moved = [n for n, box in found.boxes.items() if n in made.boxes and not fields.same_place(box, made.boxes[n])]
        if moved or not any(fields.grown(made.letter(fields=own), data, found.opened) for own in (True, False)):
            name = self.place.signed() if any(found.signed.values()) else self.place.ready()
            self.fail("CV609", file=name.name)
            return None
        if not self._nothing_more(made, data, found):
            return None
        # A biên bản has no date in its head and a thư công no number: no gap, no field.
        steps = [LEADER] if role == LEADER else [n for n in (NUMBER, DATE) if mark.draft and n in made.boxes] + [SEAL]
        todo = tuple(step for step in steps if not found.signed.get(step))
        annexes = self._annexes(made) if role == SEAL else ()
        if annexes is None:
            return None
        boxes = {**made.boxes, **found.boxes}
        before = frozenset(name for name, done in found.signed.items() if done)
        return SignPlan(self.target.name, self.target.shown, self.place, data, now, todo, boxes, annexes, role, before)

    def _nothing_more(self, made: signready.Printed, data: bytes, found: Any) -> bool:
        """Revision by revision, signatures in their order and nothing else. Errors: CV646, CV648, what shows."""
        from congvan.pades import ours

        start = next(s for own in (True, False) if data.startswith(s := made.letter(fields=own)))
        odd = ours.odd(start, data, found.opened)
        self._say(odd)
        return not odd

    def _annexes(self, made: signready.Printed) -> tuple[bytes, ...] | None:
        """Annexes in files of their own: each as the leader signed for it."""
        for number, wanted in enumerate(made.annexes, 1):
            path = self.place.ready(number)
            if not path.is_file() or path.read_bytes() != wanted:
                self.fail("CV608", file=path.name)
                return None
        return made.annexes
