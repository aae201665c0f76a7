"""Letters as offices typed them: six ways of a head, runs, gaps, old fonts, lists, tables, several in one file."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.intake.conftest import Intake
from tests.intake.word_letters import Word, cell, package, para, run, table, tcvn3, vni

HEADS = ("rows1", "rows2", "rows3", "rows4", "spaces", "tabs")
BODY = [
    "Thực hiện Kế hoạch năm 2024, Sở Thông tin và Truyền thông đề nghị các cơ quan:",
    "1. Tuyên truyền đến **toàn thể** cán bộ, công chức về thủ đoạn *giả danh;*",
    "2. Báo cáo kết quả trước ngày 30/6/2024:",
    "a) Bằng văn bản;",
    "b) Qua hộp thư điện tử công vụ.",
]


@pytest.mark.parametrize("pieces", [1, 9])
@pytest.mark.parametrize("head", HEADS)
def test_a_head_in_any_form(intake: Intake, head: str, pieces: int) -> None:
    came = intake.take(Word(head=head, pieces=pieces).data())
    assert came.doubts == []
    data = dict(came.data)
    assert data.pop("body").split("\n\n")[:5] == BODY
    assert data == {
        "type": "cong-van",
        "unit": "thanh-tra",
        "subject": "tăng cường phòng, chống tin nhắn rác, cuộc gọi rác",
        "number": 125,
        "date": __import__("datetime").date(2024, 5, 14),
        "signer": "giam-doc",
        "to": ["so-noi-vu", "cong-an-tinh"],
        "copies": ["nhu-tren", {"ref": "ubnd-tinh", "note": "để b/c"}],
    }
    assert intake.checked("cu/mot") == []


def test_a_number_that_is_a_gap_waits_for_one(intake: Intake) -> None:
    came = intake.take(Word(number="Số:      /STTTT-TTr", date="Tây Ninh, ngày      tháng      năm     ").data())
    assert (came.doubts, came.data.get("number"), came.data["unit"]) == ([], None, "thanh-tra")


@pytest.mark.parametrize(
    ("number", "date", "why"),
    [
        ("Số: 12/STTTT-TTr", "Tây Ninh, ngày      tháng 5 năm 2024", "không đủ cả hai"),
        ("Số: 12a/STTTT-TTr", "Tây Ninh, ngày 14 tháng 5 năm 2024", "không đủ cả hai"),
        ("Số: 12/SYT-NVY", "Tây Ninh, ngày 14 tháng 5 năm 2024", "không phải của cơ quan này"),
    ],
)
def test_a_number_is_not_taken_that_may_be_wrong(intake: Intake, number: str, date: str, why: str) -> None:
    """CV448, and CV449 where the symbol names no unit: a foreign file takes no number, and it is listed."""
    came = intake.take(Word(number=number, date=date).data())
    assert "number" not in came.data
    assert why in came.told("CV448")[0]
    assert ("CV449" in came.codes()) == ("SYT" in number)


@pytest.mark.parametrize("date", ["Tây Ninh, ngày      tháng 5 năm 2024", "Tây Ninh, ngày … tháng … năm 2024"])
def test_a_draft_with_its_month_typed_waits_for_number_and_date(intake: Intake, date: str) -> None:
    """Said in one sentence; the figures that are not printed are no second fault."""
    came = intake.take(Word(number="Số:        /STTTT-TTr", date=date).data())
    (told,) = came.told("CV448")
    assert "khi cấp số" in told
    assert not came.told("CV458")
    assert not {"number", "date"} & set(came.data)


def test_a_number_of_the_register_is_not_taken_again(intake: Intake) -> None:
    intake.shop.write(
        "x", "unit: thanh-tra\nsubject: thử\nsigner: giam-doc\nto: [so-noi-vu]\nbody: Đoạn.\ncopies: [nhu-tren]\n"
    )
    issued = json.loads(intake.shop.run("issue", "x", "--json").stdout)
    day = "ngày {2} tháng {1} năm {0}".format(*issued["date"].split("-"))
    came = intake.take(Word(number=f"Số: {issued['number']}/STTTT-TTr", date=f"Tây Ninh, {day}").data())
    assert "number" not in came.data
    assert "sổ" in came.told("CV448")[0]


def test_another_agency_and_its_signer_are_told(intake: Intake) -> None:
    """CV447, CV452: nothing is taken for ours, and the signer waits for a person."""
    came = intake.take(Word(issuer="SỞ Y TẾ", name="Lê Văn Tám", number="Số: 3/SYT-VP").data())
    assert came.data["signer"] is None
    assert "SỞ Y TẾ" in came.told("CV447")[0]
    assert "Lê Văn Tám" in came.told("CV452")[0]
    assert intake.checked("cu/mot"), "an empty signer is for a person to fill in"


def test_a_letter_of_before_the_names_changed(intake: Intake) -> None:
    """Matched by what everybody was called on its day."""
    path = intake.shop.root / "issuer.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "name: Sở Thông tin và Truyền thông", "name: Sở Khoa học và Công nghệ", 1
    )
    path.write_text(text + "formerly: [{until: 2025-02-28, name: Sở Thông tin và Truyền thông}]\n", encoding="utf-8")
    came = intake.take(Word().data())
    assert (came.doubts, came.data["number"]) == ([], 125)
    later = intake.take(Word(date="Tây Ninh, ngày 14 tháng 5 năm 2025").data(), "cu/hai")
    assert "CV447" in later.codes()
    assert "number" not in later.data


@pytest.mark.parametrize(
    ("posts", "name", "signer", "codes"),
    [
        (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Trần Minh Hòa", "pho-giam-doc", []),
        (("KT.GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Trần Minh Hòa", "pho-giam-doc", ["CV456"]),
        (("TM. ĐOÀN CHỦ TỊCH", "GIÁM ĐỐC"), "Nguyễn Tấn Đức", "doan-chu-tich", []),
        (("TUQ. CHỦ TỊCH", "GIÁM ĐỐC"), "Nguyễn Tấn Đức", "giam-doc", ["CV453", "CV458"]),
    ],
)
def test_authority_and_signer(intake: Intake, posts: tuple[str, ...], name: str, signer: str, codes: list[str]) -> None:
    """CV453: the same person with another authority is told, CV458: what is not printed is."""
    came = intake.take(Word(posts=posts, name=name).data())
    assert (came.data["signer"], came.codes()) == (signer, codes)


def test_names_are_matched_or_proposed(intake: Intake) -> None:
    """CV450, CV451, CV467."""
    came = intake.take(
        Word(to=("Sở Nội Vụ", "Sở Tài chánh", "Ủy ban nhân dân tỉnh"),
             copies=("- Như trên;", "- Báo Tây Ninhh;", "- Thường trực Hội đồng;", "- Lưu: VT, Thanh tra.")).data()
    )  # fmt: skip
    assert came.data["to"] == [
        {"ref": "so-noi-vu", "as": "Sở Nội Vụ"}, {"text": "Sở Tài chánh"},
        {"ref": "ubnd-tinh", "as": "Ủy ban nhân dân tỉnh"},
    ]  # fmt: skip
    assert came.codes() == ["CV450", "CV451", "CV451", "CV467"]
    assert "so-tai-chinh" in came.text
    assert "bao-tay-ninh" in came.told("CV467")[0]


def test_a_name_of_other_marks_is_another_name(intake: Intake) -> None:
    """CV451: xã Tân Thành is not xã Tân Thạnh; a name without marks is one that was typed so."""
    came = intake.take(Word(to=("Sở Nội vú", "So Noi vu")).data())
    assert came.data["to"] == [{"text": "Sở Nội vú"}, {"ref": "so-noi-vu", "as": "So Noi vu"}]
    assert "so-noi-vu" in came.told("CV451")[0]


@pytest.mark.parametrize(
    ("line", "keys", "codes"),
    [
        ("- Lưu: VT, Thanh tra (2). PL.(300)", {"archive_copies": 2, "drafter": "PL", "print_run": 300}, []),
        ("- Lưu: VT, Thanh tra. NVA", {"drafter": "NVA"}, []),
        ("- Lưu: VT, Hồ sơ.", {"archive": ["VT", "Hồ sơ"]}, []),
        ("- Lưu: VT, Thanh tra, PL (5).", {"archive": ["VT", "Thanh tra", "PL"], "archive_copies": 5}, ["CV465"]),
    ],
)
def test_the_archive_and_cell_12(intake: Intake, line: str, keys: dict[str, object], codes: list[str]) -> None:
    """CV465: what may be either is told."""
    came = intake.take(Word(copies=("- Như trên;", line)).data())
    told = {k: came.data[k] for k in ("archive", "archive_copies", "drafter", "print_run") if k in came.data}
    assert told == keys
    assert came.codes() == codes


def _in(font: str, convert: Callable[[str], str]) -> Word:
    made = Word(font=font)
    for one in dataclasses.fields(made):
        value = getattr(made, one.name)
        if one.name in ("date", "name"):
            setattr(made, one.name, convert(value))
        elif one.name in ("subject", "to", "body", "copies"):
            setattr(made, one.name, [convert(text) for text in value])
    return made


@pytest.mark.parametrize("pieces", [1, 7])
@pytest.mark.parametrize(("font", "convert"), [(".VnTime", tcvn3), ("VNI-Times", vni)])
def test_old_fonts(intake: Intake, font: str, convert: Callable[[str], str], pieces: int) -> None:
    """CV455: converted by the font, and said so. The capitals of the head stay Unicode: TCVN3 has none with tones."""
    made = _in(font, convert)
    made.pieces = pieces
    came = intake.take(made.data())
    assert came.codes() == ["CV455"]
    assert came.data["body"].split("\n\n")[:5] == BODY
    assert came.data["to"] == ["so-noi-vu", "cong-an-tinh"]
    assert came.data["signer"] == "giam-doc"


def test_an_old_encoding_in_a_font_that_does_not_say_so(intake: Intake) -> None:
    """CV454: told by its words, so it is named."""
    came = intake.take(Word(body=(tcvn3("Đề nghị các cơ quan tuyên truyền đến cán bộ, công chức."),)).data())
    assert came.data["body"].startswith("Đề nghị các cơ quan tuyên truyền")
    assert "TCVN3" in came.told("CV454")[0]


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
    '</w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


def counted(text: str, level: int = 0) -> str:
    return f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>{run(text)}</w:p>'


def test_numbers_that_word_counts_become_text(intake: Intake) -> None:
    """CV463."""
    raw = (
        counted("Việc một;") + counted("Nhỏ;", 1) + counted("Nhỏ nữa;", 1) + counted("Việc hai.") + para(run("Hết./."))
    )
    came = intake.take(Word(body=("Nội dung:",), raw=raw, parts={"numbering": NUMBERING}).data())
    assert came.data["body"].split("\n\n")[1:5] == ["1. Việc một;", "a) Nhỏ;", "b) Nhỏ nữa;", "2. Việc hai."]
    assert came.codes() == ["CV463"]


def box(text: str, span: int = 1, merge: str = "") -> str:
    return cell(para(run(text)), 2000, span, merge)


MERGED = table(
    [
        box("TT", 1, "start") + box("Số liệu", 2) + box("Ghi chú", 1, "start"),
        box("", 1, "on") + box("Năm 2023") + box("Năm 2024") + box("", 1, "on"),
        box("1") + box("10") + box("20,5%") + box("a | b"),
        box("Cộng", 2) + box("30") + box(""),
    ],
    (2000,) * 4, lines=True, head=2,
)  # fmt: skip


def test_merged_cells(intake: Intake) -> None:
    """CV457: every word is there, and the joins and head rows are; the end mark alone is told."""
    came = intake.take(Word(raw=MERGED).data())
    rows = [
        [c.strip() for c in line.strip("| ").split(" | ")] for line in came.data["body"].split("\n") if line[:1] == "|"
    ]
    assert rows[0] == ["TT", "Số liệu", "<", "Ghi chú"]
    assert rows[1] == ["^", "Năm 2023", "Năm 2024", "^"]
    assert "| 1 | 10 | 20,5% | a \\| b |" in came.data["body"]
    assert "| Cộng | < | 30 |" in came.data["body"]
    assert rows[2][0].strip(":") == "--", "both head rows stand above the rule"
    assert came.codes() == ["CV457"], "the end mark stands under the table"


def test_an_annex_across_the_page(intake: Intake) -> None:
    turn = '<w:p><w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:left="1701" w:right="1134"/></w:sectPr></w:pPr></w:p>'
    origin = "(Kèm theo Công văn số 125/STTTT-TTr ngày 14 tháng 5 năm 2024 của Sở Thông tin và Truyền thông)"
    lines = para(run("Phụ lục", True), "center") + para(run("DANH SÁCH ĐẦU MỐI", True), "center")
    annex = turn + lines + para(run(origin, italic=True), "center") + MERGED
    data = Word(body=("Đề nghị theo Phụ lục kèm theo./.",), after=annex).data()
    wide = data  # the last section is the annex's
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(wide)) as archive:
        text = archive.read("word/document.xml").decode()
    head, last = text.rsplit('<w:pgSz w:w="11906" w:h="16838"/>', 1)
    body = head + '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' + last
    came = intake.take(package(body[body.index("<w:body>") : body.index("</w:document>")]))
    (annex_came,) = came.data["annexes"]
    assert annex_came["landscape"] is True
    assert annex_came["title"] == "DANH SÁCH ĐẦU MỐI"
    assert "Năm 2023" in annex_came["body"]


def test_several_documents_in_one_file(intake: Intake) -> None:
    """CV460: each its own circular, by the same series of numbers or another."""
    second = Word(number="Số: 126/STTTT-TTr", subject=("V/v việc khác",))
    third = Word(
        number="Số: 12/TB-STTTT", subject=(), title=("THÔNG BÁO", "Về việc nghỉ lễ"), to=(), copies=("- Lưu: VT.",)
    )
    (intake.shop.root / "ba.docx").write_bytes(Word().data(second, third))
    made = json.loads(intake.shop.run("import", "ba.docx", "ba", "--json").stdout)["files"][0]["circulars"]
    came = [intake.came(one) for one in made]
    assert [(one["id"], c.data["type"], c.data["number"]) for one, c in zip(made, came, strict=True)] == [
        ("ba", "cong-van", 125), ("ba-2", "cong-van", 126), ("ba-3", "thong-bao", 12),
    ]  # fmt: skip
    assert came[0].codes() == ["CV460"]
    assert [c.codes() for c in came[1:]] == [[], []]


def odd() -> Word:
    """What Word has beside text."""
    gone = '<w:del w:id="2" w:author="a"><w:r><w:delText>chữ xóa</w:delText></w:r></w:del>'
    kept = '<w:ins w:id="1" w:author="a">' + run("chữ thêm ") + "</w:ins>"
    hidden, high = run("chữ ẩn", more="<w:vanish/>"), run("2", more='<w:vertAlign w:val="superscript"/>')
    notes = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="0"/></w:r>'
    raw = para(run("Đoạn có ") + kept + gone + hidden + run(" m") + high + notes + run(" hết."))
    raw += para(
        "<w:sdt><w:sdtContent>"
        + run("Ô điều khiển")
        + "</w:sdtContent></w:sdt><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    )
    boxed = '<w:r><w:pict><v:shape style="width:200pt;height:40pt"><v:textbox><w:txbxContent>'
    raw += para(boxed + para(run("Chữ trong hộp.")) + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>" + run(""))
    raw += (
        para(run("Ký hiệu {{ x }} và {% y %} *sao* _gạch_ ![a](b) # \\ | dấu."))
        + para(run("# Đoạn thăng"))
        + para(run("Hết./."))
    )
    return Word(raw=raw, parts={
        "footnotes": '<w:footnote w:id="2">' + para(run("Chú thích chân.")) + "</w:footnote>",
        "comments": '<w:comment w:id="0" w:author="a">' + para(run("Lời bình.")) + "</w:comment>",
        "header": para(run("Chữ đầu trang")), "footer": para(run("Trang 1")),
    })  # fmt: skip


def test_nothing_is_lost_in_silence(intake: Intake) -> None:
    """CV454: what does not come in is named with its words, as a comment and in the list; the rest is text."""
    came = intake.take(odd().data())
    body = came.data["body"]
    for words in ("Đoạn có chữ thêm", "m2 hết.", "Ô điều khiển", "Chữ trong hộp."):
        assert words in body
    lost = " ".join(came.told("CV454"))
    for words in ("chữ xóa", "chữ ẩn", "x=1", "Lời bình.", "Chú thích chân.", "Chữ đầu trang"):
        assert words in lost
        assert words in came.text
        assert words not in body
    assert intake.checked("cu/mot") == []
    assert set(came.codes()) == {"CV454"}


def test_each_doubt_has_its_place_in_both_files(intake: Intake) -> None:
    came = intake.take(Word(name="Lê Văn Tám").data())
    doubt = next(d for d in came.doubts if d["code"] == "CV452")
    assert came.text.split("\n")[doubt["line"] - 1].startswith("signer:")
    assert "CV" not in came.text.split("\n")[doubt["line"] - 2]
    assert "Lê Văn Tám" in came.text.split("\n")[doubt["line"] - 2]
    assert doubt["word"] == {"file": "cu.docx", "paragraph": 23}


def test_a_subject_that_is_spelt_out(intake: Intake) -> None:
    came = intake.take(Word(subject=("Về việc tăng cường phòng, chống",)).data())
    assert came.data["subject"] == "tăng cường phòng, chống"
    assert came.codes() == ["CV456"]


@pytest.mark.parametrize("end", ["spaces", "tabs"])
@pytest.mark.parametrize("head", ["rows2", "spaces", "tabs"])
def test_a_foot_in_any_form(intake: Intake, head: str, end: str) -> None:
    came = intake.take(Word(head=head, end=end).data())
    assert came.doubts == []
    assert came.data["signer"] == "giam-doc"
    assert came.data["copies"] == ["nhu-tren", {"ref": "ubnd-tinh", "note": "để b/c"}]


@pytest.mark.parametrize("call", ["table", "bare"])
def test_addressees_in_any_form(intake: Intake, call: str) -> None:
    came = intake.take(Word(call=call).data())
    assert (came.doubts, came.data["to"]) == ([], ["so-noi-vu", "cong-an-tinh"])


def test_lines_that_hard_breaks_and_tabs_make(intake: Intake) -> None:
    body = (
        "Dòng một\ndòng hai nối tiếp\n- Gạch đầu;\n- Gạch hai.",
        "1.\tViệc;",
        "Nội\u00a0dung  có   nhiều\u2003khoảng.",
        "Hết./.",
    )
    came = intake.take(Word(body=body).data())
    assert came.doubts == []
    assert came.data["body"].split("\n\n") == [
        "Dòng một\\\ndòng hai nối tiếp", "- Gạch đầu;", "- Gạch hai.", "1. Việc;", "Nội dung có nhiều khoảng.", "Hết.\n",
    ]  # fmt: skip


def test_text_of_decomposed_letters_is_composed(intake: Intake) -> None:
    import unicodedata

    came = intake.take(Word(body=(unicodedata.normalize("NFD", "Đề nghị thực hiện nghiêm túc./."),)).data())
    assert (came.doubts, came.data["body"]) == ([], "Đề nghị thực hiện nghiêm túc.\n")


def test_a_table_without_lines_is_told(intake: Intake) -> None:
    """CV464."""
    plain = table([box("Họ tên: A") + box("Chức vụ: B"), box("Đơn vị: C") + box("")], (3000, 3000))
    came = intake.take(Word(body=("Nội dung:",), raw=plain + para(run("Hết./."))).data())
    assert came.codes() == ["CV464"]
    assert "| Họ tên: A | Chức vụ: B |" in came.data["body"]


def test_joins_that_make_no_rectangle_are_parted(intake: Intake) -> None:
    """CV464: a file of another program is no reason for a circular that can't be built."""
    rows = [box("a", 1, "on") + box("b", 1, "start"), box("c", 1, "on") + box("x", 1, "on"), box("d", 2, "on")]
    came = intake.take(Word(body=("Bảng:",), raw=table(rows, (2000, 2000), lines=True) + para(run("Hết./."))).data())
    assert any("hình chữ nhật" in m for m in came.told("CV464"))
    assert {"a", "b", "c", "d"} <= set(came.data["body"].split())
    assert intake.checked("cu/mot") == []


def test_an_unknown_kind_is_told(intake: Intake) -> None:
    """CV446, CV461, CV468."""
    came = intake.take(
        Word(number="Số: 5/XX-STTTT", subject=(), title=("ĐIỀU LỆ HỘI",), to=(), body=("Nội dung điều lệ.",)).data()
    )
    assert came.data["type"] == "cong-van"
    assert {"CV446", "CV461", "CV468"} <= set(came.codes())


def test_fields_of_a_kind(intake: Intake) -> None:
    """CV456, CV459: the form read backwards; what it has not is for a person."""
    body = ["Sở Thông tin và Truyền thông trân trọng kính mời: Sở Nội vụ", "Tới dự: Họp quý III",
            "Chủ trì: Ông Nguyễn Tấn Đức, Giám đốc Sở", "Thời gian: 08 giờ 00, ngày 20/6/2024", "Địa điểm: Phòng họp số 1"]  # fmt: skip
    whole = Word(
        number="Số: 3/GM-STTTT", subject=(), title=("GIẤY MỜI", "Họp triển khai"), to=(), body=[*body, "Đúng giờ./."]
    )
    came = intake.take(whole.data())
    assert (came.data["event"], came.data["place"], came.data["to"]) == ("Họp quý III", "Phòng họp số 1", ["so-noi-vu"])
    assert came.data["body"] == "Đúng giờ.\n"
    assert [m for m in came.told("CV456") if "Tới dự" in m or "dự:" in m]
    short = dataclasses.replace(whole, body=[body[0], body[3], "Mời đến."])
    came = intake.take(short.data(), "cu/hai")
    assert came.data["time"] == "08 giờ 00, ngày 20/6/2024"
    assert came.data["event"] is None
    assert any("Tên cuộc họp" in m for m in came.told("CV459"))


def test_a_part_that_the_kind_has_not(intake: Intake) -> None:
    """CV462: Kính gửi over a kế hoạch stays text."""
    came = intake.take(
        Word(number="Số: 3/KH-STTTT", subject=(), title=("KẾ HOẠCH", "Tập huấn"), copies=("- Lưu: VT.",)).data()
    )
    assert "CV462" in came.codes()
    assert "Kính gửi:" in came.data["body"]
    assert "to" not in came.data


def test_no_text_between_head_and_signature(intake: Intake) -> None:
    """CV469."""
    came = intake.take(Word(body=()).data())
    assert "CV469" in came.codes()
    assert came.data["body"] is None


def test_a_table_in_a_cell(intake: Intake) -> None:
    """CV464."""
    inner = cell(para(run("trong")) + table([box("lồng")], (900,), lines=True) + "<w:p/>", 2000)
    came = intake.take(Word(raw=table([box("a") + box("b"), inner + box("c")], (2000, 2000), lines=True)).data())
    assert "| trong lồng | c |" in came.data["body"]
    assert any("lồng" in m for m in came.told("CV464"))


def test_a_folder(intake: Intake) -> None:
    """Hundreds go through; what is wrong with one does not stop the rest, and no circular is written over."""
    folder = intake.shop.root / "thư cũ" / "2023"
    folder.mkdir(parents=True)
    for n in range(6):
        (folder / f"CV số {n} - Cảnh báo.docx").write_bytes(Word(number=f"Số: {n + 1}/STTTT-TTr").data())
    (folder / "hỏng.docx").write_bytes(b"PK\x03\x04 hong")
    (folder / "~$khoa.docx").write_bytes(b"x")
    before = intake.shop.write("kho/2023/cv-so-3-canh-bao", "subject: đã có\n").read_bytes()
    done = intake.shop.run("import", "thư cũ", "kho", "--json")
    files = json.loads(done.stdout)["files"]
    assert done.returncode == 1
    assert [len(f["circulars"]) for f in files] == [1, 1, 1, 0, 1, 1, 0]
    assert [d["code"] for f in files for d in f["faults"]] == ["CV411", "CV703"]
    assert files[0]["circulars"][0]["id"] == "kho/2023/cv-so-0-canh-bao"
    assert Path(intake.shop.root / "circulars/kho/2023/cv-so-3-canh-bao.yaml").read_bytes() == before
    again = intake.shop.run("import", "thư cũ", "kho")
    assert again.returncode == 1
    assert "7 tệp: 0 lấy được" in again.stdout


def test_a_file_longer_than_a_circular_may_be(intake: Intake) -> None:
    """CV466: what came in is kept, and that nobody could compare it is told."""
    import random

    words = random.Random(1)
    body = [" ".join(str(words.randrange(10**900)) for _ in range(8)) for _ in range(300)]
    came = intake.take(Word(body=body).data())
    assert "CV466" in came.codes()
    assert all(line in came.text for line in body)


@pytest.mark.parametrize("around", ["row", "cell"])
def test_rows_and_cells_in_content_controls(intake: Intake, around: str) -> None:
    """What a control of Word holds in a table is of the table."""
    first, second = cell(para(run("trong khung")), 4000), cell(para(run("cuối hàng")), 4000)
    held = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    inner = f"<w:tr>{held.format(first)}{second}</w:tr>"
    if around == "row":
        inner = held.format(f"<w:tr>{first}{second}</w:tr>")
    head = cell(para(run("Đầu một")), 4000) + cell(para(run("Đầu hai")), 4000)
    made = table([head], (4000, 4000), lines=True).replace("</w:tbl>", f"{inner}</w:tbl>")
    came = intake.take(Word(raw=made + para(run("Trân trọng./."))).data())
    assert "| trong khung | cuối hàng |" in came.data["body"]
    assert came.doubts == []


def test_what_only_the_second_reading_sees_is_told(intake: Intake) -> None:
    """A wrapper that no reader looks into: its words are in the list."""
    strange = f"<w:strange>{para(run('Đoạn trong vỏ lạ.'))}</w:strange>"
    came = intake.take(Word(raw=strange).data())
    assert "Đoạn trong vỏ lạ." in " ".join(came.told("CV454"))


@pytest.mark.parametrize("sign", ["F0D8", "F076", "F0FC"])
def test_a_bullet_that_no_letter_prints_is_a_dash(intake: Intake, sign: str) -> None:
    """The arrows and ticks of Wingdings: the letter builds, and the list has them."""
    bullet = f'<w:r><w:sym w:font="Wingdings" w:char="{sign}"/></w:r>'
    came = intake.take(Word(raw=para(bullet + run(" Một việc;")) + para(run("Trân trọng./."))).data())
    assert "\n\n- Một việc;" in came.data["body"]
    assert came.codes() == ["CV456"]
    assert intake.checked("cu/mot") == []


def test_what_a_current_word_shows_of_two_is_taken(intake: Intake) -> None:
    """Paragraphs in alternate content, and a tab to the edge."""
    two = "<mc:AlternateContent><mc:Choice Requires='wps'>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
    edge = (
        '<w:r><w:t>trái</w:t><w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/><w:t>phải</w:t></w:r>'
    )
    came = intake.take(
        Word(raw=two.format(para(run("Bản mới.")), para(run("Bản cũ."))) + para(edge) + para(run("Hết./."))).data()
    )
    assert "Bản mới." in came.data["body"]
    assert "Bản cũ." not in came.text
    assert "tráiphải" not in came.text
    assert came.doubts == []
