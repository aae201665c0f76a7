"""A thousand copies for each recipient: processor time of the command, and of a copy against one printed whole."""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]
TYPED = "Công ty Cổ phần Thủy điện Ủy ban Ông Bà Nguyễn Thị Mường Khương số 12 và Hợp tác xã Phước Thưởng (Ấp 3)"
WORDS = TYPED.split()


def _names(many: int) -> list[str]:
    """Of 3 to 80 letters."""
    rng, made = random.Random(881), []
    for _ in range(many):
        size, name = rng.randint(3, 80), rng.choice(WORDS)
        while len(longer := f"{name} {rng.choice(WORDS)}") <= size:
            name = longer
        made.append(name)
    return made


def office(folder: Path, many: int) -> Path:
    """A workspace with letter 881 for so many recipients, each named in V/v, Kính gửi and text."""
    from measure import LETTER, workspace

    made = workspace(folder, 0)
    head, rest = LETTER.split("to:\n", 1)
    body = rest.split("body: |", 1)[1].replace("Tuy nhiên, hiện nay", "Gửi {{ recipient.name }}: Hiện nay", 1)
    head = head.replace("với mục đích lừa đảo\nedition", "với {{ recipient.name }}\nedition", 1)
    each = "number: 881\nper_recipient: true\nmerge: {file: khach.csv, key: ma, name: ten}"
    text = f"{head.replace('number: 881', each, 1)}body: |{body}"
    (made / "circulars" / "l.yaml").write_text(text, encoding="utf-8")
    with (made / "khach.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["ma", "ten"])
        rows.writerows([f"K{number}", name] for number, name in enumerate(_names(many)))
    return made


def _spent(work: list[str]) -> float:
    before = os.times()
    subprocess.run(work, check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def run(place: Path) -> None:
    """Print the figures."""
    from measure import congvan

    from congvan import pipeline
    from congvan.machine import children
    from congvan.machine.settings import Settings
    from congvan.pipeline import copies, each
    from congvan.problems import Problems
    from congvan.workspace import Workspace

    folder = office(place / "each", 1000)
    whole = _spent(congvan(folder, "build", "--force", "--format", "pdf", "--jobs", "1"))
    children.allow()
    space, problems = Workspace(folder, Settings.read(os.environ)), Problems()
    found, target = pipeline.open_office(space, problems), space.select([], problems)[0]
    assert found is not None, list(problems)
    made = each.model(target, found, problems)
    assert made is not None, list(problems)
    batch = copies.Batch(made[0], found)
    keys = list(batch.known)
    ready = [key for key in keys if batch.pdf(key) is not None]
    one = each.documents(made[0], found, keys[:1])
    pipeline.render(next(one)[1], found, ("pdf",))
    filled, printed = (
        _each(lambda key: batch.pdf(key), ready),
        _each(lambda key: pipeline.render(next(each.documents(made[0], found, (key,)))[1], found, ("pdf",)), keys[:20]),
    )
    word = copies.rendered(target, made[0], found, keys, ("docx",))
    next(word)
    docx = _each(lambda _: next(word), keys[:200])
    print(f"1,000 copies of 881, PDF, one process from its start: {whole:.2f} s of processor; filled in: {len(ready)}")
    print(
        f"a copy filled in {1000 * filled:.2f} ms, printed whole {1000 * printed:.1f} ms; ratio {filled / printed:.3f}"
    )
    print(f"the DOCX of a copy {1000 * docx:.2f} ms")


def _each(work, keys: list[str]) -> float:
    start = time.process_time()
    for key in keys:
        work(key)
    return (time.process_time() - start) / len(keys)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        run(Path(place))
