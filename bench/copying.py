"""Copies: laying pages flat, a number and the block, beside the building of one letter; both cold."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tests" / "tools")]


def run(place: Path, runs: int = 5) -> None:
    """Print two ratios."""
    import papers
    from measure import congvan, seconds, workspace

    folder = workspace(place / "copying", 1)
    for name, data in (("50 pages of text", papers.text(pages=50)), ("20 scanned pages", papers.scan(200, pages=20))):
        file = folder / "goc.pdf"
        file.write_bytes(data)
        pairs = []
        for number in range(runs + 1):
            id = f"{name.split()[0]}-{number}"
            command = congvan(folder, "copy", str(file), id, "--form", "sao-y", "--signer", "giam-doc")
            letter = congvan(folder, "build", "--force", "--format", "pdf")
            pairs.append((seconds(command), seconds(letter)))
        ours, theirs = (statistics.median(column) for column in zip(*pairs[1:], strict=True))
        print(f"copy, {name}: {ours:.2f} s; one letter built {theirs:.2f} s; ratio {ours / theirs:.2f}")
