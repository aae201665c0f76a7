"""The published attacks on signed PDFs, and those of the field, as one table: each is refused, by verify, sign and send.

``pdfsig`` is what poppler says of the same file: how many of its signatures it calls valid. It looks at each signed range
alone, so that whatever is appended passes it; the sealed letter itself has four.
"""

from __future__ import annotations

import io
import subprocess

import attacks
import pytest
import shows
from pyhanko.pdf_utils.reader import PdfFileReader

from congvan.model.signing import State
from congvan.pades import ranges
from congvan.pades.verify import verify

TABLE = {
    # name: (class of the literature, one of these codes, valid to pdfsig, why it fails here)
    "forged_no_range": ("USF: universal forgery, no /ByteRange", {"CV661"}, 0, "no range, nothing covered"),
    "forged_negative": ("USF: impossible /ByteRange", {"CV661"}, 0, "no such range"),
    "forged_null_contents": ("USF: empty /Contents", {"CV662"}, 3, "no value"),
    "cloned": ("USF: one value under two fields", {"CV679"}, 5, "the value is another field's"),
    "padding": ("ISA variant: bytes in the room of /Contents", {"CV659"}, 4, "only zeros may follow the value"),
    "page_replaced": ("ISA: page written over", {"CV673"}, 4, "other words"),
    "page_added": ("ISA: page added", {"CV672"}, 4, "another number of pages"),
    "trailing": ("ISA: increment without table", {"CV668"}, 4, "bytes of no revision"),
    "hidden_tail": ("ISA: second startxref to the old table", {"CV668"}, 4, "the end leads back before its bytes"),
    "turned": ("ISA: page turned", {"CV907"}, 4, "the page looks otherwise"),
    "cropped": ("ISA: page cut", {"CV907"}, 4, "the page looks otherwise"),
    "wrapped": ("SWA: signed rest moved back", {"CV663", "CV665"}, 0, "the gap holds more than the value"),
    "rewritten": ("SWA by accident: saved anew", {"CV661", "CV662", "CV663", "CV664", "CV665"}, 0, "other bytes"),
    "flipped": ("plain tampering", {"CV669"}, 0, "another digest"),
    "cut": ("plain tampering: cut off", {"CV664", "CV665"}, 3, "shorter than its range"),
    "freed": ("shadow, hide: an object freed", {"CV671", "CV672", "CV665"}, 4, "something signed is gone"),
    "layer": ("shadow, hide: optional content", {"CV920"}, 4, "the catalogue says otherwise"),
    "font_replaced": ("shadow, replace: font", {"CV903"}, 4, "a signed object written over"),
    "old_font_in_new_look": ("shadow, replace: a page's font through a new field", {"CV903"}, 4, "written over"),
    "old_picture_in_new_look": ("shadow, replace: contents through a new field", {"CV903"}, 4, "written over"),
    "hide_and_replace": ("shadow, hide and replace: another page tree", {"CV902"}, 4, "other pages"),
    "need_appearances": ("shadow, replace: fields drawn anew", {"CV909"}, 4, "viewers draw, nobody signed"),
    "annotated": ("EAA: annotation with a look", {"CV900"}, 4, "shows, nobody signed it"),
    "unseen_annotation": ("EAA: annotation that viewers draw", {"CV900"}, 4, "shows, nobody signed it"),
    "field_over_text": ("SSA: unsigned field over text", {"CV900", "CV675"}, 4, "shows, nobody signed it"),
    "blank_place": ("SSA: unsigned field in a blank place", {"CV900"}, 4, "shows, nobody signed it"),
    "kid_over_text": ("SSA: its widget a kid", {"CV900"}, 4, "shows, nobody signed it"),
    "two_widgets": ("SSA: two widgets", {"CV900"}, 4, "shows, nobody signed it"),
    "grandchild": ("SSA: a widget two levels down", {"CV900"}, 4, "shows, nobody signed it"),
    "no_form_entry": ("SSA: in no list of fields", {"CV900"}, 4, "shows, nobody signed it"),
    "no_page_entry": ("SSA: on no page", {"CV908"}, 4, "may show elsewhere"),
    "colours": ("SSA: only a background colour", {"CV900"}, 4, "viewers fill it"),
    "states": ("SSA: look behind states", {"CV900"}, 4, "shows, nobody signed it"),
    "link": ("SSA: a link over the page", {"CV901"}, 4, "acts, nobody signed it"),
    "script": ("SSA: a script", {"CV901"}, 4, "acts, nobody signed it"),
    "empty_field_drawn": ("shadow, replace: a field's look", {"CV900"}, 4, "another look, no signature with it"),
    "number_changed": ("shadow, replace: the number's look", {"CV900"}, 4, "another look, no signature with it"),
    "seal_removed": ("shadow, hide: the seal's widget", {"CV902"}, 4, "something signed is gone"),
    "unlisted": ("ISA: an object that no table lists", {"CV923"}, 4, "readers that repair would show it"),
    "tooltip": ("SSA: words under the pointer", {"CV900"}, 4, "shows, nobody signed it"),
    "border": ("SSA: only a border", {"CV900"}, 4, "viewers draw it"),
    "field_defaults": ("shadow, replace: how fields are written", {"CV903"}, 4, "the form says otherwise"),
    "opens_with_script": ("ISA: a script of the whole file", {"CV920"}, 4, "acts, nobody signed it"),
    "attached_file": ("ISA: a file hung on", {"CV920"}, 4, "the catalogue says otherwise"),
    "xfa": ("shadow, replace: an XFA form", {"CV903"}, 4, "the form says otherwise"),
    "title": ("metadata: another title", {"CV916"}, 4, "the window's frame says otherwise"),
}  # fmt: skip
MAKERS = {**attacks.BY_NAME, **shows.BY_NAME}


def codes(report) -> set[str]:
    return {f.code for f in report.all_findings()}


def leader_only(sealed: bytes) -> bytes:
    """The letter as it was when the leader had signed."""
    first = min(PdfFileReader(io.BytesIO(sealed)).embedded_signatures, key=lambda s: s.signed_revision)
    return sealed[: ranges.end(first.sig_object)]


def test_the_table_has_every_attack_that_the_tests_can_make() -> None:
    assert set(TABLE) == set(MAKERS)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_of_a_sealed_letter(sealed, roots, tmp_path, name: str) -> None:
    _, named, valid, _ = TABLE[name]
    changed = MAKERS[name](sealed)
    report = verify(changed, roots)
    assert report.state is State.INVALID
    assert codes(report) & named, codes(report)
    path = tmp_path / "a.pdf"
    path.write_bytes(changed)
    said = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid") == valid


ON_SEALS_ONLY = {"seal_removed", "cloned", "number_changed"}


@pytest.mark.parametrize("name", sorted(set(TABLE) - ON_SEALS_ONLY))
def test_of_a_letter_that_only_the_leader_signed(sealed, roots, name: str) -> None:
    changed = MAKERS[name](leader_only(sealed))
    assert verify(changed, roots).state is State.INVALID


def test_the_honest_ones_of_both_sorts_are_valid(sealed, roots) -> None:
    for data in (sealed, leader_only(sealed)):
        report = verify(data, roots)
        assert report.state is State.VALID, codes(report)


def test_sign_seals_none_of_them_and_says_what_shows(bench, sealed) -> None:
    """The agency's own key never covers a page that somebody painted on after the leader signed."""
    bench.shop.output("mau", "signed.pdf").write_bytes(leader_only(sealed))
    good = bench.signed("mau").read_bytes()
    for name in ("blank_place", "kid_over_text", "two_widgets", "link", "title", "hidden_tail", "old_font_in_new_look",
                 "need_appearances", "unseen_annotation", "colours", "empty_field_drawn", "no_page_entry",
                 "tooltip", "layer", "attached_file", "xfa", "unlisted"):  # fmt: skip
        changed = MAKERS[name](good)
        bench.signed("mau").write_bytes(changed)
        done = bench.run("sign", "mau", "--as", "DauCoQuan", *bench.p12("agency"))
        assert done.returncode == 1, name
        assert any(code in done.stderr for code in TABLE[name][1]), (name, done.stderr)
        assert bench.signed("mau").read_bytes() == changed
    bench.signed("mau").write_bytes(good)
    assert bench.run("sign", "mau", "--as", "DauCoQuan", *bench.p12("agency")).returncode == 0


def test_an_increment_that_shows_nothing_is_not_sealed_either(bench, sealed) -> None:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.generic import pdf_name
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    good = leader_only(sealed)
    orphan, field = attacks._writer(good), attacks._writer(good)
    orphan.add_object(generic.DictionaryObject({pdf_name("/X"): pdf_name("/Y")}))
    orphan.root[pdf_name("/Version")] = pdf_name("/1.7")
    orphan.update_root()
    append_signature_field(field, SigFieldSpec("Them"))
    for writer in (orphan, field):
        bench.signed("mau").write_bytes(attacks._out(writer))
        done = bench.run("sign", "mau", "--as", "DauCoQuan", *bench.p12("agency"))
        assert done.returncode == 1
        assert "CV646" in done.stderr, done.stderr


def test_a_strangers_signature_before_the_seal_is_not_sealed(bench, sealed) -> None:
    """He needs no key of ours to sign in a blank place."""
    import pki
    from foreign import foreign

    stranger = pki.Authority("CA lạ", key=7)
    box = {"page": 1, "x0": 90, "y0": 60, "x1": 200, "y1": 110}
    bench.signed("mau").write_bytes(foreign(leader_only(sealed), stranger, box, "Thuong", "Người lạ"))
    done = bench.run("sign", "mau", "--as", "DauCoQuan", *bench.p12("agency"))
    assert done.returncode == 1
    assert "CV649" in done.stderr, done.stderr
    bench.signed("mau").write_bytes(foreign(leader_only(sealed), bench.authority, box, "Thuong", "Phó Giám đốc"))
    done = bench.run("sign", "mau", "--as", "DauCoQuan", *bench.p12("agency"))
    assert done.returncode == 0, done.stderr
    checked = bench.run("verify", str(bench.signed("mau")), "--trust", bench.ca)
    assert checked.returncode == 0, checked.stdout
