"""Who gets a copy of its own: those of ``to``, or the rows of a list that somebody else has read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from congvan.model.circular import Addressee, Recipient
from congvan.model.source import AddresseeSource, Agency, CircularSource, Recipients
from congvan.problems import Problems
from congvan.text.expressions import evaluated


def recipients_of(
    source: CircularSource, lines: Sequence[Addressee], known: Recipients, listed: Sequence[Recipient],
    problems: Problems,
) -> tuple[Recipient, ...]:  # fmt: skip
    """Each once, in their order; none where the circular is one for all. ``listed``: the rows of ``merge``.

    Errors: CV770 a list and no copies, CV771 a line of ``to`` that nobody stands behind, CV772 agencies beside a list.
    """
    merge = source.merge
    wanted = source.per_recipient is not None and source.per_recipient.value
    if merge is not None and not wanted:
        problems.error("CV770", merge.span, at="merge")
    if not wanted:
        return ()
    if merge is not None:
        for index, item in enumerate(source.to):
            if item.ref is not None or item.agencies:
                problems.error("CV772", item.span, at=f"to[{index}]", slug=item.ref or item.agencies[0].value)
        return tuple(listed)
    for index, item in enumerate(source.to):
        if item.ref is None and not item.agencies and not evaluated(item.text or ""):
            problems.error("CV771", item.span, at=f"to[{index}]", text=item.text or "")
    found = _behind(source.to, lines, known)
    if source.to and not found and not problems.failed:
        problems.error("CV771", source.to[0].span, at="to[0]", text=source.to[0].text or "")
    return found


def _behind(typed: Sequence[AddresseeSource], lines: Sequence[Addressee], known: Recipients) -> tuple[Recipient, ...]:
    found: dict[str, Recipient] = {}
    extra = {name: "" for agency in known.agencies.values() for name in agency.fields}
    for line, item in _typed(typed, lines):
        alone = item.ref in known.agencies
        printed = line.printed if alone or evaluated(line.printed) else ""
        for one in line.behind:
            agency = known.agencies[one.slug]
            name = " ".join((item.printed_as or agency.name).split()) if alone else agency.name
            found.setdefault(one.slug, _of(agency, name if not evaluated(name) else agency.name, printed, extra))
    return tuple(found.values())


def _typed(typed: Sequence[AddresseeSource], lines: Sequence[Addressee]) -> Iterator[tuple[Addressee, AddresseeSource]]:
    """Each line with its entry of the file, by the path that it keeps."""
    for line in lines:
        path = line.source.path if line.source is not None else ""
        yield line, typed[int(path.removeprefix("to[").removesuffix("]"))]


def _of(agency: Agency, name: str, printed: str, extra: dict[str, str]) -> Recipient:
    email = ", ".join(agency.email)
    address, fields = agency.address or "", {"name": name, "code": agency.code or "", "email": email}
    said = {**fields, "address": address, **extra, **agency.fields}
    return Recipient(agency.slug, name, address, agency.email, said, agency.span, printed, agency=True)
