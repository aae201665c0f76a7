"""The parts around the body, as printed strings (NĐ 30/2020, PL I.I.II and PL I.I.IV)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from congvan.compose import form
from congvan.compose.names import Value
from congvan.compose.ruling import authority_of, printed_authority
from congvan.compose.sources import sources_of
from congvan.model.circular import Circular
from congvan.model.document import Parts, Signature
from congvan.model.source import Signer
from congvan.model.wording import Wording
from congvan.problems import Problems
from congvan.text.dates import long_date
from congvan.text.letters import capitals, nfc
from congvan.text.subject import Subject

FOOT = {"address": "Địa chỉ", "phone": "ĐT", "fax": "Fax", "email": "E-Mail", "website": "Website"}
"""By key of issuer.yaml: how it is led in at the foot of page 1."""
_SHORTENED = re.compile(r"\b(?:UBND|HĐND|TP\.|TT\.)")
_DEGREE = re.compile(r"\A(?:GS|PGS|TS|ThS|BS|KS|CN|LS|NGND|NGƯT)\s*\.", re.IGNORECASE)
_GAP = "\u00a0" * 6  # no-break: a blank to be filled in by hand keeps its width


def parts_of(circular: Circular, own: Mapping[str, Value], wording: Wording, problems: Problems) -> Parts:
    """Every component of the head and the foot; ``None`` leaves a gap (number, date) or the component out."""
    source, issuer, kind = circular.source, circular.issuer, circular.kind
    name = nfc(issuer.name.value)
    shortened = _SHORTENED.search(name)
    if shortened:
        problems.warning("CV220", issuer.name.span, at="name", name=name, short=shortened.group())
    urgency = wording.urgency.get(source.urgency.value) if source.urgency else None
    subject = _subject(circular, wording, problems)
    signature = signature_of(circular.signer, wording, problems)
    signature, beside, leader_left = _signatures(circular, own, signature)
    return Parts(
        parent=capitals(issuer.parent) if issuer.parent else None,
        issuer=capitals(name),
        number=printed_number(circular) if kind.numbered else None,
        symbol=circular.symbol,
        place=issuer.place,
        date=circular.date,
        kind_name=capitals(kind.name) if "title" in kind.parts else None,
        subject=subject,
        urgency=urgency,
        circulation=capitals(source.circulation.value) if source.circulation else None,
        addressees=tuple(a.printed for a in circular.to) if "addressees" in kind.parts else (),
        signature=signature,
        recipients=(*(a.printed for a in circular.copies), circular.archive_line),
        drafter_mark=_drafter_mark(circular),
        foot=_foot(circular) if source.footer else (),
        unnumbered=not kind.numbered,
        undated=not kind.dated,
        unruled=kind.title == "no-rule",
        addressee_label=_addressee_label(circular),
        authority=printed_authority(circular),
        order=kind.order_words if "order" in kind.parts else None,
        beside=beside,
        leader_left=leader_left,
        recipients_below=kind.recipients == "below",
        confirmation=kind.confirmation if "confirmation" in kind.parts else None,
        sources=sources_of(circular),
    )


def _addressee_label(circular: Circular) -> str | None:
    """``Sở Y tế điện:``, of a kind that says it its own way."""
    label = circular.kind.addressee_label
    if label is None or "addressees" not in circular.kind.parts:
        return None
    issuer = nfc(circular.issuer.name.value)
    return label.replace("{issuer}", issuer).replace("{authority}", authority_of(circular))


def _signatures(
    circular: Circular, own: Mapping[str, Value], leader: Signature
) -> tuple[Signature, Signature | None, bool]:
    """The signer's own signature as the kind labels it, the one beside it, and whether the signer's is on the left."""
    kinds = circular.kind.signatures
    beside, left = None, False
    for index, kind in enumerate(kinds):
        label = (capitals(kind.label),) if kind.label else ()
        if kind.by == "signer":
            left = index == 0 and len(kinds) > 1
            post = (nfc(circular.signer.title),) if kind.post == "below" else ()
            lines = leader.lines if kind.post == "above" else ()
            leader = Signature((*label, *lines), (*post, *leader.posts), leader.name)
        elif (person := form.person(own, kind.by)) is not None:
            name, post_text = person
            above = (capitals(post_text),) if post_text and kind.post == "above" else ()
            below = (post_text,) if post_text and kind.post == "below" else ()
            beside = Signature((*label, *above), below, name)
    return leader, beside, left and beside is not None


def printed_number(circular: Circular) -> str | None:
    """The number with a zero before it below 10 (PL I.I.II.3a)."""
    return None if circular.number is None else f"{circular.number:02d}"


def _subject(circular: Circular, wording: Wording, problems: Problems) -> tuple[str, ...]:
    """Trích yếu line by line, with "V/v" before it and "(lần 2)" after it."""
    source = circular.source
    if circular.kind.title == "name-only":
        return ()
    prefix = circular.kind.subject_prefix
    subject = Subject.typed(source.subject.value, prefix, source.edition.value if source.edition else None)
    if not subject.lines:  # where the kind requires one, read has told of it
        return ()
    if subject.led:
        problems.warning("CV222", source.subject.span, at="subject", typed=subject.led, prefix=prefix)
    last = subject.lines[-1]
    if last.endswith((".", ";", ",", ":")) and not last.endswith("..."):
        # Printed as typed all the same: nothing a clerk typed is dropped in silence.
        problems.warning("CV226", source.subject.span, at="subject", sign=last[-1])
    return subject.printed(wording.edition)


def signature_of(signer: Signer, wording: Wording, problems: Problems) -> Signature:
    """Authority lines from the top, then the signer's own title, in capitals (PL I.I.II.7)."""
    lines: list[str] = []
    for index, (code, of) in enumerate(signer.chain):
        sign = wording.authority.get(code, f"{code}.")
        last = index == len(signer.chain) - 1
        if last and code == "Q" and of in ("", signer.title):
            # "Quyền" stands before the signer's own title: there is nobody above to name.
            lines.append(capitals(f"{sign} {signer.title}"))
            break
        lines.append(capitals(f"{sign} {of}".strip()))
    else:
        lines.append(capitals(signer.title))
    degree = _DEGREE.match(signer.name)
    if degree:
        problems.warning(
            "CV223", signer.span, at=f"signers.{signer.slug}.name", name=signer.name, degree=degree.group()
        )
    return Signature(tuple(lines), signer.posts, nfc(signer.name))


def _drafter_mark(circular: Circular) -> str | None:
    """``PL.(300)``: who drafted it and how many are issued (PL I.I.III.4)."""
    drafter, run = circular.source.drafter, circular.source.print_run
    if drafter is None and run is None:
        return None
    letters = capitals(drafter.value).rstrip(".") + "." if drafter else ""
    return f"{letters}({run.value})" if run else letters.rstrip(".")


def _foot(circular: Circular) -> tuple[str, ...]:
    """Ô 13: address, phone and fax, e-mail and website, those that are known."""
    issuer = circular.issuer
    rows = (("address",), ("phone", "fax"), ("email", "website"))
    known = {key: getattr(issuer, key) for key in FOOT}
    lines = (", ".join(f"{FOOT[key]}: {known[key]}" for key in row if known[key]) for row in rows)
    return tuple(line for line in lines if line)


def annex_origin(circular: Circular, wording: Wording) -> str:
    """``(Kèm theo Công văn số 881/STTTT-TTr ngày …)``, with gaps where number and date are not known yet."""
    day = circular.date
    return wording.annex_origin.format(
        type=circular.kind.name,
        number=f"{printed_number(circular) or _GAP}/{circular.symbol}",
        date=long_date(day) if day else f"{_GAP} tháng {_GAP} năm {_GAP}",
        issuer=nfc(circular.issuer.name.value),
    )
