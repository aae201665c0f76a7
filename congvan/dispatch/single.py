"""One letter of the office's own by its mail server: no document, no agency, and no ledger that knows of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from congvan import pipeline
from congvan.dispatch import carriers
from congvan.machine.clock import Clock
from congvan.mail.message import Envelope, Words, message_id
from congvan.messages import replies
from congvan.model.delivery import Delivery, Smtp, State
from congvan.problems import Problems, Value
from congvan.text.addresses import normal
from congvan.text.letters import nfc


@dataclass(frozen=True, slots=True)
class Sent:
    """To whom, and what the server said of it. ``ok``: it has taken the letter; whether that arrives, the box shows."""

    to: str
    server: str
    state: State
    reply: Value

    @property
    def ok(self) -> bool:
        """Whether the server has taken it."""
        return self.state == "accepted"


def send(
    office: pipeline.Office, clock: Clock, to: str, words: tuple[str, str], name: Sequence[str], problems: Problems
) -> Sent | None:
    """``to``: an address, "" the one that the office sends from; ``words``: subject and text; ``name``: what tells this
    letter from all others, the same for the same one.

    Errors: CV760 no mail server is set, CV761 no address. MachineFault CV820–CV827, CV889 the server can't be used, and
    nothing was handed over.
    """
    from congvan.mail.smtp import Mailer

    smtp = office.issuer.delivery.smtp
    if smtp is None:
        problems.error("CV760", None)
        return None
    typed = to.strip() or smtp.sender
    address = normal(typed)
    if address is None:
        problems.error("CV761", None, value=typed)
        return None
    server = replace(smtp, ca=carriers.authority(office), sender=normal(smtp.sender) or smtp.sender,
                     bounces=normal(smtp.bounces) if smtp.bounces else None)  # fmt: skip
    envelope = Envelope(nfc(office.issuer.name.value), server.sender, ())

    def write(parcel: Delivery, moment: datetime) -> bytes:
        return envelope.write(parcel, Words(*words), moment.astimezone(office.moment().tzinfo))

    mailer = Mailer(server, office.settings.secret(smtp.password_env), write)
    mailer.open()
    try:
        outcome = mailer.carry(_parcel(address, office, server, name), clock())
    finally:
        mailer.close()
    return Sent(typed, f"{server.host}:{server.port}", outcome.state, replies.read(outcome.reply))


def _parcel(address: str, office: pipeline.Office, server: Smtp, name: Sequence[str]) -> Delivery:
    """A row that no ledger has."""
    made = message_id(name, carriers.sender_domain(server))
    return Delivery(0, "", "document", "", nfc(office.issuer.name.value), "email", (address,), "planned", 0, "", "",
                    message_id=made)  # fmt: skip
