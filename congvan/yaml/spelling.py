"""A value → how YAML writes it: with the least quotation that reads back as the very same, in lines of the file's own.

Several lines stand as a block (``|``), text that YAML would read otherwise in quotation marks, and what no file may
hold as an escape. Every way of writing is read again before it is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import yaml

from congvan.text.characters import plain
from congvan.yaml import slips
from congvan.yaml.extents import Plain

WIDTH = 100
"""Characters of a record or list that is still written on one line."""
_EASY = re.compile(r"[^\W_][\w./-]*(?: [\w./-]+)*\Z")
"""What needs no look: words of letters, figures and a few signs."""
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P"}
_ODD = re.compile("[^\t\n -~\x85\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\ufeff\x85\u2028\u2029]")
"""What a file can hold as an escape only: what libyaml refuses, and what it reads as the end of a line."""


@dataclass(frozen=True, slots=True)
class Hand:
    """How a file is written: what ends its lines, and how deep one level stands."""

    ending: str = "\n"
    step: int = 2
    blocks: bool = True
    """Whether texts of several lines may stand as blocks; else they are escaped."""


@dataclass(frozen=True, slots=True)
class Spelt:
    """A value behind its key or dash: ``head`` on that line, ``tail`` the further lines, each with its break before."""

    head: str
    tail: str = ""


def kept(value: str) -> str:
    """A text as the reader will keep it: NFC, ``\\n`` for every line end, blanks of other widths as spaces."""
    whole = value.replace("\r\n", "\n").replace("\r", "\n")
    return plain(whole.encode("utf-8", "replace").decode("utf-8"))


def normal(value: object) -> Plain:
    """What somebody hands over → text, lists and records of text. Errors: TypeError, ValueError of anything else."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return kept(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list | tuple):
        return [normal(item) for item in value]
    if isinstance(value, dict):
        if not all(isinstance(key, str) and key.strip() for key in value):
            raise TypeError("a record has names for keys")
        return {kept(key): normal(item) for key, item in value.items()}
    raise TypeError(f"no value of a file: {type(value).__name__}")


def inline(value: str, *, flow: bool = False, style: str = "") -> str:
    """A text on one line; ``flow``: inside brackets or braces; ``style``: the marks that stood there before."""
    if style == "'" and "\n" not in value and not _ODD.search(value):
        return _single(value)
    if style != '"':
        if not value:
            return '""' if flow else ""
        if _reads_bare(value, flow):
            return value
    if _ODD.search(value) or "\n" in value or "\t" in value:
        return _double(value)
    if style != '"' and ('"' in value or "\\" in value):
        return _single(value)
    return _double(value)


def chosen(value: str, style: str, *, flow: bool) -> str:
    """The marks around a text that somebody chose, and that another text in its place keeps; "" where the text needed
    them: the next one may not.
    """
    return style if style in ("'", '"') and value and _reads_bare(value, flow) else ""


def _single(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _double(value: str) -> str:
    escaped = "".join(_ESCAPES.get(char, char) for char in value)
    return f'"{_ODD.sub(_escape, escaped)}"'


def _escape(found: re.Match[str]) -> str:
    point = ord(found.group())
    return f"\\x{point:02x}" if point < 256 else f"\\u{point:04x}" if point < 65536 else f"\\U{point:08x}"


@lru_cache(maxsize=4096)
def _reads_bare(value: str, flow: bool) -> bool:
    """Whether a text without marks is read as itself, and is not taken for a slip."""
    if _EASY.match(value):
        return True
    if value != value.strip() or value == "~" or "\n" in value or "\t" in value or _ODD.search(value):
        return False
    if slips.curly(value) or value[0] in "“”„‟″«»":
        return False
    for text in (f"[{value}]", f"{{k: {value}}}") if flow else (f"k: {value}", f"- {value}"):
        try:
            found = list(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
        except yaml.YAMLError:
            return False
        scalars = [event for event in found if isinstance(event, yaml.ScalarEvent)]
        if not scalars or scalars[-1].value != value or scalars[-1].style:
            return False
        collections = sum(isinstance(event, yaml.CollectionStartEvent) for event in found)
        if (len(scalars), collections) != (1 if text[0] in "[-" else 2, 1):
            return False
        if any(isinstance(e, yaml.AliasEvent) or getattr(e, "tag", None) or getattr(e, "anchor", None) for e in found):
            return False
    return True


def block(value: str, indent: int, hand: Hand) -> Spelt | None:
    """A text of several lines as a block whose lines stand at ``indent``; None where no block can hold it."""
    if not value.strip("\n") or _ODD.search(value):
        return None
    body = value.rstrip("\n")
    more = len(value) - len(body)
    first = body.lstrip("\n")
    mark = str(hand.step) if first[:1] in (" ", "\t") or not first.strip(" \t") else ""
    lines = body.split("\n")
    if any(line and not line.strip(" \t") for line in (lines[0], lines[-1])) and not first.strip():
        return None
    chomp = "-" if more == 0 else "" if more == 1 else "+"
    told = [*lines, *[""] * (more - 1)] if more > 1 else lines
    return Spelt(f"|{mark}{chomp}", block_lines(told, indent, hand))


def block_lines(lines: list[str], indent: int, hand: Hand) -> str:
    """The lines of a block, each after its break; an empty one stays empty."""
    return "".join(f"{hand.ending}{' ' * indent}{line}" if line else hand.ending for line in lines)


def flowed(value: Plain) -> str:
    """A value inside brackets or braces, or one that begins them."""
    if isinstance(value, str):
        return inline(value, flow=True)
    if isinstance(value, list):
        return "[" + ", ".join(map(flowed, value)) + "]"
    return "{" + ", ".join(f"{inline(key, flow=True)}: {flowed(item)}" for key, item in value.items()) + "}"


def spelt(value: Plain, indent: int, hand: Hand, *, style: str = "", flow: bool = False) -> Spelt:
    """A value behind a key or dash that stands at ``indent``; ``flow``: in brackets or braces, where it is short."""
    if isinstance(value, str):
        made = block(value, indent + hand.step, hand) if "\n" in value and hand.blocks else None
        return made or Spelt(inline(value, style=style))
    if not value or (flow and _short(value)):
        return Spelt(flowed(value))
    if isinstance(value, list):
        return Spelt("", "".join(_item(item, indent + hand.step, hand) for item in value))
    return Spelt("", "".join(entry(key, item, indent + hand.step, hand, first=False) for key, item in value.items()))


def item(value: Plain, indent: int, hand: Hand) -> str:
    """One item of a list whose dashes stand at ``indent``, from its dash on."""
    if isinstance(value, dict) and value and not (_short(value) and all(value.values())):  # what is blank will be long
        deeper = replace(hand, step=2)
        rest = [entry(key, inner, indent + 2, deeper, first=not n) for n, (key, inner) in enumerate(value.items())]
        return "- " + "".join(rest)
    made = spelt(value, indent, replace(hand, step=2), flow=True)
    return f"-{' ' if made.head else ''}{made.head}{made.tail}"


def _item(value: Plain, indent: int, hand: Hand) -> str:
    return f"{hand.ending}{' ' * indent}{item(value, indent, hand)}"


def entry(key: str, value: Plain, indent: int, hand: Hand, *, first: bool = True, flow: bool = False) -> str:
    """A key with its value at ``indent``; unless it is the ``first`` on its line, with its break and blanks."""
    made = spelt(value, indent, hand, flow=flow)
    before = "" if first else f"{hand.ending}{' ' * indent}"
    return f"{before}{inline(key)}:{' ' if made.head else ''}{made.head}{made.tail}"


def _short(value: list[Plain] | dict[str, Plain]) -> bool:
    """Whether a record or list is easily read on one line."""
    inner = list(value.values()) if isinstance(value, dict) else value
    return all(isinstance(one, str) and "\n" not in one for one in inner) and len(flowed(value)) <= WIDTH
