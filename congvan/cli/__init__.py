"""The command line. ``main`` is the only way in; commands are imported when they are called."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> None:
    """``congvan …``; without arguments, those of the process. Ctrl-C ends it in a sentence while it loads, too."""
    import sys

    try:
        from congvan.cli.entry import main as enter

        enter(argv)
    except KeyboardInterrupt:
        from congvan.cli import words
        from congvan.cli.stopped import INTERRUPTED, stopped

        typed = sys.argv[1:] if argv is None else argv
        words.choose(typed)
        stopped(as_json="--json" in typed)
        sys.exit(INTERRUPTED)
