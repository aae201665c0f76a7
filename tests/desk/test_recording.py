"""What people do has a row in the register's chain: who, role, session, hashes; where it can't be told it isn't done."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from deeds import LETTER
from shop import Shop

from congvan import Desk, pipeline
from congvan.model.actor import Actor
from congvan.problems import Problems

DUC = Actor("duc", "ky:giam-doc", "0123456789abcdef")


def _codes(desk: Desk) -> list[str]:
    return [d.code for d in desk.register_verify().diagnostics if d.severity == "error"]


def test_an_act_is_told_with_person_role_session_and_hashes(desk: Desk, shop: Shop) -> None:
    shop.write("a", LETTER.format(n=1))
    assert desk.record("approve", "a", before="b" * 64, after="c" * 64, actor=DUC, reason="đã xem").ok
    assert desk.issue("a", actor=Actor("minh", "van-thu", "fedc")).ok
    (act,) = desk.recorded("a").value or ()
    assert (act.kind, act.actor, act.role, act.session) == ("approve", "duc", "ky:giam-doc", "0123456789abcdef")
    assert (act.before, act.after, act.said) == ("b" * 64, "c" * 64, {"reason": "đã xem"})
    shown = desk.register_show("a").value
    assert shown is not None
    assert [(row.kind, row.actor, row.role, row.session) for row in shown.log] == [("issue", "minh", "van-thu", "fedc")]
    assert desk.record("dispatch", "a", actor=DUC).ok  # after it has its line, it speaks of that
    assert _codes(desk) == []
    assert desk.recorded("").value == ()


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'hoa'", "role = 'ky:pho'", "session = 'x'", "circular = 'b'", "role = NULL", "payload = '{}'",
        "kind = 'act.sign'", "session = NULL",
    ],
    ids=["actor", "role", "session", "circular", "no-role", "payload", "kind", "no-session"],
)  # fmt: skip
def test_a_row_changed_by_hand_is_found(desk: Desk, shop: Shop, change: str) -> None:
    shop.write("a", LETTER.format(n=1))
    assert desk.record("approve", "a", actor=DUC).ok
    assert desk.issue("a").ok
    with sqlite3.connect(shop.root / "register.db") as line:
        line.execute("DROP TRIGGER audit_no_update")
        line.execute(f"UPDATE audit SET {change} WHERE kind = 'act.approve'")
    assert "CV554" in _codes(desk)


def test_a_row_of_before_with_a_role_put_in_is_found(desk: Desk, shop: Shop) -> None:
    shop.write("a", LETTER.format(n=1))
    assert desk.issue("a").ok
    with sqlite3.connect(shop.root / "register.db") as line:
        line.execute("DROP TRIGGER audit_no_update")
        line.execute("UPDATE audit SET role = 'van-thu' WHERE kind = 'issue'")
    assert "CV554" in _codes(desk)


def test_who_signed_before_the_number_is_found_however_long_ago(desk: Desk, shop: Shop) -> None:
    for id in "ab":
        shop.write(id, LETTER.format(n=id))
    with desk.here.acting(DUC).office(Problems()) as office:
        assert office is not None
        ledger = pipeline.ledger_of(office)
        for id in "ab":
            ledger.write(lambda tx, id=id: tx.note_signed("sign", id, {"sha256": id * 64}), repeatable=False)
        ledger.write(lambda tx: tx.append_all(("act.own", {}, None) for _ in range(2100)), repeatable=False)
    assert desk.issue("a").ok
    shown = desk.register_show("a").value
    assert shown is not None
    assert [(row.kind, row.actor, row.sha256) for row in shown.log][:1] == [("sign", "duc", "a" * 64)]
    assert [row.kind for row in shown.log] == ["sign", "issue"]
    assert desk.recorded("a").value == ()
    assert _codes(desk) == []


def test_a_signature_whose_row_names_no_document_in_its_column_is_found(desk: Desk, shop: Shop) -> None:
    """As the first rows of signatures were written."""
    shop.write("a", LETTER.format(n=1))
    with desk.here.acting(DUC).office(Problems()) as office:
        assert office is not None
        told = {"circular": "a", "sha256": "a" * 64}
        pipeline.ledger_of(office).write(lambda tx: tx.append("sign", told), repeatable=False)
    assert desk.issue("a").ok
    shown = desk.register_show("a").value
    assert shown is not None
    assert [row.kind for row in shown.log] == ["sign", "issue"]


def test_what_can_not_be_told_is_a_fault_of_the_machine(desk: Desk, shop: Shop) -> None:
    shop.write("a", LETTER.format(n=1))
    assert desk.issue("a").ok
    file = shop.root / "register.db"
    with sqlite3.connect(file) as line:
        line.execute("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(FAIL, 'disk full'); END")
    done = desk.record("approve", "a", actor=DUC)
    assert done.value is None
    assert done.machine is not None
    with sqlite3.connect(file) as line:
        line.execute("DROP TRIGGER full")
    assert (desk.recorded("a").value, _codes(desk)) == ((), [])
    broken = Path(shop.root / "issuer.yaml")
    broken.write_text("name: [\n", "utf-8")
    assert desk.record("approve", "a", actor=DUC).value is None
