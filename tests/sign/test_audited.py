"""Each signature stands in the register's log with who, which fields and the file before and after; where it can't stand
there, nothing is signed.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from hashlib import sha256

import pytest
from foreign import filled
from shop import said_codes

from congvan import Desk

DAY = date(2026, 11, 24)
PASSWORD = "bí mật 1"
DRAFT = """unit: thanh-tra
subject: thử ký số
signer: giam-doc
to: [so-noi-vu]
body: Đoạn văn.
copies: [nhu-tren]
"""


@pytest.fixture
def desk(bench) -> Desk:
    bench.shop.write("ghi", DRAFT)
    made = Desk.open(bench.shop.root)
    assert made.ready("ghi").ok
    return made


def rows(bench, id: str = "ghi") -> list[tuple[str, str, dict, int | None]]:
    """What the log tells of the signed files of one document."""
    with sqlite3.connect(bench.shop.root / "register.db") as connection:
        found = connection.execute("SELECT kind, actor, payload, entry FROM audit ORDER BY position").fetchall()
    made = [(kind, actor, json.loads(told), entry) for kind, actor, told, entry in found if kind in ("sign", "bring")]
    return [one for one in made if one[2]["circular"] == id]


def digest(path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def verified(bench) -> list[str]:
    """What the register is told of; the office that these tests copy begins with number 881, so that 1–880 are free."""
    return said_codes(bench.run("register", "verify", "--json"), 1)


def sign(bench, desk: Desk, role: str, key: str, actor: str):
    return desk.sign("ghi", role, p12=bench.keys / f"{key}.p12", secret=PASSWORD, trust=[bench.ca], actor=actor)


def test_a_signature_an_upload_and_the_seal_are_told_with_their_files(bench, desk) -> None:
    ready = digest(bench.shop.output("ghi", "ready.pdf"))
    data = filled(
        bench.shop.output("ghi", "ready.pdf").read_bytes(), bench.authority.issue("Nguyễn Tấn Đức"), "KyLanhDao"
    )
    assert desk.take_signed("ghi", data, "da-ky.pdf", trust=[bench.ca], actor="lan").ok
    signed = digest(bench.signed("ghi"))
    assert desk.issue("ghi", day=DAY, actor="hoa").ok
    assert sign(bench, desk, "DauCoQuan", "agency", "mai").ok
    sealed = digest(bench.signed("ghi"))
    (brought, who, told, entry), (kind, other, seal, of) = rows(bench)
    assert (brought, who, entry, kind, other) == ("bring", "lan", None, "sign", "mai")
    assert (told["circular"], told["fields"], told["before"], told["sha256"]) == ("ghi", ["KyLanhDao"], ready, signed)
    assert told["holders"][0]["name"] == "Nguyễn Tấn Đức"
    assert (seal["fields"], seal["before"], seal["sha256"]) == (["SoVanBan", "NgayVanBan", "DauCoQuan"], signed, sealed)
    assert seal["code"].endswith("/STTTT-TTr")
    assert of is not None
    done = bench.run("register", "show", "ghi", "--json")
    log = [(one["kind"], one["actor"], one["sha256"]) for one in json.loads(done.stdout)["log"]]
    assert log == [("bring", "lan", signed), ("issue", "hoa", None), ("sign", "mai", sealed)]
    assert verified(bench) == ["CV550"]
    with sqlite3.connect(bench.shop.root / "register.db") as connection:
        connection.execute("UPDATE entries SET subject = 'khác'")
    assert "CV553" in verified(bench)  # a row of a file hides no change of the entry


def test_what_the_log_can_not_tell_is_not_signed(bench, desk) -> None:
    assert desk.issue("ghi", day=DAY).ok
    assert desk.ready("ghi").ok
    before = {p: p.read_bytes() for p in (bench.shop.root / "output").rglob("*.pdf")}
    data = filled(before[bench.shop.output("ghi", "ready.pdf")], bench.authority.issue("Nguyễn Tấn Đức"), "KyLanhDao")
    with sqlite3.connect(bench.shop.root / "register.db") as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON audit WHEN NEW.kind IN ('sign', 'bring')"
            " BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
        )
    assert not sign(bench, desk, "KyLanhDao", "leader", "lan").ok
    assert not desk.take_signed("ghi", data, "da-ky.pdf", trust=[bench.ca]).ok
    found = {p: p.read_bytes() for p in (bench.shop.root / "output").rglob("*") if p.is_file()}
    assert found == before
    assert rows(bench) == []


def test_a_signed_copy_is_told_too(bench, desk) -> None:
    assert desk.issue("ghi", day=DAY).ok
    assert desk.build("ghi", formats=("pdf",)).ok
    made = desk.copy(bench.shop.output("ghi", "pdf"), "sao/ghi", form="sao-y", signer="giam-doc", electronic=True)
    assert made.ok, [d.message() for d in made.diagnostics]
    before = digest(bench.shop.output("sao/ghi", "pdf"))
    done = desk.sign("sao/ghi", "DauCoQuan", p12=bench.keys / "agency.p12", secret=PASSWORD, actor="lan")
    assert done.ok, [d.message() for d in done.diagnostics]
    ((kind, actor, told, entry),) = rows(bench, "sao/ghi")
    assert (kind, actor, told["circular"], told["before"]) == ("sign", "lan", "sao/ghi", before)
    assert told["sha256"] == digest(bench.signed("sao/ghi"))
    assert entry is not None
    assert verified(bench) == ["CV550"]
