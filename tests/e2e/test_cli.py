"""The door, through real processes: exit codes, words, files, what is skipped and what is rebuilt."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from shop import LETTER

ROOT = Path(__file__).parents[2]


def test_everything_is_built_then_nothing_is(shop) -> None:
    shop.write("2024/a", LETTER)
    shop.write("2025/b", LETTER)
    first = shop.run()
    assert first.returncode == 0, first.stderr
    assert sorted(first.stdout.split()) == [
        "output/2024/a.docx",
        "output/2024/a.pdf",
        "output/2025/b.docx",
        "output/2025/b.pdf",
    ]
    stamps = {p: p.stat().st_mtime_ns for p in (shop.root / "output").rglob("*.*") if p.suffix in (".pdf", ".docx")}
    second = shop.run()
    assert "không có gì thay đổi" in second.stdout
    assert all(p.stat().st_mtime_ns == stamp for p, stamp in stamps.items())
    shop.write("2024/a", LETTER.replace("Đoạn văn", "Đoạn khác"))
    third = shop.run()
    assert "2024/a.pdf" in third.stdout
    assert "2025/b.pdf" not in third.stdout


def test_a_deleted_or_edited_output_is_made_again(shop) -> None:
    shop.write("a", LETTER)
    shop.run()
    good = shop.output("a", "pdf").read_bytes()
    shop.output("a", "pdf").unlink()
    shop.run()
    assert shop.output("a", "pdf").read_bytes() == good
    shop.output("a", "pdf").write_bytes(b"edited")
    shop.run()
    assert shop.output("a", "pdf").read_bytes() == good


def test_a_change_of_the_office_rebuilds(shop) -> None:
    shop.write("a", LETTER)
    shop.run()
    issuer = shop.root / "issuer.yaml"
    issuer.write_text(issuer.read_text(encoding="utf-8").replace("Nguyễn Tấn Đức", "Lê Văn An"), encoding="utf-8")
    assert "output/a.pdf" in shop.run().stdout


@pytest.mark.parametrize("target", ["2024", "2024/a", "circulars/2024/a.yaml", "circulars/2024"])
def test_ids_files_and_folders(shop, target: str) -> None:
    shop.write("2024/a", LETTER)
    shop.write("2025/b", LETTER)
    done = shop.run("build", target, "--format", "html")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["output/2024/a.html"]


def test_output_elsewhere_and_jobs_give_the_same_bytes(shop, tmp_path_factory) -> None:
    other = tmp_path_factory.mktemp("other")
    for number in range(4):
        shop.write(f"l{number}", LETTER.replace("thử", f"thử {number}"))
    assert shop.run("build", "--jobs", "1").returncode == 0
    assert shop.run("build", "--jobs", "2", "--output", str(other)).returncode == 0
    for number in range(4):
        for ending in ("pdf", "docx"):
            assert shop.output(f"l{number}", ending).read_bytes() == (other / f"l{number}.{ending}").read_bytes()


def test_a_failed_build_leaves_the_old_output_whole(shop) -> None:
    shop.write("a", LETTER)
    shop.run()
    good = shop.output("a", "pdf").read_bytes()
    shop.write("a", LETTER.replace("so-noi-vu", "so-noi-vuu"))
    done = shop.run()
    assert done.returncode == 1
    assert 'ý bạn là "so-noi-vu"?' in done.stderr
    assert shop.output("a", "pdf").read_bytes() == good


def test_check_writes_nothing(shop) -> None:
    shop.write("a", LETTER)
    before = sorted(shop.root.rglob("*"))
    assert shop.run("check").returncode == 0
    assert sorted(shop.root.rglob("*")) == before


def test_words_of_wrong_usage(shop) -> None:
    done = shop.run("buidl")
    assert done.returncode == 2
    assert "không có lệnh" in done.stderr
    assert shop.run("build", "--jobs", "x").returncode == 2
    assert shop.run("--workspace", "khong-co", "check").returncode == 2


def test_a_misspelt_id(shop) -> None:
    shop.write("vi-du", LETTER)
    done = shop.run("build", "vi-dụ-x")
    assert done.returncode == 1
    outside = shop.run("build", "../../etc/passwd")
    assert outside.returncode == 1
    assert "Traceback" not in outside.stderr


@pytest.mark.parametrize("args", [("--json", "check"), ("check", "--json")])
def test_one_json_document(shop, args: tuple[str, ...]) -> None:
    shop.write("a", LETTER.replace("thanh-tra", "thanhtra"))
    done = shop.run(*args)
    said = json.loads(done.stdout)
    assert done.returncode == 1
    (fault,) = said["diagnostics"]
    assert set(fault) >= {"file", "line", "column", "code", "severity", "message", "hint"}
    assert (fault["line"], fault["column"], fault["code"], fault["severity"]) == (1, 7, "CV101", "error")


def test_english(shop) -> None:
    shop.write("a", LETTER.replace("so-noi-vu", "so-noi-vuu"))
    assert "error CV104" in shop.run("check", "--lang", "en").stderr
    assert "no agency" in shop.run("--lang", "en", "check").stderr


def test_new_makes_what_is_to_be_filled_in_and_never_overwrites(shop) -> None:
    assert shop.run("new", "cong-van", "2026/moi").returncode == 0
    path = shop.root / "circulars" / "2026" / "moi.yaml"
    text = path.read_text(encoding="utf-8")
    told = shop.run("check")
    assert (told.returncode, "2026/moi.yaml:10:11: lỗi CV420" in told.stderr) == (1, True)
    again = shop.run("new", "cong-van", "2026/moi")
    assert (again.returncode, path.read_text(encoding="utf-8")) == (1, text)
    assert shop.run("new", "cong-vn", "x").returncode == 1


def test_schema_and_completion(shop) -> None:
    for name in ("circular", "issuer", "recipients"):
        assert json.loads(shop.run("schema", name).stdout)["type"] == "object"
    for shell in ("bash", "zsh", "fish"):
        assert "congvan" in shop.run("completion", shell).stdout


def test_the_machine_at_fault_is_exit_code_3(shop) -> None:
    shop.write("a", LETTER)
    (shop.root / "tep").write_text("x", encoding="utf-8")
    done = shop.run("build", "--output", "tep")
    assert done.returncode == 3
    assert "lỗi CV490" in done.stderr


def test_a_plain_locale_still_speaks_vietnamese(shop) -> None:
    shop.write("a", LETTER)
    done = subprocess.run(
        [sys.executable, ROOT / "build.py", "check"], cwd=shop.root, capture_output=True, check=False,
        env={**os.environ, "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"},
    )  # fmt: skip
    assert "đã kiểm tra" in done.stdout.decode()


def test_quick_commands_import_no_heavy_library(shop) -> None:
    shop.write("a", LETTER)
    for args in (["check"], ["schema"], ["--help"]):
        code = (
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); from congvan.cli.entry import run; run({args!r});"
            "print([m for m in ('weasyprint', 'docx', 'fontTools', 'pyhanko') if m in sys.modules], file=sys.stderr)"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=shop.root, capture_output=True, text=True, check=False)
        assert done.stderr.strip().endswith("[]"), (args, done.stderr)


def test_watch_builds_what_changes(shop) -> None:
    shop.write("a", LETTER)
    process = subprocess.Popen(
        [sys.executable, ROOT / "build.py", "build", "--watch", "--format", "html"], cwd=shop.root,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # Whoever starts the tests in the background has them ignore Ctrl-C, and a child inherits that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "output/a.html\n"
        assert process.stderr is not None
        process.stderr.readline()
        shop.write("a", LETTER.replace("Đoạn văn", "Đoạn mới"))
        assert process.stdout.readline() == "output/a.html\n"
        assert ">mới./.<" in shop.output("a", "html").read_text(encoding="utf-8")
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    finally:
        process.kill()
