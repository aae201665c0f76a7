"""What stands between title and text of a decision: its authority, its grounds (PL I.I.II.6a; Mẫu 1.1, 1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from congvan.compose import text
from congvan.compose.names import Named, Value, law_names
from congvan.compose.placed import words
from congvan.compose.runs import glue
from congvan.compose.text import Setting
from congvan.model.circular import Circular
from congvan.model.document import Ground, Paragraph, Run, Source
from congvan.model.source import Spanned
from congvan.text.letters import capitals, fold, nfc, raise_first


def authority_of(circular: Circular) -> str:
    """Thẩm quyền ban hành: as typed; else the head's title and the issuer, or a collective's name alone."""
    source, issuer = circular.source, nfc(circular.issuer.name.value)
    if source.authority is not None:
        return nfc(" ".join(source.authority.value.split()))
    chain = circular.signer.chain
    if circular.kind.authority == "issuer":
        return issuer
    if chain and chain[0][0] == "TM":
        return issuer if _is_issuer(chain[0][1], issuer) else nfc(chain[0][1])
    title = chain[0][1] if chain and chain[0][1] else circular.signer.title
    return nfc(title) if fold(issuer) in fold(title) else f"{nfc(title)} {issuer}"


def _is_issuer(collective: str, issuer: str) -> bool:
    """ "Ủy ban nhân dân", "UBND" or "UBND tỉnh" of "Ủy ban nhân dân tỉnh …": the issuer itself, named shorter."""
    words = [word for word in fold(issuer).split() if word]
    first, *rest = fold(collective).split() or [""]
    short = any(
        "".join(word[0] for word in words[:n]) == first and words[n : n + len(rest)] == rest
        for n in range(2, len(words) + 1)
    )
    return short or fold(collective) in fold(issuer)


def printed_authority(circular: Circular) -> str | None:
    """In capitals, where the kind has the line."""
    return capitals(authority_of(circular)) if "authority" in circular.kind.parts else None


def grounds_of(circular: Circular, names: Mapping[str, Value], setting: Setting) -> tuple[Ground, ...] | None:
    """Căn cứ line by line with their signs, the proposal last; None after a fault in one of them."""
    source, wording = circular.source, setting.wording
    in_ground = law_names(circular, names)
    typed = [(item, f"grounds[{n}]", wording.ground_leads) for n, item in enumerate(source.grounds)]
    if source.proposal is not None:
        typed.append((source.proposal, "proposal", wording.proposal_leads))
    lines = [_line(item, in_ground, at, leads, setting) for item, at, leads in typed]
    for key, told in in_ground.items():
        known = names[key]
        if isinstance(known, Named) and isinstance(told, Named):
            known.used |= told.used
    last = len(lines) - 1
    good = [(line, Source.at(at, t.span)) for line, (t, at, _) in zip(lines, typed, strict=True) if line is not None]
    if len(good) < len(lines):
        return None
    return tuple(
        Ground(glue(_closed(line, "." if n == last else ";")), source) for n, (line, source) in enumerate(good)
    )


def _line(
    item: Spanned[str], names: Mapping[str, Value], at: str, leads: tuple[str, ...], setting: Setting
) -> tuple[Run, ...] | None:
    """One entry with its lead put before it where it has none."""
    blocks = text.read(item, names, at, setting)
    if not blocks:
        return None
    runs = [run for placed in blocks for run in (*_runs(placed.block), Run(" "))][:-1]
    said = "".join(words(placed.block) for placed in blocks).casefold()
    if not said.startswith(tuple(f"{lead} ".casefold() for lead in leads)):
        runs.insert(0, Run(f"{leads[0]} "))
    return (replace(runs[0], text=raise_first(runs[0].text)), *runs[1:])


def _runs(block: object) -> tuple[Run, ...]:
    """The runs of a paragraph; an entry that looks like a list keeps its sign."""
    if isinstance(block, Paragraph):
        return block.runs
    label: str = getattr(block, "label", "")
    runs: tuple[Run, ...] = getattr(block, "runs", ())
    return (Run(f"{label} "), *runs) if label not in ("", "-", "–", "—", "•", "+") else runs


def _closed(runs: tuple[Run, ...], sign: str) -> tuple[Run, ...]:
    """With ``sign`` at the end, whatever sign was typed there."""
    *before, last = runs
    return (*before, Run(last.text.rstrip(" .;,") + sign, last.bold, last.italic))
