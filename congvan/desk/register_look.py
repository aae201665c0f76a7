"""register_list, register_search, register_show, register_head: looking into the register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from congvan import pipeline
from congvan.desk.here import Here
from congvan.model.register import Entry, Filter, Logged, Relation
from congvan.pipeline.typed import of_kind, one_entry, register_of
from congvan.problems import Problems
from congvan.yaml.typed import said_cleanly

if TYPE_CHECKING:
    from congvan.register.heads import Standing
    from congvan.register.ledger import Ledger
    from congvan.register.paging import Facets

DEEPEST = 50
"""So many entries are followed from one at most."""


def prepare() -> None:
    """Import now what the first look would import: half a second of a loaded machine's that somebody waits for."""
    from congvan.register import prepare

    prepare()


@dataclass(frozen=True, slots=True)
class EntryList:
    """Entries in their order; ``whole``: they are all there are of their sequences, so that what lies between two of
    them is nobody's. ``missing``: the server on which a register was looked for and is none.
    """

    entries: tuple[Entry, ...]
    whole: bool = False
    missing: str | None = None

    def lines(self) -> Iterator[Entry | tuple[int, int, int]]:
        """Each entry, and before it the numbers that nobody has: the first, the last, their year."""
        from congvan.register.verify import gaps

        for (year, _), group in groupby(self.entries, key=lambda e: (e.year, e.sequence)):
            of = list(group)
            free = gaps(of) if self.whole else []
            for entry in of:
                while free and free[0][0] < entry.number:
                    yield (*free.pop(0), year)
                yield entry


def list_(here: Here, wanted: Filter, problems: Problems) -> EntryList | None:
    """What a filter chooses; as ``type`` also ``ban-sao``, the copies of every form. Errors: CV409 no such kind."""
    with here.office(problems) as office:
        register = pipeline.open_register(office) if office is not None else None
        wanted = of_kind(wanted, office, problems)
        entries = tuple(register.list(wanted)) if register is not None else ()
        whole = wanted == Filter(wanted.year, sequence=wanted.sequence)
        return None if problems.failed else EntryList(entries, whole, _missing(office, register))


def search(here: Here, words: str, limit: int, problems: Problems) -> EntryList | None:
    """The newest entries that hold every word. Errors: CV414 a hidden character."""
    said_cleanly(words, "WORDS", problems)  # nobody's words hold it, so nothing would ever be found
    with here.office(problems) as office:
        register = pipeline.open_register(office) if office is not None else None
        found = tuple(register.search(words, limit)) if register is not None and not problems.failed else ()
        return None if problems.failed else EntryList(found, missing=_missing(office, register))


def _missing(office: pipeline.Office | None, register: Ledger | None) -> str | None:
    """The server on which a register was looked for and is none: a folder's own begins with the first number."""
    from congvan.register import locate

    if office is None or register is not None:
        return None
    place = locate(office.workspace.root, office.issuer.register, office.settings)
    return place.shown if place.path is None else None


@dataclass(frozen=True, slots=True)
class BookPage:
    """A page of the book, the newest number first: ``entries`` of ``count``, ``at`` of ``pages``; and what the year
    asked for (None: every year) can be filtered by, where that was wanted.
    """

    entries: tuple[Entry, ...]
    count: int
    at: int
    pages: int
    year: int | None
    facets: Facets
    missing: str | None = None
    position: int = 0
    """Of the last row of the audit log: while it is the same, the book is."""


LATEST = 0
"""As a year: the newest that the book has."""


def page(
    here: Here, wanted: Filter, at: int, size: int, known: Mapping[int | None, BookPage], problems: Problems
) -> BookPage | None:
    """One page of what a filter chooses. ``known``: earlier pages by their year; what one of them could be filtered by
    is so still, where nothing was written since. Errors: CV409, CV414.
    """
    from congvan.register import paging

    if wanted.words is not None:
        said_cleanly(wanted.words, "WORDS", problems)
    with here.office(problems) as office:
        register = pipeline.open_register(office) if office is not None else None
        wanted = of_kind(wanted, office, problems)
        if problems.failed:
            return None
        if wanted.year == LATEST:
            wanted = replace(wanted, year=register.ask(paging.latest, None) if register is not None else None)
        found = register.page(wanted, at, size) if register is not None else paging.Page()
        before, position = known.get(wanted.year), register.head()[0] if register is not None else 0
        if before is not None and before.position == position:
            facets = before.facets
        else:
            facets = register.facets(wanted.year) if register is not None else paging.Facets()
        pages, missing = max(1, -(-found.count // size)), _missing(office, register)
        return BookPage(found.entries, found.count, found.at, pages, wanted.year, facets, missing, position)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry that points at another, and what points at it."""

    relation: Relation
    entry: Entry
    behind: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry, what it points at, what points at it, and what the audit log tells of it."""

    entry: Entry
    points_at: tuple[Relation, ...]
    pointed_at_by: tuple[Link, ...]
    log: tuple[Logged, ...] = ()


def show(here: Here, code: str, year: int | None, sequence: str | None, problems: Problems) -> Shown | None:
    """The entry that a code, a number (in a sequence) or a circular's id means. Errors: CV530 none, CV531 several."""
    with here.office(problems) as office:
        register = register_of(office, code, problems)
        entry = one_entry(register, code, year, problems, sequence) if register is not None else None
        if register is None or entry is None:
            return None
        back = register.pointing_at(entry.code, entry.year)
        points_at, log = tuple(register.relations(entry)), tuple(register.history(entry))
        return Shown(entry, points_at, _behind(register, back, {entry.id}), log)


def _behind(register: Ledger, back: Sequence[tuple[Relation, Entry]], seen: set[int]) -> tuple[Link, ...]:
    """Whatever points at an entry, and what points at that, each followed once."""
    links = []
    for relation, entry in back:
        further: tuple[Link, ...] = ()
        if entry.id not in seen and len(seen) < DEEPEST:
            seen.add(entry.id)
            further = _behind(register, register.pointing_at(entry.code, entry.year), seen)
        links.append(Link(relation, entry, further))
    return tuple(links)


@dataclass(frozen=True, slots=True)
class Top:
    """The head of the audit log, to be kept outside the register, and whose it is."""

    agency: str
    standing: Standing


def head(here: Here, problems: Problems) -> Top | None:
    """Errors: CV562 no register, or nothing in it."""
    from congvan.register import heads

    with here.office(problems) as office:
        register = pipeline.open_register(office) if office is not None else None
        now = heads.current(register) if register is not None else None
        if now is None or office is None:
            if not problems.failed:
                problems.error("CV562", None)
            return None
        return Top(office.issuer.name.value, now)
