"""``register import``, ``export``, ``backup``, ``restore``."""

from __future__ import annotations

COMMANDS: dict[str, object] = {}
