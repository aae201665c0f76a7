"""Why an intact signature is not believed, and what a file says of itself: the true reason, one of a kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils import generic

from congvan.model.signing import Finding
from congvan.pades import trust

NOT_FOR_SIGNING = {"server_auth", "client_auth", "time_stamping", "ocsp_signing", "code_signing"}
WEAK = {"md2", "md4", "md5", "sha1"}
BROKEN = {"md2", "md4", "md5"}
"""With these even the digest proves nothing any more."""
KEY, SMALL = 2048, 1024  # bits of an RSA key: less is not believed, much less proves nothing
EARLY = timedelta(minutes=10)
"""How wrong the clocks of two machines may be."""
_TITLE = re.compile(
    r"<(?:[\w-]+:)?(title|creator|description|subject|Keywords)\b[^>]*>(.*?)</(?:[\w-]+:)?\1\s*>", re.DOTALL
)
_INLINE = re.compile(r"""[\w-]+:(Keywords|title|creator|description|subject)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_TAGS = re.compile(r"<[^>]*>")


def weak(found: Any, certificate: x509.Certificate) -> tuple[str, bool]:
    """What is too weak in a signature, ``""`` where nothing is; and whether it proves nothing at all."""
    digest = str(found.md_algorithm).lower()
    if digest in WEAK:
        return digest.upper().replace("SHA1", "SHA-1"), digest in BROKEN
    key = certificate.public_key
    if key.algorithm in ("rsa", "rsassa_pss", "dsa") and key.bit_size < KEY:
        return f"{key.algorithm.upper()} {key.bit_size}", key.bit_size < SMALL
    own = _hash(certificate)
    return (own.upper().replace("SHA1", "SHA-1"), False) if own in WEAK and not _self_made(certificate) else ("", False)


def _hash(certificate: x509.Certificate) -> str:
    try:
        return str(certificate["signature_algorithm"].hash_algo)
    except ValueError:
        return ""


def _self_made(certificate: x509.Certificate) -> bool:
    return bool(certificate.subject == certificate.issuer)


def misused(certificate: x509.Certificate) -> str:
    """For what else than signing documents a certificate was given: ``CA``, the names of its uses, or ``""``."""
    usage, extended = certificate.key_usage_value, certificate.extended_key_usage_value
    if certificate.ca:
        return "CA"
    if usage is not None and not {"digital_signature", "non_repudiation"} & set(usage.native):
        return ", ".join(sorted(usage.native)) or "?"
    if extended is not None and set(extended.native) <= NOT_FOR_SIGNING:
        return ", ".join(sorted(extended.native)) or "?"
    return ""


def why(found: Any, certificate: x509.Certificate, roots: Sequence[x509.Certificate], moment: datetime) -> Finding:
    """The reason why nobody vouches for a signature: CV910 too weak, CV911 given for something else, CV912 expired,
    CV914 not valid yet, CV915 a chain that doesn't hold, CV677 an issuer that nobody named.
    """
    holder = trust.holder(certificate)
    about = {"name": holder.name, "issuer": holder.issuer}
    what, _ = weak(found, certificate)
    if what:
        return Finding("CV910", False, about | {"what": what})
    use = misused(certificate)
    if use:
        return Finding("CV911", False, about | {"use": use})
    if _known(certificate, roots):
        if moment > certificate.not_valid_after:
            day = holder.not_after.date()
            return Finding("CV912", False, about | {"day": day})
        if moment < certificate.not_valid_before:
            return Finding("CV914", False, about | {"day": holder.not_before.date()})
        if certificate.issuer != certificate.subject:
            return Finding("CV915", False, about)
    return Finding("CV677", False, about)


def _known(certificate: x509.Certificate, roots: Sequence[x509.Certificate]) -> bool:
    return any(root.subject == certificate.issuer for root in roots)


def future(moment: datetime | None, now: datetime) -> list[Finding]:
    """CV913: a time that has not come yet."""
    if moment is None or moment <= now + EARLY:
        return []
    return [Finding("CV913", False, {"day": moment.date()})]


def titles(resolver: Any) -> dict[str, str]:
    """What a window or a catalogue of files shows of a revision: title, author, subject, keywords."""
    shown: dict[str, str] = {}
    ref = resolver.trailer_view.get_value_as_reference("/Info", optional=True)
    info = resolver(ref) if ref is not None else None
    for key in ("/Title", "/Author", "/Subject", "/Keywords"):
        if isinstance(info, generic.DictionaryObject) and key in info:
            shown[key.strip("/")] = str(info[key])
    raw = resolver.root.raw_get("/Metadata") if "/Metadata" in resolver.root else None
    if isinstance(raw, generic.IndirectObject):
        # Past the resolver: it can't rewrite a metadata stream that the library has made itself.
        metadata = resolver.reader.get_object(raw.reference, revision=resolver.revision)
        text = metadata.data.decode("utf-8", "replace") if isinstance(metadata, generic.StreamObject) else ""
        for name, value in _TITLE.findall(text):
            shown[f"XMP {name.lower()}"] = " ".join(_TAGS.sub(" ", value).split())
        for name, one, other in _INLINE.findall(text):
            shown[f"XMP {name.lower()}"] = one or other
    return {key: value for key, value in shown.items() if value.strip()}


def retitled(before: dict[str, str], after: dict[str, str], *, signed: bool) -> list[Finding]:
    """CV916: what a window shows of the file was changed; fatal where no signature came with it."""
    for key in sorted({*before, *after}):
        old, new = before.get(key, ""), after.get(key, "")
        if old != new and not (signed and not old):
            return [Finding("CV916", not signed, {"what": key, "before": old[:60] or "–", "after": new[:60] or "–"})]
    return []
