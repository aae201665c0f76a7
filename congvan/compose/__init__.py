"""From a Circular to a Document: expressions evaluated, Markdown read, every part a printed string."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from congvan.compose.closing import close
from congvan.compose.names import Named, names_of
from congvan.compose.parts import annex_origin, parts_of
from congvan.compose.runs import glue
from congvan.model.circular import Circular
from congvan.model.document import Annex, Block, Cell, Document, Table
from congvan.model.source import Spanned
from congvan.model.wording import Wording
from congvan.problems import Problems
from congvan.text.letters import nfc, roman

if TYPE_CHECKING:
    from congvan.compose.sandbox import Filled

__all__ = ["compose"]


def compose(circular: Circular, wording: Wording, problems: Problems) -> Document | None:
    """The document as it reads, or ``None`` after a fault of the text or of the circular itself."""
    mine = Problems()
    names = names_of(circular)
    parts = parts_of(circular, wording, mine)
    body = _text(circular.source.body, names, "body", wording, mine)
    annexes = _annexes(circular, names, wording, mine)
    if circular.source.annexes and body is not None:
        _check_annexes_named(circular, body, wording, mine)
    if body is not None and None not in annexes:
        _check_used(circular, names, mine)
    problems.extend(mine)
    if mine.failed or circular.faulty or body is None:
        return None
    subject = " ".join(parts.subject)
    return Document(
        id=circular.id,
        parts=parts,
        body=body,
        annexes=tuple(a for a in annexes if a is not None),
        draft=circular.number is None or circular.date is None,
        title=f"{circular.kind.name} {subject}"
        if parts.number is None
        else f"{circular.kind.name} số {parts.number}/{parts.symbol} {subject}",
        author=nfc(circular.issuer.name.value),
        style={key: value.value for key, value in circular.issuer.style.items()},
    )


def _text(
    text: Spanned[str], names: dict[str, Named], at: str, wording: Wording, problems: Problems
) -> tuple[Block, ...] | None:
    """Blocks of a body, closed by the end mark; ``None`` after a fault in its expressions."""
    # Jinja and markdown-it are heavy: a command that composes nothing doesn't load them.
    from congvan.compose.markdown import blocks_of
    from congvan.compose.sandbox import fill

    filled: Filled | None = fill(text, names, at, problems)
    if filled is None:
        return None
    blocks = blocks_of(filled, text.at_line, at, problems)
    if not blocks:
        problems.error("CV212", text.span, at=at)
        return None
    blocks, replaced = close(blocks, wording.end_mark)
    if replaced:
        last = max((i for i, line in enumerate(text.value.splitlines()) if line.strip()), default=0)
        problems.warning("CV213", text.at_line(last), at=at, sign=replaced, mark=wording.end_mark)
    return tuple(_glued(block) for block in blocks)


def _glued(block: Block) -> Block:
    if isinstance(block, Table):
        return Table(
            tuple(Cell(glue(c.runs)) for c in block.head),
            tuple(tuple(Cell(glue(c.runs)) for c in row) for row in block.rows),
            block.aligns,
        )
    return replace(block, runs=glue(block.runs))


def _annexes(circular: Circular, names: dict[str, Named], wording: Wording, problems: Problems) -> list[Annex | None]:
    """Each annex with its label: "Phụ lục", or with a Roman number where there are several (PL I.I.III.1)."""
    sources = circular.source.annexes
    out: list[Annex | None] = []
    for index, item in enumerate(sources):
        label = wording.annex_label if len(sources) == 1 else f"{wording.annex_label} {roman(index + 1)}"
        body = _text(item.body, names, f"annexes[{index}].body", wording, problems)
        title = " ".join(nfc(item.title.value).split()) if item.title else None
        out.append(None if body is None else Annex(label, title, annex_origin(circular, wording), body, item.landscape))
    return out


def _check_annexes_named(circular: Circular, body: tuple[Block, ...], wording: Wording, problems: Problems) -> None:
    """A text with annexes must send its reader to them (PL I.I.III.1a)."""
    if wording.annex_label.casefold() not in " ".join(_words(block) for block in body).casefold():
        problems.warning("CV214", circular.source.annexes[0].span, at="annexes[0]", label=wording.annex_label)


def _words(block: Block) -> str:
    if isinstance(block, Table):
        return " ".join("".join(r.text for r in c.runs) for row in (block.head, *block.rows) for c in row)
    return "".join(r.text for r in block.runs)


def _check_used(circular: Circular, names: dict[str, Named], problems: Problems) -> None:
    """A reference that nothing cites is likely a slip; ``follows`` cites it."""
    source = circular.source
    named = {k.value for k in (*source.corrects, *source.replaces, *source.recalls)}
    followed = {circular.follows.key} if circular.follows else set()
    for key, item in circular.source.references.items():
        if key not in followed | named and not names[key].used:
            problems.warning("CV215", item.span, at=f"references.{key}", key=key)
