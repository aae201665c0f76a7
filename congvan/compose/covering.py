"""The words that go with a letter: a template of ``templates/email/`` in the sandbox → text or HTML.

The same closed syntax as in a body: names, their attributes, conditions, a few filters. In HTML every value is
escaped, so that what a clerk typed into a subject never becomes markup in somebody's mail program.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from congvan.compose import citation
from congvan.compose.names import Named
from congvan.compose.sandbox import fill
from congvan.model.circular import Reference
from congvan.model.source import Spanned
from congvan.problems import Problems, Span
from congvan.text.letters import nfc

Values = Mapping[str, Mapping[str, str | None]]
_HOLE = "\ue000"
_PLAIN = re.compile(r"\{\{\s*recipient(?:\.name)?\s*\}\}")


def document_values(reference: Reference) -> dict[str, str | None]:
    """What a template may say of the letter: the forms of a reference; alone it prints in full."""
    return {"": citation.full(reference), **citation.forms(reference)}


def render(template: str, file: str, values: Values, problems: Problems) -> str | None:
    """``template`` filled with ``values`` (by name and attribute; ``""`` is what the name alone prints).

    ``file`` names it in messages; a name that ends in ``.html`` means HTML. Errors: those of the sandbox.
    """
    lines = tuple(range(1, template.count("\n") + 2))
    names = {}
    for key, forms in values.items():
        alone = forms.get("") or ""
        names[key] = Named(key, alone, alone, {k: v or "" for k, v in forms.items() if k})
    filled = fill(Spanned(template, Span(file, 1, 1), lines), names, file, problems)
    if filled is None:
        return None
    if file.endswith(".html"):
        filled.values = {mark: html.escape(value) for mark, value in filled.values.items()}
    return filled.restore(filled.text).strip() + "\n"


def for_each(template: str, file: str, values: Values, problems: Problems) -> Callable[[str], str] | None:
    """``template`` as a function of the recipient's name, the rest filled once. Errors: those of the sandbox.

    Where the recipient stands in a condition or a filter, everything is filled again for each.
    """

    def whole(name: str) -> str:
        return render(template, file, {**values, "recipient": {"": name, "name": name}}, Problems()) or ""

    once = render(template, file, {**values, "recipient": {"": _HOLE, "name": _HOLE}}, problems)
    if once is None:
        return None
    if _HOLE in template or len(_PLAIN.findall(template)) != template.count("recipient"):
        return whole
    escape = html.escape if file.endswith(".html") else str
    pieces = once.split(_HOLE)
    return lambda name: escape(" ".join(nfc(name).split())).join(pieces)
