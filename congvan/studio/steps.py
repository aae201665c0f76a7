"""What may be done next with a document, as buttons, by what its register and its files show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from congvan.desk.circulars import Card, State

DRAFTS: frozenset[State] = frozenset(("draft", "unregistered", "unreadable"))
UNNUMBERED: frozenset[State] = frozenset(("draft", "unregistered"))
IN_BOOK: frozenset[State] = frozenset(("numbered", "signed", "sent", "recalled", "void"))
NUMBERED: frozenset[State] = frozenset(("numbered", "signed", "sent", "recalled"))
UNSIGNED: frozenset[State] = frozenset(("draft", "unregistered", "numbered"))
SIGNED: frozenset[State] = frozenset(("unregistered", "numbered", "signed"))


@dataclass(frozen=True, slots=True)
class Step:
    """What may be next: the sentence ``step.<name>``, the page that it leads to, and in which states it stands there.
    ``address`` has ``{one}``, the document's own address, ``{at}``, its office's, and ``{id}``, its id in a query.
    ``deed``: something is done there, so it is a button; else a link.
    """

    name: str
    address: str
    states: frozenset[State]
    main: frozenset[State] = frozenset()
    deed: bool = True


@dataclass(frozen=True, slots=True)
class Offered:
    """A step as it stands on a page; ``main``: what most would do next."""

    name: str
    address: str
    main: bool
    deed: bool


STEPS = (
    Step("edit", "{one}/sua", DRAFTS, frozenset(("draft", "unreadable")), deed=False),
    Step("number", "{one}/cap-so", UNNUMBERED, frozenset(("unregistered",))),
    Step("sign", "{one}/ky", UNSIGNED, frozenset(("numbered",))),
    Step("seal", "{one}/ky#dong-dau", SIGNED),
    Step("send", "{one}/phat-hanh", frozenset(("numbered", "signed")), frozenset(("signed",))),
    Step("track", "{one}/phat-hanh", frozenset(("sent", "recalled")), deed=False),
    Step("copy", "{at}/sao?van-ban={id}", NUMBERED, deed=False),
    Step("like", "{at}/van-ban/moi?giong={id}", DRAFTS | NUMBERED, deed=False),
    Step("follow", "{at}/van-ban/moi?theo={id}", NUMBERED),
    Step("correct", "{one}/soan-tiep/dinh-chinh", NUMBERED),
    Step("replace", "{one}/soan-tiep/thay-the", NUMBERED),
    Step("recall_letter", "{one}/soan-tiep/thu-hoi", NUMBERED),
    Step("reply", "{one}/soan-tiep/tra-loi", NUMBERED),
    Step("in_book", "{at}/so?van-ban={id}", IN_BOOK, deed=False),
)
"""In the order in which they stand; in no state is more than one of them the main one."""


def steps(at: str, card: Card) -> list[Offered]:
    """What may be next with a document of the office at the address ``at``."""
    own = quote(card.id)
    places = {"one": f"{at}/van-ban/{own}", "at": at, "id": quote(card.id, safe="")}
    return [
        Offered(step.name, step.address.format(**places), card.state in step.main, step.deed)
        for step in STEPS if card.state in step.states
    ]  # fmt: skip
