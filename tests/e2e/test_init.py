"""``init``: an empty folder → a workspace whose files are sound but for what only the agency knows."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator
from shop import ROOT, Shop

SAID = (
    "--name",
    "Trung tâm Y tế khu vực Hồng Lam",
    "--parent",
    "Sở Y tế tỉnh Hồng Lam",
    "--symbol",
    "TTYTHL",
    "--place",
    "Hồng Lam",
)


FILLS = {"mã nơi nhận": "so-noi-vu"}


def filled(text: str) -> str:
    """What ``init`` wrote, with every place filled in."""
    return re.sub("<<điền ([^<>…]+)>>", lambda found: FILLS.get(found[1], "sắp xếp lại kho lưu trữ"), text)


def faults(shop: Shop) -> list[str]:
    found = json.loads(shop.run("check", "--json").stdout)["diagnostics"]
    return [f"{d['code']} {d['file']}:{d['line']}" for d in found if d["severity"] == "error"]


def test_what_was_said_stands_there_and_the_rest_is_to_fill_in(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    done = json.loads(shop.run("init", *SAID, "--json").stdout)
    year = next((tmp_path / "circulars").iterdir()).name
    letter = f"circulars/{year}/van-ban-dau-tien.yaml"
    assert done["created"] == [
        "issuer.yaml",
        "recipients.yaml",
        letter,
        "schemas/circular.json",
        "schemas/issuer.json",
        "schemas/recipients.json",
    ]
    assert (done["kept"], done["to_fill"]) == ([], 1)
    issuer = yaml.safe_load((tmp_path / "issuer.yaml").read_text(encoding="utf-8"))
    assert [issuer[key] for key in ("name", "parent", "symbol", "place")] == [SAID[1], SAID[3], SAID[5], SAID[7]]
    found = faults(shop)
    assert {line.split()[0] for line in found} == {"CV420"}
    assert [line for line in found if "issuer.yaml" in line] == ["CV420 issuer.yaml:38"]
    for path in (tmp_path / "issuer.yaml", tmp_path / letter):
        path.write_text(
            filled(path.read_text(encoding="utf-8")).replace("so-noi-vu", "so-y-te-tinh-hong-lam"), encoding="utf-8"
        )
    assert faults(shop) == []
    assert shop.run("build").returncode == 0
    assert shop.run("issue", letter).stdout.startswith("01/TTYTHL-VP")


def test_nothing_said_is_all_to_fill_in(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    assert shop.run("init").returncode == 0
    found = faults(shop)
    assert {line.split()[0] for line in found} == {"CV420"}
    assert sum("issuer.yaml" in line for line in found) == 4
    path = tmp_path / "issuer.yaml"
    path.write_text(
        filled(path.read_text(encoding="utf-8")).replace('symbol: "sắp xếp lại kho lưu trữ"', "symbol: SX"),
        encoding="utf-8",
    )
    assert [line for line in faults(shop) if "issuer.yaml" in line] == []


def test_each_sample_in_a_comment_is_sound_once_it_is_taken_in(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.run("init", *SAID)
    for name in ("issuer.yaml", "recipients.yaml"):
        path = tmp_path / name
        text = re.sub(r"(?m)^(  )?# ((?:  )?[a-z_-]+: ?(?:[{\"].*)?)$", r"\1\2", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
        keys = yaml.safe_load(text)
        assert len(keys.get("signers", range(7))) == 7
        assert {"groups", "delivery"} & set(keys)
    assert {line.split()[0] for line in faults(shop)} == {"CV420"}
    for name in ("issuer.yaml", "recipients.yaml"):
        path = tmp_path / name
        text = path.read_text(encoding="utf-8")
        for asked, value in (
            ("mã định danh", "H53.9"),
            ("thư điện tử", "a@b.example"),
            ("máy chủ", "mail.b.example"),
            ("mã cơ quan", "ma-co-quan"),
        ):
            text = re.sub(f"<<điền [^<>]*{asked}>>|<<điền [^<>]*{asked} thư>>|<<điền tên {asked}[^<>]*>>", value, text)
        path.write_text(filled(text), encoding="utf-8")
    assert [line for line in faults(shop) if "circulars" not in line] == []


def test_never_over_a_file_and_what_is_there_is_named(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    (tmp_path / "issuer.yaml").write_text("name: của tôi\n", encoding="utf-8")
    done = shop.run("init", *SAID)
    assert done.returncode == 0
    assert "cảnh báo CV408: issuer.yaml đã có" in done.stderr
    assert (tmp_path / "issuer.yaml").read_text(encoding="utf-8") == "name: của tôi\n"
    again = shop.run("init", *SAID)
    assert (again.returncode, "CV412" in again.stderr) == (1, True)
    (tmp_path / "recipients.yaml").unlink()
    assert shop.run("init").returncode == 0
    assert (tmp_path / "recipients.yaml").is_file()


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [("--symbol", "TT YT", "CV033"), ("--code", "h53", "CV033"), ("--email", "khong phai", "CV033")],
)
def test_what_is_said_wrongly_is_told_and_nothing_written(tmp_path: Path, option: str, value: str, code: str) -> None:
    done = Shop(tmp_path).run("init", *SAID, option, value)
    assert done.returncode == 1
    assert f"lỗi {code}: " in done.stderr
    assert value in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_made_and_none_among_circulars(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    assert shop.run("init", "so-y-te", *SAID).returncode == 0
    assert (tmp_path / "so-y-te" / "issuer.yaml").is_file()
    inside = Shop(tmp_path / "so-y-te" / "circulars").run("init", "b")
    assert (inside.returncode, "CV413" in inside.stderr) == (1, True)


def test_at_a_terminal_it_asks_for_what_is_missing(tmp_path: Path) -> None:
    master, slave = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, str(ROOT / "build.py"), "init", "--place", "Hồng Lam", "--lang", "vi"],
        cwd=tmp_path, stdin=slave, stdout=slave, stderr=slave, env=os.environ | {"LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    os.close(slave)
    os.write(master, "Sở Y tế\nTrung tâm: A, B\nTTA\n\n\nPhó Giám đốc\nLê Thị Mai\n".encode())
    said = b""
    try:
        while chunk := os.read(master, 4096):
            said += chunk
    except OSError:  # the other end is closed: it has ended
        pass
    assert running.wait(60) == 0, said.decode()
    os.close(master)
    issuer = yaml.safe_load((tmp_path / "issuer.yaml").read_text(encoding="utf-8"))
    assert (issuer["parent"], issuer["name"], issuer["symbol"], issuer["place"]) == (
        "Sở Y tế",
        "Trung tâm: A, B",
        "TTA",
        "Hồng Lam",
    )
    assert issuer["signers"] == {"pho-giam-doc": {"title": "Phó Giám đốc", "name": "Lê Thị Mai"}}
    assert "Địa danh" not in said.decode()


def test_the_schemas_named_are_there_also_for_kinds_of_ones_own(tmp_path: Path, shop: Shop) -> None:
    assert shop.run("new", "cong-van", "2026/a").returncode == 0
    path = shop.root / "circulars" / "2026" / "a.yaml"
    named = path.read_text(encoding="utf-8").splitlines()[0].rpartition("=")[2]
    schema = json.loads((path.parent / named).read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    assert (shop.root / "schemas" / "circular.json").read_bytes() == (ROOT / "schemas" / "circular.json").read_bytes()
    own = shop.root / "templates" / "giay-trieu-tap"
    own.mkdir(parents=True)
    (own / "type.yaml").write_text("name: Giấy triệu tập\nabbreviation: GTT\nlike: giay-moi\n", encoding="utf-8")
    assert shop.run("new", "giay-trieu-tap", "2026/b").returncode == 0
    assert (
        "giay-trieu-tap" in json.loads((path.parent / named).read_text(encoding="utf-8"))["properties"]["type"]["enum"]
    )


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "ds.xlsx").write_bytes(b"x")
    done = Shop(tmp_path).run("init", "ds.xlsx")
    assert done.returncode == 2
    assert '"ds.xlsx" là tệp, không phải thư mục' in done.stderr
