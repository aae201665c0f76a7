"""Texts that a decision issues, files of their own, copies on paper and electronic ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.conformance.letter_parts import POST, copies
from tests.conformance.letters import BASES
from tests.conformance.raw_model import Annex, Letter, Line, Rule
from tests.conformance.variant import edited, of_kind, swap
from tests.conformance.variant import fault as plain_fault
from tests.conformance.variant import near as plain_near

fault, near = of_kind(plain_fault), of_kind(plain_near)
FIRST = "attached.0."


def text(**fields: Any) -> dict[str, Any]:
    """The attached text with other parts."""
    return {FIRST + name: value for name, value in fields.items()}


NUMBER = Line("Số: 05/QC-SKHCN", size=13, align="center", before=8)
DATE = Line("Tây Ninh, ngày 22 tháng 12 năm 2025", size=13, italic=True, align="center", before=8)
SIGNED = {"sign": (replace(POST, text="GIÁM ĐỐC"),), "name": replace(POST, text="Trần Thị Hồng Ngọc")}


def _annexed(letter: Letter, said: str, inside: str = "") -> Letter:
    """An annex behind the attached text; ``said`` in Điều 1 or a paragraph in the text itself speaks of it."""
    text, first = letter.attached[0], letter.body[0]
    assert isinstance(first, Line)
    origin = text.origin
    assert origin is not None
    annex = Annex(
        Line("Phụ lục", bold=True, align="center"),
        Line("DANH SÁCH ĐƠN VỊ", bold=True, align="center"),
        origin,
        (Line("1. Văn phòng Sở./.", first=12.7, before=6),),
    )
    words = first.text.removesuffix(".") + said + "."
    more = (Line(inside, first=12.7, before=6),) if inside else ()
    attached = replace(text, body=(*text.body[:-1], *more, text.body[-1]))
    return replace(letter, annexes=(annex,), body=(replace(first, text=words), *letter.body[1:]), attached=(attached,))


ATTACHED = [
    fault("KT-1", "issuing", "no-head", text(head=False)),
    fault("KT-1", "issuing", "number", text(number=NUMBER), layout="table"),
    fault("KT-1", "approving", "date", text(date=DATE), also=("SZ-1",), layout="tabs"),
    fault("KT-1", "issuing", "number-and-date", text(number=NUMBER, date=DATE), layout="boxes"),
    fault("KT-1", "issuing", "signed", text(**SIGNED), layout="theme"),
    fault("KT-1", "approving", "no-origin", text(origin=None)),
    fault("KT-1", "issuing", "origin-upright", {FIRST + "origin.italic": False}),
    fault("KT-1", "approving", "origin-other-number", {FIRST + "origin.text": swap("88/", "89/")}),
    fault("KT-1", "issuing", "origin-other-date", {FIRST + "origin.text": swap("ngày 22", "ngày 23")}),
    fault("KT-1", "issuing", "origin-other-kind", {FIRST + "origin.text": swap("Quyết định", "Công văn")}),
    fault("KT-1", "issuing", "origin-12", {FIRST + "origin.size": 12.0}),
    fault("KT-1", "approving", "never-issued", {"body.0.text": swap("kèm theo Quyết định này ", "")}),
    near("KT-1|PL-1|QH-1", "issuing", "whole", {}),
    near("KT-1|PG-3", "approving", "counted-anew", {}),
    near("KT-1|PG-3", "approving", "counted-on", text(restart=False)),
    near("KT-1", "approving", "size-13", {FIRST + "origin.size": 13.0}),
    near("PL-1|KT-1", "approving", "with-an-annex-of-the-decision", lambda a: _annexed(a, ", Phụ lục kèm theo")),
    near("PL-1|KT-1", "issuing", "with-an-annex-of-its-own", lambda a: _annexed(a, "", "Mẫu sổ tại Phụ lục kèm theo Quy chế này.")),
    fault("PL-1", "issuing", "with-an-annex-of-nobody", lambda a: _annexed(a, "")),
    near("KT-1", "issuing", "by-its-kind-alone", {FIRST + "origin.text": "(Kèm theo Văn bản số 131/QĐ-SKHCN ngày 22 tháng 12 năm 2025 của Giám đốc Sở)"}),
    fault("QH-1", "issuing", "motto-in-both", {"motto.text": "Độc lập-Tự do-Hạnh phúc"}),
    fault("TL-1", "issuing", "text-kind-not-bold", {FIRST + "kind_name.bold": False}),
    fault("TL-1", "approving", "text-subject-left", {FIRST + "kind_subject.align": "left"}),
    fault("TL-1", "issuing", "text-rule-none", text(kind_rule=None)),
    fault("ND-2", "issuing", "text-chapter-arabic", {FIRST + "body.0.text": "Chương 1"}),
    fault("ND-2", "issuing", "text-article-gap", {FIRST + "body.14.text": swap("Điều 4.", "Điều 6."), FIRST + "body.18.text": swap("Điều 5.", "Điều 7.")}),
    fault("ND-3", "approving", "text-without-end-mark", {FIRST + "body.1.text": swap("./.", ".")}),
    fault("ND-1", "approving", "text-12", {FIRST + "body.0.size": 12.0, FIRST + "body.1.size": 12.0}),
]  # fmt: skip


def block(**fields: Any) -> dict[str, Any]:
    return {f"copy.{name}": value for name, value in fields.items()}


def copied(day: str) -> dict[str, Any]:
    """A copy block under another letter."""
    block = BASES["copied"]().copy
    assert block is not None
    return {"copy": replace(block, date=replace(block.date, text=f"Lào Cai, ngày {day}"))}


COPIED = [
    fault("SAO-1", "copied", "no-issuer-in-symbol", {"copy.number.text": "Số: 05/SY"}),
    fault("SAO-1", "copied", "older-than-its-original", {"copy.date.text": "Lào Cai, ngày 01 tháng 9 năm 2025"}),
    fault("SK-1", "copied", "copy-no-zero", {"copy.number.text": "Số: 5/SY-CCKL"}),
    fault("SK-1", "copied", "copy-number-size", {"copy.number.size": 12.0}),
    fault("DD-1", "copied", "copy-month", {"copy.date.text": "Lào Cai, ngày 08 tháng 09 năm 2025"}),
    fault("DD-1", "copied", "copy-date-upright", {"copy.date.italic": False}),
    fault("CQ-1", "copied", "copy-issuer-plain", {"copy.issuer.bold": False}),
    fault("CQ-1", "copied", "copy-no-rule", block(issuer_rule=None)),
    fault("CQ-1", "copied", "copy-rule-full", block(issuer_rule=Rule(share=1.0))),
    fault("CQ-2", "copied", "copy-issuer-short", {"copy.issuer.text": "UBND XÃ BẢO THẮNG", "copy.number.text": "Số: 05/SY-UBND"}),
    fault("CK-1", "copied", "copy-post-plain", {"copy.sign.0.bold": False}),
    fault("CK-3", "copied", "copy-rank", {"copy.name.text": "ThS. Giàng Seo Pao"}),
    fault("NN-1", "copied", "copy-no-vt", block(recipients=copies("Hạt Kiểm lâm", "Lưu: VP"))),
    fault("NN-1", "copied", "copy-label-13", {"copy.recipients_label.size": 13.0}),
    near("SAO-1|SK-1|DD-1|CQ-1|CK-1|CK-3|NN-1", "copied", "signed-by-a-deputy",
         block(sign=tuple(replace(POST, text=t, before=0) for t in ("KT. CHI CỤC TRƯỞNG", "PHÓ CHI CỤC TRƯỞNG")))),
    near("SAO-1", "copied", "same-day", {"copy.date.text": "Lào Cai, ngày 05 tháng 9 năm 2025"}),
]  # fmt: skip
SIGNED_COPIES = [
    fault("KS-1", "electronic-copy", "capitals", {"info.text": "SAO Y; CHI CỤC KIỂM LÂM; 08/9/2025; 14:02:31 +07:00"}),
    fault("KS-1", "electronic-copy", "no-agency", {"info.text": "Sao y; 08/9/2025; 14:02:31 +07:00"}),
    fault("KS-1", "electronic-copy", "no-seconds", {"info.text": "Sao y; Chi cục Kiểm lâm; 08/9/2025; 14:02 +07:00"}),
    fault("KS-1", "electronic-copy", "old-wording", {"info.text": "Sao y bản chính; Chi cục Kiểm lâm; 08/9/2025; 14:02:31 +07:00"}),
    fault("KS-1", "electronic-copy", "no-zone", {"info.text": "Sao y; Chi cục Kiểm lâm; 08/9/2025; 14:02:31"}, "warning"),
    fault("KS-1", "electronic-copy", "size-11", {"info.size": 11.0}),
    fault("KS-1", "electronic-copy", "bold", {"info.bold": True}),
    fault("KS-1", "attached-alone", "italic", {"info.italic": True}),
    fault("KS-1", "attached-alone", "no-day", {"info.text": "Số: 131/QĐ-SKHCN; 09:15:08 +07:00"}),
    fault("KS-1", "electronic-copy", "left", {"info.align": "left", "info_at": (20, 10)}),
    near("KS-1|SAO-1", "electronic-copy", "sao-luc", {"info.text": "Sao lục; Chi cục Kiểm lâm; 08/9/2025; 14:02:31 +07:00"}),
    near("KS-1", "electronic-copy", "long-name", {"info.text": "Trích sao; Văn phòng Ủy ban nhân dân tỉnh Lào Cai; 08/9/2025; 14:02:31; +07:00"}),
    near("KS-1|KT-1|QH-1|SK-1", "attached-alone", "a-file-of-its-own", {}),
    near("KT-1", "attached-alone", "not-signed-yet", {"info": None}),
    fault("PL-1", "annex-alone", "label-capitals", {"annexes.0.label.text": "PHỤ LỤC"}),
    near("PL-1", "annex-alone", "one-of-several", {"annexes.0.label.text": "Phụ lục II"}),
    near("PL-1|QH-1|SK-1", "annex-alone", "a-file-of-its-own", {}),
]  # fmt: skip
COPIES_OF = [
    near("SAO-1|NN-1|CK-1|CK-3|QH-1", base, "copied", copied("12 tháng 6 năm 2026"))
    for base in (
        "bien-ban-1",
        "hop-dong-1",
        "issuing",
        "telegram",
        "nghi-quyet-2",
        "giay-nghi-phep-2",
        "thu-cong-1",
    )
]
COPIES_OF_FAULTS = [
    fault("NN-1", "bien-ban-2", "copied-block-without-vt", lambda a: _without_vt(a)),
    fault(
        "SAO-1",
        "hop-dong-2",
        "copied-with-the-old-words",
        lambda a: edited(edited(a, copied("12 tháng 6 năm 2026")), {"copy.form.0.text": "SAO Y BẢN CHÍNH"}),
    ),
]


def _without_vt(letter: Letter) -> Letter:
    return edited(edited(letter, copied("12 tháng 6 năm 2026")), {"copy.recipients": copies("Hạt Kiểm lâm", "Lưu: VP")})


BESIDE = [*COPIES_OF, *COPIES_OF_FAULTS, *ATTACHED, *COPIED, *SIGNED_COPIES]
