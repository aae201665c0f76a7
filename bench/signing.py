"""Signing: sign and seal warm against the library's bare ``sign_pdf`` on the same file; a batch of letters."""

from __future__ import annotations

import io
import shutil
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "tools")]
LETTER = (ROOT / "circulars/2024/canh-bao-gia-danh-lan-2.yaml").read_text(encoding="utf-8")


def run(place: Path, letters: int = 100) -> None:
    """Print both ratios and the batch."""
    import pki

    from congvan import pipeline, signing, signready
    from congvan.problems import Problems
    from congvan.sign import keys
    from congvan.workspace import Workspace

    folder = place / "signing"
    folder.mkdir()
    for name in ("issuer.yaml", "recipients.yaml"):
        shutil.copy(ROOT / name, folder)
    (folder / "circulars").mkdir()
    for number in range(letters):
        text = LETTER.replace("number: 881", f"number: {number + 1}")
        (folder / "circulars" / f"l{number:03}.yaml").write_text(text, encoding="utf-8")
    authority, problems = pki.Authority(), Problems()
    leader = keys.open_file(authority.issue("Nguyễn Tấn Đức").p12(folder / "l.p12"), b"bi-mat", problems)
    agency = keys.open_file(authority.issue("Sở Thông tin và Truyền thông").p12(folder / "a.p12"), b"bi-mat", problems)
    space = Workspace(folder)
    office = pipeline.open_office(space, problems)
    targets = space.select([], problems)
    assert office is not None
    out = folder / "output"
    for target in targets:
        signready.ready(target, office, out, problems)
    steps = [signing.Request(signing.Wish("KyLanhDao"), leader), signing.Request(signing.Wish("DauCoQuan"), agency)]
    ours, bare = [], []
    for target in targets[:12]:
        ready = signready.Place(out, target.id).ready().read_bytes()
        ours.append(_timed(lambda t=target: [signing.sign(t, office, out, step) for step in steps]))
        bare.append(_timed(lambda data=ready: _bare(data, leader, agency)))
    ratio = statistics.median(a / b for a, b in zip(ours[2:], bare[2:], strict=True))
    print(
        f"sign and seal, warm: {1000 * statistics.median(ours[2:]):.0f} ms, bare sign_pdf twice "
        f"{1000 * statistics.median(bare[2:]):.0f} ms; ratio {ratio:.2f}"
    )
    rest = targets[12:]
    spent = _timed(lambda: [signing.sign(t, office, out, step) for t in rest for step in steps])
    whole = spent * len(targets) / max(len(rest), 1)
    each = 1000 * whole / len(targets)
    print(f"{len(targets)} letters signed and sealed in one batch: {whole:.1f} s ({each:.0f} ms each)")


def _timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _bare(data: bytes, leader, agency) -> bytes:
    """What the library alone does: the same two fields, its own stamp."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    for name, key in (("KyLanhDao", leader), ("DauCoQuan", agency)):
        meta = signers.PdfSignatureMetadata(field_name=name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        data = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), meta, signer=key.signer).getvalue()
    return data
