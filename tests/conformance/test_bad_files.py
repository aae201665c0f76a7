"""Bad files through a real process: one clear diagnostic each, soon, in bounded memory, and nothing fetched."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.conformance import bad_files

ROOT = Path(__file__).parents[2]
SECONDS = 32.0
"""The limit of 30 s for a file, and the program's own start."""
MEMORY = 2_000  # MB, resident, of the largest process


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str
    seconds: float
    peak: float  # MB

    @property
    def said(self) -> dict:
        return json.loads(self.out)

    @property
    def codes(self) -> list[str]:
        return [d["code"] for d in self.said["diagnostics"]]


def run(folder: Path, *args: str) -> Ran:
    """The program in a process of its own, with what it took. wait4 counts its children too."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        command = [sys.executable, str(ROOT / "build.py"), "inspect", *args]
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
    return Ran(process.returncode, *texts, time.monotonic() - start, usage.ru_maxrss / 1024)


def sound(ran: Ran) -> None:
    """What holds of any file, whatever it is."""
    assert ran.code in (0, 1, 4), ran.err
    assert "Traceback" not in ran.out + ran.err
    assert "CV499" not in ran.out + ran.err
    assert ran.seconds < SECONDS
    assert ran.peak < MEMORY


@pytest.mark.parametrize("name", bad_files.FILES)
def test_a_bad_file_is_refused_in_one_diagnostic(tmp_path: Path, name: str) -> None:
    codes, made = bad_files.FILES[name]
    (tmp_path / name).write_bytes(made())
    ran = run(tmp_path, "--json", "--", name)
    sound(ran)
    assert ran.code == 1
    assert len(ran.codes) == 1, ran.out
    assert ran.codes[0] in codes, ran.out
    (said,) = ran.said["diagnostics"]
    assert said["file"] == name
    assert said["message"]
    assert ran.said["ok"] is False


def test_all_together_a_line_each_and_the_good_one_is_still_read(tmp_path: Path) -> None:
    quick = [n for n in bad_files.FILES if n not in ("vòng hình.pdf", "phình nội dung.pdf")]
    for name in quick:
        (tmp_path / name).write_bytes(bad_files.FILES[name][1]())
    (tmp_path / "zz.pdf").write_bytes(bad_files.text_pdf(2))
    ran = run(tmp_path, "--", *quick, "zz.pdf")
    sound(ran)
    assert ran.code == 1
    told = ran.err.splitlines()
    assert len(told) == len(quick), ran.err
    for name, line in zip(quick, told, strict=True):
        assert any(f"lỗi {code}: " in line for code in bad_files.FILES[name][0]), line
    assert re.search(r"zz\.pdf: (trang 1: lỗi|có vẻ là)", ran.out)
    assert f"{len(quick)} không xét được" in ran.out


@pytest.mark.parametrize("name", bad_files.READ)
def test_an_odd_file_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(bad_files.READ[name]())
    ran = run(tmp_path, "--json", name)
    sound(ran)
    assert ran.codes or ran.said["files"][0]["regime"], ran.out[:2000]  # a text without any head is told as such
    assert not [c for c in ran.codes if c.startswith("CV")], ran.out[:2000]


def test_five_hundred_pages_are_read_or_told_in_time(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(bad_files.text_pdf(500, lines=25))
    ran = run(tmp_path, "--json", "x.pdf")
    sound(ran)
    (file,) = ran.said["files"]
    assert file["pages"] == 500 or ran.codes == ["CV710"], ran.out[:1000]


def test_what_takes_too_long_is_stopped_and_the_next_is_read(tmp_path: Path, monkeypatch) -> None:
    """With a shorter limit than the real one, so that the test does not take as long."""
    from congvan import Desk
    from congvan.desk import inspect

    monkeypatch.setattr(inspect, "SECONDS", 3.0)
    long, short = tmp_path / "a.docx", tmp_path / "b.docx"
    long.write_bytes(bad_files.long_document())
    short.write_bytes(bad_files.docx())
    start = time.monotonic()
    first, second = Desk.open(tmp_path).inspect([long, short]).value.files
    assert time.monotonic() - start < 12
    assert first.diagnostic is not None
    assert first.diagnostic.code in ("CV705", "CV710", "CV712")
    assert second.report is not None


class Listener:
    """A server on this machine that only remembers who called."""

    def __init__(self) -> None:
        called: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def __getattr__(self, name: str):
                if name.startswith("do_"):
                    return self.answer
                raise AttributeError(name)

            def answer(self) -> None:
                called.append(f"{self.command} {self.path}")
                self.send_error(404)

            def log_message(self, *args: object) -> None:
                pass

        self.called = called
        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    import urllib.error
    import urllib.request

    made = Listener()
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(made.url + "self-test", timeout=5)
    assert made.called == ["GET /self-test"], "the listener must hear"
    made.called.clear()
    yield made
    made.server.shutdown()


@pytest.mark.parametrize("name", bad_files.ELSEWHERE)
def test_nothing_is_fetched(tmp_path: Path, listener: Listener, name: str) -> None:
    code, made = bad_files.ELSEWHERE[name]
    listener.called.clear()
    (tmp_path / "x.docx").write_bytes(made(listener.url))
    ran = run(tmp_path, "--json", "x.docx")
    if not ran.codes or not ran.codes[0].startswith("CV"):
        # What is not refused is printed for the report, and must not be fetched there either.
        sound(run(tmp_path, "--json", "--html", "r.html", "x.docx"))
    assert listener.called == []
    sound(ran)
    assert ran.code == 1 or (ran.code == 4 and not code)  # two words without any head are of no known kind
    assert not code or ran.codes == [code], ran.out[:1500]
    if code == "CV707":
        assert "127.0.0.1" in ran.out


@pytest.mark.parametrize("made", [bad_files.external_entity, bad_files.entity_elsewhere, bad_files.sixteen])
def test_no_file_of_the_machine_is_read_into_the_answer(tmp_path: Path, made) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("BÍ MẬT 4711", encoding="utf-8")
    (tmp_path / "x.docx").write_bytes(made(secret.as_uri()))
    ran = run(tmp_path, "--json", "--html", "r.html", "x.docx")
    sound(ran)
    assert ran.codes == ["CV708"], ran.out[:1500]
    assert "4711" not in ran.out + ran.err


def test_an_address_to_click_on_is_no_fault(tmp_path: Path, listener: Listener) -> None:
    (tmp_path / "x.docx").write_bytes(bad_files.hyperlink(listener.url))
    ran = run(tmp_path, "--json", "x.docx")
    sound(ran)
    assert listener.called == []
    assert not [c for c in ran.codes if c.startswith("CV")]


def test_a_report_of_huge_pages_stays_within_its_memory(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(bad_files.text_pdf(2, b"[0 0 14400 14400]"))
    ran = run(tmp_path, "--json", "--html", "r.html", "x.pdf")
    sound(ran)
    assert ran.said["files"]


@pytest.mark.parametrize("name", ["không có.pdf", "thư mục trống.docx", "ống.pdf"])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.startswith("thư"):
        path.mkdir()
    elif name.startswith("ống"):
        os.mkfifo(path)
    ran = run(tmp_path, "--json", name)
    sound(ran)
    assert ran.seconds < 10, "nothing to wait for"
    assert ran.code == 1
    (said,) = ran.said["diagnostics"]
    assert said["code"] == ("CV714" if path.is_dir() else "CV700")
    assert name in (said["file"] or "") + said["message"], "which one"
    assert "No such" not in said["message"], "the clerk reads Vietnamese"


def test_a_name_that_is_no_utf_8(tmp_path: Path) -> None:
    name = b"th\xffng.pdf"
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"")
    for more in ([], ["--json"]):
        ran = run(tmp_path, *more, os.fsdecode(name))
        sound(ran)
        assert ran.code == 1
        assert "CV702" in ran.out + ran.err
