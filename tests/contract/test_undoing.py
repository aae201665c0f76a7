"""A recall leaves its trace wherever the register is asked; nobody undoes another agency's document by accident."""

from __future__ import annotations

import json

import pytest

LETTER = "unit: thanh-tra\nsubject: {subject}\nsigner: giam-doc\nto: [so-noi-vu]\nbody: Nội dung.\n"
CITING = (
    LETTER.replace("Nội dung.", "Theo {{{{ cv1 }}}}.")
    + "references:\n  cv1: {{number: 01/STTTT-TTr, year: {year}}}\n{more}"
)
OTHER = (
    LETTER + "references:\n  cv1: {{type: cong-van, number: {number}, date: 2024-04-17, issuer: {issuer},\n"
    "        subject: về việc gì đó}}\n{field}: cv1\n"
)


def said(done) -> dict:
    assert "Traceback" not in done.stderr, done.stderr
    return json.loads(done.stdout)


def codes(done) -> list[str]:
    return sorted({d["code"] for d in said(done)["diagnostics"]})


@pytest.fixture
def recalled(shop):
    shop.write("cu", LETTER.format(subject="tiêm chủng"))
    entry = said(shop.run("issue", "cu", "--json"))
    assert shop.run("recall", "cu", "--reason", "sai số liệu bảng 2").returncode == 0
    return shop, entry["year"]


def test_the_register_shows_and_finds_a_recall(recalled) -> None:
    shop, _ = recalled
    for command in (("list",), ("show", "01/STTTT-TTr"), ("search", "tiem chung"), ("search", "thu hoi"),
                    ("search", "so lieu"), ("search", "da thu hoi tiem chung")):  # fmt: skip
        text = shop.run("register", *command).stdout
        assert "[đã thu hồi ngày " in text, command
        assert "sai số liệu bảng 2]" in text
    entry = said(shop.run("register", "show", "01/STTTT-TTr", "--json"))["entry"]
    assert entry["recalled"]["reason"] == "sai số liệu bảng 2"
    shop.run("register", "export", "so.csv")
    assert "Đã thu hồi ngày " in (shop.root / "so.csv").read_text(encoding="utf-8-sig")
    assert shop.run("register", "verify").returncode == 0, "the trace breaks no seal"
    assert "recalled on" in shop.run("register", "list", "--lang", "en").stdout


def test_a_file_renamed_before_it_is_recalled_leaves_its_trace_too(shop) -> None:
    shop.write("cu", LETTER.format(subject="tiêm chủng"))
    assert shop.run("issue", "cu").returncode == 0
    (shop.root / "circulars" / "cu.yaml").rename(shop.root / "circulars" / "khac.yaml")
    for _ in range(2):  # told again, it is the same recall
        assert shop.run("recall", "khac", "--reason", "sai số liệu bảng 2").returncode == 0
    for command in (("list",), ("show", "01/STTTT-TTr"), ("search", "thu hoi")):
        assert shop.run("register", *command).stdout.count("[đã thu hồi ngày ") == 1, command
    assert shop.run("register", "verify").returncode == 0
    assert shop.run("send", "khac", "--dry-run").returncode == 1, "nothing of it goes out any more"
    shop.write(
        "moi",
        CITING.format(subject="x", year=said(shop.run("register", "list", "--json"))["entries"][0]["year"], more=""),
    )
    assert codes(shop.run("check", "moi", "--json")) == ["CV890"]


@pytest.mark.parametrize(("field", "words"), [("recalls", "Thu hồi theo"), ("replaces", "Thay thế bằng"), ("corrects", "Đính chính bằng")])  # fmt: skip
def test_the_book_names_the_letter_that_undoes_an_entry(shop, field, words) -> None:
    shop.write("cu", LETTER.format(subject="tiêm chủng"))
    year = said(shop.run("issue", "cu", "--json"))["year"]
    shop.write("moi", CITING.format(subject="x", year=year, more=f"{field}: cv1\n"))
    assert shop.run("issue", "moi").returncode == 0
    for file in ("so.csv", "so.xlsx", "so.pdf"):
        assert shop.run("register", "export", file).returncode == 0
    rows = (shop.root / "so.csv").read_text(encoding="utf-8-sig").splitlines()
    assert f"{words} văn bản số 02/STTTT-TTr ngày " in next(r for r in rows if "01/STTTT-TTr" in r.partition(",")[0])
    assert words not in next(r for r in rows if r.startswith("02/"))


def test_citing_it_is_an_error_and_it_is_not_continued(recalled) -> None:
    shop, year = recalled
    shop.write("moi", CITING.format(subject="x", year=year, more=""))
    done = shop.run("check", "moi", "--json")
    assert codes(done) == ["CV890"]
    assert done.returncode == 1
    assert codes(shop.run("issue", "moi", "--json")) == ["CV890"]
    for ref in ("01/STTTT-TTr", "cu"):
        assert codes(shop.run("follow-up", ref, "lan-2", "--json")) == ["CV890"]
    assert not (shop.root / "circulars" / "lan-2.yaml").exists()
    shop.write("moi", CITING.format(subject="x", year=year, more="replaces: cv1\n"))
    assert shop.run("check", "moi").returncode == 0, "what takes its place may name it"


def test_what_was_issued_before_is_only_warned(shop) -> None:
    shop.write("cu", LETTER.format(subject="tiêm chủng"))
    year = said(shop.run("issue", "cu", "--json"))["year"]
    shop.write("sau", CITING.format(subject="x", year=year, more=""))
    assert shop.run("issue", "sau").returncode == 0
    assert shop.run("build", "sau").returncode == 0
    assert shop.run("recall", "cu", "--reason", "sai").returncode == 0
    done = shop.run("build", "sau", "--json")
    assert done.returncode == 0
    assert codes(done) == ["CV891"], "built before the recall, it is looked at again"


@pytest.mark.parametrize("field", ["recalls", "replaces", "corrects"])
@pytest.mark.parametrize(
    "issuer", ["Sở Y tế tỉnh Hồng Lam", "Sở Nội vụ", "UBND tỉnh Tây Ninh", "Ủy ban nhân dân tỉnh Tây Ninh", "Chính phủ"]
)
def test_another_agencys_document_is_not_undone(shop, field, issuer) -> None:
    shop.write("a", OTHER.format(subject="x", number="1234/SYT-TCCB", issuer=issuer, field=field))
    done = shop.run("check", "a", "--json")
    assert codes(done) == ["CV892"]
    assert f'"{issuer}"' in said(done)["diagnostics"][0]["message"]
    assert codes(shop.run("issue", "a", "--json")) == ["CV892"]


@pytest.mark.parametrize(
    "issuer",
    ["Sở Thông tin và Truyền thông", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "Sở Thông tin và Truyền thông tỉnh Tây Ninh",
     "Sở TTTT", "Giám đốc Sở Thông tin và Truyền thông"],
)  # fmt: skip
@pytest.mark.parametrize("field", ["recalls", "replaces", "corrects"])
def test_ones_own_of_before_the_program_may_be_undone(shop, issuer, field) -> None:
    shop.write("a", OTHER.format(subject="x", number="881/STTTT-TTr", issuer=issuer, field=field))
    assert codes(shop.run("check", "a", "--json")) == []


def test_subordinates_merged_agencies_and_old_names_are_named_once(shop) -> None:
    issuer = shop.root / "issuer.yaml"
    issuer.write_text(issuer.read_text(encoding="utf-8") + "acts_for: [Trung tâm Công nghệ thông tin, Sở Bưu chính]\n")
    for name in ("Trung tâm Công nghệ thông tin", "Sở Bưu chính"):
        shop.write("a", OTHER.format(subject="x", number="9/X-Y", issuer=name, field="replaces"))
        assert codes(shop.run("check", "a", "--json")) == []


def test_a_council_may_be_the_superior_and_is_only_asked(shop) -> None:
    issuer = shop.root / "issuer.yaml"
    text = issuer.read_text(encoding="utf-8").replace("parent: UBND tỉnh Tây Ninh\n", "")
    text = text.replace("name: Sở Thông tin và Truyền thông\n", "name: Ủy ban nhân dân tỉnh Tây Ninh\n")
    issuer.write_text(text, encoding="utf-8")
    shop.write("a", OTHER.format(subject="x", number="9/SNV-VP", issuer="Sở Nội vụ", field="recalls"))
    done = shop.run("check", "a", "--json")
    assert (done.returncode, codes(done)) == (0, ["CV893"])
    shop.write("a", OTHER.format(subject="x", number="9/UBND-VP", issuer="UBND xã Tân Lập", field="replaces"))
    assert codes(shop.run("check", "a", "--json")) == ["CV893"]
    shop.write("a", OTHER.format(subject="x", number="9/UBND-VP", issuer="UBND tỉnh Long An", field="replaces"))
    assert codes(shop.run("check", "a", "--json")) == ["CV892"]
    shop.write("a", OTHER.format(subject="x", number="9/UBND-VP", issuer="UBND thành phố Tây Ninh", field="recalls"))
    assert codes(shop.run("check", "a", "--json")) == ["CV893"], "the city is not the province of the same name"
    shop.write("a", OTHER.format(subject="x", number="9/UBND-VP", issuer="UBND tỉnh Tây Ninh", field="recalls"))
    assert codes(shop.run("check", "a", "--json")) == []


def test_a_law_is_not_replaced_by_a_letter(shop) -> None:
    shop.write("a", LETTER.format(subject="x") + "references:\n  luat: {name: Luật Lưu trữ}\nreplaces: luat\n")
    assert "CV892" in codes(shop.run("check", "a", "--json"))


@pytest.mark.parametrize("typed", ["reply", "replys", "replace", "recall", "corects", "follow"])
def test_no_key_of_legal_effect_is_suggested(shop, typed) -> None:
    shop.write("a", LETTER.format(subject="x") + f"{typed}: cv1\n")
    found = [d for d in said(shop.run("check", "a", "--json"))["diagnostics"] if d["code"] == "CV030"]
    assert len(found) == 1
    assert not found[0].get("hint")
