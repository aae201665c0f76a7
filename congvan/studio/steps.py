"""What may be done next with a document, as buttons and links, by what its register and its files show."""

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
    """The sentence ``step.<name>``, the page that it leads to, and in which states it stands there. ``address`` has
    ``{one}``, the document's own address, and ``{at}``, its office's; ``asks`` is the field of a query that has its id.
    """

    name: str
    address: str
    states: frozenset[State]
    main: frozenset[State] = frozenset()
    asks: str = ""
    looks: bool = False
    """Nothing is done there that the document's own way has: a link."""


@dataclass(frozen=True, slots=True)
class Next:
    """What stands on the page of a document; ``main``: it is what most would do next."""

    name: str
    address: str
    main: bool
    query: dict[str, str]
    looks: bool


STEPS = (
    Step("edit", "{one}/sua", DRAFTS, frozenset(("draft", "unreadable")), looks=True),
    Step("number", "{one}/cap-so", UNNUMBERED, frozenset(("unregistered",))),
    Step("sign", "{one}/ky", UNSIGNED, frozenset(("numbered",))),
    Step("seal", "{one}/ky#dong-dau", SIGNED),
    Step("send", "{one}/phat-hanh", frozenset(("numbered", "signed")), frozenset(("signed",))),
    Step("track", "{one}/phat-hanh", frozenset(("sent", "recalled")), looks=True),
    Step("copy", "{at}/sao", NUMBERED, asks="van-ban", looks=True),
    Step("like", "{at}/van-ban/moi", DRAFTS | NUMBERED, asks="giong", looks=True),
    Step("follow", "{at}/van-ban/moi", NUMBERED, asks="theo"),
    Step("correct", "{one}/soan-tiep/dinh-chinh", NUMBERED),
    Step("replace", "{one}/soan-tiep/thay-the", NUMBERED),
    Step("recall_letter", "{one}/soan-tiep/thu-hoi", NUMBERED),
    Step("reply", "{one}/soan-tiep/tra-loi", NUMBERED),
    Step("in_book", "{at}/so", IN_BOOK, asks="van-ban", looks=True),
)
"""In the order in which they stand; in no state is more than one of them the main one."""


def steps(at: str, card: Card) -> list[Next]:
    """What may be done with a document, in its order; ``at``: the address of the office."""
    places = {"one": f"{at}/van-ban/{quote(card.id)}", "at": at}
    return [
        Next(
            step.name, step.address.format(**places), card.state in step.main,
            {step.asks: card.id} if step.asks else {}, step.looks,
        )
        for step in STEPS if card.state in step.states
    ]  # fmt: skip
