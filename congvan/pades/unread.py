"""A file that the strict reader can't read, in part or at all → what can still be told of it: what was signed, what was
added behind it, and whether a reader that repairs would show something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pyhanko.sign.fields import enumerate_sig_fields

from congvan.model.signing import Finding, Report, State
from congvan.pades import ranges
from congvan.pades.nodes import at, reach
from congvan.pades.writer import lenient, reader
from congvan.pdf import pictures

KNOWN = {"/adbe.pkcs7.detached", "/adbe.pkcs7.sha1", "/ETSI.CAdES.detached", "/ETSI.RFC3161"}
_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+\d+\s+(\d+)\s+(\d+)")
_TRIED = 8
"""Ends of signatures that are tried from behind; each costs a reading."""
MOST_TOLD = 4


def fields(opened: Any) -> Any:
    """The signature fields of an opened file: name, value or None, the field. A name as the library gives it holds on
    to the whole file.
    """
    for name, value, item in enumerate_sig_fields(opened):
        yield str(name), value.get_object() if value is not None else None, item


def hidden(data: bytes) -> list[Finding]:
    """CV666: something in the file looks like a signature, and no field leads to it."""
    return [Finding("CV666", True)] if b"/ByteRange" in data else []


def strange(data: bytes, value: Any) -> Finding:
    """Why the library can't judge a signature: CV667 damaged, CV919 of a form that this program does not know, CV918
    the file is written oddly, for what was signed is as it was.
    """
    known, unchanged = str(at(value, "/SubFilter", "")) in KNOWN, ranges.unchanged(data, value)
    if unchanged and known:
        return Finding("CV918", False, unjudged=True)
    if unchanged or (not known and unchanged is None):
        return Finding("CV919", False, {"form": str(at(value, "/SubFilter", "?")).strip("/")}, unjudged=True)
    return Finding("CV667", True)


def signed(data: bytes) -> int | None:
    """Where the last signature ends whose bytes are as they were and behind which the file goes on; None for none, or
    where a later one says that it covers all of the file.
    """
    ends, whole = {int(found[1]) + int(found[2]) for found in _RANGE.finditer(data)}, len(data.rstrip(b"\r\n \0"))
    if any(whole <= end <= len(data) for end in ends):
        return None
    for end in sorted((e for e in ends if e < whole), reverse=True)[:_TRIED]:
        part = data[:end]
        if not part.rstrip().endswith(b"%%EOF"):
            continue
        try:
            opened = reader(part)
            values = [value for _, value, _ in fields(opened) if value is not None]
            reach(opened.root, frozenset())  # what can't be read here was so when it was signed: nobody added it
            last = next(value for value in values if ranges.end(value) == end)
        except Exception:
            continue  # a hostile file may fail anywhere: then this is no end
        if not ranges.check(part, last) and ranges.unchanged(part, last):
            return end
    return None


def added(data: bytes, end: int) -> list[Finding]:
    """CV928: what follows byte ``end`` is not as PDF wants it; CV672, CV907 what a reader that repairs shows of it."""
    return [Finding("CV928", True, {"bytes": str(len(data) - end)}), *_looks(data, end)]


def _looks(data: bytes, end: int) -> Iterator[Finding]:
    watch, albums, told = pictures.Watch(len(data)), [], 0
    try:
        albums.append(pictures.Album(data[:end], watch))
        albums.append(pictures.Album(data, watch))
        before, after = albums
        if before.count != after.count:
            yield Finding("CV672", True, {"before": str(before.count), "after": str(after.count)})
            return
        for number in range(1, before.count + 1):
            box = pictures.difference(before, after, number, ())
            if box is None:
                continue
            told += 1
            yield otherwise(number, box)
            if told >= MOST_TOLD:
                return
    except (pictures.Unreadable, pictures.Bounds):
        return  # the verdict stands without
    finally:
        for album in albums:
            album.close()


def otherwise(number: int, box: tuple[float, ...]) -> Finding:
    """CV907: page ``number`` looks otherwise in ``box``, in hundredths of the page from its upper left corner."""
    place = f"{box[0]:.0f}–{box[2]:.0f} %, {box[1]:.0f}–{box[3]:.0f} %"
    return Finding("CV907", True, {"page": str(number), "place": place})


def report(data: bytes) -> Report:
    """CV665, or CV918: a file that only a reader which repairs can open. Damaged it is where its bytes are."""
    findings = (*hidden(data), Finding("CV665", True))
    try:
        found = [value for _, value, _ in fields(lenient(data)) if value is not None]
        whole = any(
            ranges.end(value) == len(data.rstrip(b"\r\n \0")) or ranges.end(value) == len(data) for value in found
        )
        sound = all(not ranges.check(data, value) and ranges.unchanged(data, value) for value in found)
    except Exception:
        return Report(State.INVALID, (), findings)
    if found and whole and sound and not ranges.tail(data):
        return Report(State.UNJUDGED, (), (Finding("CV918", False, unjudged=True),))
    return Report(State.INVALID, (), findings)
