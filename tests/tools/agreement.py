"""Do a PDF of ours and the same DOCX as LibreOffice prints it break every line and page alike?

``python tests/tools/agreement.py FILE.pdf FILE.docx [READER]`` prints what differs and exits 1; the tests call :func:`differences`.
A reader is ``7.4`` (Debian's LibreOffice) or ``24.8`` (npm's, which shrinks spaces as Word since 2013 does).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pdfplumber

READERS = ("7.4", "24.8")
NODE_TOOLS = Path(__file__).parent
TRIES = 3
"""Starts of 24.8 in a row that print nothing."""
PATIENCE = 240
"""Seconds without a file more: ten seconds of processor for the start, below one for a letter, on whatever machine."""
QUIET, IDLE = 30, 0.06
"""Seconds in which one that stands still uses less than this share of a processor; it uses 0.03, woken and asleep again."""
GLUE = str.maketrans({"\u2060": None, "\u200b": None, "\u2011": "-", "\u00a0": " "})


class Line(NamedTuple):
    """One printed line: its words in order, the left edge, the foot and the right edge in pt."""

    text: str
    left: float
    foot: float
    right: float


def print_docx(files: Iterable[Path], folder: Path, reader: str = "7.4") -> None:
    """Print DOCX files to PDF in ``folder`` with LibreOffice, in one call. A machine without it fails, never skips."""
    files = list(files)
    if reader == "24.8":
        _print_anew(files, folder)
        return
    office = shutil.which("soffice")
    assert office, "LibreOffice is missing: run tools/setup.sh test"
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [
                office,
                f"-env:UserInstallation=file://{profile}",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                str(folder),
                *map(str, files),
            ],
            capture_output=True,
            text=True,
            timeout=120 + 20 * len(files),
            check=False,
        )
    for file in files:
        assert (folder / f"{file.stem}.pdf").exists(), f"LibreOffice did not print {file}: {done.stderr}"


def _print_anew(files: list[Path], folder: Path) -> None:
    """With 24.8: one start for all files; where it stands still another start goes on with what is missing."""
    assert (NODE_TOOLS / "node_modules/@matbee/libreoffice-converter").is_dir(), "run tools/setup.sh test"
    said, tries = b"", 0
    while missing := [file for file in files if not (folder / f"{file.stem}.pdf").exists()]:
        assert tries < TRIES, f"LibreOffice 24.8 did not print {[file.name for file in missing]}: {said!r}"
        with tempfile.TemporaryFile() as errors:
            command = ["node", str(NODE_TOOLS / "office24.mjs"), str(folder), *map(str, missing)]
            process = subprocess.Popen(command, stdout=errors, stderr=errors)
            try:
                _wait(process, missing, folder)
            finally:
                process.kill()
                process.wait()
            errors.seek(0)
            said = errors.read()[-2000:]
        printed = any((folder / f"{file.stem}.pdf").exists() for file in missing)
        tries = 0 if printed else tries + 1


def _wait(process: subprocess.Popen[bytes], files: list[Path], folder: Path) -> None:
    """Until it ends, prints nothing for ``PATIENCE`` or uses no more of the processor than one that only waits."""
    done = used = -1.0
    since = quiet = time.monotonic()
    while process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1)
        now = time.monotonic()
        if (count := sum((folder / f"{file.stem}.pdf").exists() for file in files)) > done:
            done, since = count, now
        if (spent := _processor(process.pid)) > used + QUIET * IDLE:
            used, quiet = spent, now
        if now - since > PATIENCE or now - quiet > QUIET:
            return


def _processor(pid: int) -> float:
    """Seconds of processor time that a process has used; 0 when it has ended."""
    with contextlib.suppress(OSError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def pages(file: Path) -> list[list[Line]]:
    """The lines of each page from the top; two columns on one height are one line, left before right."""
    kept = file.stat()
    return _pages(file, kept.st_mtime_ns, kept.st_size)


@cache
def _pages(file: Path, _changed: int, _size: int) -> list[list[Line]]:
    """Read once as long as the file is the same: both readers' prints are compared with the same PDF of ours."""
    found = []
    with pdfplumber.open(file) as pdf:
        for page in pdf.pages:
            rows: list[tuple[float, list[dict]]] = []
            for word in sorted(page.extract_words(x_tolerance=1.5), key=lambda w: w["bottom"]):
                if rows and word["bottom"] - rows[-1][0] <= 2.5:
                    rows[-1][1].append(word)
                else:
                    rows.append((word["bottom"], [word]))
            found.append([_line(words) for _, words in rows])
    return found


def _line(words: list[dict]) -> Line:
    words = sorted(words, key=lambda w: w["x0"])
    text = " ".join(unicodedata.normalize("NFC", w["text"].translate(GLUE)) for w in words)
    return Line(" ".join(text.split()), words[0]["x0"], max(w["bottom"] for w in words), words[-1]["x1"])


def differences(ours: Path, theirs: Path) -> list[str]:
    """Every page and line that differs, in words; empty where both agree."""
    first, second = pages(ours), pages(theirs)
    found = []
    if len(first) != len(second):
        found.append(f"{len(first)} pages against {len(second)}")
    for number, (a, b) in enumerate(zip(first, second, strict=False), 1):
        if len(a) != len(b):
            found.append(f"page {number}: {len(a)} lines against {len(b)}")
        for x, y in zip(a, b, strict=False):
            if x.text != y.text:
                found.append(f"page {number}: {x.text!r} against {y.text!r}")
            elif abs(x.left - y.left) > 1.0:
                found.append(f"page {number}: {x.text!r} begins {y.left - x.left:+.2f} pt aside")
            elif x.text.endswith("tháng năm") and abs(x.right - y.right) > 1.0:  # the blanks of a draft's date
                found.append(f"page {number}: {x.text!r} ends {y.right - x.right:+.2f} pt aside")
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print_docx([Path(sys.argv[2])], Path(place), *sys.argv[3:4])
        said = differences(Path(sys.argv[1]), Path(place, f"{Path(sys.argv[2]).stem}.pdf"))
    print("\n".join(said) or "every line and page alike")
    sys.exit(bool(said))
