"""The command line. ``main`` is the only way in; commands are imported when they are called."""

from __future__ import annotations

from congvan.cli.entry import main

__all__ = ["main"]
