"""File and key → the file with one more signature, an increment: PAdES B-B, B-T or B-LTA, never a certification."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils import content, layout
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import BuildProps, PdfSigner, PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore, collect_validation_info
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from congvan import __version__
from congvan.machine.loops import complete, outside
from congvan.machine.said import said
from congvan.model.rendered import Box
from congvan.pades import fields, nodes, trust
from congvan.pades.keys import Key
from congvan.pades.writer import Increment, reader
from congvan.problems import MachineFault

DIGEST = "sha256"
WAIT = 20  # seconds for one answer of a timestamp authority
BESIDES = 2048
"""Bytes of a signature's value besides certificates and names: its attributes, and the raw signature of any key."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How to sign: when it is, what for, where, with which timestamp authority, for how long it must stay checkable."""

    moment: datetime
    reason: str = ""
    location: str = ""
    timestamper: TimeStamper | None = None
    long_term: bool = False
    roots: tuple[x509.Certificate, ...] = ()


class Stamp(content.PdfContent):  # type: ignore[misc]
    """A stamp's PDF page as the appearance of a field; the library's own class wants a file on disk."""

    def __init__(self, page: bytes) -> None:
        self.page = page
        super().__init__()

    def render(self) -> bytes:
        """The operators that draw it."""
        writer = self._ensure_writer
        form = writer.import_page_as_xobject(reader(self.page))
        self.resources.xobject["/Stamp"] = form
        x0, y0, x1, y1 = form.get_object()["/BBox"]
        self.box = layout.BoxConstraints(width=abs(x1 - x0), height=abs(y1 - y0))
        return b"/Stamp Do"


AS_IT_IS = layout.SimpleBoxLayoutRule(
    x_align=layout.AxisAlignment.ALIGN_MIN,
    y_align=layout.AxisAlignment.ALIGN_MIN,
    margins=layout.Margins(0, 0, 0, 0),
    inner_content_scaling=layout.InnerScaling.NO_SCALING,
)


class _Signer(PdfSigner):  # type: ignore[misc]
    """The library's signer with the moment given, so that the stamp and the signature name the same second."""

    def __init__(self, moment: datetime, *args: Any, **more: Any) -> None:
        self.moment = moment
        super().__init__(*args, **more)

    def init_signing_session(
        self, pdf_out: IncrementalPdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.moment
        return session


def timestamper(url: str) -> TimeStamper:
    """A client of a timestamp authority (RFC 3161)."""
    from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper

    return HTTPTimeStamper(url, timeout=WAIT)


def sign(pdf: bytes, name: str, box: Box | None, stamp: bytes | None, key: Key, wish: Wish) -> bytes:
    """``pdf`` with field ``name`` signed; the field is made at ``box`` where the file has none of that name. Without
    box and stamp the signature shows nothing.

    Errors (MachineFault): CV630 the timestamp authority can't be reached or answers wrongly; CV632 revocation
    information could not be had.
    """
    writer = Increment(pdf)
    style = None
    if stamp is not None:
        drawn = Stamp(stamp)
        style = StaticStampStyle(border_width=0, background=drawn, background_opacity=1.0, background_layout=AS_IT_IS)
    meta = signers.PdfSignatureMetadata(
        field_name=name,
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        name=key.holder.name or None,
        reason=wish.reason or None,
        location=wish.location or None,
        app_build_props=BuildProps("Congvan", revision=__version__),
        embed_validation_info=wish.long_term,
        use_pades_lta=wish.long_term,
        validation_context=_context(key, wish) if wish.long_term else None,
        signer_key_usage={"digital_signature"},
    )
    signer = _Signer(
        wish.moment,
        meta,
        key.signer,
        timestamper=wish.timestamper,
        stamp_style=style,
        new_field_spec=fields.spec(name, box) if name not in nodes.names(writer.prev) else None,
    )
    out = io.BytesIO()
    run(signer.sign_pdf, writer, output=out, bytes_reserved=_room(key, wish))
    return out.getvalue()


def _room(key: Key, wish: Wish) -> int | None:
    """Hexadecimal digits kept free for a signature's value: its certificates, and ``BESIDES``. The library would sign
    once on trial to know; it does so where an authority adds a timestamp of a size that only it knows.
    """
    if wish.timestamper is not None:
        return None
    own, others = len(key.signer.signing_cert.dump()), sum(len(c.dump()) for c in key.chain)
    return 2 * (BESIDES + 3 * own + others)  # names of its issuer stand twice beside the certificate itself


def run(work: Any, *args: Any, **more: Any) -> Any:
    """Call the library where it may speak with a server; what goes wrong there is a machine's fault."""
    import aiohttp
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError
    from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

    try:
        return outside(work)(*args, **more)
    except TimestampRequestError as error:
        raise MachineFault("CV630", reason=said(error)) from error
    except (TimeoutError, aiohttp.ClientError, UnicodeError) as error:  # a name that is none: UnicodeError
        raise MachineFault("CV630", reason=said(error)) from error
    except (PathBuildingError, PathValidationError) as error:
        raise MachineFault("CV632", reason=said(error)) from error
    except SigningError as error:
        cause = error.__cause__
        if isinstance(cause, (PathBuildingError, PathValidationError)):
            raise MachineFault("CV632", reason=said(cause)) from error
        raise


def gather(pdf: bytes, wish: Wish) -> bytes:
    """``pdf`` with one increment that holds what is needed to check its present signatures later (DSS, PAdES B-LT).

    Errors (MachineFault): CV632 revocation information of one of them could not be had.
    """
    writer = Increment(pdf)
    for found in reader(pdf).embedded_regular_signatures:
        context = _gathering([*found.other_embedded_certs, found.signer_cert], wish)
        paths = run(lambda f=found, c=context: complete(collect_validation_info(f, c)))
        value = bytes(found.pkcs7_content).hex().encode("ascii")
        DocumentSecurityStore.supply_dss_in_writer(writer, value, paths=paths, validation_context=context)
    return writer.bytes()


def _context(key: Key, wish: Wish) -> ValidationContext:
    return _gathering([*key.chain, key.signer.signing_cert], wish)


def _gathering(chain: Sequence[x509.Certificate], wish: Wish) -> ValidationContext:
    """What long-term information is gathered with: here a root only ends a chain, it decides no trust."""
    known = [*wish.roots, *trust.machine(), *trust.self_signed(chain)]
    others = list(chain)
    if wish.timestamper is not None:
        answer = run(_dummy, wish.timestamper)
        found = [c.chosen for c in answer["content"]["certificates"] if c.name == "certificate"]
        known += trust.self_signed(found)
        others += found
    return ValidationContext(trust_roots=known, other_certs=others, allow_fetching=True, revocation_mode="hard-fail")


def _dummy(stamper: TimeStamper) -> Any:
    """One answer of the authority, to know its certificates."""
    return complete(stamper.async_dummy_response(DIGEST))


def add_timestamp(pdf: bytes, key_roots: Sequence[x509.Certificate], stamper: TimeStamper) -> bytes:
    """``pdf`` with one more document timestamp, which prolongs what was signed long ago."""
    context = ValidationContext(trust_roots=[*key_roots, *trust.machine()], allow_fetching=True)
    out = io.BytesIO()
    run(signers.PdfTimeStamper(stamper).timestamp_pdf, Increment(pdf), DIGEST, validation_context=context, output=out)
    return out.getvalue()
