"""A PKCS#12 file → the key in it that is fit for signing, whichever place it has among several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import normalize

from asn1crypto import pkcs12 as bags
from asn1crypto import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12


@dataclass(frozen=True, slots=True)
class Found:
    """One key of the file with its certificate, the other certificates, and the password that opened it."""

    private: Any
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]


def spellings(password: bytes | None) -> list[bytes | None]:
    """A password as it was typed, and as other keyboards or editors would have stored the same letters."""
    if not password:
        return [None]
    text = password.decode("utf-8", "surrogateescape")
    tried = [text, normalize("NFC", text), normalize("NFD", text)]
    return list(dict.fromkeys(t.encode("utf-8", "surrogateescape") for t in tried))


def read(data: bytes, password: bytes | None, now: datetime) -> Found | None:
    """The key for signing, best one that may sign ``now``; None where the file holds no key with its certificate.

    Errors: ValueError as the library says it, of the password as typed.
    """
    fault: ValueError | None = None
    for spelling in spellings(password):
        try:
            key, certificate, more = pkcs12.load_key_and_certificates(data, spelling)
        except ValueError as error:
            fault = fault or error
            continue
        kept = [c for c in (certificate, *more) if c is not None]
        return _chosen(data, spelling, key, kept, now)
    assert fault is not None
    raise fault


def _chosen(data: bytes, password: bytes | None, first: Any, certificates: list[Any], now: datetime) -> Found | None:
    keys = [first] if first is not None else []
    known = {_public(k) for k in keys}
    for key in _all(data, password):
        if _public(key) not in known:
            known.add(_public(key))
            keys.append(key)
    every = [x509.Certificate.load(c.public_bytes(serialization.Encoding.DER)) for c in certificates]
    pairs = [(k, own) for k in keys for c, own in zip(certificates, every, strict=True) if _public(c) == _public(k)]
    if not pairs:
        return None
    private, certificate = min(pairs, key=lambda pair: _unfit(pair[1], now))
    return Found(private, certificate, tuple(c for c in every if c.dump() != certificate.dump()))


def _unfit(certificate: x509.Certificate, now: datetime) -> int:
    """0 for one that may sign today; the smaller the better."""
    usage = certificate.key_usage_value
    signs = usage is None or "digital_signature" in usage.native
    holds = certificate.not_valid_before <= now <= certificate.not_valid_after
    return (0 if signs else 2) + (0 if holds else 1) + (4 if certificate.ca else 0)


def _public(thing: Any) -> bytes:
    made: bytes = thing.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return made


def _all(data: bytes, password: bytes | None) -> Iterator[Any]:
    """Every key that stands in the open part of the file; the library gives the first only."""
    try:
        safes = bags.Pfx.load(data).authenticated_safe
        contents = [s["content"].native for s in safes if s["content_type"].native == "data"]
        found = [bag for content in contents for bag in bags.SafeContents.load(content)]
    except (ValueError, TypeError, KeyError, AttributeError):
        return
    for bag in found:
        kind = bag["bag_id"].native
        if kind not in ("key_bag", "pkcs8_shrouded_key_bag"):
            continue
        try:
            secret = password if kind == "pkcs8_shrouded_key_bag" else None
            yield serialization.load_der_private_key(bag["bag_value"].untag().dump(), secret)
        except Exception:
            continue  # of a kind that this machine can't open: another may still sign
