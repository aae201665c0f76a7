"""mail_test: a letter that says nothing but that it came, by the office's own mail server; no ledger knows of it."""

from __future__ import annotations

import secrets

from congvan.desk.here import Here
from congvan.dispatch import single
from congvan.messages import phrases
from congvan.problems import Problems

MailTest = single.Sent


def mail_test(here: Here, to: str, problems: Problems) -> MailTest | None:
    """``to``: an address, "" the one that the office sends from.

    Errors: CV760 no mail server is set, CV761 no address. MachineFault CV820–CV827, CV889 the server can't be used.
    """
    with here.office(problems) as office:
        if office is None:
            return None
        subject, text = (phrases()[name][here.language] for name in ("mail_test.subject", "mail_test.text"))
        name = ("mail-test", secrets.token_hex(16))  # each is one of its own
        return single.send(office, here.clock, to, (subject, text), name, problems)
