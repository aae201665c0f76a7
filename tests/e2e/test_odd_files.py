"""Odd files in a workspace: each is a sentence at its name, in a second, and the good letter beside it is built."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

GOOD = "unit: thanh-tra\nsubject: thử\nsigner: giam-doc\nto: [so-noi-vu]\nbody: {}\n"


def found(done) -> dict[str, set[str]]:
    said = json.loads(done.stdout)
    assert "CV499" not in done.stdout
    made: dict[str, set[str]] = {}
    for d in said["diagnostics"]:
        made.setdefault(Path(d["file"] or "").name, set()).add(d["code"])
    return made


def test_what_is_no_file_or_has_another_name_is_named_and_the_rest_is_built(shop) -> None:
    shop.write("tot", GOOD.format("Đoạn."))
    here = shop.root / "circulars"
    os.mkfifo(here / "ong.yaml")
    (here / "vong.yaml").symlink_to("vong.yaml")
    (here / "thiet-bi.yaml").symlink_to("/dev/zero")
    (here / "ra-ngoai.yaml").symlink_to("/etc/passwd")
    (here / "mat.yaml").symlink_to("khong-co")
    (here / "thu-muc.yaml").mkdir()
    for name in ("a.yml", "B.YAML", "c.yaml.txt", "~$tot.yaml", ".an.yaml"):
        (here / name).write_text(GOOD.format("x"), encoding="utf-8")
    Path(os.fsdecode(os.fsencode(here) + b"/c\xf4ng v\xe3n.yaml")).write_text("x", encoding="utf-8")
    (here / "đảo\u202e.yaml").write_text("x", encoding="utf-8")
    done = shop.run("build", "--json", timeout=60)
    assert done.returncode == 1
    assert found(done) == {
        "ong.yaml": {"CV407"}, "vong.yaml": {"CV407"}, "thiet-bi.yaml": {"CV404"}, "ra-ngoai.yaml": {"CV404"},
        "mat.yaml": {"CV404"}, "thu-muc.yaml": {"CV407"}, "a.yml": {"CV416"}, "B.YAML": {"CV416"},
        "c.yaml.txt": {"CV416"}, "c\udcf4ng v\udce3n.yaml": {"CV415"}, "đảo\u202e.yaml": {"CV415"},
    }  # fmt: skip
    assert shop.output("tot", "pdf").exists()
    told = shop.run("check")
    assert "\u202e" not in told.stderr + told.stdout
    assert "c\ufffdng v\ufffdn.yaml:1:1: lỗi CV415" in told.stderr


def test_with_a_register_too_and_each_by_its_own_name(shop) -> None:
    shop.write("tot", GOOD.format("Đoạn."))
    here = shop.root / "circulars"
    Path(os.fsdecode(os.fsencode(here) + b"/c\xf4ng.yaml")).write_text("x", encoding="utf-8")
    os.mkfifo(here / "ong.yaml")
    assert shop.run("issue", "tot", timeout=60).returncode == 0
    assert shop.run("build", "tot").returncode == 0
    assert shop.run("register", "verify").returncode == 0
    (here / "thu.yml").write_text("x", encoding="utf-8")
    for name in ("circulars/thu.yml", "thu", "thu.yml"):
        done = shop.run("check", name)
        assert done.returncode == 1
        assert "thu.yml:1:1: lỗi CV416" in done.stderr
        assert "thu.yaml" in done.stderr


LEFT = [
    "tot.yaml~",
    "tot.yaml.bak",
    "tot.yaml.orig",
    ".tot.yaml.swp",
    "#tot.yaml#",
    ".#tot.yaml",
    "cu.yaml.swp",
    "~$mat.yaml",
    "tot.YML~",
]


def test_what_editors_leave_is_named_and_the_rest_is_done(shop) -> None:
    shop.write("2026/tot", GOOD.format("Đoạn."))
    here = shop.root / "circulars" / "2026"
    for name in (*LEFT, "~$tot.yaml", ".an.yaml", "ghi-chu.txt", "so.xlsx"):
        (here / name).write_text("x: [", encoding="utf-8")
    done = shop.run("build", "--json")
    assert found(done) == {name: {"CV418"} for name in LEFT}
    assert (done.returncode, shop.output("2026/tot", "pdf").exists()) == (0, True)
    assert shop.run("issue", "2026/tot").returncode == 0
    for name in LEFT:
        asked = shop.run("check", f"circulars/2026/{name}")
        assert asked.returncode == 1, name
        assert f"circulars/2026/{name}:1:1: lỗi CV418" in asked.stderr


@pytest.mark.parametrize(
    ("name", "other"), [("issuer", "issuer.yml"), ("issuer", "issuer.yaml.txt"), ("recipients", "Recipients.YAML")]
)
def test_a_second_file_of_the_office_is_told(shop, name: str, other: str) -> None:
    shop.write("tot", GOOD.format("Đoạn."))
    (shop.root / other).write_text("x", encoding="utf-8")
    done = shop.run("check")
    assert done.returncode == 0
    assert f"{other}:1:1: cảnh báo CV419: có cả {name}.yaml và {other}" in done.stderr


@pytest.mark.parametrize("name", ["issuer.yaml", "recipients.yaml"])
def test_the_files_of_the_office(shop, name: str) -> None:
    shop.write("tot", GOOD.format("Đoạn."))
    path = shop.root / name
    kept = path.read_bytes()
    path.rename(shop.root / name.replace(".yaml", ".yml"))
    assert "CV417" in shop.run("check").stderr
    path.mkdir()
    assert f"{name}:1:1: lỗi CV009" in shop.run("check").stderr
    path.rmdir()
    os.mkfifo(path)
    assert f"{name}:1:1: lỗi CV009" in shop.run("build", timeout=20).stderr
    path.unlink()
    path.symlink_to("/dev/zero")
    assert f"{name}:1:1: lỗi CV009" in shop.run("check", timeout=20).stderr
    path.unlink()
    path.write_bytes(kept + b"# " + b"x" * 2_000_000)
    assert f"{name}:1:1: lỗi CV006" in shop.run("check").stderr


def test_templates_are_read_as_carefully(shop) -> None:
    shop.write("tot", GOOD.format("Đoạn."))
    here = shop.root / "templates"
    for kind in ("ong", "ra", "muc", "sau", "an"):
        (here / kind).mkdir(parents=True)
        (here / kind / "type.yaml").write_text("name: Phiếu\nlike: phieu-gui\n", encoding="utf-8")
    os.mkfifo(here / "ong" / "body.md.j2")
    (here / "ra" / "body.md.j2").symlink_to("/etc/passwd")
    (here / "muc" / "body.md.j2").mkdir()
    (here / "sau" / "body.md.j2").write_text("{% if a %}" * 2000 + "{% endif %}" * 2000, encoding="utf-8")
    (here / "an" / "body.md.j2").write_text("Một\nhai\u202e ba\n", encoding="utf-8")
    (here / "loai").mkdir()
    os.mkfifo(here / "loai" / "type.yaml")
    (here / "lien-ket").symlink_to("/etc")
    for kind in ("ong", "ra", "muc", "sau", "an", "loai"):
        shop.write(kind, f"type: {kind}\nsubject: thử\nsigner: giam-doc\nbody: x\n")
    done = shop.run("build", "--json", timeout=60)
    codes = {
        (Path(d["file"]).parent.name, d["code"], d["line"], d["column"]) for d in json.loads(done.stdout)["diagnostics"]
    }
    assert codes == {
        ("ong", "CV009", 1, 1), ("ra", "CV067", 1, 1), ("muc", "CV009", 1, 1), ("sau", "CV202", 1, 1),
        ("an", "CV005", 2, 4), ("loai", "CV009", 1, 1),
    }  # fmt: skip
    assert shop.output("tot", "pdf").exists()


BOMBS = {
    "heading": GOOD.format("|\n  # a" + " " * 50_000 + "x"),
    "division": GOOD.format("|\n  # Chương I " + " " * 30_000 + "x"),
    "image": GOOD.format("|\n  " + "![" * 50_000),
    "image-far": GOOD.format("|\n  " + "![a](" * 20_000),
    "link": GOOD.format("|\n  " + "[a](/" * 20_000),
    "bracket": GOOD.format("|\n  " + "[" * 50_000),
    "stars": GOOD.format("|\n  " + "*a **" * 20_000),
    "colon": "a:" + " " * 50_000 + "x\nb: [\n",
    "keys": "subject: x\n" * 100_000,
    "unknown": "".join(f"khoa{i}: x\n" for i in range(60_000)),
    "bars": GOOD.format("|\n  " + "\\" * 50_000 + "| x"),
    "blocks": GOOD.format("|\n  " + "{% if issuer %}" * 3000 + "x" + "{% endif %}" * 3000),
    "sum": GOOD.format("|\n  {{ " + "1 + " * 20_000 + "1 }}"),
    "parts": GOOD.format("|\n  {{ issuer" + ".name" * 20_000 + " }}"),
    "filters": GOOD.format("|\n  {{ 'a'" + "|upper" * 20_000 + " }}"),
    "tails": GOOD.format("x #1") + "x: a #1\n" * 60_000,
    "tabs": "\tx\n" * 100_000,
}


def test_bombs_of_one_line_end_soon(shop) -> None:
    for id, text in BOMBS.items():
        shop.write(id, text)
    shop.write("tot", GOOD.format("Đoạn."))
    done = shop.run("check", "--json", timeout=60)
    assert "CV499" not in done.stdout
    assert "tot.yaml" not in done.stdout


def test_a_long_chain_of_groups_is_no_crash(shop) -> None:
    file = shop.root / "recipients.yaml"
    groups = "".join(f"  n{i}: {{name: N, members: [n{i + 1}]}}\n" for i in range(3000))
    text = file.read_text(encoding="utf-8").partition("groups:")[0]
    file.write_text(f"{text}groups:\n{groups}  n3000: {{name: N, members: [so-noi-vu]}}\n", encoding="utf-8")
    shop.write("tot", GOOD.format("Đoạn.").replace("so-noi-vu", "n0"))
    done = shop.run("check", timeout=60)
    assert "CV499" not in done.stderr
    file.write_text(f"{text}groups:\n{groups}  n3000: {{name: N, members: [n0]}}\n", encoding="utf-8")
    done = shop.run("check", timeout=60)
    assert done.returncode == 1
    assert done.stderr.count("CV045") == 20


@pytest.mark.parametrize(("option", "ending"), [("--read-bounces", "eml"), ("--read-edxml", "edxml")])
def test_a_folder_of_answers_is_read_past_what_is_no_file(shop, option: str, ending: str) -> None:
    """Each such file is named, counted as unread, and holds nobody up."""
    folder = shop.root / "den"
    folder.mkdir()
    os.mkfifo(folder / f"ong.{ending}")
    (folder / f"thiet-bi.{ending}").symlink_to("/dev/zero")
    (folder / f"vong.{ending}").symlink_to(f"vong.{ending}")
    (folder / "trong-no").symlink_to(".")
    with (folder / f"to.{ending}").open("wb") as large:
        large.truncate(31_000_000)
    done = shop.run("deliveries", option, "den", "--json", timeout=30)
    said = json.loads(done.stdout)
    assert (done.returncode, said["read"]) == (0, 0)
    assert {(u["source"], u["why"]) for u in said["unread"]} == {
        (f"ong.{ending}", "no-file"), (f"thiet-bi.{ending}", "no-file"),
        (f"vong.{ending}", "broken"), (f"to.{ending}", "too-large"),
    }  # fmt: skip
    assert [d["code"] for d in said["diagnostics"]] == ["CV887"] * 4
    assert "4" in shop.run("deliveries", option, "den", timeout=30).stdout.splitlines()[-1]
    for odd in ("/dev/zero", f"den/ong.{ending}", f"den/vong.{ending}"):
        assert "Traceback" not in shop.run("deliveries", option, odd, timeout=30).stderr
