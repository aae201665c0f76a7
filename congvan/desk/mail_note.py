"""mail_note: a few words to somebody of the office, by its own mail server; no document goes with them."""

from __future__ import annotations

from collections.abc import Sequence

from congvan.desk.here import Here
from congvan.dispatch import single
from congvan.problems import Problems

MailNote = single.Sent


def mail_note(
    here: Here, to: str, subject: str, text: str, name: Sequence[str], problems: Problems
) -> MailNote | None:  # fmt: skip
    """``name``: what tells this letter from all others, so that the same one has the same Message-ID.

    Errors: CV760 no mail server is set, CV761 no address. MachineFault CV820–CV827, CV889 the server can't be used, and
    nothing was handed over.
    """
    with here.office(problems) as office:
        if office is None:
            return None
        return single.send(office, here.clock, to, (subject, text), ("note", *name), problems)
