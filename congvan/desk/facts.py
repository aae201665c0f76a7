"""facts: who the office is, and which kinds of documents it writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from congvan.desk.here import Here
from congvan.model.steps import Steps
from congvan.problems import Problems

if TYPE_CHECKING:
    from congvan.model.source import Dossier, Recipients


@dataclass(frozen=True, slots=True)
class KindFacts:
    """A kind of document: ``named`` in the decree, or the office's own."""

    slug: str
    name: str
    named: bool


@dataclass(frozen=True, slots=True)
class RecipientFacts:
    """An agency, or a group with the names of its members."""

    slug: str
    name: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """``name`` is empty where issuer.yaml can't be read: its faults are told beside it."""

    name: str
    parent: str
    symbol: str
    kinds: tuple[KindFacts, ...]
    units: Mapping[str, str]
    signers: Mapping[str, str]
    recipients: tuple[RecipientFacts, ...] = ()
    steps: Steps = field(default_factory=Steps)
    files: Mapping[str, Dossier] = field(default_factory=dict)

    def kind(self, slug: str) -> str:
        """The name of a kind, or its slug where nobody knows it."""
        return next((one.name for one in self.kinds if one.slug == slug), slug)


def facts(here: Here, problems: Problems) -> Facts:
    """The office as its files say, as far as they can be read. Errors: those of issuer.yaml and recipients.yaml."""
    with here.office(problems) as office:
        if office is None:
            return Facts("", "", "", _kinds(here), {}, {})
        issuer = office.issuer
        units = {slug: unit.name for slug, unit in issuer.units.items()}
        signers = {slug: f"{one.name}, {one.title}" for slug, one in issuer.signers.items()}
        known, name, parent = _known(office.recipients), issuer.name.value, issuer.parent or ""
        return Facts(name, parent, issuer.symbol, _kinds(here), units, signers, known, issuer.steps, issuer.files)


def _known(recipients: Recipients) -> tuple[RecipientFacts, ...]:
    """Groups first, each with its members by name."""
    names = {slug: one.name for slug, one in recipients.agencies.items()}
    names |= {slug: one.name for slug, one in recipients.groups.items()}
    groups = [
        RecipientFacts(slug, group.name, tuple(names.get(m.value, m.value) for m in group.members))
        for slug, group in recipients.groups.items()
    ]
    return (*groups, *(RecipientFacts(slug, one.name) for slug, one in recipients.agencies.items()))


def _kinds(here: Here) -> tuple[KindFacts, ...]:
    """The decree's 29 in its order, then the others by name; a kind whose files are at fault goes by its slug."""
    from congvan import read
    from congvan.standard.kinds import kinds

    known, bases = kinds(), here.workspace.templates()
    found = []
    for slug, folder in here.workspace.kinds().items():
        said = read.read_kind(folder, here.workspace.shown(folder), Problems(), bases)
        if said is not None and (slug in known or not slug.startswith("mau-")):
            found.append(KindFacts(slug, said.name, slug in known))
    order = {slug: at for at, slug in enumerate(known)}
    return tuple(sorted(found, key=lambda one: (order.get(one.slug, len(order)), one.name)))
