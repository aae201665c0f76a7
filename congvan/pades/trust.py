"""Whom we believe: certificates given by the clerk, and those that the machine itself trusts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from asn1crypto import pem, x509

from congvan.machine.said import named, said
from congvan.machine.settings import roots_of_machine
from congvan.model.signing import Holder
from congvan.problems import Problems

_LARGEST = 8_000_000


def load(path: Path, problems: Problems) -> list[x509.Certificate]:
    """Every certificate of a PEM or DER file. Errors: CV654 unreadable, or none in it."""
    try:
        with path.open("rb") as handle:
            data = handle.read(_LARGEST)
    except OSError as error:
        problems.error("CV654", None, path=path.as_posix(), reason=said(error))
        return []
    found = list(parse(data))
    if not found:
        problems.error("CV654", None, path=path.as_posix(), reason=named("NO_CERTIFICATE"))
    return found


def parse(data: bytes) -> Iterable[x509.Certificate]:
    """The certificates in ``data``; what is none is left out."""
    blocks: list[bytes] = []
    try:
        if pem.detect(data):
            blocks = [der for kind, _, der in pem.unarmor(data, multiple=True) if "CERTIFICATE" in kind]
        else:
            blocks = [data]
    except ValueError:
        return
    for der in blocks:
        try:
            certificate = x509.Certificate.load(der, strict=True)
            _ = certificate.subject, certificate.serial_number
        except (ValueError, TypeError):
            continue
        yield certificate


def armoured(certificate: bytes) -> bytes:
    """A certificate (DER) as PEM."""
    made: bytes = pem.armor("CERTIFICATE", certificate)
    return made


@cache
def machine() -> tuple[x509.Certificate, ...]:
    """The roots of this machine's own store: SSL_CERT_FILE, else where OpenSSL keeps it."""
    try:
        return tuple(parse(roots_of_machine().read_bytes()))
    except OSError:
        return ()


def signed_by(certificate: bytes, roots: Iterable[x509.Certificate]) -> bool:
    """Whether one of ``roots`` itself issued a certificate (DER)."""
    from cryptography import x509 as certificates
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    one = certificates.load_der_x509_certificate(certificate)
    for root in roots:
        try:
            one.verify_directly_issued_by(certificates.load_der_x509_certificate(root.dump()))
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            continue
        return True
    return False


def leads(certificate: bytes, chain: Iterable[x509.Certificate], roots: Iterable[x509.Certificate]) -> bool:
    """Whether a certificate (DER) is one of ``roots``, or issued by one, through those of ``chain`` as need be. Days
    and purposes are not looked at: that is for who judges the signature.
    """
    known, left = list(roots), list(chain)
    while certificate not in (one.dump() for one in known):
        if signed_by(certificate, known):
            return True
        above = next((one for one in left if signed_by(certificate, (one,))), None)
        if above is None:
            return False
        left.remove(above)
        certificate = above.dump()
    return True


def self_signed(certificates: Iterable[x509.Certificate]) -> list[x509.Certificate]:
    """Those that vouch for themselves: where a chain ends."""
    return [c for c in certificates if c.subject == c.issuer]


def holder(certificate: x509.Certificate) -> Holder:
    """What a certificate says of its holder; missing words are empty."""
    subject, issuer = certificate.subject.native, certificate.issuer.native
    return Holder(
        name=_word(subject, "common_name", "organization_name"),
        organisation=_word(subject, "organization_name"),
        issuer=_word(issuer, "common_name", "organization_name"),
        serial=f"{certificate.serial_number:X}",
        not_before=certificate.not_valid_before,
        not_after=certificate.not_valid_after,
    )


def _word(name: dict[str, object], *keys: str) -> str:
    for key in keys:
        value = name.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        if value:
            return str(value)
    return ""
