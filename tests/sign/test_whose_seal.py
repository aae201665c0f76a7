"""Whose seal it is: neither ``sign`` nor ``send`` takes a stranger's own for the agency's, however he calls himself."""

from __future__ import annotations

import io
from pathlib import Path

import pki
import pytest
import shows  # noqa: F401 - the tools' folder on the path
from foreign import _der, _key
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from whose import AGENCY, leader_only, sent, to_the_seal


def filled(data: bytes, who: pki.Identity, *names: str) -> bytes:
    """The empty fields of ours filled with somebody's signatures, without any look."""
    key = signers.SimpleSigner(signing_cert=_der(who.der), signing_key=_key(who.key), cert_registry=None)
    for name in names:
        meta = signers.PdfSignatureMetadata(field_name=name, md_algorithm="sha256")
        data = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), meta, signer=key).getvalue()
    return data


@pytest.fixture(scope="module")
def stranger() -> pki.Authority:
    return pki.Authority("CA tự dựng", key=7)


def seal(bench, id: str, key: str = "agency", *more: str):
    return bench.run("sign", id, "--as", "DauCoQuan", *bench.p12(key), *more)


def test_the_agencys_own_seal_goes_out_though_nobody_named_whom_to_trust(bench) -> None:
    code, _, told = sent(bench)
    assert code == 0, told
    assert [p.suffix for p in (bench.shop.root / "seals").iterdir()] == [".pem"]


@pytest.mark.parametrize("fields", [("DauCoQuan",), ("SoVanBan", "NgayVanBan", "DauCoQuan")])
def test_a_strangers_seal_in_the_agencys_name_stays(bench, sealed, stranger, fields) -> None:
    """The text is right, the leader's signature is right, the seal is anybody's."""
    forged = filled(leader_only(sealed), stranger.issue(AGENCY, organisation=AGENCY), *fields)
    bench.signed("mau").write_bytes(forged)
    code, said, told = sent(bench)
    assert (code, "CV925" in said) == (1, True), told
    assert AGENCY in told
    assert "CA tự dựng" in told


@pytest.mark.parametrize(("name", "told"), [(AGENCY, (0, "CV929")), ("Sở khác", (1, "CV925"))])
def test_a_seal_by_another_tool_in_an_office_that_never_sealed_goes_out_by_its_name(
    bench, stranger, name, told
) -> None:
    """Nothing is known to compare it with: whoever reads the warning can, and lays the certificate down."""
    for path in (bench.shop.root / "seals").iterdir():
        path.unlink()
    ready = bench.shop.output("mau", "ready.pdf").read_bytes()
    made = filled(ready, stranger.issue("Nguyễn Tấn Đức"), "KyLanhDao")
    bench.signed("mau").write_bytes(filled(made, stranger.issue(name), "SoVanBan", "NgayVanBan", "DauCoQuan"))
    code, said, words = sent(bench)
    assert (code, told[1] in said) == (told[0], True), words


def test_a_seal_by_another_tool_goes_out_once_its_certificate_is_laid_down(bench, sealed, stranger) -> None:
    """The certificate itself, or the root that vouches for it and under which it names the agency."""
    who = stranger.issue(AGENCY)
    bench.signed("mau").write_bytes(filled(leader_only(sealed), who, "SoVanBan", "NgayVanBan", "DauCoQuan"))
    folder = bench.shop.root / "seals"
    assert sent(bench)[0] == 1
    (folder / "dau.cer").write_bytes(who.der)
    assert sent(bench)[0] == 0
    (folder / "dau.cer").unlink()
    stranger.identity().pem(folder / "goc.pem")
    assert sent(bench)[0] == 0
    other = filled(leader_only(sealed), stranger.issue("Sở khác"), "SoVanBan", "NgayVanBan", "DauCoQuan")
    bench.signed("mau").write_bytes(other)
    assert sent(bench)[0] == 1


def test_a_file_among_the_seals_that_is_no_certificate_is_named(bench) -> None:
    (bench.shop.root / "seals" / "rac.pem").write_text("khong phai", encoding="utf-8")
    code, said, told = sent(bench)
    assert (code, "CV654" in said, "rac.pem" in told) == (0, True, True), told


def test_a_renewed_certificate_is_spoken_of_once_and_both_letters_go_out(bench) -> None:
    renewed = bench.authority.issue(AGENCY, key=pki.rsa_key(5))
    renewed.p12(bench.keys / "moi.p12", "bí mật 1")
    for id, told in (("mot", True), ("hai", False)):
        to_the_seal(bench, id)
        done = seal(bench, id, "moi")
        assert (done.returncode, "CV926" in done.stderr) == (0, told), done.stderr
        assert sent(bench, id)[0] == 0
    assert sent(bench)[0] == 0
    assert len(list((bench.shop.root / "seals").iterdir())) == 2


def test_the_first_seal_is_no_matter_of_doubt(bench) -> None:
    for path in (bench.shop.root / "seals").iterdir():
        path.unlink()
    to_the_seal(bench, "dau-tien")
    done = seal(bench, "dau-tien")
    assert (done.returncode, "CV926" in done.stderr) == (0, False), done.stderr
    assert sent(bench, "dau-tien")[0] == 0


def test_a_number_that_a_stranger_put_in_is_not_sealed(bench, sealed, stranger) -> None:
    """He signs the number's own field, with a look of his own, before the seal comes."""
    bench.signed("mau").write_bytes(filled(leader_only(sealed), stranger.issue(AGENCY), "SoVanBan"))
    before = bench.signed("mau").read_bytes()
    done = seal(bench, "mau")
    assert (done.returncode, "CV649" in done.stderr) == (1, True), done.stderr
    assert bench.signed("mau").read_bytes() == before


def test_a_folder_that_can_not_be_written_leaves_the_seal_and_says_so(bench) -> None:
    import shutil

    to_the_seal(bench, "khong-ghi")
    shutil.rmtree(bench.shop.root / "seals")
    (bench.shop.root / "seals").write_text("", encoding="utf-8")
    done = seal(bench, "khong-ghi")
    assert (done.returncode, "CV927" in done.stderr) == (0, True), done.stderr
    assert Path(bench.signed("khong-ghi")).exists()
