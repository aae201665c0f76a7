"""Which rules a file is made by, where it is plainly not by NĐ 30: told in one line, not judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from congvan.conformance.letter import Parts
from congvan.conformance.measured import Column, Measured, Para
from congvan.conformance.parts_tail import STATE
from congvan.data import read
from congvan.text.letters import fold

_FILE = Path(__file__).with_name("regimes.yaml")
_EARLY = 16
"""A head's lines are among the first so many paragraphs."""

_PARTY = re.compile(
    r"(dang uy|dang bo|chi bo|dang doan|ban can su dang|tinh uy|thanh uy|quan uy|huyen uy|thi uy|"
    r"ban chap hanh trung uong|bo chinh tri|ban bi thu|ban chap hanh dang bo|dang cong san viet nam)\b"
)
_PARTY_NUMBER = re.compile(r"(?i)^số\s*:?\s*[\d.…_\s]*\s*-\s*[A-ZĐa-zđ]{2,4}\s*/\s*[A-ZĐ]")
_UNION = re.compile(
    r"(doan tncs|doan thanh nien|ban chap hanh doan|hoi lien hiep thanh nien|hoi sinh vien|hoi dong doi|cong doan|"
    r"lien doan lao dong|tong lien doan lao dong|ldld|hoi lien hiep phu nu|hoi lhpn|hoi nong dan|hoi cuu chien binh|"
    r"uy ban mat tran|uy ban mttq|mat tran to quoc|ban thuong truc uy ban mat tran|ban chap hanh cong doan|hoi phu nu)\b"
)
_MILITARY = re.compile(
    r"(bo quoc phong|bo tong tham muu|tong cuc chinh tri|tong cuc hau can|tong cuc ky thuat|quan khu \w+|quan doan \w+|"
    r"quan chung|binh chung|binh doan|su doan|lu doan|trung doan|tieu doan|bo tu lenh|bo chi huy|ban chi huy quan su|"
    r"ban chqs|bo chqs|hai doan|bo doi bien phong|don bien phong)\b"
)
_COURT = re.compile(r"(toa an nhan dan|tand|toa an quan su|vien kiem sat nhan dan|vksnd|vien kiem sat quan su)\b")
_COURT_TITLES = re.compile(
    r"(ban an|cao trang|quyet dinh (dua vu an|khoi to|truy to|dinh chi|tam dinh chi|cong nhan (su thoa thuan|thuan tinh)|"
    r"thi hanh an|hoan phien toa|giam doc tham|tai tham)|giay trieu tap|thong bao (ve viec )?thu ly|bien ban phien toa|"
    r"ban luan toi|quyet dinh khang nghi)\b"
)
_NORMATIVE_TITLES = re.compile(r"(hien phap|bo luat|luat|phap lenh|nghi dinh|thong tu( lien tich)?|lenh)$")
_NORMATIVE_NUMBER = re.compile(
    r"(?i)^số\s*:?[\s.…_\d]*/\s*(?:(?:19|20)\d\d|2\d[.…_]*|[.…_]+)\s*/\s*"
    r"(QĐ-(UBND|TTg|KTNN|CTN)|NQ-(HĐND|CP|HĐTP)|NĐ-CP|TT-[A-ZĐ]+|TTLT-[A-ZĐ-]+|CT-(UBND|TTg)|(QH|UBTVQH|PL-UBTVQH)\d*)\b"
)
_CONTRACT = re.compile(r"((phu luc )?hop dong|bien ban thanh ly( hop dong)?|ban thoa thuan|thoa thuan|bien ban nghiem thu)\b")
_FIRM = re.compile(r"\b(cong ty|doanh nghiep|hop tac xa|htx|ho kinh doanh|ngan hang|tap doan|tong cong ty|ong|ba|ho ten)\b")
_OFFICE = re.compile(r"\b(ubnd|uy ban|so|cuc|chi cuc|phong|ban quan ly|trung tam|truong|benh vien|bo|vien|van phong|thanh tra)\b")
_CITIZEN = re.compile(
    r"(don( (xin|de nghi|dang ky|khieu nai|to cao|khoi kien|yeu cau|trinh bao|dang|de xuat|phan anh|kien nghi|xac nhan)|$)|"
    r"to khai|giay de nghi|phieu dang ky|so yeu ly lich|ly lich|ban tu khai|ban cam ket|giay cam doan|ban cam doan|ban khai|"
    r"ban kiem diem|phieu khai|ban tuong trinh|phieu dang vien|phieu yeu cau)\b"
)
_OTHER = re.compile(
    r"(phieu (trinh|danh gia|xin y kien|lay y kien|de xuat|giao viec|kiem soat|khao sat|tham tra|ghi y kien|nhan xet)|dieu le|"
    r"(bai |bao cao )?tham luan|bai phat bieu|dien van|kich ban|de cuong|lich (cong tac|lam viec|hop|tuan|tiep)|noi quy|"
    r"giay chung nhan|bang khen|giay khen|chung chi|ban nhan xet|lenh (dieu|giao)|giay xac nhan|giay di duong|giay bien nhan|"
    r"giay phep|quy trinh|to trinh phap ly|danh muc|so (tay|theo doi)|nhat ky|ban giai trinh|giai trinh|thu (moi|ngo|cam on)|"
    r"phieu chi|phieu thu|hoa don|tai lieu|bang (ke|luong|tong hop|cham cong)|giay ra vien|giao an|de thi)\b"
)


@dataclass(frozen=True)
class Regime:
    """What a file seems to be: a key of regimes.yaml, and the words that tell it."""

    name: str
    shown: str = ""

    def say(self, part: str, lang: str = "vi") -> str:
        """``name`` or ``rules`` of it."""
        return regimes()[self.name][f"{part}_{lang}"]


@cache
def regimes() -> Mapping[str, Mapping[str, str]]:
    """The table."""
    table: Mapping[str, Mapping[str, str]] = read(_FILE)
    return table


def told(measured: Measured, parts: Parts) -> Regime | None:
    """The regime of a file's main document, None where NĐ 30 may be the one."""
    early = [p for p in measured.paras if p.column is not Column.TABLE][:_EARLY]
    stated = any(STATE.search(fold(p.text)) for p in measured.paras[:30])
    title = title_line(parts, early)
    words = fold(title.text).strip(" .:*") if title else ""
    number = parts.number.text if parts.number else ""
    shown = title.text if title else ""
    head = [p for p in early if _heading(p) and (parts.number is None or p.index < parts.number.index)][:6]
    found = (
        _party(early, head, number, stated=stated)
        or _line(head, _UNION, "doan-the")
        or _line(head, _MILITARY, "quan-su")
        or _court(head, number, words, shown)
        or _normative(number, words, shown)
    )
    return found or _papers(parts, measured, words, shown)


def _party(early: list[Para], head: list[Para], number: str, *, stated: bool) -> Regime | None:
    banner = next((p for p in early if fold(p.text).strip(" .*-") == "dang cong san viet nam"), None)
    if stated:
        return None
    if banner is not None:
        return Regime("dang", banner.text)
    if _PARTY_NUMBER.match(number) and (any(_PARTY.match(fold(p.text)) for p in head)):
        return Regime("dang", number)
    return None


def _line(head: list[Para], words: re.Pattern[str], name: str) -> Regime | None:
    found = next((p for p in head if words.match(fold(p.text))), None)
    return Regime(name, found.text) if found is not None else None


def _court(head: list[Para], number: str, words: str, shown: str) -> Regime | None:
    if not any(_COURT.match(fold(p.text)) for p in head):
        return None
    yearly = re.search(r"/\s*(19|20)\d\d\s*/", number)
    return Regime("to-tung", shown or number) if yearly or _COURT_TITLES.match(words) else None


def _normative(number: str, words: str, shown: str) -> Regime | None:
    if _NORMATIVE_NUMBER.match(number):
        return Regime("vbqppl", number)
    return Regime("vbqppl", shown) if _NORMATIVE_TITLES.match(words) else None


def _papers(parts: Parts, measured: Measured, words: str, shown: str) -> Regime | None:
    """Contracts between firms, citizens' forms, and titles that Điều 7 does not know."""
    if not words:
        return None
    if not parts.issuer and _CONTRACT.match(words) and _firms(measured):
        return Regime("hop-dong", shown)
    known = parts.kind is not None and parts.kind_name is not None
    if not known and not parts.issuer and parts.number is None and _CITIZEN.match(words):
        return Regime("bieu-mau", shown)
    if not known and not parts.subject and not parts.origin and _OTHER.match(words):
        return Regime("khac", shown)
    return None


def _firms(measured: Measured) -> bool:
    """Whether two parties are named, none of them an office of the State."""
    lines = [fold(p.text) for p in measured.paras[:60]]
    parties = [line + " " + after for line, after in zip(lines, [*lines[1:], ""], strict=True) if re.match(r"[-–*\d.\s]*(ben|dai dien ben) [ab]\b", line)]
    return len(parties) >= 2 and all(_FIRM.search(p) and not _OFFICE.search(p) for p in parties[:2])


def _heading(para: Para) -> bool:
    return para.text.isupper() and len(para.text) < 90 and para.column is not Column.RIGHT


def title_line(parts: Parts, early: list[Para]) -> Para | None:
    """The title of the main document: known by its kind, or capitals in the middle of the page below the head."""
    if parts.kind_name is not None:
        return parts.kind_name
    head = {id(p) for p in parts.paras}
    below = max((p.index for p in parts.paras), default=-1)
    for para in early:
        centred = para.align == "center" or (para.align is None and para.bold)
        if id(para) in head or para.index < below or not centred or para.column is not Column.FULL:
            continue
        if para.text.isupper() and para.share("bold") > 0.5 and len(para.text) < 120 and not STATE.search(fold(para.text)):
            return para
        if fold(para.text).startswith("kinh gui"):
            return None
    return None
