"""Rules of numbering and of undoing: groups of kinds, registers begun in mid-year, Điều 18, disks that can't lock."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shop import NUMBERED as LETTER

from congvan.problems import MachineFault
from congvan.register import Location, mounts
from congvan.register.database import Database


def said(done) -> dict[str, object]:
    return json.loads(done.stdout)


def codes(done) -> list[str]:
    return [d["code"] for d in said(done)["diagnostics"]]


def numbering(shop, text: str) -> None:
    path = shop.root / "issuer.yaml"
    path.write_text(path.read_text(encoding="utf-8").rstrip() + f"\nnumbering: {text}\n", encoding="utf-8")


def test_a_named_group_takes_in_another_kind_and_goes_on(shop, register_url: str) -> None:
    kept = (shop.root / "issuer.yaml").read_text(encoding="utf-8")
    for id in "abc":
        shop.write(id, LETTER.format(n=id))
    numbering(shop, "[{name: Thư từ, kinds: [cong-van]}, [quyet-dinh, chi-thi]]")
    first = said(shop.run("issue", "a", "--json", "--date", "2026-01-05"))
    assert (first["number"], first["sequence"]) == (1, "Thư từ")
    (shop.root / "issuer.yaml").write_text(kept, encoding="utf-8")
    numbering(shop, "[{name: Thư từ, kinds: [thong-bao, cong-van]}]")
    assert said(shop.run("issue", "b", "--json", "--date", "2026-01-05"))["number"] == 2
    (shop.root / "issuer.yaml").write_text(kept, encoding="utf-8")
    numbering(shop, "[[thong-bao, cong-van]]")
    assert codes(shop.run("issue", "c", "--json", "--date", "2026-01-05")) == ["CV517"]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("[[quyet-dihn]]", ["CV518"]),
        ("[[quyet-dinh, chi-thi], [chi-thi]]", ["CV507"]),
        ("[{name: Chung, kinds: [quyet-dinh]}]", ["CV508"]),
        ("[{name: A, kinds: [quyet-dinh]}, {name: a, kinds: [chi-thi]}]", ["CV508"]),
        ("[{kinds: [quyet-dinh]}]", ["CV041"]),
        ("[[quyet-dinh], {name: B, kinds: [chi-thi]}]", []),
    ],
)
def test_a_slip_in_numbering_is_told_before_a_number_is_taken(shop, typed: str, wanted: list[str]) -> None:
    shop.write("a", LETTER.format(n="a"))
    numbering(shop, typed)
    assert codes(shop.run("check", "--json")) == wanted


def test_a_register_begun_in_mid_year_has_no_gap_below_its_start(shop, register_url: str, tmp_path: Path) -> None:
    for id in "ab":
        shop.write(id, LETTER.format(n=id))
    old = tmp_path / "cu.csv"
    rows = "".join(f"{n}/STTTT-TTr,2026-01-{n - 290:02},việc {n}\n" for n in (300, 301, 303))
    old.write_text("number,date,subject\n" + rows, encoding="utf-8")
    assert shop.run("register", "import", str(old)).returncode == 0
    assert shop.run("issue", "a", "--date", "2026-02-01").stdout.strip() == "304/STTTT-TTr"
    done = shop.run("register", "verify", "--json")
    assert (done.returncode, codes(done)) == (1, ["CV550"])
    assert "302" in said(done)["diagnostics"][0]["message"]
    assert "299" not in said(done)["diagnostics"][0]["message"]
    assert shop.run("register", "reserve", "302", "--year", "2026", "--reason", "sổ giấy").returncode == 0
    assert shop.run("register", "reserve", "299", "--year", "2026", "--reason", "sổ giấy").returncode == 0
    done = shop.run("register", "verify", "--json")
    assert (done.returncode, codes(done)) == (0, [])
    assert said(done)["starts"] == [{"year": 2026, "sequence": "chung", "number": 300}]
    assert "bắt đầu từ số 300" in shop.run("register", "verify").stdout


def test_a_sequence_that_began_here_begins_with_one(shop, register_url: str, tmp_path: Path) -> None:
    shop.write("a", LETTER.format(n="a"))
    assert shop.run("issue", "a", "--date", "2026-01-05").stdout.strip() == "01/STTTT-TTr"
    old = tmp_path / "cu.csv"
    old.write_text("number,date,subject\n5/STTTT-TTr,2026-01-06,việc\n", encoding="utf-8")
    assert shop.run("register", "import", str(old)).returncode == 0
    done = shop.run("register", "verify", "--json")
    assert codes(done) == ["CV550"]
    assert "2–4" in said(done)["diagnostics"][0]["message"]


@pytest.mark.parametrize(
    ("field", "old", "wanted"),
    [
        ("corrects", "quyet-dinh", []),  # form or procedure: by a công văn
        ("corrects", "cong-van", []),
        ("replaces", "cong-van", []),
        ("replaces", "quyet-dinh", ["CV529"]),
        ("recalls", "quyet-dinh", []),
    ],
)
def test_what_a_letter_may_do_to_an_earlier_document(shop, field: str, old: str, wanted: list[str]) -> None:
    reference = (
        "{number: 12/QĐ-STTTT, date: 2026-01-05, type: %s, issuer: Sở Thông tin và Truyền thông, subject: về việc họp}"
    )
    text = LETTER.format(n="a").replace("Đoạn văn.", "Theo {{ x.full }}.")
    shop.write("a", text + f"references:\n  x: {reference % old}\n{field}: x\n")
    done = shop.run("check", "a", "--json")
    assert (done.returncode, codes(done)) == (0, wanted)


MOUNTS = r"""21 1 8:1 / / rw - ext4 /dev/sda1 rw
30 21 0:40 / /srv/van\040thu rw - nfs4 may-chu:/x rw
31 21 0:41 / /mnt/o rw - cifs //may/o rw
32 31 8:2 / /mnt/o/trong rw - xfs /dev/sdb rw
33 21 0:42 / /mnt/hai rw - ext4 /dev/sdc rw
34 21 0:43 / /mnt/hai rw - nfs may:/y rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/vt", "ext4"),
        ("/srv/van thu", "nfs4"),
        ("/srv/van thu/2026", "nfs4"),
        ("/srv/van thu 2", "ext4"),
        ("/mnt/o/so", "cifs"),
        ("/mnt/o/trong/so", "xfs"),
        ("/mnt/hai", "nfs"),
    ],
)
def test_the_file_system_of_a_folder(folder: str, kind: str) -> None:
    assert mounts.kind_of(folder, MOUNTS) == kind


def test_a_network_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "mountinfo"
    told.write_text(f"21 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 21 0:40 / {tmp_path} rw - cifs //may/o rw\n")
    monkeypatch.setattr(mounts, "MOUNTS", told)
    database = Database(Location(path=tmp_path / "register.db"))
    with pytest.raises(MachineFault) as refused:
        database.write(lambda connection: None, repeatable=True)
    assert (refused.value.diagnostic.code, refused.value.diagnostic.values["kind"]) == ("CV586", "cifs")
    assert not (tmp_path / "register.db").exists()
