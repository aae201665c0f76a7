"""A key at a remote signing service → a key that can sign: the API of the Cloud Signature Consortium, version 2.

The service gets hashes, never a document. What opens the key (PIN, one-time password) is typed for each act, goes to
``credentials/authorize`` and nowhere else. The library's client speaks version 1; what differs is said here.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import csc_signer

from congvan.machine.loops import complete
from congvan.machine.said import said
from congvan.pades import keys
from congvan.pades.apply import DIGEST
from congvan.pades.keys import Key
from congvan.problems import MachineFault, Problems

VERSION = "v2"
WAIT, PATIENCE = 30, 300
"""Seconds for an answer; for one that a person has to confirm on a telephone."""
_ALGORITHM = "rsassa_pkcs1v15"
_DIGESTS = ("sha256", "sha384", "sha512")
_TOLD = 200


@dataclass(frozen=True, slots=True)
class Service:
    """``address``: before ``/csc/v2``; ``bearer``: an access token, or ``client`` with its ``client_secret``, for which
    the service gives one.
    """

    address: str
    credential: str
    bearer: str = ""
    client: str = ""
    client_secret: str = ""


class _Refused(Exception):
    """The service has said no, and why."""


@contextmanager
def open_service(
    service: Service, secret: str, problems: Problems, now: datetime | None = None
) -> Iterator[Key | None]:
    """The key of a credential, as it may sign ``now``; each signature is authorised by ``secret`` anew.

    Errors: CV986 the service refuses, or the credential can't sign; those of the certificate. Errors (MachineFault):
    CV985 it can't be reached, or answers what the API doesn't know.
    """
    try:
        signer = complete(_opened(service, secret))
    except _Refused as refused:
        problems.error("CV986", None, service=service.address, credential=service.credential, reason=str(refused))
        yield None
        return
    yield keys.checked(signer, problems, now)


async def _opened(service: Service, secret: str) -> _Signer:
    import aiohttp

    async with aiohttp.ClientSession() as session:
        bearer = service.bearer or await _token(session, service)
        at = csc_signer.CSCServiceSessionInfo(service.address, service.credential, bearer, VERSION)
        asked = {"credentialID": service.credential, "certificates": "chain", "certInfo": False, "authInfo": True}
        told = await _post(session, at.endpoint_url("credentials/info"), asked, at.auth_headers)
        signer = _Signer(session, _Authorised(at, _credential(told), _data(told, secret)))
    try:
        signer.get_signature_mechanism_for_digest(DIGEST)
    except SigningError as error:
        raise _Refused(str(error)[:_TOLD]) from error
    return signer


async def _token(session: Any, service: Service) -> str:
    if not service.client:
        return ""
    form = {"grant_type": "client_credentials", "client_id": service.client, "client_secret": service.client_secret}
    told = await _post(session, f"{service.address}/csc/{VERSION}/oauth2/token", form, {}, form=True)
    return str(told.get("access_token", ""))


def _credential(told: Mapping[str, Any]) -> Any:
    """What the service says of the key, as the library has it. Errors: _Refused, MachineFault."""
    key = _part(told, "key")
    for one, good in ((key, "enabled"), (_part(told, "cert"), "valid")):
        if one.get("status", good) != good:
            raise _Refused(str(one["status"])[:_TOLD])
    try:
        found = csc_signer._process_certificate_info_response(
            {**told, "multisign": told.get("multisign", 1), "key": {**key, "algo": _known(key["algo"])}}
        )
        _ = [one.native for one in (found.signing_cert, *found.chain)]  # what is no certificate is found out when read
    except (SigningError, KeyError, TypeError, IndexError, ValueError) as error:
        raise MachineFault("CV985", service="credentials/info", reason=said(error)) from error
    if _ALGORITHM in found.supported_mechanisms:  # the service names the padding alone, and gets the digest beside it
        more = frozenset(f"{name}_rsa" for name in _DIGESTS)
        object.__setattr__(found, "supported_mechanisms", found.supported_mechanisms | more)
    return found


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """What is told under a name, nothing where it is missing. Errors: MachineFault it is something else."""
    found = told.get(name) or {}
    if not isinstance(found, dict):
        raise MachineFault("CV985", service="credentials/info", reason=name)
    return found


def _data(told: Mapping[str, Any], secret: str) -> list[dict[str, str]]:
    """What was typed, under the names that the credential asks for; nothing where a telephone asks by itself. Errors:
    MachineFault.
    """
    auth = _part(told, "auth")
    if auth.get("mode", "explicit") != "explicit":
        return []
    listed = auth.get("objects") or []
    if not isinstance(listed, list):
        raise MachineFault("CV985", service="credentials/info", reason="objects")
    wanted = [str(one["id"]) for one in listed if isinstance(one, dict) and "id" in one] or ["PIN"]
    typed = secret.split() if len(wanted) > 1 else [secret]
    return [{"id": name, "value": value} for name, value in zip(wanted, typed, strict=False)]


def _known(listed: list[str]) -> list[str]:
    """The algorithms that the library knows; a service may have others."""
    from asn1crypto.algos import SignedDigestAlgorithmId

    kept = []
    for name in listed:
        with suppress(ValueError, KeyError):
            if not SignedDigestAlgorithmId(name).native[:1].isdigit():
                kept.append(name)
    return kept


class _Authorised(csc_signer.CSCAuthorizationManager):  # type: ignore[misc]
    """One signature is authorised at a time, for the very hash that is to be signed."""

    def __init__(self, at: Any, info: Any, data: list[dict[str, str]]) -> None:
        super().__init__(at, info)
        self._data = data

    async def authorize_signature(self, hash_b64s: list[str]) -> Any:
        """The service's leave to sign exactly these. Errors: _Refused, MachineFault."""
        import aiohttp

        asked = {
            "credentialID": self.csc_session_info.credential_id, "numSignatures": len(hash_b64s), "hashes": hash_b64s,
            "hashAlgorithmOID": _SHA256, "authData": self._data,
        }  # fmt: skip
        async with aiohttp.ClientSession() as session:
            address = self.csc_session_info.endpoint_url("credentials/authorize")
            told = await _post(session, address, asked, self.auth_headers, PATIENCE)
        if "SAD" not in told:
            raise MachineFault("CV985", service="credentials/authorize", reason="SAD")
        return csc_signer.CSCAuthorizationInfo(str(told["SAD"]))


_SHA256 = "2.16.840.1.101.3.4.2.1"


class _Signer(csc_signer.CSCSigner):  # type: ignore[misc]
    """The library's client, in the words of version 2, with a connection for each signature: the library begins a loop
    of its own for each.
    """

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The raw signature over ``data``, by the key of the certificate. Errors: MachineFault CV985, CV986."""
        import aiohttp

        if dry_run:
            return bytes(self.est_raw_signature_size)
        at = self.auth_manager.csc_session_info
        try:
            asked = await self.format_csc_signing_req(
                [csc_signer.base64_digest(data, digest_algorithm)], digest_algorithm
            )
            asked["hashes"], asked["hashAlgorithmOID"] = asked.pop("hash"), asked.pop("hashAlgo")
            async with aiohttp.ClientSession() as session:
                address = at.endpoint_url("signatures/signHash")
                told = await _post(session, address, asked, self.auth_manager.auth_headers, PATIENCE)
        except _Refused as refused:
            told_ = {"service": at.service_url, "credential": at.credential_id, "reason": str(refused)}
            raise MachineFault("CV986", **told_) from refused
        try:
            made = base64.b64decode(told["signatures"][0], validate=True)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise MachineFault("CV985", service="signatures/signHash", reason=said(error)) from error
        if not self._ours(made, data, digest_algorithm):
            raise MachineFault("CV985", service="signatures/signHash", reason="signature")
        return made

    def _ours(self, made: bytes, data: bytes, digest_algorithm: str) -> bool:
        """Whether it is a signature by the certificate's key: another one would stand in the letter for good."""
        from cryptography import x509
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
        from pyhanko.sign.general import get_pyca_cryptography_hash

        key = x509.load_der_x509_certificate(self.signing_cert.dump()).public_key()
        hashed = get_pyca_cryptography_hash(digest_algorithm)
        try:
            if isinstance(key, rsa.RSAPublicKey):
                key.verify(made, data, padding.PKCS1v15(), hashed)
            elif isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(made, data, ec.ECDSA(hashed))
        except InvalidSignature:
            return False
        return True


async def _post(
    session: Any, address: str, body: Mapping[str, object], headers: Mapping[str, str], wait: float = WAIT,
    *, form: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """An answer of the service to a JSON object; ``form``: to a form, as OAuth has it. Errors: _Refused, MachineFault
    CV985.
    """
    import aiohttp

    name, sent = address.rpartition(f"/{VERSION}/")[2], {"data" if form else "json": body}
    try:
        timeout = aiohttp.ClientTimeout(total=wait)
        async with session.post(address, headers=headers, timeout=timeout, allow_redirects=False, **sent) as answer:
            status, told = answer.status, await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise MachineFault("CV985", service=name, reason=said(error)) from error
    if not isinstance(told, dict) or status >= 500 or 300 <= status < 400:
        raise MachineFault("CV985", service=name, reason=str(status))
    if status >= 400 or "error" in told:
        raise _Refused(" ".join(str(told.get("error_description") or told.get("error") or status).split())[:_TOLD])
    return told
