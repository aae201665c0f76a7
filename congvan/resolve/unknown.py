"""A slug that issuer.yaml or recipients.yaml doesn't have, or a name in its place: told with those that there are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from congvan.model.source import Recipients, Spanned
from congvan.problems import Fix, Problems, Span, Term, term
from congvan.text.letters import fold
from congvan.text.nearest import nearest

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST = 12
"""So many that are known are listed."""
_CODES = {"unit": "CV101", "signer": "CV102"}


def unknown(key: str, typed: Spanned[str], known: Mapping[str, Sequence[str]], problems: Problems) -> None:
    """``known``: slug → its name, and what else it may be called by.

    Errors: CV101, CV102 no such unit, signer; CV086 a name stands where a slug is meant.
    """
    listed = tuple(term("known.named", slug=slug, name=names[0]) for slug, names in list(known.items())[:_MOST])
    meant = _meant(typed.value, known)
    fix = typed_over(typed, meant) if meant else None
    if _SLUG.fullmatch(typed.value):
        near = nearest(typed.value, known)
        cure = term("meant.near", near=near) if near else term("meant.known", file="issuer.yaml", known=listed)
        problems.error(_CODES[key], typed.span, at=key, slug=typed.value, cure=cure if known else "")
        return
    problems.error("CV086", typed.span, at=key, fix=fix, key=key, what=term(f"called.{key}"), known=listed)


def agency(name: str, span: Span, recipients: Recipients) -> tuple[Term, Fix | None]:
    """What to do about an agency that is called by its name: the cure, and the change where one slug is meant."""
    everyone = {slug: (one.name,) for slug, one in recipients.agencies.items()}
    everyone |= {slug: (one.name,) for slug, one in recipients.groups.items()}
    meant = _meant(name, everyone)
    if not meant:
        return term("cure.print-only", name=name), None
    return term("cure.slug-is", name=everyone[meant][0], slug=meant), Fix(span, _end(span, name), meant)


def is_slug(typed: str) -> bool:
    """Whether it has the form of a slug."""
    return bool(_SLUG.fullmatch(typed))


def typed_over(typed: Spanned[str], text: str) -> Fix | None:
    """``text`` in place of a value of one line."""
    raw = typed.raw.text if typed.raw is not None else typed.value
    return None if "\n" in raw else Fix(typed.span, _end(typed.span, raw), text)


def _end(span: Span, typed: str) -> Span:
    return Span(span.file, span.line, span.column + len(typed))


def _meant(typed: str, known: Mapping[str, Sequence[str]]) -> str:
    """The one slug whose name was typed; "" where there is none, or more than one."""
    wanted = " ".join(fold(typed).split())
    found = [slug for slug, names in known.items() if wanted in (" ".join(fold(n).split()) for n in names)]
    return found[0] if len(found) == 1 else ""
