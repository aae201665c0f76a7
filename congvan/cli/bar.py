"""A bar on standard error, where a person watches and there is something to wait for."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import Any

import click

from congvan.cli.words import say
from congvan.desk.result import Watch

FEW = 5
"""From here on a progress bar is worth its line."""


class Bar(Watch):
    """Looks on while many pieces are made; ``word`` names what is done, as ``words.py`` knows it."""

    def __init__(self, word: str, *, show: bool) -> None:
        super().__init__()
        self._word, self._show, self._open = word, show and sys.stderr.isatty(), ExitStack()
        self._bar: Any = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *why: object) -> None:
        self._open.close()

    def begin(self, of: int, before: int = 0) -> None:
        """The bar, before the first piece."""
        if self._show and of - before >= FEW:
            bar = click.progressbar(length=of - before, label=say(self._word), file=sys.stderr)
            self._bar = self._open.enter_context(bar)

    def step(self, done: int, of: int, name: str) -> None:
        """One piece further."""
        if self._bar is not None:
            self._bar.update(1)
