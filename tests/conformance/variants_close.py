"""Signature, Nơi nhận, annexes, paper copies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.conformance.letter_parts import POST
from tests.conformance.raw_model import Letter, Line, Rule
from tests.conformance.variant import each, fault, near, swap


def signed(*posts: str, **look: Any) -> dict[str, Any]:
    return {"sign": tuple(replace(POST, text=p, **look) for p in posts)}


def named(name: str) -> dict[str, Any]:
    return {"name.text": name}


def _one_annex(label: str, said: str):
    def change(letter: Letter) -> Letter:
        annex = replace(letter.annexes[0], label=replace(letter.annexes[0].label, text=label))
        text = (
            "Để chuẩn bị cho năm học mới, Sở Giáo dục và Đào tạo đề nghị các trường rà soát cơ sở vật chất theo nội dung tại "
            + said
        )
        first = letter.body[0]
        assert isinstance(first, Line)
        return replace(letter, annexes=(annex,), body=(replace(first, text=text), *letter.body[1:]))

    return change


SIGNED = [
    fault("CK-1", "submission", "tm-slash", signed("TM/ ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
    fault("CK-1", "submission", "t-slash-m", signed("T/M ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
    fault("CK-1", "short", "kt-slash", signed("KT/ GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
    fault("CK-1", "submission", "tm-no-space", signed("TM.UBND XÃ", "CHỦ TỊCH")),
    fault("CK-1", "short", "kt-no-space", signed("KT.GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
    fault("CK-1", "notice", "tl-no-stop", signed("TL GIÁM ĐỐC", "CHÁNH VĂN PHÒNG")),
    fault("CK-1", "cv881", "lower-case", signed("Giám đốc")),
    fault("CK-1", "cv881", "not-bold", signed("GIÁM ĐỐC", bold=False)),
    fault("CK-1", "decision", "size-12", signed("GIÁM ĐỐC", size=12.0)),
    fault("CK-1", "notice", "italic", signed("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG", italic=True)),
    near("CK-1|CK-2", "submission", "chain-of-three", signed("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
    near("CK-1|CK-2", "notice", "tl-then-kt", signed("TL. GIÁM ĐỐC", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")),
    near("CK-1|CK-2", "submission", "uỷ", signed("TM. UỶ BAN NHÂN DÂN", "CHỦ TỊCH")),
    near("CK-1", "report", "quyen", {}),
    near(
        "CK-1", "cv881", "size-13", lambda a: replace(a, sign=each(size=13.0)(a.sign), name=replace(a.name, size=13.0))
    ),
    near("CK-1|CK-2", "notice", "tuq", signed("TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG HÀNH CHÍNH")),
    fault("CK-2", "short", "kt-own-title", signed("KT. PHÓ GIÁM ĐỐC")),
    fault("CK-2", "short", "kt-same-post", signed("KT. GIÁM ĐỐC", "GIÁM ĐỐC")),
    fault("CK-2", "short", "kt-alone", signed("KT. GIÁM ĐỐC")),
    fault("CK-2", "notice", "tuq-twice", signed("TUQ. GIÁM ĐỐC", "TUQ. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")),
    fault("CK-3", "short", "ts", named("TS. Hoàng Văn Thuận")),
    fault("CK-3", "cv881", "ths", named("ThS. Nguyễn Tấn Đức")),
    fault("CK-3", "notice", "pgs-ts", named("PGS.TS. Lâm Thị Bích Thủy")),
    fault("CK-3", "report", "bs", named("BS. Dương Minh Khang")),
    fault("CK-3", "short", "dai-ta", named("Đại tá Hoàng Văn Thuận")),
    fault("CK-3", "decision", "tien-si", named("Tiến sĩ Trần Thị Hồng Ngọc")),
    fault("CK-3|CK-1", "short", "not-bold", {"name.bold": False}),
    fault("CK-3|CK-1", "cv881", "upper-case", named("NGUYỄN TẤN ĐỨC")),
    fault("CK-3|CK-1", "notice", "italic", {"name.italic": True}),
    near("CK-3", "short", "like-a-title", named("Bùi Tiến Sĩ")),
    near("CK-3", "short", "like-a-rank", named("Tạ Đại Tá")),
    near("CK-3|VH-1", "submission", "four-words", named("Vàng Thị A Sình")),
]

RECIPIENTS = [
    fault("NN-1", "short", "underlined", {"recipients_label.underline": True}),
    fault("NN-1", "cv881", "label-13", {"recipients_label.size": 13.0}),
    fault("NN-1", "notice", "label-upright", {"recipients_label.italic": False}),
    fault("NN-1", "decision", "label-not-bold", {"recipients_label.bold": False}),
    fault("NN-1", "short", "label-no-colon", {"recipients_label.text": "Nơi nhận"}),
    fault("NN-1", "cv881", "list-12", {"recipients": each(size=12.0)}),
    fault("NN-1", "notice", "list-13", {"recipients": each(size=13.0)}),
    fault("NN-1", "report", "list-italic", {"recipients": each(italic=True)}),
    fault("NN-1", "short", "no-vt", {"recipients.-1.text": "- Lưu: VP."}),
    fault("NN-1", "short", "vt-not-first", {"recipients.-1.text": "- Lưu: VP, VT."}),
    fault("NN-1", "decision", "luu-no-colon", {"recipients.-1.text": "- Lưu VT, CĐS."}),
    fault("NN-1", "cv881", "last-no-stop", {"recipients.-1.text": swap("tra.", "tra")}),
    fault("NN-1", "notice", "last-semicolon", {"recipients.-1.text": swap("VP.", "VP;")}),
    fault("NN-1", "short", "comma", {"recipients.1.text": swap("Sở;", "Sở,")}),
    fault("NN-1", "cv881", "dashes-indented", {"recipients": each(left=8.0)}),
    fault("NN-1", "decision", "no-dash", {"recipients.1.text": swap("- ", "")}),
    fault("NN-1", "short", "no-archive-line", {"recipients.-1.text": "- Văn phòng Sở."}),
    near("NN-1", "short", "copies", {"recipients.-1.text": "- Lưu: VT, HC (2)."}),
    fault("NN-3", "short", "lower-case", {"recipients.-1.text": "- Lưu: VT, VP.Chau"}),
    fault("NN-3", "notice", "lower-case-and-copies", {"recipients.-1.text": "- Lưu: VT, VP. Chau.(30)"}),
    near("NN-3", "short", "capitals", {"recipients.-1.text": "- Lưu: VT, VP.NVC"}),
    near("NN-3", "notice", "capitals-and-copies", {"recipients.-1.text": "- Lưu: VT, VP. NVC.(30)"}),
    near("NN-1", "short", "drafter", {"recipients.-1.text": "- Lưu: VT, VP. PL.(300)"}),
    near("NN-1", "notice", "vt-alone", {"recipients.-1.text": "- Lưu: VT."}),
    near("NN-1", "decision", "note-in-brackets", {}),
    fault("NN-2", "short", "kinh-gui-without-nhu-tren", {"recipients.0.text": "- Ủy ban nhân dân tỉnh;"}),
    fault("NN-2", "notice", "nhu-tren-without-kinh-gui", {"recipients.0.text": "- Như trên;"}),
    fault("NN-2", "decision", "nhu-tren-on-quyet-dinh", {"recipients.0.text": "- Như trên;"}),
    fault("NN-2", "decision", "nhu-dieu-9", {"recipients.0.text": "- Như Điều 9;"}),
    near("NN-2", "decision", "nhu-dieu-3", {}),
    near("NN-2", "short", "nhu-tren", {}),
    near("NN-2", "telegram", "nhu-tren-cong-dien", {}),
]

ANNEXES = [
    fault("PL-1", "annexed", "upper-case", {"annexes.0.label.text": "PHỤ LỤC I", "annexes.1.label.text": "PHỤ LỤC II"}),
    fault(
        "PL-1",
        "annexed",
        "arabic",
        {
            "annexes.0.label.text": "Phụ lục 1",
            "annexes.1.label.text": "Phụ lục 2",
            "body.0.text": lambda t: t.replace("Phụ lục II", "Phụ lục 2").replace("Phụ lục I,", "Phụ lục 1,"),
        },
    ),
    fault("PL-1", "annexed", "unnumbered", {"annexes.0.label.text": "Phụ lục", "annexes.1.label.text": "Phụ lục"}),
    fault("PL-1", "annexed", "label-13", {"annexes.0.label.size": 13.0}),
    fault("PL-1", "annexed", "label-not-bold", {"annexes.0.label.bold": False}),
    fault("PL-1", "annexed", "title-lower-case", {"annexes.1.title.text": "Dự kiến kinh phí sửa chữa"}),
    fault("PL-1", "annexed", "title-not-bold", {"annexes.0.title.bold": False}),
    fault("PL-1", "annexed", "origin-upright", {"annexes.0.origin.italic": False}),
    fault("PL-1", "annexed", "origin-other-number", {"annexes.0.origin.text": swap("301/", "310/")}),
    fault("PL-1", "annexed", "origin-other-date", {"annexes.1.origin.text": swap("ngày 03", "ngày 13")}),
    fault(
        "PL-1",
        "annexed",
        "never-mentioned",
        {
            "body.0.text": swap(
                "theo nội dung tại Phụ lục I, dự kiến kinh phí theo biểu tại Phụ lục II kèm theo Công văn này",
                "và dự kiến kinh phí",
            )
        },
    ),
    fault("PL-1|QH-1", "annexed", "quoc-hieu", {"annexes.0.head": True}),
    near("PL-1", "annexed", "one-unnumbered", _one_annex("Phụ lục", "Phụ lục kèm theo.")),
    near("PL-1", "annexed", "two-roman", {}),
    near("PL-1", "annexed", "short-rule", {"annexes.0.rule": Rule(share=0.3)}),
]

COPIES = [
    fault(
        "SAO-1",
        "copied",
        "with-quoc-hieu",
        {
            "copy.form": (
                Line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True, align="center"),
                Line("Độc lập - Tự do - Hạnh phúc", size=13, bold=True, align="center"),
                Rule(share=1.0),
            )
        },
        also=("QH-1",),
    ),
    fault("SAO-1", "copied", "sao-y-ban-chinh", {"copy.form.0.text": "SAO Y BẢN CHÍNH"}),
    fault(
        "SAO-1",
        "copied",
        "trich-sao-as-ts",
        {"copy.form.0.text": "TRÍCH SAO", "copy.number.text": "Số: 05/TS-CCKL"},
        also=("SK-1", "SK-2"),
    ),
    fault("SAO-1", "copied", "sl-on-sao-y", {"copy.number.text": "Số: 05/SL-CCKL"}, also=("SK-2",)),
    fault("SAO-1", "copied", "no-full-rule", {"copy.full_rule": False}),
    fault("SAO-1", "copied", "form-not-bold", {"copy.form.0.bold": False}),
    fault("SAO-1", "copied", "form-lower-case", {"copy.form.0.text": "Sao y"}),
    fault("SAO-1", "copied", "form-16", {"copy.form.0.size": 16.0}),
    near("SAO-1|QH-1|SK-2", "copied", "sao-y", {}),
    near("SAO-1|SK-2", "copied", "sao-luc", {"copy.form.0.text": "SAO LỤC", "copy.number.text": "Số: 06/SL-CCKL"}),
    near(
        "SAO-1|SK-1|SK-2",
        "copied",
        "trich-sao",
        {"copy.form.0.text": "TRÍCH SAO", "copy.number.text": "Số: 07/TrS-CCKL"},
    ),
]
