"""WeasyPrint imported in half its time: no C is parsed, no compiler is asked for libraries, and what a page never needs
stays away until something asks for it.

At import WeasyPrint has cffi parse its declarations of Pango's functions, and look for each library under names that
only other systems have (for which cffi starts ldconfig, gcc and ld); and it imports fontTools' subsetter, though
HarfBuzz does that work. Here cffi is handed the declarations as a table (``declared.py``), if they are the very ones
that the table was made from.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

LATER = ("fontTools.subset", "fontTools.varLib.instancer", "fontTools.ttLib.woff2")
"""What WeasyPrint imports for fonts that HarfBuzz can't subset, for variable ones, for those of the web."""


class _Declared:
    """Stands where WeasyPrint makes its ``cffi.FFI()``: the table's, or cffi's own for other declarations."""

    def cdef(self, text: str) -> None:
        """Become what can call the functions of ``text``."""
        import cffi

        from congvan.render import declared

        made: Any = declared.ffi
        if hashlib.sha256(text.encode()).hexdigest() != declared.SHA256:
            made = cffi.FFI()
            made.cdef(text)
        for name in dir(made):
            if not name.startswith("__"):
                setattr(self, name, getattr(made, name))


class _Later(ModuleType):
    """A module that is loaded when something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        sys.modules.pop(self.__name__, None)
        return getattr(import_module(self.__name__), name)


def _instance(path: str) -> Any:
    """A function of a module that is loaded when it is called."""
    module, _, name = path.rpartition(".")

    def called(*args: Any, **more: Any) -> Any:
        return getattr(import_module(module), name)(*args, **more)

    return called


@contextmanager
def quick() -> Iterator[None]:
    """Inside, WeasyPrint may be imported; nothing else in this process should be."""
    if "weasyprint" in sys.modules:
        yield
        return
    import cffi

    stand_ins = {name: _Later(name) for name in LATER if name not in sys.modules}
    if LATER[1] in stand_ins:
        stand_ins[LATER[1]].instantiateVariableFont = _instance(f"{LATER[1]}.instantiateVariableFont")  # type: ignore[attr-defined]
    usual = cffi.FFI
    sys.modules.update(stand_ins)
    cffi.FFI = _Declared
    try:
        yield
    finally:
        cffi.FFI = usual
        for name, module in stand_ins.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
