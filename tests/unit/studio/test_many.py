"""Many documents at once, asked without a browser: each is shown, what was not done is told with its reason."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from asking import LETTER, Asked, asked

from congvan import Desk
from congvan.people.roles import Holding
from congvan.people.steps import Act, Mark
from congvan.problems import MachineFault
from congvan.studio.progress import progress

SIGNER, CLERK = Holding("ky", "giam-doc"), Holding("van-thu")
WAY: tuple[Act, ...] = ("submit", "content", "form", "approve", "sign")


def written(at: Asked, count: int, upto: int) -> list[str]:
    """Letters that have come ``upto`` steps of their way."""
    ids = [f"2026/thu-{n}" for n in range(count)]
    for n, id in enumerate(ids):
        at.write(id, LETTER.replace("Nội dung", f"Nội dung {n}").replace("việc", f"việc {n}"))
        for act in WAY[:upto]:
            stand = progress(at.studio.offices.places["so"], at.people, id)
            assert stand is not None
            mark = Mark(id, "an", "An", "", act, stand.sha256, f"2026-11-29T0{n}:00:00+00:00")
            assert at.people.mark("so", mark, "", stand.words, len(stand.marks))
    return ids


def paper(at: Asked) -> None:
    issuer = at.file("issuer.yaml")
    issuer.write_text(f"{issuer.read_text('utf-8')}\nsteps: {{way: giay}}\n", "utf-8")


def form(at: Asked, many: str) -> dict[str, str]:
    answer = at.ask("GET", f"/so/nhieu/{many}")
    assert answer.status == 200
    text = answer.body.decode()
    found = re.findall(r'name="((?:hash|trang|so):[^"]+)" value="([^"]*)"', text)
    assert text.count('class="sheet"') == len([name for name, _ in found if name.startswith("hash:")])
    return dict(found)


def done(at: Asked, many: str, chosen: list[str], given: dict[str, str]) -> str:
    from urllib.parse import urlencode

    body = urlencode([("_csrf", at.csrf), *(("chon", id) for id in chosen), *given.items()]).encode()
    answer = at.ask("POST", f"/so/nhieu/{many}", body, content_type="application/x-www-form-urlencoded")
    assert answer.status == 303
    for _ in range(600):
        shown = at.ask("GET", answer.headers["location"]).body.decode()
        if 'id="waiting"' not in shown:
            return re.sub(r"\s+", " ", shown)
        time.sleep(0.05)
    raise AssertionError("it goes on and on")


def state(at: Asked, id: str) -> str:
    stand = progress(at.studio.offices.places["so"], at.people, id)
    assert stand is not None
    return stand.story.state


def test_what_was_approved_is_counted_and_the_rest_has_its_reason(tmp_path: Path) -> None:
    at = asked(tmp_path, SIGNER)
    ids = written(at, 4, 3)
    assert 'href="/so/nhieu/duyet">Duyệt nhiều văn bản' in at.ask("GET", "/").body.decode()
    given = form(at, "duyet")
    assert len(given) == 8
    at.write(ids[1], LETTER.replace("Nội dung", "Nội dung khác"))
    stand = progress(at.studio.offices.places["so"], at.people, ids[2])
    assert stand is not None
    back = Mark(ids[2], "lan", "Lan", "ky:giam-doc", "return", stand.sha256, at.people.now(), "sai", "")
    assert at.people.mark("so", back, "", stand.words, 3)
    told = done(at, "duyet", [*ids, "2026/khong"], given)
    assert "Thành công 2/5" in told
    assert "3 văn bản chưa làm được" in told
    assert "(Nháp)" in told
    assert "(Bị trả lại)" in told
    assert [state(at, id) for id in ids] == ["signature", "draft", "returned", "signature"]
    mark = at.people.marks("so", ids[0])[-1]
    assert (mark.person, mark.role, mark.act) == ("lan", "ky:giam-doc", "approve")


def test_pages_that_were_not_shown_are_not_approved(tmp_path: Path) -> None:
    at = asked(tmp_path, SIGNER)
    ids = written(at, 2, 3)
    given = form(at, "duyet")
    hashes = {name: value for name, value in given.items() if name.startswith("hash:")}
    assert "Thành công 0/2" in done(at, "duyet", ids, hashes)
    assert "Thành công 0/1" in done(at, "duyet", ids[:1], {**given, f"hash:{ids[0]}": "0" * 64})
    assert "Chưa chọn văn bản nào" in done(at, "duyet", [], given)
    assert [state(at, id) for id in ids] == ["approval", "approval"]


def test_numbers_are_given_in_the_order_that_was_shown(tmp_path: Path) -> None:
    at = asked(tmp_path, CLERK)
    paper(at)
    ids = written(at, 3, 5)
    given = form(at, "cap-so")
    other = at.studio.offices.places["so"].desk
    told = done(at, "cap-so", ids[:2], given)
    assert "Thành công 2/2" in told
    first = int(given[f"so:{ids[0]}"].split("|")[1])
    assert [int(other.circulars([id]).value[0].code.partition("/")[0]) for id in ids[:2]] == [first, first + 1]  # type: ignore[index]
    assert "Thành công 0/1" in done(at, "cap-so", ids[2:], given)  # the number that was foreseen is gone
    assert [state(at, id) for id in ids] == ["seal", "seal", "number"]
    assert "Thành công 1/1" in done(at, "cap-so", ids[2:], form(at, "cap-so"))


def test_signed_by_hand(tmp_path: Path) -> None:
    at = asked(tmp_path, SIGNER)
    paper(at)
    ids = written(at, 2, 4)
    assert "Thành công 2/2" in done(at, "ky", ids, form(at, "ky"))
    assert [state(at, id) for id in ids] == ["number", "number"]


def test_nobody_does_to_many_what_he_may_not_do_to_one(tmp_path: Path) -> None:
    at = asked(tmp_path, SIGNER)
    ids = written(at, 1, 3)
    for many in ("cap-so", "khong"):
        assert at.post(f"/so/nhieu/{many}", chon=ids[0]).status in (403, 404), many
    assert at.post("/xa/nhieu/duyet", chon=ids[0]).status == 404
    assert at.ask("GET", f"/so/nhieu/duyet/{'0' * 32}").status == 404


def asking(at: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process has somebody asked for an opinion while a number is being given."""
    issue = Desk.issue

    def slowly(self: Desk, id: str, **more: Any) -> Any:
        stand = progress(at.studio.offices.places["so"], at.people, id)
        assert stand is not None
        ask = Mark(id, "an", "An", "", "ask", stand.sha256, at.people.now(), "Được chưa?", "lan")
        assert at.people.mark("so", ask, "", stand.words, len(stand.marks))
        return issue(self, id, **more)

    monkeypatch.setattr(Desk, "issue", slowly)


def test_whose_number_it_is_is_told_whatever_comes_between(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = asked(tmp_path, CLERK)
    paper(at)
    ids = written(at, 2, 5)
    given = form(at, "cap-so")
    asking(at, monkeypatch)
    assert "Thành công 2/2" in done(at, "cap-so", ids, given)
    for id in ids:
        mark = at.people.marks("so", id)[-1]
        assert (mark.act, mark.target, mark.person, mark.role) == ("number", "file", "lan", "van-thu")
        told = at.studio.offices.places["so"].desk.recorded(id).value or ()
        assert "number" not in [one.kind for one in told]  # the register's own row says whose it is


def test_a_document_that_goes_back_meanwhile_gets_no_number(tmp_path: Path) -> None:
    """Whoever acts at one of them waits for its turn, and many for theirs."""
    at = asked(tmp_path, CLERK)
    paper(at)
    ids = written(at, 3, 5)
    given = form(at, "cap-so")
    told: list[str] = []
    begun = threading.Thread(target=lambda: told.append(done(at, "cap-so", ids, given)))
    with at.studio.turns.held("so", ids[1:2]):
        begun.start()
        for _ in range(600):
            if state(at, ids[0]) == "seal":
                break
            time.sleep(0.05)
        stand = progress(at.studio.offices.places["so"], at.people, ids[1])
        assert stand is not None
        assert stand.story.state == "number"
        back = Mark(ids[1], "an", "An", "van-thu", "return", stand.sha256, at.people.now(), "sai", "")
        assert at.people.mark("so", back, "", stand.words, 5)
    begun.join()
    assert "Thành công 2/3" in told[0]
    assert [state(at, id) for id in ids] == ["seal", "returned", "seal"]


def test_a_machine_at_fault_is_the_reason_of_one_and_not_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = asked(tmp_path, SIGNER)
    ids = written(at, 3, 3)
    given, put = form(at, "duyet"), at.people.mark

    def failing(office: str, mark: Mark, *more: Any) -> bool:
        if mark.circular == ids[1]:
            raise MachineFault("CV071")
        return put(office, mark, *more)

    monkeypatch.setattr(at.people, "mark", failing)
    assert "Thành công 2/3" in done(at, "duyet", ids, given)
    assert [state(at, id) for id in ids] == ["signature", "approval", "signature"]
