"""The rule table of ``inspect``: each rule with its article, the files that break it and the near misses that don't.

A rule without a file that breaks it, or without a near miss that must pass, fails the run.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

ONLY_THE_REGISTER = ("SK-3",)
"""Proven where several files are inspected together: tests/e2e/test_inspect.py."""


def main() -> int:
    """Print the table; 1 where a rule lacks a proof."""
    from congvan.conformance.findings import rules
    from tests.conformance.test_field import EXPECTED, SIBLINGS
    from tests.conformance.variants import TABLE

    field = {**{n: set(r) for n, r in EXPECTED.items()}, **{n: r for n, (_, _, r) in SIBLINGS.items()}}
    poor = 0
    for rule, entry in rules().items():
        breaks = [v.name for v, _ in TABLE if v.fires and rule in v.rules]
        spares = [v.name for v, _ in TABLE if not v.fires and rule in v.rules]
        print(f"{rule:6} {entry['severity']:8} {entry['title_vi']} ({entry['article']})")
        print(f"       fires:  {', '.join(breaks) or '-'}")
        print(f"       spares: {', '.join(spares) or '-'}")
        told = [n for n, right in field.items() if any(said.startswith(rule + ".") for said in right)]
        print(f"       field:  {', '.join(told) or '-'}")
        poor += rule not in ONLY_THE_REGISTER and not (breaks and spares)
    faults = sum(v.fires for v, _ in TABLE)
    sound = sum(not right for right in field.values())
    print(f"{len(rules())} rules, {faults} faults, {len(TABLE) - faults} near misses")
    print(f"{len(field)} files as offices make them, {sound} of them sound")
    return 1 if poor else 0


if __name__ == "__main__":
    raise SystemExit(main())
