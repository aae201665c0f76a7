"""From a CircularSource to a Circular: every slug looked up, every reference complete, nothing left to ask."""

from __future__ import annotations

from collections.abc import Mapping

from congvan.model.circular import Circular, Reference
from congvan.model.register import Lookup
from congvan.model.source import CircularSource, DocumentType, Issuer, Recipients, Signer, Unit
from congvan.model.wording import Wording
from congvan.problems import Problems
from congvan.resolve import registered, undoing
from congvan.resolve.addressees import archive_line, issuer_symbol, resolve_copies, resolve_to
from congvan.resolve.references import resolve_references
from congvan.text.nearest import nearest

__all__ = ["resolve"]


def resolve(
    source: CircularSource,
    issuer: Issuer,
    recipients: Recipients,
    kind: DocumentType,
    wording: Wording,
    problems: Problems,
    register: Lookup | None = None,
) -> Circular | None:
    """Look up unit, signer, addressees and references of ``source``, the last in the register too where there is one.

    With faults the Circular is still made, marked ``faulty``, so that compose can name the faults of the text in
    the same run; compose then makes no Document of it.
    """
    mine = Problems()
    if register is not None:
        source = registered.complete(source, issuer, register, mine)
    unit = _unit(source, issuer, mine)
    signer = _signer(source, issuer, mine)
    references = resolve_references(source, kind, mine)
    follows = _follows(source, references, mine)
    undoing.check(source, kind, references, mine)
    _check_required(source, kind, mine)
    _check_number(source, mine)
    if source.urgency and source.urgency.value not in wording.urgency:
        near = nearest(source.urgency.value, wording.urgency)
        mine.error(
            "CV124",
            source.urgency.span,
            at="urgency",
            urgency=source.urgency.value,
            near=near,
            known=", ".join(wording.urgency),
        )
    copies = source.archive_copies.value if source.archive_copies else None
    circular = Circular(
        source=source,
        kind=kind,
        issuer=issuer,
        unit=unit,
        signer=signer,
        number=source.number.value if source.number else None,
        symbol=issuer_symbol(issuer, unit, kind.abbreviation),
        date=source.date.value if source.date else None,
        references=references,
        follows=follows,
        to=resolve_to(source.to, recipients, mine),
        copies=resolve_copies(source.copies, bool(source.to), recipients, wording, mine),
        archive_line=archive_line(source.archive, copies, unit, wording, mine),
        faulty=mine.failed,
    )
    problems.extend(mine)
    return circular


def _unit(source: CircularSource, issuer: Issuer, problems: Problems) -> Unit | None:
    if source.unit is None:
        return None
    unit = issuer.units.get(source.unit.value)
    if unit is None:
        problems.error(
            "CV101",
            source.unit.span,
            at="unit",
            slug=source.unit.value,
            near=nearest(source.unit.value, issuer.units),
            known=", ".join(issuer.units),
        )
    return unit


def _signer(source: CircularSource, issuer: Issuer, problems: Problems) -> Signer:
    """The signer, or an empty one after a fault: the text is checked all the same."""
    signer = issuer.signers.get(source.signer.value)
    if signer is None:
        problems.error(
            "CV102",
            source.signer.span,
            at="signer",
            slug=source.signer.value,
            near=nearest(source.signer.value, issuer.signers),
            known=", ".join(issuer.signers),
        )
        return Signer(source.signer.value, (), "", "", (), source.signer.span)
    return signer


def _follows(source: CircularSource, references: Mapping[str, Reference], problems: Problems) -> Reference | None:
    if source.follows is None:
        if source.edition and source.edition.value > 1:
            problems.warning("CV123", source.edition.span, at="edition", edition=source.edition.value)
        return None
    found = references.get(source.follows.value)
    if found is None:
        problems.error(
            "CV122",
            source.follows.span,
            at="follows",
            key=source.follows.value,
            near=nearest(source.follows.value, references),
        )
    return found


def _check_required(source: CircularSource, kind: DocumentType, problems: Problems) -> None:
    """A công văn goes to someone and its symbol names the drafting unit (Điều 8, PL I.I.II.3)."""
    if kind.slug != "cong-van":
        return
    if not source.to:
        problems.error("CV109", source.span, at="to")
    if source.unit is None:
        problems.error("CV110", source.span, at="unit")


def _check_number(source: CircularSource, problems: Problems) -> None:
    if source.number and not source.date:
        problems.error("CV112", source.number.span, at="number", number=source.number.value)
    if source.date and not source.number:
        problems.error("CV113", source.date.span, at="date")
