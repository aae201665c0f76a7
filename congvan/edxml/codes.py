"""Mã định danh điện tử của cơ quan (OrganId): is it one? (QĐ 20/2020/QĐ-TTg, Điều 4–6)."""

from __future__ import annotations

import re

from congvan.model.edxml import Fault
from congvan.problems import Severity, term
from congvan.standard.edxml import edxml


def organ_id_fault(code: str) -> Fault | None:
    """What is wrong with a code, the gravest first; None for a good one.

    Errors: CV850 a character that no code has, CV851 too long, CV852 no form of a code;
    warnings: CV853 longer than older software takes, CV854 the spelling before 2020.
    """
    rule = edxml().organ
    strange = "".join(dict.fromkeys(re.sub(f"[{rule.characters}]", "", code)))
    if strange:
        shown = tuple(term("blank") if c.isspace() else f'"{c}"' for c in strange)
        return Fault("CV850", {"code": code, "strange": shown})
    if len(code) > rule.longest:
        return Fault("CV851", {"code": code, "length": str(len(code)), "longest": str(rule.longest)})
    if any(re.fullmatch(p, code) for p in rule.now):
        if len(code) > rule.usual:
            return Fault("CV853", {"code": code, "length": str(len(code)), "usual": str(rule.usual)}, Severity.WARNING)
        return None
    if any(re.fullmatch(p, code) for p in rule.before):
        return Fault("CV854", {"code": code}, Severity.WARNING)
    return Fault("CV852", {"code": code})
