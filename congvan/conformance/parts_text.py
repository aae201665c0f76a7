"""What stands between the title and the text: who it goes to, who has the authority, căn cứ."""

from __future__ import annotations

import re

from congvan.conformance.letter import Parts
from congvan.conformance.measured import Column, Para
from congvan.text.letters import fold

_GROUND = ("can cu ", "theo de nghi cua", "xet de nghi", "xet to trinh")
_RESOLVES = re.compile(r"^(quyet dinh|quyet nghi)\s*:?$")


def take_addressees(parts: Parts, rest: list[Para]) -> list[Para]:
    """Ô 9a: "Kính gửi" and the list under it; or the words that a công điện, a giấy mời have in its place."""
    label = next((p for p in rest[:10] if fold(p.text).startswith("kinh gui")), None)
    if label is None:
        return _called(parts, rest)
    parts.to_label = label
    return _list_under(parts, rest, label)


def _list_under(parts: Parts, rest: list[Para], label: Para) -> list[Para]:
    """Take the names under a label, one a line; the paragraphs without label and list are given back."""
    for para in rest[rest.index(label) + 1 :]:
        last = parts.to[-1] if parts.to else None
        done = last is not None and last.text.rstrip().endswith(".") and not _goes_on(para, last)
        opened = last is not None or label.text.rstrip().endswith(":")
        bare = opened and len(para.text) < 90 and para.text.rstrip().endswith(";")
        if done or not (re.match(r"[-–+•]\s*", para.text) or bare):
            break
        parts.to.append(para)
    return [p for p in rest if p is not label and p not in parts.to]


def _goes_on(para: Para, last: Para) -> bool:
    """Whether a list goes on below an item that ends as only the last one may: the same dash at the same place."""
    dashed = re.match(r"[-–+•]\s*\S", para.text) and para.text[:1] == last.text[:1]
    where = (para.align, para.left, para.first_line) == (last.align, last.left, last.first_line)
    return bool(dashed) and where and len(para.text) < 110 and not para.text.rstrip().endswith((":", "./."))


def _called(parts: Parts, rest: list[Para]) -> list[Para]:
    """ "… điện:" stands alone over a list; the other kinds' words stand in the text, and stay there."""
    words = fold(parts.kind.calls) if parts.kind else ""
    if not words:
        return rest
    alone = words.endswith(":")
    parts.call = next(
        (p for p in rest[:10] if (fold(p.text).rstrip().endswith(words) if alone else words in fold(p.text))), None
    )
    if parts.call is None or not alone:
        return rest
    return _list_under(parts, rest, parts.call)


def take_enacting(parts: Parts, rest: list[Para]) -> list[Para]:
    """The authority line and "QUYẾT ĐỊNH:" of a decision; căn cứ stand between them."""
    if parts.kind is not None and not parts.kind.resolves:
        return rest
    at = next((n for n, p in enumerate(rest[:40]) if _resolving(p)), None)
    if at is not None:
        parts.resolves = rest[at]
    for para in rest[: 6 if at is None else at]:
        if _ground(para) or para.column is not Column.FULL or not (para.text.isupper() or para.share("bold") > 0.5):
            break
        if re.match(r"(?i)(điều|chương|phần|mục)\s+[\divx]+\b", para.text):
            break
        parts.enacting.append(para)
    return [p for p in rest if p is not parts.resolves and p not in parts.enacting]


def _resolving(para: Para) -> bool:
    return bool(_RESOLVES.match(fold(para.text).strip())) and (para.text.isupper() or para.text.rstrip().endswith(":"))


def take_grounds(parts: Parts, rest: list[Para]) -> list[Para]:
    """Căn cứ: at the start, one after the other; a sentence of the body that begins so is none.

    What stands above "QUYẾT ĐỊNH:" is a ground whatever its words.
    """
    if parts.resolves is not None:
        parts.grounds = [p for p in rest if p.index < parts.resolves.index and p.column is not Column.TABLE]
        return [p for p in rest if p not in parts.grounds]
    ruling = parts.kind is not None and (bool(parts.kind.resolves) or parts.kind.slug in _RULING)
    found: list[Para] = []
    for n, para in enumerate(rest):
        begins = _ground(para)
        slanted = para.share("italic") > 0.5 and bool(para.letters) and para.letters[0].italic  # not what it quotes
        marked = slanted or para.text.rstrip().endswith((";", ","))
        if begins and (marked or ruling or found):
            found.append(para)
        elif found or n > 3:
            break
    if (
        found
        and not ruling
        and found[-1].text.rstrip().endswith(":")
        and not any(p.share("italic") > 0.5 for p in found)
    ):
        return rest  # "Căn cứ …; xét đề nghị của …, Sở có ý kiến như sau:" is the first sentence of a letter
    parts.grounds = found
    return [p for p in rest if p not in found]


_RULING = ("chi-thi", "quy-che", "quy-dinh")


def _ground(para: Para) -> bool:
    return fold(para.text).startswith(_GROUND)
