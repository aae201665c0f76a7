"""PR-1: what a kind's template has of its own: authority line, "QUYẾT ĐỊNH:", "… điện:", the fields of a meeting."""

from __future__ import annotations

import re

from congvan.conformance.measured import Para
from congvan.conformance.rules.case import Case, Rule, bounds, capital, middle, off_centre, outside
from congvan.standard.kinds import Kind
from congvan.text.letters import fold


def enacting(case: Case) -> None:
    """Thẩm quyền ban hành, căn cứ and "QUYẾT ĐỊNH:" (Mẫu 1.1, 1.2), in this order, centred and in bold capitals."""
    parts, kind = case.parts, case.parts.kind
    if kind is None or not kind.resolves or parts.state is None:
        return
    values = {"kind": kind.name.lower(), "form": kind.form}
    first = next(iter((*parts.grounds, *parts.body)), None)
    if not parts.enacting:
        case.findings.add("PR-1", "authority", first, **values)
    if parts.resolves is None:
        case.findings.add("PR-1", "resolves", first, allowed=kind.resolves, **values)
    elif parts.resolves.text.strip() != kind.resolves:
        values |= {"measured": parts.resolves.text, "allowed": kind.resolves}
        case.findings.add("PR-1", "resolves_words", parts.resolves, **values)
    if not parts.grounds:
        case.findings.add("CC-1", "none", parts.resolves, form=kind.form)
    for para in (*parts.enacting, *([parts.resolves] if parts.resolves else [])):
        _look(case, para, kind)


def _look(case: Case, para: Para, kind: Kind) -> None:
    size = case.style("kind_name").size
    values = {"quote": para.text[:50], "form": kind.form, "kind": kind.name.lower()}
    plain = not capital(para.text) or para.share("bold") < 0.5 or para.share("italic") > 0.5
    if plain or outside(para.size, size):
        case.findings.add("PR-1", "look", para, **values, **bounds(size))
    if off_centre(para, middle(case, para), 8.0):
        case.findings.add("PR-1", "centre", para, **values)


def words(case: Case) -> None:
    """The words that a template opens with, and those of its fields."""
    parts, kind = case.parts, case.parts.kind
    if kind is None or parts.state is None or not (kind.calls or kind.says):
        return
    values = {"kind": kind.name.lower(), "form": kind.form}
    where = parts.body[0] if parts.body else parts.kind_name
    if kind.calls and parts.call is None and parts.to_label is None:  # Kính gửi in its place is told by KG-1
        case.findings.add("PR-1", "calls", where, allowed=kind.calls, **values)
    if parts.call is not None and kind.calls.endswith(":") and _left(case, parts.call):
        case.findings.add("PR-1", "call_left", parts.call, quote=parts.call.text[:50], **values)
    lines = [fold(p.text) for p in (*parts.grounds, *parts.to, *parts.body)]
    missing = [says.split("|")[0] for says in kind.says if not any(_said(one, lines) for one in says.split("|"))]
    if missing:
        case.findings.add("PR-1", "says", where, measured="; ".join(missing), **values)


def _said(words: str, lines: list[str]) -> bool:
    """Words with a capital begin a line of their own, others stand anywhere."""
    plain = fold(words)
    if words[:1].isupper():
        return any(re.match(rf"[-+*\d.)\s]*{re.escape(plain)}", line) for line in lines)
    return any(plain in line for line in lines)


def _left(case: Case, para: Para) -> bool:
    """Whether a line that stands alone is not centred; by its place where the file gives one."""
    if para.lines:
        centre = middle(case, para)
        return centre is not None and off_centre(para, centre, 8.0)
    return off_centre(para, None)


RULES: tuple[Rule, ...] = (enacting, words)
