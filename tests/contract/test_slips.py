"""Slips of a clerk's hand at the register, each of which would lose a number, a row or a document unseen."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from shop import said_codes, today

LETTER = """unit: thanh-tra
subject: thử nghiệm {n}
signer: giam-doc
to: [so-noi-vu]
body: |
  Đoạn văn{cites}.
copies: [nhu-tren]
"""
FIRST = "references:\n  mot: {number: 1/STTTT-TTr, year: %d}\n"
HEAD = "number,date,subject,type,signer,to\n"


def letter(n: str, cites: str = "", more: str = "") -> str:
    return LETTER.format(n=n, cites=cites) + more


def citing(n: str, more: str = "", year: int = 0) -> str:
    return letter(n, " theo {{ mot }}", FIRST % (year or today().year) + more)


@pytest.fixture
def alone(shop, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CONGVAN_REGISTER", raising=False)
    return shop


def listed(shop) -> list[str]:
    return shop.run("register", "list").stdout.splitlines()


# issue


@pytest.mark.parametrize("given", ["date: 2026-01-05", "number: 7"])
def test_half_of_number_and_date_in_the_file_is_told_by_its_place(alone, given: str) -> None:
    path = alone.write("a", letter("a", more=given + "\n"))
    before = path.read_bytes()
    done = alone.run("issue", "a")
    assert (done.returncode, path.read_bytes()) == (1, before)
    assert "circulars/a.yaml:8:" in done.stderr
    assert "CV537" in done.stderr
    assert given in done.stderr
    assert alone.run("issue", "a", *("--" + given.replace(":", "")).split()).returncode == 0


def test_a_number_far_ahead_is_given_with_a_warning(alone) -> None:
    for n in "abc":
        alone.write(n, letter(n))
    assert said_codes(alone.run("issue", "a", "--number", "1", "--json"), 0) == []
    alone.run("register", "reserve", "2", "--reason", "giữ")
    assert said_codes(alone.run("issue", "b", "--number", "3", "--json"), 0) == []
    jumped = alone.run("issue", "c", "--number", "30")
    assert jumped.stdout.strip() == "30/STTTT-TTr"
    assert "CV536" in jumped.stderr
    assert "số 4 đến 29" in jumped.stderr


def test_a_spoiled_number_in_the_file_is_told_as_spoiled(alone) -> None:
    alone.write("a", letter("a"))
    alone.run("issue", "a")
    alone.run("register", "void", "a", "--reason", "in hỏng")
    done = alone.run("issue", "a")
    assert done.returncode == 1
    assert "CV505" in done.stderr
    assert "in hỏng" in done.stderr
    assert "xóa number" in done.stderr


def test_a_copied_file_is_told_as_a_copy(alone) -> None:
    path = alone.write("a", letter("a"))
    alone.run("issue", "a")
    alone.write("b", path.read_bytes())
    assert said_codes(alone.run("issue", "b", "--json"), 1) == ["CV504"]


def test_another_symbol_goes_on_in_the_same_register(alone) -> None:
    for n in "abc":
        alone.write(n, letter(n))
    alone.run("issue", "a")
    issuer = alone.root / "issuer.yaml"
    text = issuer.read_text(encoding="utf-8").replace("symbol: STTTT", "symbol: STTT")
    issuer.write_text(text, encoding="utf-8")
    assert alone.run("issue", "b").stdout.strip() == "02/STTT-TTr"
    issuer.write_text(text.replace("code: H53.12\n", "").replace("symbol: STTT", "symbol: STTTT"), encoding="utf-8")
    assert alone.run("issue", "c").stdout.strip() == "03/STTTT-TTr"


def test_another_agency_in_the_same_register_is_told(alone) -> None:
    for n in "ab":
        alone.write(n, letter(n))
    alone.run("issue", "a")
    issuer = alone.root / "issuer.yaml"
    text = issuer.read_text(encoding="utf-8").replace("symbol: STTTT", "symbol: STTT").replace("H53.12", "H53.13")
    issuer.write_text(text, encoding="utf-8")
    assert said_codes(alone.run("issue", "b", "--json"), 1) == ["CV509", "CV558"]
    (alone.root / "circulars" / "a.yaml").unlink()
    done = alone.run("issue", "b")
    assert done.stdout.strip() == "01/STTT-TTr"
    assert "CV558" in done.stderr


def test_a_file_does_not_take_the_line_of_another_document(shop, register_url: str) -> None:
    rows = "".join(f"{n},17/4/2024,{s},,A,B\n" for n, s in (
        ("720/STTTT-TTr", "cảnh báo"), ("721/STTTT-VP", "thử nghiệm b"), ("722/STTTT-TTr", "thử nghiệm c"),
        ("723/STTTT", "Về việc thử nghiệm d (lần 2)")))  # fmt: skip
    (shop.root / "so.csv").write_text(HEAD + rows, encoding="utf-8")
    assert shop.run("register", "import", "so.csv").returncode == 0
    before = listed(shop)
    for n, number, day, code in (
        ("a", 720, 17, "CV549"), ("b", 721, 17, "CV549"), ("c", 722, 18, "CV502"),
    ):  # fmt: skip
        shop.write(n, letter(n, more=f"number: {number}\ndate: 2024-04-{day}\n"))
        assert code in said_codes(shop.run("issue", n, "--json"), 1)
    shop.write("e", letter("e"))
    assert said_codes(shop.run("issue", "e", "--number", "720", "--date", "2024-04-17", "--json"), 1) == ["CV512"]
    assert listed(shop) == before
    shop.write("d", letter("d", more="number: 723\ndate: 2024-04-17\n"))
    assert shop.run("issue", "d").stdout.strip() == "723/STTTT-TTr"


# void and reserve


def test_a_kind_that_there_is_none_of_is_not_the_common_sequence(alone) -> None:
    for command in ("reserve", "void"):
        done = alone.run("register", command, "5", "--reason", "x", "--type", "quyet-din", "--json")
        assert said_codes(done, 1) == ["CV409"]
    assert said_codes(alone.run("register", "list", "--type", "quyet-din", "--json"), 1) == ["CV409"]
    assert alone.run("register", "reserve", "5", "--reason", "x", "--year", "20270").returncode == 2
    assert said_codes(alone.run("register", "void", "0", "--reason", "x", "--json"), 1) == ["CV519"]
    assert not (alone.root / "register.db").exists()


def test_a_bare_number_voids_none_of_another_year_or_sequence(shop, register_url: str, tmp_path: Path) -> None:
    issuer = shop.root / "issuer.yaml"
    issuer.write_text(issuer.read_text(encoding="utf-8") + "numbering: [[quyet-dinh]]\n", encoding="utf-8")
    (shop.root / "so.csv").write_text(HEAD + "5/STTTT,2024-04-17,năm cũ,,A,B\n", encoding="utf-8")
    shop.run("register", "import", "so.csv")
    shop.run("register", "reserve", "2", "--reason", "giữ", "--type", "quyet-dinh")
    assert shop.run("register", "void", "5", "--reason", "hỏng").returncode == 0
    assert said_codes(shop.run("register", "void", "2", "--reason", "hỏng", "--json"), 1) == ["CV539"]
    assert shop.run("register", "void", "2", "--reason", "hỏng", "--type", "cong-van").returncode == 0
    lines = listed(shop)
    assert [line for line in lines if "năm cũ" in line]
    assert not [line for line in lines if "hủy" in line and "cũ" in line]
    assert sum("hủy" in line for line in lines) == 2
    assert sum("để dành" in line for line in lines) == 1


def test_a_spoiled_number_that_is_cited_does_not_shut_what_was_issued(alone) -> None:
    alone.write("a", letter("a"))
    alone.write("b", citing("b"))
    for n in "ab":
        assert alone.run("issue", n).returncode == 0
    alone.write("c", citing("c"))
    alone.write("d", letter("d", " theo {{ hai }}", FIRST.replace("mot", "hai").replace("1/", "2/") % today().year))
    alone.run("register", "void", "a", "--reason", "ký nhầm")
    assert said_codes(alone.run("check", "b", "--json"), 0) == ["CV521"]
    assert said_codes(alone.run("check", "c", "--json"), 1) == ["CV526"]
    assert said_codes(alone.run("check", "d", "--json"), 0) == []  # b itself was never changed
    assert said_codes(alone.run("follow-up", "1/STTTT-TTr", "e", "--json"), 1) != []
    assert not (alone.root / "circulars" / "e.yaml").exists()


# references and follow-up


def test_the_wrong_year_alone_is_told_with_both_years(alone) -> None:
    alone.write("a", letter("a"))
    alone.run("issue", "a")
    alone.write("b", citing("b", year=2023))
    done = alone.run("check", "b")
    assert done.returncode == 1
    assert "CV520" in done.stderr
    assert '"2023"' in done.stderr
    assert str(today().year) in done.stderr
    assert done.stderr.count("lỗi") == 1


def test_a_draft_is_not_followed_up(alone) -> None:
    alone.write("a", letter("a"))
    assert said_codes(alone.run("follow-up", "a", "b", "--json"), 1) == ["CV538"]
    alone.run("issue", "a")
    for ref in ("1/STTTT-TTr:24", "1/STTTT-TTr:²", "1/STTTT-TTr:", "1/STTTT-TTr:99999999999"):
        assert said_codes(alone.run("follow-up", ref, "b", "--json"), 1) == ["CV535"], ref
    alone.write("c", citing("c", "recalls: mot\n"))
    assert alone.run("issue", "c").returncode == 0
    assert said_codes(alone.run("follow-up", "1/STTTT-TTr", "b", "--json"), 1) == ["CV522"]


DECISION = """type: quyet-dinh
subject: về việc kiện toàn Ban Chỉ đạo
signer: giam-doc
grounds: [Luật Lưu trữ ngày 21 tháng 6 năm 2024]
body: |
  Điều 1. Kiện toàn.
copies: [so-noi-vu, {ref: ubnd-tinh, note: để b/c}]
"""


def test_a_decision_of_the_register_is_cited_and_listed_as_it_reads(alone) -> None:
    alone.write("q", DECISION)
    assert alone.run("issue", "q").returncode == 0
    alone.write("a", letter("a", " theo {{ mot }}", FIRST.replace("STTTT-TTr", "QĐ-STTTT") % today().year))
    assert alone.run("build", "a", "--format", "html").returncode == 0
    page = " ".join((alone.root / "output" / "a.html").read_text(encoding="utf-8").replace("\u00a0", " ").split())
    assert "Sở Thông tin và Truyền thông về việc kiện toàn" in page
    assert "số 01/QĐ-STTTT" in page.replace("\u2060", "")
    alone.run("register", "export", "so.csv")
    row = (alone.root / "so.csv").read_text(encoding="utf-8-sig").splitlines()[1].split(",")
    assert row[2] == "Quyết định về việc kiện toàn Ban Chỉ đạo"
    assert row[4] == "Sở Nội vụ; UBND tỉnh (để b/c)"


def test_the_book_names_everybody_who_gets_a_letter(alone) -> None:
    alone.write("a", letter("a").replace("[nhu-tren]", "[nhu-tren, {ref: ubnd-tinh, note: để b/c}]"))
    alone.run("issue", "a")
    alone.run("register", "export", "so.csv")
    assert "Sở Nội vụ; UBND tỉnh (để b/c)" in (alone.root / "so.csv").read_text(encoding="utf-8-sig")


def test_an_imported_decision_keeps_its_words_and_is_followed_up(alone) -> None:
    rows = "12/QĐ-STTTT,15/5/2024,V/v kiện toàn,Quyết định,A,Sở Nội vụ\n13/QĐ-STTTT,15/5/2024,Quyết định về việc họp,,A,B\n"
    (alone.root / "so.csv").write_text(HEAD + rows, encoding="utf-8")
    assert alone.run("register", "import", "so.csv").returncode == 0
    assert [line.partition(": ")[2] for line in listed(alone)] == ["về việc kiện toàn", "về việc họp"]
    assert alone.run("follow-up", "12/QĐ-STTTT", "c").returncode == 0
    assert said_codes(alone.run("check", "c", "--json"), 0) == ["CC-1"]  # its grounds are not in the book
    draft = (alone.root / "circulars" / "c.yaml").read_text(encoding="utf-8")
    assert '"tiếp tục"' in draft
    alone.write("c", draft.replace("subject: về việc", "number: 20\ndate: 2025-01-02\nsubject: tiếp tục", 1))
    assert alone.run("follow-up", "c", "d").returncode == 0
    assert '"tiếp tục"' not in (alone.root / "circulars" / "d.yaml").read_text(encoding="utf-8")


# import and export


@pytest.mark.parametrize(
    ("rows", "code", "line"),
    [
        ('1/A-B,1/1/2026,"hở,,A,B\n2/A-B,2/1/2026,mất,,A,B\n', "CV547", 2),
        ('1/A-B,1/1/2026,x,,A,B\n2/A-B,2/1/2026,"Công văn "V/v" y",,A,B\n', "CV547", 3),
        ("1/A-B,1/1/2199,x,,A,B\n", "CV542", 2),
        ("9,,,,,\n", "CV542", 2),
    ],
)
def test_a_row_that_would_lose_something_stops_the_import(alone, rows: str, code: str, line: int) -> None:
    (alone.root / "so.csv").write_text(HEAD + rows, encoding="utf-8")
    done = alone.run("register", "import", "so.csv")
    assert done.returncode == 1, done.stderr
    assert f"so.csv:{line}:1: lỗi {code}" in done.stderr
    assert listed(alone) == ["sổ không có dòng nào như vậy"]


def test_cells_right_of_the_last_column_are_not_lost(alone) -> None:
    (alone.root / "so.csv").write_text("number,date,subject,to\n1/A,1/1/2026,về a, b,Sở A\n", encoding="utf-8")
    assert "so.csv:2:1: lỗi CV546" in alone.run("register", "import", "so.csv").stderr
    (alone.root / "so.csv").write_text("number;date;subject;to\n1/A;1/1/2026;x;Sở A; Sở B;\n", encoding="utf-8")
    assert alone.run("register", "import", "so.csv").returncode == 0
    assert "Kính gửi: Sở A; Sở B\n" in alone.run("register", "show", "1").stdout


def test_a_book_that_comes_in_below_later_numbers_is_told(shop, register_url: str) -> None:
    shop.write("a", letter("a"))
    shop.run("issue", "a", "--date", "2026-03-05")
    (shop.root / "so.csv").write_text(HEAD + "2/A,5/3/2026,x,,A,B\n3/A,6/3/2026,y,,A,B\n", encoding="utf-8")
    assert said_codes(shop.run("register", "import", "so.csv", "--json"), 0) == []
    (shop.root / "so.csv").write_text(HEAD + "4/A,4/3/2026,x,,A,B\n5/A,4/3/2026,y,,A,B\n", encoding="utf-8")
    done = shop.run("register", "import", "so.csv")
    assert done.returncode == 0
    assert done.stderr.count("CV544") == 1
    assert "so.csv:2:1: cảnh báo CV544" in done.stderr


def test_the_row_that_counts_the_columns_is_no_document(alone) -> None:
    (alone.root / "so.csv").write_text(HEAD + "(1),(2),(3),,(4),(5)\n1/A,1/1/2026,(3),,A,B\n", encoding="utf-8")
    assert alone.run("register", "import", "so.csv").returncode == 0
    assert [line.split()[0] for line in listed(alone)] == ["01/A"]


def test_two_columns_of_one_meaning_are_told(alone) -> None:
    (alone.root / "so.csv").write_text("\nnumber,date,subject,Trích yếu\n1/A,1/1/2026,x,y\n", encoding="utf-8")
    done = alone.run("register", "import", "so.csv")
    assert done.returncode == 1
    assert "so.csv:2:1: lỗi CV545" in done.stderr
    (alone.root / "so.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"0" * 600)
    assert ".xls của Excel cũ" in alone.run("register", "import", "so.xls").stderr


def test_copies_of_an_old_book_keep_their_own_sequence(shop, register_url: str) -> None:
    rows = "5/SY-STTTT,5/1/2026,x,,A,B\n6/SL-STTTT,5/1/2026,y,Bản sao lục,A,B\n7/TrS-STTTT,6/1/2026,z,Trích sao,A,B\n"
    (shop.root / "so.csv").write_text(HEAD + rows + "5/STTTT,5/1/2026,t,,A,B\n", encoding="utf-8")
    assert shop.run("register", "import", "so.csv").returncode == 0
    assert len(shop.run("register", "list", "--type", "ban-sao").stdout.splitlines()) == 3
    assert shop.run("register", "list", "--type", "cong-van").stdout.split()[0] == "05/STTTT"


def test_a_spoiled_number_comes_back_from_an_export_as_spoiled(shop, register_url: str, tmp_path: Path) -> None:
    for n in "ab":
        shop.write(n, letter(n))
        shop.run("issue", n)
    shop.run("register", "void", "a", "--reason", "in hỏng")
    there = [line for line in listed(shop) if "hủy: in hỏng" in line]
    shop.run("register", "export", "so.csv")
    assert "1 dòng" not in shop.run("register", "import", "so.csv").stdout  # all are there as they are
    issuer = shop.root / "issuer.yaml"
    issuer.write_text(issuer.read_text(encoding="utf-8").replace("H53.12", "H53.99").replace("STTTT", "SKHCN"))
    assert shop.run("register", "import", "so.csv").returncode == 0
    assert [line for line in listed(shop) if "hủy: in hỏng" in line] == there
    shop.run("register", "reserve", "9", "--reason", "giữ")
    shop.run("register", "export", "so.csv")
    assert said_codes(shop.run("register", "import", "so.csv", "--json"), 1) == ["CV548"]


def test_a_word_without_end_is_searched_like_any_other(shop, register_url: str) -> None:
    (shop.root / "so.csv").write_text(HEAD + f"5/STTTT,5/1/2026,họp {'x' * 4000},,A,B\n", encoding="utf-8")
    assert shop.run("register", "import", "so.csv").returncode == 0
    for words in ("hop", "x" * 4000):
        assert shop.run("register", "search", words).stdout.startswith("05/STTTT ")


# verify


def test_numbers_set_aside_ahead_leave_no_gap_before_them(shop, register_url: str) -> None:
    for n in "abc":
        shop.write(n, letter(n))
    shop.run("issue", "a")
    shop.run("register", "reserve", "3", "--reason", "giữ cho HĐND")
    shop.run("register", "void", "5", "--reason", "hỏng")
    assert said_codes(shop.run("register", "verify", "--json"), 0) == []
    shop.run("issue", "b")
    shop.run("issue", "c")
    assert [line.split("/")[0].split()[0] for line in listed(shop)] == ["01", "02", "03", "04", "05"]
    assert said_codes(shop.run("register", "verify", "--json"), 0) == []


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE counters SET number = 9", "CV557"),
        ("UPDATE counters SET number = 1", "CV557"),
        ("DELETE FROM counters", "CV557"),
        ("""UPDATE entries SET "to" = 'hỏng' WHERE number = 1""", "CV553"),
        ("UPDATE offices SET key = 'SKHCN'", "CV570"),
        ("UPDATE audit SET payload = 'hỏng' WHERE position = 1", "CV554"),
        ("DELETE FROM audit WHERE position = 2", "CV554"),
    ],
)
def test_what_somebody_did_with_sql_is_found(alone, sql: str, code: str) -> None:
    for n in "ab":
        alone.write(n, letter(n))
        alone.run("issue", n)
    with sqlite3.connect(alone.root / "register.db") as there:
        guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
        names = [row[0] for row in there.execute(guards)]
        assert names
        for name in names:
            there.execute(f"DROP TRIGGER {name}")
        there.execute(sql)
    assert code in said_codes(alone.run("register", "verify", "--json"), 1)
    assert alone.run("register", "list").returncode == 0
