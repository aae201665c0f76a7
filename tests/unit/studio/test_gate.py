"""What a request reaches, asked without a browser: rights, other offices, faults of the machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from asking import LETTER, Asked, asked

from congvan.machine.versions import hash_of
from congvan.people.roles import Holding
from congvan.studio import jobs

DRAFTER, SIGNER = Holding("soan-thao", "thanh-tra"), Holding("ky", "giam-doc")
OTHERS = LETTER.replace("thanh-tra", "van-phong")


def submitted(at: Asked, id: str) -> None:
    """Somebody else's text on its way: no draft that anybody may take up."""
    from congvan.people.steps import Mark
    from congvan.studio.progress import progress

    stand = progress(at.studio.offices.places["so"], at.people, id)
    assert stand is not None
    mark = Mark(id, "ai", "Ai", "soan-thao", "submit", stand.sha256, at.people.now())
    assert at.people.mark("so", mark, "", stand.words, 0)


def put(at: Asked, id: str, data: bytes) -> int:
    etag = hash_of(at.file(f"circulars/{id}.yaml").read_bytes())
    headers = {"x_csrf_token": at.csrf, "if_match": f'"{etag}"'}
    return at.ask("PUT", f"/so/van-ban/{id}/nguon", data, **headers).status


def test_a_version_of_the_offices_own_file_is_none_of_a_drafter(tmp_path: Path) -> None:
    at = asked(tmp_path, DRAFTER)
    desk, before = at.studio.offices.places["so"].desk, at.file("issuer.yaml").read_bytes()
    saved = desk.write("issuer.yaml", before + b"# b\n", expected=hash_of(before), actor="quan")
    assert saved.value is not None
    now = at.file("issuer.yaml").read_bytes()
    assert at.post("/so/van-ban/issuer.yaml/cac-ban", ban="1", etag=hash_of(now)).status == 404
    assert at.file("issuer.yaml").read_bytes() == now


def test_what_may_be_done_next_stands_there_as_buttons(tmp_path: Path) -> None:
    """Contract 12, whether it is done at once or on a page of its own; what is only looked at is a link."""
    at = asked(tmp_path, DRAFTER, SIGNER, Holding("van-thu"))
    at.write("2026/a")
    desk = at.studio.offices.places["so"].desk
    seen = []
    for issued in (False, True):
        if issued:
            assert desk.issue("2026/a").ok
        page = at.ask("GET", "/so/van-ban/2026/a").body.decode()
        seen.append(set(re.findall(r'<(?:button|a class="btn[^>]* role="button")[^>]*>([^<]+)</', page)))
        links = set(re.findall(r'<a class="btn[^"]*" href[^>]*>([^<]+)</a>', page))
        assert not links & {
            "Cấp số",
            "Ký",
            "Đóng dấu",
            "Phát hành",
            "Soạn lần tiếp theo",
            "Đính chính",
            "Thu hồi văn bản",
        }
    assert "Trình" in seen[0]
    assert {"Soạn lần tiếp theo"} <= seen[1], seen
    assert 'role="button" href="/so/van-ban/moi?theo=2026%2Fa"' in page


def test_the_folder_of_many_is_no_document_to_sign(tmp_path: Path) -> None:
    at = asked(tmp_path, SIGNER)
    at.write("2026/a")
    at.write("2026/b")
    assert at.post("/so/van-ban/2026/ky/cho-ky").status == 404
    assert not at.file("output").exists()
    assert at.post("/so/van-ban/2026/a/ky/cho-ky").status == 403


def test_nobody_may_more_while_the_office_can_not_be_read(tmp_path: Path) -> None:
    at = asked(tmp_path, DRAFTER)
    file = at.write("2026/a", OTHERS)
    submitted(at, "2026/a")
    assert put(at, "2026/a", b"subject: khac\n") == 403
    issuer = at.file("issuer.yaml")
    issuer.write_text(issuer.read_text("utf-8") + "\nla: 1\n", "utf-8")
    assert put(at, "2026/a", b"subject: khac\n") == 403
    assert file.read_text("utf-8") == OTHERS


def test_nobody_may_more_while_the_register_can_not_be_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from congvan.desk import standing
    from congvan.problems import MachineFault

    at = asked(tmp_path, DRAFTER)
    file = at.write("2026/a", OTHERS)
    submitted(at, "2026/a")

    def broken(*_: object) -> None:
        raise MachineFault("CV497")

    monkeypatch.setattr(standing, "standing", broken)
    assert put(at, "2026/a", b"subject: khac\n") == 503
    assert file.read_text("utf-8") == OTHERS


def test_what_is_not_there_is_not_there(tmp_path: Path) -> None:
    at = asked(tmp_path, DRAFTER, SIGNER)
    assert at.post("/so/van-ban/2026/khong/ky/cho-ky").status == 404
    assert at.ask("GET", "/xa/van-ban").status == 404
    assert at.ask("GET", "/so/van-ban/../../xa/circulars/a/nguon", x_csrf_token="x").status == 404


def test_whoever_only_asks_for_the_head_of_a_page_needs_its_right_too(tmp_path: Path) -> None:
    at = asked(tmp_path, DRAFTER)
    assert at.ask("GET", "/so/nguoi").status == 403
    assert at.ask("HEAD", "/so/nguoi").status == 403


def test_what_is_longer_than_it_said_is_refused_once(tmp_path: Path) -> None:
    at = asked(tmp_path, DRAFTER)
    long = b"x" * (26 * 1024 * 1024)
    answer = at.ask("PUT", "/so/van-ban/2026/a/nguon", long, x_csrf_token=at.csrf, if_match='"x"')
    assert (answer.status, answer.starts) == (404, 1)  # nobody reads it
    at.write("2026/a")
    answer = at.ask("PUT", "/so/van-ban/2026/a/nguon", long, x_csrf_token=at.csrf, if_match='"x"')
    assert (answer.status, answer.starts) == (413, 1)


def test_a_database_that_does_not_answer_is_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from congvan.problems import MachineFault

    at = asked(tmp_path, DRAFTER)

    def broken(_: str) -> None:
        raise MachineFault("CV497")

    monkeypatch.setattr(at.people, "session", broken)
    answer = at.ask("GET", "/so/van-ban")
    assert answer.status == 503
    assert b"CV497" in answer.body
    assert at.ask("GET", "/so/van-ban", x_csrf_token="x").status == 503


def test_what_is_typed_names_no_file_of_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from congvan.desk import incoming

    at, read = asked(tmp_path, DRAFTER), list[str]()
    others = at.file("thu.pdf", "xa")
    others.write_bytes(b"%PDF-1.7")
    monkeypatch.setattr(incoming, "_of_file", lambda ref, *_: read.append(ref))
    for typed in (str(others), "../xa/thu.pdf", "../xa/issuer.yaml"):
        form = {"cach": "tra-loi", "ma": "2026/tra-loi", "loai": "cong-van"}
        assert at.post("/so/van-ban/moi", so=typed, **form).status == 422
    assert read == []


def test_a_job_whose_studio_was_killed_is_not_waited_for(tmp_path: Path) -> None:
    import json

    at = asked(tmp_path, DRAFTER)
    for kind in ("xet", "kiem-chung"):
        folder = at.file(f".congvan/{kind}/{'0' * 16}")
        folder.mkdir(parents=True)
        told = {"state": "waiting", "name": "a.pdf", "person": "lan", "at": at.people.now()}
        (folder / "job.json").write_text(json.dumps(told), "utf-8")
        answer = at.ask("GET", f"/so/{kind}/{'0' * 16}/tinh-trang", x_csrf_token="x")
        assert json.loads(answer.body) == {"state": "broken"}, kind
        assert at.ask("GET", f"/xa/{kind}/{'0' * 16}/tinh-trang", x_csrf_token="x").status == 404
        listed = at.ask("GET", f"/so/{kind}").body.decode()
        assert "Chưa xét xong vì chương trình bị dừng" in listed, kind
        assert "đang" not in listed.partition("<table")[2], kind


def test_what_a_job_breaks_at_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    at = asked(tmp_path, DRAFTER)
    folder = at.file(".congvan/xet/a")
    folder.mkdir(parents=True)

    def broken(*_: object) -> dict[str, object]:
        raise ZeroDivisionError

    at.studio.jobs.begin(folder, {}, broken)
    at.studio.jobs._pool.shutdown()
    assert "ZeroDivisionError" in caplog.text
    assert not jobs.running(folder)


def test_a_job_that_ends_while_it_is_asked_for_is_not_broken(tmp_path: Path) -> None:
    import json

    at = asked(tmp_path, DRAFTER)
    folder = at.file(".congvan/xet/a")
    folder.mkdir(parents=True)
    (folder / "job.json").write_text(json.dumps({"state": "done", "findings": []}), "utf-8")
    assert jobs.stands(folder, {"state": "waiting"}) == {"state": "done", "findings": []}


def test_whoever_has_a_role_nowhere_any_more_can_sign_out(tmp_path: Path) -> None:
    at = asked(tmp_path)
    assert at.ask("GET", "/").status == 403
    assert at.post("/ra").status == 303
    assert at.people.session(at.secret) is None


@pytest.mark.parametrize(
    "name", ["Báo cáo kết quả thực hiện nhiệm vụ " * 7 + ".docx", "ă" * 255, "a." + "ă" * 200, "a\0.docx"]
)
def test_a_long_name_is_a_name(tmp_path: Path, name: str) -> None:
    from congvan.studio.uploads import short

    (tmp_path / f"001-{short(name)}").write_bytes(b"")
    assert short(name).endswith(".docx") == name.endswith(".docx")
    assert short("Công văn.docx") == "Công văn.docx"


def test_a_note_that_was_taken_in_part_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from congvan.desk.result import Diagnostic, Result
    from congvan.problems import Severity
    from congvan.studio import afterwards

    at, rows = asked(tmp_path, Holding("van-thu")), [SimpleNamespace(agency="a", way=way) for way in ("email", "post")]
    at.write("2026/a")
    place, marked = at.studio.offices.places["so"], list[str]()

    async def chosen(*_: object) -> object:
        return rows

    def mark(_id: str, _told: object, *, via: str, **_: object) -> Result[object]:
        marked.append(via)
        fault = Diagnostic("CV402", Severity.ERROR, None, {"name": "a", "near": ""})
        return Result(None, (fault,), None) if via == "post" else Result(rows, (), None)

    monkeypatch.setattr(afterwards, "_chosen", chosen)
    monkeypatch.setattr(type(place.desk), "mark", staticmethod(mark))
    monkeypatch.setattr("congvan.studio.rights.allowed", lambda *_, **__: True)
    answer = at.post("/so/van-ban/2026/a/phat-hanh/ghi-nhan", dong="1", dieu="delivered")
    assert (answer.status, marked) == (409, ["email", "post"])
    assert "Mới ghi nhận được một phần" in answer.body.decode()


def test_a_sign_that_no_process_is_told_is_left_out(tmp_path: Path) -> None:
    from asking import now

    from congvan.studio import background

    at = asked(tmp_path, DRAFTER)
    place = at.studio.offices.places["so"]
    assert background.begin(place, "a", "x", ["--a\0b"], "lan", "vi", now())
    found = background.look(place, "a")
    assert found is not None
    assert found.deed == "x"


@pytest.mark.parametrize("asked_for", ["nhip", "thao-tac", "chua", "goi-y", "dan"])
@pytest.mark.parametrize("body", [b"x", b"[]", b"1", b"\xff", b"[" * 100_000])
def test_what_no_page_of_ours_sends_is_refused(tmp_path: Path, asked_for: str, body: bytes) -> None:
    at = asked(tmp_path, DRAFTER)
    at.write("2026/a")
    assert at.ask("POST", f"/so/van-ban/2026/a/{asked_for}", body, x_csrf_token=at.csrf).status == 400


@pytest.mark.parametrize("asked_for", ["chua", "goi-y"])
def test_a_line_without_end_is_none(tmp_path: Path, asked_for: str) -> None:
    at = asked(tmp_path, DRAFTER)
    at.write("2026/a")
    body = b'{"text": "a", "code": "CV001", "line": 1e999, "column": 1}'
    assert at.ask("POST", f"/so/van-ban/2026/a/{asked_for}", body, x_csrf_token=at.csrf).status == 400
