"""On whose behalf a signer signs: each of TM, KT, TL, TUQ with its post, in order (PL I.I.II.7)."""

from __future__ import annotations

from typing import Any

from congvan.problems import Problems, term
from congvan.read.shapes import place


def unequal(
    slug: str, record: dict[str, Any], authority: list[str], behalf: list[str], problems: Problems
) -> None:  # fmt: skip
    """Errors: CV043, with what is to be written: for whom each of TM, KT, TL, TUQ stands."""
    said = [term("chain.none") if not row else ", ".join(row) for row in (authority, behalf)]
    if not behalf and len(authority) == 1:
        cure = term(f"chain.{authority[0]}") if authority[0] in ("TM", "KT", "TL", "TUQ") else term("chain.each")
    else:
        cure = term("chain.without" if not authority else "chain.each")
    problems.error("CV043", place(record), at=f"signers.{slug}", slug=slug, authority=said[0], behalf=said[1],
                   cure=cure)  # fmt: skip
