"""Words of the built document against words of the Word file: every difference, with its place in both.

Head and foot are set in columns, so the order in which a file has their words is the maker's own: there the words are
counted. The text is compared word after word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from congvan.intake.model import Letter, Said
from congvan.model.document import (
    ORDER,
    Article,
    Block,
    Division,
    Document,
    Heading,
    Item,
    Parts,
    Picture,
    Run,
    Signature,
    Source,
    Table,
)
from congvan.model.wording import Wording
from congvan.text.dates import long_date
from congvan.text.letters import capitals

_SPACES = str.maketrans({"\u00a0": " ", "\u2011": "-", "\u2060": None})
_DASHES = frozenset("-–—+•*")
_LONG = 30_000
"""So many words are compared by the quick way only."""


@dataclass(frozen=True, slots=True)
class Difference:
    """``word``: what the Word file says there, ``built``: what is printed; ``node`` and ``line``: where, 0 unknown."""

    word: str
    built: str
    node: int
    line: int


Token = tuple[str, int]


def differences(document: Document, letter: Letter, said: Iterable[Said], wording: Wording) -> list[Difference]:
    """Every difference between a letter as it came in and as it is built."""
    foot = document.parts.foot
    aside = frozenset() if foot else frozenset(line.node for line in letter.address)  # told to be left out
    there = _of_file(letter, [one for one in said if one.node not in aside])
    made = _of_document(document, wording)
    if document.parts.date is None and not document.parts.unnumbered:
        there["head"] = _undated(there["head"], letter.dated)
    if foot and letter.address:
        made["foot"].extend((word, 0) for line in foot for word in _bare(line.translate(_SPACES).split()))
    found = _counted(there["head"], made["head"])
    found += _compared(there["flow"], made["flow"])
    return found + _counted(there["foot"], made["foot"])


def _undated(head: list[Token], dated: str) -> list[Token]:
    """Without the figures, and the dots that stand for some, of a date that is not taken over: CV448 tells it whole."""
    gone = Counter(w for w in dated.translate(_SPACES).split() if not any(sign.isalpha() for sign in w))
    kept = []
    for word, node in head:
        if gone[word] > 0:
            gone[word] -= 1
        else:
            kept.append((word, node))
    return kept


def _of_file(letter: Letter, said: Iterable[Said]) -> dict[str, list[Token]]:
    lists = {line.node for line in (*letter.to, *((letter.label,) if letter.label else ()))}
    made: dict[str, list[Token]] = {"head": [], "flow": [], "foot": []}
    for one in said:
        place = letter.places.get(one.node)
        if place is not None:
            words = _bare(one.words) if place == "foot" or one.node in lists else one.words
            made[place] += [(word, one.node) for word in words]
    return made


def _bare(words: Iterable[str]) -> list[str]:
    """The words of a list without its dashes and the signs that end its lines."""
    made = [w.lstrip("-–—+•").rstrip(";,.") if len(w) > 1 else w for w in words]
    return [w for w in made if w and w not in _DASHES]


def _of_document(document: Document, wording: Wording) -> Mapping[str, list[Token]]:
    parts = document.parts
    head = _head(parts, wording)
    flow: list[Token] = []
    pieces: Mapping[str, Callable[[], list[Token]]] = {
        "title": lambda: _title(parts), "addressees": lambda: _to(parts, wording),
        "authority": lambda: _tokens(parts.authority or "", _at(parts, "authority")),
        "grounds": lambda: [t for g in document.grounds for t in _block(g)],
        "order": lambda: _tokens(parts.order or "", 0), "body": lambda: [t for b in document.body for t in _block(b)],
    }  # fmt: skip
    for name in document.order or ORDER:
        flow += pieces[name]() if name in pieces else []
    for text in document.attached:
        head += _tokens(f"{parts.parent or ''} {parts.issuer} {wording.state_name} {wording.motto}", 0)
        line = text.source.line if text.source else 0
        flow += _tokens(f"{text.kind_name} {' '.join(text.subject)} {text.origin}", line)
        flow += [t for b in text.body for t in _block(b)]
    for annex in document.annexes:
        line = annex.source.line if annex.source else 0
        flow += _tokens(f"{annex.label} {capitals(annex.title or '')} {annex.origin}", line)
        flow += [t for b in annex.body for t in _block(b)]
    return {"head": head, "flow": flow, "foot": _foot(parts, wording)}


def _at(parts: Parts, name: str) -> int:
    found = parts.sources.get(name) if isinstance(parts.sources, Mapping) else None
    return found.line if isinstance(found, Source) else 0


def _tokens(text: str, line: int) -> list[Token]:
    return [(word, line) for word in text.translate(_SPACES).split()]


def _head(parts: Parts, wording: Wording) -> list[Token]:
    day = long_date(parts.date) if parts.date else "tháng năm"
    number = "" if parts.unnumbered else f"{wording.number_label} {parts.number or ''}/{parts.symbol}"
    dated = "" if parts.undated else f"{parts.place}, ngày {day}"
    lines = [parts.parent or "", parts.issuer, wording.state_name, wording.motto, number, dated,
             parts.urgency or "", parts.circulation or ""]  # fmt: skip
    subject = " ".join(parts.subject) if parts.kind_name is None else ""
    return [t for line in lines for t in _tokens(line, 0)] + _tokens(subject, _at(parts, "subject"))


def _title(parts: Parts) -> list[Token]:
    if parts.kind_name is None:
        return []
    return _tokens(parts.kind_name, _at(parts, "kind_name")) + _tokens(" ".join(parts.subject), _at(parts, "subject"))


def _to(parts: Parts, wording: Wording) -> list[Token]:
    if not parts.addressees:
        return []
    label = parts.addressee_label or wording.addressee_label
    words = [word for text in parts.addressees for word in _bare(text.translate(_SPACES).split())]
    return [(word, 0) for word in (*_bare(label.split()), *words)]


def _foot(parts: Parts, wording: Wording) -> list[Token]:
    signed = [text for s in (parts.signature, parts.beside) if s is not None for text in _signed(s)]
    lines = [wording.recipients_label, *parts.recipients, parts.drafter_mark or "", *signed, parts.confirmation or ""]
    return [(word, 0) for line in lines for word in _bare(line.translate(_SPACES).split())]


def _signed(signature: Signature) -> Iterator[str]:
    yield from signature.lines
    yield from signature.posts
    yield signature.name


def _block(block: Block) -> list[Token]:
    line = block.source.line if block.source else 0
    if isinstance(block, Table):
        rows = block.all_rows
        lines = block.lines if len(block.lines) == len(rows) else (line,) * len(rows)
        texts = [(_said(c.runs), at) for row, at in zip(rows, lines, strict=True) for c in row if not c.covered]
        return [token for text, at in texts for token in _tokens(text, at)]
    text = _said(block.caption if isinstance(block, Picture) else block.runs)
    if isinstance(block, Heading) and block.caps:
        text = capitals(text)
    if isinstance(block, Division):
        text = f"{block.label} {capitals(text)}"
    elif isinstance(block, Item | Article):
        text = f"{block.label} {text}"
    return _tokens(text, line)


def _said(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def _counted(there: Sequence[Token], made: Sequence[Token]) -> list[Difference]:
    """Words that one side has more often than the other, in their order."""
    gone = Counter(w for w, _ in there) - Counter(w for w, _ in made)
    more = Counter(w for w, _ in made) - Counter(w for w, _ in there)
    one, node = _left(there, gone)
    other, line = _left(made, more)
    return [Difference(one, other, node, line)] if one or other else []


def _left(tokens: Sequence[Token], counts: Counter[str]) -> tuple[str, int]:
    words, first = [], 0
    for word, at in tokens:
        if counts[word] > 0:
            counts[word] -= 1
            words.append(word)
            first = first or at
    return " ".join(words), first


def _compared(there: Sequence[Token], made: Sequence[Token]) -> list[Difference]:
    one, other = [w for w, _ in there], [w for w, _ in made]
    begin = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    end = 0
    while end < min(len(one), len(other)) - begin and one[-1 - end] == other[-1 - end]:
        end += 1
    cut, cut_made = one[begin : len(one) - end], other[begin : len(other) - end]
    if not cut and not cut_made:
        return []
    matcher = SequenceMatcher(None, cut, cut_made, autojunk=len(cut) + len(cut_made) > _LONG)
    found = []
    for what, i, j, k, m in matcher.get_opcodes():
        if what != "equal":
            node = _place(there, begin + i)
            line = _place(made, begin + k)
            found.append(Difference(" ".join(cut[i:j]), " ".join(cut_made[k:m]), node, line))
    return found


def _place(tokens: Sequence[Token], at: int) -> int:
    return tokens[min(at, len(tokens) - 1)][1] if tokens else 0
