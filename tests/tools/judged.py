"""How right ``inspect`` is about a folder of files: ``python tests/tools/judged.py DIR`` prints right, false and missed by rule.

Beside the files lies ``judged.yaml``, written by whoever judged them by hand: for each file what should be found, each as
often as it should be: a rule, or one finding of a rule; the regime that is told instead; the code of the one reason why
it can't be judged::

    cong-van-12.docx: []
    to-trinh-7.pdf: [QH-1.motto, NN-1, NN-1]
    nghi-quyet-3.docx: [regime.dang]
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
    said = json.loads(run.stdout)
    for row in said["diagnostics"]:
        if (row["code"], row.get("finding")) == ("SK-3", "twice"):
            continue  # about files beside one another: a draft and its letter, and no fault of either
        told[row["file"]][f"{row['code']}.{row['finding']}" if "finding" in row else row["code"]] += 1
    for row in said["files"]:
        if row["regime"] is not None:
            told[row["file"]][f"regime.{row['regime']['name']}"] += 1
    return told


def left(wanted: Sequence[str], told: Counter[str]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """What is right, false and missed. An entry that names a rule alone is met by any finding of it."""
    false, right, missed = Counter(told), Counter[str](), Counter[str]()
    for entry in sorted(wanted, key=lambda e: "." not in e):
        met = next((name for name in false if entry in (name, name.partition(".")[0])), None)
        if met is None:
            missed[entry] += 1
        else:
            right[met] += 1
            false -= Counter([met])
    return right, false, missed


def compared(expected: Mapping[str, Sequence[str]], told: Mapping[str, Counter[str]]) -> dict[str, list[int]]:
    """Rule → [right, false, missed] over all files that are judged."""
    rows: dict[str, list[int]] = {}
    for name, wanted in expected.items():
        for n, counted in enumerate(left(wanted, told[name])):
            for found, times in counted.items():
                rule = found if found.startswith("regime.") else found.partition(".")[0]
                rows.setdefault(rule, [0, 0, 0])[n] += times
    return rows


def main(folder: Path) -> int:
    """Print the table of one folder."""
    table = yaml.safe_load((folder / TABLE).read_text(encoding="utf-8"))
    files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in {".pdf", ".docx", ".docm"})
    judged = [p for p in files if p.relative_to(folder).as_posix() in table]
    told = found(judged)
    expected = {p.as_posix(): table[p.relative_to(folder).as_posix()] for p in judged}
    rows = compared(expected, told)
    print(f"{'rule':<16}{'right':>7}{'false':>7}{'missed':>8}")
    for rule in sorted(rows):
        print(f"{rule:<16}{rows[rule][0]:>7}{rows[rule][1]:>7}{rows[rule][2]:>8}")
    right, false, missed = (sum(row[n] for row in rows.values()) for n in range(3))
    print(f"{'all':<16}{right:>7}{false:>7}{missed:>8}")
    split = {name: left(wanted, told[name]) for name, wanted in expected.items()}
    clean = sum(1 for _, extra, lost in split.values() if not extra and not lost)
    print(f"{len(judged)} files judged, {clean} of them exactly right; {len(files) - len(judged)} without an entry")
    for name, (_, extra, lost) in split.items():
        if extra or lost:
            print(f"  {name}: false {dict(extra)}, missed {dict(lost)}")
    return 1 if false or missed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
