"""What WeasyPrint declares of Pango, HarfBuzz and fontconfig (C, parsed at each start) → the same as a table.

``python tools/declarations.py`` writes ``congvan/render/declared.py`` for the WeasyPrint that is here. With another
one the program works as well, and takes longer to start.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from importlib.util import find_spec
from pathlib import Path

import cffi

TARGET = Path(__file__).resolve().parent.parent / "congvan" / "render" / "declared.py"


def declarations() -> str:
    """The text that WeasyPrint gives to cffi."""
    spec = find_spec("weasyprint")
    assert spec is not None
    assert spec.origin is not None
    text = (Path(spec.origin).parent / "text" / "ffi.py").read_text(encoding="utf-8")
    found = re.search(r"ffi\.cdef\('''(.*?)'''\)", text, re.DOTALL)
    assert found is not None
    return found[1]


def table(text: str) -> str:
    """The module that holds them."""
    ffi = cffi.FFI()
    ffi.set_source("declared", None)
    ffi.cdef(text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "declared.py")
        ffi.emit_python_code(path.as_posix())
        made = path.read_text(encoding="utf-8")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return (
        '"""Made by tools/declarations.py: what WeasyPrint declares of C libraries, ready to use."""\n\n'
        + made.removeprefix("# auto-generated file\n")
        + f'\nSHA256 = "{sha256}"\n'
    )


if __name__ == "__main__":
    TARGET.write_text(table(declarations()), encoding="utf-8")
