"""The columns of an old register: what they are called in the books of agencies, and which line names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from congvan.text.letters import fold
from congvan.text.nearest import nearest

REQUIRED = ("number", "date", "subject")
HEADINGS = {
    "number": ("number", "code", "số, ký hiệu văn bản", "số, ký hiệu", "số ký hiệu", "số và ký hiệu", "số",
               "số văn bản"),
    "symbol": ("symbol", "ký hiệu"),
    "date": ("date", "ngày tháng văn bản", "ngày", "ngày tháng", "ngày văn bản", "ngày ban hành"),
    "subject": ("subject", "trích yếu", "trích yếu nội dung", "trích yếu nội dung văn bản",
                "tên loại và trích yếu nội dung văn bản", "tên loại và trích yếu", "nội dung"),
    "type": ("type", "loại", "tên loại", "loại văn bản", "tên loại văn bản"),
    "signer": ("signer", "người ký"),
    "to": ("to", "nơi nhận văn bản", "nơi nhận", "kính gửi"),
    "archive": ("archive", "đơn vị, người nhận bản lưu", "lưu"),
    "amount": ("amount", "số lượng bản"),
    "note": ("note", "ghi chú"),
}  # fmt: skip
OFTEN = {
    "number": ("số đi", "số công văn", "số cv", "số hiệu", "số hiệu văn bản", "số/ký hiệu", "số kí hiệu",
               "số và kí hiệu", "số, kí hiệu", "số ký hiệu văn bản", "số kí hiệu văn bản", "số - ký hiệu",
               "số đăng ký"),
    "symbol": ("kí hiệu",),
    "date": ("ngày ký", "ngày tháng năm", "ngày, tháng", "ngày, tháng, năm", "ngày tháng năm văn bản",
             "ngày tháng ban hành", "ngày, tháng văn bản", "ngày phát hành", "ngày đi"),
    "subject": ("tên loại và trích yếu nội dung", "tên loại, trích yếu nội dung", "trích yếu văn bản",
                "nội dung trích yếu", "nội dung văn bản", "tên loại, trích yếu", "về việc", "v/v"),
    "signer": ("họ tên người ký", "người ký văn bản"),
    "to": ("đơn vị nhận", "cơ quan nhận", "nơi gửi đến"),
    "archive": ("người nhận bản lưu", "đơn vị lưu", "nơi lưu", "nơi nhận bản lưu"),
    "amount": ("số lượng", "số bản"),
}  # fmt: skip
"""Names that stand for a column only where no other of the head does: "ngày ký" beside "ngày ban hành" is none."""
INCOMING = ("số đến", "ngày đến")
"""Columns of sổ đăng ký văn bản đến: what stands there was issued by others."""
WITHIN = 20
"""So far down a head is looked for: titles may be above it."""


def _plain(name: object) -> str:
    return " ".join(fold(str(name if name is not None else "")).split())


_BY_NAME = {_plain(name): key for key, names in HEADINGS.items() for name in names}
_BY_HABIT = {_plain(name): key for key, names in OFTEN.items() for name in names}
_INCOMING = {_plain(name) for name in INCOMING}


def title(key: str) -> str:
    """A column as the decree's book calls it: ``số, ký hiệu văn bản``."""
    return next((n for n in HEADINGS.get(key, ()) if n != key and n != "code"), key)


def columns(cells: Sequence[object]) -> list[str]:
    """Keys by position, ``""`` for columns that mean nothing here."""
    plain = [_plain(c) for c in cells]
    found = [_BY_NAME.get(name, "") for name in plain]
    for at, name in enumerate(plain):
        key = _BY_HABIT.get(name, "")
        if key and not found[at] and key not in found:
            found[at] = key
    return found


def incoming(cells: Sequence[object]) -> bool:
    """Whether a head is that of a register of incoming documents."""
    return any(_plain(c) in _INCOMING for c in cells)


@dataclass(frozen=True, slots=True)
class Missing:
    """A column that is not there: how it is called, and the one of the head that was most likely meant."""

    title: str
    near: str


def missing(cells: Sequence[object]) -> list[Missing]:
    """The columns without which nothing can be entered."""
    known, names = columns(cells), [" ".join(str(c).split()) for c in cells if str(c or "").strip()]
    free = [n for n, k in zip([" ".join(str(c or "").split()) for c in cells], known, strict=True) if n and not k]
    return [Missing(title(key), _near(key, free or names)) for key in REQUIRED if key not in known]


def _near(key: str, names: Sequence[str]) -> str:
    """A heading that holds one of the column's names, or is spelt almost like it."""
    mine = [*HEADINGS[key], *OFTEN.get(key, ())]
    for name in names:
        words = f" {_plain(name)} "
        if any(len(_plain(m)) > 3 and f" {_plain(m)} " in words for m in mine):
            return name
    for known in mine:
        found = nearest(known, names)
        if found:
            return found
    return ""


def head(table: Sequence[tuple[int, Sequence[object]]], *, strict: bool = True) -> int | None:
    """Where the names of the columns stand; ``strict``: with a column of numbers among them."""
    for at, (_, cells) in enumerate(table[:WITHIN]):
        known = [c for c in columns(cells) if c]
        if len(known) >= 2 and ("number" in known or not strict):
            return at
    return None


def guess(table: Sequence[tuple[int, Sequence[object]]]) -> int | None:
    """The line that most likely names the columns, where no name is known: the first with three cells of words."""
    for at, (_, cells) in enumerate(table[:WITHIN]):
        if len([c for c in cells if isinstance(c, str) and c.strip()]) >= 3:
            return at
    return next((at for at, (_, cells) in enumerate(table[:WITHIN]) if any(str(c or "").strip() for c in cells)), None)
