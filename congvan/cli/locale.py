"""Names of files with Vietnamese letters under a locale that is not UTF-8: the interpreter begins again in UTF-8."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

_MARK = "_CONGVAN_UTF8"


def must_be_utf8() -> None:
    """Python reads names of files as the locale says: under ISO-8859-1 a Vietnamese folder is another, wrong name in
    every message, id and list. In UTF-8 mode it is itself. Where the interpreter can't begin again it is said once.
    """
    if sys.getfilesystemencoding().lower().replace("-", "") == "utf8" or sys.platform == "win32":
        return
    if _MARK not in os.environ and sys.executable and len(sys.orig_argv) > 1:
        os.environ[_MARK] = "1"
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        with suppress(OSError):
            os.execv(sys.executable, [sys.executable, "-X", "utf8=1", *sys.orig_argv[1:]])
    from congvan.cli.report import tell
    from congvan.problems import Diagnostic, Severity

    tell([Diagnostic("CV496", Severity.WARNING, None, {"encoding": sys.getfilesystemencoding()})], as_json=False)
