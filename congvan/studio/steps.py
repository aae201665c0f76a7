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
    """A button: the sentence ``step.<name>``, the page that it leads to, and in which states it stands there.
    ``address`` has ``{one}``, the document's own address, ``{at}``, its office's, and ``{id}``, its id in a query.
    """

    name: str
    address: str
    states: frozenset[State]
    main: frozenset[State] = frozenset()


STEPS = (
    Step("edit", "{one}/sua", DRAFTS, frozenset(("draft", "unreadable"))),
    Step("number", "{one}/cap-so", UNNUMBERED, frozenset(("unregistered",))),
    Step("sign", "{one}/ky", UNSIGNED, frozenset(("numbered",))),
    Step("seal", "{one}/ky#dong-dau", SIGNED),
    Step("send", "{one}/phat-hanh", frozenset(("numbered", "signed")), frozenset(("signed",))),
    Step("track", "{one}/phat-hanh", frozenset(("sent", "recalled"))),
    Step("copy", "{at}/sao?van-ban={id}", NUMBERED),
    Step("like", "{at}/van-ban/moi?giong={id}", DRAFTS | NUMBERED),
    Step("follow", "{at}/van-ban/moi?theo={id}", NUMBERED),
    Step("correct", "{one}/soan-tiep/dinh-chinh", NUMBERED),
    Step("replace", "{one}/soan-tiep/thay-the", NUMBERED),
    Step("recall_letter", "{one}/soan-tiep/thu-hoi", NUMBERED),
    Step("reply", "{one}/soan-tiep/tra-loi", NUMBERED),
    Step("in_book", "{at}/so?van-ban={id}", IN_BOOK),
)
"""In the order in which they stand; in no state is more than one of them the main one."""


def steps(at: str, card: Card) -> list[tuple[str, str, bool]]:
    """Name, address and whether it is what most would do next; ``at``: the address of the office."""
    own = quote(card.id)
    places = {"one": f"{at}/van-ban/{own}", "at": at, "id": quote(card.id, safe="")}
    return [
        (step.name, step.address.format(**places), card.state in step.main)
        for step in STEPS if card.state in step.states
    ]  # fmt: skip
