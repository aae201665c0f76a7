"""From a CircularSource to a Circular: every slug looked up, every reference complete, nothing left to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from congvan.model.circular import Circular, Recipient, Reference
from congvan.model.register import Lookup
from congvan.model.source import CircularSource, DocumentType, Issuer, Recipients, Signer, Unit
from congvan.model.wording import Wording
from congvan.problems import Problems
from congvan.resolve import registered, replying, undoing
from congvan.resolve.addressees import archive_line, issuer_symbol, resolve_copies, resolve_to, warn_unreached
from congvan.resolve.each import recipients_of
from congvan.resolve.references import KindOf, resolve_references
from congvan.resolve.unknown import unknown
from congvan.text.letters import raise_first
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
    kind_of: KindOf | None = None,
    listed: Sequence[Recipient] = (),
) -> Circular | None:
    """Look up unit, signer, addressees and references of ``source``, the last in the register too where there is one.

    ``kind_of`` finds the kinds of what the document issues, and of what it cites beside the decree's. With faults the
    Circular is still made, marked ``faulty``, so that compose can name the faults of the text in the same run; compose
    then makes no Document of it. ``listed``: the rows of ``merge:``.
    """
    mine = Problems()
    if register is not None:
        source = registered.complete(source, issuer, register, mine)
    references = resolve_references(source, kind, mine, kind_of)
    circular = _resolved(source, issuer, recipients, kind, references, wording, mine)
    each = recipients_of(source, circular.to, recipients, listed, mine)
    circular = replace(circular, recipients=each)
    _check(circular, wording, mine, register)
    attached = [kind_of(item.type, problems) for item in source.attached] if kind_of is not None else []
    faulty = mine.failed or None in attached or source.faulty
    problems.extend(mine)
    return replace(circular, attached=tuple(k for k in attached if k is not None), faulty=faulty)


def _resolved(
    source: CircularSource,
    issuer: Issuer,
    recipients: Recipients,
    kind: DocumentType,
    references: Mapping[str, Reference],
    wording: Wording,
    problems: Problems,
) -> Circular:
    """Everything that must be looked up, looked up."""
    unit = _unit(source, issuer, problems)
    signer = _signer(source, issuer, problems)
    copies = source.archive_copies.value if source.archive_copies else None
    return Circular(
        source=source,
        kind=kind,
        issuer=issuer,
        unit=unit,
        signer=signer,
        number=source.number.value if source.number else None,
        symbol=issuer_symbol(issuer, unit, kind.abbreviation),
        date=source.date.value if source.date else None,
        references=references,
        follows=_follows(source, references, problems),
        to=resolve_to(source.to, recipients, problems),
        copies=resolve_copies(source.copies, bool(source.to or source.merge), recipients, wording, problems),
        archive_line=archive_line(source.archive, copies, unit, wording, problems),
    )


def _check(circular: Circular, wording: Wording, problems: Problems, register: Lookup | None) -> None:
    """What no single look-up says."""
    source = circular.source
    if circular.issuer.delivery.sends:
        warn_unreached(circular.copies, problems)
    undoing.check(source, circular.kind, circular.references, problems, circular.issuer, register)
    replying.check(circular, problems, register)
    _check_required(circular, problems)
    _check_number(circular, problems)
    if source.dossier and source.dossier.value not in circular.issuer.files:
        slug, files = source.dossier.value, circular.issuer.files
        told = {"slug": slug, "near": nearest(slug, files), "known": ", ".join(files)}
        problems.error("CV786", source.dossier.span, at="file", **told)
    if source.urgency and source.urgency.value not in wording.urgency:
        near, known = nearest(source.urgency.value, wording.urgency), ", ".join(wording.urgency)
        problems.error("CV124", source.urgency.span, at="urgency", urgency=source.urgency.value, near=near, known=known)


def _unit(source: CircularSource, issuer: Issuer, problems: Problems) -> Unit | None:
    if source.unit is None:
        return None
    unit = issuer.units.get(source.unit.value)
    if unit is None:
        unknown("unit", source.unit, {slug: (one.name,) for slug, one in issuer.units.items()}, problems)
    return unit


def _signer(source: CircularSource, issuer: Issuer, problems: Problems) -> Signer:
    """The signer, or an empty one after a fault: the text is checked all the same."""
    signer = issuer.signers.get(source.signer.value)
    if signer is None:
        unknown("signer", source.signer, {slug: (s.name, s.title) for slug, s in issuer.signers.items()}, problems)
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


def _check_required(circular: Circular, problems: Problems) -> None:
    """Addressees and drafting unit where the kind needs them; a công văn's symbol names the unit (PL I.I.II.3)."""
    source, kind = circular.source, circular.kind
    for name, code, given in (("to", "CV109", source.to or source.merge), ("unit", "CV110", source.unit)):
        if name in kind.requires and not given:
            problems.error(code, source.blank.get(name, source.span), at=name, kind=raise_first(kind.name))


def _check_number(circular: Circular, problems: Problems) -> None:
    """Number and date come together, and only where the kind has a number. Errors: CV112, CV113, CV131."""
    source, kind = circular.source, circular.kind
    if source.number and not kind.numbered:
        problems.error("CV131", source.number.span, at="number", kind=kind.name.lower())
    elif source.number and not source.date:
        problems.error("CV112", source.number.span, at="number", number=source.number.value)
    elif source.date and not source.number and kind.numbered:
        problems.error("CV113", source.date.span, at="date")
