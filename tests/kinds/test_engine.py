"""What the engine of kinds promises, through the program: grounds, forms, citations, a kind of one's own."""

from __future__ import annotations

import json
import re
import shutil
from itertools import pairwise
from pathlib import Path

import docx
import jsonschema
import pdfplumber
import pytest
import yaml
from desk import ROOT, Office
from desk import office as furnished
from office import filled

from congvan.conformance import inspect_file

pytestmark = pytest.mark.xdist_group("engine")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A workspace with one more signer: a collective."""
    return furnished(tmp_path)


DECISION = """\
type: quyet-dinh
subject: về việc kiện toàn Ban Chỉ đạo chuyển đổi số
signer: {signer}
references:
  luat: {{type: luat, name: Luật Giao dịch điện tử, date: 2023-06-22}}
  qd15:
    type: quyet-dinh
    number: 15/2025/QĐ-UBND
    date: 2025-03-05
    issuer: UBND tỉnh Tây Ninh
    subject: quy định chức năng, nhiệm vụ của Sở
grounds:
  - "{{{{ luat }}}}"
  - Căn cứ {{{{ qd15 }}}};
  - Xét đề nghị của các phòng,
{extra}body: |
  Điều 1. Kiện toàn Ban Chỉ đạo theo {{{{ qd15 }}}} và {{{{ luat }}}}, gồm:

  1. Bà A;

  2. Ông B.

  Điều 2. Quyết định này có hiệu lực từ ngày ký; {cites}.
copies: [{copies}]
"""


def decision(signer: str = "giam-doc", extra: str = "", cites: str = "hết", copies: str = "nhu-dieu-2") -> str:
    return DECISION.format(signer=signer, extra=extra, cites=cites, copies=copies)


def test_grounds_and_authority(office: Office) -> None:
    parts = office.document(decision(extra="proposal: Chánh Văn phòng Sở\n"))
    assert parts.parts.authority == "GIÁM ĐỐC SỞ THÔNG TIN VÀ TRUYỀN THÔNG"
    assert parts.parts.order == "QUYẾT ĐỊNH:"
    assert ["".join(r.text for r in g.runs) for g in parts.grounds] == [
        "Căn cứ Luật Giao dịch điện tử ngày 22 tháng 6 năm 2023;",
        "Căn cứ Quyết định số 15/2025/QĐ-UBND ngày 05 tháng 3 năm 2025 của UBND tỉnh Tây Ninh quy định chức năng, "
        "nhiệm vụ của Sở;",
        "Xét đề nghị của các phòng;",
        "Theo đề nghị của Chánh Văn phòng Sở.",
    ]
    first = "".join(r.text for r in parts.body[0].runs)
    # Cited in full among the grounds, so by kind and number here; a law by its name alone.
    assert first == "Kiện toàn Ban Chỉ đạo theo Quyết định số 15/2025/QĐ-UBND và Luật Giao dịch điện tử, gồm:"
    assert office.document(decision()).grounds[-1].runs[-1].text.endswith("phòng.")


@pytest.mark.parametrize(
    ("signer", "extra", "authority"),
    [
        ("pho-giam-doc", "", "GIÁM ĐỐC SỞ THÔNG TIN VÀ TRUYỀN THÔNG"),
        ("tap-the", "", "TẬP THỂ LÃNH ĐẠO"),
        ("giam-doc", "authority: Chủ tịch Hội đồng thi tuyển\n", "CHỦ TỊCH HỘI ĐỒNG THI TUYỂN"),
    ],
)
def test_whose_decision_it_is(office: Office, signer: str, extra: str, authority: str) -> None:
    assert office.document(decision(signer, extra)).parts.authority == authority


@pytest.mark.parametrize(
    ("of", "authority"),
    [
        ("Ủy ban nhân dân", "ỦY BAN NHÂN DÂN TỈNH TÂY NINH"),
        ("UBND tỉnh", "ỦY BAN NHÂN DÂN TỈNH TÂY NINH"),
        ("Hội đồng thi tuyển", "HỘI ĐỒNG THI TUYỂN"),
    ],
)
def test_a_collective_decides_under_its_own_name(office: Office, of: str, authority: str) -> None:
    issuer = office.root / "issuer.yaml"
    said = issuer.read_text(encoding="utf-8").replace("Sở Thông tin và Truyền thông", "Ủy ban nhân dân tỉnh Tây Ninh")
    issuer.write_text(
        re.sub(r"(?m)^signers:$", f"signers:\n  x: {{authority: TM, for: {of}, title: Chủ tịch, name: A}}", said)
    )
    assert office.document(decision("x")).parts.authority == authority


def test_a_ground_begins_with_a_capital_and_ends_with_one_sign(office: Office) -> None:
    text = decision().replace("Xét đề nghị của các phòng,", "căn cứ đề nghị của các phòng ;")
    said = ["".join(run.text for run in ground.runs) for ground in office.document(text).grounds]
    assert said[-1] == "Căn cứ đề nghị của các phòng."


def test_a_quyen_giam_doc_needs_nobody_to_sign_for(office: Office) -> None:
    issuer = office.root / "issuer.yaml"
    said = issuer.read_text(encoding="utf-8")
    issuer.write_text(re.sub(r"(?m)^signers:$", "signers:\n  x: {authority: Q, title: Giám đốc, name: A}", said))
    made = office.document(decision("x")).parts
    assert made.signature.lines == ("Q. GIÁM ĐỐC",)
    assert made.authority == "GIÁM ĐỐC SỞ THÔNG TIN VÀ TRUYỀN THÔNG"


def test_a_subject_longer_than_a_property_of_word_builds(office: Office) -> None:
    subject = " ".join(["về việc kiện toàn Ban Chỉ đạo chuyển đổi số"] * 7)
    path = office.root / "circulars" / "x.yaml"
    path.write_text(decision().replace("về việc kiện toàn Ban Chỉ đạo chuyển đổi số", subject), encoding="utf-8")
    code, said = office.run("build", "x")
    assert code == 0, said
    made = docx.Document(str(office.root / "output" / "x.docx"))
    assert len(made.core_properties.title) <= 255
    assert made.core_properties.title.endswith("…")
    assert subject[1:] in " ".join(" ".join(p.text for p in made.paragraphs).split())


def test_the_date_of_what_a_text_came_with_is_not_the_heads(office: Office) -> None:
    issuer = office.root / "issuer.yaml"
    said = issuer.read_text(encoding="utf-8").replace("Sở Thông tin và Truyền thông", "Sở Khoa học và Công nghệ")
    issuer.write_text(said, encoding="utf-8")
    case = (ROOT / "tests" / "kinds" / "cases" / "quyet-dinh-kem-theo-ngan.yaml").read_text(encoding="utf-8")
    (office.root / "circulars" / "x.yaml").write_text(case, encoding="utf-8")
    assert office.run("build", "x")[0] == 0
    report = inspect_file(office.root / "output" / "x.pdf")
    assert not report.errors, [f.sentence() for f in report.findings]


def test_a_decision_has_no_addressees(office: Office) -> None:
    assert ("CV048", 1) in office.faults("to: [so-noi-vu]\n" + decision())


def test_faults_of_keys_hide_none_of_the_text(office: Office) -> None:
    """Every fault found is told in one run: a key too many, a key unknown, one wrongly filled, and the text's own."""
    keys = "to: [so-noi-vu]\ncopis: [so-noi-vu]\nurgency: gap\nnumber: x\n"
    found = office.faults(keys + decision(cites="theo {{ khoan(3, 1) }} và {{ ai_do.date }}"))
    assert [code for code, _ in found] == ["CV038", "CV034", "CV030", "CV048", "CV204", "CV236"]
    found = office.faults(keys + decision(cites="theo {{ khoan(3, 1) }}").replace("giam-doc", "giam-dc", 1))
    assert [code for code, _ in found][-2:] == ["CV102", "CV236"]
    assert office.faults("type: quyet-dinh\nsigner: giam-doc\nto: [so-noi-vu]\n") == [
        ("CV048", 3), ("CV041", 1), ("CV041", 1),
    ], "what is missing is told once"  # fmt: skip


def test_an_article_with_only_its_number_bold_is_one_and_what_was_meant_as_one_is_told(office: Office) -> None:
    text = decision(cites="theo {{ dieu(1) }}").replace("Điều 1. Kiện", "**Điều 1.** Kiện")
    assert office.faults(text) == []
    for typed in ("Điều 2: Quyết", "ĐIỀU 2. Quyết", "Điều 2.Quyết", "điều 2. Quyết"):
        found = office.faults(decision().replace("Điều 2. Quyết", typed))
        assert [code for code, _ in found if code != "CV237"] == ["CV240", "CV238"], typed
    assert office.faults(decision().replace("  1. Bà A;", "  Điều 15 Luật này quy định:\n\n  1. Bà A;")) == []


def test_a_number_of_the_wrong_glyph_still_counts(office: Office) -> None:
    body = decision().replace("  Điều 1.", "  ## Chương 1. Một\n\n  Điều 1.")
    body = body.replace("  Điều 2.", "  ## Chương II. Hai\n\n  Điều 2.")
    assert [c for c, _ in office.faults(body) if c != "CV234"] == ["CV233"]


def test_a_slip_in_the_name_of_a_citation_is_guessed_and_hides_nothing(office: Office) -> None:
    text = decision(cites="theo {{ dieuu(1) }} và {{ dieu(7) }}").replace("  2. Ông B.", "  3. Ông B.")
    assert sorted(code for code, _ in office.faults(text)) == ["CV204", "CV231", "CV236"]


def test_a_chapter_under_a_title_has_the_space_of_any_other(office: Office) -> None:
    body = decision().replace(
        "  Điều 1.", "  ## Chương I. Một\n\n  **Điều 1. Tên**\n\n  Điều này.\n\n  ## Chương II. Hai\n\n  Điều 2.", 1
    )
    text = body.replace("  Điều 2. Quyết định", "  Điều 3. Quyết định").replace("nhu-dieu-2", "nhu-dieu-3")
    (office.root / "circulars" / "x.yaml").write_text(text, encoding="utf-8")
    code, said = office.run("build", "x")
    assert code == 0, said
    with pdfplumber.open(office.root / "output" / "x.pdf") as opened:
        words = opened.pages[0].extract_words()
    tops = {f"{a['text']} {b['text']}": a["top"] for a, b in pairwise(words)}
    order = next(w["bottom"] for w in words if w["text"] == "ĐỊNH:")
    before = next(w["bottom"] for a, w in pairwise(words) if (a["text"], w["text"]) == ("Điều", "này."))
    assert tops["Chương I"] - order == pytest.approx(tops["Chương II"] - before, abs=0.5)


def test_what_the_text_cites_must_be_there(office: Office) -> None:
    text = decision(cites="theo {{ khoan(3, 1) }} và {{ dieu(4) }}")
    line = next(n for n, typed in enumerate(text.splitlines(), 1) if "khoan(3, 1)" in typed)
    assert {("CV236", line)} == set(office.faults(text))
    assert office.faults(decision(cites="theo {{ khoan(2, 1) }} và {{ dieu(1) }}")) == []


def test_as_article_must_be_there_and_may_say_for_whom(office: Office) -> None:
    text = decision(copies="nhu-dieu-3")
    assert office.faults(text) == [("CV238", len(text.splitlines()))]
    circular = office.circular(decision(copies="{ref: nhu-dieu-2, for: [so-ban-nganh, ubnd-tinh]}"))
    assert [(c.printed, c.agencies) for c in circular.copies] == [
        ("Như Điều 2", ("so-noi-vu", "so-tai-chinh", "so-giao-duc", "ubnd-tinh"))
    ]
    assert "CV104" in [code for code, _ in office.faults(decision(copies="{ref: nhu-dieu-2, for: [so-noi-v]}"))]
    assert "CV132" in [code for code, _ in office.faults(decision(copies="{ref: ubnd-tinh, for: [so-noi-vu]}"))]


def test_an_attached_text_has_articles_of_its_own(office: Office) -> None:
    attached = """\
attached:
  - type: quy-che
    subject: tổ chức và hoạt động của Ban Chỉ đạo
    body: |
      ## Chương I. Quy định chung

      **Điều 1. Phạm vi**

      Quy chế này quy định; xem {{ dieu(%d) }}.

      **Điều 2. Nguyên tắc**

      Tập trung.

      **Điều 3. Thi hành**

      Thi hành.
"""
    document = office.document(decision() + attached % 3)
    (text,) = document.attached
    assert (text.kind_name, text.subject) == ("QUY CHẾ", ("Tổ chức và hoạt động của Ban Chỉ đạo",))
    assert re.sub("[ \u00a0]+", " ", text.origin) == (
        "(Kèm theo Quyết định số /QĐ-STTTT ngày tháng năm của Sở Thông tin và Truyền thông)"
    )
    typed = decision() + attached % 4
    line = next(n for n, text in enumerate(typed.splitlines(), 1) if "dieu(4)" in text)
    assert office.faults(typed) == [("CV236", line)]
    assert "CV409" in [code for code, _ in office.faults(typed.replace("quy-che", "quy-chee"))]


def test_issued_letters_keep_their_hash(office: Office) -> None:
    """Computed before there were other kinds: what was frozen then must read as unchanged for ever."""
    for file, sha256 in {
        "templates/cong-van/example.yaml": "92c669d16859233d4e4c42fb013bcf1ed46ec04f3ef94c6b3a10b4d87356ad3e",
        "tests/readers/cases/nhieu-trang.yaml": "3b6bc1c2a66ab467d3619c75a698c7ec7844938179659970b17fcb93274dd0e3",
        "tests/readers/cases/doan-van.yaml": "8ae839f0dcd0490de258a9de04b546f882189b11666e0f3355569751d7b10400",
    }.items():
        assert office.sha256((ROOT / file).read_text(encoding="utf-8")) == sha256, file


@pytest.mark.parametrize(
    "change",
    [
        ("subject: về việc", "subject: Về"),
        ("Xét đề nghị", "Xét ý kiến"),
        ("signer: giam-doc", "signer: giam-doc\nauthority: Ai đó"),
        ("hết", "Hết"),
    ],
)
def test_every_printed_part_is_frozen(office: Office, change: tuple[str, str]) -> None:
    assert office.sha256(decision()) != office.sha256(decision().replace(*change))


MEETING = """\
type: giay-moi
unit: van-phong
subject: dự hội nghị
signer: giam-doc
to: [so-noi-vu{more}]
{fields}copies: [nhu-tren]
"""
FIELDS = "event: Hội nghị *A*\nchair: Ông B\ntime: 08 giờ\nplace: Hội trường\n"


def texts(document) -> list[str]:
    return [f"{getattr(b, 'label', '')} {''.join(r.text for r in b.runs)}".strip() for b in document.body]


def test_a_form_is_filled(office: Office) -> None:
    document = office.document(MEETING.format(more="", fields=FIELDS))
    assert texts(document) == [
        "Sở Thông tin và Truyền thông trân trọng kính mời: Sở Nội vụ",
        "Tới dự Hội nghị *A*",
        "Chủ trì: Ông B",
        "Thời gian: 08 giờ",
        "Địa điểm: Hội trường./.",
    ]
    body = "body: |\n  Đề nghị đến đúng giờ:\n\n  1. Một;\n\n  2. Hai.\n"
    document = office.document(MEETING.format(more=", so-tai-chinh", fields=FIELDS + body))
    assert texts(document)[:3] == [
        "Sở Thông tin và Truyền thông trân trọng kính mời:",
        "- Sở Nội vụ;",
        "- Sở Tài chính.",
    ]
    assert texts(document)[-3:] == ["Đề nghị đến đúng giờ:", "1. Một;", "2. Hai./."]


def test_a_fault_in_the_body_of_a_form_is_at_the_clerks_line(office: Office) -> None:
    text = MEETING.format(more="", fields=FIELDS + "body: |\n  Một.\n\n  {{ khong }}\n")
    assert ("CV204", 13) in office.faults(text)
    assert ("CV041", 1) in office.faults(MEETING.format(more="", fields="event: A\n"))


def own(office: Office, slug: str = "giay-moi-giao-ban", like: str = "giay-moi") -> Path:
    """A kind copied to the workspace's templates/ under another name."""
    folder = office.root / "templates" / slug
    shutil.copytree(ROOT / "templates" / like, folder)
    file = folder / "type.yaml"
    text = file.read_text(encoding="utf-8")
    text = re.sub("(?m)^name: .*", "name: Giấy mời giao ban", text)
    file.write_text(re.sub("(?m)^abbreviation: .*", "abbreviation: GMGB", text), encoding="utf-8")
    return folder


def test_a_kind_of_ones_own_works_without_python(office: Office) -> None:
    own(office)
    assert office.run("new", "giay-moi-giao-ban", "gb")[0] == 0
    path = office.root / "circulars" / "gb.yaml"
    assert office.run("check", "gb")[0] == 1
    path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert office.run("check", "gb")[0] == 0
    code, said = office.run("build", "gb")
    assert code == 0, said
    assert (office.root / "output" / "gb.pdf").is_file()
    assert (office.root / "output" / "gb.docx").is_file()
    schema = json.loads(office.run("schema", "circular")[1])
    assert "giay-moi-giao-ban" in schema["properties"]["type"]["enum"]
    code, said = office.run("issue", "gb", "--date", "2024-06-05")
    assert (code, said.splitlines()[0]) == (0, "01/GMGB-STTTT")
    assert "Giấy mời giao ban" in office.run("register", "list")[1]
    assert office.run("follow-up", "01/GMGB-STTTT", "gb2")[0] == 0
    follow_up = yaml.safe_load((office.root / "circulars" / "gb2.yaml").read_text(encoding="utf-8"))
    assert follow_up["type"] == "giay-moi-giao-ban"
    assert follow_up["event"]
    assert office.run("check", "gb2")[0] == 0


def test_a_kind_may_be_three_lines(office: Office) -> None:
    folder = office.root / "templates" / "giay-moi-nhanh"
    folder.mkdir(parents=True)
    (folder / "type.yaml").write_text("name: Giấy mời nhanh\nabbreviation: GMN\nlike: giay-moi\n", encoding="utf-8")
    document = office.document(MEETING.format(more="", fields=FIELDS).replace("giay-moi", "giay-moi-nhanh"))
    assert (document.parts.kind_name, document.parts.symbol) == ("GIẤY MỜI NHANH", "GMN-STTTT")


def test_faults_of_ones_own_kind_are_told_at_its_line(office: Office) -> None:
    folder = own(office)
    with (folder / "type.yaml").open("a", encoding="utf-8") as out:
        out.write("mau_sac: xanh\n")
    (office.root / "circulars" / "a.yaml").write_text(
        MEETING.format(more="", fields=FIELDS).replace("giay-moi", "giay-moi-giao-ban"), encoding="utf-8"
    )
    for command in (("check",), ("build",), ("new", "giay-moi-giao-ban", "b")):
        code, said = office.run(*command)
        assert code == 1
        assert re.search(r"templates/giay-moi-giao-ban/type\.yaml:\d+:1: lỗi CV030", said), said


def test_keys_are_checked_against_the_kind_even_without_an_issuer(office: Office) -> None:
    (office.root / "issuer.yaml").unlink()
    text = MEETING.format(more="", fields=FIELDS.replace("chair", "chiar"))
    (office.root / "circulars" / "a.yaml").write_text(text, encoding="utf-8")
    code, said = office.run("check")
    assert code == 1
    assert "CV401" in said
    assert "a.yaml:7:1: lỗi CV030" in said
    assert "CV041" in said


def test_a_letter_without_number_takes_none(office: Office) -> None:
    shutil.copy(ROOT / "templates" / "thu-cong" / "example.yaml", office.root / "circulars" / "thu.yaml")
    code, said = office.run("issue", "thu", "--date", "2024-06-05")
    assert code == 1
    assert "CV131" in said


def validator(office: Office) -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(json.loads(office.run("schema", "circular")[1]))


def test_the_schema_completes_what_the_kind_asks_for(office: Office) -> None:
    schema = validator(office)
    for file in sorted(ROOT.glob("templates/*/example.yaml")):
        given = json.loads(json.dumps(yaml.safe_load(file.read_text(encoding="utf-8")), default=str))
        assert [e.message for e in schema.iter_errors(given)] == [], file
    good = {"type": "giay-moi", "subject": "a", "signer": "b", "to": ["c"]}
    fields = {"event": "a", "chair": "b", "time": "c", "place": "d"}
    assert not list(schema.iter_errors({**good, **fields}))
    assert list(schema.iter_errors(good))
    assert list(schema.iter_errors({**good, **fields, "secretary": "e"}))
    assert list(schema.iter_errors({**good, **fields, "type": "giay-mo"}))
    decree = {"type": "quyet-dinh", "subject": "a", "signer": "b", "body": "c"}
    assert not list(schema.iter_errors(decree))
    assert list(schema.iter_errors({**decree, "to": ["c"]}))
    letter = {"subject": "a", "signer": "b", "body": "c", "to": ["d"], "unit": "e"}
    assert not list(schema.iter_errors(letter))
    assert list(schema.iter_errors({**letter, "grounds": ["a"]}))


def test_new_writes_what_builds_for_every_kind(office: Office) -> None:
    slugs = sorted(p.parent.name for p in ROOT.glob("templates/*/type.yaml"))
    schema = validator(office)
    for slug in slugs:
        assert office.run("new", slug, f"moi/{slug}")[0] == 0, slug
        path = office.root / "circulars" / "moi" / f"{slug}.yaml"
        text = filled(path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
        given = json.loads(json.dumps(yaml.safe_load(text), default=str))
        assert [e.message for e in schema.iter_errors(given)] == [], slug
    code, said = office.run("check", "moi")
    assert code == 0, said
