"""What WeasyPrint wrote of one copy, with holes → the file of another: page contents, structure tree, title, table of
objects. All that doesn't change comes first in the file and is compressed once.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import chain
from typing import Any

from congvan.render.flow import UNITS, Line, Look, Piece
from congvan.render.parted import HERE, Hole, Structure, Unfit, data_of, figure

_BEST, _QUICK, _FLAT = (9, 15, 8), (6, 12, 5), (3, 12, 5)
"""Level, window and memory: of what all copies share; of the few hundred bytes of one, for which setting up a window of
32 KB takes longer than deflating them; of numbers in rows, which get little shorter however long is looked for it.
"""
_TAGS = {"span": "Span", "b": "NonStruct", "i": "NonStruct"}
_HEAD = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_END = b"\x03\x00"
"""An empty last block of what is deflated."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of one look as WeasyPrint prints them: ``font`` is the operator that chooses it, ``widths`` in
    Pango's units, ``shown`` the letter in a string of glyphs, with the hundredths that follow it where it has some.
    """

    font: bytes
    size: float
    widths: Mapping[str, int]
    shown: Mapping[str, str]
    space: int  # of the font, in thousandths
    left: float  # of the paragraph, from the edge of the page, in px

    def show(self, text: str, spacing: float) -> str:
        """A text as an operand of TJ, its spaces wider by ``spacing`` px, as Pango parts that."""
        if not spacing:
            return "<" + "".join(map(self.shown.__getitem__, text)) + ">"
        first, *rest = text.split(" ")
        wide = int(spacing * UNITS)
        half = _before(wide) / self.size
        width = self.widths[" "]
        glyph = self.shown[" "][:4]
        kern = int(self.space + half - (width + wide) * 1000 / UNITS / self.size)
        middle = f">{-half}<{glyph}>{kern}<"
        if not first:  # a text that begins with a space: there Pango drops the half before it
            first, *rest = rest
            kern = int(self.space - (width + 2 * wide - _before(2 * wide)) * 1000 / UNITS / self.size)
            begin = f"<{glyph}>{kern}<"
        else:
            begin = "<"
        words = ["".join(map(self.shown.__getitem__, word)) for word in (first, *rest)]
        return (begin + middle.join(words) + ">").replace("<>", "")


def _before(wide: int) -> int:
    """How much of what a space is widened by Pango puts before it: the half; of whole pixels whole pixels."""
    half = wide // 2
    return half if wide % UNITS else (half + UNITS // 2) // UNITS * UNITS


def deflated(data: bytes, how: tuple[int, int, int] = _BEST) -> bytes:
    """Blocks that can stand between others: they look back at nothing, and end at a byte."""
    level, window, memory = how
    made = zlib.compressobj(level, zlib.DEFLATED, -window, memory)
    return made.compress(data) + made.flush(zlib.Z_FULL_FLUSH)


@dataclass(slots=True)
class _Content:
    """A page's content as it is written: what stays, deflated and bare, and holes."""

    page: int
    number: int
    chunks: list[tuple[bytes, bytes] | Hole]
    free: int


@dataclass(slots=True)
class _Tags:
    """The elements that a copy adds to the tree, the bodies of those numbered up to ``next``."""

    next: int
    bodies: list[bytes] = field(default_factory=list)

    def line(self, line: Line, block: int, page: int, mcid: int, holder: list[int]) -> list[int]:
        """The elements of a line's pieces, of which the first has ``mcid``; those that stand in the block itself."""
        top: list[int] = []
        open_: list[tuple[tuple[str, int], int, list[int]]] = []
        done: list[tuple[int, str, int, list[int]]] = []
        for piece in line.pieces:
            same = 0
            while same < min(len(open_), len(piece.path)) and open_[same][0] == piece.path[same]:
                same += 1
            del open_[same:]
            for step in piece.path[same:]:
                kids: list[int] = []
                (open_[-1][2] if open_ else top).append(self.next)
                done.append((self.next, _TAGS[step[0]], open_[-1][1] if open_ else block, kids))
                open_.append((step, self.next, kids))
                self.bodies.append(b"")
                self.next += 1
            (open_[-1][2] if open_ else top).append(self.next)
            parent = open_[-1][1] if open_ else block
            self.bodies.append(b"<</Type /StructElem/S /Span/K [%d]/Pg %d 0 R/P %d 0 R>>" % (mcid, page, parent))
            holder.append(self.next)
            self.next += 1
            mcid += 1
        begin = self.next - len(self.bodies)
        for own, tag, parent, kids in done:
            body = b"<</Type /StructElem/S /%s/K [%s]/Pg %d 0 R/P %d 0 R>>"
            self.bodies[own - begin] = body % (tag.encode(), _references(kids), page, parent)
        return top


def _references(numbers: Sequence[int]) -> bytes:
    return b" ".join([b"%d 0 R" % number for number in numbers])


Filling = Sequence[Sequence[Line]]
"""By item its lines."""


class File:
    """A file with holes. ``title`` is that of the copy it was made from. Errors: Unfit."""

    def __init__(self, made: Any, tree: Structure, title: str) -> None:
        kept = tree.renumber()
        self.top = len(kept)
        self.info, self.still, self.moved, self.table = range(self.top + 1, self.top + 5)
        metadata = kept[int(data_of(made.catalog["Metadata"]).split()[0]) - 1]
        self.xmp, self.xmp_number = _around(b"".join(map(data_of, metadata.stream)), title), metadata.number
        told = made.info
        if told["Title"].string != title:
            raise Unfit("another title")
        told["Title"] = HERE
        self.told = _halves(told.data)
        self.blocks = {block.number: _halves(block.data) for block in tree.blocks}
        self.tree = tree.tree
        self.contents = [
            _Content(page, parted.stream.number, _deflated(parted.chunks), len(parted.stays))
            for page, parted in zip(tree.numbers, tree.pages, strict=True)
        ]
        self._still(kept, {metadata.number, *(content.number for content in self.contents)})
        self.mapping = self.tree.data

    def _still(self, kept: Sequence[Any], moving: set[int]) -> None:
        """All that doesn't change, as it stands at the begin of the file, and its lines of the table."""
        begin = bytearray(_HEAD)
        own = {*self.blocks, self.tree.number}
        table = {0: (0, 0, 65535)}
        packed: list[tuple[int, bytes]] = []
        for o in kept:
            if o.number in own or o.number in moving:
                continue
            if o.compressible:
                table[o.number] = (2, self.still, len(packed))
                packed.append((o.number, o.data))
            else:
                table[o.number] = (1, len(begin), 0)
                begin += o.indirect + b"\n"
        table[self.still] = (1, len(begin), 0)
        begin += _object(self.still, *_packed(packed))
        self.begin = bytes(begin)
        self.sha256, self.md5 = hashlib.sha256(self.begin), hashlib.md5(self.begin, usedforsecurity=False)
        self.lines = [table.get(number, (0, 0, 0)) for number in range(self.table + 1)]

    def written(self, title: str, filling: Filling, letters: Mapping[tuple[int, Look], Letters]) -> tuple[bytes, str]:
        """The file of a copy and its SHA-256."""
        tags = _Tags(self.table + 1)
        held: dict[int, list[int]] = {number: [] for number in self.blocks}
        lines, out, at = list(self.lines), list[bytes](), len(self.begin)
        mapping = self.mapping
        for index, content in enumerate(self.contents):
            holder: list[int] = []
            lines[content.number] = (1, at, 0)
            out.append(_content(content, filling, letters, tags, held, holder))
            at += len(out[-1])
            mapping = mapping.replace(HERE + b"%d" % index, _references(holder), 1)
        lines[self.xmp_number] = (1, at, 0)
        out.append(_object(self.xmp_number, b"/Type /Metadata/Subtype /XML", _xml(title).join(self.xmp), _QUICK))
        at += len(out[-1])
        packed = [(self.tree.number, mapping), (self.info, _string(title).join(self.told))]
        packed += [(number, _references(held[number]).join(halves)) for number, halves in self.blocks.items()]
        packed += enumerate(tags.bodies, self.table + 1)
        first = len(packed) - len(tags.bodies)
        for place, (number, _) in enumerate(packed[:first]):
            lines[number] = (2, self.moved, place)
        lines += [(2, self.moved, place) for place in range(first, len(packed))]
        lines[self.moved] = (1, at, 0)
        out.append(_object(self.moved, *_packed(packed), _QUICK))
        at += len(out[-1])
        lines[self.table] = (1, at, 0)
        out.append(self._table(lines, out, at))
        return self._whole(out)

    def _table(self, lines: Sequence[tuple[int, int, int]], out: Sequence[bytes], at: int) -> bytes:
        """The table of objects and the end of the file."""
        digest = self.md5.copy()
        for part in out:
            digest.update(part)
        name = digest.hexdigest().encode()
        root = data_of(b"2 0 R")
        rows = struct.pack(">" + "BIH" * len(lines), *chain.from_iterable(lines))
        extra = b"/Type /XRef/Index [0 %d]/W [1 4 2]/Size %d/Root %s/Info %d 0 R/ID [<%s> <%s>]" % (
            len(lines), len(lines), root, self.info, name, name,
        )  # fmt: skip
        return _object(self.table, extra, rows, _FLAT) + b"startxref\n%d\n%%%%EOF\n" % at

    def _whole(self, out: Sequence[bytes]) -> tuple[bytes, str]:
        rest = b"".join(out)
        digest = self.sha256.copy()
        digest.update(rest)
        return self.begin + rest, digest.hexdigest()


def _deflated(chunks: Sequence[bytes | Hole]) -> list[tuple[bytes, bytes] | Hole]:
    return [chunk if isinstance(chunk, Hole) else (deflated(chunk), chunk) for chunk in chunks]


def _content(
    content: _Content, filling: Filling, letters: Mapping[tuple[int, Look], Letters], tags: _Tags,
    held: dict[int, list[int]], holder: list[int],
) -> bytes:  # fmt: skip
    """A page's content stream as an object; the elements of what is put into its holes go into ``tags``."""
    deflate, check = [b"x\xda"], 1
    for chunk in content.chunks:
        if isinstance(chunk, Hole):
            text = b"".join(_lines(chunk, content, filling, letters, tags, held, holder))
            deflate.append(deflated(text, _QUICK))
            check = zlib.adler32(text, check)
        else:
            deflate.append(chunk[0])
            check = zlib.adler32(chunk[1], check)
    data = b"".join(deflate) + _END + check.to_bytes(4, "big")
    return _raw(content.number, b"", data)


def _lines(
    hole: Hole, content: _Content, filling: Filling, letters: Mapping[tuple[int, Look], Letters], tags: _Tags,
    held: dict[int, list[int]], holder: list[int],
) -> Iterator[bytes]:  # fmt: skip
    """What is drawn in a hole."""
    before = hole.before
    rows = filling[hole.item][hole.first : hole.first + len(hole.heights)]
    for height, line in zip(hole.heights, rows, strict=True):
        mcid = content.free + len(holder)
        block = hole.block.number
        held[block] += tags.line(line, block, content.page, mcid, holder)
        for place, piece in enumerate(line.pieces):
            yield b"/Span\n<</MCID %d>>\nBDC\n" % (mcid + place)
            for token in before:
                yield token + b"\n"
            before = ()
            yield _shown(piece, line.spacing, hole.item, height, letters)


def _shown(
    piece: Piece, spacing: float, item: int, height: bytes, letters: Mapping[tuple[int, Look], Letters]
) -> bytes:
    own = letters[item, piece.look]
    text, wider = (f"{piece.text} ", 0.0) if piece.tail else (piece.text, spacing)
    shown = own.show(text, wider).encode()
    x = figure(own.left + piece.x)
    return b"BT\n1 0 0 -1 %s %s Tm\n%s\n[%s] TJ\nET\nEMC\n" % (x, height, own.font, shown)


def _halves(data: bytes) -> tuple[bytes, bytes]:
    """What stands before and after the place that is left."""
    parts = data.split(HERE)
    if len(parts) != 2:
        raise Unfit("no place, or several")
    return parts[0], parts[1]


def _around(data: bytes, title: str) -> tuple[bytes, bytes]:
    """The metadata before and after the title."""
    parts = data.split(b">" + _xml(title) + b"</rdf:li>")
    if len(parts) != 2:
        raise Unfit("another title")
    return parts[0] + b">", b"</rdf:li>" + parts[1]


def _xml(text: str) -> bytes:
    return escape(text, quote=False).encode()


def _string(text: str) -> bytes:
    """A text string of PDF, as WeasyPrint's library writes it."""
    try:
        return b"(" + re.sub(rb"([\\()])", rb"\\\1", text.encode("ascii")) + b")"
    except UnicodeEncodeError:
        return b"<feff" + text.encode("utf-16-be").hex().encode() + b">"


def _packed(packed: Sequence[tuple[int, bytes]]) -> tuple[bytes, bytes]:
    """Objects → what an object stream says of itself, and its content."""
    at, index = 0, []
    for number, data in packed:
        index.append(b"%d %d" % (number, at))
        at += len(data) + 1
    head = b" ".join(index)
    extra = b"/Type /ObjStm/N %d/First %d" % (len(packed), len(head) + 1)
    return extra, b"\n".join([head, *(data for _, data in packed)])


def _object(number: int, extra: bytes, data: bytes, how: tuple[int, int, int] = _BEST) -> bytes:
    level, window, memory = how
    made = zlib.compressobj(level, zlib.DEFLATED, window, memory)
    return _raw(number, extra, made.compress(data) + made.flush())


def _raw(number: int, extra: bytes, data: bytes) -> bytes:
    return b"%d 0 obj\n<<%s/Filter /FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        number, extra, len(data), data,
    )  # fmt: skip
