"""Title, addressees, authority, QUYẾT ĐỊNH:, signatures and what stands under them: ô 5a, 9a, 7, 9b."""

from __future__ import annotations

from collections.abc import Sequence

from congvan.model.document import Parts, Run, Signature
from congvan.model.layout import (
    AddresseeSpec,
    ConfirmationSpec,
    LinesSpec,
    Piece,
    RecipientsSpec,
    RuleSpec,
    SignatureSpec,
    SignerSpec,
)
from congvan.model.length import mm
from congvan.render.layout.setting import Setting, twip

HALF = 0.5
DASH = "- "


def title(parts: Parts, width: float, setting: Setting) -> Sequence[Piece]:
    """Ô 5a: tên loại, trích yếu and the rule, which the name of a meeting has not."""
    if parts.kind_name is None:
        return ()
    subject = setting.lines(parts.subject, width, "kind_subject")
    under = setting.width(subject[-1], "kind_subject") if subject else setting.width(parts.kind_name, "kind_name")
    rule = RuleSpec(twip(under * setting.standard.rules["kind"].use))
    before = setting.standard.gaps["before_addressees"]
    return (
        LinesSpec("kind_name", (parts.kind_name.upper(),), before, heading=True, source=parts.sources.get("kind_name")),
        LinesSpec("kind_subject", subject, source=parts.sources.get("subject")),
        *([] if parts.unruled else [rule]),
    )


def addressees(parts: Parts, width: float, setting: Setting) -> Sequence[Piece]:
    """Ô 9a: on the line of the label, or each on its own; under a label of the kind's own always a list."""
    if not parts.addressees:
        return ()
    gaps = setting.standard.gaps
    own = parts.addressee_label
    usual = setting.standard.wording.addressee_label
    label = own or usual
    indent = twip(mm(gaps["addressee_indent"]))
    many = parts.addressees if own or len(parts.addressees) > 1 else ()
    last = len(many) - 1
    # "dưới dấu hai chấm": the dash stands under the colon (PL I, I.II.9a)
    dash = twip(indent + setting.width(usual.rstrip(":"), "addressee_label"))
    label_hang = twip(setting.width(f"{usual} ", "addressee_label"))
    hang = twip(setting.width(DASH, "addressee"))
    return (
        AddresseeSpec(
            label=label,
            centred=own is not None,
            indent=indent,
            label_hang=label_hang,
            single=setting.flowing(parts.addressees[0], width - indent - label_hang, "addressee") if not many else None,
            many=tuple(
                _listed(f"{name}{'.' if i == last else ';'}", width - dash - hang, "addressee", setting)
                for i, name in enumerate(many)
            ),
            dash=dash,
            dash_hang=hang,
            before=gaps["before_addressees"],
        ),
    )


def authority(parts: Parts, width: float, setting: Setting) -> Sequence[Piece]:
    """Thẩm quyền ban hành, under the rule of the title."""
    if parts.authority is None:
        return ()
    lines = setting.lines((parts.authority,), width, "ruling")
    return (LinesSpec("ruling", lines, source=parts.sources.get("authority")),)


def order(parts: Parts, setting: Setting) -> Sequence[Piece]:
    """``QUYẾT ĐỊNH:``."""
    return () if parts.order is None else (LinesSpec("order", (parts.order,), source=parts.sources.get("order")),)


def signature(parts: Parts, width: float, setting: Setting) -> SignatureSpec:
    """Ô 7 and 9b side by side, or two signatures; Nơi nhận below where the form has it there."""
    gaps = setting.standard.gaps
    paired = parts.beside is not None
    left = twip(width * (HALF if paired else gaps["signature_left"]))
    right = twip(width - left)
    below = paired or parts.recipients_below
    listed = _recipients(parts, width if below else left, setting)
    leader = _signer(parts.signature, left if parts.leader_left else right, setting, leader=True)
    left_cell: SignerSpec | RecipientsSpec | None = None if below else listed
    right_cell = leader
    if parts.beside is not None:
        other = _signer(parts.beside, right if parts.leader_left else left, setting, leader=False)
        left_cell, right_cell = (leader, other) if parts.leader_left else (other, leader)
        left_cell, right_cell = _level(left_cell, right_cell, setting)
    return SignatureSpec(left, right, gaps["before_signature"], left_cell, right_cell, listed if below else None)


def _signer(found: Signature, width: float, setting: Setting, *, leader: bool) -> SignerSpec:
    names = [*found.posts, found.name]
    return SignerSpec(
        authority=setting.lines(found.lines, width, "authority"),
        gap=setting.standard.gaps["signature_height"],
        names=setting.lines(names, width, "signer_name"),
        leader=leader,
    )


def _level(left: SignerSpec, right: SignerSpec, setting: Setting) -> tuple[SignerSpec, SignerSpec]:
    """Both names on one height: the gap under fewer lines is larger by as many lines."""
    from dataclasses import replace

    line = setting.styles["authority"].line
    most = max(len(left.authority), len(right.authority))
    return tuple(  # type: ignore[return-value]
        replace(cell, gap=cell.gap + line * (most - len(cell.authority))) for cell in (left, right)
    )


def _listed(text: str, width: float, style: str, setting: Setting) -> tuple[Run, ...]:
    """One of a list, with its dash."""
    return (Run(DASH), *setting.flowing(text, width, style))


def _recipients(parts: Parts, width: float, setting: Setting) -> RecipientsSpec:
    *others, archive = parts.recipients
    lines = [*(f"{text};" for text in others), archive]
    if parts.drafter_mark:
        lines[-1] += f" {parts.drafter_mark}"
    hang = twip(setting.width(DASH, "recipient"))
    listed = tuple(_listed(line, width - hang, "recipient", setting) for line in lines)
    return RecipientsSpec(setting.standard.wording.recipients_label, listed, hang)


def confirmation(parts: Parts, width: float, setting: Setting) -> Sequence[Piece]:
    """Xác nhận của nơi nghỉ phép: its words, and room to sign under them (Mẫu 1.10)."""
    if parts.confirmation is None:
        return ()
    gaps = setting.standard.gaps
    lines = setting.lines((parts.confirmation,), width, "confirmation")
    return (ConfirmationSpec(lines, gaps["before_signature"], gaps["signature_height"]),)
