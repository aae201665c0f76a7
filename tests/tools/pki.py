"""Keys, certificates and authorities for tests: a root, signers of every sort, and a server for timestamps, OCSP and CRL."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)


@cache
def rsa_key(number: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def name(common: str, organisation: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common)])


def usage(*on: str) -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")  # fmt: skip
    return x509.KeyUsage(**{n: n in on for n in names})


@dataclass
class Identity:
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: list[x509.Certificate] = field(default_factory=list)

    def p12(self, path: Path, password: str = "bi-mat") -> Path:
        locked = serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"khoa", self.key, self.certificate, self.chain, locked))
        return path

    def pem(self, path: Path) -> Path:
        path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def key_pem(self, path: Path) -> Path:
        path.write_bytes(
            self.key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return path

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)


class Authority:
    """A root that issues; with ``url`` its certificates name where OCSP and CRL are."""

    def __init__(self, common: str = "CA thử nghiệm", url: str = "", key: int = 1) -> None:
        self.key, self.url = rsa_key(key), url
        self.subject = name(common, "Tổ chức thử nghiệm")
        self.revoked: dict[int, datetime] = {}
        builder = self._builder(self.subject, self.key, NOW - 400 * DAY, NOW + 4000 * DAY)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        builder = builder.add_extension(usage("key_cert_sign", "crl_sign"), critical=True)
        self.certificate = builder.sign(self.key, hashes.SHA256())

    def _builder(self, subject, key, start, end) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )

    def issue(
        self, common: str, *, key=None, start=None, end=None, uses=("digital_signature", "content_commitment"),
        extended=(), organisation: str = "", plain: bool = False,
    ) -> Identity:  # fmt: skip
        key = key or rsa_key(2)
        builder = self._builder(name(common, organisation), key, start or NOW - 300 * DAY, end or NOW + 700 * DAY)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        if uses:
            builder = builder.add_extension(usage(*uses), critical=True)
        if extended:
            builder = builder.add_extension(x509.ExtendedKeyUsage(extended), critical=True)
        if self.url and not plain:
            points = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{self.url}/crl")], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([points]), critical=False)
            access = x509.AccessDescription(
                AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{self.url}/ocsp")
            )
            builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
        return Identity(key, builder.sign(self.key, hashes.SHA256()), [self.certificate])

    def tsa(self, common: str = "TSA thử nghiệm") -> Identity:
        return self.issue(
            common,
            key=rsa_key(9),
            uses=("digital_signature",),
            extended=(ExtendedKeyUsageOID.TIME_STAMPING,),
            plain=True,
        )

    def identity(self) -> Identity:
        return Identity(self.key, self.certificate)

    def crl(self) -> bytes:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.subject)
            .last_update(datetime.now(UTC) - DAY)
            .next_update(datetime.now(UTC) + 7 * DAY)
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        for serial, when in self.revoked.items():
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when).build()
            )
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def answer(self, request: bytes) -> bytes:
        """An OCSP answer, signed by the root itself."""
        asked = ocsp.load_der_ocsp_request(request)
        when = self.revoked.get(asked.serial_number)
        builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=asked.issuer_name_hash,
            issuer_key_hash=asked.issuer_key_hash,
            serial_number=asked.serial_number,
            algorithm=asked.hash_algorithm,
            cert_status=ocsp.OCSPCertStatus.REVOKED if when else ocsp.OCSPCertStatus.GOOD,
            this_update=datetime.now(UTC) - timedelta(minutes=5),
            next_update=datetime.now(UTC) + DAY,
            revocation_time=when,
            revocation_reason=None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self.certificate)
        for extension in asked.extensions:
            if isinstance(extension.value, x509.OCSPNonce):
                builder = builder.add_extension(extension.value, critical=False)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


class Server:
    """http://localhost:port with /tsa, /ocsp and /crl of one authority; ``asked`` counts what was used."""

    def __init__(self, common: str = "CA thử nghiệm", key: int = 1) -> None:
        outer = self
        self.asked: dict[str, int] = {}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._reply()

            def do_POST(self) -> None:
                self._reply()

            def _reply(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                path = self.path.partition("?")[0]
                outer.asked[path] = outer.asked.get(path, 0) + 1
                made = outer.reply(path, body)
                self.send_response(200 if made else 500)
                kinds = {"/tsa": "application/timestamp-reply", "/ocsp": "application/ocsp-response"}
                self.send_header("Content-Type", kinds.get(path, "application/pkix-crl"))
                self.send_header("Content-Length", str(len(made or b"")))
                self.end_headers()
                self.wfile.write(made or b"")

            def log_message(self, *args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.authority = Authority(common, self.url, key)
        self.stamper = self.authority.tsa()

    def reply(self, path: str, body: bytes) -> bytes | None:
        if path == "/crl":
            return self.authority.crl()
        if path == "/ocsp":
            return self.authority.answer(body)
        return self.stamp(body) if path == "/tsa" else None

    def stamp(self, request: bytes) -> bytes:
        """A timestamp answer (RFC 3161) by the library's own test authority."""
        from asn1crypto import keys, tsp
        from asn1crypto import x509 as asn1
        from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

        private = self.stamper.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        dummy = DummyTimeStamper(
            tsa_cert=asn1.Certificate.load(self.stamper.der),
            tsa_key=keys.PrivateKeyInfo.load(private),
            certs_to_embed=[
                asn1.Certificate.load(c.public_bytes(serialization.Encoding.DER)) for c in self.stamper.chain
            ],
        )
        return dummy.request_tsa_response(tsp.TimeStampReq.load(request)).dump()

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
