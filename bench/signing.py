"""Signing: sign and seal warm against the library's bare ``sign_pdf`` for the same fields; a batch of letters."""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench"), str(ROOT / "tests" / "tools")]
PASSWORD = b"bi-mat"
WARM = 12


def run(place: Path, letters: int = 100) -> None:
    """Print the ratios and the batch."""
    import pki
    from measure import workspace

    folder = workspace(place / "signing", letters)
    keys, authority = folder / "keys", pki.Authority()
    keys.mkdir()
    names = {"leader": "Nguyễn Tấn Đức", "agency": "Sở Thông tin và Truyền thông"}
    for name, holder in names.items():
        authority.issue(holder).p12(keys / f"{name}.p12", PASSWORD.decode())
    for draft in (False, True):
        _warm(workspace(place / f"warm-{draft}", WARM), keys, draft=draft)
    _batch(folder, keys, letters)


def _warm(folder: Path, keys: Path, *, draft: bool) -> None:
    """One process, one letter after the other; with ``draft`` the number is taken between leader and seal."""
    from pyhanko.sign.signers import SimpleSigner

    from congvan import pipeline
    from congvan.desk import issue
    from congvan.pades.keys import open_file
    from congvan.problems import Problems
    from congvan.signing import ready as signready
    from congvan.workspace import Workspace

    if draft:
        for path in (folder / "circulars").iterdir():
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            path.write_text("".join(x for x in lines if not x.startswith(("number:", "date:"))), encoding="utf-8")
    space, problems = Workspace(folder), Problems()
    office, out = pipeline.open_office(space, problems), folder / "output"
    leader, agency = (open_file(keys / f"{name}.p12", PASSWORD, problems) for name in ("leader", "agency"))
    plain = [SimpleSigner.load_pkcs12(keys / f"{name}.p12", passphrase=PASSWORD) for name in ("leader", "agency")]
    spent: list[tuple[float, float, float]] = []
    for target in space.select([], problems):
        signready.ready(target, office, out, problems)
        ready = signready.Place(out, target.id).ready().read_bytes()
        first = _timed(lambda t=target: _done(_signed(t, office, out, _request("KyLanhDao", leader))))
        if draft:
            issue.give(target, office, issue.IssueWish(None, None), problems)
        ours = first + _timed(lambda t=target: _done(_signed(t, office, out, _request("DauCoQuan", agency))))
        fields = ("KyLanhDao", "SoVanBan", "NgayVanBan", "DauCoQuan") if draft else ("KyLanhDao", "DauCoQuan")
        theirs = _timed(lambda data=ready, f=fields: _bare(data, f, plain))
        once = _timed(lambda data=ready, f=fields: _bare(data, f, (leader.signer, agency.signer)))
        spent.append((ours, theirs, once))
    assert not problems.failed, [d.code for d in problems]
    _told(spent[2:], len(fields))


def _request(role: str, key):
    from congvan.desk import sign
    from congvan.signing import plan

    return sign.SignRequest(plan.SignWish(role), key)


def _signed(target, office, output: Path, request):
    """One circular in this process, without a child that plans ahead."""
    from congvan.desk import sign
    from congvan.problems import Problems
    from congvan.signing.plan import plan

    problems = Problems()
    made = plan(target, office, output, request.wish, problems)
    return sign.complete(made, target, office, request, problems)


def _done(outcome) -> None:
    assert outcome.done, outcome


def _told(spent: Sequence[tuple[float, float, float]], count: int) -> None:
    ours, theirs, once = (1000 * statistics.median(column) for column in zip(*spent, strict=True))
    ratio = statistics.median(a / b for a, b, _ in spent)
    other = statistics.median(a / c for a, _, c in spent)
    print(
        f"sign and seal, {count} signatures, warm: {ours:.0f} ms; bare sign_pdf {count} times {theirs:.0f} ms; "
        f"ratio {ratio:.2f} (bare with our signer, which reads the key once: {once:.0f} ms; ratio {other:.2f})"
    )


def _batch(folder: Path, keys: Path, letters: int) -> None:
    """The real commands: the leader with a key file, the agency with a token (SoftHSM)."""
    from measure import congvan

    env = {**os.environ, "CONGVAN_PASSWORD": PASSWORD.decode(), "CONGVAN_PIN": "1234"}
    token = _token(keys, env)

    def command(*args: str) -> float:
        return _timed(lambda: subprocess.run(congvan(folder, *args), check=True, capture_output=True, env=env))

    subprocess.run(congvan(folder, "ready", "circulars"), check=True, capture_output=True)
    leader = command("sign", "circulars", "--as", "KyLanhDao", "--p12", str(keys / "leader.p12"))
    seal = command("sign", "circulars", "--as", "DauCoQuan", *token)
    print(
        f"{letters} letters in one batch, start included: signed {leader:.1f} s, sealed by a token {seal:.1f} s "
        f"({1000 * (leader + seal) / letters:.0f} ms each)"
    )


def _token(keys: Path, env: dict[str, str]) -> list[str]:
    import pki

    (keys / "tokens").mkdir()
    conf = keys / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {keys / 'tokens'}\nobjectstore.backend = file\n", encoding="utf-8")
    env["SOFTHSM2_CONF"] = str(conf)
    who = pki.Authority().issue("Sở Thông tin và Truyền thông", key=pki.rsa_key(3))
    key, certificate = who.key_pem(keys / "co-quan.key"), who.pem(keys / "co-quan.pem")
    for args in (
        ["--init-token", "--free", "--label", "CoQuan", "--so-pin", "0000", "--pin", "1234"],
        ["--import", str(key), "--token", "CoQuan", "--label", "coquan", "--id", "A1", "--pin", "1234"],
    ):
        subprocess.run(["softhsm2-util", *args], check=True, env=env, capture_output=True)
    module = "/usr/lib/softhsm/libsofthsm2.so"
    return ["--pkcs11", module, "--token", "CoQuan", "--key", "coquan", "--cert", str(certificate)]


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _bare(data: bytes, fields: Sequence[str], signers: Sequence) -> bytes:
    """What the library alone does: the same fields in the same order, its own stamp."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers as library
    from pyhanko.sign.fields import SigSeedSubFilter

    for name in fields:
        meta = library.PdfSignatureMetadata(field_name=name, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        signer = signers[0] if name == "KyLanhDao" else signers[1]
        data = library.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), meta, signer=signer).getvalue()
    return data
