"""What WeasyPrint wrote of one copy → page contents and a structure tree with holes where its own words stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_MCID = re.compile(rb"<</MCID (\d+)>>\Z")
_TM = re.compile(rb"1 0 0 -1 (\S+) (\S+) Tm\Z")
_REFERENCE = re.compile(rb"(\d+) 0 R\Z")
HERE = b"@here@"
"""What stands in an object where each copy has its own."""
_INLINE = (b"/Span", b"/NonStruct", "/Span", "/NonStruct")


class Unfit(Exception):
    """What was printed can't be taken apart as it was foreseen: such copies are printed one by one."""


@dataclass(slots=True)
class Hole:
    """Where lines of an item stand in a page's content: the height of each, and what is set before the first."""

    item: int
    first: int  # of the item's lines
    heights: list[bytes] = field(default_factory=list)
    before: tuple[bytes, ...] = ()
    numbers: list[int] = field(default_factory=list)  # MCIDs of the pieces that stood there
    block: Any = None  # the structure element that holds them


@dataclass(slots=True)
class Parted:
    """A page's content: what stays, in which MCIDs are numbered anew, and holes."""

    stream: Any
    chunks: list[bytes | Hole] = field(default_factory=list)
    stays: dict[int, int] = field(default_factory=dict)  # MCIDs, as they were and as they are


def data_of(token: Any) -> bytes:
    """A token of a stream as WeasyPrint's library writes it."""
    if isinstance(token, bytes):
        return token
    if isinstance(token, float):
        return figure(token)
    made = getattr(token, "data", None)
    return made if isinstance(made, bytes) else str(token).encode("ascii")


def figure(value: float) -> bytes:
    """A number as WeasyPrint's library writes it."""
    return str(int(value)).encode() if float(value).is_integer() else f"{value:f}".rstrip("0").encode()


def parted(stream: Any, owner: Mapping[int, tuple[int, int]]) -> Parted:
    """A page's stream → its content with holes; ``owner`` says of which item and line a piece of text (by its MCID) is.
    Errors: Unfit.
    """
    tokens = [data_of(token) for token in stream.stream]
    made, kept = Parted(stream), list[bytes]()
    index = 0
    while index < len(tokens):
        found = _MCID.match(tokens[index + 1]) if index + 1 < len(tokens) else None
        if found is None:
            kept.append(tokens[index])
            index += 1
            continue
        end = tokens.index(b"EMC", index)
        known = owner.get(int(found[1]))
        if known is None:
            now = made.stays[int(found[1])] = len(made.stays)
            kept += [tokens[index], b"<</MCID %d>>" % now, *tokens[index + 2 : end + 1]]
        else:
            if kept:
                made.chunks.append(b"\n".join(kept) + b"\n")
                kept = []
            _cut(made, int(found[1]), known, tokens[index + 3 : end])
        index = end + 1
    made.chunks.append(b"\n".join(kept))
    return made


def _cut(page: Parted, mcid: int, known: tuple[int, int], tokens: Sequence[bytes]) -> None:
    item, row = known
    hole = page.chunks[-1] if page.chunks else None
    if not isinstance(hole, Hole) or hole.item != item:
        hole = Hole(item, row)
        page.chunks.append(hole)
    before = tuple(tokens[: tokens.index(b"BT")])
    if before and (hole.numbers or hole.before):
        raise Unfit("something is drawn between lines")
    hole.before = hole.before or before
    hole.numbers.append(mcid)
    place = next((found for token in tokens if (found := _TM.match(token))), None)
    if place is None:
        return
    at = row - hole.first
    if at == len(hole.heights):
        hole.heights.append(place[2])
    elif at != len(hole.heights) - 1 or hole.heights[at] != place[2]:
        raise Unfit("pieces of a line at several heights")


class Structure:
    """The objects of the file and the tree of its tags; :meth:`take` empties the elements of a page's holes."""

    def __init__(self, made: Any) -> None:
        self.pdf = made
        self.objects: list[Any] = made.objects
        self.numbers = [int(number) for number in made.pages["Kids"][::3]]
        self.root = self._at(made.catalog["StructTreeRoot"])
        self.tree = self._at(self.root["ParentTree"])
        self.pages: list[Parted] = []
        self.dropped: set[int] = set()
        self.blocks: list[Any] = []

    def _at(self, reference: Any) -> Any:
        found = _REFERENCE.match(data_of(reference))
        if found is None:
            raise Unfit("no reference")
        return self.objects[int(found[1])]

    def take(self, index: int, page: Parted) -> None:
        """A page: its holes are emptied in the tree, what stays is numbered anew there."""
        nums = self.tree["Nums"][2 * index + 1]
        for hole in page.chunks:
            if isinstance(hole, Hole):
                self._empty(hole, nums)
        for was, now in page.stays.items():
            self._at(nums[was])["K"][:] = [now]
        stay = [nums[was] for was in page.stays]
        nums[:] = [*stay, HERE + b"%d" % index]
        self.pages.append(page)

    def _empty(self, hole: Hole, nums: Sequence[Any]) -> None:
        blocks = {self._block(self._at(nums[mcid])).number for mcid in hole.numbers}
        if len(blocks) != 1:
            raise Unfit("lines of several elements")
        hole.block = self.objects[blocks.pop()]
        held: list[int] = []
        waiting = list(hole.block["K"])
        while waiting:
            kid = waiting.pop()
            if isinstance(kid, int):
                held.append(kid)
                continue
            element = self._at(kid)
            self.dropped.add(element.number)
            waiting += element["K"]
        if sorted(held) != sorted(hole.numbers):
            raise Unfit("an element with other words")
        hole.block["K"][:] = [HERE]
        self.blocks.append(hole.block)

    def _block(self, element: Any) -> Any:
        while element["S"] in _INLINE:
            element = self._at(element["P"])
        return element

    def renumber(self) -> list[Any]:
        """The objects that stay, numbered from 1 without gaps."""
        if self.dropped and min(self.dropped) < max(self.numbers):
            raise Unfit("objects in another order")
        kept = [o for o in self.objects[1:] if o.number not in self.dropped]
        now = {o.number: index for index, o in enumerate(kept, 1)}
        for o in kept:
            o.number = now[o.number]
            _refer(getattr(o, "extra", o), now)
        return kept


def _refer(value: Any, now: Mapping[int, int]) -> None:
    """References to objects, wherever they stand in ``value``, to their new numbers."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, held in list(pairs):
        if isinstance(held, bytes):
            found = _REFERENCE.match(held)
            if found is not None:
                value[key] = b"%d 0 R" % now[int(found[1])]
        else:
            _refer(held, now)
