"""What the first visitor of a page would wait for and no second one does is done before anybody comes: modules are
imported, templates, kinds of documents and the first office's own files read. No register is opened: an old one would
be brought up to date by that.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from congvan.problems import MachineFault
from congvan.studio import pages
from congvan.studio.stopping import Stopped

if TYPE_CHECKING:
    from congvan.studio.offices import Place

FIRST = ("layout", "mine", "documents", "document", "book", "entry", "number", "editor", "sending")
"""The pages that most people open first."""


def prepared(place: Place) -> None:
    """The imports and templates of those pages, and what ``place`` is asked for by each of them."""
    from congvan.desk import circulars, issue_plan, register_chain, register_look  # noqa: F401

    register_look.prepare()
    pages.prepare(FIRST)
    with suppress(Stopped, MachineFault, OSError):  # its pages tell of it
        place.facts()


def begin(place: Place) -> threading.Thread:
    """Beside whatever else is going on."""
    thread = threading.Thread(target=prepared, args=(place,), name="warming", daemon=True)
    thread.start()
    return thread
