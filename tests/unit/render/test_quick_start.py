"""WeasyPrint starts with its declarations as a table, and without what a page never needs."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from congvan.render import declared, quick_start

ROOT = Path(__file__).parents[3]
STARTED = """
import sys
from congvan.render.pdf import font_configuration
font_configuration()
import cffi, weasyprint
from weasyprint.text.ffi import ffi
assert type(ffi).__name__ == "_Declared" and cffi.FFI is not type(ffi)
assert not {"fontTools.subset", "fontTools.varLib", "pycparser"} & set(sys.modules)
from weasyprint.pdf import fonts
assert fonts.subset.Options().passthrough_tables is False and "fontTools.subset" in sys.modules
assert fonts.instantiateVariableFont.__name__ == "called"
from weasyprint.text.fonts import woff2
assert woff2.decompress.__module__ == "fontTools.ttLib.woff2"
"""


def test_the_table_is_that_of_the_weasyprint_that_is_installed() -> None:
    spec = spec_from_file_location("declarations", ROOT / "tools" / "declarations.py")
    assert spec is not None
    assert spec.loader is not None
    tool = module_from_spec(spec)
    spec.loader.exec_module(tool)
    text = tool.declarations()
    assert hashlib.sha256(text.encode()).hexdigest() == declared.SHA256
    assert Path(declared.__file__).read_text(encoding="utf-8") == tool.table(text)


def test_only_what_is_needed_is_loaded_and_the_rest_when_it_is_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", STARTED], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_other_declarations_are_read_by_cffi_itself() -> None:
    ffi = quick_start._Declared()
    ffi.cdef("int abs(int);")
    assert ffi.dlopen(None).abs(-3) == 3  # type: ignore[attr-defined]
