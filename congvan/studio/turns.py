"""One act at a time at one document: what was allowed when it was asked is still so when it is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Turns:
    """Who acts at which document; others wait for their turn, in the order in which they came."""

    _held: dict[tuple[str, str], tuple[asyncio.Lock, int]] = field(default_factory=dict)

    @asynccontextmanager
    async def at(self, office: str, id: str) -> AsyncIterator[None]:
        """Alone at a document for as long as the block lasts. Used in the loop's thread only."""
        key = office, id
        lock, waiting = self._held.get(key, (asyncio.Lock(), 0))
        self._held[key] = lock, waiting + 1
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._held.pop(key)
            if waiting > 1:
                self._held[key] = lock, waiting - 1
