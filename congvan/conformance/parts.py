"""Measured → the parts of a letter, recognised by their words and where they stand, never by anybody's style names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from congvan.conformance.letter import Parts
from congvan.conformance.measured import Column, Measured, Para
from congvan.conformance.parts_foot import take_address, take_foot
from congvan.conformance.parts_tail import STATE, take_tail
from congvan.standard.kinds import Kind, kinds
from congvan.text.letters import fold

_NUMBER = re.compile(r"(?i)^số\s*[:.]?\s*(\d|/|\.{2,}|…|_|$)")
_DATE = re.compile(r"ngay\s*[\d.…_\s]*\s*thang\s*[\d.…_\s]*\s*nam(?![a-z])")
_SLASHED = re.compile(r"^[a-z .]{3,40},\s*(ngay\s*)?\d{1,2}[/-]\d{1,2}[/-]\d{4}$")
_URGENT = ("hoa toc", "thuong khan", "khan")
_CIRCULATION = ("xem xong tra lai", "luu hanh noi bo", "tai lieu thu hoi")
_HEAD = 30
"""The head lies within the first so many paragraphs."""


def find(measured: Measured, kind: str | None = None) -> Parts:
    """Every part of a file. ``kind`` is a slug that the caller knows better than the file shows."""
    parts = Parts(measured)
    main = take_tail(parts, list(measured.paras))
    rest = _head(parts, main)
    parts.kind = kinds()[kind] if kind else _kind(parts, rest)
    rest = _title(parts, rest)
    rest = take_foot(parts, rest)
    rest = _marks(parts, rest)
    rest = _addressees(parts, rest)
    rest = take_address(parts, rest)
    parts.grounds = _grounds(parts, rest)
    parts.body = [p for p in rest if p not in parts.grounds]
    return parts


def _first(paras: Sequence[Para], test: Callable[[Para], bool]) -> Para | None:
    return next((p for p in paras if test(p)), None)


def _head(parts: Parts, paras: list[Para]) -> list[Para]:
    """Ô 1 to 4 and 5b; the paragraphs after them are given back."""
    top = paras[: _HEAD + 6]
    parts.state = _first(top, lambda p: bool(STATE.search(fold(p.text))) and len(p.text) < 60)
    parts.motto = _first(top, lambda p: "tu do" in fold(p.text) and "hanh phuc" in fold(p.text) and len(p.text) < 60)
    parts.number = _first(top, lambda p: bool(_NUMBER.match(p.text)) and len(p.text) < 70)
    parts.dated = _first(top, lambda p: _is_date(p) and p is not parts.number)
    marks = (parts.state, parts.motto, parts.number, parts.dated)
    known = [p for p in marks if p is not None]
    if not known:
        return paras
    last = max(p.index for p in known)
    above = [
        p
        for p in top
        if p not in known
        and p.index <= last
        and (parts.number is None or p.index < parts.number.index)
        and p.column is not Column.TABLE
        and not p.frame
        and not _is_mark(p)
    ]
    mates = {p.cell for p in (parts.number, *[q for q in above if _is_agency(q)]) if p is not None and p.cell}
    _names(parts, [p for p in above if _is_agency(p) or p.cell in mates or _starts_agency(p)])
    _subject_line(parts, top)
    used = {id(p) for p in [*known, *parts.parent, *parts.issuer, *parts.subject]}
    parts.marks += [p for p in top if p.index <= last and id(p) not in used and (p.frame or _is_mark(p))]
    used |= {id(p) for p in parts.marks}
    return [p for p in paras if id(p) not in used and (p.index > last or p not in above)]


def _is_date(para: Para) -> bool:
    text = fold(para.text)
    return len(para.text) < 80 and ((bool(_DATE.search(text)) and "," in text) or bool(_SLASHED.match(text)))


def _is_agency(para: Para) -> bool:
    letters = [c for c in para.text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) > 0.6 * len(letters)


def _names(parts: Parts, lines: list[Para]) -> None:
    """Lines above the number → parent and issuer: the issuer is what is bold or, where nothing tells, the last line."""
    if not lines:
        return
    bold = [p.bold for p in lines]
    if any(bold) and not all(bold):
        first = bold.index(True)
        # A bold parent above a plain issuer is a fault, not another order of the lines.
        parts.parent, parts.issuer = (lines[:first], lines[first:]) if bold[-1] else (lines[:-1], lines[-1:])
        return
    ruled = next((n for n, p in enumerate(lines) if p.rule), len(lines) - 1)
    start = next((n for n in range(ruled, 0, -1) if _starts_agency(lines[n])), 0) if _starts_agency(lines[0]) else 0
    parts.parent, parts.issuer = lines[:start], lines[start:]


_AGENCY_WORDS = (
    "so ", "cuc ", "chi cuc", "phong ", "ban ", "trung tam", "truong ", "vu ", "van phong", "thanh tra", "vien ",
    "benh vien", "hoi dong", "uy ban", "ubnd", "hdnd", "tong cuc", "cong ty", "hoi ", "bo ", "kho bac", "chi nhanh",
)  # fmt: skip


def _starts_agency(para: Para) -> bool:
    return (fold(para.text) + " ").startswith(_AGENCY_WORDS)


def _subject_line(parts: Parts, top: list[Para]) -> None:
    """V/v and the lines it runs on to: in the left column, or centred, until something else begins."""
    start = _first(top, lambda p: bool(re.match(r"(?i)\s*v\s*/\s*v", p.text)))
    if start is None:
        return
    parts.subject = [start]
    for para in top:
        if para.index <= start.index:
            continue
        same = para.column is start.column and (para.cell == start.cell or parts.measured.format == "pdf")
        if not same or para.frame or _is_mark(para) or para in (parts.number, parts.dated, parts.state, parts.motto):
            break
        if start.column is Column.FULL and (para.align != "center" or fold(para.text).startswith("kinh gui")):
            break
        if fold(para.text).startswith("kinh gui"):
            break
        parts.subject.append(para)


def _is_mark(para: Para) -> bool:
    text = fold(para.text).strip(" .!")
    return text in _URGENT or text in _CIRCULATION


def _kind(parts: Parts, rest: list[Para]) -> Kind | None:
    """From the heading, then from V/v, then from the symbol."""
    by_name = {fold(k.name).replace("giay uy quyen", "giay uy quyen"): k for k in kinds().values()}
    for para in rest[:8]:
        found = by_name.get(fold(para.text).strip(" .:"))
        if found and (para.text.isupper() or para.bold) and found.slug != "cong-van":
            parts.kind_name = para
            return found
    if parts.subject:
        return kinds()["cong-van"]
    groups = re.split(r"[-–/]", parts.code.replace(" ", ""))
    for kind in kinds().values():
        if kind.abbreviation and groups[0] == kind.abbreviation:
            return kind
    if parts.number is not None and any(fold(p.text).startswith("kinh gui") for p in rest):
        return kinds()["cong-van"]
    return None


def _title(parts: Parts, rest: list[Para]) -> list[Para]:
    """Ô 5a: tên loại and the bold lines below it."""
    if parts.kind_name is None and parts.kind is not None and parts.kind.slug != "cong-van":
        name = fold(parts.kind.name)
        parts.kind_name = _first(rest[:8], lambda p: fold(p.text).strip(" .:") == name)
    if parts.kind_name is None:
        return rest
    at = rest.index(parts.kind_name)
    if not parts.kind_name.rule:
        for para in rest[at + 1 : at + 6]:
            centred = para.align == "center" or (para.align is None and para.bold)
            ends = para.text.isupper() or _ground(para) or fold(para.text).startswith(("kinh gui", "can cu"))
            if not centred or ends or para.column not in (Column.FULL,):
                break
            parts.kind_subject.append(para)
            if para.rule:
                break
    return [p for p in rest if p is not parts.kind_name and p not in parts.kind_subject]


def _marks(parts: Parts, rest: list[Para]) -> list[Para]:
    early = [p for p in rest[:12] if (p.frame is not None and len(p.text) < 40) or _is_mark(p)]
    parts.marks += [p for p in early if p not in parts.marks]
    return [p for p in rest if p not in early]


def _addressees(parts: Parts, rest: list[Para]) -> list[Para]:
    """Ô 9a: "Kính gửi" and the list under it."""
    label = _first(rest[:10], lambda p: fold(p.text).startswith("kinh gui"))
    wired = None
    if label is None and parts.kind is not None and parts.kind.slug == "cong-dien":
        wired = _first(rest[:6], lambda p: fold(p.text).rstrip().endswith("dien:"))
    if label is None and wired is None:
        return rest
    if wired is not None:
        after = rest[rest.index(wired) + 1 :]
        listed = next((n for n, p in enumerate(after) if not re.match(r"[-–+]", p.text)), len(after))
        return [p for p in rest if p is not wired and p not in after[:listed]]
    assert label is not None
    parts.to_label = label
    for para in rest[rest.index(label) + 1 :]:
        done = bool(parts.to) and parts.to[-1].text.rstrip().endswith(".")
        bare = bool(parts.to) and len(para.text) < 90 and para.text.rstrip().endswith(";")
        if done or not (re.match(r"[-–+•]\s*", para.text) or bare):
            break
        parts.to.append(para)
    return [p for p in rest if p is not label and p not in parts.to]


def _grounds(parts: Parts, rest: list[Para]) -> list[Para]:
    """Căn cứ: at the start, one after the other; a sentence of the body that begins so is none."""
    found: list[Para] = []
    ruling = parts.kind is not None and parts.kind.slug in (
        "quyet-dinh",
        "nghi-quyet",
        "chi-thi",
        "quy-che",
        "quy-dinh",
    )
    for n, para in enumerate(rest):
        words = fold(para.text)
        begins = words.startswith(_GROUND)
        marked = para.share("italic") > 0.5 or para.text.rstrip().endswith((";", ","))
        if begins and (marked or ruling or found):
            found.append(para)
        elif found or n > 3:
            break
    return found


_GROUND = ("can cu ", "theo de nghi cua", "xet de nghi", "xet to trinh")


def _ground(para: Para) -> bool:
    return fold(para.text).startswith(_GROUND)
