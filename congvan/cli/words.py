"""The language that the command line was asked for; what it says of itself stands in ``messages/cli/``."""

from __future__ import annotations

import os
from collections.abc import Sequence

from congvan import messages

LANGS = messages.LANGUAGES
messages.phrases()  # now: who is stopped by a signal must not have to read a file to say so
_lang = ["vi"]


def language() -> str:
    """The language in use."""
    return _lang[0]


def choose(argv: Sequence[str]) -> None:
    """Set the language before any word is said: ``--lang`` wherever it stands, else CONGVAN_LANG, else Vietnamese."""
    wanted = os.environ.get("CONGVAN_LANG", "vi")
    for here, following in zip(argv, [*argv[1:], ""], strict=False):
        if here == "--":
            break
        if here == "--lang":
            wanted = following
        elif here.startswith("--lang="):
            wanted = here.removeprefix("--lang=")
    _lang[0] = wanted if wanted in LANGS else "vi"


def say(key: str, **values: object) -> str:
    """The words under ``key`` in the language in use; a value is one line, whoever it comes from."""
    return messages.phrase(key, language(), **values)
