"""Honest files of other makes are valid, or "không xét được" with the true reason.

Shapes of Acrobat, Foxit and of iText (which the VGCA tool uses) are reconstructions from what is published of them: layered
looks (/n0, /n2), dates and XMP written anew beside a signature, cross-reference streams, fields named Signature1 …
"""

from __future__ import annotations

import io
from pathlib import Path

import attacks
import pikepdf
import pytest
import shapes
import shows
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from shapes import form, nothing, saved, signed, signed_in_tags, tagged, turned

from congvan.model.signing import State
from congvan.pades import keys
from congvan.pades.verify import verify

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def agency(pattern):
    from congvan.problems import Problems

    secret = (pattern.keys / "mat-khau").read_text().strip().encode()
    return keys.open_file(pattern.keys / "agency.p12", secret, Problems()).signer


@pytest.fixture(scope="module")
def plain(pattern) -> bytes:
    """The letter's pages without fields: what another tool would open."""
    return shapes.bare(pattern.shop.output("mau", "ready.pdf").read_bytes())


def codes(report) -> set[str]:
    return {f.code for f in report.all_findings()}


@pytest.mark.parametrize(
    ("change", "more"),
    [
        (nothing, {"linearize": True}),
        (nothing, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}),
        (turned, {}),
        (form, {}),
    ],
)
def test_a_signature_and_a_receivers_stamp_on_any_shape(plain, roots, agency, change, more) -> None:
    first = signed(saved(plain, change, **more), agency)
    assert verify(first, roots).state is State.VALID, codes(verify(first, roots))
    both = signed(first, agency, (90, 60, 200, 95), "CongVanDen")
    report = verify(both, roots)
    assert report.state is State.VALID, codes(report)
    assert verify(shows.blank_place(both), roots).state is State.INVALID


def by_foxit(data: bytes, signer, name: str, box, *, table: bool | None = None) -> bytes:
    """Reconstruction of Foxit: its name in the signature, and a plain table of contents even on a file that has it as a
    stream (``table``), which the standard does not want and readers take.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers.pdf_signer import BuildProps

    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    if table is not None:
        writer.stream_xrefs = not table
    props = BuildProps("Foxit PDF Editor", revision="2026.1")
    meta = signers.PdfSignatureMetadata(
        field_name=name, md_algorithm="sha256", app_build_props=props, subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    )
    spec = SigFieldSpec(name, box=box)
    return signers.PdfSigner(meta, signer, new_field_spec=spec).sign_pdf(writer).getvalue()


STAMP = (90, 60, 200, 95)


def test_foxits_shape_and_tables_of_both_sorts_in_one_file(plain, roots, agency) -> None:
    packed = saved(plain, nothing, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    for base, tables in (
        (plain, (True, True)),
        (packed, (True, True)),
        (packed, (True, False)),
        (packed, (False, True)),
    ):
        first = by_foxit(base, agency, "Signature1", (330, 100, 430, 160), table=tables[0])
        both = by_foxit(first, agency, "Signature2", STAMP, table=tables[1])
        for data in (first, both):
            report = verify(data, roots)
            assert report.state is State.VALID, (tables, codes(report))
        assert verify(shows.blank_place(both), roots).state is State.INVALID


@pytest.mark.parametrize("table", [True, False, None])
def test_a_hybrid_file_that_another_signed_after(roots, agency, table) -> None:
    """pyHanko on a file of Word's shape: its increment is a table or a stream; a second signature in either."""
    from congvan.pades import trust

    known = [*roots, *trust.parse((CASES / "05-ca.pem").read_bytes())]
    word = (CASES / "05-word-like-hybrid-signed.pdf").read_bytes()
    both = by_foxit(word, agency, "CongVanDen", STAMP, table=table)
    report = verify(both, known)
    assert report.state is State.VALID, codes(report)
    assert [s.changes for s in report.signatures] == ["signatures", "none"]
    cut = both.replace(b"/XRefStm", b"/XRefStx")
    assert verify(cut, known).state is State.INVALID  # then a signed byte is another


def test_a_linearised_turned_form_of_packed_objects(plain, roots, agency) -> None:
    def all_of_it(pdf) -> None:
        turned(pdf)
        form(pdf)

    base = saved(plain, all_of_it, linearize=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    first = signed(base, agency)
    both = by_foxit(first, agency, "CongVanDen", STAMP)
    for data in (first, both):
        report = verify(data, roots)
        assert report.state is State.VALID, codes(report)
    assert verify(shows.blank_place(both), roots).state is State.INVALID


def test_a_sloppy_file_is_not_called_broken_for_what_was_signed_with_it(plain, roots, agency) -> None:
    """A key named twice in the signed part itself: readers may differ, but no byte is broken and nobody added it."""
    import siblings
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    fonts = siblings.page_of(plain).get_object()["/Resources"]["/Font"]
    font = fonts.raw_get(next(iter(fonts)))
    body = siblings.text_of(font).rstrip()[:-2] + b"/Name/A/Name/B>>"
    first = by_foxit(siblings.by_hand(plain, {font.idnum: body}), agency, "Signature1", None)
    assert verify(first, roots).state is State.VALID
    writer = IncrementalPdfFileWriter(io.BytesIO(first), strict=False)
    writer.root[pdf_name("/Extensions")] = generic.DictionaryObject()
    writer.update_root()
    for data in (by_foxit(first, agency, "Signature2", None), attacks._out(writer)):
        report = verify(data, roots)
        assert report.state is State.UNJUDGED, codes(report)
        assert codes(report) == {"CV918"}


def test_a_number_that_was_left_out_may_be_given_but_not_where_the_file_speaks_of_it(roots, agency) -> None:
    """Tables with gaps: whoever comes later may fill one; what the signed file names and has not, nobody may add."""
    import siblings

    from congvan.pades import revisions
    from congvan.pades.writer import reader

    def root_of(data: bytes, more: bytes) -> tuple[int, bytes]:
        opened = siblings.PdfFileReader(io.BytesIO(data))
        body = siblings.text_of(generic.IndirectObject(opened.root_ref.idnum, 0, opened))
        return opened.root_ref.idnum, body.rstrip()[:-2] + more + b">>"

    def first(speaks: bytes) -> bytes:
        page = shapes.small()
        number, body = root_of(page, speaks)
        gaps = siblings.by_hand(page, {90: b"<</A 1>>", number: body})
        return by_foxit(gaps, agency, "Signature1", (330, 100, 430, 160))

    plain_one, speaking = first(b""), first(b"/Cho 51 0 R")
    for data in (plain_one, speaking):
        assert verify(data, roots).state is State.VALID, codes(verify(data, roots))
    for data, number, named in ((plain_one, 50, []), (speaking, 51, ["CV903"])):
        opened = reader(siblings.by_hand(data, {number: b"<</S/URI/URI(http://x.example)>>"}))
        last = opened.xrefs.total_revisions - 1
        came = revisions.came(*(opened.get_historical_resolver(n) for n in (last - 1, last)), None)
        assert [f.code for f in came.findings] == named


def test_acrobat_writes_dates_and_metadata_anew_beside_its_signature(plain, roots, agency) -> None:
    """Reconstruction: the increment of a second signature also sets /ModDate and a new XMP stream."""
    first = signed(plain, agency)
    writer = attacks._writer(first)
    info = generic.DictionaryObject({pdf_name("/ModDate"): pdf_string("D:20261125080000+07'00'")})
    old = writer.prev.trailer_view.get("/Info")
    if old is not None:
        info = generic.DictionaryObject({**old.get_object(), **info})
    writer.set_info(writer.add_object(info))
    second = signed(attacks._out(writer), agency, (90, 60, 200, 95), "Signature2")
    report = verify(second, roots)
    assert report.state is State.VALID, codes(report)


def test_properties_without_a_signature_are_told_as_what_they_are(sealed, roots) -> None:
    writer = attacks._writer(sealed)
    old = writer.prev.trailer_view.get_value_as_reference("/Info", optional=True)
    kept = dict(old.get_object()) if old is not None else {}
    info = generic.DictionaryObject({**kept, pdf_name("/ModDate"): pdf_string("D:20261125080000+07'00'")})
    writer.set_info(writer.add_object(info))
    report = verify(attacks._out(writer), roots)
    assert report.state is State.VALID, codes(report)
    assert {s.changes for s in report.signatures if s.field == "DauCoQuan"} == {"properties"}


def test_a_seal_by_a_tool_with_names_of_its_own_is_valid_with_a_word(plain, roots, agency) -> None:
    """Reconstruction of the VGCA tool: fields Signature1, Signature2; the seal lies over the left third."""
    leader = signed(plain, agency, (330, 100, 470, 180), "Signature1")
    seal = signed(leader, agency, (275, 90, 375, 190), "Signature2")
    report = verify(seal, roots)
    assert report.state is State.VALID, codes(report)
    assert "CV905" in codes(report)


def test_a_seal_over_ours_by_another_name_is_not(sealed, roots, agency) -> None:
    """The letter has its seal; whoever stamps beside the leader's signature again covers it."""
    report = verify(attacks.signed_over_text(sealed, agency, (290, 490, 392, 592), "CongVanDen"), roots)
    assert report.state is State.INVALID
    assert codes(report) & {"CV675", "CV904"}


def test_old_signatures_of_acrobat_are_not_judged(plain, roots, agency) -> None:
    """adbe.x509.rsa_sha1: the value is no CMS at all."""
    data = signed(plain, agency).replace(b"/adbe.pkcs7.detached", b"/adbe.x509.rsa_sha1 ")
    assert verify(data, roots).state is not State.VALID


def test_a_signature_from_the_future(plain, roots, agency) -> None:
    from datetime import UTC, datetime, timedelta

    from congvan.pades import told

    now = datetime.now(UTC)
    assert [f.code for f in told.future(now + timedelta(days=365), now)] == ["CV913"]
    assert told.future(now, now) == []


@pytest.mark.parametrize("sort", ["ca", "code", "client"])
def test_a_certificate_for_something_else(plain, roots, pattern, sort: str) -> None:
    from cryptography.x509.oid import ExtendedKeyUsageOID as Uses
    from foreign import foreign

    class Stub:
        def issue(self, holder):
            if sort == "ca":
                return pattern.authority.identity()
            use = Uses.CODE_SIGNING if sort == "code" else Uses.CLIENT_AUTH
            return pattern.authority.issue(holder, extended=(use,))

    box = {"page": 1, "x0": 330, "y0": 100, "x1": 430, "y1": 160}
    report = verify(foreign(plain, Stub(), box), roots)
    assert report.state is State.UNTRUSTED
    assert "CV911" in codes(report)


@pytest.mark.parametrize("digest", ["sha1", "md5"])
def test_a_weak_digest_is_the_reason(plain, roots, agency, digest: str) -> None:
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigFieldSpec

    meta = signers.PdfSignatureMetadata(field_name="S", md_algorithm=digest)
    spec = SigFieldSpec("S", box=(330, 100, 430, 160))
    made = signers.PdfSigner(meta, agency, new_field_spec=spec).sign_pdf(attacks._writer(plain)).getvalue()
    report = verify(made, roots)
    assert report.state is State.UNTRUSTED
    assert "CV910" in codes(report)
    assert report.signatures[0].intact is (digest == "sha1")


def test_a_tagged_file_that_acrobat_signed_twice_is_not_called_broken(plain, roots, agency) -> None:
    first = signed(saved(plain, tagged), agency)
    assert verify(first, roots).state is State.VALID, codes(verify(first, roots))
    report = verify(signed_in_tags(first, agency), roots)
    assert report.state is State.UNJUDGED, codes(report)
    assert codes(report) == {"CV921"}
    assert {s.changes for s in report.signatures} == {"unjudged", "none"}


def test_the_tags_hide_nothing_else(plain, roots, agency) -> None:
    """A changed font, layers, an annotation beside the changed tags; and tags that nobody signed."""

    def font(writer) -> None:
        fonts = writer.find_page_for_modification(0)[0].get_object()["/Resources"]["/Font"]
        found = fonts[next(iter(fonts))]
        found[pdf_name("/BaseFont")] = pdf_name("/Evil")
        writer.update_container(found)

    def hung(writer) -> None:
        font(writer)
        fonts = writer.find_page_for_modification(0)[0].get_object()["/Resources"]["/Font"]
        writer.root["/StructTreeRoot"][pdf_name("/ClassMap")] = fonts.raw_get(next(iter(fonts)))
        writer.update_container(writer.root["/StructTreeRoot"])

    def layers(writer) -> None:
        writer.root[pdf_name("/OCProperties")] = generic.DictionaryObject()
        writer.update_root()

    def note(writer) -> None:
        shows.shown(writer, shows.widget(writer, (90, 200, 300, 230), "X"))

    first = signed(saved(plain, tagged), agency)
    for more in (font, hung, layers, note):
        report = verify(signed_in_tags(first, agency, more), roots)
        assert report.state is State.INVALID, more
    writer = attacks._writer(first)
    writer.root["/StructTreeRoot"]["/K"][pdf_name("/Alt")] = pdf_string("khác")
    writer.update_container(writer.root["/StructTreeRoot"]["/K"])
    assert verify(attacks._out(writer), roots).state is State.INVALID


def test_a_form_field_that_says_otherwise_is_not_valid(plain, roots, agency) -> None:
    first = signed(saved(plain, form), agency)
    writer = attacks._writer(first)
    page = writer.find_page_for_modification(0)[0].get_object()
    field = next(a.get_object() for a in page["/Annots"] if a.get_object()["/FT"] == "/Tx")
    field[pdf_name("/V")] = pdf_string("Bình")
    writer.update_container(field)
    assert verify(attacks._out(writer), roots).state is State.INVALID
