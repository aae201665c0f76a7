"""One act at a time at one document, by requests and by work in threads; who gives up makes nobody wait."""

from __future__ import annotations

import asyncio
import threading

import pytest

from congvan.studio.turns import Turns


def test_one_after_the_other_in_the_order_in_which_they_came() -> None:
    turns, told = Turns(), list[str]()

    async def act(name: str) -> None:
        async with turns.at("so", "a"):
            told.append(f"{name} comes")
            await asyncio.sleep(0.01)
            told.append(f"{name} goes")

    async def all_() -> None:
        await asyncio.gather(*(act(name) for name in "abc"))

    asyncio.run(all_())
    assert told == [f"{name} {what}" for name in "abc" for what in ("comes", "goes")]
    assert not turns._lines


def test_a_request_waits_for_work_in_a_thread_and_that_for_a_request() -> None:
    turns, told, inside, go_on = Turns(), list[str](), threading.Event(), threading.Event()

    def work() -> None:
        with turns.held("so", ["b", "a"]):
            inside.set()
            assert go_on.wait(5)
            told.append("work")

    async def asked() -> None:
        async with turns.at("so", "c"):
            pass
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(_at(turns, "b"), 0.05)  # who closes the page
        asyncio.get_running_loop().call_later(0.05, go_on.set)
        async with turns.at("so", "a"):
            told.append("request")
            thread = threading.Thread(target=lambda: _held(turns, told))
            thread.start()
            await asyncio.sleep(0.05)
            told.append("still the request")
        await asyncio.to_thread(thread.join)

    first = threading.Thread(target=work)
    first.start()
    assert inside.wait(5)
    asyncio.run(asked())
    first.join()
    assert told == ["work", "request", "still the request", "second"]
    assert not turns._lines


async def _at(turns: Turns, id: str) -> None:
    async with turns.at("so", id):
        pass


def _held(turns: Turns, told: list[str]) -> None:
    with turns.held("so", ["a"]):
        told.append("second")
