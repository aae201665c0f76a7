"""An exception of the machine → what it said, as a value of a diagnostic: the one door for words that aren't ours.

A clerk reads Vietnamese. What the operating system, the network, TLS, the database or a device says is English and
stands in ``messages/system/words.yaml`` in both languages; here it only gets the names by which it is found there.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial

from congvan.problems import Value

with suppress(ImportError):  # on Windows this module only words why the program does not run there
    import resource

LONGEST = 300
"""So many characters of unknown words are kept."""
_SYSTEM = ("builtins", "socket", "_socket")
"""Whose errno is the system's; ``ssl`` and what wraps an exception have numbers that mean something else."""
DEEPEST = 8
"""So many exceptions behind one another are looked at."""


class Said(str):
    """Words of the machine as they came; ``names`` are looked up in their order when they are told, ``values`` fill
    the places of the entry that is found.

    It stays itself under ``str()``, so that a diagnostic that turns its values into texts keeps the names.
    """

    names: tuple[str, ...]
    values: Mapping[str, Value]

    def __new__(cls, text: str, *names: str, values: Mapping[str, Value] | None = None) -> Said:
        """``text`` as it came, and what it is called in the table."""
        made = super().__new__(cls, text)
        made.names, made.values = names, values or {}
        return made

    def __str__(self) -> str:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return partial(Said, values=dict(self.values)), ("".join(self), *self.names)


def said(error: BaseException) -> Said:
    """What the machine said by ``error`` and by the exceptions behind it, the nearest name first."""
    names: list[str] = []
    words: list[str] = []
    for one in _chain(error):
        names += (name for name in _names(one) if name not in names)
        text = _words(one)
        words += [text] if text and not any(text in before for before in words) else []
    return Said(": ".join(words)[:LONGEST], *names)


FEW = 64
"""With fewer files open at once than this, no command of ours is sure to work."""


def starved(error: BaseException | None = None) -> bool:
    """Whether too few files may be open at once: by what ``error`` says, or because it is so few."""
    chain = _chain(error) if error is not None else ()
    told = any(getattr(e, "errno", None) in (errno.EMFILE, errno.ENFILE) for e in chain)
    return told or 0 <= most_files() < FEW


def most_files() -> int:
    """How many files the program may have open at once."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def because(number: int) -> Said:
    """What the operating system says for an errno that we found out ourselves."""
    return Said(os.strerror(number), errno.errorcode.get(number, ""))


def named(name: str, text: str = "", /, **values: Value) -> Said:
    """An entry of the table by its name, for what a library says by the class of its exception, or for a reason of
    ours inside a sentence; ``values`` fill its places.
    """
    return Said(text or name, name, values=values)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and what it was raised from: libraries wrap the system's own."""
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < DEEPEST:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        behind = (
            getattr(one, "orig", None),
            getattr(one, "os_error", None),
            getattr(one, "certificate_error", None),
            getattr(one, "reason", None),
            *one.args,
            one.__cause__ or (None if one.__suppress_context__ else one.__context__),
        )
        waiting += [b for b in behind if isinstance(b, BaseException)]


def _names(error: BaseException) -> Iterator[str]:
    own = getattr(error, "said_name", None)  # an exception of ours
    if isinstance(own, str):
        yield own
    code = getattr(error, "verify_code", None)
    if isinstance(code, int) and code:
        yield f"X509_{code}"
    reason = getattr(error, "reason", None)
    if isinstance(reason, str) and reason and type(error).__module__ == "ssl":
        yield f"SSL_{reason.upper()}"
    yield from _of_database(error)
    if type(error).__module__.startswith("aiohttp"):
        yield f"HTTP_{type(error).__name__}"
    if isinstance(error, UnicodeDecodeError):
        yield "NOT_TEXT"
    elif isinstance(error, UnicodeEncodeError):
        yield "BAD_HOST_NAME"
    elif isinstance(error, TimeoutError):
        yield "ETIMEDOUT"
    elif isinstance(error, OSError) and isinstance(error.errno, int) and type(error).__module__ in _SYSTEM:
        yield _address(error.errno) if error.errno < 0 else errno.errorcode.get(error.errno, "")


def _address(number: int) -> str:
    """The name of a number of getaddrinfo: where there is one, the module was loaded."""
    socket = sys.modules.get("socket")
    return next((n for n in dir(socket) if n.startswith("EAI_") and getattr(socket, n) == number), "")


def _of_database(error: BaseException) -> Iterator[str]:
    name = getattr(error, "sqlite_errorname", None)
    if isinstance(name, str):
        yield name
        yield "_".join(name.split("_")[:2])
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str) and state:
        yield f"SQLSTATE_{state}"


def _words(error: BaseException) -> str:
    """The words without a class's ornaments: ``[Errno 2] … : 'x'`` and ``[SSL: …] (_ssl.c:1006)`` say nothing more."""
    if isinstance(error, OSError) and isinstance(error.strerror, str) and error.strerror:
        return " ".join(error.strerror.split())
    words = error.args if len(error.args) > 1 and not isinstance(error, OSError) else (error,)
    return " ".join(" ".join(w.decode("utf-8", "replace") if isinstance(w, bytes) else str(w) for w in words).split())
