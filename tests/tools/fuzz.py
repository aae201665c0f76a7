"""Structural mutations in batches: each judged by the product in one child, what is not refused looked at by other eyes.

The other eyes are poppler (the pages as pictures) and qpdf (what acts, what lies on a page): neither reads for the product.
"""

from __future__ import annotations

import io
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import mutations
import pikepdf

from congvan.machine import fence
from congvan.model.signing import State
from congvan.pades import after, fields, ours, ranges
from congvan.pades import verify as verdict
from congvan.pades.writer import reader

BATCH = 40
LONGEST = 30  # seconds of the processor for one file
MEMORY = 2_000_000_000


class TooLong(BaseException):
    """One file took more than ``LONGEST``; no ``except Exception`` of the product catches it."""


@dataclass
class Seen:
    """One mutant as the product sees it."""

    number: int
    base: str
    data: bytes
    state: str
    codes: tuple[str, ...]
    seconds: float
    faults: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()  # what the product caught while it read the file


@dataclass
class Outcome:
    """What became of all of them."""

    states: Counter = field(default_factory=Counter)
    codes: Counter = field(default_factory=Counter)
    inside: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    longest: float = 0.0

    @property
    def count(self) -> int:
        return sum(self.states.values())

    def __str__(self) -> str:
        told = ", ".join(f"{state} {n}" for state, n in sorted(self.states.items()))
        return f"{self.count} mutations: {told}; longest {self.longest:.1f} s; {len(self.faults)} faults"


def run(bases: dict[str, bytes], roots, count: int, seed: int, folder: Path, say=None) -> Outcome:
    """``count`` mutations of ``bases`` by turns, the small ones six times as often. What was at fault is kept in ``folder``."""
    made, looks = Outcome(), {name: _looks(data, folder) for name, data in bases.items()}
    names = sorted(name for name in bases for _ in range(6 if name.startswith("small") else 1))
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        for seen in _batch(bases, names, roots, seed, numbers):
            made.states[seen.state] += 1
            made.codes.update(seen.codes)
            made.inside.update(seen.inside)
            made.longest = max(made.longest, seen.seconds)
            faults = [*seen.faults, *_otherwise(seen, looks[seen.base], folder)]
            for fault in faults:
                made.faults.append(f"{seed}-{seen.number} ({seen.base}): {fault}")
                if seen.data:
                    (folder / f"fault-{seed}-{seen.number}.pdf").write_bytes(seen.data)
                if say is not None:
                    say(made.faults[-1])
        if say is not None:
            say(f"seed {seed}: {made}")
    return made


def _batch(bases, names, roots, seed: int, numbers) -> list[Seen]:
    def work(chosen):
        return lambda: [_one(names[n % len(names)], bases[names[n % len(names)]], roots, seed, n) for n in chosen]

    def alone(number: int) -> Seen:
        try:
            return fence.run(work([number]), 300, MEMORY)[0]
        except fence.Fenced as ended:
            base = names[number % len(names)]
            data = _mutant(bases[base], seed, number)
            return Seen(number, base, data, "gone", (), 0.0, (f"ended by {ended.why}",))

    try:
        return fence.run(work(numbers), 1800, MEMORY)
    except (fence.Fenced, TooLong):
        return [alone(number) for number in numbers]


def _mutant(data: bytes, seed: int, number: int) -> bytes:
    return mutations.mutate(data, random.Random(f"{seed}-{number}"))


def _one(base: str, before: bytes, roots, seed: int, number: int) -> Seen:
    data = _mutant(before, seed, number)
    inside: list[str] = []
    plain, whole, began = verdict._unreadable, after._Look.findings, time.process_time()

    def noting(*found):
        if sys.exc_info()[0] is not None:
            inside.append(_where(sys.exc_info()))
        return plain(*found)

    verdict._unreadable, after._Look.findings = noting, _unpictured
    signal.signal(signal.SIGPROF, _late)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    faults: tuple[str, ...] = ()
    try:
        report = verdict.verify(data, roots)
        seconds = time.process_time() - began
        state, codes = report.state.value, tuple(sorted({f.code for f in report.all_findings()}))
        if report.state in (State.VALID, State.UNTRUSTED):
            faults = _handed(before, data)
    except TooLong:
        return Seen(number, base, data, "late", (), float(LONGEST), (f"more than {LONGEST} s",))
    except Exception as error:
        return Seen(number, base, data, "raised", (), 0.0, (f"raised {error!r} {_where(sys.exc_info())}",))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        verdict._unreadable, after._Look.findings = plain, whole
    kept = b"" if report.state is State.INVALID else data
    return Seen(number, base, kept, state, codes, seconds, faults, tuple(inside))


def _unpictured(look) -> list:
    """The structure first; pictures are drawn where it let everything through: they can only add to a refusal."""
    found = []
    try:
        found += look.written()
        if not any(f.fatal for f in found):
            found += [*look._stamps(), *look._pictures()]
    finally:
        for album in look.albums.values():
            album.close()
    return found


def _late(*_: object) -> None:
    raise TooLong


def _where(info) -> str:
    kind, _, trace = info
    steps = [s for s in traceback.extract_tb(trace) if "/congvan/" in s.filename]
    place = f"{Path(steps[-1].filename).name}:{steps[-1].lineno}" if steps else "?"
    return f"{kind.__name__} {place}" if kind is not None else "?"


def _handed(before: bytes, data: bytes) -> tuple[str, ...]:
    """What sign and send ask of a file that was not refused: no trace, and nothing but signatures taken as ours."""
    start = printed(before)
    if data == before or not data.startswith(start):
        return ()
    try:
        look = fields.look(data)
        if look is None:
            return ()
        fields.grown(start, data, look.opened)
        ours.printed_once(data, look.opened)
        odd = ours.odd(start, data, look.opened)
        ours.signers(data, ())
    except Exception:
        return (f"sign and send would raise {_where(sys.exc_info())}",)
    known = {before, *revisions(before)}
    if not odd and not any(data.startswith(one) and not data[len(one) :].strip() for one in known):
        return ("sign and send take it as ours",)
    return ()


def printed(data: bytes) -> bytes:
    """The file before its first signature; one with two tables of contents is never ours."""
    if b"/XRefStm" in data:
        return b"-"
    opened = reader(data)
    first = min(s.signed_revision for s in opened.embedded_signatures)
    if not first:
        return data
    end = data.find(b"%%EOF", int(opened.xrefs.get_startxref_for_revision(first - 1)))
    return data[: end + 5]


def revisions(data: bytes) -> list[bytes]:
    """The file as it was after each of its signatures."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    opened = PdfFileReader(io.BytesIO(data), strict=False)
    return [data[: ranges.end(s.sig_object)] for s in opened.embedded_signatures]


def _looks(data: bytes, folder: Path) -> list[tuple]:
    return [(mutations.seen(one, folder), acts(one)) for one in (data, *revisions(data))]


def _otherwise(seen: Seen, looks: list[tuple], folder: Path) -> list[str]:
    if seen.state not in (State.VALID.value, State.UNTRUSTED.value):
        return []
    pictures, doings = mutations.seen(seen.data, folder), acts(seen.data)
    found = []
    if not any(pictures == one for one, _ in looks):
        found.append(f"{seen.state}, looks otherwise")
    if not any(doings <= other for _, other in looks):
        more = min((doings - other for _, other in looks), key=len)
        found.append(f"{seen.state}, holds more: {sorted(more)[:4]}")
    return found


_CATALOGUE = ("/OpenAction", "/AA", "/OCProperties", "/Collection", "/AF", "/Outlines", "/PageLabels", "/Threads")


def acts(data: bytes) -> frozenset[str]:
    """What a file does or holds beside its pages' looks, as qpdf reads it; an empty field to sign in counts for nothing."""
    found: set[str] = set()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            root = pdf.Root
            found |= {f"{key} {_short(root[key])}" for key in _CATALOGUE if key in root}
            if "/Names" in root:
                found |= {f"/Names{key} {_short(root.Names[key])}" for key in root.Names.keys()}  # noqa: SIM118
            form = root.get("/AcroForm", pikepdf.Dictionary())
            found |= {f"form {key} {_short(form[key])}" for key in form.keys() if key not in ("/Fields", "/SigFlags")}  # noqa: SIM118
            for number, page in enumerate(pdf.pages, 1):
                if "/AA" in page:
                    found.add(f"{number} /AA")
                for note in page.get("/Annots", pikepdf.Array()):
                    found |= _note(number, note)
    except Exception as error:
        found.add(f"unreadable {type(error).__name__}")
    return frozenset(found)


def _note(number: int, note) -> set[str]:
    if not isinstance(note, pikepdf.Dictionary):
        return set()
    found = {f"{number} {key}" for key in ("/A", "/AA", "/PA") if key in note}
    kind = note.get("/FT", note.get("/Parent", {}).get("/FT", "") if "/Parent" in note else "")
    rect = [round(float(n)) for n in note.get("/Rect", [])]
    if str(note.get("/Subtype", "")) != "/Widget" or str(kind) != "/Sig" or _draws(note.get("/AP")) or "/MK" in note:
        found.add(f"{number} {note.get('/Subtype', '')} {rect} {note.get('/F', '')}")
    return found


def _draws(looks) -> bool:
    """Whether an appearance holds more than ``q`` and ``Q``: a field to sign that draws nothing is as empty as one without."""
    if not isinstance(looks, pikepdf.Dictionary) or set(looks.keys()) - {"/N"}:
        return looks is not None
    look = looks.get("/N")
    if not isinstance(look, pikepdf.Stream) or "/Resources" in look:
        return look is not None
    return any(str(step.operator) not in ("q", "Q") for step in pikepdf.parse_content_stream(look))


def _short(value) -> str:
    return str(pikepdf.unparse_content_stream([]) if value is None else repr(value))[:200]


def main(argv: list[str]) -> int:
    """``fuzz.py COUNT SEED FOLDER``: the bases are the files of FOLDER/bases, the roots its ca.pem."""
    from congvan.machine import children
    from congvan.pades import trust

    children.allow()
    count, seed, folder = int(argv[1]), int(argv[2]), Path(argv[3])
    bases = {path.stem: path.read_bytes() for path in sorted((folder / "bases").glob("*.pdf"))}
    roots = list(trust.parse((folder / "ca.pem").read_bytes()))
    usage = resource.RUSAGE_SELF
    made = run(bases, roots, count, seed, folder, lambda line: print(line, flush=True))
    print(made, dict(made.codes), dict(made.inside), resource.getrusage(usage).ru_utime, flush=True)
    return 1 if made.faults else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    sys.exit(main(sys.argv))
