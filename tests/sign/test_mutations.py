"""Random changes of a signed file's structure: none that looks or acts otherwise is ever called valid."""

from __future__ import annotations

import io
import os
from pathlib import Path

import attacks
import fuzz
import pikepdf
import pytest
import shapes
from pyhanko.pdf_utils.reader import PdfFileReader

from congvan.model.signing import State
from congvan.pades import keys, ranges, trust
from congvan.pades.verify import verify

CASES = Path(__file__).parent / "cases"
SHAPES = {
    "form": (shapes.form, {}),
    "linear": (shapes.turned, {"linearize": True}),
    "streams": (shapes.layered, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}),
    "tagged": (shapes.tagged, {}),
}


@pytest.fixture(scope="module")
def bases(pattern, sealed) -> dict[str, bytes]:
    """Honest signed files of several makes; the hybrid one has a root of its own."""
    from congvan.problems import Problems

    secret = (pattern.keys / "mat-khau").read_text().strip().encode()
    agency = keys.open_file(pattern.keys / "agency.p12", secret, Problems()).signer
    first = min(PdfFileReader(io.BytesIO(sealed)).embedded_signatures, key=lambda s: s.signed_revision)
    leader = sealed[: ranges.end(first.sig_object)]
    plain = shapes.bare(leader)
    made = {name: shapes.signed(shapes.saved(plain, how, **more), agency) for name, (how, more) in SHAPES.items()}
    return (
        made
        | shapes.small_letters(agency)
        | {
            "sealed": sealed,
            "leader": leader,
            "received": attacks.signed_over_text(sealed, agency, (90, 60, 200, 110), "CongVanDen"),
            "certified": attacks.certified(plain, agency, 2),
            "hybrid": (CASES / "05-word-like-hybrid-signed.pdf").read_bytes(),
        }
    )


def test_no_changed_look_is_called_valid(bases, roots, tmp_path) -> None:
    """A few of each file; ``make fuzz-sign`` sets CONGVAN_FUZZ to ten thousand."""
    count, seed = int(os.environ.get("CONGVAN_FUZZ", "60")), int(os.environ.get("CONGVAN_SEED", "7"))
    known = [*roots, *trust.parse((CASES / "05-ca.pem").read_bytes())]
    assert {name: verify(data, known).state for name, data in bases.items()} == dict.fromkeys(bases, State.VALID)
    made = fuzz.run(bases, known, count, seed, tmp_path, print if count > 100 else None)
    print(f"seed {seed}: {made}")
    assert made.faults == []
    assert made.count == count
