"""Compiled templates beside their source, as Python keeps its own modules: compiling those of a letter takes a tenth of
the time that a first letter does.

They lie in ``__pycache__``, with the same trust and the same name for a Python as what Python puts there; where that
can't be written, or Python was told to write none, they are compiled anew.
"""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

_RIGHTS = 0o644
"""As a compiled module's: whoever may run the program may read it."""


class Beside(BytecodeCache):
    """For the templates of one folder of the program's own, never for those that somebody else wrote. What Jinja makes
    of one depends on its options, too: a folder is read with one set of them, and whoever changes it, or a filter that
    is used on a constant, changes the templates with it or removes what lies in ``__pycache__``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "__pycache__"

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was kept, if it is of this source, this Jinja and this Python."""
        try:
            bucket.bytecode_from_string(self._file(bucket).read_bytes())
        except Exception:  # not there, or torn, or of another make: as if there were none
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, whole or not at all."""
        if sys.dont_write_bytecode:
            return
        file = self._file(bucket)
        fresh = file.with_suffix(f".{secrets.token_hex(4)}")
        with suppress(OSError):
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _RIGHTS)
            try:
                with os.fdopen(handle, "wb") as out:
                    out.write(bucket.bytecode_to_string())
                os.replace(fresh, file)
            except BaseException:
                fresh.unlink(missing_ok=True)
                raise

    def _file(self, bucket: Bucket) -> Path:
        return self.folder / f"{bucket.key}.{sys.implementation.cache_tag}-{jinja2.__version__}.jinja"
