"""``corrects``, ``replaces``, ``recalls``: what a document may do to an earlier one, and whose (Điều 18)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from congvan.model import past
from congvan.model.circular import Reference
from congvan.model.register import Code, Lookup
from congvan.model.source import CircularSource, DocumentType, Issuer, ReferenceSource, Spanned
from congvan.problems import Problems, term
from congvan.resolve.kinds import LAWS
from congvan.text.letters import fold
from congvan.text.nearest import nearest

FIELDS = ("corrects", "replaces", "recalls")
LETTER = "cong-van"
_SHORT = {"ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan", "tttt": "thong tin va truyen thong",
          "khcn": "khoa hoc va cong nghe"}  # fmt: skip
_GENERAL = ("tinh", "thanh pho", "tp", "huyen", "quan", "thi xa", "xa", "phuong", "thi tran", "dac khu")
_LEADER = re.compile(r"\A(?:(?:tong )?giam doc|chu tich|(?:thu|bo|vien|hieu|cuc) truong|truong ban|chanh an) ")
_COUNCIL = re.compile(r"\A(?:chinh phu|uy ban nhan dan|hoi dong nhan dan|bo )")


def check(
    source: CircularSource, kind: DocumentType, references: Mapping[str, Reference], problems: Problems,
    issuer: Issuer | None = None, register: Lookup | None = None,
) -> None:  # fmt: skip
    """Errors: CV127 no such reference, CV892 another agency's document; warnings: CV893 perhaps another agency's,
    CV528, CV529 a form that the decree does not give.

    Điều 18.3: what is wrong in content is amended or replaced by a document of equal form; what is wrong in form or
    procedure is corrected by a công văn. So a công văn may correct anything, and so may a document of the same kind,
    which amends it; only the same kind replaces. For a recall (Điều 18.4) the decree prescribes no form.
    """
    for name in FIELDS:
        for key in getattr(source, name):
            if key.value not in references:
                near = nearest(key.value, references)
                problems.error("CV127", key.span, at=name, field=name, key=key.value, near=near)
                continue
            if issuer is not None:
                _whose(name, key, source, issuer, register, problems)
            given = source.references[key.value].type
            if given is None or given.value == kind.slug or name == "recalls":
                continue
            if name == "replaces" or kind.slug != LETTER:
                old = term("kind", name=references[key.value].type_name, slug=given.value)
                new = term("kind", name=kind.name, slug=kind.slug)
                code = "CV529" if name == "replaces" else "CV528"
                problems.warning(code, key.span, at=name, kind=new, old=old, key=key.value)


def _whose(
    name: str, key: Spanned[str], source: CircularSource, issuer: Issuer, register: Lookup | None, problems: Problems
) -> None:
    """Errors: CV892; warning CV893 where the office may be the superior, or where it is too late for an error."""
    item = source.references[key.value]
    law = item.type.value in LAWS if item.type is not None else item.name is not None
    if not law and (item.issuer is None or ours(item, issuer, register)):
        return
    whose = " ".join(item.issuer.value.split()) if item.issuer is not None else ""
    code = item.number.value if item.number is not None else item.name.value if item.name is not None else key.value
    values = {"field": name, "key": key.value, "code": code, "issuer": whose or term("assembly")}
    late = register is not None and register.entry_of(source.id) is not None
    if late or (not law and _may_be_superior(issuer, whose)):
        problems.warning("CV893", key.span, at=name, **values)
    else:
        cure = term("undoing.law") if law else term("undoing.foreign", key=key.value, issuer=whose)
        problems.error("CV892", key.span, at=name, cure=cure, **values)


def ours(item: ReferenceSource, issuer: Issuer, register: Lookup | None) -> bool:
    """Whether it is a document of this agency or of one that it acts for, by their names or by its own register."""
    assert item.issuer is not None
    typed = _bare(item.issuer.value, issuer)
    return any(_same(typed, _bare(name, issuer)) for name in issuer.acts_for) or own(item, issuer, register)


def own(item: ReferenceSource, issuer: Issuer, register: Lookup | None) -> bool:
    """Whether it is a document of this agency itself, by a name that it has or had, or by its own register."""
    assert item.issuer is not None
    typed = _bare(item.issuer.value, issuer)
    if any(_same(typed, _bare(name, issuer)) for name in past.names(issuer)):
        return True
    code = Code.parse(item.number.value) if item.number is not None else None
    if register is None or code is None or item.date is None:
        return False
    day, subject = item.date.value, fold(item.subject.value) if item.subject is not None else ""
    found = register.find(code, day.year)
    return any(e.state == "issued" and e.date == day and fold(e.draft.subject) == subject for e in found)


def _same(typed: tuple[str, str], known: tuple[str, str]) -> bool:
    """Whether two names are one agency's; whoever leads it ("Giám đốc Sở …") signs its documents."""
    levels = typed[1] == known[1] or not typed[1] or not known[1]
    return levels and _LEADER.sub("", typed[0]) == known[0]


def _bare(name: str, issuer: Issuer) -> tuple[str, str]:
    """An agency's name for comparison: no marks, capitals or place, the usual abbreviations written out; and apart
    from it the kind of place, as far as it stands at its end: the city of Tây Ninh is not the province.
    """
    words = " ".join(re.sub(r"[^\w\s]", " ", fold(name)).split())
    words = " ".join(_SHORT.get(word, word) for word in words.split())
    for place in (fold(issuer.place), _place_of(issuer.parent or "")):
        if place and words.endswith(f" {place}"):
            words = words[: -len(place) - 1]
    level = next((word for word in _GENERAL if words.endswith(f" {word}")), "")
    return words.removesuffix(f" {level}") if level else words, level.replace("tp", "thanh pho")


def _place_of(parent: str) -> str:
    """``UBND tỉnh Tây Ninh`` → ``tay ninh``."""
    found = re.search(rf"\b(?:{'|'.join(_GENERAL)}) (.+)\Z", " ".join(fold(parent).split()))
    return found[1] if found else ""


def _may_be_superior(issuer: Issuer, other: str) -> bool:
    """Whether an office whose subordinates nobody has named may have some: a council, a ministry, the Government; never
    over its own superior, and not over a council of its own rank or above.
    """
    mine, theirs = _rank(issuer.name.value), _rank(other)
    return (
        mine is not None
        and (theirs is None or mine < theirs)
        and _bare(other, issuer) != _bare(issuer.parent or "", issuer)
    )


def _rank(name: str) -> int | None:
    """How high a council, ministry or government stands, from 0; None for any other agency."""
    words = " ".join(_SHORT.get(word, word) for word in fold(name).split())
    if not _COUNCIL.match(words):
        return None
    found = re.search(r"\b(?:nhan dan) (tinh|thanh pho|tp|huyen|quan|thi xa|xa|phuong|thi tran|dac khu)\b", words)
    ranks = {"tinh": 2, "thanh pho": 3, "tp": 3, "huyen": 4, "quan": 4, "thi xa": 4}
    return ranks.get(found[1], 5) if found else 0 if words.startswith("chinh phu") else 1
