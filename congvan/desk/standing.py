"""standing: a circular's text as printed, by hash and words, and what register and signed file say of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from congvan import pipeline
from congvan.compose import frozen
from congvan.desk.here import Here
from congvan.machine.versions import hash_of
from congvan.model.signing import LEADER
from congvan.model.steps import Steps
from congvan.people.steps import Facts
from congvan.problems import MachineFault, Problems
from congvan.read.source import bytes_of
from congvan.signing.ready import Place, of_today

if TYPE_CHECKING:
    from congvan.model.document import Document
    from congvan.model.register import Entry
    from congvan.model.source import CircularSource
    from congvan.workspace import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(Facts):
    """What marks are compared with, beside it ``words``: what is printed, a line a paragraph. ``hashes`` are SHA-256
    (hex) of every printed word: a text that was approved before it had a number is still the text that was approved.
    Empty where the text has faults. ``unit`` and ``signer`` are slugs.
    """

    id: str
    words: str
    steps: Steps


def standing(here: Here, id: str, problems: Problems, data: bytes | None = None) -> Standing | None:
    """``data``: another text than the one on the disk, such as an earlier version; of that no signature is asked for.

    Errors: CV402, CV403; those of the office. Faults of the text are told by ``check``: here it has no hash.
    """
    with here.at(id, problems) as (target, office):
        return _of(target, office, here, data) if target is not None and office is not None else None


def standings(here: Here, ids: Sequence[str], problems: Problems) -> dict[str, Standing]:
    """Of many, each as :func:`standing` tells it, with the office, its kinds and its register opened once; one that
    can't be read is left out.
    """
    found: dict[str, Standing] = {}
    with here.office(problems) as office:
        if office is None or problems.failed:
            return found
        register = pipeline.open_register(office)
        office.ledger = register.knowing(ids) if register is not None else office.ledger
        for id, target in _targets(here, ids):
            with suppress(MachineFault):  # its own page tells of it
                found[id] = _of(target, office, here)
    return found


def _targets(here: Here, ids: Sequence[str]) -> Iterator[tuple[str, Target]]:
    """The files of ids, looked for together; each by itself where anything is told of any of them."""
    quiet = Problems()
    every = {target.id: target for target in here.workspace.select(ids, quiet)} if ids else {}
    for id in ids:
        own = Problems()
        target = every.get(id) if not len(quiet) else here.one(id, own)
        if target is not None and not own.failed:
            yield id, target


def _of(target: Target, office: pipeline.Office, here: Here, data: bytes | None = None) -> Standing:
    register = pipeline.open_register(office)
    entry = register.entry_of(target.id) if register is not None else None
    quiet = Problems()
    text = data if data is not None else bytes_of(target.path, target.shown, quiet)
    found = pipeline.to_circular(target, office, quiet, data=text) if text is not None else None
    source = found[0].source if found is not None else _source(target)
    made = replace(_typed(source, target.id, office.issuer.steps), etag=hash_of(text) if text is not None else "")
    if entry is not None:
        made = _registered(made, entry)
    if found is None:
        return made
    tree = _tree(found[1])
    made = replace(made, hashes=_hashes(tree, entry), words="\n".join(_words(tree)))
    return made if data is not None else _signed(made, target, office, here)


def _source(target: Target) -> CircularSource | None:
    """What can be read of a file with faults."""
    from congvan import read

    return read.read_circular(target.path, target.shown, target.id, Problems(), in_spite=True, partly=True)


def _typed(source: CircularSource | None, id: str, order: Steps) -> Standing:
    """What the file itself says; its office's order is that of urgent documents where it is one."""
    if source is None:
        return Standing((), "", "", id=id, words="", steps=order)
    urgent = source.urgency is not None
    return Standing(
        (), source.unit.value if source.unit else "", source.signer.value, id=id, words="",
        steps=order.of(urgent=urgent), urgent=urgent, due=source.due.value if source.due else None,
    )  # fmt: skip


def _registered(made: Standing, entry: Entry) -> Standing:
    void = entry.state == "void"
    return replace(
        made, numbered=not void, sent=entry.sent is not None, recalled=entry.recalled is not None, void=void,
        numbered_at=entry.recorded_at, sent_on=entry.sent,
    )  # fmt: skip


def _hashes(tree: dict[str, Any], entry: Entry | None) -> tuple[str, ...]:
    """Today's text first; the others only where number and date came from the register."""
    found = [_hash(tree)]
    if entry is not None and entry.state != "void":
        for gone in (("number",), ("number", "date")):
            found.append(_hash(tree | {"parts": {k: v for k, v in tree["parts"].items() if k not in gone}}))
    return tuple(dict.fromkeys(found))


def _tree(document: Document) -> dict[str, Any]:
    """The frozen text and what it leaves out of the printed words: the titles of annexes."""
    tree: dict[str, Any] = json.loads(frozen.frozen_text(document))
    tree.setdefault("parts", {})
    return tree | {"annex_titles": [annex.title for annex in document.annexes]}


def _hash(tree: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(tree, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


_ORDER = ("parts", "grounds", "order", "body", "attached", "annexes", "annex_titles")
_NO_WORDS = frozenset(("is", "sha256", "aligns", "align", "level", "across", "down", "caps", "bold", "titled"))


def _words(tree: dict[str, Any]) -> Iterator[str]:
    """Every printed word, a line a piece, in the order of the frozen text's parts."""
    for name in _ORDER:
        yield from _lines(tree.get(name))


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        if value and all(isinstance(run, list) and len(run) == 2 and isinstance(run[1], str) for run in value):
            yield "".join(run[1] for run in value)
        else:
            for item in value:
                yield from _lines(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _NO_WORDS:
                yield from _lines(item)


def _signed(made: Standing, target: Target, office: pipeline.Office, here: Here) -> Standing:
    """What the signed file bears, if its mark says that it is of this text."""
    place = Place(here.workspace.output(None), target.id)
    try:
        data = place.signed().read_bytes()
    except OSError:
        return made
    from congvan.pades import fields, ours

    seen = fields.look(data)
    if seen is None or seen.mark is None:
        return made
    who = office.issuer.signers.get(made.signer)
    for name in ours.leaders(seen, place.boxes().get(LEADER), who.name if who is not None else ""):
        times = {**seen.times, LEADER: seen.times.get(LEADER) or seen.times.get(name, "")}
        seen = replace(seen, signed={**seen.signed, LEADER: True}, times=times)
    assert seen.mark is not None
    if not of_today(seen.mark, target, office):
        return made
    return replace(
        made, signed=seen.signed.get("KyLanhDao", False), sealed=seen.signed.get("DauCoQuan", False),
        signed_at=seen.times.get("KyLanhDao", ""), sealed_at=seen.times.get("DauCoQuan", ""),
    )  # fmt: skip
