"""``replies`` and ``follows``: which letters a document answers, and which it goes on from; they are never the same.

What another agency wrote is answered; only one's own is followed.
"""

from __future__ import annotations

from congvan.model.circular import Circular
from congvan.model.register import Code, Lookup
from congvan.model.source import ReferenceSource, Spanned
from congvan.problems import Problems, Value
from congvan.resolve import undoing
from congvan.resolve.kinds import LAWS
from congvan.text.nearest import nearest


def check(circular: Circular, problems: Problems, register: Lookup | None = None) -> None:
    """Errors: CV127 no such reference, CV128 a reply to one's own letter, CV129 to a law, CV130 going on from another
    agency's letter; of what is issued already, warnings. Warning CV142: somebody here has answered that letter.
    """
    source = circular.source
    if source.follows is None and not source.replies:
        return  # a register that is asked for nothing makes issue compose twice
    late = register is not None and register.entry_of(source.id) is not None
    tell = problems.warning if late else problems.error
    followed = source.references.get(source.follows.value) if source.follows is not None else None
    foreign = followed is not None and followed.issuer and not undoing.ours(followed, circular.issuer, register)
    if source.follows is not None and followed is not None and (foreign or _law(followed)):
        tell("CV130", source.follows.span, at="follows", **_told(source.follows, followed))
    for key in source.replies:
        answered = source.references.get(key.value)
        if answered is None:
            near = nearest(key.value, source.references)
            problems.error("CV127", key.span, at="replies", field="replies", key=key.value, near=near)
        elif _law(answered):
            tell("CV129", key.span, at="replies", **_told(key, answered))
        elif answered.issuer is not None and undoing.own(answered, circular.issuer, register):
            tell("CV128", key.span, at="replies", **_told(key, answered))
        elif not late and register is not None:
            _answered_before(key, answered, circular, register, problems)


def _law(item: ReferenceSource) -> bool:
    return item.type.value in LAWS if item.type is not None else item.name is not None


def _told(key: Spanned[str], item: ReferenceSource) -> dict[str, Value]:
    code = item.number.value if item.number is not None else item.name.value if item.name is not None else key.value
    return {"key": key.value, "code": code, "issuer": " ".join(item.issuer.value.split()) if item.issuer else ""}


def _answered_before(
    key: Spanned[str], item: ReferenceSource, circular: Circular, register: Lookup, problems: Problems
) -> None:
    code = Code.parse("".join(item.number.value.split())) if item.number is not None else None
    if code is None or item.date is None:
        return
    follows = Code.parse(circular.follows.number or "") if circular.follows is not None else None
    for _, by in register.replies_to(code, item.date.value.year):
        if by.circular != circular.source.id and by.code != follows:
            when = by.date or by.year
            problems.warning("CV142", key.span, at="replies", key=key.value, code=code, by=by.code, date=when)
