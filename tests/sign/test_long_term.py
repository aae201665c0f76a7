"""Timestamps, revocation information and what stays checkable when certificates end or are revoked."""

from __future__ import annotations

import io
import json
import time
from datetime import UTC, datetime, timedelta

import pki
import pytest
from asn1crypto.crl import CertificateList
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore

from congvan.model.signing import State
from congvan.pades import apply, fields, keys, trust
from congvan.pades.verify import verify
from congvan.problems import Problems

DRAFT = """unit: thanh-tra
subject: thử ký số
signer: giam-doc
to: [so-noi-vu]
body: Đoạn văn.
copies: [nhu-tren]
"""


def sign(bench, id: str, role: str, *more: str):
    key = "leader" if role == "KyLanhDao" else "agency"
    return bench.run("sign", id, "--as", role, *bench.p12(key), *more)


def test_timestamps_and_long_term(tmp_path, server, make_bench) -> None:
    bench = make_bench(tmp_path, server.authority)
    clock = ["--tsa", f"{server.url}/tsa"]
    bench.seal("t", DRAFT, *clock)
    made = json.loads(bench.run("verify", str(bench.signed("t")), "--json", "--trust", bench.ca).stdout)
    assert made["ok"]
    assert {s["level"] for s in made["signatures"]} == {"B-T"}
    assert {s["time_source"] for s in made["signatures"]} == {"timestamp"}
    bench.seal("lta", DRAFT, *clock, "--lta")
    done = bench.run("verify", str(bench.signed("lta")), "--json", "--trust", bench.ca)
    made = json.loads(done.stdout)
    assert made["ok"], done.stdout
    level = {s["field"]: s["level"] for s in made["signatures"] if s["kind"] == "signature"}
    assert level["DauCoQuan"] == level["KyLanhDao"] == "B-LTA"
    assert server.asked["/tsa"] > 0
    assert server.asked.get("/ocsp", 0) + server.asked.get("/crl", 0) > 0
    before = bench.signed("t").read_bytes()
    bench.shop.write("xa", DRAFT)
    bench.run("ready", "xa")
    done = sign(bench, "xa", "KyLanhDao", "--tsa", "http://127.0.0.1:9/tsa")
    assert done.returncode == 3
    assert "CV630" in done.stderr
    assert not bench.signed("xa").exists()
    assert bench.signed("t").read_bytes() == before


def test_a_later_document_timestamp_keeps_all_valid(tmp_path, server, make_bench) -> None:
    bench = make_bench(tmp_path, server.authority)
    sealed = bench.seal("x", DRAFT, "--tsa", f"{server.url}/tsa").read_bytes()
    roots = list(trust.parse((bench.keys / "ca.pem").read_bytes()))
    later = apply.add_timestamp(sealed, roots, apply.timestamper(f"{server.url}/tsa"))
    assert later.startswith(sealed)
    report = verify(later, roots)
    assert report.state is State.VALID, report
    assert report.signatures[-1].kind == "timestamp"


def test_the_seal_keeps_a_leader_checkable_who_signed_without_lta(tmp_path, server, make_bench) -> None:
    """The store of the sealed file answers for every signature in it, the leader's from another authority too."""
    other = pki.Server("CA của lãnh đạo", key=7)
    try:
        bench = make_bench(tmp_path, server.authority)
        secret = (bench.keys / "mat-khau").read_text(encoding="utf-8").strip()
        other.authority.issue("Nguyễn Tấn Đức", key=pki.rsa_key(8)).p12(bench.keys / "leader.p12", secret)
        other.authority.identity().pem(bench.keys / "ca-2.pem")
        bench.shop.write("lau", DRAFT)
        bench.run("ready", "lau")
        clock = ["--tsa", f"{server.url}/tsa"]
        assert sign(bench, "lau", "KyLanhDao", *clock).returncode == 0
        bench.issue("lau")
        done = sign(bench, "lau", "DauCoQuan", *clock, "--lta")
        assert done.returncode == 0, done.stderr
        trusted = ["--trust", bench.ca, "--trust", str(bench.keys / "ca-2.pem")]
        made = json.loads(bench.run("verify", str(bench.signed("lau")), "--json", *trusted).stdout)
        assert made["ok"], made
        signatures = {s["field"]: s for s in made["signatures"] if s["kind"] == "signature"}
        assert {s["revocation"] for s in signatures.values()} == {"embedded"}
        assert {s["level"] for s in signatures.values()} == {"B-LTA"}
        assert other.asked.get("/ocsp", 0) + other.asked.get("/crl", 0) > 0
    finally:
        other.close()


def test_a_leader_whose_revocation_can_not_be_asked_stops_the_long_term_seal(tmp_path, server, make_bench) -> None:
    other = pki.Server("CA đã tắt", key=7)
    bench = make_bench(tmp_path, server.authority)
    secret = (bench.keys / "mat-khau").read_text(encoding="utf-8").strip()
    other.authority.issue("Nguyễn Tấn Đức", key=pki.rsa_key(8)).p12(bench.keys / "leader.p12", secret)
    other.close()
    bench.shop.write("tat", DRAFT)
    bench.run("ready", "tat")
    assert sign(bench, "tat", "KyLanhDao").returncode == 0
    bench.issue("tat")
    before = bench.signed("tat").read_bytes()
    done = sign(bench, "tat", "DauCoQuan", "--tsa", f"{server.url}/tsa", "--lta")
    assert done.returncode == 3
    assert "CV632" in done.stderr
    assert "Traceback" not in done.stderr
    assert bench.signed("tat").read_bytes() == before


def with_list(pdf: bytes, authority, field: str, when: datetime) -> bytes:
    """``pdf`` with the authority's list of revoked certificates, which names the signer of ``field``."""
    signer = next(s for s in PdfFileReader(io.BytesIO(pdf)).embedded_signatures if s.field_name == field).signer_cert
    authority.revoked[signer.serial_number] = when
    try:
        crl = CertificateList.load(authority.crl())
    finally:
        authority.revoked.clear()
    writer, out = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    DocumentSecurityStore.supply_dss_in_writer(writer, None, crls=[crl])
    writer.write(out)
    return out.getvalue()


def test_a_revoked_signer_is_named(bench, sealed, roots) -> None:
    revoked = with_list(sealed, bench.authority, "KyLanhDao", datetime.now(UTC) - timedelta(hours=1))
    report = verify(revoked, roots)
    found = {c.field: c for c in report.signatures}
    assert report.state is State.INVALID
    assert "CV676" in [f.code for f in found["KyLanhDao"].findings]
    assert found["KyLanhDao"].intact
    assert found["DauCoQuan"].state is State.VALID


@pytest.mark.parametrize(("hours", "state"), [(-1, State.INVALID), (1, State.VALID)])
def test_who_was_revoked_later_has_signed_before(tmp_path, server, make_bench, hours: int, state: State) -> None:
    """A trusted time tells which came first; the certificate names where its revocation is told."""
    bench = make_bench(tmp_path, server.authority)
    sealed = bench.seal("thu-hoi", DRAFT, "--tsa", f"{server.url}/tsa").read_bytes()
    roots = list(trust.parse(server.authority.identity().der))
    revoked = with_list(sealed, server.authority, "DauCoQuan", datetime.now(UTC) + timedelta(hours=hours))
    report = verify(revoked, roots)
    assert report.state is state, report


@pytest.mark.parametrize("stamped", [True, False])
def test_a_certificate_that_ended_since(bench, server, stamped: bool) -> None:
    """With a trusted time from before its end the signature holds; without one nobody vouches for it, and why is said."""
    bench.shop.write("het-han", DRAFT)
    bench.run("ready", "het-han")
    ready = bench.shop.output("het-han", "ready.pdf").read_bytes()
    clock = apply.timestamper(f"{server.url}/tsa") if stamped else None
    found = fields.look(ready)
    look = bench.stamp(found.boxes["KyLanhDao"])
    # Long enough for a machine that has much else to do, so that the clock answers before the end.
    end = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=20)
    who = server.authority.issue("Nguyễn Tấn Đức", end=end).p12(bench.keys / "sap-het.p12")
    key = keys.open_file(who, b"bi-mat", problems := Problems())
    assert key is not None, list(problems)
    wish = apply.Wish(datetime.now(UTC), timestamper=clock)
    signed = apply.sign(ready, "KyLanhDao", found.boxes["KyLanhDao"], look, key, wish)
    time.sleep(max(0.0, (end - datetime.now(UTC)).total_seconds()) + 1.1)
    trusted = list(trust.parse(server.authority.identity().der))
    report = verify(signed, trusted)
    item = report.signatures[0]
    assert item.intact
    assert item.state is (State.VALID if stamped else State.UNTRUSTED)
    if not stamped:
        assert item.findings[0].code == "CV912"
