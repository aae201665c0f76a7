"""The command line. ``main`` is the only way in; commands are imported when they are called."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> None:
    """``congvan …``; without arguments, those of the process. Ctrl-C ends it in a sentence while it loads, too."""
    import sys

    try:
        if not _locks():
            _elsewhere(sys.argv[1:] if argv is None else argv)
        from congvan.cli.entry import main as enter

        enter(argv)
    except KeyboardInterrupt:
        from congvan.cli import words
        from congvan.cli.stopped import INTERRUPTED, stopped

        typed = sys.argv[1:] if argv is None else argv
        words.choose(typed)
        stopped(as_json="--json" in typed)
        sys.exit(INTERRUPTED)


def _locks() -> bool:
    """Whether this system has the locks of POSIX, without which two could take one number: Windows has none."""
    from importlib.util import find_spec

    try:
        return all(find_spec(name) is not None for name in ("fcntl", "pwd", "resource"))
    except ImportError:
        return False


def _elsewhere(argv: Sequence[str]) -> None:
    """CV434 in the language asked for, and the exit code of a machine at fault. What stands above can't be imported
    here: the door itself asks for locks.
    """
    import json
    import os
    import sys
    from itertools import pairwise

    from congvan import messages
    from congvan.problems import Diagnostic, Severity

    asked = [os.environ.get("CONGVAN_LANG", "vi"), *(b for a, b in pairwise(argv) if a == "--lang")]
    asked += [a.removeprefix("--lang=") for a in argv if a.startswith("--lang=")]
    language = asked[-1] if asked[-1] in messages.LANGUAGES else messages.LANGUAGES[0]
    fault = Diagnostic("CV434", Severity.ERROR, None)
    text, word = messages.message(fault, language), messages.phrase("error", language)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")
    if "--json" in argv:
        told = {
            "file": None,
            "line": None,
            "column": None,
            "code": fault.code,
            "severity": "error",
            "message": text,
            "hint": None,
        }
        sys.stdout.write(
            json.dumps({"ok": False, "built": [], "diagnostics": [told]}, ensure_ascii=False, indent=2) + "\n"
        )
    else:
        sys.stderr.write(f"{word} {fault.code}: {text}\n")
    sys.exit(3)
