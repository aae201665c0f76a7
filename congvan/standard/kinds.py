"""The kinds of documents that the decree names, as data (Điều 7; PL III.I)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from congvan.yaml.data import read

FILE = Path(__file__).with_name("kinds.yaml")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its slug, its name, its abbreviation in a symbol (None for công văn and thư công), and what the
    decree says of its parts. The defaults are those of Mẫu 1.4, a named document.
    """

    slug: str
    name: str
    abbreviation: str | None
    to: bool = False  # whether "Kính gửi" may stand on it
    dated: bool = True  # whether its head has place and date
    form: str = "1.4"  # its template in PL III
    free: bool = False  # the decree gives no template
    resolves: str = ""  # "QUYẾT ĐỊNH:", below grounds and authority line
    calls: str = ""  # words that name who gets it, where it has no Kính gửi
    says: tuple[str, ...] = ()  # words of its template; "|" between equals
    subject: bool = True  # whether a trích yếu stands under the name
    ruled: bool = True  # whether a rule stands under the title
    signatures: int = 1
    recipients_below: bool = False  # Nơi nhận under the signatures, not beside them


def kind_of(slug: str, raw: Mapping[str, Any]) -> Kind:
    """One entry of ``kinds.yaml``, or what a folder's ``type.yaml`` says in the same words, as a Kind."""
    return Kind(
        slug=slug,
        name=raw["name"],
        abbreviation=raw.get("abbreviation"),
        to=raw.get("to", False),
        dated=raw.get("date", True),
        form=raw.get("form", "1.4"),
        free=raw.get("free", False),
        resolves=raw.get("resolves", ""),
        calls=raw.get("calls", ""),
        says=tuple(raw.get("says", ())),
        subject=raw.get("subject", True),
        ruled=raw.get("rule", True),
        signatures=raw.get("signatures", 1),
        recipients_below=raw.get("recipients") == "below",
    )


@cache
def kinds() -> Mapping[str, Kind]:
    """All 29, by slug, in the decree's order."""
    return {slug: kind_of(slug, raw) for slug, raw in read(FILE).items()}
