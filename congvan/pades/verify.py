"""Any PDF → the verdict on its signatures: the library's cryptography, and our own eyes for what it lets pass."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule

from congvan.machine import children, workers
from congvan.machine.clock import system_clock
from congvan.machine.loops import outside
from congvan.machine.said import named
from congvan.model.rendered import Box
from congvan.model.signing import Checked, Finding, Report, State
from congvan.pades import after, clock, hybrid, order, ranges, told, trust, unlisted, unread
from congvan.pades.after import Stop
from congvan.pades.fields import LATER
from congvan.pades.nodes import at, leaves, reach, rectangle
from congvan.pades.writer import reader
from congvan.pdf import is_pdf, pages
from congvan.pdf.pictures import Bounds
from congvan.problems import term

USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
MOST = 100  # signatures in one file
NOWHERE = 1_000_000
"""The revision of a signature that could not be placed."""


@dataclass
class _File:
    """One file being checked."""

    data: bytes
    opened: PdfFileReader
    roots: tuple[x509.Certificate, ...]
    now: datetime
    certificates: list[Any] = field(default_factory=list)
    crls: list[Any] = field(default_factory=list)
    ocsps: list[Any] = field(default_factory=list)
    fields: list[tuple[str, Any, Any]] = field(default_factory=list)
    whole: set[str] = field(default_factory=set)  # fields whose signatures cover all that was there when they came
    homes: dict[Any, int] = field(default_factory=dict)  # the page, from 1, of each annotation
    _pages: dict[str, list[pages.Page]] = field(default_factory=dict)

    def pages(self, end: int) -> list[pages.Page]:
        """The pages as they were up to byte ``end``."""
        key = hashlib.sha256(self.data[:end]).hexdigest()
        if key not in self._pages:
            self._pages[key] = pages.read(self.data[:end])
        return self._pages[key]

    def context(self, moment: datetime | None = None, *, asked: bool = False) -> ValidationContext:
        """Whom to believe, with what the file brings along; nothing is fetched.

        ``asked``: what the file says of the signer's revocation counts even where his certificate names no place to
        ask. The library's gentler rule would not look at it.
        """
        more = {"other_certs": self.certificates, "crls": self.crls, "ocsps": self.ocsps, "moment": moment}
        return context(self.roots, asked=asked, **more)


def context(roots: Sequence[x509.Certificate], *, asked: bool = False, **more: Any) -> ValidationContext:
    """Whom to believe; nothing is fetched."""
    signer = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED if asked else RevocationCheckingRule.CHECK_IF_DECLARED_SOFT
    rules = RevocationCheckingPolicy(signer, RevocationCheckingRule.CHECK_IF_DECLARED_SOFT)
    return ValidationContext(
        trust_roots=list(roots),
        allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(rules, retroactive_revinfo=True),
        **more,
    )


@outside
def verify(
    data: bytes, roots: Sequence[x509.Certificate], opened: PdfFileReader | None = None, now: datetime | None = None
) -> Report:
    """The report on ``data``. A file that can't be read, or has no signature, is never valid; nothing is raised.

    ``opened`` is ``data`` as a strict reader that has it open already; ``now`` the moment it is judged at.
    """
    now = now or system_clock()
    if not children.allowed():  # PDFium draws pages for it, which no process of many threads may do
        return workers.call(judged, data, tuple(root.dump() for root in roots), now)
    try:
        seen = _verify(data, roots, opened, now)
        return _unreadable(data, roots, now, seen) if seen.state is State.UNJUDGED and _odd(seen, "CV918") else seen
    except Bounds:
        return Report(State.UNJUDGED, (), (Finding("CV906", False, {"why": named("TOO_LARGE")}, unjudged=True),))
    except Exception:
        # A hostile file may break the library anywhere; what can't be checked doesn't hold.
        return _unreadable(data, roots, now)


def judged(data: bytes, roots: Sequence[bytes], now: datetime) -> Report:
    """As :func:`verify`, with the roots as DER: what a process of its own can be handed."""
    return verify(data, [x509.Certificate.load(der) for der in roots], now=now)


def _verify(data: bytes, roots: Sequence[x509.Certificate], opened: PdfFileReader | None, now: datetime) -> Report:
    if not is_pdf(data):
        return Report(State.INVALID, (), (Finding("CV650", True),))
    opened = opened or reader(data)
    if opened.encrypted:
        return Report(State.INVALID, (), (Finding("CV651", True),))
    file = _File(data, opened, tuple(roots), now)
    _store(file)
    file.fields = list(unread.fields(opened))
    listed = file.fields
    filled = [(name, value, item) for name, value, item in listed if value is not None]
    empty = tuple(name for name, value, _ in listed if value is None)
    if not filled:
        return Report(
            State.INVALID, (), (*unread.hidden(data), Finding("CV652", True)), empty, opened.xrefs.total_revisions
        )
    ends = sorted({ranges.end(value) for _, value, _ in filled if not ranges.check(data, value)})
    findings = [*hybrid.judge(data, opened, ends), *ranges.tail(data, ends), *order.clones(filled)]
    findings += unlisted.judge(data, opened, ends[0]) if ends else []
    if len(filled) > MOST:
        findings.append(Finding("CV906", False, {"why": named("MANY_SIGNATURES")}, unjudged=True))
    checked = [_safely(file, *found) for found in filled[:MOST]]
    checked.sort(key=lambda c: c.revision)
    checked = clock.told(_levels(file, checked), now)
    later = after.look(data, opened, _stops(file, checked))
    if any(f.fatal for f in later):
        checked = [_superseded(c) for c in checked]
    elif any(f.code == "CV921" for f in later):
        checked = [_retagged(c) for c in checked]
    checked = order.once(checked)
    findings += [*_nobody(checked), *order.decree(checked, listed), *later]
    return Report(_worst(checked, findings), tuple(checked), tuple(findings), empty, opened.xrefs.total_revisions)


def _stops(file: _File, checked: Sequence[Checked]) -> list[Stop]:
    """The signatures that cover all that was there, by where they end."""
    ends = {name: ranges.end(value) for name, value, _ in file.fields if value is not None and name in file.whole}
    placed = [c for c in checked if c.revision != NOWHERE and c.field in ends]
    return [Stop(c.field, c.revision, ends[c.field], c.intact and c.kind == "signature") for c in placed]


def _superseded(item: Checked) -> Checked:
    """A signature after which something came that nobody may believe: what is seen now is not what it covers."""
    if item.covers == "file" or item.state is State.INVALID or item.changes == "none":
        return item
    return replace(item, state=State.INVALID, changes="forbidden")


def _retagged(item: Checked) -> Checked:
    """A signature after which the tags changed: the library calls any such change forbidden without a word which."""
    rest = tuple(f for f in item.findings if f.code != "CV671")
    if not item.intact or item.changes != "forbidden" or any(f.fatal for f in rest):
        return item
    return replace(item, state=State.UNJUDGED, changes="unjudged", findings=rest)


def _nobody(checked: Sequence[Checked]) -> list[Finding]:
    """CV657: clocks only."""
    return [] if any(c.kind == "signature" for c in checked) else [Finding("CV657", True)]


def _unreadable(data: bytes, roots: Sequence[x509.Certificate], now: datetime, seen: Report | None = None) -> Report:
    """What is told of a file that the strict reader can't read in full (``seen`` is what it saw) or at all.

    CV928 where the last signature's own state can be read, so that what was added behind it is at fault; else CV665,
    CV918.
    """
    end = unread.signed(data)
    try:
        before = _verify(data[:end], roots, None, now) if end is not None else None
    except Exception:
        before = None
    if end is None or before is None or not before.signatures or _odd(before, "CV918", "CV919"):
        return seen or unread.report(data)
    checked = tuple(_superseded(replace(c, covers="revision")) for c in before.signatures)
    more = () if seen is not None else (Finding("CV665", True),)
    return Report(State.INVALID, checked, (*unread.added(data, end), *more), before.empty, before.revisions)


def _odd(report: Report, *codes: str) -> bool:
    return any(f.code in codes for f in report.all_findings())


def _store(file: _File) -> None:
    """Certificates and revocation information that the file itself brings (DSS)."""
    try:
        found = DocumentSecurityStore.read_dss(file.opened)
        file.certificates = list(found.load_certs())
        file.ocsps = [o.get_object().data for o in found.ocsps]
        file.crls = [c.get_object().data for c in found.crls]
    except Exception:
        file.crls = file.ocsps = []


def _safely(file: _File, name: str, value: Any, item: Any) -> Checked:
    """One signature; whatever a hostile one does to the library makes it invalid."""
    broken = ranges.check(file.data, value)
    if broken:
        return _bad(name, broken)
    try:
        found = EmbeddedPdfSignature(file.opened, item, name)
    except Exception:
        return _bad(name, [unread.strange(file.data, value)])
    try:
        return _timestamp(file, found) if str(found.sig_object_type) == "/DocTimeStamp" else _signature(file, found)
    except Bounds:
        raise
    except Exception:
        return replace(_bad(name, [unread.strange(file.data, value)]), revision=found.signed_revision)


def _bad(name: str, findings: list[Finding]) -> Checked:
    state = State.INVALID if any(f.fatal for f in findings) else State.UNJUDGED
    changes = "forbidden" if state is State.INVALID else "unjudged"
    return Checked(
        name, "signature", state, False, False, "part", changes, None, "", None, "none", "", "none", "",
        None, NOWHERE, tuple(findings),
    )  # fmt: skip


def _signature(file: _File, found: EmbeddedPdfSignature) -> Checked:
    status = validate_pdf_signature(found, file.context(), key_usage_settings=USAGE, diff_policy=LATER)
    stamp = status.timestamp_validity
    proven = stamp is not None and stamp.valid and stamp.trusted
    moment = stamp.timestamp if proven else None

    def again(*, asked: bool) -> Any:
        anew = EmbeddedPdfSignature(file.opened, found.sig_field, found.fq_name)
        context = file.context(moment, asked=asked)
        return validate_pdf_signature(anew, context, file.context(), key_usage_settings=USAGE, diff_policy=LATER)

    if not status.trusted and proven:
        # Signed while the certificate held, as a trusted clock says: judged at that time.
        status = again(asked=False)
    revoked = status.revoked or (_revocation(file, found.signer_cert) and again(asked=True).revoked)
    intact = bool(status.intact and status.valid)
    findings = [] if intact else [Finding("CV669", True)]
    changes, more = _changes(file, found, status.diff_result)
    findings += more
    certificate = found.signer_cert
    what, worthless = told.weak(found, certificate)
    trusted = bool(status.trusted) and not told.misused(certificate) and not what
    time = stamp.timestamp if proven else status.signer_reported_dt
    findings += told.future(time, file.now)
    if revoked:
        trusted = False
        findings.append(Finding("CV676", True))
    elif intact and not trusted:
        findings.append(told.why(found, certificate, file.roots, moment or file.now))
    if stamp is not None and not proven:
        findings.append(Finding("CV678", not (stamp.valid and stamp.intact)))
    made = _checked(
        file, found, intact, trusted, changes, findings, status.docmdp_ok is not False,
        time, "timestamp" if proven else "signer" if time else "none",
        trust.holder(stamp.signing_cert).name if proven and stamp.signing_cert else "", "B-T" if proven else "B-B",
    )  # fmt: skip
    # A digest that anybody can imitate proves nothing: what is broken already stays so.
    return replace(made, intact=False) if worthless else made


def _timestamp(file: _File, found: EmbeddedPdfSignature) -> Checked:
    status = validate_pdf_timestamp(found, file.context(), diff_policy=LATER)
    intact = bool(status.intact and status.valid)
    findings = [] if intact else [Finding("CV669", True)]
    changes, more = _changes(file, found, status.diff_result)
    findings += more
    if intact and not status.trusted:
        findings.append(told.why(found, found.signer_cert, file.roots, file.now))
    made = _checked(
        file, found, intact, bool(status.trusted), changes, findings, True, status.timestamp, "timestamp",
        trust.holder(found.signer_cert).name, "",
    )  # fmt: skip
    return replace(made, kind="timestamp")


def _checked(
    file: _File, found: EmbeddedPdfSignature, intact: bool, trusted: bool, changes: str, findings: list[Finding],
    allowed: bool, time: datetime | None, source: str, authority: str, level: str,
) -> Checked:  # fmt: skip
    covers = {"ENTIRE_FILE": "file", "ENTIRE_REVISION": "revision"}.get(found.coverage.name, "part")
    if not allowed and changes != "forbidden":
        findings.append(Finding("CV922", True))
        changes = "forbidden"
    if covers == "part":
        findings.append(Finding("CV663", True))
    else:
        file.whole.add(str(found.field_name))
    fatal = not intact or changes == "forbidden" or any(f.fatal for f in findings)
    state = State.INVALID if fatal else State.VALID if trusted else State.UNTRUSTED
    if state is not State.INVALID and (changes == "unjudged" or any(f.unjudged for f in findings)):
        state = State.UNJUDGED
    page, rect = _page(file, found.sig_field), rectangle(found.sig_field)
    return Checked(
        str(found.field_name), "signature", state, intact, trusted, covers, changes, trust.holder(found.signer_cert),
        str(at(found.sig_object, "/Reason", "")), time, source, authority,
        "embedded" if _revocation(file, found.signer_cert) else "none", level, page,
        found.signed_revision, tuple(findings), Box(page, *rect) if page and rect else None,
    )  # fmt: skip


def _revocation(file: _File, certificate: x509.Certificate) -> bool:
    """Whether the file itself brings an OCSP answer on this certificate, or its issuer's list of revoked ones."""
    if any(found.issuer == certificate.issuer for found in map(crl.CertificateList.load, file.crls)):
        return True
    answers = (ocsp.OCSPResponse.load(data).response_data for data in file.ocsps)
    serials = {a["cert_id"]["serial_number"].native for found in answers if found for a in found["responses"]}
    return certificate.serial_number in serials


def _changes(file: _File, found: EmbeddedPdfSignature, result: Any) -> tuple[str, list[Finding]]:
    """What came after a signature: nothing, timestamps, further signatures; anything else is forbidden and named."""
    if result is None:
        return "none", []
    if not isinstance(result, DiffResult):
        end = ranges.end(found.sig_object)
        return "forbidden", [pages.difference(file.pages(end), file.pages(len(file.data)))]
    level = result.modification_level
    if level in (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES):
        return ("none" if level is ModificationLevel.NONE else _small(file, found)), []
    others = sorted(set(result.changed_form_fields) - {name for name, _, _ in file.fields})
    if level is ModificationLevel.FORM_FILLING and not others:
        return "signatures", []
    return "forbidden", [Finding("CV670", True, {"fields": tuple(others) or term("annotation")})]


def _small(file: _File, found: EmbeddedPdfSignature) -> str:
    """What came after a signature where no page changed: clocks and what they need, or the file's own properties."""
    old, new = file.opened.get_historical_resolver(found.signed_revision), file.opened
    clocks = any(
        value is not None
        and str(at(value, "/Type", "")) == "/DocTimeStamp"
        and ranges.end(value) > ranges.end(found.sig_object)
        for _, value, _ in file.fields
    )
    stores = [r.root.raw_get("/DSS") if "/DSS" in r.root else None for r in (old, new)]
    stored = stores[0] != stores[1] or bool(
        _touched(file, found) & (reach(stores[1]) if stores[1] is not None else set())
    )
    return "timestamp" if clocks or stored else "properties"


def _touched(file: _File, found: EmbeddedPdfSignature) -> set[Any]:
    xrefs = file.opened.xrefs
    made: set[Any] = set()
    for revision in range(found.signed_revision + 1, xrefs.total_revisions):
        made |= xrefs.explicit_refs_in_revision(revision)
    return made


def _levels(file: _File, checked: list[Checked]) -> list[Checked]:
    """B-T with what is needed to check it later is B-LT; under a later good document timestamp, B-LTA."""
    clocks = [c.revision for c in checked if c.kind == "timestamp" and c.state is State.VALID]
    made = []
    for item in checked:
        if item.level == "B-T" and item.revocation == "embedded":
            later = any(revision > item.revision for revision in clocks)
            item = replace(item, level="B-LTA" if later else "B-LT")
        made.append(item)
    return made


def _page(file: _File, item: Any) -> int | None:
    """On which page, from 1, a field's widget stands."""
    try:
        if not file.homes:
            for number, (_, page) in enumerate(leaves(file.opened), 1):
                for listed in at(page, "/Annots") or ():
                    file.homes.setdefault(getattr(listed, "reference", None), number)
        field_ = item.get_object()
        refs = [getattr(item, "reference", None) or getattr(item, "container_ref", None)]
        refs += [getattr(kid, "reference", None) for kid in at(field_, "/Kids") or ()]
        return next((file.homes[ref] for ref in refs if ref is not None and ref in file.homes), None)
    except Bounds:
        raise
    except Exception:
        return None


def _worst(checked: list[Checked], findings: list[Finding]) -> State:
    states = {c.state for c in checked}
    if State.INVALID in states or any(f.fatal for f in findings):
        return State.INVALID
    if State.UNJUDGED in states or any(f.unjudged for f in findings):
        return State.UNJUDGED
    return State.UNTRUSTED if State.UNTRUSTED in states else State.VALID
