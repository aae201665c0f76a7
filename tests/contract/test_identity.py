"""One letter, one number, whatever its file is called: renamed, copied, moved, beside another of the same id."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from shop import office, said_codes

LETTER = """type: cong-van
unit: thanh-tra
subject: việc thứ {n}
signer: giam-doc
to: [so-noi-vu]
body: |
  Nội dung {n}.
"""


def file_of(shop, id: str) -> Path:
    return shop.root / "circulars" / f"{id}.yaml"


def numbers(shop) -> list[str]:
    return [
        e["code"] + " " + e["subject"] for e in json.loads(shop.run("register", "list", "--json").stdout)["entries"]
    ]


def without_number(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(x for x in lines if not x.startswith(("number:", "date:"))), encoding="utf-8")


@pytest.fixture
def issued(shop, register_url: str):
    shop.write("moi", LETTER.format(n="nhất"))
    assert shop.run("issue", "moi").stdout.strip() == "01/STTTT-TTr"
    return shop


def test_a_renamed_letter_keeps_its_number_whatever_is_done_by_the_advice(issued) -> None:
    """The case from the field: the letter gets another name, a new one is saved under its first."""
    file_of(issued, "moi").rename(file_of(issued, "cv-01"))
    second = issued.write("moi", LETTER.format(n="hai"))
    assert said_codes(issued.run("check", "--json"), 1) == ["CV506", "CV565"]
    before = second.read_bytes()
    done = issued.run("issue", "moi", "--json")
    assert (said_codes(done, 1), second.read_bytes()) == (["CV565"], before)
    assert "việc thứ nhất" in done.stdout
    assert "đổi tên tệp" in done.stdout
    without_number(file_of(issued, "cv-01"))
    assert said_codes(issued.run("check", "cv-01", "--json"), 1) == ["CV503", "CV506"]
    again = issued.run("issue", "cv-01")
    assert again.stdout.strip() == "01/STTTT-TTr"
    assert "number: 1\n" in file_of(issued, "cv-01").read_text(encoding="utf-8")
    assert said_codes(issued.run("register", "verify", "--json"), 1) == ["CV506", "CV565"]
    second.rename(file_of(issued, "thu-hai"))
    assert issued.run("issue", "thu-hai").stdout.strip() == "02/STTTT-TTr"
    assert numbers(issued) == ["01/STTTT-TTr việc thứ nhất", "02/STTTT-TTr việc thứ hai"]
    assert said_codes(issued.run("register", "verify", "--json"), 0) == ["CV506"]
    assert issued.run("build").returncode == 0


def test_a_renamed_letter_is_issued_and_sealed_under_its_own_line(issued) -> None:
    file_of(issued, "moi").rename(file_of(issued, "2026-cv"))
    for _ in range(2):
        done = issued.run("issue", "2026-cv", "--json")
        assert (json.loads(done.stdout)["code"], said_codes(done, 0)) == ("01/STTTT-TTr", ["CV506"])
    assert said_codes(issued.run("issue", "2026-cv", "--number", "7", "--json"), 1) == ["CV506", "CV514"]
    assert len(numbers(issued)) == 1


def test_a_renamed_letter_that_was_changed_gets_no_second_number_by_the_advice(issued) -> None:
    path = file_of(issued, "moi").rename(file_of(issued, "khac"))
    path.write_text(path.read_text(encoding="utf-8").replace("Nội dung", "Lời văn"), encoding="utf-8")
    for command in (("check",), ("issue", "khac"), ("build",)):
        done = issued.run(*command, "--json")
        assert said_codes(done, 1) == ["CV566"], command
        assert "xóa number" not in done.stdout
        assert "nội dung" in done.stdout
    assert len(numbers(issued)) == 1


def test_a_copy_takes_no_second_number(issued) -> None:
    shutil.copy2(file_of(issued, "moi"), file_of(issued, "chep"))
    for command in (("check",), ("issue", "chep")):
        assert said_codes(issued.run(*command, "--json"), 1) == ["CV504"], command
    without_number(file_of(issued, "chep"))
    before = file_of(issued, "chep").read_bytes()
    done = issued.run("issue", "chep", "--json")
    assert (said_codes(done, 1), file_of(issued, "chep").read_bytes()) == (["CV941"], before)
    assert "--same-text" in done.stdout
    assert len(numbers(issued)) == 1
    file_of(issued, "chep").write_text(LETTER.format(n="ba"), encoding="utf-8")  # a new letter made from the copy
    assert said_codes(issued.run("issue", "chep", "--json"), 0) == []
    assert numbers(issued)[1] == "02/STTTT-TTr việc thứ ba"


def test_the_same_words_twice_are_two_letters_where_somebody_says_so(shop, register_url: str) -> None:
    for id in "ab":
        shop.write(id, LETTER.format(n="nhất"))
    shop.run("issue", "a")
    done = shop.run("issue", "b", "--json")  # it never bore the number of the other: nothing says that it is a copy
    assert (json.loads(done.stdout)["number"], said_codes(done, 0)) == (2, ["CV567"])
    shutil.copy(file_of(shop, "a"), file_of(shop, "c"))
    assert said_codes(shop.run("issue", "c", "--json"), 1) == ["CV504"]
    without_number(file_of(shop, "c"))
    assert said_codes(shop.run("issue", "c", "--json"), 1) == ["CV941"]
    assert said_codes(shop.run("issue", "c", "--same-text", "--json"), 0) == []
    assert len(numbers(shop)) == 3
    file_of(shop, "a").unlink()
    shop.write("d", LETTER.format(n="nhất"))
    assert said_codes(shop.run("issue", "d", "--same-text", "--json"), 0) == []
    assert len(numbers(shop)) == 4
    shutil.copy(file_of(shop, "b"), file_of(shop, "a"))
    file_of(shop, "a").write_text(LETTER.format(n="nhất"), encoding="utf-8")
    assert shop.run("issue", "a").stdout.strip() == "01/STTTT-TTr"
    assert said_codes(shop.run("register", "verify", "--json"), 0) == []


def test_a_moved_letter_is_known_where_it_went(issued, tmp_path: Path, register_url: str) -> None:
    folder = file_of(issued, "2026/thang-11/moi")
    folder.parent.mkdir(parents=True)
    file_of(issued, "moi").rename(folder)
    without_number(folder)
    assert issued.run("issue", "2026/thang-11/moi").stdout.strip() == "01/STTTT-TTr"
    assert said_codes(issued.run("register", "verify", "--json"), 0) == ["CV506"]
    assert len(numbers(issued)) == 1


def test_two_workspaces_with_the_same_ids_on_one_register(
    issued, tmp_path_factory, register_url: str, monkeypatch
) -> None:
    if not register_url:
        monkeypatch.setenv("CONGVAN_REGISTER", str(issued.root / "register.db"))
    other = office(tmp_path_factory.mktemp("other"))
    path = other.write("moi", LETTER.format(n="hai"))
    before = path.read_bytes()
    assert said_codes(other.run("check", "--json"), 1) == ["CV565"]
    assert (said_codes(other.run("issue", "moi", "--json"), 1), path.read_bytes()) == (["CV565"], before)
    path.write_text(LETTER.format(n="nhất"), encoding="utf-8")  # the very letter, carried over without its number
    assert other.run("issue", "moi").stdout.strip() == "01/STTTT-TTr"
    renamed = other.write("ten-khac", LETTER.format(n="nhất"))
    path.unlink()
    assert other.run("issue", "ten-khac").stdout.strip() == "01/STTTT-TTr"
    assert "number: 1\n" in renamed.read_text(encoding="utf-8")
    assert len(numbers(issued)) == 1


def test_two_letters_that_changed_names_are_each_their_own(issued) -> None:
    issued.write("b", LETTER.format(n="hai"))
    issued.run("issue", "b")
    one, two = file_of(issued, "moi"), file_of(issued, "b")
    one.rename(one.with_name("x"))
    two.rename(one)
    one.with_name("x").rename(two)
    assert said_codes(issued.run("check", "--json"), 0) == ["CV506"]
    assert issued.run("issue", "moi").stdout.strip() == "02/STTTT-TTr"
    assert issued.run("issue", "b").stdout.strip() == "01/STTTT-TTr"
    assert len(numbers(issued)) == 2


def test_a_letter_is_known_though_the_office_changed_its_face(issued) -> None:
    issuer = issued.root / "issuer.yaml"
    issuer.write_text(issuer.read_text(encoding="utf-8").replace("place: ", "place: Thị trấn "), encoding="utf-8")
    path = file_of(issued, "moi").rename(file_of(issued, "khac"))
    without_number(path)
    done = issued.run("issue", "khac", "--json")
    assert (said_codes(done, 1), len(numbers(issued))) == (["CV506", "CV716"], 1)


def test_a_changed_text_is_not_written_to(issued) -> None:
    path = file_of(issued, "moi")
    without_number(path)
    path.write_text(path.read_text(encoding="utf-8").replace("Nội dung", "Lời văn"), encoding="utf-8")
    before = path.read_bytes()
    done = issued.run("issue", "moi", "--json")
    assert (said_codes(done, 1), path.read_bytes()) == (["CV565"], before)
    assert "nội dung" in done.stdout


def test_a_copy_that_only_check_saw_takes_no_second_number(issued) -> None:
    shutil.copy2(file_of(issued, "moi"), file_of(issued, "chep"))
    for command in (("check", "chep"), ("build", "chep")):
        assert said_codes(issued.run(*command, "--json"), 1) == ["CV504"]
    without_number(file_of(issued, "chep"))
    assert said_codes(issued.run("check", "chep", "--json"), 0) == ["CV941"]
    assert said_codes(issued.run("issue", "chep", "--json"), 1) == ["CV941"]
    assert len(numbers(issued)) == 1
    file_of(issued, "chep").unlink()
    assert said_codes(issued.run("register", "verify", "--json"), 0) == []
