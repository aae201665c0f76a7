"""Names of a Word file → slugs of issuer.yaml and recipients.yaml. What is not the same is proposed, never taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from congvan.intake.model import Line
from congvan.model.source import Agency, DocumentType, Group, Issuer, Recipients, Signer, Unit
from congvan.model.wording import Wording
from congvan.problems import Problems
from congvan.text.letters import fold
from congvan.text.nearest import nearest
from congvan.text.same_name import SHORT, apart

_MARK = re.compile(r"\s*[-–—+•*]\s*")
_NOTE = re.compile(r"(.*\S)\s*\(([^()]*)\)\Z")
_ARTICLE = re.compile(r"như điều (\d{1,3})\Z", re.IGNORECASE)
_ARCHIVE = re.compile(r"\s*[-–—+•]?\s*lưu\b\s*[:;]?\s*", re.IGNORECASE)
_RUN = re.compile(r"([^\W\d_]{1,6}(?:\.[^\W\d_]{1,6})?)?\.?\s*\((\d{1,5})\)\s*\.?\Z")
_LONGEST = 40
"""Letters of a name in the archive's line."""
_DRAFTER = re.compile(r"([A-ZĐ]{1,5})\.?\Z")


@dataclass(frozen=True, slots=True)
class Named:
    """One line of Kính gửi or Nơi nhận: ``ref`` where somebody of recipients.yaml has that name; ``near`` who may be
    meant; ``shown``: the name as the file has it, where it differs.
    """

    text: str
    ref: str = ""
    shown: str = ""
    note: str = ""
    near: str = ""
    node: int = 0


@dataclass(frozen=True, slots=True)
class Archive:
    """The line "Lưu:": names, số bản lưu, ô 12 (ký hiệu người soạn thảo, số lượng bản); ``unsure``: what it could not
    tell apart.
    """

    names: tuple[str, ...]
    copies: int | None = None
    drafter: str = ""
    run: int | None = None
    unsure: str = ""
    node: int = 0


class Book:
    """Everybody of recipients.yaml by name."""

    def __init__(self, recipients: Recipients) -> None:
        everyone: list[Agency | Group] = [*recipients.groups.values(), *recipients.agencies.values()]
        self._exact = {" ".join(one.name.split()): one.slug for one in reversed(everyone)}
        self._plain: dict[str, list[str]] = {}
        for one in everyone:
            self._plain.setdefault(key(one.name), []).append(one.slug)
        self._names = {one.slug: one.name for one in everyone}

    def find(self, text: str, node: int) -> Named:
        """A name as it was typed → who has it."""
        text = " ".join(text.split())
        article = _ARTICLE.match(text)
        if fold(text) == "nhu tren":
            return Named(text, "nhu-tren", "" if text == "Như trên" else text, node=node)
        if article is not None:
            return Named(text, f"nhu-dieu-{int(article[1])}", node=node)
        whole = self._known(text, node)
        if whole is not None:
            return whole
        note = _NOTE.match(text)
        if note is not None:
            found = self._known(note[1], node)
            if found is not None:
                return Named(text, found.ref, found.shown, note[2].strip(), node=node)
        bare = note[1] if note is not None else text
        near = nearest(key(bare), self._plain)
        return Named(text, near=self._plain[near][0] if near else "", node=node)

    def _known(self, text: str, node: int) -> Named | None:
        slug = self._exact.get(text)
        if slug is not None:
            return Named(text, slug, node=node)
        found = (slug for slug in self._plain.get(key(text), ()) if not apart(self._names[slug], text))
        slug = next(found, None)
        return None if slug is None else Named(text, slug, text, node=node)

    def name(self, slug: str) -> str:
        """The name behind a slug."""
        return self._names.get(slug, slug)


def key(name: str) -> str:
    """A name for comparison: no marks, capitals, signs, and common words in their short form."""
    plain: str = " ".join(re.sub(r"[^\w]+", " ", fold(name)).split())
    for long, short in SHORT.items():
        plain = re.sub(rf"\b{long}\b", short, plain)
    return plain


_LABELS = frozenset(["dia", "chi", "dt", "e", "mail", "email", "website", "fax", "dien", "thoai"])


def same_address(issuer: Issuer, text: str) -> bool:
    """Whether a text is what this office prints as ô 13."""
    known = key(" ".join(v for v in (issuer.address, issuer.phone, issuer.fax, issuer.email, issuer.website) if v))
    plain = [word for word in key(text).split() if word not in _LABELS]
    return bool(plain) and plain == [word for word in known.split() if word not in _LABELS]


def entries(lines: Sequence[Line]) -> list[tuple[str, int]]:
    """The lines of a list without dashes and closing signs; one without a dash goes on with the one before."""
    made: list[tuple[str, int]] = []
    for line in lines:
        bare = _MARK.sub("", line.text, count=1) if _MARK.match(line.text) else line.text
        ended = not made or made[-1][0].endswith((";", ".", ","))
        if made and not ended and bare == line.text:
            made[-1] = (f"{made[-1][0]} {bare}", made[-1][1])
        else:
            made.append((bare, line.node))
    return [(" ".join(text.split()), node) for text, node in made]


def unsigned(text: str) -> str:
    """A name without the sign that ended its line."""
    return text.rstrip().rstrip(";,").rstrip() if not text.endswith("...") else text


def ended(text: str) -> str:
    """The last name of a list: its full stop goes, too."""
    return unsigned(text).rstrip(".").rstrip() if not text.rstrip().endswith("v.v.") else text


def archive(lines: Sequence[tuple[str, int]]) -> tuple[list[tuple[str, int]], Archive | None]:
    """The entries of Nơi nhận → those that name who gets a copy, and the line "Lưu:" read."""
    at = next((n for n, (text, _) in enumerate(lines) if _ARCHIVE.match(text)), None)
    if at is None:
        return list(lines), None
    text, node = lines[at]
    more = " ".join(t for t, _ in lines[at + 1 :])
    read = _archive(f"{_ARCHIVE.sub('', text, count=1)} {more}".strip(), node)
    return list(lines[:at]), read


def _archive(text: str, node: int) -> Archive:
    """Names, then "(2)" for the copies kept, then a full stop and ô 12. A name such as "PL (05)" may be either."""
    names, mark, copies, unsure = text, "", None, ""
    for stop in re.finditer(r"\.\s*", text):
        if _marked(text[stop.end() :]):
            names, mark = text[: stop.start()], text[stop.end() :]
            break
    count = re.search(r"\s*\((\d{1,3})\)\s*\.?\Z", names)
    if count is not None:
        copies, names = int(count[1]), names[: count.start()]
    parts = tuple(p.strip(" .") for p in re.split(r"[,;]", names) if p.strip(" ."))
    odd = any(len(p) > _LONGEST or re.search(r"\(\d|\d\)", p) for p in parts)
    if odd or (count is not None and _DRAFTER.match(parts[-1] if parts else "") and len(parts) > 1):
        unsure = text
    run = _RUN.match(mark) if mark else None
    drafter = (run[1] or "").strip(".") if run else mark.strip(" .")
    return Archive(parts, copies, drafter, int(run[2]) if run else None, unsure, node)


def _marked(text: str) -> bool:
    """Whether words after the archive's full stop are ô 12: ``PL.(300)``, ``(5)``, ``NVA``."""
    return bool(_RUN.match(text)) or bool(_DRAFTER.match(text))


def unit_of(issuer: Issuer, code: str, kind: DocumentType, kept: Archive | None) -> tuple[Unit | None, bool]:
    """The drafting unit by the symbol of a công văn, of another kind by who keeps the file; whether the symbol is one
    that this office would print.
    """
    code = re.sub(r"\s+", "", code).replace("–", "-")
    if not kind.abbreviation:
        unit = next((u for u in issuer.units.values() if f"{issuer.symbol}-{u.symbol}" == code), None)
        return unit, unit is not None or code == issuer.symbol
    ours = code == f"{kind.abbreviation}-{issuer.symbol}"
    return unit_kept(issuer, kept), ours


def unit_kept(issuer: Issuer, kept: Archive | None) -> Unit | None:
    """The unit that keeps the file, by the line "Lưu:"."""
    names = {key(n) for n in kept.names} if kept else set()
    return next((u for u in issuer.units.values() if {key(u.archive), key(u.name)} & names), None)


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signed: the slug, and whether posts and authority are those of the file."""

    slug: str = ""
    same: bool = True
    near: str = ""


def signer_of(
    issuer: Issuer, kind: DocumentType, posts: Iterable[str], names: Iterable[str], wording: Wording
) -> Signing:
    """The signer whose name and lines of authority are those of the file; by the name alone, it is told."""
    from congvan.compose.parts import signature_of

    wanted, lines = [key(n) for n in names], [key(p) for p in posts]
    mine = next((s for s in kind.signatures if s.by == "signer"), None)
    label = [key(mine.label)] if mine is not None and mine.label else []
    found: list[tuple[bool, Signer]] = []
    for signer in issuer.signers.values():
        if key(signer.name) not in wanted:
            continue
        printed = [key(line) for line in signature_of(signer, wording, Problems()).lines]
        above = mine is None or mine.post == "above"
        same = "".join(lines) == "".join([*label, *(printed if above else [])])
        found.append((same, signer))
    for same, signer in sorted(found, key=lambda pair: not pair[0]):
        return Signing(signer.slug, same)
    known: Mapping[str, str] = {key(s.name): s.slug for s in issuer.signers.values()}
    near = nearest(wanted[-1], known) if wanted else ""
    return Signing(near=known.get(near, ""))
