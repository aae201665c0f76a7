"""The right key for the right act: who signs and who signed before, told before anything is signed for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from congvan import pipeline
from congvan.model import past
from congvan.model.signing import AGENCY, LEADER, Holder
from congvan.problems import Diagnostic, Problems, Severity, Span
from congvan.signing import believed, seals
from congvan.text.letters import fold


def doubts(made: Any, office: pipeline.Office, request: Any, problems: Problems) -> Sequence[Diagnostic]:
    """The warnings on the key and on earlier signers of one letter, a plan and a request of ``signing``; they are
    in ``problems`` too.

    Errors: CV636 the office does not believe who vouches for the key, CV628 the agency's act with a signer's key, CV629
    a signer's with the agency's, CV649 a stranger signed before, or filled one of the agency's fields. Warnings: CV616
    the certificate names somebody else than the page, CV658 nobody vouches for the leader, CV926 a key that never
    sealed here, where others have.
    """
    before = len(problems)
    earlier: Sequence[Any] = ()
    own, whom = seals.known(office, problems), believed.of(office, problems)
    if not whom.key(request.key, made.role != LEADER, own):
        named = believed.Named(made.place.signed().name, Span(made.shown, 1, 1), made.id)
        believed.tell(made.role, request.key.holder, named, problems)
    if made.role != LEADER:
        earlier = _earlier(made, request, own, whom) if made.signed else ()
    _key(made, office, request, earlier, problems)
    if made.role != LEADER and not problems.failed:
        _seal(made, office, request, own, problems)
    for item in earlier:
        if item.field not in AGENCY:
            _signer(made, item, problems)
        elif item.certificate != request.key.certificate and seals.strangers([item], office, own):
            _stranger(made, item, problems)
    return [d for d in tuple(problems)[before:] if d.severity is Severity.WARNING]


def of_copy(holder: Holder, office: pipeline.Office, id: str, shown: str, problems: Problems) -> None:
    """The key that signs an electronic copy must be the agency's. Error: CV628; warning: CV616."""
    agency = office.issuer.name.value
    if _names_signer(holder, office):
        problems.error("CV628", Span(shown, 1, 1), id=id, holder=holder.name)
    elif not seals.names(office, holder):
        problems.warning("CV616", Span(shown, 1, 1), id=id, holder=holder.name, signer=agency)


def _key(made: Any, office: pipeline.Office, request: Any, earlier: Sequence[Any], problems: Problems) -> None:
    holder, place = request.key.holder, Span(made.shown, 1, 1)
    agency, signer = office.issuer.name.value, made.document.parts.signature.name
    if made.role == LEADER:
        if fold(signer) in fold(holder.name):
            return
        if any(fold(own) in fold(holder.name) for own in past.names(office.issuer)):
            problems.error("CV629", place, id=made.id, holder=holder.name, signer=signer)
        else:
            problems.warning("CV616", place, id=made.id, holder=holder.name, signer=signer)
        return
    own = request.key.certificate
    if _names_signer(holder, office) or any(i.field not in AGENCY and i.certificate == own for i in earlier):
        problems.error("CV628", place, id=made.id, holder=holder.name)
    elif not seals.names(office, holder):
        problems.warning("CV616", place, id=made.id, holder=holder.name, signer=agency)


def _names_signer(holder: Holder, office: pipeline.Office) -> bool:
    """Whether a certificate is of one who signs for the office, not of the office."""
    name = fold(holder.name)
    if any(fold(own) in name for own in past.names(office.issuer)):
        return False
    return any(fold(signer.name) in name for signer in office.issuer.signers.values() if signer.name)


def _earlier(made: Any, request: Any, own: seals.Seals, whom: believed.Believed) -> Sequence[Any]:
    from congvan.pades import ours, trust

    asked = (*request.roots, *trust.self_signed(request.key.chain))
    roots = [*whom.and_of(asked), *own.roots, *trust.machine()]
    return ours.signers(made.data, roots)


def _seal(made: Any, office: pipeline.Office, request: Any, own: seals.Seals, problems: Problems) -> None:
    """Warning: CV926 the key has never sealed here, and nobody who is known here vouches for it."""
    from congvan.pades import trust

    key = request.key
    vouched = trust.signed_by(key.certificate, (*own.roots, *request.roots))
    if seals.strange(key.certificate, office, vouched, key.holder, own):
        told = {"id": made.id, "holder": key.holder.name, "issuer": key.holder.issuer, "folder": seals.FOLDER}
        problems.warning("CV926", Span(made.shown, 1, 1), **told)


def _stranger(made: Any, item: Any, problems: Problems) -> None:
    told = {"id": made.id, "field": item.field, "holder": item.holder.name, "file": made.place.signed().name}
    problems.error("CV649", Span(made.shown, 1, 1), **told)


def _signer(made: Any, item: Any, problems: Problems) -> None:
    from congvan.pades import ours

    place, file, holder = Span(made.shown, 1, 1), made.place.signed().name, item.holder.name
    if not item.trusted:
        if item.field == LEADER or ours.at_place(item.box, made.boxes.get(LEADER)):
            problems.warning("CV658", place, id=made.id, field=item.field, holder=holder, file=file)
        else:
            _stranger(made, item, problems)
    wanted = made.document.parts.signature.name
    if item.field == LEADER and fold(wanted) not in fold(holder):
        problems.warning("CV616", place, id=made.id, holder=holder, signer=wanted)
