"""mail_test: a letter that says nothing but that it came, by the office's own mail server; no ledger knows of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from congvan import pipeline
from congvan.desk.here import Here
from congvan.dispatch import carriers
from congvan.messages import phrases
from congvan.model.delivery import Delivery, Smtp, State
from congvan.problems import Problems, Value
from congvan.text.addresses import normal
from congvan.text.letters import nfc


@dataclass(frozen=True, slots=True)
class MailTest:
    """To whom, and what the server said of it. ``ok``: it has taken the letter; whether that arrives, the box shows."""

    to: str
    server: str
    state: State
    reply: Value

    @property
    def ok(self) -> bool:
        """Whether the server has taken it."""
        return self.state == "accepted"


def mail_test(here: Here, to: str, problems: Problems) -> MailTest | None:
    """``to``: an address, "" the one that the office sends from.

    Errors: CV760 no mail server is set, CV761 no address. MachineFault CV820–CV827, CV889 the server can't be used.
    """
    from congvan.mail.smtp import Mailer
    from congvan.messages import replies

    with here.office(problems) as office:
        if office is None:
            return None
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
        mailer = Mailer(server, office.settings.secret(smtp.password_env), _writer(here, office, server))
        mailer.open()
        try:
            outcome = mailer.carry(_parcel(address, office, server), here.clock())
        finally:
            mailer.close()
        return MailTest(typed, f"{server.host}:{server.port}", outcome.state, replies.read(outcome.reply))


def _writer(here: Here, office: pipeline.Office, server: Smtp):  # type: ignore[no-untyped-def]
    from congvan.mail.message import Envelope, Words

    envelope = Envelope(nfc(office.issuer.name.value), server.sender, ())
    words = [phrases()[name][here.language] for name in ("mail_test.subject", "mail_test.text")]

    def write(parcel: Delivery, moment: datetime) -> bytes:
        return envelope.write(parcel, Words(*words), moment.astimezone(office.moment().tzinfo))

    return write


def _parcel(address: str, office: pipeline.Office, server: Smtp) -> Delivery:
    """A row that no ledger has; each letter is one of its own."""
    from congvan.mail.message import message_id

    name = message_id(("mail-test", secrets.token_hex(16)), carriers.sender_domain(server))
    return Delivery(0, "", "document", "", nfc(office.issuer.name.value), "email", (address,), "planned", 0, "", "",
                    message_id=name)  # fmt: skip
