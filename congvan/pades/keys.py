"""A PKCS#12 file or a PKCS#11 token → a key that can sign, refused where it must not.

Passwords and PINs come in as bytes and go to the library only: no message, no log ever holds one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import x509
from pyhanko.sign.general import get_pyca_cryptography_hash
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.pdf_cms import Signer

from congvan.machine.clock import system_clock
from congvan.machine.files import known
from congvan.machine.said import named, said
from congvan.model.signing import Holder
from congvan.pades import pkcs12, trust
from congvan.problems import Problems, term

_LARGEST = 4_000_000
NEAR_END = 30  # days before its end from which a certificate is spoken of


@dataclass(frozen=True, slots=True)
class Key:
    """A key ready to sign, with its certificate's holder and the certificates that came with it."""

    signer: Signer
    holder: Holder
    chain: tuple[x509.Certificate, ...]
    certificate: bytes = b""  # its own, DER


class _Opened(SimpleSigner):  # type: ignore[misc]
    """The library's signer with its key read and checked once; the library does both for every signature, twice."""

    def __init__(self, plain: SimpleSigner, private: Any) -> None:
        super().__init__(plain.signing_cert, plain.signing_key, plain.cert_registry)
        self._private = private

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        """The raw signature over ``data``."""
        from cryptography.hazmat.primitives.asymmetric import ec, padding

        mechanism = self.get_signature_mechanism_for_digest(digest_algorithm)["algorithm"].native
        hashed = get_pyca_cryptography_hash(digest_algorithm)
        if mechanism.endswith("_rsa") or mechanism == "rsassa_pkcs1v15":
            made: bytes = self._private.sign(data, padding.PKCS1v15(), hashed)
        elif mechanism.endswith("ecdsa"):
            made = self._private.sign(data, ec.ECDSA(hashed))
        else:
            made = super().sign_raw(data, digest_algorithm)
        return made


@dataclass(frozen=True, slots=True)
class Token:
    """A key on a device: the maker's PKCS#11 module, the token's label, the key's label, its certificate if apart."""

    module: str
    token: str
    key: str
    certificate: Path | None = None


def needs_password(path: Path) -> bool:
    """Whether a PKCS#12 file is locked; a file that can't be read is told later."""
    from cryptography.hazmat.primitives.serialization import pkcs12 as locked

    try:
        locked.load_key_and_certificates(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        return True
    return False


def open_file(path: Path, password: bytes | None, problems: Problems, now: datetime | None = None) -> Key | None:
    """The key of a PKCS#12 file, as it may sign ``now``.

    Errors: CV610 unreadable, CV611 wrong password, CV612 no key in it.
    """
    try:
        known(path)
        with path.open("rb") as handle:
            data = handle.read(_LARGEST)
    except OSError as error:
        problems.error("CV610", None, path=path.as_posix(), reason=said(error))
        return None
    if data[:1] != b"\x30":
        problems.error("CV610", None, path=path.as_posix(), reason=named("NOT_PKCS12"))
        return None
    now = now or system_clock()
    try:
        found = pkcs12.read(data, password, now)
    except ValueError as error:
        wrong = "password" in str(error).lower() or "mac" in str(error).lower()
        if wrong:
            problems.error("CV611", None, path=path.as_posix())
        else:
            problems.error("CV610", None, path=path.as_posix(), reason=named("PKCS12_DAMAGED"))
        return None
    except Exception:
        problems.error("CV610", None, path=path.as_posix(), reason=named("PKCS12_DAMAGED"))
        return None
    if found is None:
        problems.error("CV612", None, path=path.as_posix())
        return None
    try:
        signer = _Opened(_plain(found), found.private)
    except Exception:
        problems.error("CV610", None, path=path.as_posix(), reason=named("PKCS12_NOT_FOR_PDF"))
        return None
    return checked(signer, problems, now)


def _plain(found: pkcs12.Found) -> SimpleSigner:
    """The library's signer of one key; its certificates are there for who checks."""
    from asn1crypto.keys import PrivateKeyInfo
    from cryptography.hazmat.primitives import serialization
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    plain = found.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    store = SimpleCertificateStore()
    store.register_multiple([*found.others, found.certificate])
    return SimpleSigner(found.certificate, PrivateKeyInfo.load(plain), store)


@contextmanager
def open_token(token: Token, pin: str | None, problems: Problems, now: datetime | None = None) -> Iterator[Key | None]:
    """The key of a token, as it may sign ``now``, for as long as the block lasts: one opening for many signatures.

    Errors: CV620 no module, CV621 no such token, CV622 wrong PIN, CV623 locked, CV624 no such key, CV625 no
    certificate, CV626 anything else the device says.
    """
    from pkcs11 import exceptions as faults
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import open_pkcs11_session

    extra = trust.load(token.certificate, problems) if token.certificate else []
    if token.certificate and not extra:
        yield None
        return
    try:
        session = open_pkcs11_session(token.module, token_criteria=TokenCriteria(label=token.token), user_pin=pin)
    except Exception as error:
        _told(error, token, faults, problems)
        yield None
        return
    try:
        key = None
        try:
            key = _token_key(session, token, extra, problems, now or system_clock())
        except faults.PKCS11Error as error:
            _told(error, token, faults, problems)
        yield key
    finally:
        with suppress(faults.PKCS11Error):  # a token that was pulled out has nothing left to close
            session.close()


def _token_key(
    session: Any, token: Token, extra: list[x509.Certificate], problems: Problems, now: datetime
) -> Key | None:
    from congvan.pades.device import OnDevice

    keys = _keys(session)
    if token.key not in keys:
        known = ", ".join(sorted(k for k in keys if k)) or term("key.none")
        problems.error("CV624", None, key=token.key, token=token.token, known=known)
        return None
    stored = _certificates(session)
    own = extra[0] if extra else stored.get(token.key) or _matching(session, token, stored)
    if own is None:
        problems.error("CV625", None, key=token.key, token=token.token)
        return None
    if not _belongs(session, token, own):
        problems.error("CV627", None, key=token.key, token=token.token, name=trust.holder(own).name)
        return None
    chain = [*extra[1:], *(c for c in stored.values() if c.dump() != own.dump())]
    signer = OnDevice(token.token, session, signing_cert=own, key_label=token.key, ca_chain=chain)
    return checked(signer, problems, now)


def _keys(session: Any) -> set[str]:
    from pkcs11 import Attribute, ObjectClass

    return {str(k.label) for k in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})}


def _certificates(session: Any) -> dict[str, x509.Certificate]:
    from pkcs11 import Attribute, ObjectClass

    found = {}
    for item in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        for certificate in trust.parse(item[Attribute.VALUE]):
            found[str(item[Attribute.LABEL])] = certificate
    return found


def _modulus(session: Any, label: str) -> bytes | None:
    """What makes an RSA key one key and no other; None for a key of another kind."""
    from pkcs11 import Attribute, ObjectClass
    from pkcs11.exceptions import PKCS11Error

    try:
        wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.LABEL: label}
        for item in session.get_objects(wanted):
            return bytes(item[Attribute.MODULUS]).lstrip(b"\0")
    except PKCS11Error:
        return None
    return None


def _belongs(session: Any, token: Token, certificate: x509.Certificate) -> bool:
    """Whether the certificate is of this key, as far as an RSA modulus can tell."""
    if certificate.public_key.algorithm != "rsa":
        return True
    modulus = _modulus(session, token.key)
    number = certificate.public_key["public_key"].parsed["modulus"].native
    return modulus is None or int.from_bytes(modulus, "big") == number


def _matching(session: Any, token: Token, stored: dict[str, x509.Certificate]) -> x509.Certificate | None:
    """The certificate under another label whose key is ours."""
    return next((c for c in stored.values() if c.public_key.algorithm == "rsa" and _belongs(session, token, c)), None)


def _told(error: Exception, token: Token, faults: Any, problems: Problems) -> None:
    """What the device or its module said, as a diagnostic."""
    told = {
        "CV623": (faults.PinLocked,),
        "CV622": (faults.PinIncorrect, faults.PinInvalid, faults.PinLenRange, faults.PinExpired),
        "CV621": (faults.NoSuchToken, faults.TokenNotPresent, faults.TokenNotRecognised),
        "CV617": (faults.UserNotLoggedIn,),
    }
    code = next((code for code, kinds in told.items() if isinstance(error, kinds)), "CV626")
    if code == "CV626" and "No token" in str(error):
        code = "CV621"
    elif code == "CV626" and "while loading" in str(error):
        code = "CV620"
    kind = type(error).__name__
    values = {"module": token.module, "token": token.token, "key": token.key, "reason": named(f"PKCS11_{kind}", kind)}
    problems.error(code, None, **values)


def checked(signer: Signer, problems: Problems, now: datetime | None) -> Key | None:
    """A key whose certificate lets it sign today. Errors: CV613 expired, CV614 too early, CV615 not for signing."""
    certificate, today = signer.signing_cert, now or system_clock()
    if certificate is None:
        problems.error("CV612", None, path="")
        return None
    who = trust.holder(certificate)
    before = len(problems)
    if today > who.not_after:
        problems.error("CV613", None, name=who.name, day=who.not_after.date())
    if today < who.not_before:
        problems.error("CV614", None, name=who.name, day=who.not_before.date())
    usage = certificate.key_usage_value
    if usage is not None and "digital_signature" not in usage.native:
        problems.error("CV615", None, name=who.name)
    if len(problems) > before:
        return None
    left = (who.not_after - today).days
    if left <= NEAR_END:
        problems.warning("CV619", None, name=who.name, day=who.not_after.date(), left=left)
    chain = tuple(c for c in signer.cert_registry if c.dump() != certificate.dump())
    return Key(signer, who, chain, certificate.dump())
