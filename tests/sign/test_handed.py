"""Files from the field (November 2026), each with what is right for it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from shop import ROOT  # noqa: F401 - the shop's folder on the path

from congvan.model.signing import State
from congvan.pades import keys, ours, trust
from congvan.pades.verify import verify
from congvan.problems import Problems

CASES = Path(__file__).parent / "cases"
RIGHT = {
    "sealed.pdf": (State.VALID, ""),
    "A1_unsigned_field_with_text_in_blank_place.pdf": (State.INVALID, "CV900"),
    "A2_unsigned_field_widget_as_kid_over_text.pdf": (State.INVALID, "CV900"),
    "A9_trusted_other_agency_big_stamp_overlapping_leader_from_left.pdf": (State.INVALID, "CV675"),
    "B2_unsigned_field_over_a_drawing_or_scan.pdf": (State.INVALID, "CV900"),
    "C13_document_timestamp_only_no_signature.pdf": (State.INVALID, "CV657"),
    "T1_screen.pdf": (State.UNTRUSTED, "CV677"),
}


def roots(name: str):
    return list(trust.parse((CASES / name).read_bytes()))


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_signed(name: str) -> None:
    state, code = RIGHT[name]
    report = verify((CASES / name).read_bytes(), roots("ca.pem"))
    assert report.state is state
    assert not code or code in {f.code for f in report.all_findings()}


def test_a_hybrid_file_as_word_saves_it_is_valid() -> None:
    data = (CASES / "05-word-like-hybrid-signed.pdf").read_bytes()
    assert verify(data, roots("05-ca.pem")).state is State.VALID
    changed = data.replace(b"%%EOF", b"%%EOF", 1)
    place = changed.index(b"stream") + 20
    changed = changed[:place] + bytes([changed[place] ^ 1]) + changed[place + 1 :]
    assert verify(changed, roots("05-ca.pem")).state is State.INVALID


def test_the_verdict_is_the_same_beside_a_running_loop() -> None:
    """A web server calls from its loop, and the library would start one of its own."""
    data = (CASES / "sealed.pdf").read_bytes()

    async def served():
        return verify(data, roots("ca.pem")), ours.signers(data, roots("ca.pem"))

    report, signers = asyncio.run(served())
    assert report.state is State.VALID
    assert signers == ours.signers(data, roots("ca.pem"))


def test_no_foreign_control_character_reaches_the_terminal(bench) -> None:
    done = bench.run("verify", str(CASES / "T1_screen.pdf"), "--trust", str(CASES / "ca.pem"))
    assert done.returncode == 1
    assert not [c for c in done.stdout + done.stderr if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160)]
    assert done.stdout.splitlines()[0].split(": ", 1)[1].startswith("CHƯA TIN CẬY")


def test_the_key_for_signing_is_taken_wherever_it_stands() -> None:
    problems = Problems()
    key = keys.open_file(CASES / "14-two-keys.p12", b"bi-mat", problems)
    assert key is not None, list(problems)
    assert key.holder.name == "Nguyễn Tấn Đức"


@pytest.mark.parametrize("form", ["bom", "nfd", "utf16"])
def test_a_password_file_as_editors_save_it(bench, tmp_path, form: str) -> None:
    """The password of the keys is "bí mật 1"."""
    import unicodedata

    text = "bí mật 1\r\n"
    stored = {
        "bom": b"\xef\xbb\xbf" + text.encode(),
        "nfd": unicodedata.normalize("NFD", text).encode(),
        "utf16": text.encode("utf-16"),
    }[form]
    path = tmp_path / "mat-khau"
    path.write_bytes(stored)
    bench.run("ready", "mau")
    bench.signed("mau").unlink()
    key = bench.keys / "leader.p12"
    done = bench.run("sign", "mau", "--as", "KyLanhDao", "--p12", str(key), "--password-file", str(path))
    assert done.returncode == 0, done.stderr


def test_the_wrong_key_is_refused_before_anything_is_signed(bench) -> None:
    bench.run("ready", "mau")
    before = bench.signed("mau")
    before.unlink()
    done = bench.run("sign", "mau", "--as", "KyLanhDao", *bench.p12("agency"))
    assert (done.returncode, "CV629" in done.stderr) == (1, True), done.stderr
    assert not before.exists()
    assert bench.run("sign", "mau", "--as", "KyLanhDao", *bench.p12("leader")).returncode == 0
    signed = before.read_bytes()
    done = bench.run("sign", "mau", "--as", "DauCoQuan", *bench.p12("leader"))
    assert (done.returncode, "CV628" in done.stderr) == (1, True), done.stderr
    # His certificate names the office too, as personal ones of the public service do.
    own = bench.authority.issue("Nguyễn Tấn Đức", organisation="Sở Thông tin và Truyền thông")
    own.p12(bench.keys / "own.p12", "bí mật 1")
    done = bench.run("sign", "mau", "--as", "DauCoQuan", *bench.p12("own"))
    assert (done.returncode, "CV628" in done.stderr) == (1, True), done.stderr
    assert before.read_bytes() == signed
    done = bench.run("sign", "mau", "--as", "KyLanhDao", *bench.p12("leader"))
    assert "CV602" in done.stderr
    assert "mau.signed.pdf" in done.stderr


def test_a_certificate_near_its_end_is_spoken_of(bench) -> None:
    from datetime import timedelta

    import pki

    bench.run("ready", "mau")
    bench.signed("mau").unlink()
    bench.authority.issue("Nguyễn Tấn Đức", end=pki.NOW + timedelta(days=9)).p12(bench.keys / "gan.p12", "bí mật 1")
    done = bench.run("sign", "mau", "--as", "KyLanhDao", *bench.p12("gan"))
    assert done.returncode == 0, done.stderr
    assert "CV619" in done.stderr


def test_a_copy_leaves_out_nothing_that_is_printed(bench) -> None:
    file = str(CASES / "07-annotations.pdf")
    done = bench.run("copy", file, "sao-cu", "--form", "sao-y", "--signer", "giam-doc", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 1, done.stdout
    assert [d["code"] for d in told["diagnostics"]] == ["CV674"]
    assert "FreeText" in told["diagnostics"][0]["message"]


def test_zeros_behind_the_end_are_no_part_of_a_file() -> None:
    from congvan.pdf import flat

    plain = (CASES / "sealed.pdf").read_bytes()
    assert flat.flatten(plain + b"\0" * 5000, None).pages == flat.flatten(plain, None).pages
