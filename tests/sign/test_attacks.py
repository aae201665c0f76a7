"""What others did to signed PDFs: none of it passes as valid, and each is named."""

from __future__ import annotations

import os
import random
import subprocess

import attacks
import pytest
import shows

from congvan.model.signing import State
from congvan.pades import keys
from congvan.pades.verify import verify

NAMED = {
    "flipped": {"CV669", "CV665"}, "cut": {"CV664", "CV665"}, "rewritten": {"CV661", "CV662", "CV663", "CV664", "CV665", "CV669"},
    "forged_no_range": {"CV661", "CV652"}, "forged_null_contents": {"CV662"}, "forged_negative": {"CV661"},
    "page_replaced": {"CV673", "CV671"}, "page_added": {"CV672"}, "number_changed": {"CV671"}, "trailing": {"CV668", "CV665"},
    "wrapped": {"CV663", "CV665"}, "freed": {"CV671", "CV672", "CV665"}, "font_replaced": {"CV671"},
    "hide_and_replace": {"CV672", "CV671", "CV673"}, "annotated": {"CV671", "CV670"}, "field_over_text": {"CV675"},
    "cloned": {"CV679"},
}  # fmt: skip


def codes(report) -> set[str]:
    return {f.code for f in report.findings} | {f.code for s in report.signatures for f in s.findings}


def test_the_sealed_letter_itself_is_valid(sealed, roots) -> None:
    report = verify(sealed, roots)
    assert report.state is State.VALID, codes(report)
    assert [s.field for s in report.signatures] == ["KyLanhDao", "SoVanBan", "NgayVanBan", "DauCoQuan"]
    assert verify(sealed, []).state is State.UNTRUSTED


def test_a_report_carries_words_only(sealed, roots) -> None:
    """It goes from child to parent: a name as the library gives it would take the whole file with it."""
    import pickle

    from congvan.pades import fields, ours

    for name in ("no_page_entry", "kid_over_text", "title", "two_widgets", "unlisted"):
        assert pickle.loads(pickle.dumps(verify(shows.BY_NAME[name](sealed), roots))).state is State.INVALID
    for data in (sealed, attacks.annotated(sealed), attacks.trailing(sealed)):
        report = verify(data, roots)
        sent = pickle.dumps(report)
        assert pickle.loads(sent) == report
        assert len(sent) < 12_000
    look = fields.look(sealed)
    assert look is not None
    assert {type(name) for name in (*look.signed, *look.boxes)} == {str}
    assert {type(s.field) for s in ours.signers(sealed, ())} == {str}


@pytest.mark.parametrize("name", sorted(attacks.BY_NAME))
def test_an_attack_is_caught_and_named(sealed, roots, name: str) -> None:
    changed = attacks.BY_NAME[name](sealed)
    assert changed != sealed
    report = verify(changed, roots)
    assert report.state is State.INVALID
    assert codes(report) & NAMED[name], codes(report)


def test_what_came_after_all_signatures_is_told_once(sealed, roots) -> None:
    report = verify(attacks.annotated(sealed), roots)
    assert [f.code for f in report.all_findings()].count("CV671") == 1
    assert [f.code for f in report.signatures[0].findings] == ["CV671"]
    assert {s.state for s in report.signatures} == {State.INVALID}


@pytest.fixture(scope="module")
def plain(pattern) -> bytes:
    return pattern.shop.output("mau", "ready.pdf").read_bytes()


@pytest.fixture(scope="module")
def agency(pattern):
    from congvan.problems import Problems

    return keys.open_file(
        pattern.keys / "agency.p12", (pattern.keys / "mat-khau").read_text().strip().encode(), Problems()
    )


def test_a_trusted_signature_over_the_text_is_caught(sealed, roots, agency) -> None:
    report = verify(attacks.signed_over_text(sealed, agency.signer), roots)
    assert report.state is State.INVALID
    assert "CV675" in codes(report)


def test_the_receivers_stamp_in_a_blank_place_keeps_all_valid(sealed, roots, agency) -> None:
    report = verify(attacks.signed_over_text(sealed, agency.signer, (90, 60, 200, 110), "CongVanDen"), roots)
    assert report.state is State.VALID, codes(report)
    assert len(report.signatures) == 5


@pytest.mark.parametrize("permission", [1, 2, 3])
def test_certified_files(pattern, sealed, roots, agency, permission: int) -> None:
    """Evil annotation and sneaky signature on certified files."""
    plain = pattern.shop.output("mau", "ready.pdf").read_bytes()
    good = attacks.certified(plain, agency.signer, permission)
    assert verify(good, roots).state is State.VALID
    assert verify(attacks.annotated(good), roots).state is State.INVALID
    assert verify(attacks.annotated(good, "/Stamp"), roots).state is State.INVALID
    assert verify(attacks.field_over_text(good), roots).state is State.INVALID


@pytest.mark.parametrize("permission", [2, 3])
def test_a_certified_file_may_be_stamped_where_its_certificate_allows_it(plain, roots, agency, permission: int) -> None:
    good = attacks.certified(plain, agency.signer, permission)
    both = attacks.signed_over_text(good, agency.signer, (90, 60, 200, 95), "CongVanDen")
    report = verify(both, roots)
    assert report.state is State.VALID, codes(report)
    over = attacks.signed_over_text(good, agency.signer)
    assert verify(over, roots).state is State.INVALID
    assert "CV675" in codes(verify(over, roots))


def test_a_certificate_that_forbids_all_is_named_as_the_reason(plain, roots, agency) -> None:
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigFieldSpec

    class Careless(signers.PdfSigner):
        def _enforce_certification_constraints(self, reader) -> None:
            pass

    good = attacks.certified(plain, agency.signer, 1)
    meta = signers.PdfSignatureMetadata(field_name="Them", md_algorithm="sha256")
    signer = Careless(meta, agency.signer, new_field_spec=SigFieldSpec("Them", box=(90, 60, 200, 95)))
    report = verify(signer.sign_pdf(attacks._writer(good)).getvalue(), roots)
    assert report.state is State.INVALID
    assert "CV922" in codes(report)
    assert "CV671" not in codes(report)


def test_poppler_agrees_on_the_cryptography(sealed, tmp_path) -> None:
    """pdfsig sees each signed range only: an honest file and a flipped byte; increments are beyond it."""
    for name, data, good in (("good", sealed, 4), ("bad", attacks.flipped(sealed), 0)):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        said = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout
        assert said.count("Signature is Valid") == good


def mutate(data: bytes, dice: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        kind, at = dice.randrange(5), dice.randrange(len(made))
        if kind == 0:
            made[at] ^= 1 << dice.randrange(8)
        elif kind == 1:
            del made[at : at + dice.randint(1, 400)]
        elif kind == 2:
            made[at:at] = bytes(dice.randrange(256) for _ in range(dice.randint(1, 40)))
        elif kind == 3:
            made[at : at + 30] = made[dice.randrange(len(made)) :][:30]
        else:
            made += made[at : at + dice.randint(1, 2000)]
    return bytes(made)


def covered_changed(before: bytes, after: bytes) -> bool:
    """Whether the signed bytes of the seal (all but its own value) are not those of the sealed file."""
    place = before.rfind(b"/Contents <")
    end = before.index(b">", place)
    return after[: place + 11] != before[: place + 11] or after[end : len(before)] != before[end:]


def fuzz(sealed: bytes, roots, count: int, seed: int) -> tuple[int, int]:
    from congvan.machine import fence

    dice, valid, gone = random.Random(seed), 0, 0
    for number in range(count):
        changed = mutate(sealed, dice)
        try:
            report = fence.run(lambda data=changed: verify(data, roots), 30, 1_500_000_000)
        except fence.Fenced:
            gone += 1
            continue
        if report.state is State.VALID:
            valid += 1
            assert not covered_changed(sealed, changed), f"mutation {number} of seed {seed} passes as valid"
    return valid, gone


def test_random_mutations(sealed, roots) -> None:
    """A hundred; ``make fuzz-sign`` sets CONGVAN_FUZZ to ten thousand."""
    count, seed = int(os.environ.get("CONGVAN_FUZZ", "100")), int(os.environ.get("CONGVAN_SEED", "7"))
    valid, gone = fuzz(sealed, roots, count, seed)
    print(f"{count} mutations of seed {seed}: {valid} valid with all signed bytes as they were, {gone} ended by limits")
    assert gone <= count // 100
