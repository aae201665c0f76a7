"""Congvan: Vietnamese official letters from YAML to conforming PDF and DOCX (NĐ 30/2020/NĐ-CP).

What is public stands in ``__all__``, and nothing else; ``docs/python.md`` describes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from congvan.desk.desk import Desk
    from congvan.desk.result import Diagnostic, Result, Watch
    from congvan.machine.settings import Settings

__version__ = "0.1.0"
__all__ = ["Desk", "Diagnostic", "Result", "Settings", "Watch", "__version__"]

_HOMES = {
    "Desk": "desk.desk",
    "Diagnostic": "desk.result",
    "Result": "desk.result",
    "Settings": "machine.settings",
    "Watch": "desk.result",
}


def __getattr__(name: str) -> object:
    """A public name, imported when it is first asked for: the command line pays only for what it calls."""
    if name not in _HOMES:
        raise AttributeError(f"module 'congvan' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"congvan.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
