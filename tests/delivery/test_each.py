"""Copies for each recipient go out: each gets its own, whoever is only in Nơi nhận gets the model."""

from __future__ import annotations

import email
import hashlib
import json
from email.message import Message
from pathlib import Path

import pytest

from congvan.dispatch import outgoing
from congvan.model.delivery import File
from congvan.problems import MachineFault

LETTER = """unit: thanh-tra
subject: mời {{ recipient.name }} dự họp
signer: giam-doc
per_recipient: true
merge: {file: khach.csv, key: ma, name: ten, address: dia_chi, email: thu}
body: |
  Trân trọng mời {{ recipient.name }} dự họp.
copies: [nhu-tren, ubnd]
"""


def test_each_gets_its_own_file_once(post) -> None:
    post.smtp()
    post.recipients("ubnd")
    rows = "A,Bà Lan,số 1,lan@noi.example\nB,Ông Minh,số 2,minh@noi.example\nC,Bà Cả,số 3 đường C,\n"
    (post.shop.root / "khach.csv").write_text("ma,ten,dia_chi,thu\n" + rows, encoding="utf-8")
    post.shop.write("moi", LETTER)
    assert post.shop.run("issue", "moi").returncode == 0
    assert post.shop.run("build", "moi").returncode == 0
    planned = json.loads(post.shop.run("send", "moi", "--allow-unsigned", "--dry-run", "--json").stdout)
    assert planned["diagnostics"] == []
    post.send("moi", code=0)
    assert post.states("moi") == {"A": "accepted", "B": "accepted", "C": "accepted", "ubnd": "accepted"}
    output = post.shop.root / "output"
    wanted = {"lan": "moi/A.pdf", "minh": "moi/B.pdf", "ubnd": "moi.pdf"}
    sent = {to.partition("@")[0]: attached(message) for to, message in taken(post)}
    assert sent == {who: digest((output / name).read_bytes()) for who, name in wanted.items()}
    post.send("moi", code=0)
    assert len(taken(post)) == 3


def test_a_copy_that_was_made_again_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "A.pdf"
    path.write_bytes(b"one")
    file = File("881.pdf", "881", b"one", digest(b"one"))
    own = outgoing._own((file,), (path,))
    assert own.read() == (file,)
    path.write_bytes(b"another")
    with pytest.raises(MachineFault) as raised:
        own.read()
    assert raised.value.diagnostic.code == "CV784"


def taken(post) -> list[tuple[str, Message]]:
    got = post.mail.got()
    return [(one["to"][0], email.message_from_bytes(post.mail.message(n))) for n, one in enumerate(got)]


def attached(message: Message) -> str:
    return digest(next(p.get_payload(decode=True) for p in message.walk() if p.get_filename()))


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
