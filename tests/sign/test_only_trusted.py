"""``only_trusted`` of keys.yaml: who is not vouched for is refused, wherever a signature is believed; ``trust`` of it is
believed everywhere alike.
"""

from __future__ import annotations

import json
from datetime import date

import pki
import pytest
from foreign import filled
from whose import AGENCY, DRAFT, leader_only, sent, to_the_seal

from congvan import Desk

DAY = date(2026, 11, 24)
PASSWORD = "bí mật 1"
LEADER = "Nguyễn Tấn Đức"


@pytest.fixture(scope="module")
def stranger() -> pki.Authority:
    return pki.Authority("CA tự dựng", key=7)


def closed(bench, *, only: bool = True) -> None:
    """keys.yaml names the office's authority, and says that nobody else is believed."""
    (bench.shop.root / "goc.pem").write_bytes((bench.keys / "ca.pem").read_bytes())
    text = "keys: {a: {as: KyLanhDao, p12: x.p12}}\ntrust: goc.pem\n" + "only_trusted: true\n" * only
    (bench.shop.root / "keys.yaml").write_text(text, encoding="utf-8")


def errors(done) -> set[str]:
    return {d["code"] for d in json.loads(done.stdout)["diagnostics"] if d["severity"] == "error"}


def test_a_key_of_a_stranger_signs_nothing(bench, stranger) -> None:
    bench.shop.write("x", DRAFT)
    assert bench.run("ready", "x").returncode == 0
    stranger.issue(LEADER).p12(bench.keys / "la.p12", PASSWORD)
    root = bench.keys / "la.pem"
    stranger.identity().pem(root)
    closed(bench)
    done = bench.run("sign", "x", "--as", "KyLanhDao", *bench.p12("la"), "--trust", str(root), "--json")
    assert done.returncode == 1
    assert "CV636" in done.stdout
    assert not bench.signed("x").exists()
    assert bench.run("sign", "x", "--as", "KyLanhDao", *bench.p12("leader")).returncode == 0


def test_a_leader_whom_nobody_vouches_for_is_not_sealed(bench, stranger) -> None:
    bench.shop.write("x", DRAFT)
    assert bench.run("ready", "x").returncode == 0
    stranger.issue(LEADER).p12(bench.keys / "la.p12", PASSWORD)
    assert bench.run("sign", "x", "--as", "KyLanhDao", *bench.p12("la")).returncode == 0
    bench.issue("x")
    before = bench.signed("x").read_bytes()
    closed(bench)
    done = bench.run("sign", "x", "--as", "DauCoQuan", *bench.p12("agency"), "--json")
    assert (done.returncode, "CV636" in done.stdout) == (1, True), done.stdout
    assert bench.signed("x").read_bytes() == before


def test_a_file_that_comes_back_with_a_stranger_in_the_leaders_place(bench, stranger) -> None:
    """Where the office leaves that open it is taken with a warning, as before."""
    bench.shop.write("x", DRAFT)
    desk = Desk.open(bench.shop.root)
    assert desk.ready("x").ok
    data = filled(bench.shop.output("x", "ready.pdf").read_bytes(), stranger.issue(LEADER), "KyLanhDao")
    closed(bench)
    done = desk.take_signed("x", data, "la.pdf")
    assert [d.code for d in done.diagnostics] == ["CV636"]
    assert all("CA tự dựng" in d.message(lang) for d in done.diagnostics for lang in ("vi", "en"))
    assert not bench.signed("x").exists()
    closed(bench, only=False)
    done = desk.take_signed("x", data, "la.pdf")
    assert (done.ok, [d.code for d in done.diagnostics]) == (True, ["CV658"])


def test_a_letter_that_a_stranger_signed_for_the_leader_is_not_sent(bench, sealed, stranger) -> None:
    """The seal is the office's own and known; the leader is whoever he says."""
    bench.shop.write("x", DRAFT)
    assert bench.run("ready", "x").returncode == 0
    stranger.issue(LEADER).p12(bench.keys / "la.p12", PASSWORD)
    assert bench.run("sign", "x", "--as", "KyLanhDao", *bench.p12("la")).returncode == 0
    bench.issue("x")
    assert bench.run("sign", "x", "--as", "DauCoQuan", *bench.p12("agency")).returncode == 0
    assert sent(bench, "x")[0] == 0
    closed(bench)
    code, said, told = sent(bench, "x")
    assert (code, "CV636" in said) == (1, True), told
    code, _, told = sent(bench)
    assert code == 0, told


def test_a_seal_in_the_agencys_name_that_nobody_knows_is_not_taken_for_the_first(bench, sealed, stranger) -> None:
    for path in (bench.shop.root / "seals").iterdir():
        path.unlink()
    forged = filled(leader_only(sealed), stranger.issue(AGENCY, organisation=AGENCY), "DauCoQuan")
    bench.signed("mau").write_bytes(forged)
    closed(bench)
    code, said, told = sent(bench)
    assert (code, "CV636" in said) == (1, True), told


def test_the_seal_of_a_stranger_is_not_remembered(bench, stranger) -> None:
    to_the_seal(bench, "x")
    for path in (bench.shop.root / "seals").iterdir():
        path.unlink()
    stranger.issue(AGENCY).p12(bench.keys / "la.p12", PASSWORD)
    closed(bench)
    done = bench.run("sign", "x", "--as", "DauCoQuan", *bench.p12("la"), "--json")
    assert (done.returncode, "CV636" in done.stdout) == (1, True), done.stdout
    assert not list((bench.shop.root / "seals").iterdir())


def test_a_seal_that_an_upload_takes_is_sent_too(bench, sealed) -> None:
    """Another certificate of the agency, whose root ``trust`` names, while ``seals/`` knows one already."""
    other = pki.Authority("CA thứ hai", key=9)
    forged = filled(leader_only(sealed), other.issue(AGENCY, organisation=AGENCY), "DauCoQuan")
    bench.signed("mau").write_bytes(forged)
    assert sent(bench)[0] == 1
    other.identity().pem(bench.shop.root / "hai.pem")
    text = "keys: {a: {as: KyLanhDao, p12: x.p12}}\ntrust: hai.pem\n"
    (bench.shop.root / "keys.yaml").write_text(text, encoding="utf-8")
    code, said, told = sent(bench)
    assert code == 0, told
    assert "CV925" not in said


def test_a_list_of_trust_that_can_not_be_read_is_no_leave(bench) -> None:
    closed(bench)
    (bench.shop.root / "goc.pem").unlink()
    code, said, told = sent(bench)
    assert (code, "CV654" in said) == (1, True), told
