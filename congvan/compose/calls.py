"""``table("so-lieu.xlsx", sheet="…", range="…", head=2)``: what a call in an expression asks for."""

from __future__ import annotations

from typing import Any

from jinja2 import nodes

from congvan.model.source import Spanned, TableSource
from congvan.problems import Span

TABLE = "table"
FORM = 'table("so-lieu.xlsx", sheet="Tên trang tính", range="A1:F20", head=2)'
_TEXTS = ("file", "sheet", "range")
MOST_HEADS = 20


def table_of(node: nodes.Call, span: Span) -> TableSource | None:
    """The table that is asked for; None where the call is not written so."""
    given: dict[str, Any] = {}
    if node.dyn_args is not None or node.dyn_kwargs is not None or len(node.args) > 1:
        return None
    for name, value in [*(("file", arg) for arg in node.args), *((pair.key, pair.value) for pair in node.kwargs)]:
        if not isinstance(value, nodes.Const) or name in given:
            return None
        given[name] = value.value
    head = given.pop("head", 1)
    texts = all(name in _TEXTS and isinstance(value, str) and value.strip() for name, value in given.items())
    if not texts or "file" not in given or isinstance(head, bool) or not isinstance(head, int):
        return None
    if not 1 <= head <= MOST_HEADS:
        return None
    sheet, part = (Spanned(given[n].strip(), span) if n in given else None for n in ("sheet", "range"))
    return TableSource(Spanned(given["file"].strip(), span), span, sheet, part, Spanned(head, span))
