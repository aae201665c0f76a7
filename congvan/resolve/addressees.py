"""Kính gửi and Nơi nhận: slugs to printed lines and to the agencies that stand behind them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from congvan.model.circular import Addressee
from congvan.model.document import Source
from congvan.model.reach import Reached, behind, each_once
from congvan.model.source import AddresseeSource, Group, Issuer, Recipients, Spanned, Unit
from congvan.model.wording import Wording
from congvan.problems import Problems, Span, term
from congvan.resolve.unknown import agency, is_slug
from congvan.text.nearest import nearest

AS_ABOVE = "nhu-tren"
_AS_ARTICLE = re.compile(r"nhu-dieu-(\d+)\Z")


def resolve_to(items: tuple[AddresseeSource, ...], recipients: Recipients, problems: Problems) -> tuple[Addressee, ...]:
    """The addressees (ô 9a). A slug named twice is told, and printed once."""
    return _resolve("to", items, recipients, None, problems)


def resolve_copies(
    items: tuple[AddresseeSource, ...], has_to: bool, recipients: Recipients, wording: Wording, problems: Problems
) -> tuple[Addressee, ...]:
    """The distribution list (ô 9b) without the archive line; ``nhu-tren`` stands for all addressees (NN-2)."""
    if not items:
        return (Addressee(wording.as_above, above=True, names=False),) if has_to else ()
    above = next((i for i, item in enumerate(items) if item.ref == AS_ABOVE), None)
    if above is not None and not has_to:
        problems.error("CV107", items[above].span, at=f"copies[{above}]")
    if above is None and has_to:
        problems.warning("CV108", items[0].span, at="copies", text=wording.as_above)
    return _resolve("copies", items, recipients, wording, problems)


def warn_unreached(lines: Iterable[Addressee], problems: Problems) -> None:
    """Warning CV864: "Như Điều 3" without ``for:``, so that nobody of that Điều gets it from the program."""
    for line in lines:
        if line.unreached:
            problems.warning("CV864", line.span, at="copies", text=line.printed, number=line.article)


def _resolve(
    part: str, items: tuple[AddresseeSource, ...], recipients: Recipients, wording: Wording | None, problems: Problems
) -> tuple[Addressee, ...]:
    """A slug named twice is printed once; whoever its second line names with ``for:`` is behind the first."""
    places: dict[str, int] = {}
    lines: list[Addressee] = []
    for index, item in enumerate(items):
        at = f"{part}[{index}]"
        line = _one(item, at, recipients, wording, problems)
        if item.ref is not None and item.ref in places:
            problems.warning("CV106", item.span, at=at, slug=item.ref)
            if line is not None:
                first = lines[places[item.ref]]
                lines[places[item.ref]] = replace(first, behind=each_once([first.behind, line.behind]))
        elif line is not None:
            if item.ref is not None:
                places[item.ref] = len(lines)
            lines.append(replace(line, source=Source.at(at, item.span)))
    return tuple(lines)


def _one(
    item: AddresseeSource, at: str, recipients: Recipients, wording: Wording | None, problems: Problems
) -> Addressee | None:
    found = _behind(item, at, recipients, problems)
    if item.ref is None:
        return Addressee(_printed(item, item.text or ""), found, span=item.span, names=False)
    article = _AS_ARTICLE.match(item.ref)
    if wording is not None and article is not None:
        number = int(article.group(1))
        return Addressee(_printed(item, wording.as_article.format(n=number)), found, number, item.span, names=False)
    if item.agencies:
        problems.error("CV132", item.span, at=at, slug=item.ref)
    if wording is not None and item.ref == AS_ABOVE:
        return Addressee(_printed(item, wording.as_above), above=True, names=False)
    if item.ref in recipients.groups:
        return Addressee(_printed(item, recipients.groups[item.ref].name), expand(item.ref, recipients, problems))
    if item.ref in recipients.agencies:
        return Addressee(_printed(item, recipients.agencies[item.ref].name), behind(item.ref, recipients))
    if not is_slug(item.ref):
        cure, fix = agency(item.ref, item.span, recipients)
        where = term("circular.to" if wording is None else "circular.copies")
        problems.error("CV087", item.span, at=at, fix=fix, field=where, cure=cure)
        return None
    special = [] if wording is None else [AS_ABOVE]
    near = nearest(item.ref, [*recipients.agencies, *recipients.groups, *special])
    problems.error("CV104", item.span, at=at, slug=item.ref, near=near)
    return None


def _behind(item: AddresseeSource, at: str, recipients: Recipients, problems: Problems) -> tuple[Reached, ...]:
    """``for:``: the agencies behind a line that names none, groups expanded, each once. Errors: CV104."""
    for slug in item.agencies:
        if not is_slug(slug.value):
            cure, fix = agency(slug.value, slug.span, recipients)
            problems.error("CV087", slug.span, at=f"{at}.for", fix=fix, field="for", cure=cure)
        elif slug.value not in recipients.groups and slug.value not in recipients.agencies:
            near = nearest(slug.value, [*recipients.agencies, *recipients.groups])
            problems.error("CV104", slug.span, at=f"{at}.for", slug=slug.value, near=near)
    return each_once(expand(slug.value, recipients, problems) for slug in item.agencies)


def _printed(item: AddresseeSource, name: str) -> str:
    printed = " ".join((item.printed_as or name).split())
    return f"{printed} ({item.note})" if item.note else printed


def expand(slug: str, recipients: Recipients, problems: Problems) -> tuple[Reached, ...]:
    """The agencies behind a slug (:func:`congvan.model.reach.behind`). Errors: CV104 a member that nobody knows, CV105
    a group that leads back to itself.
    """

    def odd(group: Group, index: int, back: bool) -> None:
        member, at = group.members[index], f"groups.{group.slug}.members[{index}]"
        if back:
            problems.error("CV105", member.span, at=at, slug=member.value, group=group.slug)
        else:
            near = nearest(member.value, [*recipients.agencies, *recipients.groups])
            problems.error("CV104", member.span, at=at, slug=member.value, near=near)

    return behind(slug, recipients, odd)


def archive_line(
    archive: tuple[Spanned[str], ...] | None,
    copies: int | None,
    unit: Unit | None,
    wording: Wording,
    problems: Problems,
) -> str:
    """``Lưu: VT, Thanh tra.``; the clerical office comes first, whatever was typed (PL I.I.II.9b)."""
    first = wording.archive_first
    if archive is None:
        places = [unit.archive] if unit else []
    else:
        places = [" ".join(a.value.split()).rstrip(".;,") for a in archive]
        if places[:1] != [first]:
            span: Span | None = archive[0].span if archive else None
            problems.warning("CV111", span, at="archive", first=first)
    names = [first, *dict.fromkeys(p for p in places if p and p != first)]
    count = f" ({copies})" if copies is not None else ""
    return f"{wording.archive_label} {', '.join(names)}{count}."


def issuer_symbol(issuer: Issuer, unit: Unit | None, abbreviation: str | None) -> str:
    """Ký hiệu: ``STTTT-TTr`` for a công văn, ``QĐ-STTTT`` for a named kind (PL I.I.II.3)."""
    if abbreviation:
        return f"{abbreviation}-{issuer.symbol}"
    return f"{issuer.symbol}-{unit.symbol}" if unit else issuer.symbol
