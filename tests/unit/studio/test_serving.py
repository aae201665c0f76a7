"""The server's line."""

from __future__ import annotations

import asyncio
import socket

from congvan.studio.serving import listen


def test_answers_are_sent_at_once() -> None:
    """No packet waits for the receipt of the one before: that is 40 ms with each answer."""

    async def accepted() -> int:
        told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def come(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            line = writer.get_extra_info("socket")
            told.set_result(line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        line = listen("127.0.0.1", 0)
        async with await asyncio.start_server(come, sock=line):
            _, writer = await asyncio.open_connection(*line.getsockname())
            found = await told
            writer.close()
        return found

    assert asyncio.run(accepted())
