"""One act at a time at one document: what was allowed when it was asked is still so when it is done."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field

Key = tuple[str, str]
"""An office and a document."""


@dataclass
class Turns:
    """Who acts at which document; others wait for their turn, in the order in which they came: requests in the loop,
    and work that goes on in a thread while a page waits.
    """

    _lines: dict[Key, deque[Future[None]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @asynccontextmanager
    async def at(self, office: str, id: str) -> AsyncIterator[None]:
        """Alone at a document for as long as the block lasts, in the loop."""
        mine = self._came((office, id))
        try:
            await asyncio.wrap_future(mine)
            yield
        finally:
            self._left((office, id), mine)

    @contextmanager
    def held(self, office: str, ids: Iterable[str]) -> Iterator[None]:
        """Alone at documents for as long as the block lasts, in a thread; of two who want several neither has one that
        the other waits for, since all take them in one order.
        """
        with ExitStack() as stack:
            for id in sorted(set(ids)):
                mine = self._came((office, id))
                stack.callback(self._left, (office, id), mine)
                mine.result()
            yield

    def _came(self, key: Key) -> Future[None]:
        """The end of the line; it is done once it is one's turn."""
        mine: Future[None] = Future()
        with self._lock:
            line = self._lines.setdefault(key, deque())
            line.append(mine)
            if len(line) == 1:
                mine.set_result(None)
        return mine

    def _left(self, key: Key, mine: Future[None]) -> None:
        """Whoever leaves, at their turn or before it: it is the next one's, who passes it on where they gave up."""
        with self._lock:
            line = self._lines[key]
            line.remove(mine)
            if not line:
                del self._lines[key]
            elif not line[0].done() and line[0].set_running_or_notify_cancel():
                line[0].set_result(None)
