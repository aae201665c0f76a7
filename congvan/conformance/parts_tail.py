"""What follows the main document: annexes, a text that it issues, the block of a copy."""

from __future__ import annotations

import re

from congvan.conformance.letter import Annex, Copy, Parts
from congvan.conformance.measured import Column, Para, Stroke
from congvan.text.letters import fold

STATE = re.compile(r"cong\s*hoa\s*xa\s*hoi\s*chu\s*nghia\s*viet\s*nam")
_HEAD = 30
"""The head lies within the first so many paragraphs."""
_ANNEX = re.compile(r"^phu luc(\s+([ivxlc]+|\d+|[a-z]))?\s*[.:]?$")
_COPY = re.compile(r"^(ban )?(sao y( ban chinh)?|sao luc|trich sao)$")
_COPY_NUMBER = re.compile(r"(?i)số\s*:?.*/\s*(SY|SL|TrS|TS)\b")


def take_tail(parts: Parts, paras: list[Para]) -> list[Para]:
    """Take annexes, attached texts and the copy block off the end; the main document is left."""
    head_seen, cut = False, len(paras)
    for n, para in enumerate(paras):
        text = fold(para.text)
        if STATE.search(text) and para.text.isupper():
            if head_seen and n > _HEAD // 2:
                cut = _back_to_row(paras, n)
                label = next((k for k in range(n, min(len(paras), n + 8)) if _ANNEX.match(fold(paras[k].text))), None)
                if label is not None:
                    _annexes(parts, paras[label:])
                    parts.annexes[0].above = paras[cut:label]
                elif any(_is_copy(p) for p in paras[n : n + 8]):
                    heading = next(p for p in paras[n : n + 8] if _is_copy(p))
                    parts.copy = Copy(heading, paras[cut:], _rule_above(paras, cut))
                elif any(_COPY_NUMBER.match(p.text) for p in paras[cut : n + 10]):
                    parts.copy = Copy(para, paras[cut:], _rule_above(paras, cut))
                else:
                    parts.attached = paras[cut:]
                break
            head_seen = True
        if n > 8 and _is_copy(para):
            cut = _back_to_row(paras, n)
            parts.copy = Copy(para, paras[cut:], _rule_above(paras, cut))
            break
        if n and _ANNEX.match(text) and para.column is Column.FULL and para.align != "justify":
            cut = n
            _annexes(parts, paras[n:])
            break
    return paras[:cut]


def _is_copy(para: Para) -> bool:
    return (
        bool(_COPY.match(fold(para.text).strip(" .")))
        and para.size >= 12
        and (para.text.isupper() or para.share("bold") > 0.5)
    )


def _rule_above(paras: list[Para], cut: int) -> Stroke | None:
    return next((p.rule for p in paras[max(0, cut - 3) : cut][::-1] if p.rule), None)


def _back_to_row(paras: list[Para], n: int) -> int:
    """The first paragraph of the two-column block that paragraph ``n`` stands at the head of."""
    heading = paras[n]
    while n and paras[n - 1].column not in (Column.FULL, Column.TABLE):
        before = paras[n - 1]
        floating = before.cell > 1_000_000 and not _signed(before) and not re.match(r"-?\s*lưu", before.text.lower())
        if before.row < heading.row - 1 and not floating:
            break
        n -= 1
    return n


def _signed(para: Para) -> bool:
    return para.column is Column.RIGHT and para.bold and not para.text.isupper()


def _annexes(parts: Parts, paras: list[Para]) -> None:
    stage = ""
    for para in paras:
        text = fold(para.text)
        if _ANNEX.match(text) and para.column is not Column.TABLE and para.align != "justify":
            parts.annexes.append(Annex(para))
            stage = "title"
        elif stage == "title" and text.startswith(("(kem theo", "(ban hanh")):
            parts.annexes[-1].origin.append(para)
            stage = "rest" if para.text.rstrip().endswith(")") else "origin"
        elif stage == "origin":
            parts.annexes[-1].origin.append(para)
            stage = "rest" if para.text.rstrip().endswith(")") else stage
        elif (
            stage == "title" and para.column is not Column.TABLE and len(parts.annexes[-1].title) < 4 and _titled(para)
        ):
            parts.annexes[-1].title.append(para)
        else:
            stage = "rest"
            parts.annexes[-1].rest.append(para)


def _titled(para: Para) -> bool:
    return para.bold or para.align == "center" or para.text.isupper()
