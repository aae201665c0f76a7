"""Measured → the parts of a letter, recognised by their words and where they stand, never by anybody's style names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from congvan.conformance.letter import Copy, Parts
from congvan.conformance.measured import Column, Measured, Para
from congvan.conformance.parts_foot import take_address, take_foot
from congvan.conformance.parts_signed import take_signed
from congvan.conformance.parts_tail import ORIGIN, STATE, Segment, annex, segments
from congvan.conformance.parts_text import take_addressees, take_enacting, take_grounds
from congvan.conformance.parts_wrapped import whole
from congvan.standard.kinds import Kind, kinds
from congvan.text.letters import fold

_NUMBER = re.compile(r"(?i)^số\s*[:.]?\s*(\d|/|\.{2,}|…|_|$)")
_DATE = re.compile(r"ngay\s*[\d.…_\s]*\s*thang\s*[\d.…_\s]*\s*nam(?![a-z])")
_SLASHED = re.compile(r"^[a-z .]{3,40},\s*(ngay\s*)?\d{1,2}[/-]\d{1,2}[/-]\d{4}$")
_URGENT = ("hoa toc", "thuong khan", "khan")
_CIRCULATION = ("xem xong tra lai", "luu hanh noi bo", "tai lieu thu hoi")
_HEAD = 30
"""The head lies within the first so many paragraphs."""


def find(measured: Measured, kind: str | None = None, more: Sequence[Kind] = ()) -> Parts:
    """Every part of a file. ``kind`` is a slug that the caller knows better than the file shows, ``more`` are kinds
    beyond the decree's that an agency has, or its own version of one of them.
    """
    known = {**kinds(), **{k.slug: k for k in more}}
    main, *tail = segments(list(measured.paras), known.values())
    parts = Parts(measured, known=known)
    rest = take_signed(parts, main.paras)
    if rest:
        _document(parts, rest, kind)
    documents = [parts]
    for segment in tail:
        if segment.role == "annex":
            documents[-1].annexes.append(annex(segment))
        elif segment.role == "attached":
            documents.append(_attached(measured, known, segment.paras))
        else:
            parts.copies.append(_copy(measured, known, segment))
    parts.attached = documents[1:]
    _alone(parts, rest)
    return parts


def _alone(parts: Parts, rest: list[Para]) -> None:
    """A file without a main document: an annex, an attached text, or a scan with the block of a copy under it."""
    if rest and parts.origin and parts.number is None:
        text = _attached(parts.measured, parts.known, rest)
        text.annexes, text.signed, parts.annexes = parts.annexes, parts.signed, []
        parts.attached.insert(0, text)
        parts.absent = "attached_alone"
    elif not rest and parts.annexes:
        parts.absent = "annex_alone"
    elif not rest and parts.copies:
        parts.absent = "scanned"


def _document(parts: Parts, paras: list[Para], kind: str | None) -> None:
    """One document's parts, from its head to its address."""
    rest = _head(parts, paras)
    parts.kind = parts.known[kind] if kind else _kind(parts, rest)
    rest = _title(parts, rest)
    rest = take_foot(parts, rest)
    rest = _marks(parts, rest)
    rest = take_addressees(parts, rest)
    rest = take_address(parts, rest)
    rest = take_enacting(parts, rest)
    parts.body = take_grounds(parts, rest)


def _attached(measured: Measured, known: Mapping[str, Kind], paras: list[Para]) -> Parts:
    """A text that a decision issues: a document of its own, as far as it goes."""
    parts = Parts(measured, known=known)
    _document(parts, paras, None)
    return parts


def _copy(measured: Measured, known: Mapping[str, Kind], segment: Segment) -> Copy:
    """The block of a copy: its heading stands where a letter has Quốc hiệu."""
    heading = segment.paras[segment.mark]
    parts = Parts(measured, known=known)
    rest = _head(parts, [p for p in segment.paras if p is not heading])
    take_foot(parts, rest)
    return Copy(heading, parts, segment.rule)


def _first(paras: Sequence[Para], test: Callable[[Para], bool]) -> Para | None:
    return next((p for p in paras if test(p)), None)


def _head(parts: Parts, paras: list[Para]) -> list[Para]:
    """Ô 1 to 4 and 5b; the paragraphs after them are given back."""
    paras = whole(paras)
    top = paras[: _HEAD + 6]
    parts.state = _first(top, lambda p: bool(STATE.search(fold(p.text))) and len(p.text) < 60)
    parts.motto = _first(top, lambda p: "tu do" in fold(p.text) and "hanh phuc" in fold(p.text) and len(p.text) < 60)
    parts.number = _first(top, lambda p: bool(_NUMBER.match(p.text)) and len(p.text) < 70)
    parts.dated = _first(top, lambda p: _is_date(p) and p is not parts.number)
    marks = (parts.state, parts.motto, parts.number, parts.dated)
    known = [p for p in marks if p is not None]
    if not known:
        return paras
    last = _head_end(paras, max(p.index for p in known), parts.number is not None)
    middle = parts.state is not None and parts.state.column is Column.FULL  # no columns: what is below is no name
    above = [
        p
        for p in top
        if p not in known
        and not (middle and parts.state is not None and p.index > parts.state.index and p.column is not Column.LEFT)
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


def _head_end(paras: list[Para], last: int, numbered: bool) -> int:
    """Where the head ends: at its last known line, or, without a number, with the left column's last one."""
    beside = [p.index for p in paras[: _HEAD + 6] if p.index > last and p.column is Column.LEFT]
    for index in [] if numbered else beside:
        if index != last + 1:
            break
        last = index
    return last


def _is_date(para: Para) -> bool:
    text = fold(para.text)
    if ":" in text or " gio " in text or text.startswith("hom nay"):
        return False  # when a meeting began, when two parties met
    return len(para.text) < (120 if para.italic else 80) and (
        (bool(_DATE.search(text)) and "," in text) or bool(_SLASHED.match(text))
    )


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
    by_name = {fold(k.name): k for k in parts.known.values() if k.slug != "cong-van"}
    for para in rest[:8]:
        words = fold(para.text).strip(" .")
        found = by_name.get(words)
        if found is None and para.text.isupper() and para.bold and len(words) < 90:
            found = _by_opening(words, by_name)
        if found and (para.text.isupper() or para.bold):
            parts.kind_name = para
            return found
    if parts.subject:
        return parts.known["cong-van"]
    groups = re.split(r"[-–/]", parts.code.replace(" ", ""))
    for kind in parts.known.values():
        if kind.abbreviation and groups[0] == kind.abbreviation:
            return kind
    if parts.number is not None and any(fold(p.text).startswith("kinh gui") for p in rest):
        return parts.known["cong-van"]
    return None


_ALSO = {"thu": "thu cong", "thoa thuan": "ban thoa thuan", "bien ban ghi nho": "ban ghi nho"}
"""How titles of kinds without a template begin in practice: THƯ CHÚC MỪNG, THỎA THUẬN HỢP TÁC, BIÊN BẢN GHI NHỚ."""


def _by_opening(words: str, by_name: Mapping[str, Kind]) -> Kind | None:
    """A kind without a template by the first words of its title: HỢP ĐỒNG CUNG CẤP DỊCH VỤ."""
    free = {name: kind for name, kind in by_name.items() if kind.free}
    free |= {also: by_name[name] for also, name in _ALSO.items() if name in by_name}
    longest = sorted(free, key=len, reverse=True)
    return next((free[name] for name in longest if words == name or words.startswith(name + " ")), None)


def _title(parts: Parts, rest: list[Para]) -> list[Para]:
    """Ô 5a: tên loại, the bold lines below it, and "(Kèm theo …)" under the title of an attached text."""
    if parts.kind_name is None and parts.kind is not None and parts.kind.slug != "cong-van":
        name = fold(parts.kind.name)
        parts.kind_name = _first(rest[:8], lambda p: fold(p.text).strip(" .") == name)
    if parts.kind_name is None:
        parts.kind_name = _untold_name(rest)
    if parts.kind_name is None:
        return rest
    at = rest.index(parts.kind_name)
    if not parts.kind_name.rule or _origin_below(rest[at + 1 :]):
        _subject_below(parts, rest[at + 1 : at + 8])
    return [p for p in rest if p is not parts.kind_name and p not in parts.kind_subject and p not in parts.origin]


def _subject_below(parts: Parts, below: list[Para]) -> None:
    for para in below:
        words = fold(para.text)
        if ORIGIN.match(words) or (parts.origin and not parts.origin[-1].text.rstrip().endswith(")")):
            parts.origin.append(para)
            if para.text.rstrip().endswith(")"):
                break
            continue
        centred = para.align == "center" or (para.align is None and para.bold)
        shouted = para.text.isupper() and not _shouted_subject(parts, words)
        ends = shouted or words.startswith(("kinh gui", "can cu"))
        above_origin = _origin_below(below[below.index(para) + 1 :])
        if parts.origin or not (centred or above_origin) or ends or para.column is not Column.FULL:
            break
        parts.kind_subject.append(para)
        if para.rule and not above_origin:
            break


def _shouted_subject(parts: Parts, words: str) -> bool:
    """Capitals right under the name of the kind: a trích yếu set so, not the authority line, not a heading."""
    if parts.kind_subject and not parts.kind_subject[-1].text.isupper():
        return False
    if parts.kind is not None and parts.kind.resolves and not parts.kind_subject:
        return words.startswith(("ve viec", "ban hanh", "phe duyet"))
    numbered = re.match(r"([ivxlc]+|\d+)[.)]\s|(phan|chuong|muc|dieu) ", words)
    return parts.kind is not None and not parts.kind.resolves and numbered is None


def _untold_name(rest: list[Para]) -> Para | None:
    """The title of a text whose kind the decree does not name (quy trình, điều lệ): capitals over "(Kèm theo …)"."""
    at = next((n for n, p in enumerate(rest[:8]) if ORIGIN.match(fold(p.text))), 0)
    return _first(rest[:at], lambda p: p.text.isupper() and p.column is Column.FULL)


def _origin_below(below: Sequence[Para]) -> bool:
    return any(ORIGIN.match(fold(p.text)) for p in below[:5])


def _marks(parts: Parts, rest: list[Para]) -> list[Para]:
    early = [p for p in rest[:12] if (p.frame is not None and len(p.text) < 40) or _is_mark(p)]
    parts.marks += [p for p in early if p not in parts.marks]
    return [p for p in rest if p not in early]
