"""A file of Outlook (.msg), written from its properties: the container of MS-CFB with the streams of MS-OXMSG."""

from __future__ import annotations

import struct
from itertools import pairwise

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def make(kind: str, properties: dict[str, str], recipients: list[dict[str, str]]) -> bytes:
    """``kind`` is the message class; properties by their tag ("0037"), those of each recipient likewise."""
    tree: dict = {f"__substg1.0_{tag}001F": text.encode("utf-16-le") for tag, text in properties.items()}
    tree["__substg1.0_001A001F"] = kind.encode("utf-16-le")
    tree["__properties_version1.0"] = bytes(32)
    for index, one in enumerate(recipients):
        tree[f"__recip_version1.0_#{index:08X}"] = {
            f"__substg1.0_{tag}001F": text.encode("utf-16-le") for tag, text in one.items()
        }
    return container(tree)


def container(tree: dict) -> bytes:
    """Nested streams and storages → a compound file of version 3. Every stream is padded past the mini stream."""
    entries: list[tuple[str, int, bytes, list[int]]] = []  # name, type, data, children

    def add(name: str, node: dict | bytes) -> int:
        at = len(entries)
        if isinstance(node, bytes):
            entries.append((name, 2, node, []))
        else:
            entries.append((name, 1 if entries else 5, b"", []))
            entries[at][3].extend(add(k, v) for k, v in sorted(node.items(), key=lambda e: (len(e[0]), e[0].upper())))
        return at

    add("Root Entry", tree)
    right: dict[int, int] = {}
    for _, _, _, children in entries:
        right |= dict(pairwise(children))
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(data: bytes) -> int:
        pieces = [data[i : i + 512].ljust(512, b"\0") for i in range(0, len(data), 512)]
        first = len(sectors)
        for n, piece in enumerate(pieces):
            sectors.append(piece)
            fat.append(first + n + 1 if n + 1 < len(pieces) else END)
        return first if pieces else END

    mini, minifat = b"", []
    directory = []
    for at, (name, sort, data, children) in enumerate(entries):
        start = END
        if sort == 2 and len(data) >= 4096:
            start = store(data)
        elif sort == 2 and data:
            start = len(mini) // 64
            count = -(-len(data) // 64)
            minifat += [start + n + 1 for n in range(count - 1)] + [END]
            mini += data.ljust(count * 64, b"\0")
        raw = (name + "\0").encode("utf-16-le")
        directory.append([raw, sort, right.get(at, FREE), children[0] if children else FREE, start, len(data)])
    directory[0][4], directory[0][5] = store(mini), len(mini)
    first_minifat = store(b"".join(struct.pack("<I", n) for n in minifat).ljust(512, b"\xff")) if minifat else END
    packed = b"".join(
        raw.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(raw), sort, 1, FREE, nxt, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
        for raw, sort, nxt, child, start, size in directory
    )
    first_directory = store(packed)
    first_fat = len(sectors)
    count = 1
    while (first_fat + count) > count * 128:
        count += 1
    table = fat + [FAT] * count
    raw_fat = b"".join(struct.pack("<I", n) for n in table).ljust(count * 512, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack(
        "<IIIIIIIIII", 0, count, first_directory, 0, 4096, first_minifat, 1 if minifat else 0, END, 0, first_fat
    )[:40]
    difat = [first_fat + n for n in range(count)]
    head = head[:76] + b"".join(struct.pack("<I", n) for n in difat).ljust(436, b"\xff")
    return head.ljust(512, b"\0") + b"".join(sectors) + raw_fat
