"""Copies for each recipient: all signed by one opening of the key, each its own file."""

from __future__ import annotations

import json

LETTER = """unit: thanh-tra
subject: mời {{ recipient.name }} dự họp
signer: giam-doc
per_recipient: true
merge: {file: khach.csv, key: ma, name: ten, address: dc}
body: |
  Trân trọng mời {{ recipient.name }} dự họp.
copies: [nhu-tren]
"""


def test_one_batch_signs_the_model_and_every_copy(bench) -> None:
    (bench.shop.root / "khach.csv").write_text("ma,ten,dc\nA,Bà Lan,số 1\nB,Ông Minh,số 2\n", encoding="utf-8")
    bench.shop.write("moi", LETTER)
    bench.issue("moi")
    output = bench.shop.root / "output"
    for command in (
        ["ready", "moi"],
        ["sign", "moi", "--as", "KyLanhDao", *bench.p12("leader")],
        ["sign", "moi", "--as", "DauCoQuan", *bench.p12("agency")],
    ):
        done = bench.run(*command)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    for name in ("moi", "moi/A", "moi/B"):
        done = bench.run("verify", str(output / f"{name}.signed.pdf"), "--trust", bench.ca, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        assert len(json.loads(done.stdout)["signatures"]) == 2
    (output / "moi/A.signed.pdf").write_bytes((output / "moi/B.signed.pdf").read_bytes())
    done = bench.run("send", "moi", "--via", "post", "--dry-run", "--json")
    assert "CV836" in {d["code"] for d in json.loads(done.stdout)["diagnostics"]}
