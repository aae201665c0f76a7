"""A PDF's objects → its bytes, each of them once: pydyf writes (and packs) all of them a second time for the file's own
identifier, and asks of each number and name in turn what it is.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from hashlib import md5
from math import ceil, log
from typing import Any

NEEDS = {
    "pydyf": "0b10add9e640961db4636205686066e2b955fba63cad51e602a69250ef1df0d6",
    "weasyprint.pdf.fonts": "9ad9a202a416b84585e59d758e6b5e1b35604807dc3fa4472b6829bc5c4cdcb7",
}

_usual: dict[str, Any] = {}
_keys: dict[object, bytes] = {}
"""Names of entries as they stand before a value: a few dozen."""
_MANY = 512
SMALL = 262_144
"""What is longer, a picture, is not kept."""


def install() -> None:
    """Replace what pydyf writes with."""
    import pydyf
    from weasyprint.pdf import fonts

    _usual.update(bytes=pydyf._to_bytes, write=pydyf.PDF.write, subset=fonts.Font._harfbuzz_subset)
    pydyf._to_bytes = as_bytes
    pydyf.Dictionary.data = property(_dictionary)
    pydyf.Array.data = property(_array)
    pydyf.Stream.data = property(_stream)
    pydyf.PDF.write = _write
    pydyf.PDF.page_references = property(_references)
    fonts.Font._harfbuzz_subset = _subset


def as_bytes(item: Any) -> bytes:
    """What stands for a value in a PDF."""
    kind = type(item)
    if kind is bytes:
        return item  # type: ignore[no-any-return]
    if kind is str:
        return item.encode("ascii")  # type: ignore[no-any-return]
    if kind is int:
        return b"%d" % item
    if kind is float:
        if item.is_integer():
            return b"%d" % int(item)
        return (b"%f" % item).rstrip(b"0")
    made: bytes = _usual["bytes"](item)
    return made


def _dictionary(self: Any) -> bytes:
    parts = [b"<<"]
    for key, value in self.items():
        name = _keys.get(key)
        if name is None:
            name = b"/" + as_bytes(key) + b" "
            if type(key) is str and len(_keys) < _MANY:
                _keys[key] = name
        parts += name, (value if type(value) is bytes else as_bytes(value))
    parts.append(b">>")
    return b"".join(parts)


def _array(self: Any) -> bytes:
    return b"[" + b" ".join([item if type(item) is bytes else as_bytes(item) for item in self]) + b"]"


def _stream(self: Any) -> bytes:
    import pydyf

    content = b"\n".join([item if type(item) is bytes else as_bytes(item) for item in self.stream])
    extra = pydyf.Dictionary(self.extra.copy())
    if self.compress:
        extra["Filter"] = "/FlateDecode"
        content = _packed(content) if len(content) < SMALL else zlib.compress(content, 9)
    extra["Length"] = len(content)
    return b"\n".join((extra.data, b"stream", content, b"endstream"))


def _references(self: Any) -> tuple[bytes, ...]:
    """``page_references``: asked once for each tag, made anew when there is another page."""
    kids = self.pages["Kids"]
    held = self.__dict__.get("referred")
    if held is None or held[0] != kids:
        held = self.referred = list(kids), tuple([b"%d 0 R" % number for number in kids[::3]])
    found: tuple[bytes, ...] = held[1]
    return found


@lru_cache(maxsize=24)
def _packed(content: bytes) -> bytes:
    """Letters of an office have their fonts and their colour profile in common."""
    return zlib.compress(content, 9)


def _write(self: Any, output: Any, version: Any = b"1.7", identifier: Any = False, compress: bool = False) -> None:
    """``pydyf.PDF.write`` for a file with an identifier and packed tables of its objects (PDF 1.5 and later)."""
    version = as_bytes(version or b"1.7")
    if not compress or version < b"1.5" or identifier in (False, True, None):
        _usual["write"](self, output, version, identifier, compress)
        return
    if self.info:
        self.add_object(self.info)
    self.write_line(b"%PDF-" + version, output)
    self.write_line(b"%\xf0\x9f\x96\xa4", output)
    made: list[bytes] = []  # of every object, in their order
    held: list[Any] = []
    packed: list[bytes] = []
    for one in self.objects:
        if one.free == "f":
            continue
        data = one.data
        made.append(data)
        if one.compressible:
            held.append(one)
            packed.append(data)
        else:
            one.offset = self.current_position
            self.write_line(b"%d %d obj\n%b\nendobj" % (one.number, one.generation, data), output)
    table = _packed_objects(self, held, packed)
    table.offset = self.current_position
    self.add_object(table)
    made.append(table.data)
    self.write_line(b"%d 0 obj\n%b\nendobj" % (table.number, made[-1]), output)
    _places(self, output, as_bytes(identifier), md5(b"".join(made)).hexdigest().encode(), len(held))


def _packed_objects(self: Any, held: list[Any], packed: list[bytes]) -> Any:
    """The stream that holds what is no stream."""
    import pydyf

    numbers, position = list[str](), 0
    for one, data in zip(held, packed, strict=True):
        numbers += str(one.number), str(position)
        position += len(data) + 1
    head = " ".join(numbers)
    extra = {"Type": "/ObjStm", "N": len(held), "First": len(head) + 1}
    return pydyf.Stream([head, *packed], extra, compress=True)


def _places(self: Any, output: Any, identifier: bytes, seen: bytes, packed: int) -> None:
    """The stream that says where each object lies: its last object is the one that holds others."""
    import pydyf

    holder, index, rows = self.objects[-1].number, 0, list[tuple[int, int, int]]()
    for one in self.objects:
        if one.compressible:
            rows.append((2, holder, index))
            index += 1
        else:
            rows.append((bool(one.number), one.offset, one.generation))
    rows.append((1, self.current_position, 0))
    most = max(one.generation for one in self.objects)
    wide = 1, ceil(log(self.current_position + 1, 256)), ceil(log(max(most, packed) + 1, 256))
    extra = {
        "Type": "/XRef",
        "Index": pydyf.Array((0, len(self.objects) + 1)),
        "W": pydyf.Array(wide),
        "Size": len(self.objects) + 1,
        "Root": self.catalog.reference,
    }
    if self.info:
        extra["Info"] = self.info.reference
    extra["ID"] = pydyf.Array((pydyf.String(identifier).data, pydyf.String(seen).data))
    body = b"".join([value.to_bytes(size, "big") for row in rows for value, size in zip(row, wide, strict=True)])
    table = pydyf.Stream([body], extra, compress=True)
    self.xref_position = table.offset = self.current_position
    self.add_object(table)
    self.write_line(table.indirect, output)
    for line in (b"startxref", b"%d" % self.xref_position, b"%%EOF"):
        self.write_line(line, output)


_subsets: dict[tuple[object, ...], bytes] = {}
_files: dict[bytes, bytes] = {}
"""Each font's file once, however many subsets of it are held."""
_KEPT = 32


def _subset(self: Any, to_unicode: Any, hinting: Any) -> None:
    """A font's file with the glyphs that a letter uses: the same as of the letter before, as often as not."""
    if len(_files) > _KEPT:
        _files.clear()
    self.file_content = _files.setdefault(self.file_content, self.file_content)
    key = (self.file_content, self.index, tuple(sorted(to_unicode)), bool(hinting), bool(self.missing))
    held = _subsets.get(key)
    if held is not None:
        self.file_content = held
        return
    before = self.file_content
    _usual["subset"](self, to_unicode, hinting)
    if self.file_content is not before:  # else it could not be done, which is told each time
        while len(_subsets) >= _KEPT:
            del _subsets[next(iter(_subsets))]
        _subsets[key] = self.file_content
