"""check says of the YAML what inspection would say of the page, at line and column; what is accepted is listed as such."""

from __future__ import annotations

import json

import pytest
from shop import Shop

from congvan import Desk
from congvan.conformance.unprinted import ANSWERED
from congvan.yaml.fixing import mended

LETTER = """unit: thanh-tra
subject: thử nghiệm
signer: giam-doc
to: [so-noi-vu]
number: 7
date: 2026-01-05
body: |
{body}
copies: [nhu-tren]
"""
SAID = {
    # what is typed in the body: rule, where, what is said, what it should be ("" where nobody but the clerk knows)
    "Họp tại thành phố Hồ Chí Minh.": ("VH-1", "8:11", "viết hoa chưa đúng", "Thành phố Hồ Chí Minh"),
    "Họp sáng thứ hai, ngày 12 tháng 01 năm 2026.": ("VH-1", "8:12", "viết hoa chưa đúng", "thứ Hai"),
    "Trước dịp **Tết nguyên đán** năm nay.": ("VH-1", "8:15", "viết hoa chưa đúng", "tết Nguyên đán"),
    "Theo quy định tại\n  Khoản 2, Điều 5 của Luật.": ("VH-1", "9:3", "viết hoa chưa đúng", "khoản 2 Điều 5"),
    "Thực hiện Công văn số 123/UBND-VX, đề nghị báo cáo.": ("VD-1", "8:13", "lần viện dẫn đầu tiên thiếu", ""),
    "Đề nghị UBND huyện Châu Thành phối hợp.": ("HC-1", "8:11", "còn nêu cấp huyện", ""),
    "Thực hiện trước ngày .... tháng .... năm 2026.": ("MB-1", "8:19", "còn sót phần của mẫu", ""),
    "Đề nghị [tên đơn vị] báo cáo.": ("MB-1", "8:11", "còn sót phần của mẫu", ""),
    "Đoạn một./.\n\n  Đoạn hai của công văn.": ("ND-3", "10:3", "có 2 lần", ""),
    "1. Một việc cần làm.\n\n  3. Ba việc cần làm.": ("ND-2", "10:3", 'sau "1."', ""),
    "Theo Quyết định số 4/QĐ-BNV ngày 01 tháng 02 năm 2027 của Bộ Nội vụ về việc giao chỉ tiêu.": (
        "DD-2", "8:8", "viện dẫn văn bản ngày 01/02/2027", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("body", SAID)
def test_a_fault_of_the_words_is_told_where_they_were_typed(body: str, shop: Shop, desk: Desk) -> None:
    rule, place, said, right = SAID[body]
    shop.write("a", LETTER.format(body=f"  {body}"))
    found = [d for d in desk.check(["a"]).diagnostics if d.code == rule]
    assert [f"{d.line}:{d.column}" for d in found] == [place]
    assert said in found[0].message()
    assert right in found[0].message()
    assert found[0].message("en") not in ("", found[0].message())
    assert (found[0].fix.text if found[0].fix else "") == right


def test_the_cure_of_what_is_typed_is_not_that_of_word(shop: Shop, desk: Desk) -> None:
    laws = "Căn cứ Luật Viễn thông ngày 24 tháng 11 năm 2023;", "Căn cứ Luật Báo chí ngày 05 tháng 4 năm 2016."
    shop.write("a", LETTER.format(body="  " + "\n\n  ".join((*laws, "Sở đề nghị phối hợp."))))
    found = [d for d in desk.check(["a"]).diagnostics if d.code == "CC-1"]
    assert [(d.line, d.column) for d in found] == [(8, 3), (10, 3)]
    assert all("chữ đứng" in d.message() and "*Căn cứ …;*" in d.hint() for d in found)
    shop.write("a", LETTER.format(body="  " + "\n\n  ".join((*(f"*{law}*" for law in laws), "Sở đề nghị phối hợp."))))
    assert [d.code for d in desk.check(["a"]).diagnostics] == []


@pytest.mark.parametrize("body", [body for body, (*_, right) in SAID.items() if right])
def test_the_corrected_words_are_right(body: str, shop: Shop, desk: Desk) -> None:
    text = LETTER.format(body=f"  {body}")
    shop.write("a", text)
    fixes = [d.fix for d in desk.check(["a"]).diagnostics if d.fix]
    shop.write("a", mended(text.encode(), fixes).decode())
    assert [d.code for d in desk.check(["a"]).diagnostics] == []


def test_check_and_inspect_say_the_same(shop: Shop, desk: Desk) -> None:
    shop.write("a", LETTER.format(body="\n\n".join(f"  {body}" for body in SAID)))
    shop.write("b", LETTER.format(body="  Đề nghị báo cáo.").replace("number: 7", "number: 8"))
    shop.write(
        "c",
        "type: quyet-dinh\nsubject: khen thưởng\nsigner: giam-doc\nnumber: 5\ndate: 2026-01-06\n"
        "authority: Ủy ban nhân dân tỉnh\ngrounds:\n  - Căn cứ Luật số 22/2023/QH15 ngày 23 tháng 6 năm 2023 của "
        "Quốc hội\n  - Căn cứ Nghị định số 30/2020/NĐ-CP của Chính phủ\n"
        "body: |\n  Điều 1. Khen thưởng ông A.\n\n  Điều 2. Có hiệu lực từ ngày ký.\ncopies: [nhu-dieu-2]\n",
    )
    assert desk.build(["a", "b", "c"], formats=("pdf",)).ok
    for name in "abc":
        told = {
            (d.code, d.values["wording"], d.severity.value) for d in desk.check([name]).diagnostics if "-" in d.code
        }
        report = desk.inspect([str(shop.root / f"output/{name}.pdf")]).value.files[0].report
        seen = {(f.rule, f.wording, f.severity) for f in report.findings if (f.rule, f.wording) in ANSWERED}
        assert told == seen
        assert bool(told) is (name != "b")


def test_a_draft_is_read_as_if_it_were_issued_today(shop: Shop, desk: Desk) -> None:
    text = LETTER.format(body="  Đề nghị UBND huyện Châu Thành phối hợp.")
    shop.write("a", text.replace("number: 7\ndate: 2026-01-05\n", ""))
    assert [d.code for d in desk.check(["a"]).diagnostics] == ["HC-1"]
    shop.write("a", text.replace("2026-01-05", "2024-01-05"))
    assert [d.code for d in desk.check(["a"]).diagnostics] == []


@pytest.mark.parametrize(
    "accept",
    [
        "accept: {VH-1: tên đường do tỉnh đặt}", 'accept: [VH-1: "tên đường do tỉnh đặt"]',
        "accept: [{rule: VH-1, reason: tên đường do tỉnh đặt}]", "accept: {rule: VH-1, reason: tên đường do tỉnh đặt}",
        "accept:\n  - rule: VH-1\n    reason: tên đường do tỉnh đặt",
    ],
)  # fmt: skip
def test_a_warning_that_is_accepted_is_listed_and_counts_no_more(accept: str, shop: Shop) -> None:
    shop.write("a", LETTER.format(body="  Họp tại thành phố Hồ Chí Minh.") + accept + "\n")
    done = shop.run("check", "a")
    assert done.returncode == 0, done.stderr
    assert "chấp nhận VH-1" in done.stderr
    assert "chấp nhận vì: tên đường do tỉnh đặt" in done.stderr
    assert "cảnh báo" not in done.stderr
    said = json.loads(shop.run("check", "--json", "a").stdout)
    assert [(d["code"], d["severity"], d["accepted"]) for d in said["diagnostics"]] == [
        ("VH-1", "accepted", "tên đường do tỉnh đặt")
    ]
    assert said["diagnostics"][0]["fix"] == {
        "line": 8, "column": 11, "end_line": 8, "end_column": 32, "text": "Thành phố Hồ Chí Minh",
    }  # fmt: skip


def test_any_warning_can_be_accepted_and_other_commands_are_silent_about_it(shop: Shop) -> None:
    text = LETTER.format(body="  Đề nghị báo cáo.").replace("thử nghiệm", "thử nghiệm cо sở")
    shop.write("a", text)
    assert "CV066" in shop.run("build", "a", "--format", "html").stderr
    assert (shop.root / "output/a.html").is_file()
    shop.write("a", text + "accept: {CV066: chữ Nga trong tên riêng}\n")
    assert shop.run("build", "a", "--format", "html").stderr == ""
    assert "chấp nhận CV066" in shop.run("check", "a").stderr


def test_accepting_changes_no_word_of_what_is_issued(shop: Shop, desk: Desk) -> None:
    from congvan import pipeline
    from congvan.problems import Problems
    from congvan.workspace import Workspace

    del desk
    hashes = []
    for accept in ("", "accept: {VH-1: tên riêng}\n"):
        shop.write("a", LETTER.format(body="  Họp tại thành phố Hồ Chí Minh.") + accept)
        problems = Problems()
        office = pipeline.open_office(Workspace(shop.root), problems)
        assert office is not None
        (target,) = office.workspace.select(["a"], problems)
        document = pipeline.to_document(target, office, problems)
        assert document is not None
        hashes.append(pipeline.frozen_sha256(document))
    assert hashes[0] == hashes[1]


def test_a_comment_that_may_be_text_keeps_no_letter_from_being_built(shop: Shop) -> None:
    shop.write("a", LETTER.format(body="  Đề nghị báo cáo.").replace("thử nghiệm", "họp giao ban # hỏi lại"))
    done = shop.run("build", "a", "--format", "html")
    assert done.returncode == 0
    assert "CV061" in done.stderr
    assert (shop.root / "output/a.html").is_file()
