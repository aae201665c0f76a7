"""The end mark "./." that closes a text (NĐ 30/2020, PL I.I.II.6)."""

from __future__ import annotations

from dataclasses import replace

from congvan.model.document import Block, Heading, Paragraph, Run, Table


def close(blocks: tuple[Block, ...], mark: str) -> tuple[tuple[Block, ...], str]:
    """The blocks with the end mark at their end, and the sign (``;``, ``:``, ``,``) that had to give way, or ``""``.

    After a table or a heading the mark stands in a paragraph of its own.
    """
    if not blocks:
        return blocks, ""
    last = blocks[-1]
    if isinstance(last, Table | Heading):
        return (*blocks, Paragraph((Run(mark),))), ""
    runs, replaced = _close_runs(last.runs, mark)
    return (*blocks[:-1], replace(last, runs=runs)), replaced


def _close_runs(runs: tuple[Run, ...], mark: str) -> tuple[tuple[Run, ...], str]:
    kept = list(runs)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if not kept:
        return (Run(mark),), ""
    text = "".join(r.text for r in kept).rstrip()
    if text.endswith(mark):
        return tuple(kept), ""
    last = kept[-1].text.rstrip()
    replaced = ""
    if last[-1] == ".":
        last = last[:-1]  # an ellipsis shares its last dot with the mark: ".../."
    elif last[-1] in ";:,":
        replaced, last = last[-1], last[:-1]
    kept[-1] = replace(kept[-1], text=last + mark)
    return tuple(kept), replaced
