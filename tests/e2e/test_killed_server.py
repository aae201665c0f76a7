"""The studio killed (SIGKILL) at random moments of numbering, signing, sending and copying, all four under way at once: after each
kill nothing is lost, nothing is there twice, each page says what the disk and the register say, and what was begun goes on. As many
kills as CONGVAN_KILLS says (fifty in `make studio-long`).
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest
from shop import BRIEF, ROOT, Shop, office

sys.path.insert(0, str(ROOT / "tests" / "tools"))

import pki
from browsing import Studio
from caller import Caller
from mail_server import MailServer

from congvan import Desk

KILLS = int(os.environ.get("CONGVAN_KILLS", "1"))
PASSWORD = "bí mật 7431"
TO = tuple(f"noi-{n}" for n in range(12))
ACTS = ("number", "sign", "send", "copy")


@dataclass
class Round:
    """One document for each act."""

    n: int
    job: str = ""

    def id(self, act: str) -> str:
        return f"2026/{act}-{self.n}"


@dataclass
class Town:
    """An office whose studio is killed, its mail server, and who asks."""

    shop: Shop
    studio: Studio
    mail: MailServer
    desk: Desk
    caller: Caller
    pdf: bytes
    seen: Counter[str] = field(default_factory=Counter)
    """How each act stood after a kill."""

    def at(self, id: str, tail: str) -> str:
        return f"/van-phong/van-ban/{id}/{tail}"

    def began(self, n: int) -> Round:
        """The documents of a round, as far as the act that is killed."""
        made = Round(n)
        for place, act in enumerate(("number", "sign", "send")):
            self.shop.write(made.id(act), BRIEF.format(n=10 * n + place).replace("so-noi-vu", ", ".join(TO)))
        for act in ("sign", "send"):
            assert self.desk.issue(made.id(act)).ok
        assert self.desk.ready(made.id("sign")).ok
        taken = self.caller.post("/van-phong/sao", {}, (f"quyet-dinh-{n}.pdf", self.pdf))
        assert taken.status == 303, taken.words
        made.job = taken.place.rpartition("/")[2]
        return made

    def button(self, act: str, at: Round) -> tuple[str, list[tuple[str, str]]] | None:
        """The form that takes the act, as the page of now has it; None where the page offers it no more."""
        if act == "number":
            return self.caller.form(self.at(at.id(act), "cap-so"), "Cấp số")
        if act == "sign":
            return self.caller.form(self.at(at.id(act), "ky"), "Ký", **{"mat-khau": PASSWORD})
        if act == "send":
            return self.caller.form(self.at(at.id(act), "phat-hanh?ke-hoach=1&chua-ky=1"), "Phát hành")
        return self.caller.form(f"/van-phong/sao/{at.job}", "Cấp số và sao")

    def press(self, act: str, at: Round, *, once: bool = False) -> float:
        """The act, as a person takes it: seconds that it took."""
        found = self.button(act, at)
        assert found is not None, act
        begun = time.monotonic()
        answer = self.caller.post(*found)
        assert once or answer.status == 303, (act, answer.status, answer.words)
        return time.monotonic() - begun

    def children(self) -> list[int]:
        """The processes that the studio has begun."""
        assert self.studio.process is not None
        found = []
        for entry in Path("/proc").iterdir():
            with suppress(OSError, ValueError, IndexError):
                if (
                    entry.name.isdigit()
                    and int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == self.studio.process.pid
                ):
                    found.append(int(entry.name))
        return found

    def killed(self) -> None:
        """The server by kill -9; what it had begun ends, the server comes back, and the person signs in."""
        left = self.children()
        self.studio.kill()
        until = time.monotonic() + 120
        while any(lives(pid) for pid in left):
            assert time.monotonic() < until, "what the server had begun goes on for ever"
            time.sleep(0.05)
        self.studio.start()
        self.caller.sign_in()


def lives(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    (tmp_path / "so").mkdir()
    shop = office(tmp_path / "so")
    authority, keys = pki.Authority(), shop.root / "khoa"
    keys.mkdir()
    authority.issue("Nguyễn Tấn Đức").p12(keys / "leader.p12", PASSWORD)
    (shop.root / "keys.yaml").write_text(
        "keys:\n  giam-doc: {as: KyLanhDao, title: Khóa, p12: khoa/leader.p12}\n", "utf-8"
    )
    names = "".join(f"  {n}: {{name: Nơi {n}, email: {n}@noi.example}}\n" for n in TO)
    (shop.root / "recipients.yaml").write_text(f"agencies:\n{names}", "utf-8")
    with MailServer(tmp_path / "thu", ("--keep",)) as mail:
        smtp = {"host": "127.0.0.1", "port": mail.port, "security": "none", "timeout": 5, "from": "a@so.example"}
        text = (ROOT / "issuer.yaml").read_text("utf-8")
        (shop.root / "issuer.yaml").write_text(f"{text}delivery:\n  smtp: {json.dumps(smtp)}\n", "utf-8")
        desk, studio = Desk.open(shop.root), Studio(shop)
        shop.write("nguon", BRIEF.format(n="nguồn").replace("so-noi-vu", TO[0]))
        assert desk.build("nguon", formats=("pdf",)).ok
        pdf = shop.output("nguon", "pdf").read_bytes()
        (shop.root / "circulars" / "nguon.yaml").unlink()
        studio.start()
        made = Town(shop, studio, mail, desk, Caller(studio), pdf)
        made.caller.sign_in()
        yield made
        _, _, err = studio.end()
        assert "Traceback" not in err, err


def test_killed_at_random_moments_of_every_act(town: Town) -> None:
    chance = random.Random(2611)
    first = town.began(0)
    lasts = {act: town.press(act, first) for act in ACTS}
    done(town, first)
    for n in range(1, KILLS + 1):
        at = town.began(n)
        forms = {act: town.button(act, at) for act in ACTS}  # what the person saw before
        moment = max(lasts.values()) + 0.2
        threads = [
            threading.Timer(
                max(0.0, moment - 1.3 * lasts[act] * chance.random()), _quietly, (town.caller.post, *forms[act])
            )
            for act in ACTS
        ]
        begun = time.monotonic()
        for one in threads:
            one.start()
        time.sleep(max(0.0, begun + moment - time.monotonic()))
        town.killed()
        for one in threads:
            one.join()
        for act in ACTS:
            TRUTH[act](town, at)
            if town.button(act, at) is not None:
                town.press(act, at)
        done(town, at)
    whole(town)
    print(dict(sorted(town.seen.items())))


def _quietly(post: Callable[..., object], *given: object) -> None:
    with suppress(OSError, http.client.HTTPException):  # the server is gone
        post(*given)


def numbers(town: Town, kind: str) -> dict[str, int]:
    """Document → number, as the register has them."""
    found = town.desk.register_list(kind=kind).value
    assert found is not None
    return {str(e.circular): e.number for e in found.entries}


def of_number(town: Town, at: Round) -> None:
    """The page says that it has a number where the register has it, and offers to write it in where the file has not."""
    id, words = at.id("number"), town.caller.get(town.at(at.id("number"), "cap-so")).words
    given = numbers(town, "cong-van").get(id)
    assert ("đã được cấp số" in words) == (given is not None)
    text = town.studio.file(id).read_text("utf-8")
    written = re.search(r"(?m)^number: (\d+)$", text)
    assert written is None or int(written[1]) == given
    if given is not None and written is None:
        assert "chưa ghi" in words.lower() or town.caller.form(town.at(id, "cap-so"), "Ghi vào tệp") is not None, words
        town.seen["number: not in the file yet"] += 1
        action = [f for f in _actions(town, town.at(id, "cap-so")) if f.endswith("/cap-so")]
        assert town.caller.post(action[0], {}).status == 303
    else:
        town.seen["number: given" if given is not None else "number: not given"] += 1


def _actions(town: Town, path: str) -> list[str]:
    from lxml import html

    return [
        form.get("action") or "" for form in html.fromstring(town.caller.get(path).text).forms if form.method == "POST"
    ]


def of_sign(town: Town, at: Round) -> None:
    """The page shows a signature where the file bears one, and the log told of that file before it lay there."""
    file, words = town.shop.output(at.id("sign"), "signed.pdf"), town.caller.get(town.at(at.id("sign"), "ky")).words
    signed = file.is_file()
    assert ("Chữ ký của người có thẩm quyền chưa ký" not in words) == signed, words
    assert (town.button("sign", at) is None) == signed
    told = logged(town, at.id("sign"))
    assert not signed or sha256(file.read_bytes()).hexdigest() in told
    town.seen["sign: signed" if signed else "sign: told, not there" if told else "sign: not signed"] += 1


def logged(town: Town, id: str) -> list[str]:
    """The files that the register's log says were signed."""
    with sqlite3.connect(town.shop.root / "register.db") as connection:
        rows = connection.execute("SELECT payload FROM audit WHERE kind = 'sign' ORDER BY position").fetchall()
    return [told["sha256"] for (row,) in rows if (told := json.loads(row))["circular"] == id]


def states(town: Town, id: str) -> Counter[str]:
    book = town.desk.deliveries(id).value
    return Counter(row.state for row in book.rows) if book is not None else Counter()


def of_send(town: Town, at: Round) -> None:
    """The ledger on the page is that of the register; nobody was mailed twice; what nobody knows of is one row at most."""
    id = at.id("send")
    words, found = town.caller.get(town.at(id, "phat-hanh")).words, states(town, id)
    assert found["unknown"] <= 1
    assert found["attempting"] == 0
    assert not served(town, id) or max(served(town, id).values()) == 1
    assert ("Sổ gửi" in words) == bool(found), words
    for state, word in (("accepted", "đã gửi"), ("unknown", "không rõ"), ("planned", "chờ gửi")):
        assert not found[state] or f"{found[state]} {word}" in words, (found, words)
    town.seen[f"send: {'all' if found['accepted'] == len(TO) else 'some' if found else 'none'} gone"] += 1


def served(town: Town, id: str) -> Counter[str]:
    """How often each address got it, by its Message-ID."""
    book = town.desk.deliveries(id).value
    mine = {row.message_id.strip("<>") for row in book.rows} if book is not None else set()
    return Counter(to for mail in town.mail.got() if mail["id"].strip("<>") in mine for to in mail["to"])


def of_copy(town: Town, at: Round) -> None:
    """The page says which number the copy has where the register has one, whether or not its file is there."""
    id, words = copy_id(town, at), town.caller.get(f"/van-phong/sao/{at.job}").words
    given = numbers(town, "ban-sao").get(id)
    made = town.shop.output(id, "pdf").is_file()
    assert not made or given is not None
    assert ("Đã sao, số" in words or "đã được cấp số" in words) == (given is not None), words
    town.seen[f"copy: {'made' if made else 'number, no file' if given else 'nothing'}"] += 1


def copy_id(town: Town, at: Round) -> str:
    told = json.loads((town.shop.root / ".congvan" / "sao" / at.job / "job.json").read_text("utf-8"))
    return str(told["id"])


TRUTH: dict[str, Callable[[Town, Round], None]] = {
    "number": of_number, "sign": of_sign, "send": of_send, "copy": of_copy,
}  # fmt: skip


def done(town: Town, at: Round) -> None:
    """Whatever came between, each act is done now, once."""
    id, given = at.id("number"), numbers(town, "cong-van")
    assert f"\nnumber: {given[id]}\n" in town.studio.file(id).read_text("utf-8")
    file = town.shop.output(at.id("sign"), "signed.pdf")
    report = town.desk.verify(file).value
    assert report is not None
    assert [one.field for one in report.report.signatures] == ["KyLanhDao"]
    assert logged(town, at.id("sign"))[-1] == sha256(file.read_bytes()).hexdigest()
    sent(town, at)
    id = copy_id(town, at)
    assert town.shop.output(id, "pdf").is_file()
    assert "Đã sao, số" in town.caller.get(f"/van-phong/sao/{at.job}").words
    assert town.caller.get(f"/van-phong/sao/{at.job}/tep").status == 200


def sent(town: Town, at: Round) -> None:
    """Everybody has it once, but whom nobody knows of."""
    id, until = at.id("send"), time.monotonic() + 60
    while json.loads(town.caller.get(town.at(id, "phat-hanh/so-gui?ban=")).text)["running"]:
        assert time.monotonic() < until
        time.sleep(0.1)
    found = states(town, id)
    assert found["accepted"] + found["unknown"] == len(TO), found
    assert set(served(town, id).values()) == {1}
    assert found["accepted"] <= len(served(town, id))


def whole(town: Town) -> None:
    """The register holds together; no number is missing in either sequence, none was given twice."""
    verified = town.desk.register_verify()
    assert verified.ok, [d.message() for d in verified.diagnostics]
    letters, copies = numbers(town, "cong-van"), numbers(town, "ban-sao")
    assert sorted(letters.values()) == list(range(1, 3 * (KILLS + 1) + 1))
    assert sorted(copies.values()) == list(range(1, KILLS + 2))
    listed = town.caller.get("/van-phong/sao").words
    assert "chưa xong" not in listed.partition("quyet-dinh-0")[2]
