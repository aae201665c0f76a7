"""Ctrl-C at any moment, even while the program is still being loaded: one sentence, exit code 130, never a trace."""

from __future__ import annotations

import json
import signal
import sys

from congvan.cli import words

INTERRUPTED = 130


def stopped(*, as_json: bool) -> None:
    """Say that the program was stopped. It asks no catalogue: that may be what was being loaded. Code CV493."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C would only cut the sentence
    code, said = "CV493", words.say("interrupted")
    if not as_json:
        sys.stderr.write(f"{words.say('error')} {code}: {said}\n")
        sys.stderr.flush()
        return
    one = {"file": None, "line": None, "column": None, "code": code, "severity": "error", "message": said, "hint": None}
    sys.stdout.write(json.dumps({"ok": False, "built": [], "diagnostics": [one]}, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()
