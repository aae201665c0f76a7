"""A slug of ``recipients.yaml`` → the agencies behind it: the one place where groups and ``for:`` are followed.

Who is printed, who is written to, who may answer, how many copies are printed and what the register says of Nơi nhận
all ask here, so that no two of them ever name different agencies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from congvan.model.source import AddresseeSource, Group, Recipients, Spanned


@dataclass(frozen=True, slots=True)
class Reached:
    """An agency behind a line; ``channels`` are those of the nearest group on the way to it."""

    slug: str
    name: str = ""
    channels: tuple[str, ...] = ()


Odd = Callable[[Group, int, bool], None]
"""Told of a member (by its index) that is no agency and no group, or (True) leads back to its own group."""


def behind(slug: str, recipients: Recipients, odd: Odd = lambda group, index, back: None) -> tuple[Reached, ...]:
    """The agencies behind an agency or a group, each once, in the order of the file; none behind what nobody knows.

    Groups in groups are followed however deep they lie.
    """
    return each_once([_walk(slug, recipients, odd)])


def each_once(many: Iterable[Iterable[Reached]]) -> tuple[Reached, ...]:
    """Several of these as one: whoever comes first stays."""
    found: dict[str, Reached] = {}
    for some in many:
        for one in some:
            found.setdefault(one.slug, one)
    return tuple(found.values())


def of_line(item: AddresseeSource, recipients: Recipients) -> tuple[Reached, ...]:
    """The agencies behind one entry of ``to`` or ``copies``: its own slug's, and those of its ``for:``."""
    slugs = [*([item.ref] if item.ref else []), *(s.value for s in item.agencies)]
    return each_once(behind(slug, recipients) for slug in slugs)


def _walk(slug: str, recipients: Recipients, odd: Odd) -> Iterator[Reached]:
    if slug in recipients.agencies:
        yield Reached(slug, recipients.agencies[slug].name)
        return
    if slug not in recipients.groups:
        return
    seen, first = {slug}, recipients.groups[slug]
    path: list[tuple[Group, tuple[str, ...], Iterator[tuple[int, Spanned[str]]]]]
    path = [(first, first.channels, iter(enumerate(first.members)))]
    while path:
        group, channels, members = path[-1]
        index, member = next(members, (0, None))
        if member is None:
            path.pop()
        elif member.value in recipients.agencies:
            yield Reached(member.value, recipients.agencies[member.value].name, channels)
        elif member.value not in recipients.groups:
            odd(group, index, False)
        elif any(member.value == above.slug for above, _, _ in path):
            odd(group, index, True)
        elif member.value not in seen:
            seen.add(member.value)
            inner = recipients.groups[member.value]
            path.append((inner, inner.channels or channels, iter(enumerate(inner.members))))
