"""Copies of their own: what ``recipient`` says in a text, subject and Kính gửi of each, and what is frozen of them all.

The model of the copies has :data:`BLANK` wherever a copy has its recipient's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from congvan.compose.names import Marks, Named, Unsaid, Value, names_of
from congvan.compose.text import Setting
from congvan.model.circular import Addressee, Circular, Recipient
from congvan.model.document import Printed
from congvan.model.source import Spanned
from congvan.problems import Problems
from congvan.text.expressions import BLANK, evaluated

NAME = "recipient"
_PLAIN = "{{ recipient }}"


def named(circular: Circular, marks: Marks | None = None) -> dict[str, Value]:
    """``recipient`` as the texts of a circular name it; nothing where it is one for all."""
    source = circular.source
    if source.per_recipient is None or not source.per_recipient.value:
        return {}
    one = circular.recipient
    if one is not None:
        return {NAME: Named(NAME, one.name, one.name, _forms(one), marks=marks)}
    first = circular.recipients[:1]
    blank = dict.fromkeys(_forms(first[0]), BLANK) if first else _Anything()
    return {NAME: Named(NAME, BLANK, BLANK, blank)}


class _Anything(dict[str, str | None]):
    """What a list would say that can't be read: its own faults are told already."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> str:
        return BLANK


def _forms(one: Recipient) -> dict[str, str | None]:
    said: dict[str, str | None] = {"name": one.name, "address": one.address or Unsaid("address")}
    return said | {f"fields.{name}": value or Unsaid(name) for name, value in one.fields.items()}


def own_words(circular: Circular, setting: Setting) -> Circular | None:
    """The circular with its subject and Kính gửi as they are printed; None after their faults. Their names are their
    own: what is named there is not told in the text yet.
    """
    source = circular.source
    own = named(circular, setting.marks)
    if not own:
        return circular
    names = {**names_of(circular), **own}
    subject = _line(source.subject, names, "subject", setting)
    lines = [_line(text, names, line.source.path if line.source else "to", setting) for line, text in _lines(circular)]
    if subject is None or None in lines:
        return None
    to = [replace(line, printed=said or "") for (line, _), said in zip(_lines(circular), lines, strict=True)]
    once = {line.printed: line for line in reversed(to)}
    return replace(
        circular, to=tuple(reversed(once.values())),
        source=replace(source, subject=Spanned(subject, source.subject.span, source.subject.lines)),
    )  # fmt: skip


def _line(text: Spanned[str], names: Mapping[str, Value], at: str, setting: Setting) -> str | None:
    from congvan.compose.sandbox import fill

    filled = fill(text, names, at, setting.problems, in_spite=setting.in_spite)
    return None if filled is None else filled.restore(filled.text)


def _lines(circular: Circular) -> Iterator[tuple[Addressee, Spanned[str]]]:
    """Each line of Kính gửi with its text: lines that address everybody, else the recipient's own."""
    one, listed = circular.recipient, circular.source.merge is not None
    general = [line for line in circular.to if listed or (not line.behind and evaluated(line.printed))]
    for line in general:
        yield line, Spanned(line.printed, line.span or circular.source.span)
    if general:
        return
    if one is not None:
        own = next((line for line in circular.to if one.key in line.agencies), Addressee(""))
        yield own, Spanned(one.printed or _PLAIN, own.span or circular.source.span)
        return
    for line in circular.to or (Addressee(""),):
        text = line.printed if evaluated(line.printed) else _PLAIN
        yield line, Spanned(text, line.span or circular.source.span)


def printed(circular: Circular, names: Mapping[str, Value], problems: Problems) -> tuple[Printed, ...]:
    """For whom the model stands, and what each copy says of its own. Errors: CV778 an empty cell that is printed."""
    from congvan.compose.asking import Asking, trees

    if NAME not in names:
        return ()
    asked = trees([text for text in _texts(circular) if NAME in text.value])
    made: list[Printed] = []
    for one in circular.recipients:
        said: dict[str, str] = {}
        value = Named(NAME, one.name, one.name, _forms(one))
        for text, tree in asked:
            Asking(text, {**names, NAME: value}, one.span, problems, said).render(tree.body)
        made.append(Printed(one.key, one.name, tuple(sorted(said.items()))))
    return tuple(made)


def _texts(circular: Circular) -> Iterator[Spanned[str]]:
    """Every text of a circular in which an expression may stand."""
    source = circular.source
    yield from (source.subject, source.body, *source.grounds, *([source.proposal] if source.proposal else []))
    yield from (annex.body for annex in source.annexes)
    yield from (text.body for text in source.attached)
    yield from (Spanned(line.printed, line.span or source.span) for line in circular.to)
    for value in (source.fields or {}).values():
        if isinstance(value, Spanned) and isinstance(value.value, str):
            yield value
