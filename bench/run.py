"""``make bench``: what the program costs, as ratios against a peer or itself in one run. Medians; nothing asserted."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "bench"))

from measure import alternately, congvan, seconds, workspace  # noqa: E402


def against_peer(place: Path) -> None:
    from peer_docxtpl import template

    one = workspace(place / "one", 1)
    peer = place / "peer"
    peer.mkdir()
    template(peer / "template.docx")
    ours, theirs, ratio = alternately(
        lambda: seconds(congvan(one, "build", "--force")),
        lambda: seconds([sys.executable, str(ROOT / "bench/peer_docxtpl.py"), str(peer)]),
        5,
    )
    print(f"one letter, cold, PDF and DOCX: {ours:.2f} s; docxtpl + LibreOffice {theirs:.2f} s; ratio {ratio:.2f}")


def sixty(place: Path) -> None:
    many = workspace(place / "sixty", 60)
    two, single, ratio = alternately(
        lambda: seconds(congvan(many, "build", "--force", "--jobs", "2")),
        lambda: seconds(congvan(many, "build", "--force", "--jobs", "1")),
        3,
    )
    print(f"sixty letters: two jobs {two:.2f} s, one job {single:.2f} s; ratio {ratio:.2f}")
    from peer_docxtpl import template

    peer = place / "peers"
    peer.mkdir()
    template(peer / "template.docx")
    ours, theirs, ratio = alternately(
        lambda: seconds(congvan(many, "build", "--force", "--jobs", "2")),
        lambda: seconds([sys.executable, str(ROOT / "bench/peer_docxtpl.py"), str(peer), "60"]),
        2,
    )
    print(f"sixty letters, two jobs: {ours:.2f} s; docxtpl + LibreOffice {theirs:.2f} s; ratio {ratio:.2f}")
    alone = workspace(place / "alone", 1)
    each = statistics.median(seconds(congvan(alone, "build", "--force")) for _ in range(3))
    print(f"sixty letters with two jobs against sixty cold starts: ratio {two / (60 * each):.3f}")
    nothing = statistics.median(seconds(congvan(many, "build")) for _ in range(5))
    print(f"sixty letters, nothing changed: {nothing:.2f} s")


def cold(place: Path) -> None:
    one = workspace(place / "cold", 1)
    bare = statistics.median(seconds([sys.executable, "-c", "pass"]) for _ in range(7))
    for name, args in {"check": ["check"], "schema": ["schema", "circular"], "--help": ["--help"]}.items():
        median = statistics.median(seconds(congvan(one, *args)) for _ in range(7))
        print(f"{name} cold: {median:.3f} s, {median / bare:.1f} times a bare Python")


STAGES = """
import sys, time
sys.path.insert(0, {root!r})
from pathlib import Path
from congvan import pipeline
from congvan.problems import Problems
from congvan.workspace import Workspace
marks = [("start", time.perf_counter())]
def mark(name): marks.append((name, time.perf_counter()))
space, problems = Workspace(Path({folder!r})), Problems()
office = pipeline.open_office(space, problems); mark("issuer, recipients, standard")
document = pipeline.to_document(space.select([], problems)[0], office, problems); mark("read, resolve, compose")
from congvan.render import fonts, layout
found = fonts.find(); mark("fonts")
spec = layout.lay_out(document, office.standard, found); mark("layout")
from congvan.render import pdf; pdf.load(); mark("import WeasyPrint")
pdf.render(document, spec, found); mark("PDF, first")
pdf.render(document, spec, found); mark("PDF, warm")
import docx; mark("import python-docx")
from congvan.render import docx as ours; ours.render(document, spec); mark("DOCX, first")
ours.render(document, spec); mark("DOCX, warm")
whole = marks[-1][1] - marks[0][1]
for (_, before), (name, after) in zip(marks, marks[1:]):
    print(f"  {{name:30}} {{1000 * (after - before):7.0f}} ms {{100 * (after - before) / whole:5.1f}} %")
"""


def stages(place: Path) -> None:
    print("where the time goes, one process:")
    code = STAGES.format(root=str(ROOT), folder=str(workspace(place / "stages", 1)))
    print(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout, end="")


MEMORY = """
import sys, resource
sys.path.insert(0, {root!r})
from pathlib import Path
from congvan import pipeline
from congvan.problems import Problems
from congvan.workspace import Workspace
space, problems = Workspace(Path({folder!r})), Problems()
office = pipeline.open_office(space, problems)
for number, target in enumerate(space.select([], problems), 1):
    pipeline.render(pipeline.to_document(target, office, problems), office, ("pdf", "docx"))
    if number in (1, 50, 500):
        now = int(next(l for l in open("/proc/self/status") if l.startswith("VmRSS")).split()[1])
        print(f"  after letter {{number}}: {{now / 1024:.0f}} MB in use")
"""


def memory(place: Path) -> None:
    print("memory of one process:")
    code = MEMORY.format(root=str(ROOT), folder=str(workspace(place / "memory", 500)))
    print(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout, end="")
    one = workspace(place / "peak", 1)
    pid = os.posix_spawn(sys.executable, congvan(one, "build", "--force"), os.environ)
    _, _, used = os.wait4(pid, 0)
    assert isinstance(used, resource.struct_rusage)
    print(f"peak of one letter in both formats: {used.ru_maxrss / 1024:.0f} MB")


def inspections(place: Path) -> None:
    import inspecting

    def build(base: Path, name: str) -> Path:
        folder = workspace(base / name, 1)
        letter = folder / "circulars" / "l000.yaml"
        if name == "dai":
            letter.write_text(inspecting.long_letter(letter.read_text(encoding="utf-8"), 20), encoding="utf-8")
        subprocess.run(congvan(folder, "build"), check=True, capture_output=True)
        return folder / "output" / "l000"

    sys.path.insert(0, str(ROOT))
    inspecting.report(place, build, seconds, [sys.executable, str(ROOT / "build.py")])


def register(place: Path) -> None:
    from register import register as measure

    measure(place)


def signed(place: Path) -> None:
    import signing

    signing.run(place)


def many_kinds(place: Path) -> None:
    import kinds

    (place / "kinds").mkdir()
    kinds.report(place / "kinds", seconds, alternately)


def delivered(place: Path) -> None:
    import delivery

    delivery.run(place)


def copied(place: Path) -> None:
    import copying

    copying.run(place)


def book(_place: Path) -> None:
    import book as of_register

    of_register.run()


def unchanged(place: Path) -> None:
    many = workspace(place / "thousand", 1000)
    subprocess.run(congvan(many, "build", "--format", "docx", "--jobs", "2"), check=True, capture_output=True)
    bare = statistics.median(seconds([sys.executable, "-c", "pass"]) for _ in range(5))
    nothing = statistics.median(seconds(congvan(many, "build", "--format", "docx")) for _ in range(5))
    print(f"a thousand letters, nothing changed: {nothing:.2f} s, {nothing / bare:.0f} times a bare Python")


STARTED = """
import os, sys, time
sys.path.insert(0, {root!r})
if {quick}:
    from congvan.render.quick_start import quick
    with quick():
        import weasyprint
else:
    import weasyprint
spent = os.times()
print(spent.user + spent.system + spent.children_user + spent.children_system)
"""


def started(_place: Path) -> None:
    def took(quick: bool) -> float:
        code = STARTED.format(root=str(ROOT), quick=quick)
        return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)

    ours, theirs, ratio = alternately(lambda: took(True), lambda: took(False), 5)
    print(f"WeasyPrint imported: {ours:.2f} s of processor, as it comes {theirs:.2f} s; ratio {ratio:.2f}")


def for_each(place: Path) -> None:
    import each

    each.run(place)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for part in (
            against_peer,
            sixty,
            unchanged,
            cold,
            started,
            inspections,
            stages,
            memory,
            register,
            book,
            signed,
            many_kinds,
            delivered,
            copied,
            for_each,
        ):
            part(Path(folder))
