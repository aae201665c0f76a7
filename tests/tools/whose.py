"""Letters up to their seal, a file with its leader's signature alone, and what ``send`` says of a file."""

from __future__ import annotations

import io
import json

from pyhanko.pdf_utils.reader import PdfFileReader

from congvan.pades import ranges

AGENCY = "Sở Thông tin và Truyền thông"
DRAFT = (
    "unit: thanh-tra\nsubject: thử con dấu\nsigner: giam-doc\nto: [so-noi-vu]\nbody: Đoạn văn.\ncopies: [nhu-tren]\n"
)


def leader_only(sealed: bytes) -> bytes:
    first = min(PdfFileReader(io.BytesIO(sealed)).embedded_signatures, key=lambda s: s.signed_revision)
    return sealed[: ranges.end(first.sig_object)]


def sent(bench, id: str = "mau"):
    """What ``send`` says of the file: 1 where it refuses, the codes, all of it. How mail goes is no matter here (CV806)."""
    done = bench.run("send", id, "--dry-run", "--json")
    assert "Traceback" not in done.stderr, done.stderr
    said = [d for d in json.loads(done.stdout)["diagnostics"] if d["code"] != "CV806"]
    return int(any(d["severity"] == "error" for d in said)), {d["code"] for d in said}, done.stdout


def to_the_seal(bench, id: str) -> None:
    bench.shop.write(id, DRAFT)
    assert bench.run("ready", id).returncode == 0
    assert bench.run("sign", id, "--as", "KyLanhDao", *bench.p12("leader")).returncode == 0
    bench.issue(id)
