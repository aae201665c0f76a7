"""A file → its documents: the main one, the texts it issues, annexes, the blocks of copies, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from congvan.conformance.letter import Annex, closed
from congvan.conformance.measured import Column, Para, Stroke
from congvan.standard.kinds import Kind
from congvan.text.letters import fold

STATE = re.compile(r"cong\s*hoa\s*xa\s*hoi\s*chu\s*nghia\s*viet\s*nam")
ORIGIN = re.compile(r"^\(\s*(ban hanh |phe duyet )?kem theo|^\(\s*(ban hanh|phe duyet) theo")
"""The line under the title of an annex or an attached text."""
_FIRST_HEAD = 15
"""A second Quốc hiệu so early belongs to the first head."""
_ANNEX = re.compile(r"^phu luc(\s+([ivxlc]+|\d+|[a-z]))?\s*[.:]?$")
_COPY = re.compile(r"^(ban )?(sao y( ban chinh)?|sao luc|trich sao)$")
_COPY_NUMBER = re.compile(r"(?i)số\s*:?.*/\s*(SY|SL|TrS|TS)\b")

Role = Literal["main", "annex", "attached", "copy"]


@dataclass
class Segment:
    """A stretch of a file that is one document or annex; ``mark`` is where its label, head or heading stands in it."""

    role: Role
    paras: list[Para]
    mark: int = 0
    rule: Stroke | None = None


def segments(paras: list[Para], kinds: Iterable[Kind]) -> list[Segment]:
    """The paragraphs of a file, parted where another document begins; the first segment is the main one."""
    names = {fold(k.name) for k in kinds}
    starts: list[tuple[int, Role, int]] = []  # (first paragraph, what begins, where its mark stands)
    headed = footed = False
    for n, para in enumerate(paras):
        last = starts[-1] if starts else (0, "main", -1)
        in_block = last[1] == "copy" and _is_state(para) and n < last[2] + _FIRST_HEAD
        found = _start(paras, n, headed, names if footed else set()) if n > last[2] and not in_block else None
        if found is not None:
            starts.append(found)
            footed = False
        headed = headed or _is_state(para)
        footed = footed or para.text[:8].lower() == "nơi nhận"
    edges = [*(s[0] for s in starts), len(paras)]
    parted = [Segment("main", paras[: edges[0]])]
    for (first, what, mark), end in zip(starts, edges[1:], strict=True):
        parted.append(Segment(what, paras[first:end], mark - first, _rule_above(paras, first)))
    return parted


def _start(paras: list[Para], n: int, headed: bool, names: set[str]) -> tuple[int, Role, int] | None:
    """What begins at paragraph ``n``, if anything."""
    para = paras[n]
    text = fold(para.text) if len(para.text) < 60 else ""  # what a document begins with is short
    if _is_state(para) and headed and n > _FIRST_HEAD:
        return _second_head(paras, n)
    if _is_copy(para) and (n > 8 or not headed):
        return _back_to_row(paras, n), "copy", n
    if _is_annex(para):
        return n, "annex", n
    titled = para.column is Column.FULL and para.text.isupper() and para.share("bold") > 0.5
    if titled and text.strip(" .:") in names and any(ORIGIN.match(fold(p.text)) for p in paras[n + 1 : n + 7]):
        return n, "attached", n
    return None


def _second_head(paras: list[Para], n: int) -> tuple[int, Role, int]:
    """A Quốc hiệu later in the file: over an annex, in the block of a copy, or the head of an attached text."""
    cut, after = _back_to_row(paras, n), range(n, min(len(paras), n + 8))
    texts = (k for k in after if ORIGIN.match(fold(paras[k].text)) or closed(paras[k].text))
    told = next(texts, n + 8)  # a text of its own stands between this head and a label further down
    label = next((k for k in after if k < told and _ANNEX.match(fold(paras[k].text))), None)
    if label is not None:
        return cut, "annex", label
    heading = next((k for k in after if _is_copy(paras[k])), None)
    if heading is not None:
        return cut, "copy", heading
    if any(_COPY_NUMBER.match(p.text) for p in paras[cut : n + 10]):
        return cut, "copy", n
    return cut, "attached", n


def _is_state(para: Para) -> bool:
    return len(para.text) < 60 and para.text.isupper() and bool(STATE.search(fold(para.text)))


def _is_annex(para: Para) -> bool:
    short = len(para.text) < 30 and para.column is Column.FULL and para.align != "justify"
    return short and bool(_ANNEX.match(fold(para.text)))


def _is_copy(para: Para) -> bool:
    shown = len(para.text) < 30 and para.size >= 12 and (para.text.isupper() or para.share("bold") > 0.5)
    return shown and bool(_COPY.match(fold(para.text).strip(" .")))


def _rule_above(paras: list[Para], cut: int) -> Stroke | None:
    return next((p.rule for p in paras[max(0, cut - 3) : cut][::-1] if p.rule), None)


def _back_to_row(paras: list[Para], n: int) -> int:
    """The first paragraph of the two-column block that paragraph ``n`` stands at the head of."""
    heading = paras[n]
    while n and paras[n - 1].column not in (Column.FULL, Column.TABLE):
        before = paras[n - 1]
        if _signed(before):
            break  # who signed what stands above
        floating = before.cell > 1_000_000 and not re.match(r"-?\s*lưu", before.text.lower())
        if before.row < heading.row - 1 and not floating:
            break
        n -= 1
    return n


def _signed(para: Para) -> bool:
    return para.column is Column.RIGHT and para.bold and not para.text.isupper()


def annex(segment: Segment) -> Annex:
    """The parts of one annex."""
    made = Annex(segment.paras[segment.mark], above=segment.paras[: segment.mark])
    stage = "title"
    for para in segment.paras[segment.mark + 1 :]:
        if stage == "title" and ORIGIN.match(fold(para.text)):
            made.origin.append(para)
            stage = "rest" if para.text.rstrip().endswith(")") else "origin"
        elif stage == "origin":
            made.origin.append(para)
            stage = "rest" if para.text.rstrip().endswith(")") else stage
        elif stage == "title" and para.column is not Column.TABLE and len(made.title) < 4 and _titled(para):
            made.title.append(para)
        else:
            stage = "rest"
            made.rest.append(para)
    return made


def _titled(para: Para) -> bool:
    return para.bold or para.align == "center" or para.text.isupper()
