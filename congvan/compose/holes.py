"""What copies of a circular differ in: the document of one of them with a mark where its own words stand, and the words
of each. A mark is one sign that no text has; :func:`filled` puts words in the place of the marks.

Only what stands by itself is told apart so: words in subject, Kính gửi and running text. Whatever could change more
than its own words (a title of an Điều, the end of the text, a cell) makes that such copies are composed one by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jinja2 import nodes

from congvan.compose.asking import Asking, trees
from congvan.compose.each import NAME, _lines, named
from congvan.compose.markdown import squeeze
from congvan.compose.names import MARK, MARKS, Value, asked, names_of, on_one_line
from congvan.compose.runs import glue, merge
from congvan.model.circular import Circular, Recipient
from congvan.model.document import Block, Document, Item, Paragraph, Run, texts
from congvan.model.source import Spanned
from congvan.problems import Problems
from congvan.text.names import names_in

_USUAL = re.compile(
    "[!-~\u00c0-\u017f\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u2013\u2018-\u201e]+"
    "(?: [!-~\u00c0-\u017f\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u2013\u2018-\u201e]+)*"
)
"""Words that a text takes as they are: single spaces, letters and signs that every face has."""
_NEAR = 6
_SIGNS = tuple(".;:,!?…/")


@dataclass(frozen=True, slots=True)
class Said:
    """What the texts of one copy put into their places, and which branches its conditions took."""

    words: tuple[str, ...]
    branches: tuple[int, ...]

    @property
    def kind(self) -> tuple[object, ...]:
        """Copies of one kind differ in their words only."""
        return self.branches, tuple(bool(word) for word in self.words)

    def usual(self) -> bool:
        """Whether its words are such that nothing but themselves changes with them."""
        return all(not word or _USUAL.fullmatch(word) for word in self.words)

    @property
    def signed(self) -> bool:
        """Whether one of its words ends with a sign, which would be one with the end mark after it."""
        return any(word.endswith(_SIGNS) for word in self.words)


class Taking(Asking):
    """One text for one recipient: what it puts where."""

    def __init__(self, text: Spanned[str], names: Mapping[str, Value], one: Recipient) -> None:
        super().__init__(text, names, one.span, Problems(), {})
        self.words: list[str] = []
        self.branches: list[int] = []

    def piece(self, node: nodes.Expr) -> None:
        """What an expression that asks for the recipient puts in is taken."""
        if not isinstance(node, nodes.TemplateData) and NAME in asked(node):
            said = self.text(self.value(node, 0), node)
            self.words.append(on_one_line(said))

    def branch(self, node: nodes.If, depth: int) -> None:
        """Which branch is taken is noted."""
        for number, (test, body) in enumerate([(node.test, node.body), *((e.test, e.body) for e in node.elif_)]):
            if self.truth(self.value(test, 0)):
                self.branches.append(number)
                self.render(body, depth + 1)
                return
        self.branches.append(-1)
        self.render(node.else_, depth + 1)


class Asked:
    """The texts of a circular that ask for the recipient, parsed once."""

    def __init__(self, circular: Circular) -> None:
        self.circular = circular
        self.names = names_of(circular)
        self.known: dict[str, list[nodes.Node] | None] = {}

    def said(self, one: Recipient) -> Said | None:
        """What they say to one recipient; None after a fault, which composing will tell."""
        own = replace(self.circular, recipient=one)
        names = {**self.names, **named(own)}
        words: list[str] = []
        branches: list[int] = []
        source = own.source
        for text in (source.subject, *(text for _, text in _lines(own)), source.body):
            tree = self._tree(text)
            if tree is None:
                continue
            taking = Taking(text, names, one)
            try:
                taking.render(tree)
            except Exception:  # whatever it is: composing the copy whole says it as it says it always
                return None
            if taking.failed:
                return None
            words += taking.words
            branches += taking.branches
        return Said(tuple(words), tuple(branches))

    def _tree(self, text: Spanned[str]) -> list[nodes.Node] | None:
        if NAME not in text.value:
            return None
        if text.value not in self.known:
            made = trees([text])
            self.known[text.value] = made[0][1].body if made else None
        return self.known[text.value]


def able(circular: Circular) -> bool:
    """Whether the texts of a circular differ only where marks can stand."""
    source = circular.source
    others = [
        *source.grounds, *([source.proposal] if source.proposal else []), *(annex.body for annex in source.annexes),
        *(text.body for text in source.attached),
        *(value for value in (source.fields or {}).values() if isinstance(value, Spanned)),
    ]  # fmt: skip
    if any(isinstance(text.value, str) and NAME in text.value for text in others):
        return False
    marked_subject = NAME in source.subject.value
    prefixed = bool(circular.kind.subject_prefix) and "title" not in circular.kind.parts
    return circular.kind.body_template is None and not circular.kind.articles and (prefixed or not marked_subject)


def holed(document: Document, prefix: str) -> bool:
    """Whether a copy that was composed with marks may stand for all of its kind; ``prefix`` is printed before its
    subject.
    """
    subject, *more = document.parts.subject or ("",)
    if any(map(MARKS.match, (subject.removeprefix(f"{prefix} "), *more))):
        return False
    still = replace(
        document, title="", parts=replace(document.parts, subject=(), addressees=()),
        body=tuple(block for block in document.body if not isinstance(block, Paragraph | Item)),
    )  # fmt: skip
    return not any(map(marked, texts(still)))


def repeated(document: Document) -> bool:
    """Whether a line of Kính gửi stands there twice, now that it has its words: it is printed once."""
    lines = document.parts.addressees
    return len(set(lines)) < len(lines)


def closing(document: Document) -> bool:
    """Whether the text of a document with marks may end with one."""
    last = "".join(run.text for run in _runs(document.body[-1])) if document.body else ""
    return MARKS.search(last[-_NEAR:]) is not None


def _runs(block: Block) -> tuple[Run, ...]:
    return getattr(block, "runs", ())


class Words:
    """The words of one copy in the place of marks."""

    def __init__(self, said: Said) -> None:
        self.table = {MARK + number: word for number, word in enumerate(word for word in said.words if word)}

    def text(self, text: str) -> str:
        """A text with its words."""
        return text.translate(self.table)

    def runs(self, runs: Sequence[Run]) -> tuple[Run, ...]:
        """Runs with their words, glued as they are in a document."""
        said = merge(replace(run, text=self.text(run.text), nowrap=False) for run in runs)
        return glue(squeeze(said))

    def block(self, block: Block) -> Block:
        """A block with its words."""
        assert isinstance(block, Paragraph | Item)
        return replace(block, runs=self.runs(block.runs))


def marked(text: str) -> bool:
    """Whether a mark stands in it."""
    return MARKS.search(text) is not None


def places(document: Document) -> tuple[int, ...]:
    """The blocks of the body that have marks."""
    return tuple(index for index, block in enumerate(document.body) if any(marked(r.text) for r in _runs(block)))


def filled(document: Document, said: Said, key: str, at: Sequence[int]) -> Document:
    """A marked document → that of the copy whose words are ``said``, as composing it would have made it; ``at``: its
    blocks that have marks.
    """
    words = Words(said)
    body = list(document.body)
    for index in at:
        body[index] = words.block(body[index])
    parts = replace(
        document.parts,
        subject=tuple(map(words.text, document.parts.subject)),
        addressees=tuple(map(words.text, document.parts.addressees)),
    )
    typed = [text for text in (*document.parts.subject, *document.parts.addressees) if marked(text)]
    names = document.names | names_in(map(words.text, typed))
    return replace(
        document, body=tuple(body), parts=parts, title=words.text(document.title), names=names, recipient=key
    )
