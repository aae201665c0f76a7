"""Any PDF → the verdict on its signatures: the library's cryptography, and our own eyes for what it lets pass."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from unicodedata import normalize

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule

from congvan.model.signing import DATE, LEADER, NUMBER, SEAL, Checked, Finding, Report, State
from congvan.sign import clock, pages, ranges, trust
from congvan.sign.writer import reader

USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
NOT_FOR_SIGNING = {"server_auth", "time_stamping", "ocsp_signing"}
MOST = 100  # signatures in one file
BETWEEN = "thángnăm"


@dataclass
class _File:
    """One file being checked."""

    data: bytes
    opened: PdfFileReader
    roots: tuple[x509.Certificate, ...]
    certificates: list[Any] = field(default_factory=list)
    crls: list[Any] = field(default_factory=list)
    ocsps: list[Any] = field(default_factory=list)
    fields: list[tuple[str, Any, Any]] = field(default_factory=list)
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
        signer = RevocationCheckingRule.CRL_OR_OCSP_REQUIRED if asked else RevocationCheckingRule.CHECK_IF_DECLARED_SOFT
        rules = RevocationCheckingPolicy(signer, RevocationCheckingRule.CHECK_IF_DECLARED_SOFT)
        return ValidationContext(
            trust_roots=list(self.roots),
            other_certs=self.certificates,
            crls=self.crls,
            ocsps=self.ocsps,
            allow_fetching=False,
            moment=moment,
            revinfo_policy=CertRevTrustPolicy(rules, retroactive_revinfo=True),
        )


def verify(data: bytes, roots: Sequence[x509.Certificate], opened: PdfFileReader | None = None) -> Report:
    """The report on ``data``. A file that can't be read, or has no signature, is never valid; nothing is raised.

    ``opened`` is ``data`` as a strict reader that has it open already.
    """
    try:
        return _verify(data, roots, opened)
    except Exception:
        # A hostile file may break the library anywhere; what can't be checked doesn't hold.
        return Report(State.INVALID, (), (*_hidden(data), Finding("CV665", True)))


def _verify(data: bytes, roots: Sequence[x509.Certificate], opened: PdfFileReader | None) -> Report:
    if b"%PDF-" not in data[:1024]:
        return Report(State.INVALID, (), (Finding("CV650", True),))
    opened = opened or reader(data)
    if opened.encrypted:
        return Report(State.INVALID, (), (Finding("CV651", True),))
    file = _File(data, opened, tuple(roots))
    _store(file)
    file.fields = list(_fields(opened))
    named = file.fields
    filled = [(name, value, item) for name, value, item in named if value is not None]
    if not filled:
        empty = tuple(name for name, _, _ in named)
        return Report(State.INVALID, (), (*_hidden(data), Finding("CV652", True)), empty, opened.xrefs.total_revisions)
    checked = [_safely(file, *found) for found in filled[:MOST]]
    checked.sort(key=lambda c: c.revision)
    checked = clock.told(_levels(file, checked))
    findings = [*ranges.tail(data), *_clones(filled), *_order(checked, named), *_drawn(file, checked)]
    return Report(
        _worst(checked, findings),
        tuple(checked),
        tuple(findings),
        tuple(name for name, value, _ in named if value is None),
        opened.xrefs.total_revisions,
    )


def _fields(opened: PdfFileReader) -> Any:
    for name, value, item in enumerate_sig_fields(opened):
        yield name, value.get_object() if value is not None else None, item


def _hidden(data: bytes) -> list[Finding]:
    """CV666: something in the file looks like a signature, and no field leads to it."""
    return [Finding("CV666", True)] if b"/ByteRange" in data else []


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
        return _bad(name, [Finding("CV667", True)])
    try:
        return _timestamp(file, found) if str(found.sig_object_type) == "/DocTimeStamp" else _signature(file, found)
    except Exception:
        return replace(_bad(name, [Finding("CV667", True)]), revision=found.signed_revision)


def _bad(name: str, findings: list[Finding]) -> Checked:
    return Checked(
        name, "signature", State.INVALID, False, False, "part", "forbidden", None, "", None, "none", "", "none", "",
        None, 1_000_000, tuple(findings),
    )  # fmt: skip


def _signature(file: _File, found: EmbeddedPdfSignature) -> Checked:
    status = validate_pdf_signature(found, file.context(), key_usage_settings=USAGE)
    stamp = status.timestamp_validity
    proven = stamp is not None and stamp.valid and stamp.trusted
    moment = stamp.timestamp if proven else None

    def again(*, asked: bool) -> Any:
        anew = EmbeddedPdfSignature(file.opened, found.sig_field, found.fq_name)
        context = file.context(moment, asked=asked)
        return validate_pdf_signature(anew, context, file.context(), key_usage_settings=USAGE)

    if not status.trusted and proven:
        # Signed while the certificate held, as a trusted clock says: judged at that time.
        status = again(asked=False)
    revoked = status.revoked or (_revocation(file, found.signer_cert) and again(asked=True).revoked)
    intact = bool(status.intact and status.valid)
    findings = [] if intact else [Finding("CV669", True)]
    changes, more = _changes(file, found, status.diff_result)
    findings += more
    certificate = found.signer_cert
    trusted = bool(status.trusted) and not _only_for_servers(certificate)
    if revoked:
        trusted = False
        findings.append(Finding("CV676", True))
    elif intact and not trusted:
        findings.append(Finding("CV677", False, {"reason": _why(status, certificate)}))
    if stamp is not None and not proven:
        findings.append(Finding("CV678", not (stamp.valid and stamp.intact)))
    time = stamp.timestamp if proven else status.signer_reported_dt
    return _checked(
        file, found, intact, trusted, changes, findings, status.docmdp_ok is not False,
        time, "timestamp" if proven else "signer" if time else "none",
        trust.holder(stamp.signing_cert).name if proven and stamp.signing_cert else "", "B-T" if proven else "B-B",
    )  # fmt: skip


def _timestamp(file: _File, found: EmbeddedPdfSignature) -> Checked:
    status = validate_pdf_timestamp(found, file.context())
    intact = bool(status.intact and status.valid)
    findings = [] if intact else [Finding("CV669", True)]
    changes, more = _changes(file, found, status.diff_result)
    findings += more
    if intact and not status.trusted:
        findings.append(Finding("CV677", False, {"reason": "nơi cấp dấu thời gian chưa được tin cậy"}))
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
        findings.append(Finding("CV671", True))
        changes = "forbidden"
    if covers == "part":
        findings.append(Finding("CV663", True))
    fatal = not intact or changes == "forbidden" or any(f.fatal for f in findings)
    state = State.INVALID if fatal else State.VALID if trusted else State.UNTRUSTED
    return Checked(
        found.field_name, "signature", state, intact, trusted, covers, changes, trust.holder(found.signer_cert),
        str(found.sig_object.get("/Reason", "")), time, source, authority,
        "embedded" if _revocation(file, found.signer_cert) else "none", level, _page(file.opened, found.sig_field),
        found.signed_revision, tuple(findings),
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
        return ("none" if level is ModificationLevel.NONE else "timestamp"), []
    others = sorted(set(result.changed_form_fields) - {name for name, _, _ in file.fields})
    if level is ModificationLevel.FORM_FILLING and not others:
        return "signatures", []
    return "forbidden", [Finding("CV670", True, {"fields": ", ".join(others) or "chú thích"})]


def _only_for_servers(certificate: x509.Certificate) -> bool:
    """Whether a certificate says it is for a web server, a clock or OCSP and for nothing else."""
    extended = certificate.extended_key_usage_value
    return extended is not None and set(extended.native) <= NOT_FOR_SIGNING


def _why(status: Any, certificate: x509.Certificate) -> str:
    if _only_for_servers(certificate):
        return "chứng thư số không dùng để ký văn bản"
    if certificate.not_valid_after < datetime.now(tz=certificate.not_valid_after.tzinfo):
        return "chứng thư số đã hết hạn và không có dấu thời gian tin cậy lúc còn hạn"
    return f"không tin nơi cấp chứng thư số ({trust.holder(certificate).issuer})"


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


def _clones(filled: list[tuple[str, Any, Any]]) -> list[Finding]:
    """CV679: one signature value under two fields."""
    seen: dict[bytes, str] = {}
    found = []
    for name, value, _ in filled:
        try:
            key = bytes(getattr(value.raw_get("/Contents"), "original_bytes", value.raw_get("/Contents")))
        except Exception:
            continue
        if key in seen:
            found.append(Finding("CV679", True, {"one": seen[key], "other": name}))
        seen[key] = name
    return found


def _order(checked: list[Checked], named: list[tuple[str, Any, Any]]) -> list[Finding]:
    """Điều 14: the leader, number and date, the seal last of them; a field that was left out."""
    place = {c.field: c.revision for c in checked}
    found = []
    seal = place.get(SEAL)
    if seal is not None:
        if LEADER in place and place[LEADER] > seal:
            found.append(Finding("CV680", False))
        for name in (NUMBER, DATE):
            if place.get(name, -1) > seal:
                found.append(Finding("CV681", True, {"field": name}))
            if name not in place and any(n == name for n, _, _ in named):
                found.append(Finding("CV682", False, {"field": name}))
    elif LEADER in place:
        found.append(Finding("CV683", False))
    return found


def _drawn(file: _File, checked: list[Checked]) -> list[Finding]:
    """CV675: a field that came after the first signature and lies over what was signed.

    A seal over the left of an earlier signature is what the decree wants; what it covers besides is its business.
    """
    good = [c for c in checked if c.revision < 1_000_000 and c.kind == "signature"]
    if not good:
        return []
    try:
        old = file.opened.get_historical_resolver(good[0].revision)
        known = {name for name, _, _ in enumerate_sig_fields(_Past(old))}
        return _over(file, checked, known, _end(file, good[0].field))
    except Exception:
        return [Finding("CV665", True)]


class _Past:
    """A revision with the one property that listing fields asks for."""

    def __init__(self, resolver: Any) -> None:
        self.root = resolver.root


def _end(file: _File, name: str) -> int:
    return next(ranges.end(value) for found, value, _ in file.fields if found == name)


def _over(file: _File, checked: list[Checked], known: set[str], end: int) -> list[Finding]:
    found = []
    earlier: list[tuple[int, tuple[float, float, float, float]]] = []
    order = {c.field: c.revision for c in checked}
    listed = sorted(file.fields, key=lambda f: order.get(f[0], 1_000_000))
    for name, value, item in listed:
        page, rect = _page(file.opened, item), _rect(item)
        if page is None or rect is None:
            continue
        # Reading where text lies is dear; a field that was there when the first signature was made needs it not.
        signed = file.pages(end) if name not in known else []
        under = pages.covered(signed[page - 1], rect) if page <= len(signed) else ""
        # Day, month and year are put around the printed words "tháng" and "năm", whoever makes the field.
        if name == DATE and normalize("NFC", under) == BETWEEN:
            under = ""
        sealing = value is not None and any(p == page and _left_of(rect, other) for p, other in earlier)
        if under and not sealing:
            found.append(Finding("CV675", True, {"field": name, "page": str(page), "count": str(len(under))}))
        if value is not None:
            earlier.append((page, rect))
    return found


def _left_of(rect: tuple[float, ...], other: tuple[float, ...]) -> bool:
    overlap = min(rect[2], other[2]) - max(rect[0], other[0])
    return (
        0 < overlap <= (other[2] - other[0]) * 0.5 and rect[0] < other[0] and rect[1] < other[3] and rect[3] > other[1]
    )


def _rect(item: Any) -> tuple[float, float, float, float] | None:
    """The visible rectangle of a field's widget, None where it shows nothing."""
    widget = item.get_object()
    if "/Rect" not in widget and "/Kids" in widget:
        widget = widget["/Kids"][0].get_object()
    if "/Rect" not in widget:
        return None
    a, b, c, d = (float(n) for n in widget["/Rect"])
    made = (min(a, c), min(b, d), max(a, c), max(b, d))
    return made if made[2] - made[0] > 0.5 and made[3] - made[1] > 0.5 else None


def _page(opened: PdfFileReader, item: Any) -> int | None:
    """On which page, from 1, a field's widget stands."""
    try:
        wanted = item.reference if hasattr(item, "reference") else item.container_ref
        for number in range(min(int(opened.root["/Pages"]["/Count"]), 300)):
            page = opened.find_page_for_modification(number)[0].get_object()
            if any(a.reference == wanted for a in page.get("/Annots", ()) if hasattr(a, "reference")):
                return number + 1
    except Exception:
        return None
    return None


def _worst(checked: list[Checked], findings: list[Finding]) -> State:
    states = {c.state for c in checked}
    if State.INVALID in states or any(f.fatal for f in findings):
        return State.INVALID
    return State.UNTRUSTED if State.UNTRUSTED in states else State.VALID
