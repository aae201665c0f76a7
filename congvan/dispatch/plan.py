"""A circular's ``to`` and ``copies`` → who gets it by which way; every fault of that before anything is sent.

Each agency counts once, however many groups name it. Its way is the first of its ``channels`` (its own, else the
nearest group's that names it, else edXML, e-mail, post) for which it has an address and the office has a carrier.
Where the clerk names ways (``--via``), each of them is used that there is an address for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from congvan.dispatch.paper_copies import copies_to_print
from congvan.edxml import organ_id_fault
from congvan.mail.boxes import refuse
from congvan.messages import replies
from congvan.model.circular import Circular
from congvan.model.delivery import HAVE, WAYS, Delivery, Parcel, Plan, Settings, Way
from congvan.model.reach import behind, each_once
from congvan.model.source import Agency, Recipients
from congvan.problems import Problems, Severity, Span, term
from congvan.text.addresses import normal, same
from congvan.text.nearest import nearest

NEEDED: Mapping[Way, str] = {"edxml": "delivery.edxml", "email": "delivery.smtp", "post": "post"}
"""By way: what the office must have for it; what an agency must have are the terms ``needed.*``."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the clerk chose: agencies or groups, ways; ``partial``: who can't be reached is held, the others served."""

    to: tuple[str, ...] = ()
    via: tuple[Way, ...] = ()
    partial: bool = False


@dataclass
class Planned:
    """The plan, and who is held back with the reason (``--partial`` only)."""

    plan: Plan
    held: dict[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Named:
    """An agency as the circular names it; ``channels`` are those of the nearest group."""

    agency: Agency
    main: bool
    channels: tuple[str, ...]


def make(
    circular: Circular, recipients: Recipients, settings: Settings, choice: Choice, problems: Problems,
    earlier: Sequence[Delivery] = (), known: Sequence[Delivery] = (),
) -> Planned:  # fmt: skip
    """The plan. ``earlier``: rows of what this circular corrects, replaces or recalls: who got that gets this;
    ``known``: its own rows, by which an agency is known that has another name now.

    Errors: CV800 no address, CV801 no e-mail address, CV850–CV854 no code, CV804 unknown, CV805 not in the list,
    CV806 no carrier, CV809 served under another name, CV810 nobody. Warnings: CV803 one address twice, CV807 not by
    these ways, CV808 served earlier.
    """
    recipients = _with_listed(circular, recipients)
    named = _named(circular, recipients)
    boxes = {box for n in named.values() for way in WAYS for box in _boxes(way, _addresses(n.agency, way))}
    for row in earlier:
        if row.agency not in named and not boxes.intersection(_boxes(row.way, row.addresses)):
            agency = recipients.agencies.get(row.agency) or _from_row(row, recipients.file, circular)
            named[row.agency] = _Named(agency, False, ())
            problems.warning("CV808", None, agency=row.agency, name=row.name)
    gone = [r for r in known if r.state in HAVE and r.agency not in named]
    named = _chosen(named, circular, recipients, choice, problems)
    made = _Making(settings, choice, problems)
    made.served = {box: r.agency for r in gone for box in _boxes(r.way, r.addresses)}
    made.entered = {(r.agency, r.way) for r in known}
    for item in named.values():
        made.add(item)
    made.finish()
    alone = by_hand(circular, problems)
    if not made.parcels and not problems.failed:
        problems.error("CV810", circular.source.span, id=circular.id)
    electronic = {p.agency for p in made.parcels if p.way != "post"}
    return Planned(Plan(tuple(made.parcels), alone, copies_to_print(circular, electronic).total), made.held)


def main_agencies(circular: Circular, recipients: Recipients) -> dict[str, str]:
    """The addressees (Kính gửi) by slug, with their names: those from whom an answer may come."""
    found = _named(circular, _with_listed(circular, recipients))
    return {slug: n.agency.name for slug, n in found.items() if n.main}


def _named(circular: Circular, recipients: Recipients) -> dict[str, _Named]:
    """Whoever stands behind a line of the circular, ``for:`` and groups followed, each once."""
    found: dict[str, _Named] = {}
    for recipient in circular.recipients:
        if not recipient.agency:
            found[recipient.key] = _Named(recipients.agencies[recipient.key], True, ())
    for lines, main in ((circular.to, True), (circular.copies, False)):
        for one in each_once(line.behind for line in lines):
            found.setdefault(one.slug, _Named(recipients.agencies[one.slug], main, one.channels))
    return found


def _with_listed(circular: Circular, recipients: Recipients) -> Recipients:
    """With the people of a list as agencies of their own: what a row says of an agency counts."""
    listed = {
        one.key: Agency(one.key, one.name, None, one.email, one.address or None, (), one.span)
        for one in circular.recipients if not one.agency
    }  # fmt: skip
    return replace(recipients, agencies={**recipients.agencies, **listed}) if listed else recipients


def by_hand(circular: Circular, problems: Problems) -> tuple[str, ...]:
    """The lines that nobody of recipients.yaml stands behind, as printed, each once: a person's job.

    Warning CV864: "Như Điều 3" without ``for:``, so that nobody of that Điều gets it from the program.
    """
    typed = circular.to if not circular.recipients else ()
    lines = [line for line in (*typed, *circular.copies) if line.by_hand]
    for line in lines:
        if line.unreached:
            problems.warning("CV864", line.span, at="copies", text=line.printed, number=line.article)
    return tuple(dict.fromkeys(line.printed for line in lines))


def _from_row(row: Delivery, file: str, circular: Circular) -> Agency:
    """An agency that got the earlier document and stands no more in recipients.yaml: as it was then."""
    address = row.addresses[0] if row.addresses else None
    return Agency(
        row.agency, row.name, address if row.way == "edxml" else None,
        row.addresses if row.way == "email" else (), address if row.way == "post" else None, (), circular.source.span,
    )  # fmt: skip


def _chosen(
    named: dict[str, _Named], circular: Circular, recipients: Recipients, choice: Choice, problems: Problems
) -> dict[str, _Named]:
    if not choice.to:
        return named
    kept: dict[str, _Named] = {}
    for slug in choice.to:
        hits = [one.slug for one in behind(slug, recipients)] or ([slug] if slug in named else [])
        if not hits:
            known = [*recipients.agencies, *recipients.groups]
            problems.error("CV804", None, slug=slug, near=nearest(slug, known))
        strange = [s for s in hits if s not in named]
        if strange:
            problems.error("CV805", None, slug=", ".join(strange[:8]), id=circular.id)
        kept |= {s: named[s] for s in hits if s in named}
    return kept


@dataclass
class _Making:
    """The parcels of one plan as they come together."""

    settings: Settings
    choice: Choice
    problems: Problems
    parcels: list[Parcel] = field(default_factory=list)
    held: dict[tuple[str, str], str] = field(default_factory=dict)
    missing: dict[Way, list[str]] = field(default_factory=dict)
    served: dict[tuple[Way, str], str] = field(default_factory=dict)  # who got it there under a name of before
    places: dict[str, Span] = field(default_factory=dict)  # where each agency stands in recipients.yaml
    entered: set[tuple[str, Way]] = field(default_factory=set)  # what stands in the ledger under its name of today

    def add(self, item: _Named) -> None:
        agency = item.agency
        self.places[agency.slug] = agency.span
        ways: tuple[Way, ...] = tuple(w for w in WAYS if w in (agency.channels or item.channels or WAYS))
        order = agency.channels or item.channels or WAYS
        ways = tuple(sorted(ways, key=order.index))
        with_address = [w for w in ways if _addresses(agency, w)]
        if self.choice.via:
            chosen = [w for w in with_address if w in self.choice.via]
        else:
            chosen = [w for w in with_address if self._carried(w)][:1] or with_address[:1]
        if not chosen:
            self._unreachable(item, ways)
        for way in chosen:
            if not self._carried(way):
                self.missing.setdefault(way, []).append(agency.slug)
            self._parcel(item, way)

    def _carried(self, way: Way) -> bool:
        have = {"edxml": self.settings.outbox, "email": self.settings.smtp, "post": True}
        return bool(have[way])

    def _unreachable(self, item: _Named, ways: tuple[Way, ...]) -> None:
        agency = item.agency
        what = tuple(term(f"needed.{w}") for w in (self.choice.via or ways))
        if self.choice.via and not self.choice.to:
            self.problems.warning("CV807", agency.span, at=f"agencies.{agency.slug}", slug=agency.slug, what=what)
        elif self.choice.partial:
            way = ways[0]
            self.parcels.append(Parcel(agency.slug, agency.name, way, (), item.main))
            self.held[agency.slug, way] = replies.kept("reply.lacks", what=what)
        else:
            self.problems.error("CV800", agency.span, at=f"agencies.{agency.slug}", slug=agency.slug, what=what)

    def _parcel(self, item: _Named, way: Way) -> None:
        agency, bad = item.agency, []
        addresses = _addresses(agency, way)
        if way == "email":
            good = [normal(a) for a in addresses]
            bad = [a for a, n in zip(addresses, good, strict=True) if n is None]
            boxes: dict[str, str] = {}
            for one in good:
                if one is not None:
                    boxes.setdefault(same(one), one)
            addresses = tuple(boxes.values())
        elif way == "edxml":
            bad = self._bad_codes(agency, addresses)
        if bad and self.choice.partial:
            self.held[agency.slug, way] = replies.kept("reply.is-no", what=term(f"needed.{way}"), given=bad)
        elif way == "email":
            for value in bad:
                refuse(agency, value, self.problems)
        self.parcels.append(Parcel(agency.slug, agency.name, way, addresses, item.main))
        self._once(self.parcels[-1])

    def _once(self, parcel: Parcel) -> None:
        """Whether the same place got it before its entry in recipients.yaml was renamed. Errors: CV809."""
        old = next((box for box in _boxes(parcel.way, parcel.addresses) if box in self.served), None)
        if old is None or (parcel.agency, parcel.way) in self.entered:
            return
        if self.choice.partial:
            self.held[parcel.agency, parcel.way] = replies.kept("reply.has-it", address=old[1], name=self.served[old])
        else:
            self.problems.error("CV809", None, slug=parcel.agency, other=self.served[old], address=old[1])

    def _bad_codes(self, agency: Agency, codes: tuple[str, ...]) -> list[str]:
        """The codes that are none. Errors and warnings: CV850–CV854."""
        bad = []
        for code in codes:
            fault = organ_id_fault(code)
            wrong = fault is not None and fault.severity is Severity.ERROR
            if fault is not None and not (wrong and self.choice.partial):
                self.problems.add(fault.diagnostic(agency.span, f"agencies.{agency.slug}.code"))
            if wrong:
                bad.append(code)
        return bad

    def finish(self) -> None:
        """What can be told only of all of them together."""
        for way, slugs in self.missing.items():
            shown = ", ".join(slugs[:8]) + ("…" if len(slugs) > 8 else "")
            self.problems.error("CV806", None, what=NEEDED[way], count=len(slugs), agencies=shown)
        seen: dict[tuple[str, str], str] = {}
        for parcel in self.parcels:
            if parcel.way == "post":
                continue
            for address in parcel.addresses:
                other = seen.setdefault((parcel.way, same(address)), parcel.agency)
                if other != parcel.agency:
                    self.problems.warning(
                        "CV803", self.places.get(parcel.agency), one=other, two=parcel.agency, address=address
                    )


def _addresses(agency: Agency, way: Way) -> tuple[str, ...]:
    if way == "email":
        return agency.email
    found = agency.code if way == "edxml" else agency.address
    return (found,) if found else ()


def _boxes(way: Way, addresses: Iterable[str]) -> Iterable[tuple[Way, str]]:
    """Where a parcel ends up, whatever its agency is called. One street address may be many agencies'."""
    return [(way, same(a)) for a in addresses] if way != "post" else []
