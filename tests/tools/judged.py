"""How right ``inspect`` is about a folder of files: ``python tests/tools/judged.py DIR`` prints right, false and missed by rule.

Beside the files lies ``judged.yaml``, written by whoever judged them by hand: for each file the rules (each as often as
it should be found) or the code of the one reason why it can't be judged::

    cong-van-12.docx: []
    to-trinh-7.pdf: [QH-1, NN-1, NN-1]
    ban-quet.pdf: [CV709]

Files without an entry are counted and not judged. The exit code is 1 where anything was false or missed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

BUILD = Path(__file__).resolve().parents[2] / "build.py"
TABLE = "judged.yaml"


def found(files: Sequence[Path]) -> dict[str, Counter[str]]:
    """What a run of ``inspect`` says of each file: rules and codes, each as often as it was found."""
    told: dict[str, Counter[str]] = {path.as_posix(): Counter() for path in files}
    run = subprocess.run(
        [sys.executable, str(BUILD), "--json", "inspect", *told], capture_output=True, text=True, check=False
    )
    for row in json.loads(run.stdout)["diagnostics"]:
        told[row["file"]][row["code"]] += 1
    return told


def compared(expected: Mapping[str, Sequence[str]], told: Mapping[str, Counter[str]]) -> dict[str, list[int]]:
    """Rule → [right, false, missed] over all files that are judged."""
    rows: dict[str, list[int]] = {}
    for name, wanted in expected.items():
        got, want = told[name], Counter(wanted)
        for rule in sorted(got | want):
            row = rows.setdefault(rule, [0, 0, 0])
            row[0] += min(got[rule], want[rule])
            row[1] += max(0, got[rule] - want[rule])
            row[2] += max(0, want[rule] - got[rule])
    return rows


def main(folder: Path) -> int:
    """Print the table of one folder."""
    table = yaml.safe_load((folder / TABLE).read_text(encoding="utf-8"))
    files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in {".pdf", ".docx", ".docm"})
    judged = [p for p in files if p.relative_to(folder).as_posix() in table]
    told = found(judged)
    expected = {p.as_posix(): table[p.relative_to(folder).as_posix()] for p in judged}
    rows = compared(expected, told)
    print(f"{'rule':<8}{'right':>7}{'false':>7}{'missed':>8}")
    for rule in sorted(rows):
        print(f"{rule:<8}{rows[rule][0]:>7}{rows[rule][1]:>7}{rows[rule][2]:>8}")
    right, false, missed = (sum(row[n] for row in rows.values()) for n in range(3))
    print(f"{'all':<8}{right:>7}{false:>7}{missed:>8}")
    clean = sum(1 for name in expected if told[name] == Counter(expected[name]))
    print(f"{len(judged)} files judged, {clean} of them exactly right; {len(files) - len(judged)} without an entry")
    for name in expected:
        extra, lost = told[name] - Counter(expected[name]), Counter(expected[name]) - told[name]
        if extra or lost:
            print(f"  {name}: false {dict(extra)}, missed {dict(lost)}")
    return 1 if false or missed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
