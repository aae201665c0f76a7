"""The groups of ``recipients.yaml``: whether they hold together."""

from __future__ import annotations

from collections.abc import Mapping as Map

from congvan.model.source import Agency, Group, Spanned
from congvan.problems import Problems, term
from congvan.text.letters import fold
from congvan.text.nearest import nearest
from congvan.yaml.typed import MAX_NAMED


def check_groups(agencies: Map[str, Agency], groups: Map[str, Group], problems: Problems) -> None:
    """Errors: CV044 a member that nobody knows, CV045 a group leads back to itself, CV046 a slug is both; warning CV047
    a member twice.
    """
    known = {*agencies, *groups}
    for slug, group in groups.items():
        if slug in agencies:
            problems.error("CV046", group.span, at=f"groups.{slug}", slug=slug)
        seen: set[str] = set()
        for member in group.members:
            at = f"groups.{slug}.members"
            if member.value not in known:
                _strange(member, at, {**agencies, **groups}, problems)
            elif member.value in seen:
                problems.warning("CV047", member.span, at=at, slug=member.value, group=slug)
            seen.add(member.value)
    for slug in _in_circles(groups)[:MAX_NAMED]:
        problems.error("CV045", groups[slug].span, at=f"groups.{slug}", slug=slug)


def _strange(member: Spanned[str], at: str, known: Map[str, Agency | Group], problems: Problems) -> None:
    """Errors: CV044 a member that nobody knows; where it is a name, the slug that bears it."""
    plain = fold(member.value)
    meant = [slug for slug, one in known.items() if fold(one.name) == plain]
    if len(meant) == 1:
        cure = term("cure.slug-is", name=known[meant[0]].name, slug=meant[0])
    else:
        near = nearest(member.value, known)
        cure = term("meant.near", near=near) if near else term("cure.slug-only")
    problems.error("CV044", member.span, at=at, slug=member.value, cure=cure)


def _in_circles(groups: Map[str, Group]) -> list[str]:
    """The groups whose members lead back to themselves, in the order of the file.

    Tarjan's strong components, without recursion: a chain of thousands is a chain.
    """
    inner = {slug: [m.value for m in group.members if m.value in groups] for slug, group in groups.items()}
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: set[str] = set()
    for start in groups:
        work = [] if start in order else [(start, iter(inner[start]))]
        while work:
            slug, members = work[-1]
            if slug not in order:
                order[slug] = low[slug] = len(order)
                stack.append(slug)
            below = next(members, None)
            if below is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[slug])
                if low[slug] == order[slug]:
                    part = stack[stack.index(slug) :] if slug != stack[-1] else [slug]
                    del stack[-len(part) :]
                    low |= dict.fromkeys(part, len(groups))
                    found |= set(part) if len(part) > 1 or slug in inner[slug] else set()
            elif below not in order:
                work.append((below, iter(inner[below])))
            else:
                low[slug] = min(low[slug], low[below])
    return [slug for slug in groups if slug in found]
