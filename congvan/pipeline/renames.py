"""What an issued text no longer says because issuer.yaml or recipients.yaml was changed: each name at its place there.

A letter keeps the names of its day. Where a name was simply written over, the letter is not at fault, nor is any word
of it: the name is, and ``formerly:`` is its cure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, runtime_checkable

from congvan.compose.parts import FOOT
from congvan.model.circular import Circular
from congvan.model.past import Past
from congvan.model.register import Entry, Filter, Frozen
from congvan.model.source import Agency, Group, Issuer, Recipients, Signer, Spanned, Unit
from congvan.pipeline.identity import Look
from congvan.pipeline.typed_since import TypedSince
from congvan.problems import Problems, Span, Term, term
from congvan.text.letters import capitals, raise_first

MOST = 300
"""So many of the newest entries are looked at for the last that bears a name."""
_OFFICE = {"issuer": "name", "parent": "parent", "place": "place"}
_FOLLOW = ("body", "annexes", "attached", "grounds", "authority", "addressee_label", "beside")
"""Parts that may name the agency or the signer within their words."""

Thing = Issuer | Unit | Signer | Agency | Group


@runtime_checkable
class Listing(Protocol):
    """A register whose entries can be gone through."""

    def list(self, wanted: Filter) -> Sequence[Entry]:
        """Entries in the order of year, sequence and number."""
        ...

    def frozen(self, entry: Entry) -> Frozen | None:
        """The text as issued, None where none was frozen."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """``key`` of ``thing`` (``at`` in its file) says ``new`` where the letter has ``old`` in ``part``, by ``line``."""

    thing: Thing
    at: str
    key: str
    old: str
    new: str
    part: str
    line: str

    @property
    def owner(self) -> str:
        """Whose words they are: ``agencies.so-y-te``, or the agency that issues itself."""
        return self.at if "." in self.at else ""

    @property
    def place(self) -> Span:
        """Where the new words stand."""
        texts = [self.thing.name, *self.thing.typed] if isinstance(self.thing, Issuer) else self.thing.typed
        return next((t.span for t in texts if t.value == self.new), self.thing.span)


def tell(
    before: Frozen, now: str, look: Look, entry: Entry, register: object, typed: TypedSince, problems: Problems
) -> list[str]:
    """Errors: CV716 for each name that was written over. The parts that are changed otherwise."""
    circular = look.circular
    old, new = _flat(json.loads(before.text)), _flat(json.loads(now))
    differ = [part for part in dict.fromkeys([*old, *new]) if old.get(part) != new.get(part)]
    if circular is None or not typed.known:
        return differ
    untouched = [part for part in differ if not typed.touched(part)]
    changes: list[Change] = []
    explained: set[str] = set()
    for part in untouched:
        found = list(_of_part(part, old.get(part), new.get(part), circular, look))
        if found:
            explained.add(part)
            changes += found
    if changes:
        explained |= {part for part in untouched if part in _FOLLOW}
    told = {(c.at, c.key): c for c in changes}
    for change in told.values():
        same = [other for other in told.values() if other.owner == change.owner]
        _tell(change, same, entry, look, register, before, problems)
    return [part for part in differ if part not in explained]


def _flat(tree: dict[str, Any]) -> dict[str, Any]:
    """The parts of a frozen text by name, those of the head and foot beside the others."""
    parts: dict[str, Any] = tree.get("parts", {})
    return {key: value for key, value in tree.items() if key != "parts"} | parts


def _of_part(part: str, old: Any, new: Any, circular: Circular, look: Look) -> Iterator[Change]:
    issuer = circular.issuer
    if part in ("addressees", "recipients"):
        _, recipients = look.names.on(circular.date, lambda: date.max)
        yield from _of_lines(part, old or [], new or [], circular, recipients)
    elif part in _OFFICE and old and new:
        key = _OFFICE[part]
        name = issuer.name.value if key == "name" else getattr(issuer, key)
        yield Change(issuer, key, key, old, name, part, old)
    elif part == "symbol":
        yield from _of_symbol(old or "", circular)
    elif part == "signature" and old and new:
        yield from _of_signature(old, circular.signer)
    elif part == "foot":
        yield from _of_foot(" \n".join(old or []), issuer)


def _of_lines(
    part: str, old: list[str], new: list[str], circular: Circular, recipients: Recipients
) -> Iterator[Change]:
    """Nơi nhận and Kính gửi line by line; only where each line has its fellow."""
    if len(old) != len(new):
        return
    items = circular.source.to if part == "addressees" else circular.source.copies
    found: list[Change] = []
    for was, line in zip(old, new, strict=True):
        if was == line:
            continue
        made = None
        for item in items:
            table, thing = _named(item.ref or "", recipients)
            note = f" ({item.note})" if item.note else ""
            if thing is not None and not item.printed_as and line == " ".join(thing.name.split()) + note:
                name = was.removesuffix(note)
                made = Change(thing, f"{table}.{item.ref}", "name", name, thing.name, part, was)
        unit = circular.unit
        if made is None and line == circular.archive_line and unit is not None and circular.source.archive is None:
            made = Change(unit, f"units.{unit.slug}", "archive", _archive(was), unit.archive, part, was)
        if made is None:
            return
        found.append(made)
    yield from found


def _named(slug: str, recipients: Recipients) -> tuple[str, Agency | Group | None]:
    if slug in recipients.agencies:
        return "agencies", recipients.agencies[slug]
    return "groups", recipients.groups.get(slug)


def _archive(line: str) -> str:
    """``Lưu: VT, Thanh tra (2).`` → ``Thanh tra``."""
    return re.sub(r"(?: \(\d+\))?\.\Z", "", line).rpartition(", ")[2]


def _of_symbol(old: str, circular: Circular) -> Iterator[Change]:
    issuer, unit, short = circular.issuer, circular.unit, circular.kind.abbreviation
    if short and old.startswith(f"{short}-"):
        yield Change(issuer, "symbol", "symbol", old.removeprefix(f"{short}-"), issuer.symbol, "symbol", old)
    elif unit is not None and old.endswith(f"-{unit.symbol}"):
        was = old.removesuffix(f"-{unit.symbol}")
        yield Change(issuer, "symbol", "symbol", was, issuer.symbol, "symbol", old)
    elif unit is not None and old.startswith(f"{issuer.symbol}-"):
        was = old.removeprefix(f"{issuer.symbol}-")
        yield Change(unit, f"units.{unit.slug}", "symbol", was, unit.symbol, "symbol", old)


def _of_signature(old: Mapping[str, Any], signer: Signer) -> Iterator[Change]:
    at = f"signers.{signer.slug}"
    if old.get("name") and old["name"] != signer.name:
        yield Change(signer, at, "name", old["name"], signer.name, "signature", old["name"])
    lines = old.get("lines") or []
    if lines and capitals(signer.title) != lines[-1] and not (signer.chain and signer.chain[-1][0] == "Q"):
        yield Change(signer, at, "title", lines[-1], signer.title, "signature", lines[-1])


def _of_foot(old: str, issuer: Issuer) -> Iterator[Change]:
    for key, label in FOOT.items():
        value = getattr(issuer, key)
        was = re.search(rf"{re.escape(label)}: (.*?)(?:, (?:Fax|Website): | \n|\Z)", old)
        if value and was and was[1] != value:
            yield Change(issuer, key, key, was[1], value, "foot", old)


def _tell(
    change: Change, same: Sequence[Change], entry: Entry, look: Look, register: object, before: Frozen,
    problems: Problems,
) -> None:  # fmt: skip
    """``same``: all that was written over in one place, ``change`` among it: one entry of ``formerly:`` has it all."""
    old, _ = _as_written(change, look, before)
    place = change.place
    problems.error(
        "CV716", place, at=f"{change.at}.{change.key}" if change.owner else change.key,
        field=change.at.rpartition(".")[2], old=old, new=change.new, file=place.file,
        cure=_cure(change, same, entry, look, register, before),
    )  # fmt: skip


def _cure(
    change: Change, same: Sequence[Change], entry: Entry, look: Look, register: object, before: Frozen
) -> Term:  # fmt: skip
    """The line to write, or the day to put right."""
    former: tuple[Past[Any], ...] = _today(change, look).former
    written = {c.key: _as_written(c, look, before) for c in same}
    old = written[change.key][0]
    if _said(_today(change, look), change.key) == old:  # today's name, on a day that a former one is kept for
        return term("former.shorten", name=change.new, day=entry.date or "")
    day = max(_last(c, entry, look, register) for c in same).isoformat()
    past = next((p for p in former if _said(p.what, change.key) == old), None)
    if past is not None:
        return term("former.extend", was=past.until.isoformat(), day=day)
    said = ", ".join(f"{key}: {json.dumps(text, ensure_ascii=False)}" for key, (text, _) in written.items())
    case = term("former.case") if any(lowered for _, lowered in written.values()) else ""
    where = term("former.issuer" if not change.owner else "former.there")
    return term("former.append" if former else "former.add", day=day, said=said, case=case, where=where)


def _today(change: Change, look: Look) -> Thing:
    """What is meant, as its file says it today."""
    issuer, recipients = look.names.now
    table, _, slug = change.at.partition(".")
    tables: Mapping[str, Mapping[str, Thing]] = {
        "units": issuer.units, "signers": issuer.signers, "agencies": recipients.agencies, "groups": recipients.groups,
    }  # fmt: skip
    return tables.get(table, {}).get(slug, issuer)


def _said(thing: Any, key: str) -> str:
    found = getattr(thing, key, "")
    return str(found.value if isinstance(found, Spanned) else found)


def _last(change: Change, entry: Entry, look: Look, register: object) -> date:
    """The date of the newest letter that bears the old words: until then they must be kept."""
    asked = (change.at, change.key, change.old)
    known = look.names.latest
    if asked not in known:
        found = entry.date
        if isinstance(register, Listing) and entry.date is not None:
            later = register.list(Filter(since=entry.date, state="issued"))
            newest = sorted(later, key=lambda e: (e.date or date.min, e.number), reverse=True)
            bears = (e.date for e in newest[:MOST] if e.sha256 is not None and _bears(register.frozen(e), change))
            found = next(bears, found)
        known[asked] = found or date.min
    day = known[asked]
    return max(day, entry.date) if entry.date is not None else day


def _bears(text: Frozen | None, change: Change) -> bool:
    said = _flat(json.loads(text.text)).get(change.part) if text is not None else None
    if isinstance(said, dict):
        said = [said.get("name", ""), *said.get("lines", [])]
    return change.line in said if isinstance(said, list) else said == change.line


def _as_written(change: Change, look: Look, before: Frozen) -> tuple[str, bool]:
    """The old words as they were typed; what is only known in capitals is looked for elsewhere. True: it was lowered,
    letter by letter, and a person must look at its capitals.
    """
    old = change.old
    if old != capitals(old) or capitals(old) == old.casefold() or change.key in ("symbol", "archive"):
        return old, False
    issuer = look.names.now[0]
    known = [past.what.name.value for past in issuer.former] + [*issuer.acts_for]
    found = next((name for name in known if capitals(name) == old), None)
    if found is None:
        told = (m.group() for m in re.finditer(re.escape(old), before.text, re.IGNORECASE))
        found = next((text for text in told if text != old), None)
    if found is not None:
        return found, False
    texts = (change.new, issuer.name.value, issuer.parent or "", issuer.place)
    cased = {word.casefold(): word for text in reversed(texts) for word in text.split()}
    words = old.casefold().split()
    return raise_first(" ".join(cased.get(word, word) for word in words)), not set(words) <= cased.keys()
