"""Answers that are kept: with each key that somebody types, all but one paragraph is asked about again."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def remembered(count: int, most: int, size: Callable[[Any], int] = len) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The last ``count`` answers of a function are kept, but none to a first argument of more than ``most``
    characters: what strangers send fills no memory.
    """

    def keeping(work: Callable[P, R]) -> Callable[P, R]:
        known = lru_cache(maxsize=count)(work)

        @wraps(work)
        def asked(*args: P.args, **more: P.kwargs) -> R:
            return known(*args, **more) if size(args[0]) <= most else work(*args, **more)  # type: ignore[arg-type]

        return asked

    return keeping
