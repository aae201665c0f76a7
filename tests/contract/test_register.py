"""What the contract says of the register, through real processes, on both databases."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from shop import NUMBERED as LETTER

from congvan.model.register import COMMON, COPIES
from congvan.model.source import Numbering, Spanned
from congvan.pipeline.sequences import sequence_of
from congvan.problems import Span
from congvan.register import schema
from congvan.register.tables import METADATA

ROOT = Path(__file__).parents[2]


@pytest.fixture
def full(shop, register_url: str):
    for n in "abc":
        shop.write(n, LETTER.format(n=n))
    return shop


def said(done) -> dict[str, object]:
    return json.loads(done.stdout)


def codes(done) -> list[str]:
    return [d["code"] for d in said(done)["diagnostics"]]


def test_issue_again_gives_the_same_and_a_changed_text_is_told(full) -> None:
    first = said(full.run("issue", "a", "--json", "--date", "2026-01-05"))
    assert (first["number"], first["code"], first["year"]) == (1, "01/STTTT-TTr", 2026)
    assert set(first) >= {"id", "number", "symbol", "code", "date", "year", "sequence", "sha256"}
    assert said(full.run("issue", "a", "--json"))["sha256"] == first["sha256"]
    path = full.root / "circulars" / "a.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Đoạn văn", "Đoạn khác"), encoding="utf-8")
    for command in (("check",), ("build",), ("issue", "a")):
        assert codes(full.run(*command, "--json"))[:1] == ["CV500"], command
    path.write_text(LETTER.format(n="a"), encoding="utf-8")
    assert codes(full.run("check", "a", "--json")) == ["CV503"]
    assert full.run("issue", "a").stdout.strip() == "01/STTTT-TTr"
    assert path.read_text(encoding="utf-8") == text


def test_refusals(full) -> None:
    assert full.run("issue", "a", "--date", "2026-03-05").returncode == 0
    assert codes(full.run("issue", "b", "--json", "--date", "2026-03-04")) == ["CV510"]
    assert codes(full.run("issue", "b", "--json", "--date", "2199-01-01")) == ["CV511"]
    assert codes(full.run("issue", "b", "--json", "--date", "2026-03-05", "--number", "1")) == ["CV512"]
    assert codes(full.run("issue", "b", "--json", "--number", "98a")) == ["CV513"]
    assert codes(full.run("issue", "khong-co", "--json")) == ["CV402"]
    assert full.run("issue", "b", "--date", "hôm qua").returncode == 2
    assert "number" not in (full.root / "circulars" / "b.yaml").read_text(encoding="utf-8")
    assert full.run("register", "reserve", "2", "--year", "2026", "--reason", "giữ").returncode == 0
    assert full.run("issue", "b", "--date", "2026-03-05").stdout.strip() == "03/STTTT-TTr"
    assert full.run("issue", "c", "--number", "2", "--date", "2026-03-05").returncode == 0
    assert full.run("register", "verify").returncode == 0


def test_years_and_sequences_begin_at_one(full) -> None:
    assert said(full.run("issue", "a", "--json", "--date", "2025-12-31"))["number"] == 1
    assert said(full.run("issue", "b", "--json", "--date", "2026-01-02"))["number"] == 1


def test_copies_have_one_sequence_of_their_own() -> None:
    place = Span("issuer.yaml", 1, 1)
    groups = (
        Numbering((Spanned("cong-van", place),)),
        Numbering((Spanned("quyet-dinh", place), Spanned("chi-thi", place)), Spanned("Cá biệt", place)),
        Numbering((Spanned("to-trinh", place), Spanned("de-an", place))),
    )
    found = {sequence_of(kind, groups)[0] for kind in ("sao-y", "sao-luc", "trich-sao")}
    assert found == {COPIES}
    assert sequence_of("cong-van", groups)[0] == "cong-van"
    assert sequence_of("chi-thi", groups) == ("Cá biệt", ("quyet-dinh", "chi-thi"))
    assert sequence_of("to-trinh", groups)[0] == "de-an+to-trinh"
    assert sequence_of("bao-cao", groups)[0] == COMMON


def test_an_unknown_time_zone_is_named_with_its_line(shop) -> None:
    shop.write("a", LETTER.format(n="a"))
    path = shop.root / "issuer.yaml"
    text = path.read_text(encoding="utf-8").rstrip() + "\ntimezone: Asia/Sai_Gon_Moi\n"
    path.write_text(text, encoding="utf-8")
    (fault,) = said(shop.run("check", "--json"))["diagnostics"]
    assert (fault["code"], fault["line"]) == ("CV033", text.count("\n"))


@pytest.mark.parametrize("register_url", ["postgresql"], indirect=True)
def test_two_agencies_share_one_server(full, tmp_path: Path, register_url: str) -> None:
    other = type(full)(tmp_path / "khac")
    shutil.copytree(full.root / "circulars", other.root / "circulars")
    shutil.copy(full.root / "recipients.yaml", other.root)
    text = (full.root / "issuer.yaml").read_text(encoding="utf-8")
    text = text.replace("symbol: STTTT", "symbol: SKHAC", 1).replace("code: H53.12", "code: H53.13", 1)
    (other.root / "issuer.yaml").write_text(text, encoding="utf-8")
    assert full.run("issue", "a").stdout.strip() == "01/STTTT-TTr"
    assert other.run("issue", "a").stdout.strip() == "01/SKHAC-TTr"
    assert full.run("issue", "b").stdout.strip() == "02/STTTT-TTr"
    assert [e["code"] for e in said(other.run("register", "search", "thu nghiem", "--json"))["entries"]] == [
        "01/SKHAC-TTr"
    ]
    for shop in (full, other):
        assert shop.run("register", "verify").returncode == 0


def test_a_reference_from_the_register_and_one_that_disagrees(full) -> None:
    full.run("issue", "a", "--date", "2026-01-05")
    cites = (
        LETTER.format(n="d").replace("Đoạn văn.", "Theo {{ x.full }}.")
        + "references:\n  x: {number: 01/STTTT-TTr, year: 2026%s}\n"
    )
    full.write("d", cites % "")
    assert full.run("check", "d").returncode == 0
    full.write("d", cites % ", date: 2026-01-06")
    done = full.run("check", "d", "--json")
    assert codes(done) == ["CV520"]
    assert "6/1/2026" in said(done)["diagnostics"][0]["message"]
    assert "5/1/2026" in said(done)["diagnostics"][0]["message"]
    full.write("d", cites % "")
    undo = LETTER.format(n="e") + "references:\n  x: {number: 01/STTTT-TTr, year: 2026}\nrecalls: x\n"
    full.write("e", undo)
    assert full.run("issue", "e", "--date", "2026-02-01").returncode == 0
    assert codes(full.run("check", "d", "--json")) == ["CV522"]
    assert codes(full.run("issue", "d", "--json", "--date", "2026-02-01")) == ["CV522"]
    shown = said(full.run("register", "show", "01/STTTT-TTr", "--json"))
    assert shown["chain"]["pointed_at_by"][0]["relation"] == "recalls"


def test_an_issued_circular_that_cites_what_is_recalled_or_changed_is_warned(full) -> None:
    cites = "references:\n  x: {number: %s/STTTT-TTr, year: 2026}\n"
    for id, number in (("b", "01"), ("c", "02")):
        full.write(id, LETTER.format(n=id).replace("Đoạn văn.", "Theo {{ x.full }}.") + cites % number)
    for id in "abc":
        assert full.run("issue", id, "--date", "2026-01-05").returncode == 0
    assert codes(full.run("build", "c", "--format", "html", "--json")) == []
    path = full.root / "circulars" / "a.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Đoạn văn", "Đoạn khác"), encoding="utf-8")
    for id, chain in (("b", "(b → 01/STTTT-TTr)"), ("c", "(c → 02/STTTT-TTr → 01/STTTT-TTr)")):
        done = full.run("check", id, "--json")
        assert (done.returncode, codes(done)) == (0, ["CV527"])
        assert chain in said(done)["diagnostics"][0]["message"]
    assert codes(full.run("build", "c", "--format", "html", "--json")) == ["CV527"]
    path.write_text(text, encoding="utf-8")
    full.write("e", LETTER.format(n="e") + cites % "01" + "recalls: x\n")
    assert full.run("issue", "e", "--date", "2026-01-06").returncode == 0
    done = full.run("check", "b", "--json")
    assert (done.returncode, codes(done)) == (0, ["CV523"])
    assert full.run("register", "verify").returncode == 0


def test_search_finds_the_same_with_and_without_marks(full) -> None:
    full.write("f", LETTER.format(n="f").replace("thử nghiệm f", "cảnh báo lừa đảo ở Đồng Tháp"))
    full.run("issue", "f")
    for words in ("canh bao", "Cảnh báo", "dong thap lua", "01/STTTT-TTr"):
        assert len(said(full.run("register", "search", words, "--json"))["entries"]) == 1, words
    assert said(full.run("register", "search", "cảnh cáo", "--json"))["entries"] == []
    older = full.root / "cu.csv"
    older.write_text("number,date,subject\n1/X,2020-05-01,cảnh báo cũ\n2/X,2021-05-01,cảnh báo nữa\n", encoding="utf-8")
    assert full.run("register", "import", str(older)).returncode == 0
    found = said(full.run("register", "search", "canh bao", "--json"))["entries"]
    assert [e["date"][:4] for e in found][1:] == ["2021", "2020"]
    assert found[0]["code"] == "01/STTTT-TTr"
    first = said(full.run("register", "search", "canh bao", "--limit", "1", "--json"))["entries"]
    assert [e["code"] for e in first] == ["01/STTTT-TTr"]


def test_import_is_all_or_nothing_and_comes_back_from_an_export(full, tmp_path: Path) -> None:
    good = tmp_path / "so.csv"
    good.write_bytes("Số, ký hiệu;Ngày;Trích yếu;Loại;Người ký;Nơi nhận\r\n1/STTTT-VP;3/1/2024;họp;Công văn;A;X; \r\n2/QĐ-STTTT;2024-01-04;về khen thưởng;quyet-dinh;B;Y;Z\r\n".encode("utf-8-sig"))  # fmt: skip
    bad = tmp_path / "sai.csv"
    bad.write_text("number,date,subject\n1/X,2024-01-01,a\n2/X,31/2/2024,b\n2a/X,2024-01-01,c\n", encoding="utf-8")
    refused = full.run("register", "import", str(bad), "--json")
    assert [d["line"] for d in said(refused)["diagnostics"]] == [3, 4]
    assert said(full.run("register", "list", "--json"))["entries"] == []
    assert said(full.run("register", "import", str(good), "--json"))["imported"] == 2
    assert said(full.run("register", "import", str(good), "--json"))["unchanged"] == 2
    out = tmp_path / "so.xlsx"
    assert full.run("register", "export", str(out)).returncode == 0
    assert said(full.run("register", "import", str(out), "--json"))["unchanged"] == 2


def test_an_import_moves_the_counter_and_a_code_is_taken_once_a_year(full, tmp_path: Path) -> None:
    file = tmp_path / "so.csv"
    head = "number,date,subject,type\n"
    file.write_text(head + "".join(f"{n},2026-01-0{n},việc {n},cong-van\n" for n in (3, 1, 2)), encoding="utf-8")
    assert said(full.run("register", "import", str(file), "--json"))["imported"] == 3
    assert full.run("issue", "a", "--date", "2026-01-05").stdout.strip() == "04/STTTT-TTr"
    assert full.run("register", "verify").returncode == 0
    (full.root / "issuer.yaml").open("a", encoding="utf-8").write("\nnumbering: [[quyet-dinh], [chi-thi]]\n")
    twice = tmp_path / "hai.csv"
    twice.write_text(head + "1/X,2025-01-01,a,quyet-dinh\n1/X,2025-01-01,b,chi-thi\n", encoding="utf-8")
    assert codes(full.run("register", "import", str(twice), "--json")) == ["CV543"]
    twice.write_text(head + "1/X,2025-01-01,a,quyet-dinh\n", encoding="utf-8")
    assert full.run("register", "import", str(twice)).returncode == 0
    twice.write_text(head + "1/X,2025-01-01,a,chi-thi\n2/X,2025-01-01,b,chi-thi\n", encoding="utf-8")
    assert codes(full.run("register", "import", str(twice), "--json")) == ["CV543"]
    assert len(said(full.run("register", "list", "--json"))["entries"]) == 5


def test_backup_and_restore(full, tmp_path: Path, register_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    full.run("issue", "a")
    copy = tmp_path / "so.bak"
    assert full.run("register", "backup", str(copy)).returncode == 0
    assert codes(full.run("register", "restore", str(copy), "--json")) == ["CV561"]
    monkeypatch.setenv("CONGVAN_REGISTER", "noi-khac.db")
    copy2 = tmp_path / "hong.bak"
    copy2.write_bytes(copy.read_bytes()[:-20])
    assert codes(full.run("register", "restore", str(copy2), "--json")) == ["CV560"]
    assert full.run("register", "restore", str(copy)).returncode == 0
    assert full.run("register", "verify").returncode == 0
    assert full.run("issue", "b").stdout.strip() == "02/STTTT-TTr"


def test_a_row_changed_by_hand_is_found(full, register_url: str) -> None:
    full.run("issue", "a")
    sql = "UPDATE entries SET signer = 'khác'"
    if register_url:
        import psycopg

        with psycopg.connect(register_url) as connection:
            connection.execute(sql)
    else:
        with sqlite3.connect(full.root / "register.db") as connection:
            connection.execute(sql)
    done = full.run("register", "verify", "--json")
    assert (done.returncode, codes(done)) == (1, ["CV553"])


def test_an_unreachable_server_and_a_locked_file_are_the_machines_fault(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write("a", LETTER.format(n="a"))
    monkeypatch.setenv("CONGVAN_REGISTER_TIMEOUT", "1")
    monkeypatch.setenv("CONGVAN_REGISTER", "postgresql://mat:khau@127.0.0.1:1/so")
    done = shop.run("issue", "a")
    assert (done.returncode, "CV581" in done.stderr, "khau" in done.stderr) == (3, True, False)
    monkeypatch.setenv("CONGVAN_REGISTER", "")
    shop.write("b", LETTER.format(n="b"))
    assert shop.run("issue", "b").returncode == 0
    holder = sqlite3.connect(shop.root / "register.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    locked = shop.run("issue", "a")
    holder.execute("UPDATE alembic_version SET version_num = '9999'")
    holder.execute("COMMIT")
    holder.close()
    assert (locked.returncode, "CV580" in locked.stderr) == (3, True), locked.stderr
    newer = shop.run("issue", "a")
    assert (newer.returncode, "CV584" in newer.stderr) == (3, True)


def test_a_follow_up_from_the_workspace_alone_builds_clean(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONGVAN_REGISTER", raising=False)
    shutil.copytree(ROOT / "circulars", shop.root / "circulars", dirs_exist_ok=True)
    assert shop.run("follow-up", "720/STTTT-TTr:2024", "2024/tiep").returncode == 0
    text = (shop.root / "circulars/2024/tiep.yaml").read_text(encoding="utf-8")
    assert "edition: 2" in text
    done = shop.run("build", "2024/tiep", "--format", "html", "--json")
    assert (done.returncode, said(done)["diagnostics"]) == (0, [])
    assert shop.run("follow-up", "720/STTTT-TTr:2024", "2024/tiep").returncode == 1
    assert not (shop.root / "register.db").exists()


def test_migrations_make_the_tables_that_the_code_declares(register_url: str, tmp_path: Path) -> None:
    folder = ROOT / "congvan" / "register" / "migrations"
    found = [s.revision for s in ScriptDirectory(str(folder)).walk_revisions()]
    assert tuple(reversed(found)) == schema.VERSIONS
    url = register_url.replace("postgresql://", "postgresql+psycopg://") or f"sqlite:///{tmp_path}/x.db"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        schema.upgrade(connection, "head")
    inspector = sa.inspect(engine)
    for table in METADATA.sorted_tables:
        assert [c["name"] for c in inspector.get_columns(table.name)] == [c.name for c in table.columns]
        assert {i["name"] for i in inspector.get_indexes(table.name)} >= {i.name for i in table.indexes}
    engine.dispose()


def test_issuing_imports_no_renderer(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess
    import sys

    shop.write("a", LETTER.format(n="a"))
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from congvan.cli.entry import run; run(sys.argv[1:]);"
        "print([m for m in ('weasyprint', 'docx', 'sqlalchemy') if m in sys.modules], file=sys.stderr)"
    )
    for args, wanted in (
        (["check"], "[]"),
        (["issue", "a"], "['sqlalchemy']"),
        (["register", "list"], "['sqlalchemy']"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, *args], cwd=shop.root, capture_output=True, text=True, check=False
        )
        assert done.stderr.strip().endswith(wanted), (args, done.stderr)
