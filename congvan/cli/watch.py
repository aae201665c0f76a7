"""``congvan build --watch``: look at the files' times, build again when one changes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvan.cli.group import Invocation
from congvan.cli.report import DONE
from congvan.cli.words import say

if TYPE_CHECKING:
    from congvan.desk.build import BuildOrder

PAUSE = 0.3
"""Seconds between two looks: soon enough for a person, next to nothing for the machine."""


def _state(root: Path) -> dict[str, int]:
    """The times of all that a circular is made from."""
    found: dict[str, int] = {}
    for name in ("issuer.yaml", "recipients.yaml"):
        with suppress(OSError):
            found[name] = (root / name).stat().st_mtime_ns
    for part in ("circulars", "templates"):
        for base, _, files in os.walk(root / part):
            for name in files:
                path = os.path.join(base, name)
                with suppress(OSError):
                    found[path] = os.stat(path).st_mtime_ns
    return found


def watch_workspace(found: Invocation, order: BuildOrder, build: Callable[[BuildOrder], int], rounds: int = 0) -> int:
    """Build, then build again at every change, until Ctrl-C; ``rounds`` ends it sooner, for tests."""
    done = 0
    try:
        while True:
            state = _state(found.workspace)
            build(order)  # a full disk or a font being installed passes; the watch goes on
            order = replace(order, force=False)
            done += 1
            if done == rounds:
                return DONE
            click.echo(say("watching"), err=True)
            while _state(found.workspace) == state:
                time.sleep(PAUSE)
    except KeyboardInterrupt:
        click.echo(say("watch_end"), err=True)
        return DONE
