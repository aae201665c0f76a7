"""Kinds whose pages differ from a công văn's: signed, numbered, sealed and verified as any."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIELDS = {"KyLanhDao", "SoVanBan", "NgayVanBan", "DauCoQuan"}
ODD = {
    "bien-ban": FIELDS - {"NgayVanBan"},  # no date in its head, two signatures, Nơi nhận below them
    "hop-dong": FIELDS,  # the agency's own signature stands on the left
    "giay-nghi-phep": FIELDS,  # a block to be confirmed by others below
    "quyet-dinh": FIELDS,  # with a text of its own
}


def verified(bench, id: str) -> set[str]:
    """The fields of the sealed file, all of whose signatures hold."""
    done = bench.run("verify", str(bench.signed(id)), "--trust", bench.ca, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return {item["field"] for item in json.loads(done.stdout)["signatures"]}


@pytest.mark.parametrize(("kind", "wanted"), ODD.items(), ids=list(ODD))
def test_a_kind_is_signed_numbered_and_sealed(bench, kind: str, wanted: set[str]) -> None:
    bench.seal(kind, (ROOT / "templates" / kind / "example.yaml").read_text(encoding="utf-8"))
    assert verified(bench, kind) == wanted


def test_a_kind_without_a_number_is_dated_by_hand_and_sealed(bench) -> None:
    text = (ROOT / "templates/thu-cong/example.yaml").read_text(encoding="utf-8")
    bench.shop.write("thu-cong", text)
    assert bench.run("ready", "thu-cong").returncode == 0
    assert bench.run("sign", "thu-cong", "--as", "KyLanhDao", *bench.p12("leader")).returncode == 0
    refused = bench.run("issue", "thu-cong")
    assert refused.returncode == 1
    assert "CV131" in refused.stderr
    assert bench.run("sign", "thu-cong", "--as", "DauCoQuan", *bench.p12("agency")).returncode == 1  # no date yet
    bench.shop.write("thu-cong", text + "date: 2026-11-24\n")
    done = bench.run("sign", "thu-cong", "--as", "DauCoQuan", *bench.p12("agency"))
    assert done.returncode == 0, done.stderr
    assert verified(bench, "thu-cong") == FIELDS - {"SoVanBan"}


def test_a_text_that_a_decision_issues_is_a_file_of_its_own(bench) -> None:
    bench.shop.write("kem-theo", (ROOT / "templates/quyet-dinh/example.yaml").read_text(encoding="utf-8"))
    assert bench.run("ready", "kem-theo", "--annexes-apart").returncode == 0
    assert bench.run("sign", "kem-theo", "--as", "KyLanhDao", *bench.p12("leader")).returncode == 0
    bench.issue("kem-theo")
    done = bench.run("sign", "kem-theo", "--as", "DauCoQuan", *bench.p12("agency"))
    assert done.returncode == 0, done.stderr
    path = bench.signed("kem-theo").with_name("kem-theo.phu-luc-1.signed.pdf")
    assert bench.run("verify", str(path), "--trust", bench.ca).returncode == 0
