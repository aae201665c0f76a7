"""Where a server of databases is, told to whoever looks after it: others read that it can't be reached."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from dataclasses import replace

from congvan import messages
from congvan.desk.result import Diagnostic

keeper: ContextVar[bool] = ContextVar("keeper", default=False)
"""Whether who asks now looks after the machine: an administrator, or the one whose own workspace it is."""
_HIDDEN = ("register", "reason", "account", "schema")


def discreet(found: Diagnostic, lang: str) -> Diagnostic:
    """The fault without the address of a server, its account and its own words, which name them too; the log has all of
    it. A file's name stays.
    """
    if "://" not in str(found.values.get("register", "")):
        return found
    logging.getLogger(__name__).warning("%s %s", found.code, found.message("en"))
    if keeper.get():
        return found
    words = messages.screens()
    told = {name: words[f"stopped.{name}"][lang] for name in _HIDDEN if name in found.values}
    return replace(found, values={**found.values, **told})
