"""What another signing tool does to a file: a field of its own and a signature in it."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec


def foreign(pdf: bytes, authority, box: dict, name: str = "Signature1", holder: str = "Nguyễn Tấn Đức") -> bytes:
    """What another tool does: a field of its own and a signature in it, as one increment."""
    who = authority.issue(holder)
    key = signers.SimpleSigner(
        signing_cert=_der(who.der),
        signing_key=_key(who.key),
        cert_registry=None,
    )
    corners = (box["x0"], box["y0"], box["x1"], box["y1"])
    return signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)),
        signers.PdfSignatureMetadata(field_name=name),
        signer=key,
        new_field_spec=SigFieldSpec(name, on_page=box["page"] - 1, box=corners),
    ).getvalue()


def filled(pdf: bytes, who, name: str) -> bytes:
    """What another tool does with a field that is there: a signature in it, as one increment."""
    key = signers.SimpleSigner(signing_cert=_der(who.der), signing_key=_key(who.key), cert_registry=None)
    meta = signers.PdfSignatureMetadata(field_name=name)

    def work() -> bytes:
        return signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer=key).getvalue()

    with ThreadPoolExecutor(1) as apart:  # the library runs a loop of its own; a browser's test has one already
        return apart.submit(work).result()


def _der(data: bytes):
    from asn1crypto import x509

    return x509.Certificate.load(data)


def _key(key):
    from asn1crypto import keys

    plain = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return keys.PrivateKeyInfo.load(plain)
