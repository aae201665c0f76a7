"""register_chain: everything that hangs together with one document of the book, as points and what joins them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from congvan.desk.here import Here
from congvan.model.register import REPLIES, Code, Entry, Relation, RelationKind, symbol_key
from congvan.pipeline.typed import one_entry, register_of
from congvan.problems import Problems
from congvan.register.ledger import Ledger

MOST = 40
"""So many documents at most: more is no picture any more."""
Key = tuple[int, str, int, bool]


@dataclass(frozen=True, slots=True)
class Point:
    """A document: ``entry``, its line in our book; None for what the book does not have. ``incoming``: another agency's
    letter, which one of ours answers.
    """

    code: Code
    year: int
    entry: Entry | None
    incoming: bool = False

    @property
    def date(self) -> date | None:
        """Ngày ban hành, where the book knows it."""
        return self.entry.date if self.entry is not None else None


@dataclass(frozen=True, slots=True)
class Edge:
    """The document at place ``by`` replies to, follows, corrects, replaces, recalls or cites the one at ``target``."""

    kind: RelationKind
    by: int
    target: int


@dataclass(frozen=True, slots=True)
class Chain:
    """``points[start]`` was asked for; the earlier ones come first. ``more``: not all of it is here."""

    points: tuple[Point, ...]
    edges: tuple[Edge, ...]
    start: int = 0
    more: bool = False


def register_chain(here: Here, code: str, year: int | None, sequence: str | None, problems: Problems) -> Chain | None:
    """From an entry, or another agency's letter that one of ours answers. Errors: CV530, CV531."""
    with here.office(problems) as office:
        register = register_of(office, code, problems)
        if register is None:
            return None
        incoming = _incoming(register, code, year)
        if incoming is not None:
            return _Walk(register).from_(incoming)
        entry = one_entry(register, code, year, problems, sequence)
        return None if entry is None else _Walk(register).from_(Point(entry.code, entry.year, entry))


def _incoming(register: Ledger, typed: str, year: int | None) -> Point | None:
    """Another agency's letter: a code that our book does not have, and that a document of ours answers."""
    code = Code.parse(typed)
    if code is None or register.find(code, year):
        return None
    answers = register.replies_to(code, year)
    return Point(answers[0][0].code, answers[0][0].year, None, incoming=True) if answers else None


class _Walk:
    """From one document to all that are joined with it, the nearest first."""

    def __init__(self, register: Ledger) -> None:
        self.register = register
        self.points: dict[Key, Point] = {}
        self.edges: dict[tuple[RelationKind, Key, Key], None] = {}
        self.more = False

    def from_(self, start: Point) -> Chain:
        """The chain around ``start``."""
        self._meet(start)
        queue = [start]
        while queue:
            queue += self._beside(queue.pop(0))
        order = sorted(self.points.values(), key=lambda one: (one.date or date(one.year, 1, 1), one.code.number))
        at = {_key(one): place for place, one in enumerate(order)}
        edges = (Edge(kind, at[by], at[target]) for kind, by, target in self.edges)
        return Chain(tuple(order), tuple(edges), at[_key(start)], self.more)

    def _beside(self, point: Point) -> list[Point]:
        """The points that nobody met before, next to one."""
        new: list[Point] = []
        if point.entry is not None:
            for relation in self.register.relations(point.entry):
                new += self._join(relation, point, self._target(relation))
        ask = self.register.replies_to if point.incoming else self.register.pointing_at
        for relation, by in ask(point.code, point.year):
            new += self._join(relation, Point(by.code, by.year, by), point)
        return new

    def _target(self, relation: Relation) -> Point:
        incoming = relation.kind == REPLIES
        found = [] if incoming else self.register.find(relation.code, relation.year)
        return Point(relation.code, relation.year, found[0] if found else None, incoming)

    def _join(self, relation: Relation, by: Point, target: Point) -> list[Point]:
        new = [one for one in (by, target) if self._meet(one)]
        if _key(by) in self.points and _key(target) in self.points:
            self.edges[(relation.kind, _key(by), _key(target))] = None
        return new

    def _meet(self, point: Point) -> bool:
        """Whether this is the first time, and there is room."""
        if _key(point) in self.points:
            return False
        if len(self.points) >= MOST:
            self.more = True
            return False
        self.points[_key(point)] = point
        return True


def _key(point: Point) -> Key:
    return point.code.number, symbol_key(point.code.symbol), point.year, point.incoming
