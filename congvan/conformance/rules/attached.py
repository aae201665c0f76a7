"""KT-1: a text that a decision issues (Mẫu 1.3): its own head, "(Kèm theo …)", no number, no date, no signature."""

from __future__ import annotations

import re

from congvan.conformance.measured import Para
from congvan.conformance.rules.annex import disagreements
from congvan.conformance.rules.case import Case, Rule, bounds, off_centre, outside
from congvan.text.letters import fold


def head(case: Case) -> None:
    """Quốc hiệu and issuer are there; what belongs to the decision alone is not."""
    parts = case.parts
    first = parts.kind_name or (parts.paras[0] if parts.paras else None)
    if parts.state is None:
        case.findings.add("KT-1", "no_head", first)
    if parts.number is not None:
        case.findings.add("KT-1", "numbered", parts.number)
    if parts.dated is not None:
        case.findings.add("KT-1", "dated", parts.dated)
    if parts.foot_label is not None or parts.signatures:
        where = parts.foot_label or (parts.authority or parts.names)[0]
        case.findings.add("KT-1", "signed", where)


def origin(case: Case) -> None:
    """The line "(Kèm theo Quyết định số … ngày … của …)": there, italic, centred, and as the decision has it."""
    parts, main = case.parts, case.main
    if not parts.origin:
        case.findings.add("KT-1", "origin", parts.kind_subject[-1] if parts.kind_subject else parts.kind_name)
        return
    first = parts.origin[0]
    if first.share("italic") < 0.5:
        case.findings.add("KT-1", "upright", first, quote=first.text[:40])
    size = case.style("annex_origin").size
    if outside(first.size, size):
        case.findings.add("KT-1", "size", first, measured=first.size, **bounds(size))
    if off_centre(first, None):
        case.findings.add("KT-1", "centre", first, quote=first.text[:40])
    if main.absent:
        return
    text = " ".join(p.text for p in parts.origin)
    for measured, allowed in disagreements(main, text):
        case.findings.add("KT-1", "other", first, measured=measured, allowed=allowed)
    name = re.match(r"\(\s*(?:ban hành |phê duyệt )?(?:kèm )?theo (\w+ \w+)", text, re.I)
    own = fold(main.kind.name) if main.kind is not None else ""
    if name and own and fold(name[1]) != "van ban" and not own.startswith(fold(name[1])):
        case.findings.add("KT-1", "other", first, measured=name[1], allowed=main.kind.name if main.kind else "")


def issued(case: Case) -> None:
    """The decision says that it issues or approves the text with it."""
    main = case.main
    text = fold(" ".join(p.text for p in main.body))
    if main.absent or not main.body or re.search(r"kem theo|dinh kem", text):
        return
    where: Para | None = main.body[0]
    shown = case.parts.kind_name.text if case.parts.kind_name else "…"
    case.findings.add("KT-1", "unmentioned", where, measured=shown)


RULES: tuple[Rule, ...] = (head, origin, issued)
