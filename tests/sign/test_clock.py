"""A signature by a wrong clock: refused where the register knows better, and seen by whoever verifies it."""

from __future__ import annotations

import json

from shop import said_codes

DRAFT = """unit: thanh-tra
subject: thử đồng hồ
signer: giam-doc
to: [so-noi-vu]
body: |
  Đoạn văn.
copies: [nhu-tren]
"""


def test_a_signature_from_the_future_is_told(bench) -> None:
    bench.shop.write("sau", DRAFT)
    assert bench.run("ready", "sau").returncode == 0
    leader = ["sign", "sau", "--as", "KyLanhDao", *bench.p12("leader")]
    ahead = bench.shop.run_at("+40 days", *leader)
    assert ahead.returncode == 0, ahead.stderr
    for lang, words in (("vi", "còn ở phía trước"), ("en", "which has not come")):
        done = bench.run("verify", str(bench.signed("sau")), "--trust", bench.ca, "--lang", lang)
        assert ("CV599" in done.stdout, words in done.stdout) == (True, True), done.stdout
    found = json.loads(bench.run("verify", str(bench.signed("sau")), "--trust", bench.ca, "--json").stdout)
    assert [d["code"] for d in found["diagnostics"] if d["code"] == "CV599"] == ["CV599"]


def test_a_signature_of_now_is_no_matter_of_clocks(bench) -> None:
    done = bench.run("verify", str(bench.signed("mau")), "--trust", bench.ca)
    assert (done.returncode, "CV599" in done.stdout) == (0, False), done.stdout


def test_no_signature_by_a_clock_that_went_back(bench) -> None:
    bench.shop.write("sau", DRAFT)
    assert bench.run("ready", "sau").returncode == 0
    leader = ["sign", "sau", "--as", "KyLanhDao", *bench.p12("leader"), "--json"]
    assert "CV591" in said_codes(bench.shop.run_at("-1 day", *leader), 1)
    assert "CV614" in said_codes(bench.shop.run_at("1970-01-02", *leader), 1)  # no certificate is so old
    assert not bench.signed("sau").exists()
